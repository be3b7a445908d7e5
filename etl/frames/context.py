"""When and according to whom: the nearest words of the clause, the sentence, then what is carried."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import TypeVar

import msgspec

from etl.frames import elsewhen
from etl.frames.clauses import BREAK
from etl.frames.conjuncts import compared
from etl.frames.scene import Link, Scene
from etl.model import Attribution, PlaceMention, TimeExpression
from etl.periods.calendar import month_end
from etl.periods.lexicon import lexicon

T = TypeVar("T", PlaceMention, TimeExpression)

_KINDS = ("point", "window", "since", "until", "as_of", "year")
_BOUNDS, _OPEN = ("as_of", "until"), ("since", "window", "year")
_AFTER_BONUS = 2
_YEAR = 6
_NEXT = 5
# A time or place beyond this weight belongs to another clause of the sentence.
OTHER_FIGURE = 8
# What the time of a neighbour, of a statement and of an explanation weigh against the figure's own.
_SPOKEN = 24
_SAID = 60
_EXPLAINED = 60
_WINDOW = 8
_start, _first = attrgetter("start"), attrgetter("first")


def period(
    scene: Scene,
    index: int,
    link: Link | None,
    times: Sequence[TimeExpression],
    attributions: Sequence[Attribution] = (),
) -> TimeExpression | None:
    """The time expression that dates a figure, or None."""
    best: tuple[int, int] | None = None
    for order in near(times, scene.quantities[index].first):
        time = times[order]
        if time.kind == "since" and _happened(scene, index, time):
            return _at(time)
        if time.kind not in _KINDS or _of_others(scene, index, time, attributions):
            continue
        if len(times) > 1 and elsewhen.of_past_event(scene, index, time, times):
            continue
        cost = _distance(scene, index, link, time.first, time.last)
        if len(times) > 1:
            cost += _handicap(scene, index, link, time, times, attributions)
        if time.kind == "year":
            cost += _YEAR
        if best is None or (cost, order) < best:
            best = (cost, order)
    return None if best is None else _bounded(scene, index, times[best[1]], times)


def _happened(scene: Scene, index: int, time: TimeExpression) -> bool:
    """Whether the figure tells what befell on the day behind "since" ("the worst since May, when 9 died")."""
    own, tokens, whens = scene.quantities[index], scene.sentence.tokens, lexicon(scene.sentence.lang).whens
    at = time.last + (time.last < len(tokens) and tokens[time.last].raw in ",،(")
    if not at < own.first or tokens[at].key not in whens or scene.clauses.commas_between(at, own.first):
        return False
    return not any(at < q.first < own.first for q in scene.quantities[:index])


def _at(time: TimeExpression) -> TimeExpression:
    """The day, month or year from which "since" counts, by itself."""
    start, accuracy = time.period.start, time.period.accuracy
    if start is None:
        return time
    end = start
    if accuracy in ("month", "year"):
        end = month_end(start.year, start.month if accuracy == "month" else 12)
    period = msgspec.structs.replace(time.period, end=end)
    return msgspec.structs.replace(time, kind="point", period=period)


def _of_others(scene: Scene, index: int, time: TimeExpression, attributions: Sequence[Attribution]) -> bool:
    """Whether the time can be no time of this figure at all."""
    if behind_mark(scene, index, time.first) or _of_another_statement(scene, index, time, attributions):
        return True
    if elsewhen.of_dateline(scene, time) or elsewhen.of_record(scene, time):
        return True
    if time.kind == "since" and elsewhen.opens_next(scene, index, time):
        return True
    if elsewhen.in_other_brackets(scene, index, time) or elsewhen.of_relative(scene, index, time):
        return True
    return time.first >= scene.quantities[index].last and (
        elsewhen.held_against(scene, index, time.first) or elsewhen.of_compared(scene, index, time.first)
    )


def _handicap(
    scene: Scene,
    index: int,
    link: Link | None,
    time: TimeExpression,
    times: Sequence[TimeExpression],
    attributions: Sequence[Attribution],
) -> int:
    """What a time weighs more than its distance, where another one of the sentence may be the figure's."""
    cost = 0
    if elsewhen.spoken(scene, time, attributions) or elsewhen.of_rise(scene, index, time, times):
        cost += _SAID
    if elsewhen.explains(scene, index, time):
        cost += _EXPLAINED
    elif elsewhen.enclosed(scene, index, link, time):
        cost += _SPOKEN
    if elsewhen.opens_next(scene, index, time):
        cost += _SPOKEN
    if elsewhen.trails(scene, index, time, times):
        cost += _SAID
    if index and time.last <= scene.quantities[index - 1].first and compared(scene, index):
        # "812 cases in April, against 540 in all of March".
        cost += _SPOKEN
    if elsewhen.owns(scene, time) or elsewhen.of_share(scene, index, time):
        cost += _SPOKEN
    if time.first >= scene.quantities[index].last and elsewhen.held_behind(scene, index, time.first):
        cost += _SPOKEN
    if time.rules[0] in elsewhen.LENGTHS:
        # "In three days" says how long, another time of the sentence when.
        cost += _SPOKEN
    return cost


