"""A file of facts already encoded as JSON, found by id without a query.

    HUMFACT3 │ blobs … │ keys: n × u64, sorted │ starts │ middles │ ends: n × u64 each │ n: u64

A blob is the fact, and from its middle on what only the single fact shows: its provenance and its relations.

A key is the start of the id's BLAKE2b hash; the blob begins with the id itself, which settles a collision.
The
file is written once beside its release, mapped into memory, and shared by all workers through the page cache.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from sql.export.columns import STORED
from sql.export.shapes import Fact, encode, fact_of
from sql.store import load_query

MAGIC = b"HUMFACT3"
_COLUMNS = 4
_BATCH = 2_000
_PUBLICATION = ("title", "publisher", "url", "published_at", "licence", "source")
_RELATION = ("fact_id", "relation", "other_id", "rule", "because", "origin")


def lookup_path(release_file: Path) -> Path:
    """Where the lookup file of a release lies: beside it."""
    return release_file.with_suffix(".facts")


def stored_rows(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Every row of the view `facts`, in the order of the release."""
    names = ", ".join(f'"{name}"' for name in STORED)
    cursor = connection.execute(f"SELECT {names} FROM facts")
    while batch := cursor.fetchmany(_BATCH):
        for row in batch:
            yield dict(zip(STORED, row, strict=True))


def write_lookup(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The number of facts written to `path`, which holds all of them or is as it was before."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    places: list[tuple[int, int, int, int]] = []
    more = _Details(connection)
    try:
        with draft.open("wb") as file:
            offset = file.write(MAGIC)
            for row in stored_rows(connection):
                fact = fact_of(row)
                blob, tail = encode(fact), more.of(fact, row)
                middle = offset + len(blob)
                places.append((_key(fact.fact_id), offset, middle, middle + len(tail)))
                offset += file.write(blob) + file.write(tail)
            places.sort()
            file.write(b"\0" * (-offset % 8))
            for part in range(_COLUMNS):
                column = array("Q", (place[part] for place in places))
                if sys.byteorder == "big":
                    column.byteswap()
                file.write(column.tobytes())
            file.write(struct.pack("<Q", len(places)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return len(places)


def _key(fact_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(fact_id.encode(), digest_size=8).digest(), "big")


class Lookup:
    """The facts of one release by id, as JSON bytes."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        view = memoryview(self._map)
        if bytes(view[: len(MAGIC)]) != MAGIC:
            raise ValueError(f"{path.name} is not a lookup file of this version")
        (count,) = struct.unpack("<Q", view[-8:])
        width = 8 * count
        end = len(view) - 8
        if end - _COLUMNS * width < len(MAGIC):
            raise ValueError(f"{path.name} is cut short")
        begin = end - _COLUMNS * width
        self._keys, self._starts, self._middles, self._ends = (
            view[begin + part * width : begin + (part + 1) * width].cast("Q") for part in range(_COLUMNS)
        )

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, fact_id: str) -> bytes | None:
        """The fact as a JSON object, or None where the release has none of this id."""
        index = self._index(fact_id)
        return None if index is None else self._map[self._starts[index] : self._middles[index]]

    def get_whole(self, fact_id: str) -> tuple[bytes, bytes] | None:
        """The fact, and its provenance and relations as a second JSON object."""
        index = self._index(fact_id)
        if index is None:
            return None
        middle = self._middles[index]
        return self._map[self._starts[index] : middle], self._map[middle : self._ends[index]]

    def _index(self, fact_id: str) -> int | None:
        key = _key(fact_id)
        index = bisect_left(self._keys, key)
        opening = b'{"fact_id":' + encode(fact_id)
        while index < len(self._keys) and self._keys[index] == key:
            start = self._starts[index]
            if self._map[start : start + len(opening)] == opening:
                return index
            index += 1
        return None


class _Details:
    """What stands with a single fact beyond its own row."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._publications: dict[str, list[dict[str, Any]]] = {}
        for name, *values in connection.execute(load_query("export/publications")).fetchall():
            self._publications.setdefault(name, []).append(dict(zip(_PUBLICATION, values, strict=True)))
        self._relations: dict[str, list[dict[str, Any]]] = {}
        for row in connection.execute(load_query("export/relations")).fetchall():
            relation = dict(zip(_RELATION, row, strict=True))
            for name in {relation["fact_id"], relation["other_id"]}:
                self._relations.setdefault(name, []).append(relation)
        self._runs: dict[str, int] = dict(connection.execute(load_query("export/runs")).fetchall())

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
