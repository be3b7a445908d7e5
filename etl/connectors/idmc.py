"""IDMC's Internal Displacement Updates: one prepared file, downloaded and read a record at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from etl.connectors.hapi_rows import accuracy
from etl.connectors.interface import Context, Item, Mark, Option, Series, SeriesRow, Wish, required
from etl.connectors.rows import Row, read_rows
from etl.connectors.web import JSON, Answer, Credential
from etl.errors import SourceError

BASE = "https://helix-tools-api.idmcdb.org/external-api/"
VARIABLE = "HUMSTATS_IDMC_CLIENT_ID"
RESOURCES = {"last-180-days": "idus/last-180-days/", "all": "idus/all/"}
CHUNK = 1 << 20
LONGEST_RECORD = 4_000_000
MARKS = 5_000

UPDATES = Series(
    connector="idmc",
    name="idu",
    title="IDMC Internal Displacement Updates",
    publisher="IDMC",
    url="https://www.internal-displacement.org/database/api-documentation/",
    licence="CC BY-NC-SA 3.0 IGO",
    about="New internal displacements by event, with the recommended figure of each.",
)
# The service prints "total" for a number without a modifier.
_QUALIFIERS = {
    "total": "exact",
    "exact": "exact",
    "exactly": "exact",
    "approximately": "approximately",
    "about": "approximately",
    "around": "approximately",
    "more than": "more_than",
    "over": "more_than",
    "at least": "at_least",
    "less than": "less_than",
    "fewer than": "less_than",
    "under": "less_than",
    "up to": "at_most",
    "at most": "at_most",
}
_DUMPS = (*JSON, "application/octet-stream", "binary/octet-stream")


class Idmc:
    """The recommended figures; those that only triangulate are left out."""

    name = "idmc"
    summary = "New internal displacements by event, from IDMC's updates."
    options: Sequence[Option] = ()

    def credentials(self, environment: Mapping[str, str], wish: Wish) -> Sequence[Credential]:
        unknown = sorted(set(wish.resources) - RESOURCES.keys())
        if unknown:
            raise SourceError(self.name, f"has no resource {unknown[0]!r}; one of: {', '.join(RESOURCES)}")
        client = required(environment, VARIABLE, self.name, "IDMC gives a client id by e-mail")
        base = wish.endpoint or BASE
        return (Credential(origin=base, variable=VARIABLE, params={"client_id": client}),)

    async def collect(self, context: Context) -> AsyncIterator[Item]:
        for name in context.wish.resources or ("last-180-days",):
            url = (context.wish.endpoint or BASE).rstrip("/") + "/" + RESOURCES[name]
            answer = await context.web.download(url, kinds=_DUMPS)
            assert answer.path is not None
            done, _, _ = (context.cursor or "").partition(":")
            begin = int((context.cursor or ":0").partition(":")[2] or 0) if done == answer.sha256 else 0
            records = oldest_first(answer, answer.path)
            build = _rows(context.wish)
            for number, (pointer, record) in enumerate(records):
                if number < begin:
                    continue
                for item in read_rows(answer, [(pointer, record)], build):
                    yield item
                if number % MARKS == MARKS - 1:
                    yield Mark(f"{answer.sha256}:{number + 1}")
        yield Mark(None)


def oldest_first(answer: Answer, path: Path) -> Iterator[tuple[str, object]]:
    """Each record of the file with its pointer, by day; only their places are held. Raises SourceError."""
    found: list[tuple[str, int, int, int]] = []
    for number, (start, end, record) in enumerate(elements(answer.url, path)):
        day = record.get("displacement_date") or record.get("displacement_start_date") or ""
        found.append((str(day), number, start, end))
    found.sort()
    with path.open("rb") as file:
        for _, number, start, end in found:
            file.seek(start)
            yield f"/{number}", json.loads(file.read(end - start), parse_float=Decimal)


def elements(source: str, path: Path) -> Iterator[tuple[int, int, dict[str, object]]]:
    """Beginning, end and value of each object of a JSON list in a file, which is never held as a whole.

    Raises SourceError for a file that is no list of objects, or is cut off.
    """
    letters = codecs.getincrementaldecoder("utf-8")("strict")
    decoder = json.JSONDecoder(parse_float=Decimal)
    opened = closed = False
    with path.open("rb") as file:
        offset = 3 if file.read(3) == codecs.BOM_UTF8 else 0
        file.seek(offset)
        # What is read and not used yet begins at `offset` in the file.
        text = ""
        while chunk := file.read(CHUNK):
            try:
                text += letters.decode(chunk)
            except UnicodeDecodeError:
                raise SourceError(source, "is damaged: no UTF-8") from None
            place = used = 0
            while (place := _skip(text, place)) < len(text):
                if closed:
                    raise SourceError(source, "has something after the end of its list")
                if not opened or text[place] == "]":
                    if not opened and text[place] != "[":
                        raise SourceError(source, "is no list of records")
                    opened, closed, place = True, opened, place + 1
                    continue
                try:
                    record, end = decoder.raw_decode(text, place)
                except (ValueError, RecursionError):
                    # The rest of it comes with the next chunk, if ever.
                    break
                if not isinstance(record, dict):
                    raise SourceError(source, "is no list of records")
                start = offset + len(text[used:place].encode())
                offset = start + len(text[place:end].encode())
                yield start, offset, record
                used = place = end
            offset += len(text[used:place].encode())
            text = text[place:]
            if len(text) > LONGEST_RECORD:
                raise SourceError(source, "has a record that is no JSON or too large")
    if not closed:
        raise SourceError(source, "is cut off: its list does not end")


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n,":
        place += 1
    return place


def _rows(wish: Wish) -> Callable[[Row], Iterator[SeriesRow]]:
    def build(row: Row) -> Iterator[SeriesRow]:
        if "recommended" not in (row.text("role") or "").lower():
            return
        value = row.number("figure")
        iso3 = row.country("iso3")
        if value is None or (wish.countries and iso3 not in wish.countries):
            return
        told = (row.text("qualifier") or "").lower()
        quantifier = _QUALIFIERS.get(told)
        if quantifier is None:
            raise row.refuse(f"qualifier is {told!r}, which is not known")
        start, end = row.period("displacement_start_date", "displacement_end_date")
        if (wish.since and end and end < wish.since) or (wish.until and start and start > wish.until):
            return
        identifier = row.text("id")
        if identifier is None:
            raise row.refuse("has no id")
        name = row.text("locations_name", needed=False)
        single = name is not None and ";" not in name
        yield SeriesRow(
            series=UPDATES,
            key=(identifier,),
            value=value,
            indicator="displaced",
            measure="flow",
            unit="person",
            quantifier=quantifier,
            answer=row.answer,
            pointer=row.pointer,
            period_start=start,
            value_min=value if quantifier in ("more_than", "at_least") else None,
            value_max=value if quantifier in ("less_than", "at_most") else None,
            period_end=end or start,
            date_accuracy=accuracy(start, end or start),
            iso3=iso3,
            place_name=name or row.text("country", needed=False),
            place_role="origin",
            lat=row.degrees("latitude", 90) if single else None,
            lon=row.degrees("longitude", 180) if single else None,
            place_accuracy="unknown" if name else "country",
            parts=("event",),
            attribution=row.text("sources", needed=False),
        )

    return build


CONNECTOR = Idmc()
