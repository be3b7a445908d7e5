"""The facts in scope of a total and what relates them, read from a release."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb

from sql.records import FactRow, RelationRow
from sql.store import load_query
from sql.totals.claims import Claim
from sql.totals.model import DocumentRef, FactFilter
from sql.totals.resolve import Ties
from sql.totals.sources import fold

FACT_FIELDS = (
    "fact_id", "document_id", "value", "value_min", "value_max", "quantifier", "unit", "indicator", "measure",
    "assertion", "unit_text", "currency", "population", "period_start", "period_end", "period_text",
    "date_accuracy", "place_name", "place_text", "place_id", "iso3", "admin1", "geonames_id", "lat", "lon",
    "place_accuracy", "place_role", "place_carried_over", "attribution", "attribution_org", "start", "end",
    "quote", "quote_start", "quote_end", "modifier_text", "subset_of", "duplicate_of", "rules", "extractor",
    "confidence", "lang", "source_url", "retrieved_at", "response_sha256", "json_pointer",
)  # fmt: skip
_POPULATION = FACT_FIELDS.index("population")
_RULES = FACT_FIELDS.index("rules")


class Scope:
    """Claims in a fixed order, and the document of each by document id."""

    def __init__(self, claims: list[Claim], documents: dict[str, DocumentRef]) -> None:
        self.claims = claims
        self.documents = documents


@cache
def _families() -> dict[str, tuple[str, ...]]:
    text = (files("sql") / "totals" / "kin.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {
        row["indicator"]: tuple(
            other["indicator"]
            for other in rows
            if other["family"] == row["family"] and other["indicator"] != row["indicator"]
        )
        for row in rows
    }


def kin(indicator: str) -> tuple[str, ...]:
    """Indicators whose figures may lie inside this one's: who departed may be among the displaced."""
    return _families().get(indicator, ())


def family(indicator: str) -> str:
    """A name that kin share and others do not."""
    return min((indicator, *kin(indicator)))


def read_scope(
    connection: duckdb.DuckDBPyConnection, where: FactFilter, indicators: Iterable[str], run: int | None
) -> Scope:
    """The facts of these indicators that the filter lets through."""
    west, south, east, north = where.bbox if where.bbox is not None else (None, None, None, None)
    parameters: dict[str, Any] = {
        "indicators": list(indicators),
        "country": list(where.country),
        "admin1": list(where.admin1),
        "place_id": list(where.place_id),
        "quantifier": list(where.quantifier),
        "assertion": list(where.assertion),
        "population": list(where.population),
        "lang": list(where.lang),
        "document_id": list(where.document_id),
        "publisher": list(where.publisher),
        "attribution_org": list(where.attribution_org),
        "licence": list(where.licence),
        "period_from": where.period_from,
        "period_to": where.period_to,
        "published_from": where.published_from,
        "published_to": where.published_to,
        "min_value": where.min_value,
        "max_value": where.max_value,
        "west": west,
        "east": east,
        "south": south,
        "north": north,
    }
    query = load_query("totals/facts" if run is None else "totals/facts_as_of")
    if run is not None:
        parameters["run"] = run
    words = [fold(word) for word in where.words]
    scope = claims_of(connection.execute(query, parameters).fetchall())
    if words:
        scope.claims = [
            claim for claim in scope.claims if all(word in fold(claim.fact.quote or "") for word in words)
        ]
    return scope


def claims_of(rows: Sequence[tuple[Any, ...]]) -> Scope:
    """Claims from rows of the query `totals/facts`, in their order."""
    claims: list[Claim] = []
    documents: dict[str, DocumentRef] = {}
    width = len(FACT_FIELDS)
    for row in rows:
        values = list(row[:width])
        values[_POPULATION] = tuple(values[_POPULATION] or ())
        values[_RULES] = tuple(values[_RULES] or ())
        fact = FactRow(**dict(zip(FACT_FIELDS, values, strict=True)))
        title, publisher, url, published_at, licence = row[width:]
        claims.append(Claim(fact, published_at, publisher))
        if fact.document_id not in documents:
            documents[fact.document_id] = DocumentRef(
                document_id=fact.document_id,
                title=title,
                publisher=publisher,
                url=url,
                published_at=published_at,
                licence=licence,
            )
    return Scope(claims, documents)


def read_ties(connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim], run: int | None) -> Ties:
    """What the relations table says of these claims."""
    if not claims:
        return Ties()
    parameters: dict[str, Any] = {"fact_ids": [claim.fact_id for claim in claims]}
    if run is not None:
        parameters["run"] = run
    query = load_query("totals/relations_of" if run is None else "totals/relations_of_as_of")
    rows = connection.execute(query, parameters).fetchall()
    return tie(
        claims, (RelationRow(**dict(zip(RelationRow.__struct_fields__, row, strict=True))) for row in rows)
    )


def tie(claims: Iterable[Claim], relations: Iterable[RelationRow]) -> Ties:
    """Relations and what the text itself says, ready to be looked up by fact."""
    ties = Ties()
    for claim in claims:
        fact = claim.fact
        if fact.subset_of is not None:
            ties.whole.setdefault(fact.fact_id, []).append(fact.subset_of)
        if fact.duplicate_of is not None:
            ties.root[fact.fact_id] = fact.duplicate_of
    for relation in relations:
        one, other = relation.fact_id, relation.other_id
        if relation.relation == "duplicate_of":
            ties.root[one] = other
        elif relation.relation == "subset_of" and relation.origin == "decision":
            ties.whole.setdefault(one, []).append(other)
        elif relation.relation == "supersedes":
            if relation.origin == "decision":
                ties.later.setdefault(other, []).append((one, relation.rule, relation.because))
                ties.decided.setdefault(one, relation.rule)
            elif relation.rule.startswith("revision."):
                ties.replaced.setdefault(other, []).append((one, relation.rule, relation.because))
    return ties


def first_day(claim: Claim) -> date | None:
    """The first day of the claim's window, or None."""
    return date.fromordinal(claim.first) if claim.first is not None else None


def last_day(claim: Claim) -> date | None:
    """The last day of the claim's window, or None."""
    return date.fromordinal(claim.last) if claim.last is not None else None
