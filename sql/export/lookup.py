"""A file of facts already encoded as JSON, found by id without a query.

    magic │ blobs … │ keys: n × u64, sorted │ starts │ middles │ ends: n × u64 each │ base: u64 │ n: u64

A blob, packed with Zstandard, is the fact, and from its middle on what only the single fact shows: its
provenance and its relations; middles count in unpacked bytes. Facts are much alike, so all are packed beside
the samples of lookup_samples.jsonl, whose digest is part of the magic: a fifth of their size, and 10 µs each.
A key is the start of the id's BLAKE2b hash; the blob begins with the id itself, which settles a collision.
Offsets below `base` lie in a second file beside it: the blobs of an earlier release, shared by a hard link,
so that a release which differs little from the one before does not write them all again.

The file is written once beside its release and shared by all workers through the page cache.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import sys
import threading
import weakref
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import zstandard

from sql.export.columns import STORED
from sql.export.shapes import Fact, encode, fact_of
from sql.store import load_query

_SAMPLES = (files("sql") / "export" / "lookup_samples.jsonl").read_bytes()
MAGIC = b"HF5" + hashlib.blake2b(_SAMPLES, digest_size=5).digest()
_LEVEL = 3
_COLUMNS = 4
_BATCH = 2_000
# Blobs of its own that a file may have, as a share of those it has in common with earlier ones.
_OWN_SHARE = 0.25
_PUBLICATION = ("title", "publisher", "url", "published_at", "licence", "source")
_RELATION = ("fact_id", "relation", "other_id", "rule", "because", "origin")

_Place = tuple[int, int, int, int]


def lookup_path(release_file: Path) -> Path:
    """Where the lookup file of a release lies: beside it."""
    return release_file.with_suffix(".facts")


def base_path(path: Path) -> Path:
    """Where the blobs lie that a lookup file shares with an earlier one."""
    return path.with_suffix(".base.facts")


def stored_rows(
    connection: duckdb.DuckDBPyConnection, fact_ids: Collection[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Every row of the view `facts`, or those that are named."""
    names = ", ".join(f'"{name}"' for name in STORED)
    if fact_ids is None:
        cursor = connection.execute(f"SELECT {names} FROM facts")
    else:
        named = "fact_id IN (SELECT unnest(from_json(?, '[\"VARCHAR\"]')))"
        cursor = connection.execute(f"SELECT {names} FROM facts WHERE {named}", [_listed(fact_ids)])
    while batch := cursor.fetchmany(_BATCH):
        for row in batch:
            yield dict(zip(STORED, row, strict=True))


