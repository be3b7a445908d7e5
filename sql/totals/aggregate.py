"""Totals on request: rows with bounds, and every fact in their scope with its role and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import duckdb

from sql.totals.claims import Claim
from sql.totals.encoding import evidence_json
from sql.totals.evidence import show
from sql.totals.model import AggregateAnswer, AggregateQuery, AggregateRow, LeftOut
from sql.totals.outcomes import Outcome
from sql.totals.refusals import RefusedSumError
from sql.totals.rows import Plan, Row, plan_rows, refuse_rates
from sql.totals.scope import Scope, kin, read_scope
from sql.totals.sources import Reliability
from sql.totals.sums import row_of


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
        rows.append(row_of(row, query, reliability, len(shown), provenance))
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
        told = row_of(row, query, None, len(shown), ())
        rows.append(EncodedRow(told, row.counted, evidence_json(shown, found.scope)))
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
            rows.append(row_of(row, query, reliability, len(shown), provenance))
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
    units = query.unit
    for claim in scope.claims:
        if not units or claim.unit in units:
            claims[claim.indicator].append(claim)
        elif claim.indicator in asked:
            left_out[(claim.unit, claim.measure)] += 1
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
    if len(kept) < len(claims):
        left_out.update((c.unit, c.measure) for c in claims if c.measure not in wanted)
    return kept


def _shown(row: Row) -> list[tuple[Claim, Outcome]]:
    """Every fact in the scope of the row as it is stated, and the part that it plays: the counted first."""
    claims, outcomes, derived = row.claims, row.resolution.outcomes, row.derived
    counted = row.resolution.counted
    # The counted are in order already.
    ahead = set(counted)
    rest = sorted([(claim.order, i) for i, claim in enumerate(claims) if i not in ahead])
    order = counted + [i for _, i in rest]
    if not derived and not row.kin:
        return [(claims[i], outcomes[i]) for i in order]
    shown: list[tuple[Claim, Outcome]] = []
    seen: set[str] = set()
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
