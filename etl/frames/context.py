"""When, where and according to whom: the nearest words in the clause, then the sentence, then what is carried."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from etl.frames.attach import Link, Scene
from etl.model import Attribution, Place, PlaceMention, TimeExpression

_KINDS = ("point", "window", "since", "until", "as_of", "year")
_AFTER_BONUS = 2
_YEAR = 6
_DEMONYM = 40
# A time or place beyond this weight belongs to another clause of the sentence.
_OTHER_FIGURE = 8
_MARK_REACH = 60
_CURRENCIES = 40


def period(scene: Scene, index: int, link: Link | None, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The time expression that dates a figure, or None."""
    best: tuple[int, int] | None = None
    for order, time in enumerate(times):
        if time.kind not in _KINDS:
            continue
        if _behind_mark(scene, index, time.first):
            continue
        cost = _distance(scene, index, link, time.first, time.last)
        if time.kind == "year":
            cost += _YEAR
        if best is None or (cost, order) < best:
            best = (cost, order)
    return None if best is None else times[best[1]]


def place(scene: Scene, index: int, link: Link | None, mentions: Sequence[PlaceMention]) -> Place | None:
    """The place of a figure as its own sentence names it, or None."""
    best: tuple[int, int] | None = None
    for order, mention in enumerate(mentions):
        if _behind_mark(scene, index, mention.first) or _in_figure(scene, mention):
            continue
        cost = _distance(scene, index, link, mention.first, mention.last)
        if mention.demonym:
            cost += _DEMONYM
        if best is None or (cost, order) < best:
            best = (cost, order)
    return None if best is None else mentions[best[1]].place


def carried(place_: Place) -> Place:
    """The same place, marked as taken over from earlier words."""
    return msgspec.structs.replace(place_, carried_over=True)


def said(attributions: Sequence[Attribution], start: int) -> Attribution | None:
    """The attribution whose scope holds the figure; the narrowest, one of the sentence itself first."""
    best: tuple[bool, int, int] | None = None
    for order, attribution in enumerate(attributions):
        if attribution.scope_start <= start < attribution.scope_end:
            key = (attribution.carried_over, attribution.scope_end - attribution.scope_start, order)
            if best is None or key < best:
                best = key
    return None if best is None else attributions[best[2]]


def _behind_mark(scene: Scene, index: int, first: int) -> bool:
    """Whether a strong mark stands between the figure and what follows: another sentence in all but name."""
    last = scene.quantities[index].last
    return first >= last and any(
        scene.sentence.tokens[at].raw in ";؛" for at in range(last, min(first, last + _MARK_REACH))
    )


def _in_figure(scene: Scene, mention: PlaceMention) -> bool:
    """Whether the name is part of a currency ("US$")."""
    return any(
        quantity.unit == "currency" and quantity.first <= mention.first < quantity.last
        for quantity in scene.quantities[:_CURRENCIES]
    )


def _distance(scene: Scene, index: int, link: Link | None, first: int, last: int) -> int:
    quantity = scene.quantities[index]
    costs = [_span_cost(scene, index, quantity.first, quantity.last, first, last)]
    if link is not None and link.trigger is not None and link.way != "coordinated":
        costs.append(_span_cost(scene, index, link.trigger.first, link.trigger.last, first, last) + 1)
    return min(costs)


def _span_cost(scene: Scene, index: int, own_first: int, own_last: int, first: int, last: int) -> int:
    if first >= own_last:
        cost = first - own_last + scene.clauses.between(own_last, first)
        gap = (own_last, first)
    elif last <= own_first:
        cost = own_first - last + scene.clauses.between(last, own_first) + _AFTER_BONUS
        gap = (last, own_first)
    else:
        return 0
    for other in (index - 1, index + 1):
        if 0 <= other < len(scene.quantities) and gap[0] <= scene.quantities[other].number.first < gap[1]:
            cost += _OTHER_FIGURE
    return cost
