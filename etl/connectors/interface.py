"""What a connector is: a name and an async generator of documents, series rows, refusals and marks."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Protocol, runtime_checkable

import msgspec

from etl.connectors.web import Answer, Credential, Web
from etl.documents.record import SourceDocument
from etl.errors import DocumentError, SourceError
from sql.identity import document_id
from sql.paths import Store
from sql.records import DocumentRow, FactRow, PublicationRow

_document_id = lru_cache(maxsize=64)(document_id)


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A series of an upstream: its rows share a publisher and a licence, and keep both."""

    connector: str
    name: str
    title: str
    publisher: str
    url: str
    licence: str
    # What its numbers are, in a sentence; with the title, the text that its document id is made of.
    about: str

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.about}\n{self.url}"

    @property
    def document_id(self) -> str:
        return _document_id(self.text)

    @property
    def document(self) -> DocumentRow:
        return DocumentRow(document_id=self.document_id, text=self.text, lang="en", title=self.title)

    @property
    def publication(self) -> PublicationRow:
        return PublicationRow(
            document_id=self.document_id,
            title=self.title,
            publisher=self.publisher,
            url=self.url,
            licence=self.licence,
            source=f"{self.connector}:{self.name}",
            lang="en",
        )


class SeriesRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a series. `key` is what stays the same when the source corrects the figure."""

    series: Series
    key: tuple[str, ...]
    value: Decimal
    indicator: str
    measure: str
    unit: str
    answer: Answer
    pointer: str
    quantifier: str = "exact"
    assertion: str = "reported"
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    currency: str | None = None
    population: tuple[str, ...] = ()
    period_start: date | None = None
    period_end: date | None = None
    period_text: str | None = None
    date_accuracy: str = "unknown"
    iso3: str | None = None
    place_name: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    place_accuracy: str | None = None
    place_role: str | None = None
    attribution: str | None = None
    # What the figure is only a part of its place by: a country of origin, an event, an appeal. With any of
    # these it is never taken for the whole.
    parts: tuple[str, ...] = ()

    @property
    def fact_id(self) -> str:
        parts = (self.series.connector, self.series.name, self.indicator, self.measure, self.unit, *self.key)
        return "f_" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]

    def fact(self) -> FactRow:
        """The figure as the ledger holds it."""
        exact = self.quantifier == "exact"
        return FactRow(
            fact_id=self.fact_id,
            document_id=self.series.document_id,
            value=self.value,
            value_min=self.value if exact else self.value_min,
            value_max=self.value if exact else self.value_max,
            quantifier=self.quantifier,
            unit=self.unit,
            indicator=self.indicator,
            measure=self.measure,
            assertion=self.assertion,
            currency=self.currency,
            population=self.population,
            period_start=self.period_start,
            period_end=self.period_end,
            period_text=self.period_text,
            date_accuracy=self.date_accuracy,
            place_name=self.place_name,
            place_text=self.place_name,
            iso3=self.iso3,
            admin1=self.admin1,
            lat=self.lat,
            lon=self.lon,
            place_accuracy=self.place_accuracy,
            place_role=self.place_role,
            attribution=self.attribution,
            attribution_org=self.series.publisher,
            rules=(
                f"series.{self.series.connector}.{self.series.name}",
                *(f"series.part.{part}" for part in self.parts),
            ),
            extractor=f"connector {self.series.connector}",
            confidence=1.0,
            source_url=self.answer.url,
            retrieved_at=self.answer.retrieved_at,
            response_sha256=self.answer.sha256,
            json_pointer=self.pointer,
        )


class Mark(msgspec.Struct, frozen=True):
    """All that came before is complete; a later run may go on from `cursor`. None: begin again next time."""

    cursor: str | None


Item = SourceDocument | SeriesRow | DocumentError | Mark


class Option(msgspec.Struct, frozen=True):
    """An option that the connector understands, for its help."""

    name: str
    help: str


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks of a connector; empty means all, or what the connector takes for sensible."""

    countries: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    addresses: tuple[str, ...] = ()
    endpoint: str | None = None
    options: Mapping[str, str] = {}

    @property
    def digest(self) -> str:
        """Names the wish: another one has a cursor of its own."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()[:16]


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a connector works with; `cursor` is that of the last mark of the same wish."""

    web: Web
    store: Store
    wish: Wish
    cursor: str | None = None
    environment: Mapping[str, str] = {}
    now: datetime


@runtime_checkable
class Connector(Protocol):
    """A source. `collect` yields oldest first, and a mark wherever a later run could go on."""

    name: str
    summary: str
    options: Sequence[Option]

    def credentials(self, environment: Mapping[str, str], wish: Wish) -> Sequence[Credential]:
        """What the source's hosts want to see. Raises SourceError naming a variable that is missing."""
        ...

    def collect(self, context: Context) -> AsyncIterator[Item]:
        """What the source has. Raises SourceError."""
        ...


def required(environment: Mapping[str, str], variable: str, connector: str, how: str) -> str:
    """The variable's value. Raises SourceError that names it and says how to come by it."""
    value = environment.get(variable, "").strip()
    if not value:
        raise SourceError(connector, f"{variable} is not set: {how}")
    return value


def current_environment() -> dict[str, str]:
    """The environment as it is now."""
    return dict(os.environ)
