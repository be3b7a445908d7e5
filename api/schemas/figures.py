"""Figures and totals as JSON shows them, and the envelope of every list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Generic, TypeVar

import msgspec

from sql.export.shapes import DocumentRef, Fact, Selector
from sql.official import OfficialFigure
from sql.totals import LeftOut
from sql.totals.model import AggregateBody

T = TypeVar("T")
# With a time zone, so that the document names the format.
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Listing(msgspec.Struct, Generic[T], kw_only=True):
    """A page of a list, the release it was read from, and the address of the next page."""

    release: str
    data: list[T]
    next: str | None
    total: int | None


class Relation(msgspec.Struct, kw_only=True):
    """How one figure stands to another, and which rule said so."""

    fact_id: str
    relation: str
    other_id: str
    rule: str
    because: str
    origin: str


class Publication(msgspec.Struct, kw_only=True):
    """One appearance of a document."""

    title: str | None
    publisher: str | None
    url: str | None
    published_at: date | None
    licence: str | None
    source: str | None


class Provenance(msgspec.Struct, kw_only=True):
    """Where a figure comes from and what built it."""

    document: DocumentRef
    publications: list[Publication]
    selector: list[Selector]
    extractor: str
    rules: list[str]
    run_from: int | None
    source_url: str | None
    retrieved_at: Instant | None
    response_sha256: str | None
    json_pointer: str | None
    linked_data: str


class FactDetail(Fact, kw_only=True):
    """A figure with its provenance and its relations."""

    release: str
    provenance: Provenance
    relations: list[Relation]


class AggregateEntry(AggregateBody, frozen=True, kw_only=True):
    """One total; a key field for each `by` stands beside these."""

    licences: list[str]
    citation: str
    official: OfficialFigure | None


class Aggregates(Listing[AggregateEntry], kw_only=True):
    """Totals, and what the question left out."""

    left_out: list[LeftOut]
