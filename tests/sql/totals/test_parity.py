"""One number everywhere: what a release stores is what is given on request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import util
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.stories import stories
from etl.relate import relate
from sql.totals import AggregateQuery, FactFilter, aggregate, build

Release = Callable[..., duckdb.DuckDBPyConnection]
DOCUMENTS = 60


@pytest.fixture(scope="module")
def built() -> duckdb.DuckDBPyConnection:
    spec = util.spec_from_file_location("release_tables", Path(__file__).parent / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    told = list(stories(DOCUMENTS, seed=3))
    facts = [fact for _, _, rows in told for fact in rows]
    relations = relate(facts, [document for document, _, _ in told], [row for _, row, _ in told])
    published = {row.document_id: (row.published_at, row.publisher) for _, row, _ in told}
    connection: duckdb.DuckDBPyConnection = module.make_release(facts, published, relations)
    build(connection)
    return connection


def test_every_stored_month_is_what_is_given_on_request(built: duckdb.DuckDBPyConnection) -> None:
    stored = built.execute(
        "SELECT indicator, iso3, month, unit, measure, value, value_min, value_max, facts_counted,"
        " facts_set_aside, fact_ids FROM aggregates_monthly"
    ).fetchall()
    assert stored
    indicators = sorted({row[0] for row in stored})
    given_rows = [
        (
            row.indicator, row.keys["country"], row.keys["month"], row.unit, row.measure, row.value,
            row.value_min, row.value_max, row.facts_counted, row.facts_set_aside,
            [evidence.fact_id for evidence in row.provenance if evidence.role == "recommended"],
        )
        for indicator in indicators
        for row in aggregate(
            built, AggregateQuery(where=FactFilter(indicator=(indicator,)), by=("country", "month"))
        ).rows
    ]  # fmt: skip
    assert sorted(map(str, map(_plain, stored))) == sorted(map(str, map(_plain, given_rows)))


def _plain(row: tuple[object, ...]) -> list[object]:
    return [float(value) if i in (5, 6, 7) and value is not None else value for i, value in enumerate(row)]  # type: ignore[arg-type]


def test_every_fact_has_one_role(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute("SELECT count(*), count(DISTINCT fact_id) FROM base.figures").fetchall() == (
        built.execute("SELECT count(*), count(*) FROM facts").fetchall()
    )
    silent = "SELECT count(*) FROM base.figures WHERE (role = 'recommended') <> (because IS NULL)"
    assert built.execute(silent).fetchall() == [(0,)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    indicator=st.sampled_from(("killed", "displaced", "in_need", "departed", "returned")),
    country=st.sampled_from(((), ("SYR",), ("IRQ", "YEM"))),
    by=st.lists(
        st.sampled_from(("country", "admin1", "place", "day", "month", "year", "population", "publisher")),
        max_size=3, unique=True,
    ),
    policy=st.sampled_from(("recommended", "newest", "most_reliable", "median", "max")),
)  # fmt: skip
def test_a_total_equals_its_listed_facts(
    built: duckdb.DuckDBPyConnection, indicator: str, country: tuple[str, ...], by: list[str], policy: str
) -> None:
    query = AggregateQuery(
        where=FactFilter(indicator=(indicator,), country=country), by=tuple(by), policy=policy
    )
    for row in aggregate(built, query).rows:
        counted = [evidence for evidence in row.provenance if evidence.role == "recommended"]
        assert len(counted) == row.facts_counted
        assert len(row.provenance) == row.facts_counted + row.facts_set_aside
        for name in ("value", "value_min", "value_max"):
            amounts = [getattr(evidence, name) for evidence in counted]
            total = None if not amounts or None in amounts else sum(amounts)
            assert getattr(row, name) == total
        if row.value is not None:
            assert row.value_min is None or row.value_min <= row.value
            assert row.value_max is None or row.value_max >= row.value


def test_rows_come_in_one_order(built: duckdb.DuckDBPyConnection) -> None:
    query = AggregateQuery(where=FactFilter(indicator=("killed",)), by=("country", "month"))
    rows = aggregate(built, query).rows
    assert rows == aggregate(built, query).rows
    months = [row.keys["month"] for row in rows if row.keys["country"] == "SYR"]
    assert months == sorted(months, key=lambda month: (month is None, month or date.min))


def test_what_is_copied_from_an_earlier_release_is_what_is_built_anew(
    built: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    tables = ("figures", "aggregates_monthly")
    wanted = [sorted(map(str, built.execute(f"FROM base.{table}").fetchall())) for table in tables]
    built.execute(f"ATTACH '{tmp_path / 'earlier.duckdb'}' AS earlier; CREATE SCHEMA earlier.base")
    for table in (*tables, "totals_groups"):
        built.execute(f"CREATE TABLE earlier.base.{table} AS FROM base.{table}")
    # As if Syria's figures had been others in the earlier release.
    built.execute("UPDATE earlier.base.totals_groups SET digest = 'other' WHERE iso3 = 'SYR'")
    built.execute("UPDATE earlier.base.aggregates_monthly SET value = 1 WHERE iso3 = 'SYR'")
    built.execute("DELETE FROM base.figures; DELETE FROM base.aggregates_monthly")
    build(built, earlier=True)
    assert [sorted(map(str, built.execute(f"FROM base.{table}").fetchall())) for table in tables] == wanted
