"""Bare figures that take up the one before: "the number is 300", "300 others", "did so", "in Ica, 20"."""

from __future__ import annotations

from etl.frames.conjuncts import closed, joined
from etl.frames.relations import relations
from etl.frames.scene import Link, Scene
from etl.model import Quantity
from etl.quantities.lexicon import lexicon as units
from etl.text.fold import fold

_AGAIN = 6
_AGAIN_FAR = 11
_BROUGHT = ("assisted", "arrived", "relocated", "returned")
_NAME = 5
_BEHIND_NAME = (":", "(", ",")
# Marks behind which a clause opens.
_OPENING = (";", "؛", ":", ".")


def again(scene: Scene, links: list[Link | None], before: Link | None) -> None:
    """Give a bare figure that takes up the one before ("the number is", "did so", "300 others") its frame."""
    words = relations(scene.sentence.lang)
    described: set[int] = set()
    for index, quantity in enumerate(scene.quantities):
        left = links[index - 1] if index else before
        if left is not None and links[index] is None and index - 1 in described and (
            quantity.unit == "person" and joined(scene, index, words)
        ):  # fmt: skip
            # "Veintidós eran mexicanos, siete guatemaltecos": the verb is said once.
            links[index] = Link(left.rule, None, "repeat", left.cost + 4)
            described.add(index)
            continue
        more = links[index] is None and quantity.unit == "person" and _adds(scene, quantity)
        if more and left is not None and "person" in left.rule.units:
            # "S'y ajoutent 2 500 touristes".
            links[index] = Link(left.rule, None, "repeat", left.cost + 4)
            continue
        if left is not None and links[index] is None and _said_otherwise(scene, index, left):
            links[index] = Link(left.rule, None, "repeat", left.cost + 4)
            continue
        if quantity.unit is not None or left is None:
            continue
        if links[index] is not None and not (_easy(links[index]) and _named_again(scene, index)):
            continue
        if left.rule.indicator == "other" or "currency" in left.rule.units:
            continue
        digits = any(t.kind == "digits" for t in scene.sentence.tokens[: quantity.number.first])
        if (
            not index
            and digits
            and not (_named_again(scene, index) or takes_up(scene, quantity) or _restated(scene, index))
        ):
            # "Of its 120 beds, only 35 can be used": of what was just spoken of, not of the sentence before.
            continue
        taken_up = (
            _named_again(scene, index)
            or takes_up(scene, quantity)
            or _restated(scene, index)
            or _done_again(scene, quantity)
            or others(scene, quantity)
            or opens_clause(scene, quantity)
            or _quantified(scene, index)
            or _placed(scene, index)
            or (index > 0 and left.way == "repeat" and joined(scene, index, words))
        )
        if taken_up and opens_clause(scene, quantity):
            described.add(index)
        if taken_up:
            links[index] = Link(left.rule, None, "repeat", left.cost + 4)


def elsewhere(scene: Scene, index: int) -> bool:
    """Whether a bare conjunct tells the same of another place ("41 people were teased in A and 12 in B")."""
    quantity, lexicon, tokens = scene.quantities[index], scene.lexicon, scene.sentence.tokens
    if not lexicon.nominal_before or not joined(scene, index, relations(scene.sentence.lang)):
        return False
    return (
        quantity.last < len(tokens)
        and lexicon.prepositions.longest(tokens, quantity.last) is not None
        and scene.prepositions[index] == scene.prepositions[index - 1]
    )


def _easy(link: Link | None) -> bool:
    """Whether the frame is a verb of bringing or reaching, which totals take too ("brings the total to")."""
    return link is not None and link.way == "after" and link.rule.indicator in _BROUGHT


def _done_again(scene: Scene, quantity: Quantity) -> bool:
    """Whether a verb that stands for the one before governs the figure ("lo hicieron 142.000")."""
    tokens, verbs = scene.sentence.tokens, scene.lexicon.pro_verbs
    if not verbs.root:
        return False
    if quantity.last < len(tokens) and verbs.longest(tokens, quantity.last) is not None:
        return True
    for at in range(max(0, quantity.first - _AGAIN), quantity.first):
        found = verbs.longest(tokens, at)
        if found is not None and quantity.first - found[0] <= 1:
            return True
    return False


def opens_clause(scene: Scene, quantity: Quantity) -> bool:
    """Whether the bare figure opens its clause and an auxiliary says something of it ("Siete eran …")."""
    tokens = scene.sentence.tokens
    lexicon = scene.lexicon
    last = quantity.last
    if last < len(tokens) and tokens[last].key in lexicon.clauses.negations:
        last += 1
    if last >= len(tokens) or tokens[last].key not in lexicon.passive | lexicon.active:
        return False
    # An adverb may open the clause ("; solo ocho han sido …").
    return quantity.first <= 1 or any(
        tokens[at].raw in _OPENING for at in (quantity.first - 1, quantity.first - 2)
    )


