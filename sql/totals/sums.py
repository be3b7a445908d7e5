"""What a row comes to: its value and bounds, how they were found, and what other policies would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sql.totals.bounds import Amount, add, plain
from sql.totals.claims import Claim
from sql.totals.evidence import level as level_of
from sql.totals.model import AggregateQuery, AggregateRow, Evidence, Total
from sql.totals.policies import POLICIES
from sql.totals.rows import Row
from sql.totals.sources import Reliability

RELIABILITY_ORDER = ("low", "unknown", "medium", "high")


def total_of(row: Row) -> Total:
    """The sum of what is counted; a part that a figure does not state makes that part of the sum None."""
    return _sum(row.claims, row.resolution.counted)


def _sum(claims: Sequence[Claim], positions: Sequence[int]) -> Total:
    if len(positions) == 1:
        figure = claims[positions[0]].figure
        return Total(
            value=plain(figure.value), value_min=plain(figure.minimum), value_max=plain(figure.maximum)
        )
    value = low = high = _NOTHING
    for i in positions:
        figure = claims[i].figure
        value = value + figure.value if value is not None and figure.value is not None else None
        low = low + figure.minimum if low is not None and figure.minimum is not None else None
        high = high + figure.maximum if high is not None and figure.maximum is not None else None
    if not positions:
        return Total(value=None, value_min=None, value_max=None)
    return Total(value=plain(value), value_min=plain(low), value_max=plain(high))


# Where sums begin; not a number that is told.
_NOTHING: Amount | None = 0


def measure_of(row: Row) -> str:
    """stock, flow or cumulative; a total that rests on any cumulative figure is cumulative."""
    if row.kind != "flow":
        return row.kind
    claims = row.counted or row.claims
    measures = {claim.measure for claim in claims}
    return "cumulative" if "cumulative" in measures else "flow"


def range_of(row: Row, total: Total) -> Total:
    """The span of all figures that were open to choice; None where one of them is unbounded on that side."""
    resolution = row.resolution
    return _span(row.claims, resolution.counted, resolution.alternatives, total)


def _span(
    claims: Sequence[Claim], counted: Sequence[int], open_to: Mapping[int, list[int]], total: Total
) -> Total:
    if all(len(heads) == 1 for heads in open_to.values()):
        return total
    lows: list[Amount | None] = []
    highs: list[Amount | None] = []
    for position in counted:
        figures = [claims[i].figure for i in open_to.get(position) or (position,)]
        lows.append(_least([_low(f.value, f.minimum, f.quantifier) for f in figures]))
        highs.append(_most([_high(f.value, f.maximum, f.quantifier) for f in figures]))
    return Total(value=None, value_min=plain(add(lows)), value_max=plain(add(highs)))


def _low(value: Amount | None, minimum: Amount | None, quantifier: str) -> Amount | None:
    return None if quantifier in ("less_than", "at_most") else minimum if minimum is not None else value


def _high(value: Amount | None, maximum: Amount | None, quantifier: str) -> Amount | None:
    return None if quantifier in ("more_than", "at_least") else maximum if maximum is not None else value


def _least(amounts: list[Amount | None]) -> Amount | None:
    known = [amount for amount in amounts if amount is not None]
    return min(known) if len(known) == len(amounts) else None


def _most(amounts: list[Amount | None]) -> Amount | None:
    known = [amount for amount in amounts if amount is not None]
    return max(known) if len(known) == len(amounts) else None


def row_of(
    row: Row,
    query: AggregateQuery,
    reliability: Reliability | None,
    facts: int,
    provenance: tuple[Evidence, ...],
) -> AggregateRow:
    total = total_of(row)
    spanned = range_of(row, total) if query.policy == "range" else total
    counted = row.counted
    levels = {level for claim in counted if (level := level_of(claim, reliability))}
    return AggregateRow(
        keys=row.keys,
        indicator=row.indicator,
        value=spanned.value,
        value_min=spanned.value_min,
        value_max=spanned.value_max,
        unit=row.unit,
        currency=row.currency,
        measure=measure_of(row),
        method=_method(row),
        policy=query.policy,
        derived=any(claim.fact_id in row.derived and row.derived[claim.fact_id].earlier for claim in counted),
        period_start=_first(counted),
        period_end=_last(counted),
        reliability=tuple(sorted(levels, key=RELIABILITY_ORDER.index)),
        notes=_notes(row, query.by),
        facts_counted=len(counted),
        facts_set_aside=facts - len(counted),
        provenance=provenance,
        other_policies=_others(row, query.policy, total, spanned),
    )


def _others(row: Row, policy: str, own: Total, shown: Total) -> dict[str, Total]:
    """What each other policy would give, where it differs; `own` is the sum of what is counted."""
    resolution = row.resolution
    choices = resolution.choices
    if choices is None:
        return {}
    found: dict[str, Total] = {}
    shown_as = "recommended" if policy == "range" else policy
    for other in POLICIES:
        if other == policy:
            continue
        base = "recommended" if other == "range" else other
        again = None if base == shown_as else choices.under(base)
        positions, open_to = again or (resolution.counted, resolution.alternatives)
        total = own if again is None else _sum(row.claims, positions)
        if other == "range":
            total = _span(row.claims, positions, open_to, total)
        if total != shown:
            found[other] = total
    return found


def _first(claims: Sequence[Claim]) -> date | None:
    days = [claim.first for claim in claims if claim.first is not None]
    return date.fromordinal(min(days)) if days else None


def _last(claims: Sequence[Claim]) -> date | None:
    days = [claim.last for claim in claims if claim.last is not None]
    return date.fromordinal(max(days)) if days else None


def _method(row: Row) -> str:
    number = len(row.resolution.counted)
    if number == 0:
        return "nothing counted"
    if row.kind == "stock":
        return "newest stock" if number == 1 else "newest stock of each place and group, added over them"
    if number == 1:
        return "one figure"
    return "sum of figures whose windows, places or groups do not overlap"


def _notes(row: Row, by: Sequence[str]) -> tuple[str, ...]:
    notes = []
    times = [name for name in by if name in ("day", "month", "year")]
    if times and row.kind != "stock":
        finest = times[0] if "day" not in times else "day"
        longer = [claim for claim in row.counted if claim.days and not _fits(claim, finest)]
        if longer:
            first = min(claim.first or 0 for claim in longer)
            notes.append(
                f"{len(longer)} of the counted windows began before this {finest} "
                f"(earliest {date.fromordinal(first)}) and belong to it whole, by their last day."
            )
    steps = [row.derived[c.fact_id] for c in row.counted if c.fact_id in row.derived]
    if any(step.earlier is not None for step in steps):
        notes.append("Worked out as the difference of cumulative figures; no source states it.")
    counted = row.counted
    for name, whole in (("admin1", "country"), ("place", "country or province")):
        if name in by and counted and all(len(c.place) < (2 if name == "admin1" else 3) for c in counted):
            notes.append(f"Told of a whole {whole}: it may hold what the other rows count.")
    if counted and any(c.figure.value is None for c in counted):
        notes.append("At least one counted figure states bounds only, so the total has bounds and no value.")
    if counted and any(c.place == () for c in counted):
        notes.append("The counted figures name no place.")
    return tuple(notes)


def _fits(claim: Claim, bucket: str) -> bool:
    if claim.first is None or claim.last is None:
        return True
    first, last = date.fromordinal(claim.first), date.fromordinal(claim.last)
    if bucket == "day":
        return first == last
    if bucket == "month":
        return (first.year, first.month) == (last.year, last.month)
    return first.year == last.year
