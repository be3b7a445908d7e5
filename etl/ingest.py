"""Files, folders and the spool into the store: read, extract, relate, publish.

Killed at any moment and run again, it ends with the release that one undisturbed run gives: a document that
the ledger has is passed over, an unfinished batch was never there, an unfinished release is built again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from etl.documents import SourceDocument, find, read
from etl.documents.record import make_document
from etl.errors import DocumentError
from etl.load import Extract, Loader, Report
from etl.publish import publish
from etl.relate.documents import near_duplicates
from sql import spool
from sql.errors import SpoolError
from sql.ledger import open_ledger
from sql.store import ReleaseRecord, Store, locate

if TYPE_CHECKING:
    from etl.workers import Workers

SPOOL = "spool:"


class Progress:
    """What an ingestion tells while it goes on; this one keeps it to itself."""

    def files(self, total: int) -> None:
        """So many files or entries have been found."""

    def document(self, source: str) -> None:
        """A document is read."""

    def step(self, name: str) -> None:
        """The documents are in; this is the step towards the release."""


def ingest(
    store: str | os.PathLike[str] | Store | None,
    paths: Sequence[Path],
    *,
    extract: Extract | None = None,
    extractor: str | None = None,
    progress: Progress | None = None,
) -> tuple[Report, ReleaseRecord | None]:
    """What became of the documents under the paths, or in the spool without any; the new release, if any."""
    place = locate(store)
    show = progress or Progress()
    report = Report()
    own = extract is None or extractor is None
    if extract is None or extractor is None:
        extract, extractor = load_extractor()
    with open_ledger(place) as ledger:
        loader = Loader(ledger, extract, extractor)
        if not paths:
            take_spool(loader, report, show)
            record = publish(ledger, report=show.step)
        elif not own:
            take_files(loader, paths, report, show)
            record = publish(ledger, report=show.step)
        else:
            with import_module("etl.workers").Workers() as workers:
                take_files(loader, paths, report, show, workers)
                record = publish(ledger, report=show.step, spread=workers.spread)
        report.near = near_duplicates(ledger, report.new())
    return report, record


def load_extractor() -> tuple[Extract, str]:
    """The extractor and the name of its version; imported when first asked for."""
    pipeline = import_module("etl.pipeline")
    extract: Extract = pipeline.extract
    version: Callable[[], str] = pipeline.extractor
    return extract, version()


def take_files(
    loader: Loader, paths: Iterable[Path], report: Report, show: Progress, workers: Workers | None = None
) -> None:
    """The documents of the files are in the ledger, in the order of the files.

    `workers` read many of them with a process for every core, with the project's own extractor.
    """
    left: list[Path] = []
    found = list(find(paths, left))
    report.passed_over += map(str, left)
    show.files(len(found))
    items: Iterable[tuple[str, Iterable[SourceDocument | DocumentError]]]
    if workers is None:
        items = ((str(item), [item] if isinstance(item, DocumentError) else read(item)) for item in found)
    else:
        loader.read_many = workers.readings
        items = workers.files(found)
    for _ in loader.load(_documents(items, report, show), report):
        pass


def _documents(
    items: Iterable[tuple[str, Iterable[SourceDocument | DocumentError]]], report: Report, show: Progress
) -> Iterator[SourceDocument]:
    for name, outcomes in items:
        for outcome in outcomes:
            if isinstance(outcome, DocumentError):
                report.refuse(outcome)
            else:
                yield outcome
        show.document(name)


def take_spool(loader: Loader, report: Report, show: Progress) -> None:
    """What waits in the spool is in the ledger, or refused where a person can find it."""
    store = loader.ledger.store
    names = spool.waiting(store)
    show.files(len(names))
    taken: set[str] = set()
    try:
        for batch in loader.load(_entries(store, names, report, show, taken), report):
            refused = {error.source: error.reason for error in report.refused}
            for document in batch:
                name = document.source.removeprefix(SPOOL)
                if document.source in refused:
                    spool.refuse(store, name, refused[document.source])
                else:
                    spool.mark_extracted(store, name)
                taken.discard(name)
    except (OSError, duckdb.Error, KeyboardInterrupt):
        for name in sorted(taken):
            spool.give_back(store, name)
        raise


def _entries(
    store: Store, names: Iterable[str], report: Report, show: Progress, taken: set[str]
) -> Iterator[SourceDocument]:
    """The documents of the entries; `taken` are those on which an attempt is spent and that go on."""
    for name in names:
        taken.add(name)
        try:
            entry = spool.take(store, name)
        except SpoolError as error:
            report.refuse(DocumentError(SPOOL + name, error.reason))
            taken.discard(name)
            continue
        if entry is None:
            report.refuse(DocumentError(SPOOL + name, "cannot be taken; see the folder of refused entries"))
            taken.discard(name)
            continue
        try:
            yield spooled(SPOOL + name, entry)
        except DocumentError as error:
            report.refuse(error)
            spool.refuse(store, name, error.reason)
            taken.discard(name)
        show.document(SPOOL + name)


def spooled(source: str, entry: spool.SpoolEntry) -> SourceDocument:
    """The document of a spool entry. Raises DocumentError."""
    if entry.text is not None:
        text = entry.text
    elif entry.html is not None:
        text = import_module("etl.documents.html").text_of(entry.html)
    else:
        raise DocumentError(source, "has neither text nor html")
    fields = {
        "title": entry.title,
        "url": entry.url,
        "lang": entry.lang,
        "published_at": entry.published_at,
        "publisher": entry.publisher,
        "licence": entry.licence,
    }
    return make_document(source, text, fields)
