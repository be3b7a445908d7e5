"""The wholes in earlier sentences that elided subjects, definite nouns and shares of money take up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from etl.frames import conjuncts, elided, repeats
from etl.frames.figures import Figure
from etl.frames.parts import of_those
from etl.frames.relations import relations

if TYPE_CHECKING:
    from etl.frames.assembly import Draft

# How many figures before a part its whole may stand, and how many sentences.
_BEFORE = 9
_SENTENCES = 3
# Of how many words a demonstrative makes "of these".
_SHOWN = 2
# Whom any people may have among them, or consist of.
_ANYONE = frozenset(("children", "women", "men", "elderly", "families"))


def elided_whole(figure: Figure, drafts: Sequence[Draft], base: int) -> int | None:
    """The whole of "12 have been freed" in the last sentence that counts people, or None."""
    scene, index = figure.scene, figure.index
    money = figure.quantity.unit == "percent"
    near: int | None = None
    for at in range(base - 1, max(-1, base - 1 - _BEFORE), -1):
        other = drafts[at]
        if scene.sentence.paragraph - other.sentence.paragraph > 1:
            break
        if near is not None and other.sentence.index != near:
            break
        if money:
            if other.indicator == "funding_required" and other.figure.unit == "currency":
                return at
            continue
        if scene.sentence.index - other.sentence.index > _SENTENCES or other.figure.unit == "percent":
            break
        if other.part_of is not None:
            continue
        if _against(other) or not repeats.may_hold(figure, other.figure):
            continue
        near = other.sentence.index
        if elided.may_befall(scene, index, figure.link, other.indicator):
            return at
    return None


def named_whole(figure: Figure, drafts: Sequence[Draft], base: int) -> int | None:
    """The figure that a definite noun takes up: of the same people, be they a part ("13 of the officers")."""
    if not of_those(figure.quantity):
        return None
    people, status = figure.population, _status(figure)
    part: int | None = None
    for at in range(base - 1, max(-1, base - 1 - _BEFORE), -1):
        other = drafts[at]
        if _far(figure, other):
            break
        if not repeats.may_hold(figure, other.figure) or _against(other):
            continue
        told = other.figure
        if status is not None and other.indicator == status:
            # "Two of the wounded died": the verb is not what they are known by.
            if other.part_of is None:
                return at
            part = at if part is None else part
            continue
        if (people and told.population == people) or repeats.same_people(figure, told):
            return at
    return part


def _status(figure: Figure) -> str | None:
    """What the definite noun of a part says of those whom it takes up ("of the wounded")."""
    scene, last = figure.scene, figure.quantity.number.last
    found = relations(scene.sentence.lang).definite.longest(scene.sentence.tokens, last)
    if found is None:
        return None
    for trigger in scene.triggers:
        if last <= trigger.first <= found[0] < trigger.last:
            return next((r.indicator for r in trigger.rules if r.role == "fused" and r.pos == "noun"), None)
    return None


def holding(figure: Figure, drafts: Sequence[Draft], base: int) -> int | None:
    """The last figure that can have such among it as a definite noun names ("64 of the passengers")."""
    if not of_those(figure.quantity) or _merely_counts(figure):
        return None
    people = set(figure.population)
    for at in range(base - 1, max(-1, base - 1 - _BEFORE), -1):
        other = drafts[at]
        if _far(figure, other):
            break
        if _against(other) or not repeats.may_hold(figure, other.figure):
            continue
        if other.part_of is not None and other.indicator != figure.indicator:
            continue
        told = set(other.figure.population)
        if not people <= _ANYONE and told != people:
            # "12 of the soldiers" are none of the civilians.
            continue
        if other.indicator in ("killed", "missing") and figure.indicator != other.indicator:
            continue
        return at
    return None


def _merely_counts(figure: Figure) -> bool:
    """Whether the words for "of" may only count: "15 من المدنيين" are fifteen civilians."""
    words, tokens = relations(figure.scene.sentence.lang), figure.scene.sentence.tokens
    if not words.article:
        return False
    last = figure.quantity.number.last
    found = words.definite.longest(tokens, last)
    if found is None or found[0] >= len(tokens):
        return True
    return found[0] - last < _SHOWN and tokens[found[0]].key not in words.same


def last_told(figure: Figure, drafts: Sequence[Draft], base: int) -> int | None:
    """The figure right before that "of the latter" takes up, a part or not."""
    tokens, words = figure.scene.sentence.tokens, relations(figure.scene.sentence.lang)
    last = figure.quantity.number.last
    if last >= len(tokens) or words.latter.longest(tokens, last) is None:
        return None
    for at in range(base - 1, max(-1, base - 1 - _BEFORE), -1):
        other = drafts[at]
        if _far(figure, other):
            break
        if repeats.may_hold(figure, other.figure) and not _against(other):
            return at
    return None


def _far(figure: Figure, other: Draft) -> bool:
    own = figure.scene.sentence
    return own.index - other.sentence.index > _SENTENCES or own.paragraph - other.sentence.paragraph > 1


def _against(other: Draft) -> bool:
    """Whether the figure only stands there to be compared with."""
    return bool(other.figure.index) and conjuncts.compared(other.figure.scene, other.figure.index)
