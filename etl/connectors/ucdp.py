"""UCDP GED: events of organized violence, of one pinned version of the data set."""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files

import duckdb

from etl.connectors import responses
from etl.connectors.interface import Context, Item, Mark, Option, Series, SeriesRow, Wish, required
from etl.connectors.reliefweb import page_size
from etl.connectors.rows import Row, listed, pointed, read_rows, whole_number
from etl.connectors.web import Credential
from etl.errors import SourceError

BASE = "https://ucdpapi.pcr.uu.se/api/"
VARIABLE = "HUMSTATS_UCDP_TOKEN"
# Yearly versions have two numbers, monthly candidates three; each stays what it is for ever.
VERSION = "25.1"
PAGE = 1000
_VERSION = re.compile(r"\d{2}\.\d{1,2}(?:\.\d{1,2})?")

EVENTS = Series(
    connector="ucdp",
    name="ged",
    title="UCDP Georeferenced Event Dataset",
    publisher="UCDP",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    about="Deaths in events of organized violence: the best estimate with the lowest and the highest.",
)
_PRECISION = {"1": "day", "2": "few_days", "3": "week", "4": "month", "5": "year"}
_PLACES = {"1": "point", "2": "point", "3": "admin2", "4": "admin1", "6": "country"}


class Ucdp:
    """All events of the version, page by page; a version that is complete is not fetched again."""

    name = "ucdp"
    summary = "Deaths in armed conflict by event, from UCDP GED."
    options: Sequence[Option] = (
        Option("version", f"the version of the data set (default {VERSION})"),
        Option("page_size", f"events in one answer (default {PAGE})"),
    )

    def credentials(self, environment: Mapping[str, str], wish: Wish) -> Sequence[Credential]:
        if not _VERSION.fullmatch(wish.options.get("version", VERSION)):
            raise SourceError(self.name, f"version is {wish.options['version']!r}, not one like {VERSION}")
        token = required(environment, VARIABLE, self.name, "UCDP gives a token by e-mail")
        base = wish.endpoint or BASE
        return (Credential(origin=base, variable=VARIABLE, headers={"x-ucdp-access-token": token}),)

    async def collect(self, context: Context) -> AsyncIterator[Item]:
        wish = context.wish
        version = wish.options.get("version", VERSION)
        url = f"{(wish.endpoint or BASE).rstrip('/')}/gedevents/{version}"
        size = page_size(self.name, wish, PAGE, PAGE)
        params = {"pagesize": str(size)}
        if wish.since:
            params["StartDate"] = wish.since.isoformat()
        if wish.until:
            params["EndDate"] = wish.until.isoformat()
        if context.cursor == "complete":
            return
        page = int(context.cursor) if context.cursor and context.cursor.isdigit() else 0
        build = _rows(wish)
        before: list[object] = []
        while True:
            value, answer = await context.web.json(url, params={**params, "page": str(page)})
            items = listed(answer, value, "Result")
            pages = whole_number(answer, value, "TotalPages")
            if items and items == before:
                # The events between would be missing and nobody would know.
                raise SourceError(answer.url, f"gives the same events on page {page} as on the one before")
            before = items
            responses.keep(context.store, answer.content)
            for item in read_rows(answer, pointed(items, "/Result"), build):
                yield item
            page += 1
            if page >= pages:
                break
            if not items:
                raise SourceError(answer.url, f"gives no events on page {page - 1} of {pages}")
            yield Mark(str(page))
        yield Mark("complete")


def _rows(wish: Wish) -> Callable[[Row], Iterator[SeriesRow]]:
    def build(row: Row) -> Iterator[SeriesRow]:
        identifier = row.text("id")
        if identifier is None:
            raise row.refuse("has no id")
        best, low, high = row.number("best"), row.number("low"), row.number("high")
        name = row.text("country")
        iso3 = country_code(name or "")
        if best is None or (wish.countries and iso3 not in wish.countries):
            return
        if (low is not None and low > best) or (high is not None and high < best):
            raise row.refuse(f"says best {best:f} outside of low {low} and high {high}")
        exact = low in (None, best) and high in (None, best)
        start, end = row.period("date_start", "date_end")
        told = row.text("adm_1", needed=False)
        place = row.text("where_description", needed=False) or told or name
        for column, population in (("best", ()), ("deaths_civilians", ("civilians",))):
            value = row.number(column)
            if value is None:
                continue
            whole = column == "best"
            yield SeriesRow(
                series=EVENTS, key=(identifier, column), value=value, indicator="killed", measure="flow",
                unit="person", quantifier="exact" if exact or not whole else "approximately",
                value_min=low if whole else None, value_max=high if whole else None, population=population,
                period_start=start, period_end=end or start, iso3=iso3, admin1=told, place_name=place,
                date_accuracy=_PRECISION.get(row.text("date_prec") or "", "unknown"),
                place_accuracy=_PLACES.get(row.text("where_prec") or "", "unknown"), place_role="event_site",
                lat=row.degrees("latitude", 90), lon=row.degrees("longitude", 180),
                answer=row.answer, pointer=row.pointer,
                attribution=row.text("source_office", needed=False),
                parts=("event",) if whole else ("event", "civilians"),
            )  # fmt: skip

    return build


@cache
def _countries() -> dict[str, str]:
    """ISO 3166 by the English name of a country, and by the names that UCDP has of its own."""
    with as_file(files("sql") / "gazetteer" / "places.parquet") as path, duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT DISTINCT name, name_en, iso3 FROM read_parquet(?) WHERE kind = 'country' ORDER BY ALL",
            [str(path)],
        ).fetchall()
    found = {name.lower(): iso3 for *names, iso3 in rows for name in names if name}
    own = (files("etl.connectors") / "ucdp_countries.csv").read_text(encoding="utf-8")
    found.update({row["name"].lower(): row["iso3"] for row in csv.DictReader(own.splitlines())})
    return found


def country_code(name: str) -> str | None:
    """ISO 3166 for a country as UCDP writes it ("Yemen (North Yemen)"); None where it cannot be told."""
    known = _countries()
    return known.get(name.lower()) or known.get(re.sub(r"\s*\(.*\)$", "", name).lower())


CONNECTOR = Ucdp()