def write_lookup(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The number of facts written to `path`, which holds all of them or is as it was before."""
    places: list[_Place] = []
    return _write(path, connection, None, places, 0)


def renew_lookup(
    connection: duckdb.DuckDBPyConnection, path: Path, earlier: Path, stale: Collection[str]
) -> int:
    """As write_lookup, with every fact that is not in `stale` as the earlier file has it."""
    try:
        before = Lookup(earlier)
    except (OSError, ValueError):
        return write_lookup(connection, path)
    old = {_key(fact_id) for fact_id in stale}
    kept = [place for place in before.places() if place[0] not in old]
    base = base_path(path)
    base.unlink(missing_ok=True)
    try:
        if before.base:
            os.link(base_path(earlier), base)
            limit = before.base
            own = before.own(kept)
        else:
            os.link(earlier, base)
            limit = max((end for *_, end in before.places()), default=len(MAGIC))
            own = b""
    except OSError:
        # A file system without hard links.
        return write_lookup(connection, path)
    if len(own) > _OWN_SHARE * limit:
        base.unlink()
        return write_lookup(connection, path)
    places: list[_Place] = []
    offset = limit + len(MAGIC)
    for key, start, middle, end in kept:
        if start >= limit:
            places.append((key, offset, offset + middle - start, offset + end - start))
            offset += end - start
        else:
            places.append((key, start, middle, end))
    return _write(path, connection, stale, places, limit, own)


def _write(
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    wanted: Collection[str] | None,
    places: list[_Place],
    base: int,
    own: bytes = b"",
) -> int:
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    more = _Details(connection, wanted)
    packer = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_samples())
    try:
        with draft.open("wb") as file:
            offset = base + file.write(MAGIC) + file.write(own)
            for row in stored_rows(connection, wanted):
                fact = fact_of(row)
                blob, tail = encode(fact), more.of(fact, row)
                packed = packer.compress(blob + tail)
                end = offset + file.write(packed)
                places.append((_key(fact.fact_id), offset, offset + len(blob), end))
                offset = end
            places.sort()
            file.write(b"\0" * (-file.tell() % 8))
            for part in range(_COLUMNS):
                column = array("Q", (place[part] for place in places))
                if sys.byteorder == "big":
                    column.byteswap()
                file.write(column.tobytes())
            file.write(struct.pack("<QQ", base, len(places)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return len(places)


def _key(fact_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(fact_id.encode(), digest_size=8).digest(), "big")


def _listed(names: Collection[str]) -> str:
    return msgspec.json.encode(sorted(names)).decode()


class Lookup:
    """The facts of one release by id, as JSON bytes."""

    def __init__(self, path: Path) -> None:
        self._map = _mapped(path)
        view = memoryview(self._map)
        if bytes(view[: len(MAGIC)]) != MAGIC:
            raise ValueError(f"{path.name} is not a lookup file of this version")
        self.base, count = struct.unpack("<QQ", view[-16:])
        width = 8 * count
        end = len(view) - 16
        begin = end - _COLUMNS * width
        if begin < len(MAGIC):
            raise ValueError(f"{path.name} is cut short")
        self._keys, self._starts, self._middles, self._ends = (
            view[begin + part * width : begin + (part + 1) * width].cast("Q") for part in range(_COLUMNS)
        )
        # Blobs are read, not mapped: what was looked up once does not count as memory of every worker.
        self._file = _opened(self, path)
        self._shared = _opened(self, base_path(path)) if self.base else self._file
        if self.base and base_path(path).stat().st_size < self.base:
            raise ValueError(f"{base_path(path).name} is cut short")

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, fact_id: str) -> bytes | None:
        """The fact as a JSON object, or None where the release has none of this id."""
        found = self._find(fact_id)
        return None if found is None else found[1][: self._length(found[0])]

    def at(self, index: int) -> bytes:
        """The fact at a position in the order of the keys."""
        return self._unpacked(index)[: self._length(index)]

    def many(self, indexes: Sequence[int]) -> list[bytes]:
        """The facts at these positions; as `at`, with less work for each."""
        starts, middles, ends, base = self._starts, self._middles, self._ends, self.base
        own, shared, read, unpack = self._file, self._shared, os.pread, _unpacker().decompress
        found = []
        for index in indexes:
            start = starts[index]
            size = ends[index] - start
            packed = read(shared, size, start) if start < base else read(own, size, start - base)
            found.append(unpack(packed)[: middles[index] - start])
        return found

    def position(self, fact_id: str) -> int:
        """Where the key of a fact lies; only for ids that the release has."""
        return bisect_left(self._keys, _key(fact_id))

    def get_whole(self, fact_id: str) -> tuple[bytes, bytes] | None:
        """The fact, and its provenance and relations as a second JSON object."""
        found = self._find(fact_id)
        if found is None:
            return None
        index, blob = found
        return blob[: self._length(index)], blob[self._length(index) :]

    def places(self) -> Sequence[_Place]:
        """Key, start, middle and end of every fact, sorted."""
        return list(zip(self._keys, self._starts, self._middles, self._ends, strict=True))

    def own(self, places: Sequence[_Place]) -> bytes:
        """The blobs of these places that are not shared with an earlier file, one after the other."""
        return b"".join(self._slice(start, end) for _, start, _, end in places if start >= self.base)

    def _slice(self, start: int, end: int) -> bytes:
        if start < self.base:
            return os.pread(self._shared, end - start, start)
        return os.pread(self._file, end - start, start - self.base)

    def _length(self, index: int) -> int:
        return self._middles[index] - self._starts[index]

    def _unpacked(self, index: int) -> bytes:
        return _unpacker().decompress(self._slice(self._starts[index], self._ends[index]))

    def _find(self, fact_id: str) -> tuple[int, bytes] | None:
        key = _key(fact_id)
        index = bisect_left(self._keys, key)
        opening = b'{"fact_id":' + encode(fact_id)
        while index < len(self._keys) and self._keys[index] == key:
            blob = self._unpacked(index)
            if blob.startswith(opening):
                return index, blob
            index += 1
        return None


@cache
def _samples() -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(_SAMPLES, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


_threads = threading.local()


def _unpacker() -> zstandard.ZstdDecompressor:
    # One for each thread: it may not be used by two at once.
    found: zstandard.ZstdDecompressor | None = getattr(_threads, "unpacker", None)
    if found is None:
        found = _threads.unpacker = zstandard.ZstdDecompressor(dict_data=_samples())
    return found


def _opened(owner: Lookup, path: Path) -> int:
    found = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    weakref.finalize(owner, os.close, found)
    return found


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class _Details:
    """What stands with a single fact beyond its own row."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, wanted: Collection[str] | None) -> None:
        listed = None if wanted is None else _listed(wanted)
        self._publications: dict[str, list[dict[str, Any]]] = {}
        for name, *values in connection.execute(
            load_query("export/publications"), {"fact_ids": listed}
        ).fetchall():
            self._publications.setdefault(name, []).append(dict(zip(_PUBLICATION, values, strict=True)))
        self._relations: dict[str, list[dict[str, Any]]] = {}
        for row in connection.execute(load_query("export/relations"), {"fact_ids": listed}).fetchall():
            relation = dict(zip(_RELATION, row, strict=True))
            for name in {relation["fact_id"], relation["other_id"]}:
                self._relations.setdefault(name, []).append(relation)
        runs = connection.execute(load_query("export/runs"), {"fact_ids": listed})
        self._runs: dict[str, int] = dict(runs.fetchall())

    def of(self, fact: Fact, row: dict[str, Any]) -> bytes:
        provenance = {
            "document": fact.document,
            "publications": self._publications.get(fact.document_id, []),
            "selector": fact.selector,
            "extractor": fact.extractor,
            "rules": fact.rules,
            "run_from": self._runs.get(fact.fact_id),
            "source_url": row["source_url"],
            "retrieved_at": row["retrieved_at"],
            "response_sha256": row["response_sha256"],
            "json_pointer": row["json_pointer"],
            "linked_data": f"/v1/facts/{fact.fact_id}/provenance",
        }
        return encode({"provenance": provenance, "relations": self._relations.get(fact.fact_id, [])})
