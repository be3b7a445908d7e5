"""The claims of a release in a file beside it, found by indicator, country and days without a query.

    magic │ blocks … │ index │ length of the index: u64

A block holds the claims of one indicator and country that are stocks, or that are not, by last day: three
columns of i32 (first days, last days, ends of the records; a day that is not stated is 0), then the records.
The index is a list of (indicator, country, running, claims, offset, bytes). The magic holds a digest of the
rules that claims are made with, so that a file of another version is never taken for one of this.

A release that differs little from the one before appends the blocks that changed and a new index.
"""

from __future__ import annotations

import os
import shutil
import struct
import sys
import weakref
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import BinaryIO

import msgspec

from sql.totals.claims import NOWHERE, Claim, order_of
from sql.totals.digest import rules_digest

RUNNING = frozenset({"flow", "cumulative"})
# Blocks that nothing names any more, as a share of the file.
_DEAD_SHARE = 0.5

Key = tuple[str, str | None, bool]


class _Block(msgspec.Struct, frozen=True, array_like=True, gc=False):
    indicator: str
    iso3: str | None
    running: bool
    claims: int
    offset: int
    bytes: int


_encode = msgspec.msgpack.Encoder().encode
_claims = msgspec.msgpack.Decoder(list[Claim])
_index = msgspec.msgpack.Decoder(list[_Block])


@cache
def magic() -> bytes:
    """What a file of this version begins with."""
    return b"HC1" + sys.byteorder[:1].encode() + bytes.fromhex(rules_digest()[:12])


def claims_path(release_file: Path) -> Path:
    """Where the claims of a release lie: beside it."""
    return release_file.with_suffix(".claims")


def key_of(claim: Claim) -> Key:
    """The block that a claim lies in."""
    return claim.indicator, claim.iso3, claim.measure in RUNNING


def write_claims(
    path: Path, claims: Iterable[Claim], kept: Collection[Key] = (), earlier: Laid | None = None
) -> None:
    """These claims are in the file, and those of some blocks of an earlier one; else it is as before."""
    members: dict[Key, list[Claim]] = {}
    for claim in claims:
        members.setdefault(key_of(claim), []).append(claim)
    with _Draft(path) as draft:
        draft.begin(None)
        for key in sorted(kept, key=str):
            if earlier is not None:
                draft.keep(key, earlier)
        for key in sorted(members, key=str):
            draft.add(key, members[key])


