"""The facts in scope of a total and what relates them, read from a release."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from operator import attrgetter
from typing import Any

import duckdb
import msgspec

from sql.export.shapes import DocumentRef
from sql.records import FactRow, RelationRow
from sql.search import finder, fold, pattern, stem
from sql.store import load_query
from sql.totals.claims import Claim, claim_of
from sql.totals.evidence import Detail, Details, Told
from sql.totals.held import opened
from sql.totals.layout import Laid, TooManyError
from sql.totals.marks import Surroundings, surroundings
from sql.totals.model import FactFilter
from sql.totals.ties import Ties, bind, tie

# What the queries of facts in scope give, in this order; the rest of a fact plays no part in totals.
FACT_FIELDS = (
    "fact_id", "document_id", "value", "value_min", "value_max", "quantifier", "unit", "indicator", "measure",
    "assertion", "currency", "population", "period_start", "period_end", "place_name", "place_id", "iso3",
    "admin1", "geonames_id", "lat", "lon", "place_accuracy", "place_role", "place_carried_over",
    "attribution", "attribution_org", "start", "end", "quote", "quote_start", "subset_of", "duplicate_of",
    "rules", "lang", "json_pointer",
)  # fmt: skip


class Scope:
    """Claims in a fixed order, what they show, what relates them, and the file that they come from."""

    def __init__(
        self, claims: list[Claim], details: Details, ties: Ties | None = None, laid: Laid | None = None
    ) -> None:
        self.claims = claims
        self.details = details
        self.ties = ties or Ties()
        self.laid = laid


@cache
def families() -> dict[str, tuple[str, ...]]:
    """The kin of each indicator that has any."""
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
    return families().get(indicator, ())


def family(indicator: str) -> str:
    """A name that kin share and others do not."""
    return min((indicator, *kin(indicator)))


def read_scope(
    connection: duckdb.DuckDBPyConnection,
    where: FactFilter,
    indicators: Iterable[str],
    run: int | None,
    most: int | None = None,
) -> Scope:
    """The facts of these indicators that the filter lets through, with what relates them.

    TooManyError where that takes a query, or more than `most` claims have to be looked at.
    """
    wanted = tuple(dict.fromkeys(indicators))
    held = opened(connection) if run is None else None
    if most is not None and (held is None or where.words):
        raise TooManyError
    if held is None:
        return _query_scope(connection, where, wanted, run)
    if held.small is not None:
        passes = acceptor(where, held.details)
        every, ties = held.small
        claims = [claim for name in wanted for claim in every.get(name, ()) if passes(claim)]
        if most is not None and len(claims) > most:
            raise TooManyError
    else:
        asked = frozenset(where.indicator)
        # Countries and days are found, not filtered.
        rest = msgspec.structs.replace(where, indicator=(), country=(), period_from=None, period_to=None)
        named = worded(connection, where.words) if where.words else None
        if named is not None:
            rest = msgspec.structs.replace(rest, words=())
        accept = acceptor(rest, held.details) if rest != _EVERYTHING else None
        claims = []
        near: Surroundings | None = None
        for number, name in enumerate(wanted):
            if number == len(asked):
                # Kin come last; of them only those that may lie inside what was asked for.
                near = surroundings(claims)
            found = held.claims.find(
                name,
                where.country,
                where.period_from,
                where.period_to,
                running=name not in asked,
                near=near,
                most=most,
            )
            if named is not None:
                found = [claim for claim in found if claim.fact_id in named]
            claims += found if accept is None else filter(accept, found)
        ties = tie(claims)
    claims.sort(key=_order)
    return Scope(claims, held.details, ties, held.claims)


_EVERYTHING = FactFilter()
_order = attrgetter("order")


def worded(connection: duckdb.DuckDBPyConnection, words: Sequence[str]) -> set[str] | None:
    """The facts whose quotes hold all of these words; None where a release has not folded its quotes."""
    found: set[str] | None = None
    query = load_query("totals/worded")
    for word in words:
        folded = fold(word)
        try:
            cursor = connection.execute(query, {"stem": stem(folded), "pattern": pattern(folded)})
        except duckdb.CatalogException:
            return None
        names = {name for (name,) in cursor.fetchall()}
        found = names if found is None else found & names
    return found


def _query_scope(
    connection: duckdb.DuckDBPyConnection, where: FactFilter, indicators: Iterable[str], run: int | None
) -> Scope:
    parameters: dict[str, Any] = {
        "indicators": sorted(indicators),
        "asked": list(where.indicator),
        "country": list(where.country),
        "document_id": list(where.document_id),
        "period_from": where.period_from,
        "period_to": where.period_to,
    }
    if run is not None:
        parameters["run"] = run
    query = load_query("totals/facts" if run is None else "totals/facts_as_of")
    scope = scope_of(connection.execute(query, parameters).fetchall())
    accept = acceptor(where, scope.details)
    scope.claims = [claim for claim in scope.claims if accept(claim)]
    scope.ties = read_ties(connection, scope.claims, run)
    return scope


def read_all(connection: duckdb.DuckDBPyConnection, groups: str | None = None) -> Scope:
    """Every fact of the current state, or of some groups (a JSON list of indicators and countries).

    With what relates them.
    """
    if groups is None:
        scope = scope_of(connection.execute(load_query("totals/every_fact")).fetchall())
        rows = connection.execute(load_query("totals/relations")).fetchall()
        bind(scope.claims, map(_relation, rows))
        scope.ties = tie(scope.claims)
    else:
        cursor = connection.execute(load_query("totals/changed_facts"), {"groups": groups})
        scope = scope_of(cursor.fetchall())
        scope.ties = read_ties(connection, scope.claims, None)
    return scope


def acceptor(where: FactFilter, details: Details) -> Callable[[Claim], bool]:
    """Tells whether a claim passes the filter; an empty list lets everything through."""
    exact = tuple(
        (name, frozenset(codes))
        for name, codes in (
            ("iso3", where.country),
            ("admin1", where.admin1),
            ("place_id", where.place_id),
            ("assertion", where.assertion),
            ("lang", where.lang),
            ("document_id", where.document_id),
            ("attribution_org", where.attribution_org),
            ("publisher", where.publisher),
            ("licence", where.licence),
        )
        if codes
    )
    population, quantifiers = frozenset(where.population), frozenset(where.quantifier)
    holds = finder(where.words) if where.words else None
    days = (where.period_from, where.period_to, where.published_from, where.published_to)
    first, last, published_first, published_last = (day.toordinal() if day else None for day in days)
    timed = any(days)
    bounded = where.min_value is not None or where.max_value is not None or where.bbox is not None

    def accept(claim: Claim) -> bool:
        if any(getattr(claim, name) not in codes for name, codes in exact):
            return False
        if population and population.isdisjoint(claim.population):
            return False
        if quantifiers and claim.figure.quantifier not in quantifiers:
            return False
        if timed:
            if first is not None and (claim.ends is None or claim.ends < first):
                return False
            if last is not None and (claim.begins is None or claim.begins > last):
                return False
            published = claim.published
            if published_first is not None and (published is None or published < published_first):
                return False
            if published_last is not None and (published is None or published > published_last):
                return False
        if bounded and not _in_bounds(claim, where):
            return False
        if holds is not None:
            return holds(details.of(claim).quote)
        return True

    return accept


def _in_bounds(claim: Claim, where: FactFilter) -> bool:
    figure = claim.figure
    if where.min_value is not None:
        top = figure.value if figure.value is not None else figure.maximum
        top = top if top is not None else figure.minimum
        if top is None or top < where.min_value:
            return False
    if where.max_value is not None:
        low = figure.value if figure.value is not None else figure.minimum
        low = low if low is not None else figure.maximum
        if low is None or low > where.max_value:
            return False
    if where.bbox is not None:
        west, south, east, north = where.bbox
        if claim.lon is None or claim.lat is None:
            return False
        return west <= claim.lon <= east and south <= claim.lat <= north
    return True


def scope_of(rows: Sequence[tuple[Any, ...]]) -> Scope:
    """Claims from rows of the queries of facts, in their order, with what they show."""
    claims: list[Claim] = []
    documents: dict[str, DocumentRef] = {}
    details: dict[str, Detail] = {}
    width = len(FACT_FIELDS)
    for row in rows:
        values = dict(zip(FACT_FIELDS, row, strict=False))
        values["population"] = tuple(values["population"] or ())
        values["rules"] = tuple(values["rules"] or ())
        fact = FactRow(**values)
        title, publisher, url, published_at, licence = row[width:]
        claims.append(claim_of(fact, published_at, publisher, licence))
        document = documents.get(fact.document_id)
        if document is None:
            document = documents[fact.document_id] = DocumentRef(
                document_id=fact.document_id,
                title=title,
                publisher=publisher,
                url=url,
                published_at=published_at,
                licence=licence,
            )
        details[fact.fact_id] = Detail(
            document=document,
            quote=fact.quote,
            quote_start=fact.quote_start,
            start=fact.start,
            end=fact.end,
            json_pointer=fact.json_pointer,
            attribution=fact.attribution,
            rules=fact.rules,
        )
    claims.sort(key=lambda claim: claim.order)
    return Scope(claims, Told(details))


def read_ties(connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim], run: int | None) -> Ties:
    """What the relations table says of these claims."""
    if not claims:
        return Ties()
    parameters: dict[str, Any] = {
        "fact_ids": msgspec.json.encode([claim.fact_id for claim in claims]).decode()
    }
    if run is not None:
        parameters["run"] = run
    query = load_query("totals/relations_of" if run is None else "totals/relations_of_as_of")
    bind(claims, map(_relation, connection.execute(query, parameters).fetchall()))
    return tie(claims)


def _relation(row: tuple[Any, ...]) -> RelationRow:
    return RelationRow(**dict(zip(RelationRow.__struct_fields__, row, strict=True)))