def _placed(scene: Scene, index: int) -> bool:
    """Whether only a name stands before the figure in a list ("Ica: 20", "Durán (447)", "; en Ica, 20")."""
    first = scene.quantities[index].number.first
    tokens = scene.sentence.tokens
    if index == 0 or first < 3 or not closed(scene, scene.quantities[index].last):
        return False
    last = first - 1 if tokens[first - 1].raw in _BEHIND_NAME else first
    if tokens[first - 1].key in scene.lexicon.clauses.list_marks:
        # "…, con 492, y Chichaua, con 201".
        last = first - 2 if tokens[first - 2].raw == "," else first - 1
        return last < first - 1 and tokens[last - 1].raw[0].isupper()
    at = last
    while at > last - _NAME and tokens[at - 1].kind == "word":
        at -= 1
    opened = tokens[at - 1].raw in ",;"
    conjunction = scene.clauses.conjunction
    for step in range(at, last):
        if conjunction[step]:
            at, opened = step + 1, True
    if at < last and scene.lexicon.prepositions.longest(tokens, at) is not None:
        at += 1
    if at < last - 1 and tokens[at].key in units(scene.sentence.lang).determiners:
        # "Le Haut-Katanga (412 cas) et le Maniema (206)".
        at += 1
    return opened and at < last and tokens[at].raw[0].isupper()


def _quantified(scene: Scene, index: int) -> bool:
    """Whether a quantifier makes a figure of a number whose noun was said before ("y a más de 1.200")."""
    quantity = scene.quantities[index]
    said = quantity.modifier_text is not None and quantity.quantifier != "between"
    return said and index > 0 and quantity.number.first > quantity.first


def others(scene: Scene, quantity: Quantity) -> bool:
    """Whether a word beside the number says that it counts more of the same ("another 300", "300 others")."""
    tokens, number = scene.sentence.tokens, quantity.number
    words = relations(scene.sentence.lang).others
    if number.first and tokens[number.first - 1].key in words:
        return True
    if number.last >= len(tokens) or tokens[number.last].key not in words:
        return False
    # "300 more than in 2021" compares.
    beyond = number.last + 1
    return beyond >= len(tokens) or not scene.clauses.relative[beyond]


def _said_otherwise(scene: Scene, index: int, left: Link) -> bool:
    """Whether another speaks of another number of the same ("117 huts; the prefect speaks of 90 homes")."""
    quantity = scene.quantities[index]
    before = scene.quantities[index - 1].unit if index else scene.unit_before
    if (
        quantity.unit is None
        or quantity.unit != before
        or quantity.population
        or left.rule.indicator == "other"
    ):
        return False
    if quantity.unit not in left.rule.units or not closed(scene, quantity.last):
        return False
    noun = fold((quantity.unit_text or "").split(" ")[0])
    if quantity.unit == "person" and noun not in scene.lexicon.anyone:
        return False
    tokens, words = scene.sentence.tokens, scene.lexicon.comparisons
    return any(
        end <= quantity.first <= end + 1
        for at in range(max(0, quantity.first - _AGAIN), quantity.first)
        for end, _, _ in words.readings(tokens, at)
        if end > at + 1
    )


def _adds(scene: Scene, quantity: Quantity) -> bool:
    """Whether words right before the figure add it to those told before ("à quoi s'ajoutent 300 soldats")."""
    tokens, words = scene.sentence.tokens, scene.lexicon.adding
    if not words.root:
        return False
    return any(
        (found := words.longest(tokens, at)) is not None and quantity.first - found[0] in (0, 1)
        for at in range(max(0, quantity.first - _AGAIN), quantity.first)
    )


def takes_up(scene: Scene, quantity: Quantity) -> bool:
    """Whether a pronoun before a verb in the past takes up what was counted ("ils en avaient trouvé 12")."""
    pronouns, tokens = scene.lexicon.partitive_pronouns, scene.sentence.tokens
    for at in range(max(0, quantity.first - _AGAIN), quantity.first - 2) if pronouns else ():
        if tokens[at].key in pronouns and tokens[at + 1].key in scene.lexicon.helpers:
            return all(token.kind == "word" for token in tokens[at : quantity.first])
    return False


def _restated(scene: Scene, index: int) -> bool:
    """Whether somebody else only names another number ("while the government speaks of 120")."""
    quantity, words = scene.quantities[index], scene.lexicon.restating
    first, tokens = quantity.first, scene.sentence.tokens
    if not words or not first or tokens[first - 1].key not in scene.lexicon.restated:
        return False
    low = max(scene.quantities[index - 1].last if index else 0, first - _AGAIN)
    for at in range(first - 2, low - 1, -1):
        if tokens[at].kind == "mark":
            return False
        if tokens[at].key in words:
            return quantity.last >= len(tokens) or closed(scene, quantity.last)
    return False


def _named_again(scene: Scene, index: int) -> bool:
    quantity, link = scene.quantities[index], scene.linked[index]
    tokens, lexicon = scene.sentence.tokens, scene.lexicon
    low = scene.quantities[index - 1].last if index else 0
    reach = _AGAIN_FAR if link >= 0 else _AGAIN
    for at in range(max(0, quantity.first - reach), quantity.first):
        for end, _, _ in lexicon.anaphors.readings(tokens, at):
            if end <= quantity.first <= end + 2:
                return True
            # "Bringing the total since April to 720,000": a time stands between.
            if low <= at and 0 < link - end < _AGAIN and lexicon.prepositions.longest(tokens, end):
                return True
    return False
