"""Flows worked out from cumulative figures: what was added between two counts from the same start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from sql.totals.bounds import Amount, figure_of
from sql.totals.claims import Claim
from sql.totals.compare import END_SLACK, START_SLACK
from sql.totals.policies import stand_for
from sql.totals.refusals import RefusedSumError

_TIMES = ("day", "month", "year")


@dataclass(frozen=True)
class Increment:
    """A difference that no source states: the later count less the earlier, both named."""

    claim: Claim
    later: Claim
    earlier: Claim | None


def increments(
    claims: Sequence[Claim], by: Sequence[str], *, refuse: bool
) -> tuple[list[Claim], dict[str, Increment]]:
    """Flows stated or worked out, with the differences by the id of their later count.

    A lone cumulative figure grouped by time is refused: nobody said how its window divides.
    """
    kept = [claim for claim in claims if claim.measure != "cumulative"]
    found: dict[str, Increment] = {}
    series = _series([c for c in claims if c.measure == "cumulative" and c.counted])
    whole: list[Claim] = []
    for points in series:
        if len(points) == 1:
            whole.append(points[0])
        for earlier, later in zip([None, *points[:-1]], points, strict=True):
            step = _step(earlier, later)
            if step is not None:
                found[later.fact_id] = step
    stated = any(claim.measure == "flow" and claim.counted for claim in kept)
    if refuse and whole and not stated and len(whole) == len(series):
        _refuse_lone(whole, by)
    for claim in whole:
        if any(name in by for name in _TIMES) and _crosses(claim, by):
            # Its window is longer than a row and nothing can be subtracted: left to `measure=cumulative`.
            found.pop(claim.fact_id, None)
    return kept + [step.claim for step in found.values()], found


def _refuse_lone(whole: Sequence[Claim], by: Sequence[str]) -> None:
    if any(name in by for name in _TIMES) and all(_crosses(claim, by) for claim in whole):
        raise RefusedSumError(
            "split_window",
            "The figures count over a window longer than a row, and nobody said how it divides.",
            {"measure": "cumulative"},
        )
    for i, one in enumerate(whole):
        for other in whole[:i]:
            same = one.place == other.place and one.group == other.group
            if same and (one.first or 0) <= (other.last or 0) and (other.first or 0) <= (one.last or 0):
                raise RefusedSumError(
                    "overlapping_windows",
                    "The figures count from different starts over overlapping windows.",
                    {"measure": "cumulative"},
                )


def _crosses(claim: Claim, by: Sequence[str]) -> bool:
    if claim.begins is None or claim.ends is None:
        return False
    first, last = date.fromordinal(claim.begins), date.fromordinal(claim.ends)
    if "day" in by:
        return first != last
    if "month" in by:
        return (first.year, first.month) != (last.year, last.month)
    return first.year != last.year


def _series(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Counts from one start for one place and group, one a day, oldest first."""
    series: list[list[list[Claim]]] = []
    dated = [claim for claim in claims if claim.first is not None and claim.figure.value is not None]
    for claim in sorted(dated, key=lambda claim: (claim.last or 0, claim.order)):
        for points in series:
            head = points[0][0]
            if (
                head.place == claim.place
                and head.group == claim.group
                and (head.unit, head.currency) == (claim.unit, claim.currency)
                and abs((head.first or 0) - (claim.first or 0)) <= START_SLACK
            ):
                if (claim.last or 0) - (points[-1][0].last or 0) <= END_SLACK:
                    points[-1].append(claim)
                else:
                    points.append([claim])
                break
        else:
            series.append([[claim]])
    return [[_best(point) for point in points] for points in series]


def _best(claims: list[Claim]) -> Claim:
    return claims[stand_for(claims, range(len(claims)), "recommended", None)]


def _step(earlier: Claim | None, later: Claim) -> Increment | None:
    if earlier is None:
        return Increment(msgspec.structs.replace(later, measure="flow"), later, None)
    one, other = later.figure, earlier.figure
    value = _less(one.value, other.value)
    if value is None or value < 0:
        # A count that fell was corrected; the fall is no event.
        return None
    low, high = _less(one.minimum, other.maximum), _less(one.maximum, other.minimum)
    begins = (earlier.last or 0) + 1
    flow = msgspec.structs.replace(
        later,
        measure="flow",
        figure=figure_of(value, low, high, "exact" if low == high == value else "approximately"),
        begins=begins,
        first=begins,
        last=later.ends if later.ends is not None else begins,
        days=later.ends - begins + 1 if later.ends is not None else 1,
    )
    return Increment(flow, later, earlier)


def _less(one: Amount | None, other: Amount | None) -> Amount | None:
    return one - other if one is not None and other is not None else None
