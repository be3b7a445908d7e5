"""Totals as a release stores them: a role for every fact, and the monthly sums by country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import msgspec

from sql.store import load_query
from sql.totals.bounds import Amount
from sql.totals.claims import Claim
from sql.totals.digest import rules_digest
from sql.totals.drafts import renew_claims, write_claims
from sql.totals.evidence import Told
from sql.totals.groups import Key
from sql.totals.layout import Laid, key_of, laid
from sql.totals.rows import Row, make_rows
from sql.totals.scope import Scope, families, family, kin, read_all, read_ties, scope_of
from sql.totals.sources import Reliability
from sql.totals.sources import reliability as default_reliability
from sql.totals.sums import measure_of, total_of
from sql.totals.tails import levels_digest

BY = ("country", "month")
# Rows that go to the database as one piece of JSON.
BATCH = 20_000
_ONE_CLAIM = frozenset({"duplicate", "triangulation"})


class Files(NamedTuple):
    """Where the claims of a release are laid out, and those of the release before."""

    own: Path
    earlier: Path | None


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
    currency: str | None


def build(
    connection: duckdb.DuckDBPyConnection,
    reliability: Reliability | None = None,
    *,
    earlier: bool = False,
    files: Files | None = None,
) -> None:
    """Fills base.figures and base.aggregates_monthly from the views facts and relations.

    The rows are those that `aggregate` gives by country and month, unit by unit, with the recommended policy.
    With `earlier` a release is attached under that name: what nothing changed for is copied from it, and the
    result is the same. `files` tells where the claims of the release are to be laid out.
    """
    connection.execute(load_query("totals/groups"), {"rules": rules(reliability), "groups": None})
    now = _groups(connection, "base")
    before = _laid(files, reliability)
    copied = earlier and (files is None or before is not None)
    same = _unchanged(now, _groups(connection, "earlier.base")) if copied else []
    if same:
        parameters = {"groups": _listed(same)}
        connection.execute(load_query("totals/copy_figures"), parameters)
        connection.execute(load_query("totals/copy_aggregates_monthly"), parameters)
    rest = sorted(now.keys() - set(same), key=str)
    scope = read_all(connection, _listed(rest) if same else None) if rest else Scope([], Told({}))
    if files is not None:
        kept = [key for key in before.keys if key[:2] in set(same)] if before is not None else []
        write_claims(files.own, scope.claims, scope.details, reliability, kept=kept, earlier=before)
    _tell(connection, list(monthly_rows(scope, reliability)))
    connection.execute("INSERT INTO base.figures BY NAME FROM told_figures")
    connection.execute("INSERT INTO base.aggregates_monthly BY NAME FROM told_aggregates_monthly")


def renew(
    connection: duckdb.DuckDBPyConnection,
    reliability: Reliability | None = None,
    *,
    files: Files | None = None,
) -> None:
    """The totals are those that `build` would give, where they were right before some facts were touched.

    The temporary tables touched_facts and earlier_keys name these facts, as `release/renew` leaves them; only
    the months that they can reach are added up again. The facts with new roles are left in stale_roles.
    """
    relatives = [
        {"indicator": name, "family": family(name)} for name in sorted(families()) if family(name) != name
    ]
    connection.execute("SET VARIABLE families = ?", [msgspec.json.encode(relatives).decode()])
    connection.execute(load_query("totals/affected"))
    wanted: dict[str, set[tuple[Key, ...]]] = {}
    for name, iso3, month in connection.execute("FROM affected").fetchall():
        wanted.setdefault(name, set()).add((iso3, month))
    scope = scope_of(connection.execute(load_query("totals/needed_facts")).fetchall())
    scope.ties = read_ties(connection, scope.claims, None)
    rows = []
    claims = _by_indicator(scope.claims)
    for name, members in claims.items():
        if family(name) in wanted:
            others = [claim for other in kin(name) for claim in claims.get(other, ())]
            rows += make_rows(
                members,
                others,
                scope.ties,
                by=BY,
                measure=None,
                policy="recommended",
                reliability=reliability,
                only=frozenset(wanted[family(name)]),
            )
    if files is not None:
        _renew_claims(connection, scope, files, reliability)
    _tell(connection, rows)
    connection.execute(load_query("totals/renew"))
    groups = _listed(
        connection.execute(
            "SELECT DISTINCT indicator, iso3 FROM base.facts "
            "WHERE fact_id IN (FROM touched_facts) UNION SELECT indicator, iso3 FROM earlier_keys"
        ).fetchall()
    )
    connection.execute(load_query("totals/drop_groups"), {"groups": groups})
    connection.execute(load_query("totals/groups"), {"rules": rules(reliability), "groups": groups})


def _laid(files: Files | None, reliability: Reliability | None) -> Laid | None:
    """The claims of the earlier release, where they show what they would show now."""
    found = laid(files.earlier) if files is not None else None
    return found if found is not None and found.levels == levels_digest(reliability) else None


def _renew_claims(
    connection: duckdb.DuckDBPyConnection, scope: Scope, files: Files, reliability: Reliability | None
) -> None:
    before = _laid(files, reliability)
    if before is None:
        every = read_all(connection)
        write_claims(files.own, every.claims, every.details, reliability)
        return
    touched = {name for (name,) in connection.execute("FROM touched_facts").fetchall()}
    groups = connection.execute("SELECT DISTINCT indicator, iso3 FROM earlier_keys").fetchall()
    keys = [(indicator, iso3, running) for indicator, iso3 in groups for running in (False, True)]
    fresh = [claim for claim in scope.claims if claim.fact_id in touched]
    renew_claims(files.own, before, touched, [*keys, *map(key_of, fresh)], fresh, scope.details, reliability)


def rules(reliability: Reliability | None = None) -> str:
    """What the totals are worked out with."""
    return f"{rules_digest()} {reliability or default_reliability()}"


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


def monthly_rows(scope: Scope, reliability: Reliability | None = None) -> Iterator[Row]:
    """Every row by indicator, country and month that the facts give."""
    claims = _by_indicator(scope.claims)
    for name, members in claims.items():
        others = [claim for other in kin(name) for claim in claims.get(other, ())]
        yield from make_rows(
            members, others, scope.ties, by=BY, measure=None, policy="recommended", reliability=reliability
        )


def _by_indicator(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.indicator, []).append(claim)
    return dict(sorted(found.items()))


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
        row.currency,
    )


def _tell(connection: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> None:
    """What the rows say is in the temporary tables told_figures and told_aggregates_monthly."""
    for table in ("figures", "aggregates_monthly"):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE told_{table} AS FROM base.{table} LIMIT 0")
    _fill(connection, "totals/fill_figures", sorted(_figures(rows), key=lambda figure: figure.fact_id))
    _fill(connection, "totals/fill_aggregates_monthly", [_month(row) for row in rows])


def _fill(
    connection: duckdb.DuckDBPyConnection, query: str, rows: Sequence[Figure] | Sequence[Month]
) -> None:
    for first in range(0, len(rows), BATCH):
        batch = msgspec.json.Encoder(decimal_format="number").encode(rows[first : first + BATCH])
        connection.execute(load_query(query), {"rows": batch.decode()})
