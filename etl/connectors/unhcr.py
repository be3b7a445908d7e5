"""UNHCR Refugee Statistics: people by country of asylum and by country of origin, a year at a time.

UNHCR's own three-letter codes are not ISO 3166; only the `_iso` columns are read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import date

from etl.connectors import responses
from etl.connectors.interface import Context, Item, Mark, Option, Series, SeriesRow, Wish
from etl.connectors.reliefweb import page_size
from etl.connectors.rows import Row, listed, pointed, read_rows, whole_number
from etl.connectors.web import Credential
from etl.errors import SourceError

BASE = "https://api.unhcr.org/population/v1/"
PAGE = 10_000
YEARS = 10

POPULATION = Series(
    connector="unhcr",
    name="population",
    title="UNHCR Refugee Statistics: population",
    publisher="UNHCR",
    url="https://www.unhcr.org/refugee-statistics/",
    licence="CC BY 4.0",
    about="People under UNHCR's mandate and others of concern, at the end of a year or in its middle.",
)
# Column, indicator, measure, by which side, role of the country, population. A return is counted where it
# ends, in the country of origin, because only there do all of them come together.
_COLUMNS = (
    ("refugees", "refugees", "stock", "asylum", "destination", ()),
    ("asylum_seekers", "asylum_seekers", "stock", "asylum", "destination", ()),
    ("stateless", "stateless", "stock", "asylum", None, ()),
    ("idps", "displaced", "stock", "asylum", "origin_and_destination", ("idps",)),
    ("refugees", "refugees", "stock", "origin", "origin", ()),
    ("asylum_seekers", "asylum_seekers", "stock", "origin", "origin", ()),
    ("returned_refugees", "returned", "flow", "origin", "destination", ("refugees",)),
    ("returned_idps", "returned", "flow", "origin", "origin_and_destination", ("idps",)),
)
_SIDES = {"asylum": "coa", "origin": "coo"}


class Unhcr:
    """Both sides of every year, oldest first."""

    name = "unhcr"
    summary = "Refugees, asylum-seekers, internally displaced and stateless people from UNHCR."
    options: Sequence[Option] = (Option("page_size", f"rows in one answer (default {PAGE})"),)

    def credentials(self, environment: Mapping[str, str], wish: Wish) -> Sequence[Credential]:
        return ()

    async def collect(self, context: Context) -> AsyncIterator[Item]:
        last = (context.wish.until or context.now.date()).year
        first = context.wish.since.year if context.wish.since else last - YEARS + 1
        steps = [f"{year}/{side}" for year in range(first, last + 1) for side in _SIDES]
        start = steps.index(context.cursor) if context.cursor in steps else 0
        for number, step in enumerate(steps[start:], start):
            year, _, side = step.partition("/")
            async for item in self._year(context, int(year), side):
                yield item
            yield Mark(steps[number + 1] if number + 1 < len(steps) else None)

    async def _year(self, context: Context, year: int, side: str) -> AsyncIterator[Item]:
        size = page_size(self.name, context.wish, PAGE, PAGE)
        url = (context.wish.endpoint or BASE).rstrip("/") + "/population/"
        column = _SIDES[side]
        page, pages = 1, 1
        while page <= pages:
            params = {
                "limit": str(size), "page": str(page), "yearFrom": str(year), "yearTo": str(year),
                f"{column}_all": "true", "cf_type": "ISO",
            }  # fmt: skip
            value, answer = await context.web.json(url, params=params)
            items = listed(answer, value, "items")
            told = whole_number(answer, value, "page")
            if items and told != page:
                raise SourceError(answer.url, f"gives page {told} where page {page} was asked for")
            pages = whole_number(answer, value, "maxPages")
            if not items and page < pages:
                raise SourceError(answer.url, f"gives no rows on page {page} of {pages}")
            responses.keep(context.store, answer.content)
            for item in read_rows(
                answer, pointed(items, "/items"), _rows(year, side, context.wish.countries)
            ):
                yield item
            page += 1


def _rows(year: int, side: str, countries: Sequence[str]) -> Callable[[Row], Iterator[SeriesRow]]:
    own, other = ("coa", "coo") if side == "asylum" else ("coo", "coa")

    def build(row: Row) -> Iterator[SeriesRow]:
        if row.number("year") != year:
            raise row.refuse(f"is about the year {row.text('year')}, not {year}")
        iso3 = row.country(f"{own}_iso")
        if iso3 is None or (countries and iso3 not in countries):
            return
        partner = row.text(f"{other}_iso", needed=False)
        for column, indicator, measure, of, role, population in _COLUMNS:
            if of != side:
                continue
            value = row.number(column)
            if value is None:
                continue
            yield SeriesRow(
                series=POPULATION, key=(str(year), side, iso3, partner or "", column), value=value,
                indicator=indicator, measure=measure, unit="person", population=population,
                period_start=date(year, 1, 1), period_end=date(year, 12, 31), period_text=str(year),
                date_accuracy="year", iso3=iso3, place_name=row.text(f"{own}_name", needed=False),
                place_accuracy="country", place_role=role, answer=row.answer, pointer=row.pointer,
                parts=(other,) if partner else (),
            )  # fmt: skip

    return build


CONNECTOR = Unhcr()
