"""A verb behind a figure is that of another noun where it speaks of one alone, or of the figure's part."""

from __future__ import annotations

from etl.frames.relations import relations
from etl.frames.scene import Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity

# Tokens between the auxiliary of a verb and the verb.
_AUXILIARY = 4
# How a present of one ends, and a stem that does so too.
_PRESENT = "s"
_HISS = "ss"
# Tokens behind a figure in which a relative is its own ("the 222 whom it holds").
_NEAR = 2
# What is counted one by one, so that several of it take a verb of several.
_COUNTED = (None, "person", "household", "housing_unit", "facility", "vehicle", "animal", "incident", "case")


def disagrees(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the verb is of one and the figure of several ("a teacher who hid 12 pupils was killed").

    Behind "of" it is that of the noun before, unless this is a group of those who are counted ("a family of
    nine was killed", but "a village of 2,000 people was cut off").
    """
    lexicon, tokens = scene.lexicon, scene.sentence.tokens
    if not lexicon.singular or quantity.unit not in _COUNTED or quantity.value == 1:
        return False
    if quantity.number.kind in ("fraction", "percent"):
        return False
    if _present_of_one(scene, trigger) and not any(
        scene.clauses.relative[quantity.last : min(trigger.first, quantity.last + _NEAR)]
    ):  # fmt: skip
        # "18 migrants on a flight, for which Washington pays".
        return True
    if not _of_one(scene, trigger, quantity.last):
        return False
    first = quantity.first
    if first < 2 or lexicon.partitives.longest(tokens, first - 1) is None:
        return True
    return tokens[first - 2].key not in lexicon.groups


def _of_one(scene: Scene, trigger: Trigger, last: int) -> bool:
    """Whether the auxiliary before or within the verb is one that only a single thing takes."""
    lexicon, tokens = scene.lexicon, scene.sentence.tokens
    if trigger.last > trigger.first + 1 and tokens[trigger.first].key in lexicon.singular:
        return True
    for at in range(trigger.first - 1, max(last, trigger.first - _AUXILIARY) - 1, -1):
        key = tokens[at].key
        if key in lexicon.singular:
            return True
        if key not in lexicon.passive and key not in lexicon.copulas and key not in lexicon.additive:
            break
    return False


def _present_of_one(scene: Scene, trigger: Trigger) -> bool:
    """Whether the verb stands in the present of a single subject, neither passive nor plural."""
    key = scene.sentence.tokens[trigger.first].key
    single = trigger.last == trigger.first + 1 and trigger.companion < 0
    return single and trigger.rules[0].pos == "verb" and key.endswith(_PRESENT) and not key.endswith(_HISS)


def of_part(scene: Scene, index: int, trigger: Trigger) -> bool:
    """Whether the verb stands in the relative clause of the next figure ("6,000 men, of whom 140 died")."""
    following = index + 1
    if following >= len(scene.quantities):
        return False
    part = scene.quantities[following]
    if trigger.first < part.last or scene.clauses.commas_between(part.last, trigger.first):
        return False
    return hung(scene, following)


def hung(scene: Scene, index: int) -> bool:
    """Whether a relative hangs the figure on those before it ("of whom 140", "140 of whom")."""
    tokens, quantity = scene.sentence.tokens, scene.quantities[index]
    words = relations(scene.sentence.lang).relative
    opener = scene.openers[index]
    if opener >= 0 and words.longest(tokens, opener) is not None:
        return True
    return any(
        at < len(tokens) and words.longest(tokens, at) is not None
        for at in (quantity.number.last, quantity.last)
    )