def renew_claims(
    path: Path, earlier: Laid, gone: Collection[str], keys: Iterable[Key], fresh: Iterable[Claim]
) -> None:
    """The file has the claims of the earlier one without those `gone`, and the `fresh` ones.

    `keys` are the blocks that can hold any that are gone.
    """
    members: dict[Key, list[Claim]] = {key: [] for key in keys}
    for claim in fresh:
        members.setdefault(key_of(claim), []).append(claim)
    with _Draft(path) as draft:
        draft.begin(earlier if earlier.dead() <= _DEAD_SHARE else None)
        for key in earlier.keys:
            if key not in members:
                draft.keep(key, earlier)
        for key in sorted(members, key=str):
            kept = [claim for claim in earlier.read(key) if claim.fact_id not in gone]
            if kept or members[key]:
                draft.add(key, kept + members[key])


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
            blocks = _index.decode(os.pread(self._file, length, self.end))
        except msgspec.DecodeError as error:
            raise ValueError(f"{path.name} is damaged ({error})") from None
        self._blocks = {(block.indicator, block.iso3, block.running): block for block in blocks}
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

    def of(self, key: Key) -> _Block | None:
        return self._blocks.get(key)

    def raw(self, block: _Block) -> bytes:
        return os.pread(self._file, block.bytes, block.offset)

    def find(
        self,
        indicator: str,
        countries: Sequence[str],
        first: date | None,
        last: date | None,
        *,
        running: bool = False,
    ) -> Iterator[Claim]:
        """The claims of an indicator, those of some countries, that share a day with the window.

        With `running` no stocks and nothing unclear. A claim without days is in no window.
        """
        for kind in (True,) if running else (True, False):
            keys = self._countries.get((indicator, kind), ())
            for key in [(indicator, iso3, kind) for iso3 in dict.fromkeys(countries)] if countries else keys:
                yield from self.read(key, first, last)

    def read(self, key: Key, first: date | None = None, last: date | None = None) -> list[Claim]:
        """The claims of one block that share a day with the window."""
        block = self._blocks.get(key)
        if block is None:
            return []
        number = block.claims
        head = 12 * number
        if first is None and last is None:
            raw = self.raw(block)
            return _decode(number, raw[head:])
        columns = memoryview(os.pread(self._file, head, block.offset)).cast("i")
        begins, ends, stops = columns[:number], columns[number : 2 * number], columns[2 * number :]
        low = bisect_left(ends, first.toordinal()) if first is not None else 0
        latest = last.toordinal() if last is not None else date.max.toordinal()
        # A first day that is not stated passes only where no last day is asked for.
        least = 1 if last is not None else 0
        found = [i for i, begin in enumerate(begins[low:], low) if least <= begin <= latest]
        if not found:
            return []
        base = stops[found[0] - 1] if found[0] else 0
        raw = os.pread(self._file, stops[found[-1]] - base, block.offset + head + base)
        if len(found) == found[-1] - found[0] + 1:
            return _decode(len(found), raw)
        parts = [raw[(stops[i - 1] if i else 0) - base : stops[i] - base] for i in found]
        return _decode(len(found), b"".join(parts))


def _decode(number: int, records: bytes) -> list[Claim]:
    claims = _claims.decode(b"\xdd" + struct.pack(">I", number) + records)
    for claim in claims:
        claim.order = order_of(claim)
    return claims


class _Draft:
    """A file on its way, in its place once everything went well."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._blocks: list[_Block] = []
        self._same: Path | None = None
        self._file: BinaryIO

    def __enter__(self) -> _Draft:
        return self

    def begin(self, earlier: Laid | None) -> None:
        """The blocks of the earlier file are there already, or none."""
        if earlier is None:
            self._file = self._name.open("wb")
            self._file.write(magic())
        else:
            shutil.copyfile(earlier.path, self._name)
            self._file = self._name.open("r+b")
            self._file.truncate(earlier.end)
            self._file.seek(earlier.end)
            self._same = earlier.path

    def keep(self, key: Key, earlier: Laid) -> None:
        """The block is as the earlier file has it."""
        block = earlier.of(key)
        assert block is not None
        if self._same is None:
            offset = self._file.tell()
            self._file.write(earlier.raw(block))
            block = msgspec.structs.replace(block, offset=offset)
        self._blocks.append(block)

    def add(self, key: Key, claims: Iterable[Claim]) -> None:
        """The block holds these claims."""
        members = sorted(claims, key=lambda claim: (claim.ends or 0, order_of(claim)))
        stops, records = array("i"), bytearray()
        for claim in members:
            said = (claim.revises, claim.separate, claim.former)
            plain = msgspec.structs.replace(claim, said=said, quote=None, span=None, order=NOWHERE)
            records += _encode(plain)
            stops.append(len(records))
        begins = array("i", (claim.begins or 0 for claim in members))
        ends = array("i", (claim.ends or 0 for claim in members))
        offset = self._file.tell()
        written = sum(
            self._file.write(part) for part in (begins.tobytes(), ends.tobytes(), stops.tobytes(), records)
        )
        self._blocks.append(_Block(*key, len(members), offset, written))

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                index = _encode(self._blocks)
                self._file.write(index + struct.pack("<Q", len(index)))
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                self._name.replace(self._path)
            else:
                self._file.close()
        finally:
            self._name.unlink(missing_ok=True)
