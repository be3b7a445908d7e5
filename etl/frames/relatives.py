"""The main verb of a subject that a relative clause describes: "60 miners who were trapped were freed"."""

from __future__ import annotations

from bisect import bisect_left

from etl.frames.clauses import BREAK
from etl.frames.scene import Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity
from etl.quantities.lexicon import lexicon as units

# How far behind the figure its relative clause may open, and how many triggers behind that are looked at.
_OPENS = 6
_TRIGGERS = 4
_AUXILIARY = 4
_VERB = 2


def main_verb(scene: Scene, index: int, quantity: Quantity) -> int:
    """The order of the trigger that is the main verb of the figure, past its relative clause; else -1."""
    opened = _opened(scene, quantity.last)
    if opened < 0 or not _subject(scene, index, quantity):
        return -1
    inner = bisect_left(scene.starts, opened)
    if inner >= len(scene.starts):
        return -1
    last = scene.triggers[inner].last
    for at in range(inner + 1, min(len(scene.starts), inner + _TRIGGERS)):
        trigger = scene.triggers[at]
        first = _begins(scene, trigger)
        if first < last or not _finite(scene, trigger, first):
            continue
        if scene.clauses.conjunction[first - 1] or scene.clauses.between(last, first) >= BREAK:
            # "… who fled and were arrested": the clause goes on.
            return -1
        return at
    return -1


def _opened(scene: Scene, last: int) -> int:
    """Where a relative clause opens behind the phrase that ends at `last`, with nothing but words between."""
    tokens, relative = scene.sentence.tokens, scene.clauses.relative
    for at in range(last, min(len(tokens), last + _OPENS)):
        if relative[at]:
            return at
        if tokens[at].kind != "word" or scene.clauses.conjunction[at]:
            break
    return -1


def _subject(scene: Scene, index: int, quantity: Quantity) -> bool:
    """Whether the figure opens its sentence or clause, so that a verb of its own must follow."""
    tokens, first = scene.sentence.tokens, quantity.first
    if scene.prepositions[index] or scene.agents[index]:
        return False
    determiners = units(scene.sentence.lang).determiners
    while first and tokens[first - 1].key in determiners:
        first -= 1
    return first == 0 or (tokens[first - 1].kind == "mark" and tokens[first - 1].raw not in "([:|")


def _begins(scene: Scene, trigger: Trigger) -> int:
    """Where the verb begins with its auxiliaries and reflexive pronoun."""
    tokens, lexicon, first = scene.sentence.tokens, scene.lexicon, trigger.first
    while first and trigger.first - first < _AUXILIARY and (
        tokens[first - 1].key in lexicon.passive
        or tokens[first - 1].key in lexicon.active
        or tokens[first - 1].key in lexicon.clauses.reflexives
    ):  # fmt: skip
        first -= 1
    return first


def _finite(scene: Scene, trigger: Trigger, first: int) -> bool:
    if trigger.rules[0].pos == "noun":
        return False
    if first < trigger.first:
        return True
    progressive = scene.lexicon.clauses.progressive
    if scene.lexicon.nominal_before and trigger.rules[0].role == "subject" and progressive:
        # "Forty people who had been stranded flew home": what takes no object is no participle.
        return trigger.rules[0].pos == "verb" and not scene.sentence.tokens[first].key.endswith(progressive)
    endings = scene.lexicon.clauses.personal_endings or "\0"
    tokens = scene.sentence.tokens[trigger.first : min(trigger.last, trigger.first + _VERB)]
    return any(token.raw.casefold().endswith(endings) for token in tokens)
