"""Documents into the ledger: each text once, read by the extractor where that is due, in repeatable batches.

A text that several publishers carry is one document. Its first publication (earliest, then by name) speaks
for it: its date anchors the text's relative dates, whatever order the publications came in.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice

from etl.documents.record import SourceDocument
from etl.errors import FAULTS, DocumentError
from etl.model import Document, Fact, Value
from etl.text.sentences import split
from sql.identity import document_id
from sql.ledger import KnownDocument, Ledger, Reading
from sql.records import DocumentRow, FactRow, PublicationRow

BATCH = 500
_QUANTUM = Decimal("0.000001")
_LARGEST = Decimal(10) ** 18

Extract = Callable[[Document], Sequence[Fact]]
ReadMany = Callable[[Sequence[tuple[str, DocumentRow]], str], Iterator[Reading | DocumentError]]


@dataclass(frozen=True)
class Taken:
    """A document that the ledger has: where it came from, under which id, and whether it was there before."""

    source: str
    document_id: str
    known: bool


@dataclass
class Report:
    """What became of the documents: taken, known already, refused and why; the files of kinds not read."""

    taken: int = 0
    known: int = 0
    facts: int = 0
    refused: list[DocumentError] = field(default_factory=list)
    documents: list[Taken] = field(default_factory=list)
    near: list[tuple[str, str]] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def refuse(self, error: DocumentError) -> None:
        self.refused.append(error)

    def new(self) -> list[str]:
        """The ids of the documents that were not there before."""
        return [one.document_id for one in self.documents if not one.known]

    def hold(self, arrivals: Iterable[Arrival], *, known: bool) -> None:
        """The arrivals are in the ledger."""
        for arrival in arrivals:
            self.documents.append(Taken(arrival.source.source, arrival.document_id, known))


@dataclass(frozen=True)
class Arrival:
    """One source document on its way in, with the id of its text and its publication."""

    source: SourceDocument
    document_id: str
    publication: PublicationRow


class Loader:
    """Takes documents into an open ledger. `extractor` names the version of `extract`."""

    def __init__(
        self,
        ledger: Ledger,
        extract: Extract,
        extractor: str,
        *,
        kind: str = "ingest",
        read_many: ReadMany | None = None,
    ) -> None:
        self.ledger = ledger
        # Many documents at once, in order, by the extractor of that name; one by one without.
        self.read_many = read_many
        self.extract = extract
        self.extractor = extractor
        self.kind = kind

    def load(self, sources: Iterable[SourceDocument], report: Report) -> Iterator[Sequence[SourceDocument]]:
        """Every document is in the ledger when its batch is given back; those refused are in the report.

        Where many are read at once, a batch is gathered and begun while the one before is still being read.
        """
        remaining = iter(sources)
        begun: _Begun | None = None
        while batch := list(islice(remaining, BATCH)):
            following = self._begin(batch, begun.arrivals if begun is not None else {})
            if begun is not None:
                self._finish(begun, report)
                yield begun.batch
            begun = following
            if self.read_many is None:
                self._finish(begun, report)
                yield begun.batch
                begun = None
        if begun is not None:
            self._finish(begun, report)
            yield begun.batch

    def _begin(self, batch: Sequence[SourceDocument], before: Container[str]) -> _Begun:
        """The batch, its new texts handed out to be read; `before` are documents not in the ledger yet."""
        arrivals: dict[str, list[Arrival]] = {}
        for source in batch:
            arrival = arrive(source)
            arrivals.setdefault(arrival.document_id, []).append(arrival)
        held = [name for name in arrivals if name in before]
        known = self.ledger.known([name for name in arrivals if name not in before])
        due = self._due({name: group for name, group in arrivals.items() if name not in before}, known)
        rows = [one for one in due.values() if one.read]
        readings = self._readings([(one.group[0].source.source, one.row) for one in rows])
        return _Begun(batch, arrivals, held, due, readings)

    def _due(
        self, arrivals: Mapping[str, list[Arrival]], known: Mapping[str, KnownDocument]
    ) -> dict[str, _Due]:
        """What is to be done for each document."""
        due: dict[str, _Due] = {}
        for name, group in arrivals.items():
            before = known.get(name)
            new = _new_publications(group, before)
            row = speak(group[0].source.text, [*new, *(before.publications if before else ())])
            # The same anchor and the same extractor would find the same again.
            same = before is not None and before.extractor == self.extractor and _same(before, row)
            due[name] = _Due(group, before, new, row, read=not same)
        return due

    def _finish(self, begun: _Begun, report: Report) -> None:
        """The batch is in the ledger; the one before is already."""
        late: dict[str, _Due] = {}
        if begun.held:
            late = self._due(
                {name: begun.arrivals[name] for name in begun.held}, self.ledger.known(begun.held)
            )
        rows = [one for one in late.values() if one.read]
        read_late = self._readings([(one.group[0].source.source, one.row) for one in rows])
        documents: list[DocumentRow] = []
        publications: list[PublicationRow] = []
        readings: list[Reading] = []
        for name, group in begun.arrivals.items():
            one = late.get(name) or begun.due[name]
            if not one.read and not one.new:
                report.known += len(group)
                report.hold(group, known=True)
                continue
            if one.read:
                reading = next(read_late if name in late else begun.readings)
                if isinstance(reading, DocumentError):
                    report.refuse(reading)
                    continue
                readings.append(reading)
                report.facts += len(reading.facts)
            before, new, count = one.before, one.new, len(group)
            report.taken += max(1, len(new)) if before is None or new else 0
            report.known += count - max(1, len(new)) if before is None or new else count
            report.hold(group, known=before is not None and not new)
            documents.append(one.row)
            publications += new
        if documents:
            self.ledger.add(
                batch_name(documents, publications, self.extractor),
                kind=self.kind,
                documents=documents,
                publications=publications,
                readings=readings,
            )

    def _readings(self, tasks: Sequence[tuple[str, DocumentRow]]) -> Iterator[Reading | DocumentError]:
        if self.read_many is not None and tasks:
            return self.read_many(tasks, self.extractor)
        return self._read_one_by_one(tasks)

    def _read_one_by_one(self, tasks: Sequence[tuple[str, DocumentRow]]) -> Iterator[Reading | DocumentError]:
        for source, row in tasks:
            try:
                yield read_document(self.extract, self.extractor, source, row)
            except DocumentError as error:
                yield error


@dataclass(frozen=True)
class _Due:
    """What is to be done for a document; `read` says that the extractor must look at it."""

    group: list[Arrival]
    before: KnownDocument | None
    new: list[PublicationRow]
    row: DocumentRow
    read: bool


@dataclass(frozen=True)
class _Begun:
    """A batch on its way: what is due of it as far as the ledger knew, and its readings in that order.

    What was to be done for documents that are `held` shows only when the batch before is in the ledger.
    """

    batch: Sequence[SourceDocument]
    arrivals: Mapping[str, list[Arrival]]
    held: Sequence[str]
    due: Mapping[str, _Due]
    readings: Iterator[Reading | DocumentError]


def read_document(extract: Extract, extractor: str, source: str, row: DocumentRow) -> Reading:
    """What the extractor finds in the document. Raises DocumentError where it fails on it."""
    document = Document(
        text=row.text, id=row.document_id, lang=row.lang, published_at=row.published_at, title=row.title
    )
    try:
        found = extract(document)
        langs = _langs(row, found)
        facts = [fact_row(fact, row.document_id, lang) for fact, lang in zip(found, langs, strict=True)]
    except FAULTS as error:
        raise DocumentError(
            source, f"the extractor failed on it ({type(error).__name__}: {error})"
        ) from error
    # Two readings of the same words under one id would count twice.
    unique = {fact.fact_id: fact for fact in reversed(facts)}
    return Reading(
        document_id=row.document_id,
        extractor=extractor,
        facts=[unique[name] for name in sorted(unique)],
    )


def _langs(row: DocumentRow, facts: Sequence[Fact]) -> list[str | None]:
    """The language of each fact: the document's where it is stated, otherwise that of its sentence."""
    if row.lang is not None or not facts:
        return [row.lang] * len(facts)
    sentences = split(row.text, None)
    starts = [sentence.start for sentence in sentences]
    return [sentences[max(0, bisect_right(starts, fact.start) - 1)].lang for fact in facts]


