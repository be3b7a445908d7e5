"""A person's decision comes before every rule, and the row shows who decided and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import duckdb

from sql.records import FactRow, RelationRow
from sql.totals import AggregateQuery, AggregateRow, FactFilter, aggregate

Release = Callable[..., duckdb.DuckDBPyConnection]


def fact(name: str, value: int, day: int) -> FactRow:
    amount = Decimal(value)
    return FactRow(
        fact_id=name, document_id=name, value=amount, value_min=amount, value_max=amount, quantifier="exact",
        unit="person", indicator="killed", measure="flow", assertion="reported", iso3="SYR", admin1="SY-ID",
        place_accuracy="admin1", period_start=date(2024, 5, day), period_end=date(2024, 5, day),
        rules=("correction.zeros",) if name == "a" else (),
    )  # fmt: skip


def row_for(release: Release, relation: str, one: str, other: str) -> AggregateRow:
    decided = RelationRow(
        fact_id=one, relation=relation, other_id=other, rule="decision.d",
        because="A. Analyst decided: so it is.",
        origin="decision",
    )  # fmt: skip
    published = {name: (date(2024, 5, 9), None) for name in "ab"}
    connection = release([fact("a", 12, 1), fact("b", 17, 2)], published, [decided])
    (row,) = aggregate(connection, AggregateQuery(where=FactFilter(indicator=("killed",)))).rows
    return row


def test_without_a_decision_two_days_add(release: Release) -> None:
    connection = release([fact("a", 12, 1), fact("b", 17, 2)], {})
    (row,) = aggregate(connection, AggregateQuery(where=FactFilter(indicator=("killed",)))).rows
    assert row.value == 29
    assert row.provenance[0].corrections == ("zeros",)


def test_one_event(release: Release) -> None:
    row = row_for(release, "duplicate_of", "b", "a")
    assert row.facts_counted == 1
    assert row.provenance[1].because == "decision.d: A. Analyst decided: so it is."


def test_a_part(release: Release) -> None:
    row = row_for(release, "subset_of", "a", "b")
    assert (row.value, row.provenance[1].role) == (17, "subset")
    assert row.provenance[1].because == "decision.d: A. Analyst decided: so it is."


def test_the_recommended_figure(release: Release) -> None:
    row = row_for(release, "supersedes", "a", "b")
    assert (row.value, row.provenance[1].role) == (12, "superseded")
    assert row.provenance[1].because == "decision.d: A. Analyst decided: so it is."
