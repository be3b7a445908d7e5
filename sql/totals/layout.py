"""The claims of a release in a file beside it, found by indicator, country and days without a query.

    magic │ blocks … │ index │ length of the index: u64

A block holds the claims of one indicator and country that are stocks, or that are not, by last day: five
columns of i32, then the records, then the tails of the claims, behind their ends (i32). The columns are first
days, last days, the least first day from a claim on, ends of the records, marks (see `marks`); a day that is
not stated is 0. The index is a digest of the table of reliability that the tails show, the samples that they
are packed beside, and a list of (indicator, country, running, claims, offset, bytes, bytes before the tails).
The magic holds a digest of what shapes such a file, so that a file of another version is never taken for one
of this.

A release that differs little from the one before appends the blocks that changed and a new index.
"""

from __future__ import annotations

import os
import struct
import sys
import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from sql.totals.claims import LATE, Claim
from sql.totals.digest import layout_digest
from sql.totals.marks import Surroundings
from sql.totals.tails import Packing

RUNNING = frozenset({"flow", "cumulative"})
# In the column of least first days: none is stated.
NEVER = date.max.toordinal() + 1
_COLUMNS = 5

Key = tuple[str, str | None, bool]


class Block(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where the claims of one key lie."""

    indicator: str
    iso3: str | None
    running: bool
    claims: int
    offset: int
    bytes: int
    tails: int


class Index(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The blocks of a file, a digest of the table of reliability, and samples of the tails."""

    levels: str
    samples: bytes
    blocks: list[Block]


_claims = msgspec.msgpack.Decoder(list[Claim])
_index = msgspec.msgpack.Decoder(Index)


@cache
def magic() -> bytes:
    """What a file of this version begins with."""
    return b"HC4" + sys.byteorder[:1].encode() + bytes.fromhex(layout_digest()[:12])


def claims_path(release_file: Path) -> Path:
    """Where the claims of a release lie: beside it."""
    return release_file.with_suffix(".claims")


def is_stale(release_file: Path) -> bool:
    """True where the claims of the release are missing, or are not as this version reads them."""
    return laid(claims_path(release_file)) is None


def key_of(claim: Claim) -> Key:
    """The block that a claim lies in."""
    return claim.indicator, claim.iso3, claim.measure in RUNNING


def laid(path: Path | None) -> Laid | None:
    """The claims of a file; None where there is none, or it is of another version."""
    try:
        return Laid(path) if path is not None else None
    except (OSError, ValueError):
        return None


class Laid:
    """The claims of one release."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._file)
        self._size = os.fstat(self._file).st_size
        if os.pread(self._file, len(magic()), 0) != magic():
            raise ValueError(f"{path.name} is not a claims file of this version")
        (length,) = struct.unpack("<Q", os.pread(self._file, 8, self._size - 8))
        if length > self._size - 8 - len(magic()):
            raise ValueError(f"{path.name} is cut short")
        self.end: int = self._size - 8 - length
        self.path = path
        try:
            index = _index.decode(os.pread(self._file, length, self.end))
        except msgspec.DecodeError as error:
            raise ValueError(f"{path.name} is damaged ({error})") from None
        self.levels = index.levels
        self.packing = Packing(index.samples)
        self._blocks = {(block.indicator, block.iso3, block.running): block for block in index.blocks}
        self._kept: dict[int, memoryview] = {}
        self._held = 0
        self._countries: dict[tuple[str, bool], list[Key]] = {}
        for key in self._blocks:
            self._countries.setdefault((key[0], key[2]), []).append(key)

    def __len__(self) -> int:
        return sum(block.claims for block in self._blocks.values())

    @property
    def keys(self) -> list[Key]:
        """The blocks that there are."""
        return list(self._blocks)

    def every(self) -> Iterator[Claim]:
        """All claims, block by block."""
        for key in self._blocks:
            yield from self.read(key)

    def dead(self) -> float:
        """The share of the file that no block takes."""
        return 1.0 - sum(block.bytes for block in self._blocks.values()) / max(1, int(self.end))

    def of(self, key: Key) -> Block | None:
        return self._blocks.get(key)

    def raw(self, block: Block) -> bytes:
        return os.pread(self._file, block.bytes, block.offset)

    def find(
        self,
        indicator: str,
        countries: Sequence[str],
        first: date | None,
        last: date | None,
        *,
        running: bool = False,
        near: Surroundings | None = None,
        most: int | None = None,
    ) -> list[Claim]:
        """The claims of an indicator, those of some countries, that share a day with the window.

        With `running` no stocks and nothing unclear; with `near` few that are not there. A claim without days
        is in no window. TooManyError where there are more than `most` claims or blocks to look at.
        """
        blocks, every = 0, []
        for kind in (True,) if running else (True, False):
            keys: Iterable[Key] = self._countries.get((indicator, kind), ())
            if countries:
                keys = [(indicator, iso3, kind) for iso3 in dict.fromkeys(countries)]
            for key in keys:
                blocks += 1
                if most is not None and blocks > MOST_BLOCKS:
                    raise TooManyError
                found = self.read(key, first, last, near=near, most=most)
                if most is not None:
                    most -= len(found)
                every += found
        return every

    def read(
        self,
        key: Key,
        first: date | None = None,
        last: date | None = None,
        *,
        near: Surroundings | None = None,
        most: int | None = None,
    ) -> list[Claim]:
        """The claims of one block that share a day with the window."""
        block = self._blocks.get(key)
        if block is None:
            return []
        number = block.claims
        head = 4 * _COLUMNS * number
        if first is None and last is None and near is None:
            if most is not None and number > most:
                raise TooManyError
            raw = os.pread(self._file, block.tails - head, block.offset + head)
            return _decode(range(number), raw)
        columns = self._column(block.offset, head)
        low, high = 0, number
        if first is not None:
            low = bisect_left(columns, first.toordinal(), number, 2 * number) - number
        if last is None:
            found = list(range(low, number))
        else:
            latest = last.toordinal()
            # Behind this one every claim begins later.
            high = bisect_right(columns, latest, 2 * number + low, 3 * number) - 2 * number
            # A first day that is not stated passes only where no last day is asked for.
            found = [i for i, begin in enumerate(columns[low:high], low) if 0 < begin <= latest]
        if near is not None and found:
            found = near.among(found, columns[4 * number :])
        if not found:
            return []
        if most is not None and len(found) > most:
            raise TooManyError
        stops = 3 * number
        base = columns[stops + found[0] - 1] if found[0] else 0
        raw = os.pread(self._file, columns[stops + found[-1]] - base, block.offset + head + base)
        if len(found) == found[-1] - found[0] + 1:
            return _decode(found, raw)
        parts = []
        for i in found:
            parts.append(raw[(columns[stops + i - 1] if i else 0) - base : columns[stops + i] - base])
        return _decode(found, b"".join(parts))

    def _column(self, offset: int, length: int) -> memoryview:
        """So many bytes of the file as numbers; those of the blocks asked for so far stay at hand."""
        found = self._kept.get(offset)
        if found is None:
            found = memoryview(os.pread(self._file, length, offset)).cast("i")
            if self._held + length <= _MOST_HELD:
                self._kept[offset] = found
                self._held += length
        return found

    def tails(self, key: Key, seats: Sequence[int]) -> list[bytes]:
        """The tails of the claims of one block that have these seats."""
        block = self._blocks[key]
        start = block.offset + block.tails
        stops = self._column(start, 4 * block.claims)
        start += 4 * block.claims
        unpack = self.packing.unpacker()
        low, high = min(seats), max(seats)
        base = stops[low - 1] if low else 0
        if stops[high] - base <= _TOGETHER:
            raw = os.pread(self._file, stops[high] - base, start + base)
            return [unpack(raw[(stops[i - 1] if i else 0) - base : stops[i] - base]) for i in seats]
        found = []
        for i in seats:
            base = stops[i - 1] if i else 0
            found.append(unpack(os.pread(self._file, stops[i] - base, start + base)))
        return found


# So many bytes of tails are read at once where no more lie between the first and the last of them.
_TOGETHER = 30_000
# Bytes of columns that stay at hand.
_MOST_HELD = 6_000_000
# As many blocks as an answer may look at that is to be given at once.
MOST_BLOCKS = 24


class TooManyError(Exception):
    """There is more to look at than was allowed."""


def _decode(seats: Sequence[int], records: bytes) -> list[Claim]:
    claims = _claims.decode(b"\xdd" + struct.pack(">I", len(seats)) + records)
    for seat, claim in zip(seats, claims, strict=True):
        claim.seat = seat
        published = claim.published
        # As `order_of`, without a call for each.
        claim.order = (
            published if published is not None else LATE, claim.document_id, claim.start, "", claim.fact_id
        )  # fmt: skip
    return claims
