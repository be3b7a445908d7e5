"""The facts in scope of a total and what relates them, read from a release."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import duckdb
import msgspec

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

    def __init__(
        self, claims: list[Claim], documents: dict[str, DocumentRef], ties: Ties | None = None
    ) -> None:
        self.claims = claims
        self.documents = documents
        self.ties = ties or Ties()


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
    connection: duckdb.DuckDBPyConnection, where: FactFilter, indicators: Iterable[str], run: int | None
) -> Scope:
    """The facts of these indicators that the filter lets through, with what relates them."""
    wanted = frozenset(indicators)
    held = _small_release(connection) if run is None else None
    if held is not None:
        accept = acceptor(where)
        claims = [claim for claim in held.claims if claim.fact.indicator in wanted and accept(claim)]
        return Scope(claims, held.documents, held.ties)
    parameters: dict[str, Any] = {
        "indicators": sorted(wanted),
        "asked": list(where.indicator),
        "country": list(where.country),
        "document_id": list(where.document_id),
        "period_from": where.period_from,
        "period_to": where.period_to,
    }
    if run is not None:
        parameters["run"] = run
    query = load_query("totals/facts" if run is None else "totals/facts_as_of")
    scope = claims_of(connection.execute(query, parameters).fetchall())
    accept = acceptor(where)
    scope.claims = [claim for claim in scope.claims if accept(claim)]
    scope.ties = read_ties(connection, scope.claims, run)
    return scope


# A release with few facts is read once and kept: reading takes longer than adding up.
SMALL = 5_000
_held: dict[str, Scope | None] = {}
_mutex = Lock()


def _small_release(connection: duckdb.DuckDBPyConnection) -> Scope | None:
    """All facts of the release where it is small; None where it is large or has no name."""
    named = connection.execute(load_query("totals/release")).fetchone()
    if named is None:
        return None
    release_id, facts = named
    with _mutex:
        if release_id not in _held:
            while len(_held) >= 2:
                del _held[next(iter(_held))]
            _held[release_id] = read_all(connection) if facts <= SMALL else None
        return _held[release_id]


def read_all(connection: duckdb.DuckDBPyConnection, groups: str | None = None) -> Scope:
    """Every fact of the current state, or of some groups (a JSON list of indicators and countries).

    With what relates them.
    """
    if groups is None:
        scope = claims_of(connection.execute(load_query("totals/every_fact")).fetchall())
        rows = connection.execute(load_query("totals/relations")).fetchall()
        scope.ties = tie(scope.claims, map(_relation, rows))
    else:
        cursor = connection.execute(load_query("totals/changed_facts"), {"groups": groups})
        scope = claims_of(cursor.fetchall())
        scope.ties = read_ties(connection, scope.claims, None)
    return scope


def acceptor(where: FactFilter) -> Callable[[Claim], bool]:
    """Tells whether a claim passes the filter; an empty list lets everything through."""
    exact = tuple(
        (name, frozenset(codes))
        for name, codes in (
            ("iso3", where.country),
            ("admin1", where.admin1),
            ("place_id", where.place_id),
            ("quantifier", where.quantifier),
            ("assertion", where.assertion),
            ("lang", where.lang),
            ("document_id", where.document_id),
            ("attribution_org", where.attribution_org),
        )
        if codes
    )
    population, publisher, licence = map(frozenset, (where.population, where.publisher, where.licence))
    words = [fold(word) for word in where.words]

    def accept(claim: Claim) -> bool:
        fact = claim.fact
        if any(getattr(fact, name) not in codes for name, codes in exact):
            return False
        if population and population.isdisjoint(fact.population):
            return False
        if publisher and claim.publisher not in publisher:
            return False
        if licence and claim.licence not in licence:
            return False
        if not _in_time(claim, where) or not _in_bounds(claim, where):
            return False
        if words:
            quote = fold(fact.quote or "")
            return all(word in quote for word in words)
        return True

    return accept


def _in_time(claim: Claim, where: FactFilter) -> bool:
    fact = claim.fact
    if where.period_from is not None and (fact.period_end is None or fact.period_end < where.period_from):
        return False
    if where.period_to is not None and (fact.period_start is None or fact.period_start > where.period_to):
        return False
    published = claim.published
    if where.published_from is not None and (
        published is None or published < where.published_from.toordinal()
    ):
        return False
    late = where.published_to
    return late is None or (published is not None and published <= late.toordinal())


def _in_bounds(claim: Claim, where: FactFilter) -> bool:
    fact = claim.fact
    if where.min_value is not None:
        top = fact.value if fact.value is not None else fact.value_max
        top = top if top is not None else fact.value_min
        if top is None or top < where.min_value:
            return False
    if where.max_value is not None:
        low = fact.value if fact.value is not None else fact.value_min
        low = low if low is not None else fact.value_max
        if low is None or low > where.max_value:
            return False
    if where.bbox is not None:
        west, south, east, north = where.bbox
        if fact.lon is None or fact.lat is None:
            return False
        return west <= fact.lon <= east and south <= fact.lat <= north
    return True


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
        claims.append(Claim(fact, published_at, publisher, licence))
        if fact.document_id not in documents:
            documents[fact.document_id] = DocumentRef(
                document_id=fact.document_id,
                title=title,
                publisher=publisher,
                url=url,
                published_at=published_at,
                licence=licence,
            )
    claims.sort(key=lambda claim: claim.order)
    return Scope(claims, documents)


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
    rows = connection.execute(query, parameters).fetchall()
    return tie(claims, map(_relation, rows))


def _relation(row: tuple[Any, ...]) -> RelationRow:
    return RelationRow(**dict(zip(RelationRow.__struct_fields__, row, strict=True)))


def tie(claims: Iterable[Claim], relations: Iterable[RelationRow]) -> Ties:
    """Relations and what the text itself says, ready to be looked up by fact."""
    ties = Ties()
    for claim in claims:
        fact = claim.fact
        if fact.subset_of is not None:
            ties.whole.setdefault(fact.fact_id, []).append(fact.subset_of)
        if fact.duplicate_of is not None:
            ties.root[fact.fact_id] = fact.duplicate_of
    # A person's decision comes last, so that it stands.
    for relation in sorted(relations, key=lambda relation: relation.origin == "decision"):
        one, other = relation.fact_id, relation.other_id
        decided = relation.origin == "decision"
        if decided or relation.rule == "same.text":
            ties.said[(one, other)] = (relation.rule, relation.because)
        if relation.relation == "duplicate_of":
            ties.root[one] = other
            if decided:
                ties.heads[one] = other
        elif relation.relation == "subset_of" and decided:
            ties.whole.setdefault(one, []).append(other)
        elif relation.relation == "supersedes":
            if decided:
                ties.later.setdefault(other, []).append((one, relation.rule, relation.because))
                ties.decided.setdefault(one, relation.rule)
            elif relation.rule.startswith("revision."):
                ties.replaced.setdefault(other, []).append((one, relation.rule, relation.because))
    for fact_id in list(ties.root):
        ties.root[fact_id] = _last(ties.root, fact_id)
    return ties


def _last(roots: dict[str, str], fact_id: str) -> str:
    seen = {fact_id}
    while (following := roots.get(fact_id)) is not None and following not in seen:
        seen.add(following)
        fact_id = following
    return fact_id