def arrive(source: SourceDocument) -> Arrival:
    """The document with its identity, ready to be compared with what is known."""
    name = document_id(source.text)
    publication = PublicationRow(
        document_id=name,
        title=source.title,
        publisher=source.publisher,
        url=source.url,
        published_at=source.published_at,
        licence=source.licence,
        source=source.source,
        lang=source.lang,
    )
    return Arrival(source, name, publication)


def speak(text: str, publications: Iterable[PublicationRow]) -> DocumentRow:
    """The document as its first publication has it."""
    first = min(publications, key=precedence)
    return DocumentRow(
        document_id=first.document_id,
        text=text,
        lang=first.lang,
        title=first.title,
        published_at=first.published_at,
    )


def precedence(publication: PublicationRow) -> tuple[date, tuple[tuple[bool, str], ...]]:
    """Sorts the publications of a text, the one that speaks for it first."""
    rest = (
        publication.publisher, publication.url, publication.title, publication.lang, publication.licence,
        publication.source,
    )  # fmt: skip
    return publication.published_at or date.max, tuple((text is None, text or "") for text in rest)


def _new_publications(group: Sequence[Arrival], before: KnownDocument | None) -> list[PublicationRow]:
    seen = {_content(publication) for publication in (before.publications if before else ())}
    new = []
    for arrival in group:
        content = _content(arrival.publication)
        if content not in seen:
            seen.add(content)
            new.append(arrival.publication)
    return new


