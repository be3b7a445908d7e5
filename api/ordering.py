"""The figures of a release in the order of publication, so that a page of them needs no query.

For a code that is filtered by, the places of its figures in that order are kept as the bits of one integer:
filters meet by `&`, and a page is the next bits that are set. Worked out beside the answers, once for each
release; until then, and for filters that are no codes, the database answers the same question.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import duckdb

from api.queries import parts
from sql.export.lookup import Lookup

# Filters that compare a column with codes or names, and nothing else.
CODES = (
    *("indicator", "country", "admin1", "place_id", "unit", "quantifier", "measure", "assertion"),
    *("population", "lang", "publisher", "attribution_org", "licence"),
)
DAYS = ("published_from", "published_to")
# What a page may ask besides and still be answered here.
BESIDES = frozenset(("limit", "cursor", "count", "bom", "sort", "format"))
MOST_FACTS = 2_000_000
_MOST_VALUES = 20
_MOST_BYTES = 8_000_000
_BATCH = 5_000
_CHUNK = 128


class Slice(NamedTuple):
    """Some places in the order, whether there are more, and how many there are in all."""

    ranks: list[int]
    more: bool
    total: int | None


class Ordering:
    """Where each figure of a release stands in the order `-published_at`, and its place in the lookup."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lookup: Lookup) -> None:
        self._connection = connection
        self._places = array("I")
        self._rank_of_row = array("I")
        self._days: list[date] = []
        self._first: list[int] = []
        self._dated = 0
        self._bits: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._mutex = threading.Lock()
        rank = 0
        cursor = connection.cursor().execute(parts("api/facts")["ordering"])
        while batch := cursor.fetchmany(_BATCH):
            for row, fact_id, day in batch:
                if row >= len(self._rank_of_row):
                    self._rank_of_row.extend(bytes(row + 1 - len(self._rank_of_row)))
                self._rank_of_row[row] = rank
                self._places.append(lookup.position(fact_id))
                if day is not None and (not self._days or day != self._days[-1]):
                    self._days.append(day)
                    self._first.append(rank)
                rank += 1
                if day is not None:
                    self._dated = rank
        cursor.close()
        self._count = rank
        self._most = max(4, _MOST_BYTES // (rank // 8 + 100))

    def answers(self, asked: Mapping[str, Any]) -> bool:
        """True where a question has only filters that are answered here."""
        for name, value in asked.items():
            if name in CODES:
                if len(value) > _MOST_VALUES:
                    return False
            elif name not in DAYS and name not in BESIDES:
                return False
        return asked.get("sort") in (None, "-published_at")

    def holds(self, asked: Mapping[str, Any]) -> bool:
        """True where a question is answered here and every code in it has been asked for before."""
        return self.answers(asked) and all(
            (name, value) in self._bits for name in CODES if name in asked for value in asked[name]
        )

    def find(self, asked: Mapping[str, Any], start: int, limit: int, *, count: bool) -> Slice:
        """The first places from `start` on that pass the filters."""
        low, high = self._range(asked.get("published_from"), asked.get("published_to"))
        held: int | None = None
        for name in CODES:
            if name in asked:
                either = 0
                for value in asked[name]:
                    either |= self._of(name, value)
                held = either if held is None else held & either
        begin = max(low, start)
        if held is None:
            ranks = list(range(begin, min(high, begin + limit + 1)))
            total = high - low
        else:
            ranks = list(islice(_set_bits(held, begin, high), limit + 1))
            total = (held >> low & ((1 << max(0, high - low)) - 1)).bit_count() if count else 0
        return Slice(ranks[:limit], len(ranks) > limit, max(0, total) if count else None)

    def places(self, ranks: Sequence[int]) -> list[int]:
        """Where the lookup has the figures of these ranks."""
        known = self._places
        return [known[rank] for rank in ranks]

    def day(self, rank: int) -> str | None:
        """The day that the figure of this rank was published on."""
        return str(self._days[bisect_right(self._first, rank) - 1]) if rank < self._dated else None

    def _range(self, first: date | None, last: date | None) -> tuple[int, int]:
        # The days go down, so a position is found among their negatives.
        low, high = 0, self._count
        if last is not None:
            at = bisect_left(self._days, -last.toordinal(), key=lambda day: -day.toordinal())
            low = self._first[at] if at < len(self._days) else self._dated
            high = self._dated
        if first is not None:
            at = bisect_right(self._days, -first.toordinal(), key=lambda day: -day.toordinal())
            high = self._first[at] if at < len(self._days) else self._dated
        return low, high

    def _of(self, name: str, value: str) -> int:
        key = (name, value)
        with self._mutex:
            found = self._bits.get(key)
            if found is not None:
                self._bits.move_to_end(key)
                return found
        cursor = self._connection.cursor()
        try:
            rows: Sequence[tuple[int]] = cursor.execute(
                parts("api/facts")["rows_" + name], {"value": value}
            ).fetchall()
        finally:
            cursor.close()
        held = bytearray(self._count // 8 + 1)
        for (row,) in rows:
            rank = self._rank_of_row[row]
            held[rank >> 3] |= 1 << (rank & 7)
        found = int.from_bytes(held, "little")
        with self._mutex:
            self._bits[key] = found
            while len(self._bits) > self._most:
                self._bits.popitem(last=False)
        return found


def _set_bits(held: int, begin: int, end: int) -> Iterator[int]:
    raw = held.to_bytes((held.bit_length() + 7) // 8, "little")
    at = begin // 8
    while at < len(raw) and at * 8 < end:
        chunk = int.from_bytes(raw[at : at + _CHUNK], "little")
        if at * 8 < begin:
            skipped = begin - at * 8
            chunk = chunk >> skipped << skipped
        while chunk:
            low = chunk & -chunk
            rank = at * 8 + low.bit_length() - 1
            if rank >= end:
                return
            yield rank
            chunk ^= low
        at += _CHUNK
