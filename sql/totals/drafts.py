"""Writes the claims of a release: a file as `layout` reads it, whole or not at all."""

from __future__ import annotations

import os
import shutil
import struct
from array import array
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

import msgspec

from sql.totals.claims import NOWHERE, Claim, order_of
from sql.totals.evidence import Details
from sql.totals.layout import NEVER, Block, Index, Key, Laid, key_of, magic
from sql.totals.marks import mark_of
from sql.totals.sources import Reliability
from sql.totals.tails import Packing, levels_digest, samples_of, tails_of

# Blocks that nothing names any more, as a share of the file.
_DEAD_SHARE = 0.5
_encode = msgspec.msgpack.Encoder().encode


def write_claims(
    path: Path,
    claims: Iterable[Claim],
    details: Details,
    reliability: Reliability | None = None,
    *,
    kept: Collection[Key] = (),
    earlier: Laid | None = None,
) -> None:
    """These claims are in the file, and those of some blocks of an earlier one; else it is as before."""
    members: dict[Key, list[Claim]] = {}
    for claim in claims:
        members.setdefault(key_of(claim), []).append(claim)
    if earlier is None:
        every = [claim for key in sorted(members, key=str) for claim in members[key]]
        packing = Packing(samples_of(every, details, reliability))
    else:
        packing = earlier.packing
    with _Draft(path, levels_digest(reliability), packing) as draft:
        draft.begin(None)
        for key in sorted(kept, key=str):
            if earlier is not None:
                draft.keep(key, earlier)
        for key in sorted(members, key=str):
            draft.add(key, members[key], tails_of(members[key], details, reliability))


def renew_claims(
    path: Path,
    earlier: Laid,
    gone: Collection[str],
    keys: Iterable[Key],
    fresh: Iterable[Claim],
    details: Details,
    reliability: Reliability | None = None,
) -> None:
    """The file has the claims of the earlier one without those `gone`, and the `fresh` ones.

    `keys` are the blocks that can hold any that are gone.
    """
    members: dict[Key, list[Claim]] = {key: [] for key in keys}
    for claim in fresh:
        members.setdefault(key_of(claim), []).append(claim)
    with _Draft(path, earlier.levels, earlier.packing) as draft:
        draft.begin(earlier if earlier.dead() <= _DEAD_SHARE else None)
        for key in earlier.keys:
            if key not in members:
                draft.keep(key, earlier)
        for key in sorted(members, key=str):
            kept = [claim for claim in earlier.read(key) if claim.fact_id not in gone]
            if kept or members[key]:
                tails = earlier.tails(key, [claim.seat for claim in kept]) if kept else []
                draft.add(key, kept + members[key], tails + tails_of(members[key], details, reliability))


def record_of(claim: Claim) -> list[object]:
    """The fields of the claim, without those at the end that are as nearly all claims have them."""
    told = (claim.revises, claim.separate, claim.former)
    said = told if any(told) else None
    plain = msgspec.structs.replace(claim, said=said, quote=None, span=None, order=NOWHERE, seat=-1)
    values = list(msgspec.structs.astuple(plain))
    while values[-1] == _DEFAULTS[len(values) - 1]:
        values.pop()
    return values


_DEFAULTS = [field.default for field in msgspec.structs.fields(Claim)]


class _Draft:
    """A file on its way, in its place once everything went well."""

    def __init__(self, path: Path, levels: str, packing: Packing) -> None:
        self._path = path
        self._levels = levels
        self._packing = packing
        self._name = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._blocks: list[Block] = []
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

    def add(self, key: Key, claims: Sequence[Claim], tails: Sequence[bytes]) -> None:
        """The block holds these claims."""
        order = sorted(range(len(claims)), key=lambda i: (claims[i].ends or 0, order_of(claims[i])))
        members = [claims[i] for i in order]
        stops, records = array("i"), bytearray()
        for claim in members:
            records += _encode(record_of(claim))
            stops.append(len(records))
        begins = array("i", (claim.begins or 0 for claim in members))
        ends = array("i", (claim.ends or 0 for claim in members))
        least = array("i", accumulate((begin or NEVER for begin in reversed(begins)), min))
        least.reverse()
        packed = self._packing.pack([tails[i] for i in order])
        marks = array("i", map(mark_of, members))
        before = [column.tobytes() for column in (begins, ends, least, stops, marks)] + [bytes(records)]
        behind = [array("i", accumulate(map(len, packed))).tobytes(), *packed]
        offset = self._file.tell()
        head = sum(map(self._file.write, before))
        written = head + sum(map(self._file.write, behind))
        self._blocks.append(Block(*key, len(members), offset, written, head))

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            if kind is None:
                index = _encode(Index(self._levels, self._packing.samples, self._blocks))
                self._file.write(index + struct.pack("<Q", len(index)))
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                self._name.replace(self._path)
            else:
                self._file.close()
        finally:
            self._name.unlink(missing_ok=True)
