"""A release in memory, made from rows, with the views of a real one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

import duckdb
import pytest

from sql.records import FactRow, RelationRow
from sql.store import load_query, load_view

PRESENT = ("title", "publisher", "url", "published_at", "licence")


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables of a release with nothing in them."""
    from importlib.resources import files

    ledger = (files("sql") / "migrations" / "0001_ledger.sql").read_text(encoding="utf-8")
    facts = ledger[ledger.index("CREATE TABLE facts") :]
    facts = facts[: facts.index(";")].replace("CREATE TABLE facts", "CREATE TABLE base.facts")
    facts = facts.replace(
        "run_to BIGINT",
        "run_to BIGINT, title VARCHAR, publisher VARCHAR, url VARCHAR,"
        "published_at DATE, licence VARCHAR, role VARCHAR, because VARCHAR, refers_to VARCHAR[]",
    )
    connection.execute("CREATE SCHEMA base")
    connection.execute(facts)
    connection.execute(
        "CREATE TABLE base.relations (fact_id VARCHAR, relation VARCHAR, other_id VARCHAR,"
        "rule VARCHAR, because VARCHAR, origin VARCHAR, run_from BIGINT, run_to BIGINT)"
    )
    connection.execute(load_query("release/tables"))
    for view in ("facts", "relations", "figures", "aggregates_monthly"):
        connection.execute(load_view(view))


def make_release(
    facts: Iterable[FactRow],
    published: dict[str, tuple[dt.date | None, str | None]],
    relations: Sequence[RelationRow] = (),
) -> duckdb.DuckDBPyConnection:
    """A release that holds the facts; `published` tells day and publisher by document id."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    _create(connection)
    names = FactRow.__struct_fields__
    columns = ", ".join(f'"{name}"' for name in (*names, "published_at", "publisher"))
    marks = ", ".join("?" * (len(names) + 2))
    for fact in facts:
        day, publisher = published.get(fact.document_id, (None, None))
        values = [getattr(fact, name) for name in names]
        values = [list(value) if isinstance(value, tuple) else value for value in values]
        connection.execute(f"INSERT INTO base.facts ({columns}) VALUES ({marks})", [*values, day, publisher])
    for row in relations:
        connection.execute(
            "INSERT INTO base.relations VALUES (?, ?, ?, ?, ?, ?, 1, NULL)",
            [getattr(row, name) for name in RelationRow.__struct_fields__],
        )
    return connection


@pytest.fixture
def release() -> Callable[..., duckdb.DuckDBPyConnection]:
    return make_release
