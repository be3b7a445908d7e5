"""The figures of the articles that every newcomer sees first, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl.ingest import ingest
from sql.store import open_release
from sql.totals import AggregateQuery, AggregateRow, FactFilter, aggregate

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    store = tmp_path_factory.mktemp("seeds")
    ingest(store, [SEEDS])
    with open_release(store) as connection:
        yield connection


def total(
    release: duckdb.DuckDBPyConnection, indicator: str, country: str, unit: str = "person"
) -> AggregateRow:
    where = FactFilter(indicator=(indicator,), country=(country,))
    (row,) = aggregate(release, AggregateQuery(where=where, by=("country",), unit=(unit,))).rows
    return row


@pytest.mark.parametrize(
    ("indicator", "unit", "value", "counted"),
    [
        ("displaced", "person", 38_000, 1),
        ("detained", "person", 3_400, 1),
        ("surrendered", "person", 240, 1),
        ("vehicles", "vehicle", 7, 1),
        ("attacks", "incident", 2, 1),
    ],
)
def test_two_publishers_in_two_languages_tell_one_evacuation(
    release: duckdb.DuckDBPyConnection, indicator: str, unit: str, value: int, counted: int
) -> None:
    row = total(release, indicator, "SYR", unit)
    assert (row.value, row.facts_counted) == (value, counted)


def test_the_evacuation_counts_nobody_as_returned_or_killed(release: duckdb.DuckDBPyConnection) -> None:
    found = release.execute("SELECT DISTINCT indicator FROM facts WHERE iso3 = 'SYR'").fetchall()
    assert not {"returned", "killed"} & {indicator for (indicator,) in found}


@pytest.mark.parametrize(
    ("indicator", "country", "unit", "value"),
    [
        ("displaced", "SDN", "person", 400_000),
        ("killed", "COD", "person", 700),
        ("displaced", "COD", "person", 400_000),
        ("killed", "COL", "person", 80),
        ("displaced", "COL", "person", 36_000),
        ("killed", "MOZ", "person", 94),
        ("affected", "MOZ", "person", 622_000),
        ("funding_received", "MOZ", "currency", 19_200_000),
    ],
)
def test_other_crises(
    release: duckdb.DuckDBPyConnection, indicator: str, country: str, unit: str, value: int
) -> None:
    assert total(release, indicator, country, unit).value == value


def test_no_figure_stands_in_the_country_of_who_speaks(release: duckdb.DuckDBPyConnection) -> None:
    found = release.execute("SELECT DISTINCT iso3 FROM facts ORDER BY 1").fetchall()
    assert [code for (code,) in found] == ["COD", "COL", "MOZ", "SDN", "SYR"]


def test_what_is_planned_lies_ahead(release: duckdb.DuckDBPyConnection) -> None:
    found = release.execute(
        "SELECT value, period_start FROM facts WHERE assertion = 'planned' AND iso3 = 'SDN'"
    ).fetchall()
    assert found == [(5000, date(2025, 5, 1))]


def test_aid_workers_who_ran_a_clinic_in_the_camp_are_among_the_dead(
    release: duckdb.DuckDBPyConnection,
) -> None:
    found = release.execute(
        "SELECT DISTINCT indicator FROM facts WHERE iso3 = 'SDN' AND value = 10 AND unit = 'person'"
    ).fetchall()
    assert found == [("killed",)]
