"""Figures that a clause about a number ends in: "the number of missing after the wreck fell to 9"."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from etl.frames.clauses import in_number
from etl.frames.fitting import fits
from etl.frames.scene import Link, Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity
from etl.numbers.lexicon import lexicon as number_words
from etl.quantities.lexicon import lexicon as units

# How far behind its noun a clause may end, and how far before the figure the verb that links them stands.
_CLAUSE = 32
_VERB = 4
_NEAR = 3
_AHEAD = 2
_COST = 4
_STOPS = frozenset(".;:؛!?؟()")


def headed(scene: Scene, quantities: list[Quantity], links: list[Link | None]) -> None:
    """Give each such figure the frame of the noun that the number is of; what stands between counts nothing.

    A figure with a noun of its own, or right behind what was counted, keeps what it has.
    """
    if not units(scene.sentence.lang).counting.spots(scene.sentence.tokens):
        # Nothing is said to be a number.
        return
    heads: dict[int, Trigger] = {}
    for counter, trigger in _heads(scene):
        heads.setdefault(counter, trigger)
    if not heads:
        return
    for at, quantity in enumerate(quantities):
        lent = "unit.before" in quantity.rules or quantity.unit is None
        if not lent and (quantity.unit != "person" or quantity.population):
            continue
        nearest = max((first for first in heads if first < quantity.first), default=None)
        if nearest is None or not _reaches(scene, nearest, heads[nearest], at):
            continue
        trigger, own = heads[nearest], links[at]
        if own is not None and (own.trigger is trigger or _says(own, quantity)):
            continue
        bare = quantity
        if lent:
            bare = msgspec.structs.replace(quantity, unit=None, unit_text=None, population=(), currency=None)
        rules = [rule for rule in trigger.rules if fits(rule, bare)]
        if rules:
            # What rises to a figure is a running total where the noun can be one.
            rule = next((rule for rule in rules if rule.measure == "cumulative"), rules[0])
            quantities[at], links[at] = bare, Link(rule, trigger, "linked", _COST)


def _says(own: Link, quantity: Quantity) -> bool:
    """Whether the figure's own noun tells what it is ("the toll rose to 5, and 9 wounded")."""
    trigger = own.trigger
    return own.way == "fused" and trigger is not None and trigger.first >= quantity.number.last


def _heads(scene: Scene) -> Iterator[tuple[int, Trigger]]:
    """The words for people or things that a number is said to be of, with where the word for it begins."""
    tokens, counters = scene.sentence.tokens, units(scene.sentence.lang).counters
    determiners = units(scene.sentence.lang).determiners
    for trigger in scene.triggers:
        own = counters.starting(tokens, trigger.first)
        if own is not None and own.last < trigger.last:
            # "The number of missing" is one surface.
            yield trigger.first, trigger
            continue
        at = trigger.first
        while at and tokens[at - 1].key in determiners:
            at -= 1
        counter = counters.ending(tokens, at)
        if counter is None and at and at == trigger.first:
            # "the number of people killed"
            counter = counters.ending(tokens, at - 1)
        if counter is not None:
            yield counter.first, trigger


def _reaches(scene: Scene, counter: int, trigger: Trigger, at: int) -> bool:
    """Whether the clause that the trigger's noun opens ends in the figure: "… fell from 14 to 9"."""
    quantities, tokens = scene.quantities, scene.sentence.tokens
    first = quantities[at].number.first
    if not _NEAR < first - trigger.last <= _CLAUSE:
        return False
    # A figure with a noun behind it is none that the number came from ("… que sepultó a decenas de vecinos").
    between = [
        q
        for q in quantities[:at]
        if q.number.first >= trigger.last and (q.unit is None or "unit.before" in q.rules)
    ]
    words = number_words(scene.sentence.lang)
    if len(between) > 1 or (
        between
        and not all(
            tokens[n].key in words.range_to for n in range(between[0].last, quantities[at].number.first)
        )
    ):
        return False
    start = between[0].number.first if between else first
    if any(tokens[n].raw in _STOPS and not in_number(tokens, n) for n in range(trigger.last, first)):
        return False
    verbs, linking = words.change, units(scene.sentence.lang).bridges
    if any(
        t.first >= trigger.last
        and start - _NEAR <= t.last <= start
        and not any(tokens[n].key in verbs for n in range(t.last, min(start, quantities[at].first)))
        for t in scene.triggers
    ):
        # "… rose as gunmen killed up to 14"
        return False
    # Arabic puts the verb before the number's own word.
    return any(
        token.key in verbs or token.key in linking
        for token in (
            *tokens[max(trigger.last, start - _VERB) : start],
            *tokens[max(0, counter - _AHEAD) : counter],
        )
        if token.kind == "word"
    )