def _content(publication: PublicationRow) -> tuple[object, ...]:
    # Where a file lay is no property of the publication: moving it must not make another one.
    return (
        publication.title, publication.publisher, publication.url, publication.published_at,
        publication.licence, publication.lang,
    )  # fmt: skip


def _same(before: KnownDocument, row: DocumentRow) -> bool:
    return (before.lang, before.title, before.published_at) == (row.lang, row.title, row.published_at)


def batch_name(
    documents: Sequence[DocumentRow], publications: Sequence[PublicationRow], extractor: str
) -> str:
    """The same documents read by the same extractor have the same batch id."""
    digest = hashlib.sha256(extractor.encode())
    for document in documents:
        digest.update(
            repr((document.document_id, document.lang, document.title, document.published_at)).encode()
        )
    for publication in publications:
        digest.update(repr(publication).encode())
    return "b_" + digest.hexdigest()[:32]


def fact_row(fact: Fact, document_name: str, lang: str | None) -> FactRow:
    """The fact as the ledger holds it. Raises ValueError for a value that no column can hold."""
    place = fact.place
    return FactRow(
        fact_id=fact.fact_id,
        document_id=document_name,
        value=_decimal(fact.value),
        value_min=_decimal(fact.value_min),
        value_max=_decimal(fact.value_max),
        quantifier=fact.quantifier,
        unit=fact.unit,
        unit_text=fact.unit_text,
        currency=fact.currency,
        indicator=fact.indicator,
        population=fact.population,
        measure=fact.measure,
        assertion=fact.assertion,
        period_start=fact.period_start,
        period_end=fact.period_end,
        period_text=fact.period_text,
        date_accuracy=fact.date_accuracy,
        place_name=place.name if place else None,
        place_text=place.text if place else None,
        place_id=place.place_id if place else None,
        iso3=place.iso3 if place else None,
        admin1=place.admin1 if place else None,
        geonames_id=place.geonames_id if place else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        place_accuracy=place.accuracy if place else None,
        place_role=place.role if place else None,
        place_carried_over=place.carried_over if place else None,
        attribution=fact.attribution,
        attribution_org=fact.attribution_org,
        start=fact.start,
        end=fact.end,
        quote=fact.quote,
        quote_start=fact.quote_start,
        quote_end=fact.quote_end,
        modifier_text=fact.modifier_text,
        subset_of=fact.subset_of,
        duplicate_of=fact.duplicate_of,
        rules=fact.rules,
        extractor=fact.extractor,
        confidence=fact.confidence,
        lang=lang,
    )


def _decimal(value: Value | None) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise ValueError(f"{value} is beyond what the ledger holds")
    return number.quantize(_QUANTUM)
