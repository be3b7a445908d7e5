"""HDX HAPI v2: the humanitarian series of OCHA's HDX, resource by resource and page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from etl.connectors import responses
from etl.connectors.hapi_rows import RESOURCES, Resource, newest_rounds, note_rounds
from etl.connectors.interface import Context, Item, Mark, Option, SeriesRow, Wish, required
from etl.connectors.reliefweb import page_size
from etl.connectors.rows import Row, listed, pointed, read_rows
from etl.connectors.web import Answer, Credential, read_json
from etl.errors import SourceError

BASE = "https://hapi.humdata.org/api/v2/"
VARIABLE = "HUMSTATS_HAPI_APP_IDENTIFIER"
PAGE = 10_000
# The same page over and over is a service that ignores the offset; one repetition is taken for an accident.
MOST_REPEATS = 3


class _Place(msgspec.Struct, frozen=True):
    """How far a collection has come: resource, country and offset."""

    resource: str
    country: str | None
    offset: int


class Hapi:
    """Rows of the wished resources, country by country where countries are wished."""

    name = "hapi"
    summary = "IDPs, refugees, returnees, needs, conflict events, food security and funding from HDX HAPI."
    options: Sequence[Option] = (Option("page_size", f"rows in one answer (default {PAGE})"),)

    def credentials(self, environment: Mapping[str, str], wish: Wish) -> Sequence[Credential]:
        unknown = sorted(set(wish.resources) - RESOURCES.keys())
        if unknown:
            raise SourceError(self.name, f"has no resource {unknown[0]!r}; one of: {', '.join(RESOURCES)}")
        how = "HAPI's address encode_app_identifier makes one from a name and an e-mail address"
        identifier = required(environment, VARIABLE, self.name, how)
        base = wish.endpoint or BASE
        return (Credential(origin=base, variable=VARIABLE, params={"app_identifier": identifier}),)

    async def collect(self, context: Context) -> AsyncIterator[Item]:
        steps = [
            (name, country)
            for name in context.wish.resources or RESOURCES
            for country in context.wish.countries or (None,)
        ]
        at = _at(context.cursor)
        start = steps.index((at.resource, at.country)) if at and (at.resource, at.country) in steps else 0
        for number, (name, country) in enumerate(steps[start:], start):
            offset = at.offset if at and number == start else 0
            resource = RESOURCES[name]
            if resource.newest_round_only:
                async for item in self._newest(context, resource, country):
                    yield item
            else:
                async for item in self._pages(context, resource, country, offset):
                    yield item
            if number + 1 < len(steps):
                yield Mark(_cursor(*steps[number + 1], 0))
        yield Mark(None)

    async def _pages(
        self, context: Context, resource: Resource, country: str | None, offset: int
    ) -> AsyncIterator[Item]:
        async for answer, items, after in self._answers(context, resource, country, offset):
            responses.keep(context.store, answer.content)
            for item in read_rows(answer, pointed(items, "/data"), _within(context.wish, resource.build)):
                yield item
            yield Mark(_cursor(resource.name, country, after))

    async def _newest(self, context: Context, resource: Resource, country: str | None) -> AsyncIterator[Item]:
        """Which round is the newest shows only at the end, so the pages wait on disk and are read again."""
        kept: list[Answer] = []
        newest: dict[tuple[str, str], tuple[int, date]] = {}
        async for answer, items, _ in self._answers(context, resource, country, 0):
            responses.keep(context.store, answer.content)
            note_rounds(newest, items)
            kept.append(msgspec.structs.replace(answer, content=b""))
        build = _within(context.wish, newest_rounds(resource.build, newest))
        for answer in kept:
            content = responses.path_of(context.store, answer.sha256).read_bytes()
            items = listed(answer, read_json(answer.url, content, answer.charset), "data")
            for item in read_rows(answer, pointed(items, "/data"), build):
                yield item

    async def _answers(
        self, context: Context, resource: Resource, country: str | None, offset: int
    ) -> AsyncIterator[tuple[Answer, list[object], int]]:
        size = page_size(self.name, context.wish, PAGE, PAGE)
        url = (context.wish.endpoint or BASE).rstrip("/") + "/" + resource.path
        before, repeats = "", 0
        while True:
            params = {"output_format": "json", "limit": str(size), "offset": str(offset)}
            if country is not None:
                params["location_code"] = country
            value, answer = await context.web.json(url, params=params)
            items = listed(answer, value, "data")
            if not items:
                return
            offset += len(items)
            repeats = repeats + 1 if answer.sha256 == before else 0
            before = answer.sha256
            if repeats >= MOST_REPEATS:
                raise SourceError(url, f"gives the same page again and again (offset {offset})")
            if len(items) > size:
                raise SourceError(url, f"gives {len(items)} rows where {size} were asked for")
            yield answer, items, offset
            if len(items) < size:
                return


def _at(cursor: str | None) -> _Place | None:
    try:
        return msgspec.json.decode(cursor or "null", type=_Place | None)
    except msgspec.MsgspecError:
        return None


def _cursor(resource: str, country: str | None, offset: int) -> str:
    return msgspec.json.encode(_Place(resource, country, offset)).decode()


def _within(wish: Wish, build: Callable[[Row], Iterator[SeriesRow]]) -> Callable[[Row], Iterator[SeriesRow]]:
    """Only what lies in the wished time."""

    def built(row: Row) -> Iterator[SeriesRow]:
        for found in build(row):
            end, start = found.period_end or found.period_start, found.period_start
            if wish.since and end is not None and end < wish.since:
                continue
            if wish.until and start is not None and start > wish.until:
                continue
            yield found

    return built


CONNECTOR = Hapi()
