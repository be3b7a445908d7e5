"""Whether a release still says what its texts say: every quote found again, every total added up again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from sql import totals
from sql.identity import document_id
from sql.opening import quote
from sql.paths import Store, locate
from sql.store import connect_locked, current_release, find_release, load_query

_CHUNK = 1_000


@dataclass
class Verification:
    """What was looked at and every mismatch; `notes` say what could not be looked at and why."""

    release_id: str
    quotes: int = 0
    totals: int = 0
    mismatches: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(
    store: str | os.PathLike[str] | Store | None = None, release_id: str | None = None
) -> Verification:
    """The verification of a release, the current one unless another is named."""
    place = locate(store)
    record = current_release(place) if release_id is None else find_release(place, release_id)
    result = Verification(record.release_id)
    path = place.release_file(record.release_id)
    with connect_locked(path) as connection:
        texts = Texts(place, connection, result)
        check_quotes(connection, texts, result)
    check_totals(path, result)
    return result


class Texts:
    """The stored texts, from the release where a licence lets it hold them, otherwise from the ledger."""

    def __init__(self, place: Store, connection: duckdb.DuckDBPyConnection, result: Verification) -> None:
        self._release = connection
        self._ledger: duckdb.DuckDBPyConnection | None = None
        if not place.ledger.exists():
            result.notes.append("there is no ledger: only quotes from texts in the release are found again")
            return
        try:
            self._ledger = duckdb.connect()
            self._ledger.execute(f"ATTACH '{quote(place.ledger)}' AS ledger (READ_ONLY)")
        except duckdb.Error:
            self._ledger = None
            result.notes.append(
                "the ledger is being written: only quotes from texts in the release are found again"
            )

    def find(self, names: list[str]) -> dict[str, str]:
        """The texts of those of the documents that can be reached."""
        encode = msgspec.json.encode
        texts = dict(self._release.execute(load_query("verify/texts"), [encode(names).decode()]).fetchall())
        missing = [name for name in names if name not in texts]
        if missing and self._ledger is not None:
            texts.update(
                self._ledger.execute(load_query("verify/ledger_texts"), [encode(missing).decode()]).fetchall()
            )
        return texts


def check_quotes(connection: duckdb.DuckDBPyConnection, texts: Texts, result: Verification) -> None:
    """Every quote of prose is at its offsets, its number inside it, the text under its own hash."""
    unreached: set[str] = set()
    tested: set[str] = set()
    for rows in _chunks(connection.execute(load_query("verify/quotes"))):
        found = texts.find(sorted({row[1] for row in rows}))
        for fact_id, document, start, end, words, quote_start, quote_end in rows:
            text = found.get(document)
            if text is None:
                unreached.add(document)
                continue
            if document not in tested:
                tested.add(document)
                if document_id(text) != document:
                    result.mismatches.append(f"document {document}: the stored text has another hash")
            result.quotes += 1
            if text[quote_start:quote_end] != words or not words:
                result.mismatches.append(
                    f"fact {fact_id}: its quote is not at {quote_start}:{quote_end} of document {document}"
                )
            elif not quote_start <= start < end <= quote_end:
                result.mismatches.append(f"fact {fact_id}: its number {start}:{end} is not inside its quote")
    if unreached:
        result.notes.append(f"{len(unreached)} texts could not be reached; their quotes were not found again")


def check_totals(path: Path, result: Verification) -> None:
    """Every row of figures and aggregates_monthly is what the totals give for the same facts now."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{quote(path)}' AS release (READ_ONLY)")
        # The totals are built a second time, beside the release, from its facts and relations alone.
        connection.execute(load_query("verify/facts"))
        totals.build(connection)
        for table in ("aggregates_monthly", "figures"):
            stored = {_key(table, row): row for row in _rows(connection, f"FROM release.base.{table}")}
            again = {_key(table, row): row for row in _rows(connection, f"FROM base.{table}")}
            result.totals += len(stored) if table == "aggregates_monthly" else 0
            result.mismatches += _differences(table, stored, again)


def _differences(
    table: str, stored: dict[tuple[Any, ...], dict[str, Any]], again: dict[tuple[Any, ...], dict[str, Any]]
) -> Iterator[str]:
    for key in sorted(stored.keys() | again.keys(), key=repr):
        name = f"{table} {'/'.join('–' if part is None else str(part) for part in key)}"
        if key not in again:
            yield f"{name}: published, but its facts give no such row"
        elif key not in stored:
            yield f"{name}: its facts give it, but it is not published"
        else:
            for column, value in stored[key].items():
                if value != again[key][column]:
                    yield f"{name}: {column} is {value}, its facts give {again[key][column]}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))


def _key(table: str, row: dict[str, Any]) -> tuple[Any, ...]:
    if table == "figures":
        return (row["fact_id"],)
    return tuple(row[name] for name in ("indicator", "iso3", "month", "unit", "measure", "currency"))


def _chunks(cursor: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    # All ids first: the same connection is asked for texts between two chunks.
    rows = cursor.fetchall()
    for first in range(0, len(rows), _CHUNK):
        yield rows[first : first + _CHUNK]