def _bounded(
    scene: Scene, index: int, time: TimeExpression, times: Sequence[TimeExpression]
) -> TimeExpression:
    """What has gone on since some day, up to the day it is told for: "as of 12 May, 45 since 1 May"."""
    for other in times:
        if (other.kind in _BOUNDS) == (time.kind in _BOUNDS):
            continue
        bound, window = (other, time) if other.kind in _BOUNDS else (time, other)
        start, end, last = window.period.start, window.period.end, bound.period.end
        if window.kind not in _OPEN or start is None or end is None or last is None:
            continue
        if start <= last < end and _beside(scene, index, bound) and _beside(scene, index, window):
            period = msgspec.structs.replace(window.period, end=last)
            return msgspec.structs.replace(window, period=period, rules=(*window.rules, *bound.rules[:1]))
    return time


def _beside(scene: Scene, index: int, time: TimeExpression) -> bool:
    """Whether the time opens the sentence or stands in the figure's own clause."""
    own, clauses = scene.quantities[index], scene.clauses
    if time.last <= scene.quantities[0].first:
        return clauses.between(time.last, own.first) < BREAK
    if time.first < own.last or clauses.commas_between(own.last, time.first):
        return False
    return clauses.between(own.last, time.first) < BREAK


def said(attributions: Sequence[Attribution], start: int) -> Attribution | None:
    """The attribution whose scope holds the figure; the narrowest, one of the sentence itself first."""
    best: tuple[bool, int, int] | None = None
    low = 0
    if len(attributions) > 2 * _WINDOW:
        low = max(0, bisect_left(attributions, start, key=_start) - _WINDOW)
    for order, attribution in enumerate(attributions[low : low + 2 * _WINDOW], low):
        if attribution.scope_start <= start < attribution.scope_end:
            key = (attribution.carried_over, attribution.scope_end - attribution.scope_start, order)
            if best is None or key < best:
                best = key
    return None if best is None else attributions[best[2]]


def behind_mark(scene: Scene, index: int, first: int) -> bool:
    """Whether a strong mark stands between the figure and what follows: another sentence in all but name."""
    last = scene.quantities[index].last
    return first >= last and scene.clauses.strong[first] > scene.clauses.strong[last]


def _of_another_statement(
    scene: Scene, index: int, time: TimeExpression, attributions: Sequence[Attribution]
) -> bool:
    """Whether the time stands in a later statement about another figure ("…, and said it needs 3 by May")."""
    if len(attributions) < 2 or time.first < scene.quantities[index].last:
        return False
    own = said(attributions, scene.quantities[index].number.start)
    if own is None or time.start < own.scope_end:
        return False
    return any(own.scope_end <= q.number.start for q in scene.quantities[index + 1 :])


def near(found: Sequence[T], first: int) -> range:
    """The places in the list of those spans, in text order, that stand nearest to token `first`."""
    if len(found) <= 2 * _WINDOW:
        return range(len(found))
    middle = bisect_left(found, first, key=_first)
    return range(max(0, middle - _WINDOW), min(len(found), middle + _WINDOW))


def _distance(scene: Scene, index: int, link: Link | None, first: int, last: int) -> int:
    quantity = scene.quantities[index]
    costs = [span_cost(scene, index, quantity.first, quantity.last, first, last)]
    if link is not None and link.trigger is not None and link.way not in ("coordinated", "inherited"):
        costs.append(span_cost(scene, index, link.trigger.first, link.trigger.last, first, last) + 1)
    return min(costs)


def span_cost(scene: Scene, index: int, own_first: int, own_last: int, first: int, last: int) -> int:
    if first >= own_last:
        cost = first - own_last + scene.clauses.between(own_last, first)
        if scene.clauses.joined[first] or (first > own_last and scene.clauses.conjunction[first - 1]):
            # "Libya 26,000 and Ethiopia 53,000": what a conjunction opens belongs to what follows.
            cost += _NEXT
        gap = (own_last, first)
    elif last <= own_first:
        cost = own_first - last + scene.clauses.between(last, own_first) + _AFTER_BONUS
        if own_first and scene.clauses.conjunction[own_first - 1] and index and (
            own_first == scene.quantities[index].first > last >= scene.quantities[index - 1].last
        ):  # fmt: skip
            # "15.000 han llegado a Cúcuta y 5.300 siguen en Tibú": the name belongs to the figure before it.
            cost += _NEXT
        gap = (last, own_first)
    else:
        return 0
    for other in (index - 1, index + 1):
        if 0 <= other < len(scene.quantities) and gap[0] <= scene.quantities[other].number.first < gap[1]:
            cost += OTHER_FIGURE
    return cost
