"""From an upstream into the store: what a connector yields goes into the ledger, then into a release.

A mark is written down only once all before it is in the ledger. Killed at any moment and run again, a
collection fetches at most what came after the last mark a second time, and the ledger takes nothing twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from etl.connectors.interface import Connector, Context, Mark, SeriesRow, Wish
from etl.connectors.web import Limits, Web
from etl.documents.record import SourceDocument
from etl.errors import DocumentError, SourceError
from etl.load import BATCH, Extract, Loader, Report
from etl.publish import publish
from etl.relate.documents import near_duplicates
from etl.report import write_report
from sql.ledger import Ledger, open_ledger
from sql.paths import Store, locate, write_durably
from sql.records import FactRow
from sql.store import ReleaseRecord

ROWS = 5_000


@dataclass
class Collected:
    """What a collection brought: documents as an ingestion reports them, and rows of series."""

    documents: Report = field(default_factory=Report)
    rows: int = 0
    rows_changed: int = 0
    failure: SourceError | None = None

    def write(self, path: Path, record: ReleaseRecord | None) -> None:
        """The report as JSON."""
        extra: dict[str, object] = {"rows": self.rows, "rows_changed": self.rows_changed}
        if self.failure is not None:
            extra["failure"] = {"source": self.failure.source, "reason": self.failure.reason}
        write_report(path, self.documents, record, extra)


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Where a connector stopped for one wish."""

    connector: str
    wish: Wish
    cursor: str | None
    at: datetime


Tell = Callable[[Collected], None]


def collect(
    store: str | os.PathLike[str] | Store | None,
    connector: Connector,
    wish: Wish,
    *,
    environment: Mapping[str, str],
    load_extractor: Callable[[], tuple[Extract, str]],
    limits: Limits | None = None,
    tell: Tell | None = None,
    step: Callable[[str], None] | None = None,
) -> tuple[Collected, ReleaseRecord | None]:
    """What came, and the new release if there is one.

    An upstream that fails on the way is told in `failure`: what came before it is kept and published.
    Raises SourceError for a wish that cannot be begun, LedgerBusyError beside another writer.
    """
    place = locate(store)
    credentials = connector.credentials(environment, wish)
    collected = Collected()
    with open_ledger(place) as ledger:
        extract, extractor = load_extractor()
        intake = _Intake(
            ledger, Loader(ledger, extract, extractor, kind="collect"), connector, wish, collected
        )

        async def run() -> None:
            async with Web(place, credentials=credentials, limits=limits) as web:
                context = Context(
                    web=web,
                    store=place,
                    wish=wish,
                    cursor=read_cursor(place, connector.name, wish),
                    environment=environment,
                    now=datetime.now(UTC),
                )
                # Closed here, so that what a connector holds open is let go before the client is.
                async with aclosing(connector.collect(context)) as items:  # type: ignore[type-var]
                    async for item in items:
                        if intake.take(item) and tell is not None:
                            tell(collected)

        try:
            asyncio.run(run())
        except SourceError as error:
            collected.failure = error
        intake.flush()
        if tell is not None:
            tell(collected)
        record = publish(ledger, report=step)
        if collected.documents.documents:
            collected.documents.near = near_duplicates(ledger, collected.documents.new())
    return collected, record


class _Intake:
    """Gathers what comes into batches of bounded size."""

    def __init__(
        self, ledger: Ledger, loader: Loader, connector: Connector, wish: Wish, collected: Collected
    ) -> None:
        self._ledger = ledger
        self._loader = loader
        self._connector = connector
        self._wish = wish
        self._collected = collected
        self._documents: list[SourceDocument] = []
        self._rows: list[SeriesRow] = []

    def take(self, item: object) -> bool:
        """True where a batch went into the ledger."""
        match item:
            case SourceDocument():
                self._documents.append(item)
            case SeriesRow():
                self._rows.append(item)
            case DocumentError():
                self._collected.documents.refuse(item)
            case Mark():
                self.flush()
                write_cursor(self._ledger.store, self._connector.name, self._wish, item.cursor)
                return True
            case _:
                raise SourceError(self._connector.name, f"yields a {type(item).__name__}, which nobody takes")
        if len(self._documents) >= BATCH or len(self._rows) >= ROWS:
            self.flush()
            return True
        return False

    def flush(self) -> None:
        if self._documents:
            for _ in self._loader.load(self._documents, self._collected.documents):
                pass
            self._documents.clear()
        if self._rows:
            self._add_rows()
            self._rows.clear()

    def _add_rows(self) -> None:
        facts: dict[str, FactRow] = {}
        for row in self._rows:
            fact = row.fact()
            before = facts.get(fact.fact_id)
            if before is None:
                facts[fact.fact_id] = fact
            elif _content(before) != _content(fact):
                source = f"{row.answer.url}#{row.pointer}"
                self._collected.documents.refuse(
                    DocumentError(
                        source,
                        f"says {fact.value:f} where another row of the same key says "
                        f"{before.value:f}; the first is kept",
                    )
                )
        series = {row.series.name: row.series for row in self._rows}
        ordered = [facts[name] for name in sorted(facts)]
        self._collected.rows += len(ordered)
        self._collected.rows_changed += self._ledger.add_series(
            _batch_name(ordered),
            documents=[one.document for one in series.values()],
            publications=[one.publication for one in series.values()],
            facts=ordered,
        )


def _content(fact: FactRow) -> FactRow:
    return msgspec.structs.replace(
        fact, source_url=None, retrieved_at=None, response_sha256=None, json_pointer=None
    )


def _batch_name(facts: Sequence[FactRow]) -> str:
    digest = hashlib.sha256()
    for fact in facts:
        told = (fact.fact_id, fact.value, fact.period_start, fact.response_sha256, fact.retrieved_at)
        digest.update(repr(told).encode())
    return "c_" + digest.hexdigest()[:32]


def cursor_path(store: Store, connector: str, wish: Wish) -> Path:
    """Where the cursor of a connector and a wish is kept."""
    return store.root / "cursors" / f"{connector}-{wish.digest}.json"


def read_cursor(store: Store, connector: str, wish: Wish) -> str | None:
    """Where the last collection of the same wish came to; None where it has to begin."""
    try:
        return msgspec.json.decode(cursor_path(store, connector, wish).read_bytes(), type=State).cursor
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        # A cursor only saves fetching again what is known.
        return None


def write_cursor(store: Store, connector: str, wish: Wish, cursor: str | None) -> None:
    """The next collection of the same wish goes on from here."""
    state = State(connector=connector, wish=wish, cursor=cursor, at=datetime.now(UTC))
    write_durably(cursor_path(store, connector, wish), msgspec.json.encode(state))
