"""Figures and totals as JSON shows them, and the envelope of every list."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec

from sql.export.shapes import DocumentRef, Fact, Selector
from sql.official import OfficialFigure

T = TypeVar("T")


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
    retrieved_at: datetime | None
    response_sha256: str | None
    json_pointer: str | None
    linked_data: str


class FactDetail(Fact, kw_only=True):
    """A figure with its provenance and its relations."""

    release: str
    provenance: Provenance
    relations: list[Relation]


class TotalEntry(msgspec.Struct, kw_only=True):
    """A value with its bounds."""

    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None


class EvidenceEntry(msgspec.Struct, kw_only=True):
    """One figure in the scope of a total: its role, and for every role but recommended the reason."""

    fact_id: str
    role: str
    because: str | None
    refers_to: list[str]
    indicator: str
    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    quantifier: str
    unit: str
    measure: str
    assertion: str
    period_start: date | None
    period_end: date | None
    place_name: str | None
    iso3: str | None
    quote: str | None
    selector: list[dict[str, Any]]
    attribution: str | None
    attribution_org: str | None
    reliability: str
    corrections: list[str]
    document: DocumentRef


class AggregateEntry(msgspec.Struct, kw_only=True):
    """One total; a key field for each `by` stands beside these."""

    indicator: str
    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    unit: str
    currency: str | None
    measure: str
    method: str
    policy: str
    derived: bool
    period_start: date | None
    period_end: date | None
    reliability: list[str]
    notes: list[str]
    facts_counted: int
    facts_set_aside: int
    provenance: list[EvidenceEntry]
    other_policies: dict[str, TotalEntry]
    licences: list[str]
    citation: str
    official: OfficialFigure | None


class LeftOutEntry(msgspec.Struct, kw_only=True):
    """Figures that the unit or the measure of the question left out."""

    unit: str
    measure: str
    facts: int


class Aggregates(Listing[AggregateEntry], kw_only=True):
    """Totals, and what the question left out."""

    left_out: list[LeftOutEntry]
