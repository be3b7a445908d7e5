"""Flat rows as the ledger, the releases and the totals hold them; column names are the field names.

A fact from prose carries a text span; a fact from an upstream series carries `source_url`, `retrieved_at`,
`response_sha256` and `json_pointer` in its place. Values are `Decimal`, never `float`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import msgspec


class DocumentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored text; `document_id` is the content address of exactly this text."""

    document_id: str
    text: str
    lang: str | None = None
    title: str | None = None
    published_at: date | None = None


class PublicationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One appearance of a document: the same text from two publishers is two publications, one witness."""

    document_id: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: date | None = None
    licence: str | None = None
    source: str | None = None
    lang: str | None = None


class FactRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure, flat: VOCABULARY's fields, its place spread into columns, its origin."""

    fact_id: str
    document_id: str
    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    quantifier: str
    unit: str
    indicator: str
    measure: str
    assertion: str
    unit_text: str | None = None
    currency: str | None = None
    population: tuple[str, ...] = ()
    period_start: date | None = None
    period_end: date | None = None
    period_text: str | None = None
    date_accuracy: str = "unknown"
    place_name: str | None = None
    place_text: str | None = None
    place_id: str | None = None
    iso3: str | None = None
    admin1: str | None = None
    geonames_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    place_accuracy: str | None = None
    place_role: str | None = None
    place_carried_over: bool | None = None
    attribution: str | None = None
    attribution_org: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    quote_start: int | None = None
    quote_end: int | None = None
    modifier_text: str | None = None
    subset_of: str | None = None
    duplicate_of: str | None = None
    rules: tuple[str, ...] = ()
    extractor: str = ""
    confidence: float = 0.0
    lang: str | None = None
    source_url: str | None = None
    retrieved_at: datetime | None = None
    response_sha256: str | None = None
    json_pointer: str | None = None


class RelationRow(msgspec.Struct, frozen=True, kw_only=True):
    """How one fact stands to another, which rule said so, and why in a plain sentence.

    relation: duplicate_of, subset_of, within_window_of, supersedes, conflicts_with (read: `fact_id` relation
    `other_id`). `origin`: document (both in one text), across (between texts), decision (a person said so).
    """

    fact_id: str
    relation: str
    other_id: str
    rule: str
    because: str
    origin: str
