"""A fact as a row shows it: its words and its document, beside the part that it plays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

import msgspec

from sql.export.shapes import DocumentRef
from sql.totals.claims import Claim
from sql.totals.model import Evidence
from sql.totals.outcomes import Outcome
from sql.totals.sources import Reliability
from sql.totals.sources import reliability as default_reliability

# Quotes around a figure let a reader find it again where offsets have moved.
CONTEXT = 32
JSON_POINTER = "http://tools.ietf.org/rfc/rfc6901"


class Detail(msgspec.Struct, frozen=True, gc=False):
    """What a fact shows and no total needs. The names are those of a fact in JSON."""

    document: DocumentRef
    quote: str | None = None
    quote_start: int | None = None
    start: int | None = None
    end: int | None = None
    json_pointer: str | None = None
    attribution: str | None = None
    rules: tuple[str, ...] = ()


def unknown(claim: Claim) -> Detail:
    """What is shown of a fact that nothing but its claim is known of."""
    return Detail(
        DocumentRef(
            document_id=claim.document_id,
            title=None,
            publisher=None,
            url=None,
            published_at=None,
            licence=None,
        )
    )


class Details(Protocol):
    """Where details are found by fact."""

    def of(self, claim: Claim) -> Detail: ...


class Told:
    """Details that are at hand."""

    def __init__(self, details: Mapping[str, Detail]) -> None:
        self._details = details

    def of(self, claim: Claim) -> Detail:
        return self._details.get(claim.fact_id) or unknown(claim)


def show(claim: Claim, outcome: Outcome, details: Details, reliability: Reliability | None) -> Evidence:
    """The fact with its role in a row."""
    detail = details.of(claim)
    figure = claim.figure
    return Evidence(
        fact_id=claim.fact_id,
        role=outcome.role,
        because=because(outcome),
        refers_to=outcome.refers_to,
        indicator=claim.indicator,
        value=figure.value,
        value_min=figure.minimum,
        value_max=figure.maximum,
        quantifier=figure.quantifier,
        unit=claim.unit,
        measure=claim.measure,
        assertion=claim.assertion,
        period_start=_day(claim.begins),
        period_end=_day(claim.ends),
        place_name=claim.place_name,
        iso3=claim.iso3,
        quote=detail.quote,
        selector=_selector(detail),
        attribution=detail.attribution,
        attribution_org=claim.attribution_org,
        reliability=level(claim, reliability),
        corrections=corrections(detail.rules),
        document=detail.document,
    )


def because(outcome: Outcome) -> str | None:
    """The rule id and the sentence, as evidence shows them."""
    return f"{outcome.rule}: {outcome.because}" if outcome.rule is not None else None


def level(claim: Claim, reliability: Reliability | None) -> str:
    """How reliable the kind of the claim's source is: low, medium, high or unknown."""
    if claim.source is None:
        return "unknown"
    return (reliability or default_reliability()).of(claim.source.kind)[0]


def corrections(rules: Iterable[str]) -> tuple[str, ...]:
    """The ids of the declared corrections among the rules that built a fact."""
    return tuple(rule.removeprefix("correction.") for rule in rules if rule.startswith("correction."))


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None


def _selector(detail: Detail) -> tuple[dict[str, Any], ...]:
    if detail.start is None or detail.end is None or detail.quote is None or detail.quote_start is None:
        if detail.json_pointer is None:
            return ()
        return ({"type": "FragmentSelector", "conformsTo": JSON_POINTER, "value": detail.json_pointer},)
    first, last = detail.start - detail.quote_start, detail.end - detail.quote_start
    return (
        {
            "type": "TextQuoteSelector",
            "exact": detail.quote[first:last],
            "prefix": detail.quote[max(0, first - CONTEXT) : first],
            "suffix": detail.quote[last : last + CONTEXT],
        },
        {"type": "TextPositionSelector", "start": detail.start, "end": detail.end},
    )
