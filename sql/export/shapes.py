"""A fact as JSON: VOCABULARY's fields, its place and document as objects, its selectors and its citation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

CONTEXT_CHARS = 48
"""Characters of the quote kept on each side of the figure in a TextQuoteSelector."""


class Place(msgspec.Struct, kw_only=True):
    """Where: the words of the text and the place they were resolved to."""

    name: str | None
    text: str | None
    place_id: str | None
    iso3: str | None
    admin1: str | None
    geonames_id: int | None
    lat: float | None
    lon: float | None
    accuracy: str | None
    role: str | None
    carried_over: bool | None


class DocumentRef(msgspec.Struct, frozen=True, kw_only=True):
    """The document a figure was read in, and on what terms it may be used."""

    document_id: str
    title: str | None
    publisher: str | None
    url: str | None
    published_at: date | None
    licence: str | None


class TextQuoteSelector(msgspec.Struct, kw_only=True, tag="TextQuoteSelector", tag_field="type"):
    """The figure's own words, with the words around them (W3C Web Annotation)."""

    exact: str
    prefix: str
    suffix: str


class TextPositionSelector(msgspec.Struct, kw_only=True, tag="TextPositionSelector", tag_field="type"):
    """Unicode code points in the stored text, end exclusive (W3C Web Annotation)."""

    start: int
    end: int


class FragmentSelector(
    msgspec.Struct, kw_only=True, tag="FragmentSelector", tag_field="type", rename="camel"
):
    """A JSON Pointer into the response a series row was read from (W3C Web Annotation)."""

    conforms_to: str
    value: str


Selector = TextQuoteSelector | TextPositionSelector | FragmentSelector


class Fact(msgspec.Struct, kw_only=True):
    """One figure with its exact words, its bounds, its origin and its part in the totals."""

    fact_id: str
    document_id: str
    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    quantifier: str
    unit: str
    unit_text: str | None
    currency: str | None
    indicator: str
    population: list[str]
    measure: str
    assertion: str
    period_start: date | None
    period_end: date | None
    period_text: str | None
    date_accuracy: str
    place: Place | None
    attribution: str | None
    attribution_org: str | None
    start: int | None
    end: int | None
    quote: str | None
    quote_start: int | None
    quote_end: int | None
    modifier_text: str | None
    subset_of: str | None
    duplicate_of: str | None
    rules: list[str]
    extractor: str
    confidence: float
    lang: str | None
    document: DocumentRef
    selector: list[Selector]
    role: str | None
    because: str | None
    refers_to: list[str]
    citation: str


_PLACE = ("place_name", "place_text", "place_id", "iso3", "admin1", "geonames_id", "lat", "lon")
_encoder = msgspec.json.Encoder(decimal_format="number")


def encode(value: Any) -> bytes:
    """JSON in UTF-8; a Decimal becomes a JSON number, never a string and never a float."""
    return _encoder.encode(value)


def plain_number(value: Decimal | None) -> Decimal | None:
    """The same number without trailing zeros or exponent: 38000, not 38000.000000 or 3.8E+4."""
    if value is None:
        return None
    whole = value.to_integral_value()
    if value == whole:
        return whole.quantize(Decimal(1))
    return value.normalize()


def citation(row: Mapping[str, Any]) -> str:
    """A sentence that cites the document and the figure, with the licence where one is known."""
    parts = []
    if row["publisher"]:
        parts.append(str(row["publisher"]))
    if row["title"]:
        parts.append(f"“{row['title']}”")
    if row["published_at"]:
        parts.append(str(row["published_at"])[:10])
    if row["url"]:
        parts.append(str(row["url"]))
    source = ", ".join(parts) or f"document {row['document_id']}"
    return f"{source}. Licence: {row['licence'] or 'not stated'}. Figure read by Humstats, {row['fact_id']}."


def selectors(row: Mapping[str, Any]) -> list[Selector]:
    """What finds the figure again: in the stored text, or in the response of a series."""
    if row["json_pointer"] is not None and row["start"] is None:
        return [FragmentSelector(conforms_to="http://tools.ietf.org/rfc/rfc6901", value=row["json_pointer"])]
    start, end, quote, base = row["start"], row["end"], row["quote"], row["quote_start"]
    if start is None or end is None or quote is None or base is None:
        return []
    left, right = start - base, end - base
    return [
        TextQuoteSelector(
            exact=quote[left:right],
            prefix=quote[max(0, left - CONTEXT_CHARS) : left],
            suffix=quote[right : right + CONTEXT_CHARS],
        ),
        TextPositionSelector(start=start, end=end),
    ]


def day(value: date | datetime | None) -> date | None:
    """The day of a date or an instant."""
    return value.date() if isinstance(value, datetime) else value


def fact_of(row: Mapping[str, Any]) -> Fact:
    """The fact that a row of the view `facts` holds."""
    placed = any(row[name] is not None for name in _PLACE)
    return Fact(
        fact_id=row["fact_id"],
        document_id=row["document_id"],
        value=plain_number(row["value"]),
        value_min=plain_number(row["value_min"]),
        value_max=plain_number(row["value_max"]),
        quantifier=row["quantifier"],
        unit=row["unit"],
        unit_text=row["unit_text"],
        currency=row["currency"],
        indicator=row["indicator"],
        population=list(row["population"] or ()),
        measure=row["measure"],
        assertion=row["assertion"],
        period_start=day(row["period_start"]),
        period_end=day(row["period_end"]),
        period_text=row["period_text"],
        date_accuracy=row["date_accuracy"],
        place=Place(
            name=row["place_name"],
            text=row["place_text"],
            place_id=row["place_id"],
            iso3=row["iso3"],
            admin1=row["admin1"],
            geonames_id=row["geonames_id"],
            lat=row["lat"],
            lon=row["lon"],
            accuracy=row["place_accuracy"],
            role=row["place_role"],
            carried_over=row["place_carried_over"],
        )
        if placed
        else None,
        attribution=row["attribution"],
        attribution_org=row["attribution_org"],
        start=row["start"],
        end=row["end"],
        quote=row["quote"],
        quote_start=row["quote_start"],
        quote_end=row["quote_end"],
        modifier_text=row["modifier_text"],
        subset_of=row["subset_of"],
        duplicate_of=row["duplicate_of"],
        rules=list(row["rules"] or ()),
        extractor=row["extractor"],
        confidence=row["confidence"],
        lang=row["lang"],
        document=DocumentRef(
            document_id=row["document_id"],
            title=row["title"],
            publisher=row["publisher"],
            url=row["url"],
            published_at=day(row["published_at"]),
            licence=row["licence"],
        ),
        selector=selectors(row),
        role=row["role"],
        because=row["because"],
        refers_to=_texts(row["refers_to"]),
        citation=citation(row),
    )


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    items: Sequence[str] = value
    return list(items)
