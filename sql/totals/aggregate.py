"""Totals on request: rows with bounds, and every fact in their scope with its role and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import duckdb

from sql.export.shapes import encode
from sql.totals.bounds import Amount, add, plain
from sql.totals.claims import Claim
from sql.totals.evidence import level as level_of
from sql.totals.evidence import show
from sql.totals.layout import Key, key_of
from sql.totals.model import (
    AggregateAnswer,
    AggregateQuery,
    AggregateRow,
    Evidence,
    LeftOut,
    Total,
)
from sql.totals.outcomes import Outcome
from sql.totals.policies import POLICIES
from sql.totals.refusals import RefusedSumError
from sql.totals.rows import Plan, Row, plan_rows, refuse_rates
from sql.totals.scope import Scope, kin, read_scope
from sql.totals.sources import Reliability
from sql.totals.tails import join, levels_digest

RELIABILITY_ORDER = ("low", "unknown", "medium", "high")


def aggregate(
    connection: duckdb.DuckDBPyConnection,
    query: AggregateQuery,
    reliability: Reliability | None = None,
    *,
    window: slice = slice(None),
) -> AggregateAnswer:
    """The totals asked for. A sum that would be wrong raises RefusedSumError with the valid question.

    Of all rows those in the `window` are worked out; what nobody looks at costs little.

    Several indicators are never added to one another: each has its own rows.
    """
    found = _work_out(connection, query, reliability, window)
    details = found.scope.details
    rows = []
    for row in found.rows:
        shown = _shown(row)
        provenance = tuple(show(claim, outcome, details, reliability) for claim, outcome in shown)
        rows.append(_row(row, query, reliability, len(shown), provenance))
    return AggregateAnswer(rows=tuple(rows), left_out=found.left_out, total=found.total)


def encoded(
    connection: duckdb.DuckDBPyConnection,
    query: AggregateQuery,
    *,
    window: slice = slice(None),
    most: int | None = None,
) -> EncodedAnswer:
    """The same totals, with the evidence of each as JSON: of most facts it lies ready beside the release.

    TooManyError where more than `most` claims would have to be looked at.
    """
    found = _work_out(connection, query, None, window, most)
    rows = []
    for row in found.rows:
        shown = _shown(row)
        rows.append(
            EncodedRow(_row(row, query, None, len(shown), ()), row.counted, _encoded(shown, found.scope))
        )
    return EncodedAnswer(rows, found.left_out, found.total)


def newest(
    connection: duckdb.DuckDBPyConnection, query: AggregateQuery, reliability: Reliability | None = None
) -> tuple[AggregateRow, ...]:
    """Of the totals by month, for all that is told apart else, the newest that counts anything.

    Older months are not worked out.
    """
    plans, _, scope = _plan(connection, query)
    kinds: dict[tuple[object, ...], list[Plan]] = {}
    for plan in plans:
        rest = tuple(value for name, value in plan.keys.items() if name != "month")
        kinds.setdefault((plan.claims[0].indicator, plan.unit, plan.currency, *rest), []).append(plan)
    rows = []
    for members in kinds.values():
        members.sort(key=lambda plan: str(plan.keys.get("month") or ""), reverse=True)
        worked_out = (plan.work_out(scope.ties, query.policy, reliability) for plan in members)
        row = next((row for row in worked_out if row.resolution.counted), None)
        if row is not None:
            shown = _shown(row)
            provenance = tuple(show(claim, outcome, scope.details, reliability) for claim, outcome in shown)
            rows.append(_row(row, query, reliability, len(shown), provenance))
    return tuple(rows)


class EncodedRow(NamedTuple):
    """A total without evidence, the claims that it counts, and its evidence as a JSON list."""

    row: AggregateRow
    counted: list[Claim]
    provenance: bytes


class EncodedAnswer(NamedTuple):
    """The rows in a fixed order, as in AggregateAnswer."""

    rows: list[EncodedRow]
    left_out: tuple[LeftOut, ...]
    total: int


class _Found(NamedTuple):
    rows: Iterator[Row]
    left_out: tuple[LeftOut, ...]
    total: int
    scope: Scope


def _work_out(
    connection: duckdb.DuckDBPyConnection,
    query: AggregateQuery,
    reliability: Reliability | None,
    window: slice,
    most: int | None = None,
) -> _Found:
    plans, left_out, scope = _plan(connection, query, most)
    return _Found(
        rows=(plan.work_out(scope.ties, query.policy, reliability) for plan in plans[window]),
        left_out=left_out,
        total=len(plans),
        scope=scope,
    )


def _plan(
    connection: duckdb.DuckDBPyConnection, query: AggregateQuery, most: int | None = None
) -> tuple[list[Plan], tuple[LeftOut, ...], Scope]:
    """The rows that are to be worked out, what the unit and measure leave out, and the facts in scope."""
    _check(query)
    asked = tuple(dict.fromkeys(query.where.indicator))
    related = tuple(dict.fromkeys(other for name in asked for other in kin(name)))
    wanted = (*asked, *(name for name in related if name not in asked))
    scope = read_scope(connection, query.where, wanted, query.run_id, most)
    ties = scope.ties
    left_out: Counter[tuple[str, str]] = Counter()
    claims: dict[str, list[Claim]] = {name: [] for name in wanted}
    for claim in scope.claims:
        if query.unit and claim.unit not in query.unit:
            if claim.indicator in asked:
                left_out[(claim.unit, claim.measure)] += 1
        else:
            claims[claim.indicator].append(claim)
    plans: list[Plan] = []
    for name in asked:
        members = claims[name]
        if query.measure is not None:
            members = _of_measure(members, query.measure, left_out)
        others = [claim for other in kin(name) for claim in claims[other]]
        plans += plan_rows(members, others, ties, by=query.by, measure=query.measure)
    told = tuple(
        LeftOut(unit=unit, measure=measure, facts=number)
        for (unit, measure), number in sorted(left_out.items())
    )
    return plans, told, scope


def _check(query: AggregateQuery) -> None:
    if query.measure == "rate" or "percent" in query.unit:
        raise refuse_rates()
    if len(query.unit) > 1:
        raise RefusedSumError(
            "mixed_units",
            f"{' and '.join(query.unit)} are different things and are never added; ask for one unit.",
            {"unit": query.unit[0]},
        )


def _of_measure(claims: Sequence[Claim], measure: str, left_out: Counter[tuple[str, str]]) -> list[Claim]:
    wanted = (measure, "cumulative") if measure == "flow" else (measure,)
    kept = [claim for claim in claims if claim.measure in wanted]
    if measure in ("flow", "cumulative") and not kept and any(c.measure == "stock" for c in claims):
        raise RefusedSumError(
            "stocks_over_time",
            "These figures are stocks: people in a state at a date. Stocks are never added over time.",
            {"measure": "stock"},
        )
    for claim in claims:
        if claim.measure not in wanted:
            left_out[(claim.unit, claim.measure)] += 1
    return kept


def total_of(row: Row) -> Total:
    """The sum of what is counted; a part that a figure does not state makes that part of the sum None."""
    return _sum(row.claims, row.resolution.counted)


def _sum(claims: Sequence[Claim], positions: Sequence[int]) -> Total:
    if len(positions) == 1:
        figure = claims[positions[0]].figure
        return Total(
            value=plain(figure.value), value_min=plain(figure.minimum), value_max=plain(figure.maximum)
        )
    figures = [claims[i].figure for i in positions]
    return Total(
        value=plain(add([figure.value for figure in figures])),
        value_min=plain(add([figure.minimum for figure in figures])),
        value_max=plain(add([figure.maximum for figure in figures])),
    )


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


def _row(
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
    if not resolution.choices:
        return {}
    found: dict[str, Total] = {}
    shown_as = "recommended" if policy == "range" else policy
    counted, open_to = resolution.counted, resolution.alternatives
    for other in POLICIES:
        if other == policy:
            continue
        base = "recommended" if other == "range" else other
        positions, choices = (counted, open_to) if base == shown_as else resolution.again(base)
        total = own if positions == counted else _sum(row.claims, positions)
        if other == "range":
            total = _span(row.claims, positions, choices, total)
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


def _shown(row: Row) -> list[tuple[Claim, Outcome]]:
    """Every fact in the scope of the row as it is stated, and the part that it plays: the counted first."""
    shown: list[tuple[Claim, Outcome]] = []
    seen: set[str] = set()
    counted = set(row.resolution.counted)
    claims, outcomes, derived = row.claims, row.resolution.outcomes, row.derived
    order = sorted(range(len(claims)), key=lambda i: (i not in counted, claims[i].order))
    for i in order:
        claim = claims[i]
        step = derived.get(claim.fact_id)
        shown.append((step.later if step is not None else claim, outcomes[i]))
        seen.add(claim.fact_id)
    for claim, outcome in row.kin:
        if claim.fact_id not in seen:
            seen.add(claim.fact_id)
            shown.append((claim, outcome))
    for i in order if derived else ():
        step = derived.get(claims[i].fact_id)
        if step is not None and step.earlier is not None and step.earlier.fact_id not in seen:
            seen.add(step.earlier.fact_id)
            outcome = Outcome(
                "out_of_scope",
                "derived.earlier",
                "It was subtracted: the total is what the later count added to it.",
                (step.later.fact_id,),
            )
            shown.append((step.earlier, outcome))
    return shown


def _encoded(shown: Sequence[tuple[Claim, Outcome]], scope: Scope) -> bytes:
    laid = scope.laid
    if laid is None or laid.levels != levels_digest(None):
        return encode([show(claim, outcome, scope.details, None) for claim, outcome in shown])
    places: dict[Key, list[int]] = {}
    for i, (claim, _) in enumerate(shown):
        places.setdefault(key_of(claim), []).append(i)
    parts = [b""] * len(shown)
    for key, members in places.items():
        tails = laid.tails(key, [shown[i][0].seat for i in members])
        for i, tail in zip(members, tails, strict=True):
            parts[i] = join(*shown[i], tail)
    return b"[" + b",".join(parts) + b"]"


__all__ = [
    "EncodedAnswer",
    "EncodedRow",
    "aggregate",
    "encoded",
    "measure_of",
    "newest",
    "range_of",
    "total_of",
]
