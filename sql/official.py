"""Totals of what texts say beside what official series say: the nearest figure of the same kind and place.

A total is compared only where it is about one country, or one first-level area; a figure that is a part of
its place by origin, event or appeal is never taken for the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from weakref import WeakKeyDictionary

import duckdb
import msgspec

from sql.store import load_query


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A total that is to be compared. `day` is the last day it speaks of."""

    number: int
    indicator: str
    unit: str
    measure: str
    iso3: str
    day: date
    currency: str | None = None
    admin1: str | None = None


class OfficialFigure(msgspec.Struct, frozen=True, kw_only=True):
    """The official figure nearest to a total. `gap` is the total less the figure, null where either is open.

    `days_apart` is 0 where the total's day lies inside the figure's period.
    """

    fact_id: str
    source: str | None
    title: str | None
    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    quantifier: str
    period_start: date | None
    period_end: date | None
    place_role: str | None
    days_apart: int
    gap: Decimal | None
    licence: str | None
    source_url: str | None
    retrieved_at: Annotated[datetime, msgspec.Meta(tz=True)] | None


def nearest(
    connection: duckdb.DuckDBPyConnection, totals: Sequence[tuple[Compared, Decimal | int | None]]
) -> dict[int, OfficialFigure]:
    """The nearest official figure by the number of each total; nothing for a total without one."""
    told = places_told(connection) if totals else frozenset()
    totals = [entry for entry in totals if (entry[0].indicator, entry[0].iso3) in told]
    if not totals:
        return {}
    values = {compared.number: value for compared, value in totals}
    parameters = {"totals": msgspec.json.encode([compared for compared, _ in totals]).decode()}
    cursor = connection.execute(load_query("official/nearest"), parameters)
    names = [column[0] for column in cursor.description or ()]
    found: dict[int, OfficialFigure] = {}
    for values_of_row in cursor.fetchall():
        row = dict(zip(names, values_of_row, strict=True))
        number = row.pop("number")
        own, official = values[number], row["value"]
        gap = Decimal(own) - official if own is not None and official is not None else None
        found[number] = OfficialFigure(gap=gap, **row)
    return found


# A release never changes, so what it has official figures of is asked once for each connection to it.
_known: WeakKeyDictionary[duckdb.DuckDBPyConnection, frozenset[tuple[str, str]]] = WeakKeyDictionary()


def places_told(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, str]]:
    """The indicators and countries that the release has official figures of, as far as it can tell."""
    found = _known.get(connection)
    if found is not None:
        return found
    known = connection.execute(
        "SELECT (FROM duckdb_views() SELECT count(*) WHERE view_name = 'official_figures') > 0, "
        "(FROM duckdb_databases() SELECT any_value(readonly) WHERE database_name = current_database())"
    ).fetchone()
    if known is None or not known[0]:
        # A release of an earlier version.
        return frozenset()
    rows = connection.execute("SELECT DISTINCT indicator, iso3 FROM official_figures").fetchall()
    found = frozenset(rows)
    if known[1]:
        _known[connection] = found
    return found
