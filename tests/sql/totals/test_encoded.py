"""Evidence that lies ready beside a release is, byte for byte, the evidence that is worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.publish import add
from benchmarks.stories import stories
from sql.export.shapes import encode
from sql.ledger import open_ledger
from sql.release import publish
from sql.store import open_release
from sql.totals import AggregateQuery, FactFilter, RefusedSumError, TooManyError, aggregate, encoded, held

DOCUMENTS = 120
INDICATORS = ("killed", "displaced", "in_need", "departed", "returned", "missing")
BY = ("country", "admin1", "place", "day", "month", "year", "population", "publisher", "attribution_org")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose release is the renewed copy of one before."""
    folder = tmp_path_factory.mktemp("store")
    told = list(stories(DOCUMENTS + 3, seed=5))
    with open_ledger(folder) as ledger:
        add(ledger, told[:DOCUMENTS])
        publish(ledger)
        add(ledger, told[DOCUMENTS:])
        publish(ledger)
    return folder


@pytest.fixture(scope="module", params=["blocks", "small"])
def release(store: Path, request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    """The release as a large one is read, and as a small one."""
    with pytest.MonkeyPatch.context() as patch, open_release(store) as connection:
        patch.setattr(held, "SMALL", 0 if request.param == "blocks" else 5_000)
        patch.setattr(held, "_by_file", type(held._by_file)())
        files = held.opened(connection)
        assert files is not None
        assert (files.small is None) == (request.param == "blocks")
        yield connection


@st.composite
def queries(draw: st.DrawFn) -> AggregateQuery:
    """What may be asked of the totals, refused sums among them."""
    first = draw(st.none() | st.dates(date(2023, 12, 1), date(2025, 12, 31)))
    days = draw(st.sampled_from((0, 3, 20, 400)))
    last = None if first is None else first + timedelta(days=days)
    return AggregateQuery(
        where=FactFilter(
            indicator=tuple(draw(st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=2, unique=True))),
            country=draw(st.sampled_from(((), (), ("SYR",), ("IRQ", "YEM")))),
            period_from=draw(st.sampled_from((first, None))),
            period_to=draw(st.sampled_from((last, None))),
            population=draw(st.sampled_from(((), (), ("children",)))),
            words=draw(st.sampled_from(((), (), ("sentence",)))),
        ),
        by=tuple(draw(st.lists(st.sampled_from(BY), max_size=2, unique=True))),
        measure=draw(st.sampled_from((None, None, "flow", "stock", "cumulative"))),
        policy=draw(st.sampled_from(("recommended", "newest", "most_reliable", "median", "max", "range"))),
    )


def _refused(ask: Callable[[], Any]) -> Any:
    """What is found, or why a sum is refused."""
    try:
        return ask()
    except RefusedSumError as error:
        return error.code, error.alternative


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries(), first=st.integers(0, 3))
def test_ready_evidence_is_what_would_be_worked_out(
    release: duckdb.DuckDBPyConnection, query: AggregateQuery, first: int
) -> None:
    window = slice(first, first + 5)
    wanted = _refused(lambda: aggregate(release, query, window=window))
    if isinstance(wanted, tuple):
        assert _refused(lambda: encoded(release, query, window=window)) == wanted
        return
    found = encoded(release, query, window=window)
    assert found.total == wanted.total
    assert found.left_out == wanted.left_out
    assert [row.provenance for row in found.rows] == [encode(row.provenance) for row in wanted.rows]
    bare = [msgspec.structs.replace(row, provenance=()) for row in wanted.rows]
    assert [row.row for row in found.rows] == bare
    for one, row in zip(found.rows, wanted.rows, strict=True):
        counted = [item for item in row.provenance if item.role == "recommended"]
        assert [claim.fact_id for claim in one.counted] == [item.fact_id for item in counted]
        assert [(c.licence, c.publisher) for c in one.counted] == [
            (item.document.licence, item.document.publisher) for item in counted
        ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=queries(), most=st.sampled_from((3, 10, 60)))
def test_what_is_allowed_to_be_looked_at_changes_no_answer(
    release: duckdb.DuckDBPyConnection, query: AggregateQuery, most: int
) -> None:
    try:
        found = encoded(release, query, most=most)
    except (RefusedSumError, TooManyError):
        return
    again = encoded(release, query)
    assert [(row.row, row.provenance) for row in found.rows] == [
        (row.row, row.provenance) for row in again.rows
    ]
    assert (found.left_out, found.total) == (again.left_out, again.total)


def test_another_table_of_reliability_is_not_answered_from_what_lies_ready(
    release: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = AggregateQuery(where=FactFilter(indicator=("killed",)))
    wanted = encoded(release, query)
    monkeypatch.setattr(import_module("sql.totals.encoding"), "levels_digest", lambda table: "another")
    found = encoded(release, query)
    assert [(row.row, row.provenance) for row in found.rows] == [
        (row.row, row.provenance) for row in wanted.rows
    ]
