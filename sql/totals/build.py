"""Totals as a release stores them: a role for every fact, and the monthly sums by country."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import duckdb
import msgspec

from sql.store import load_query
from sql.totals.aggregate import measure_of, total_of
from sql.totals.bounds import Amount
from sql.totals.claims import Claim
from sql.totals.rows import Row, make_rows
from sql.totals.scope import family, kin, read_all
from sql.totals.sources import Reliability
from sql.totals.sources import reliability as default_reliability

BY = ("country", "month")
# Rows that go to the database as one piece of JSON.
BATCH = 20_000
_ONE_CLAIM = frozenset({"duplicate", "triangulation"})


class Figure(msgspec.Struct, frozen=True, gc=False):
    """The role of one fact; `claim_id` names the fact that stands for the claim it makes."""

    fact_id: str
    claim_id: str
    role: str
    because: str | None
    refers_to: tuple[str, ...]


class Month(msgspec.Struct, frozen=True, gc=False):
    """One row of `aggregates_monthly`."""

    indicator: str
    iso3: str | None
    month: date | None
    unit: str
    measure: str
    value: Amount | None
    value_min: Amount | None
    value_max: Amount | None
    facts_counted: int
    facts_set_aside: int
    fact_ids: tuple[str, ...]


def build(
    connection: duckdb.DuckDBPyConnection,
    reliability: Reliability | None = None,
    *,
    earlier: bool = False,
) -> None:
    """Fills base.figures and base.aggregates_monthly from the views facts and relations.

    The rows are those that `aggregate` gives by country and month, unit by unit, with the recommended policy.
    With `earlier` a release is attached under that name: what nothing changed for is copied from it, and the
    result is the same.
    """
    rules = f"{rules_digest()} {reliability or default_reliability()}"
    connection.execute(load_query("totals/groups"), {"rules": rules})
    connection.execute(
        "COMMENT ON TABLE base.totals_groups IS 'What the totals rest on, to tell what a change touches.'"
    )
    now = _groups(connection, "base")
    same = _unchanged(now, _groups(connection, "earlier.base")) if earlier else []
    if same:
        parameters = {"groups": _listed(same)}
        connection.execute(load_query("totals/copy_figures"), parameters)
        connection.execute(load_query("totals/copy_aggregates_monthly"), parameters)
    rest = sorted(now.keys() - set(same), key=str)
    if not rest:
        return
    rows = list(monthly_rows(connection, reliability, rest if same else None))
    _fill(connection, "totals/fill_figures", sorted(_figures(rows), key=lambda figure: figure.fact_id))
    _fill(connection, "totals/fill_aggregates_monthly", [_month(row) for row in rows])


_Group = tuple[str, str | None]


def _groups(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[_Group, str]:
    try:
        rows = connection.execute(f"SELECT indicator, iso3, digest FROM {schema}.totals_groups").fetchall()
    except duckdb.CatalogException:
        # An older version wrote that release.
        return {}
    return {(indicator, iso3): digest for indicator, iso3, digest in rows}


def _unchanged(now: dict[_Group, str], before: dict[_Group, str]) -> list[_Group]:
    """Groups of which no kin has changed: related indicators of one country show each other's figures."""
    changed = {
        (family(indicator), iso3)
        for indicator, iso3 in now.keys() | before.keys()
        if now.get((indicator, iso3)) != before.get((indicator, iso3))
    }
    return [key for key in now if (family(key[0]), key[1]) not in changed]


def _listed(groups: Sequence[_Group]) -> str:
    rows = [{"indicator": indicator, "iso3": iso3} for indicator, iso3 in groups]
    return msgspec.json.encode(rows).decode()


@cache
def rules_digest() -> str:
    """SHA-256 over the code and the tables that totals are worked out with."""
    digest = hashlib.sha256()
    for entry in sorted((files("sql") / "totals").iterdir(), key=lambda entry: entry.name):
        if entry.is_file():
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]


def monthly_rows(
    connection: duckdb.DuckDBPyConnection,
    reliability: Reliability | None = None,
    groups: Sequence[_Group] | None = None,
) -> Iterator[Row]:
    """Every row by indicator, country and month that the current facts give, or those of some groups."""
    scope = read_all(connection, None if groups is None else _listed(groups))
    claims: dict[str, list[Claim]] = {}
    for claim in scope.claims:
        claims.setdefault(claim.fact.indicator, []).append(claim)
    for name, members in sorted(claims.items()):
        others = [claim for other in kin(name) for claim in claims.get(other, ())]
        yield from make_rows(
            members, others, scope.ties, by=BY, measure=None, policy="recommended", reliability=reliability
        )


def _figures(rows: Sequence[Row]) -> Iterator[Figure]:
    for row in rows:
        for claim, outcome in zip(row.claims, row.resolution.outcomes, strict=True):
            one_claim = outcome.role in _ONE_CLAIM and str(outcome.rule).startswith(("same.", "decision."))
            yield Figure(
                claim.fact_id,
                outcome.refers_to[0] if one_claim else claim.fact_id,
                outcome.role,
                f"{outcome.rule}: {outcome.because}" if outcome.rule is not None else None,
                outcome.refers_to,
            )


def _month(row: Row) -> Month:
    total = total_of(row)
    country, month = row.keys["country"], row.keys["month"]
    return Month(
        row.indicator,
        country if isinstance(country, str) else None,
        month if isinstance(month, date) else None,
        row.unit,
        measure_of(row),
        total.value,
        total.value_min,
        total.value_max,
        len(row.counted),
        len(row.claims) + len(row.kin) - len(row.counted),
        tuple(claim.fact_id for claim in row.counted),
    )


def _fill(
    connection: duckdb.DuckDBPyConnection, query: str, rows: Sequence[Figure] | Sequence[Month]
) -> None:
    for first in range(0, len(rows), BATCH):
        batch = msgspec.json.Encoder(decimal_format="number").encode(rows[first : first + BATCH])
        connection.execute(load_query(query), {"rows": batch.decode()})
