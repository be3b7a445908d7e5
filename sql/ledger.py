"""The append-only ledger: one writer at a time, batches that can be sent again, nothing ever deleted.

A run is numbered like the release that it leads to. What a killed run had committed stays under the run's
number, the next run goes on with it, and so the history is the same as if nothing had happened.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

import duckdb
import msgspec

from sql.errors import LedgerBusyError, StoreError
from sql.loading import load_rows
from sql.opening import connect, migrate, transaction, workroom
from sql.paths import Store, locate
from sql.records import DocumentRow, FactRow, PublicationRow, RelationRow
from sql.store import load_query

Row = TypeVar("Row", bound=msgspec.Struct)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one version of the extractor found in one document: all of its facts, maybe none."""

    document_id: str
    extractor: str
    facts: Sequence[FactRow] = ()


@dataclass(frozen=True)
class KnownDocument:
    """What the ledger holds of a document: how it was read, and where it was published."""

    document_id: str
    lang: str | None
    title: str | None
    published_at: date | None
    extractor: str | None
    publications: tuple[PublicationRow, ...]


@contextmanager
def open_ledger(store: str | os.PathLike[str] | Store | None = None) -> Iterator[Ledger]:
    """The ledger of a store, created and migrated as needed, locked until the end of the block."""
    place = locate(store)
    try:
        place.root.mkdir(parents=True, exist_ok=True)
        lock = place.lock.open("a+")
    except OSError as error:
        raise StoreError(f"{place.root} cannot be written: {error.strerror or error}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip()
            raise LedgerBusyError(str(place.ledger), holder or "another process") from None
        # Past the buffer, which would be written once more at the end: a full disk is told by what needs it.
        with suppress(OSError):
            os.ftruncate(lock.fileno(), 0)
            os.write(lock.fileno(), f"process {os.getpid()}".encode())
        # Left over from a killed run; nobody else can be using it while the lock is held.
        shutil.rmtree(workroom(place), ignore_errors=True)
        try:
            workroom(place).mkdir()
        except OSError as error:
            raise StoreError(f"{place.root} cannot be written: {error.strerror or error}") from None
        connection = connect(place)
        try:
            connection.execute("SET GLOBAL TimeZone = 'UTC'")
            migrate(connection)
            yield Ledger(place, connection)
        except (duckdb.Error, OSError) as error:
            # A full disk, a lost right to write: nothing half done stays, the next run goes on from here.
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise StoreError(f"{place.root}: {reason}") from error
        finally:
            connection.close()
            shutil.rmtree(workroom(place), ignore_errors=True)
            os.ftruncate(lock.fileno(), 0)


class Ledger:
    """An open ledger. `run_id` is the number of the open run and of the release it leads to."""

    def __init__(self, store: Store, connection: duckdb.DuckDBPyConnection) -> None:
        self.store = store
        self.connection = connection

    @property
    def run_id(self) -> int:
        row = self.connection.execute("SELECT coalesce(max(run_id), 0) + 1 FROM releases").fetchone()
        assert row is not None
        return int(row[0])

    def has_batch(self, batch_id: str) -> bool:
        """Whether a batch of this id has been committed, in this run or an earlier one."""
        found = self.connection.execute("SELECT 1 FROM batches WHERE batch_id = ? LIMIT 1", [batch_id])
        return found.fetchone() is not None

    def add(
        self,
        batch_id: str,
        *,
        kind: str = "ingest",
        documents: Sequence[DocumentRow] = (),
        publications: Sequence[PublicationRow] = (),
        readings: Sequence[Reading] = (),
    ) -> bool:
        """The batch is committed as a whole; False if a batch of this id was there already.

        A document, publication or fact that the ledger holds adds nothing. The facts of a document with a
        reading become those of the reading: what differs is closed under the open run and added anew.
        """
        if self.has_batch(batch_id):
            return False
        now = datetime.now(UTC)
        with transaction(self.connection):
            run_id = self._begin(kind, now)
            if documents:
                self._load("documents", documents)
                self.connection.execute(load_query("ledger/documents"))
            if publications:
                self._load("publications", publications)
                self.connection.execute(load_query("ledger/publications"))
            if readings:
                self._load("facts", [fact for reading in readings for fact in reading.facts])
                self._load("extractions", [_Extraction.of(reading) for reading in readings])
                self.connection.execute(load_query("ledger/facts"))
            self.connection.execute("INSERT INTO batches VALUES (?, ?, ?)", [batch_id, run_id, now])
        return True

    def add_series(
        self,
        batch_id: str,
        *,
        documents: Sequence[DocumentRow],
        publications: Sequence[PublicationRow],
        facts: Sequence[FactRow],
        kind: str = "collect",
    ) -> int:
        """The rows of series are committed as a whole; how many of them were new or had changed.

        A row that the ledger holds with the same content stays with the answer that it first came in.
        """
        now = datetime.now(UTC)
        with transaction(self.connection):
            run_id = self._begin(kind, now)
            self._load("documents", documents)
            self.connection.execute(load_query("ledger/documents"))
            self._load("publications", publications)
            self.connection.execute(load_query("ledger/publications"))
            self._load("facts", facts)
            self.connection.execute(load_query("ledger/series"))
            changed = self.connection.execute("SELECT count(*) FROM arriving").fetchone()
            if not self.has_batch(batch_id):
                self.connection.execute("INSERT INTO batches VALUES (?, ?, ?)", [batch_id, run_id, now])
        return int(changed[0]) if changed else 0

    def has_changes(self) -> bool:
        """Whether the open run has brought anything that no release shows yet."""
        found = self.connection.execute("SELECT 1 FROM batches WHERE run_id = ? LIMIT 1", [self.run_id])
        return found.fetchone() is not None

    def relate(
        self,
        relations: Sequence[RelationRow],
        *,
        touched: Iterable[str] | None = None,
        batch_id: str | None = None,
    ) -> None:
        """The current relations are these; with `touched`, only those of the facts named there change."""
        now = datetime.now(UTC)
        with transaction(self.connection):
            run_id = self._begin(None, now)
            self._load("relations", relations)
            self.connection.execute("SET VARIABLE everything = ?", [touched is None])
            self.connection.execute(
                "CREATE OR REPLACE TEMP TABLE incoming_scope AS "
                "SELECT unnest(from_json(?, '[\"VARCHAR\"]')) AS fact_id",
                [_listed(touched or ())],
            )
            self.connection.execute(load_query("ledger/relations"))
            if batch_id is not None and not self.has_batch(batch_id):
                self.connection.execute("INSERT INTO batches VALUES (?, ?, ?)", [batch_id, run_id, now])

    def known(self, document_ids: Sequence[str]) -> dict[str, KnownDocument]:
        """What is held of those of the documents that the ledger has."""
        rows = self.connection.execute(load_query("ledger/known"), [_listed(document_ids)]).fetchall()
        publications: dict[str, list[PublicationRow]] = {}
        for row in self.connection.execute(
            load_query("ledger/known_publications"), [_listed(document_ids)]
        ).fetchall():
            publication = PublicationRow(
                document_id=row[0], title=row[1], publisher=row[2], url=row[3],
                published_at=row[4], licence=row[5], source=row[6], lang=row[7],
            )  # fmt: skip
            publications.setdefault(row[0], []).append(publication)
        return {
            name: KnownDocument(name, lang, title, published_at, extractor, tuple(publications.get(name, ())))
            for name, lang, title, published_at, extractor in rows
        }

    def facts(self, fact_ids: Sequence[str] | None = None) -> list[FactRow]:
        """The current facts, or those of them that are named, by fact_id."""
        return self._rows("facts", FactRow, "fact_id", "fact_id", fact_ids)

    def documents(self, document_ids: Sequence[str] | None = None) -> list[DocumentRow]:
        """The current documents, or those of them that are named, by document_id."""
        return self._rows("documents", DocumentRow, "document_id", "document_id", document_ids)

    def publications(self, document_ids: Sequence[str] | None = None) -> list[PublicationRow]:
        """The current publications, or those of the documents that are named."""
        return self._rows("publications", PublicationRow, "ALL", "document_id", document_ids)

    def relations(self, fact_ids: Sequence[str] | None = None) -> list[RelationRow]:
        """The current relations, or those of the facts that are named to others."""
        return self._rows("relations", RelationRow, "fact_id, relation, other_id, rule", "fact_id", fact_ids)

    def sketches(self, version: str, document_ids: Sequence[str] | None = None) -> dict[str, tuple[int, ...]]:
        """The sketches of that version, or those of the documents that are named, as far as there are any."""
        listed = None if document_ids is None else _listed(document_ids)
        parameters = {"version": version, "documents": listed}
        rows = self.connection.execute(load_query("ledger/sketches"), parameters).fetchall()
        return {name: tuple(bands) for name, bands in rows}

    def keep_sketches(self, version: str, sketches: Mapping[str, Sequence[int]]) -> None:
        """The sketches of that version are kept, beside those of it that are there."""
        rows = [_Sketch(name, version, bands) for name, bands in sorted(sketches.items())]
        with transaction(self.connection):
            self._load("sketches", rows)
            self.connection.execute(load_query("ledger/keep_sketches"))

    def changed_facts(self) -> tuple[list[FactRow], list[FactRow]]:
        """The current facts of every document that the open run has touched, and the facts it has closed."""
        self._find_changed()
        inside = "document_id IN (SELECT document_id FROM changed_documents)"
        current = self._select("facts", FactRow, "fact_id", f"run_to IS NULL AND {inside}")
        closed = self._select("facts", FactRow, "fact_id", "run_to = getvariable('run')")
        return current, closed

    def changed_documents(self) -> list[str]:
        """The documents that the open run has touched."""
        self._find_changed()
        rows = self.connection.execute("FROM changed_documents ORDER BY document_id").fetchall()
        return [name for (name,) in rows]

    def _find_changed(self) -> None:
        self.connection.execute("SET VARIABLE run = ?", [self.run_id])
        self.connection.execute(load_query("ledger/changed"))

    def facts_like(
        self, facts: Iterable[FactRow], indicators: Callable[[str], Iterable[str]]
    ) -> list[FactRow]:
        """The current facts that share unit, currency and country with one of these, by fact_id.

        Those of any of the `indicators` that go with its own, stocks or the rest as it is.
        """
        kinds = sorted(
            {
                (name, _kind(fact.measure), fact.unit, fact.currency or "", fact.iso3 or "")
                for fact in facts
                for name in indicators(fact.indicator)
            }
        )
        return self._select(
            "facts",
            FactRow,
            "fact_id",
            "run_to IS NULL AND list_contains(CAST(? AS VARCHAR[]), "
            "concat_ws('|', indicator, if(measure = 'stock', 'stock', ''), unit, "
            "coalesce(currency, ''), coalesce(iso3, '')))",
            [["|".join(kind) for kind in kinds]],
        )

    def _rows(
        self, table: str, kind: type[Row], order: str, key: str = "", names: Sequence[str] | None = None
    ) -> list[Row]:
        if names is None:
            return self._select(table, kind, order, "run_to IS NULL")
        named = f"run_to IS NULL AND {key} IN (SELECT unnest(from_json(?, '[\"VARCHAR\"]')))"
        return self._select(table, kind, order, named, [_listed(names)])

    def _select(
        self, table: str, kind: type[Row], order: str, where: str, values: Sequence[object] = ()
    ) -> list[Row]:
        fields = kind.__struct_fields__
        columns = ", ".join(f'"{field}"' for field in fields)
        cursor = self.connection.execute(
            f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order}", list(values) or None
        )
        lists = [field for field in fields if field in ("population", "rules")]
        rows: list[Row] = []
        while chunk := cursor.fetchmany(10_000):
            for values in chunk:
                row = dict(zip(fields, values, strict=True))
                for name in lists:
                    row[name] = tuple(row[name])
                rows.append(kind(**row))
        return rows

    def _begin(self, kind: str | None, now: datetime) -> int:
        run_id = self.run_id
        self.connection.execute("SET VARIABLE run = ?", [run_id])
        if kind is not None:
            known = self.connection.execute(
                "SELECT 1 FROM runs WHERE run_id = ? AND kind = ? LIMIT 1", [run_id, kind]
            ).fetchone()
            if known is None:
                self.connection.execute("INSERT INTO runs VALUES (?, ?, ?)", [run_id, kind, now])
        return run_id

    def _load(self, table: str, rows: Sequence[msgspec.Struct]) -> None:
        load_rows(self.connection, workroom(self.store), table, rows)


def _kind(measure: str) -> str:
    return "stock" if measure == "stock" else ""


def _listed(names: Iterable[str]) -> str:
    # As one JSON text: DuckDB's client looks for half a dozen libraries for every element of a Python list.
    return msgspec.json.encode(list(names)).decode()


class _Extraction(msgspec.Struct, frozen=True):
    document_id: str
    extractor: str
    facts: int

    @classmethod
    def of(cls, reading: Reading) -> _Extraction:
        return cls(reading.document_id, reading.extractor, len(reading.facts))


class _Sketch(msgspec.Struct, frozen=True):
    document_id: str
    version: str
    bands: Sequence[int]
