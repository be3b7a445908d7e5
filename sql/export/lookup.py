"""A file of facts already encoded as JSON, found by id without a query.

    HUMFACT1 │ blobs … │ keys: n × u64, sorted │ starts: n × u64 │ ends: n × u64 │ n: u64

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
from sql.export.shapes import encode, fact_of

MAGIC = b"HUMFACT2"
_BATCH = 2_000


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
    places: list[tuple[int, int, int]] = []
    try:
        with draft.open("wb") as file:
            offset = file.write(MAGIC)
            for row in stored_rows(connection):
                blob = encode(fact_of(row))
                places.append((_key(row["fact_id"]), offset, offset + len(blob)))
                offset += file.write(blob)
            places.sort()
            file.write(b"\0" * (-offset % 8))
            for part in range(3):
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
        if end - 3 * width < len(MAGIC):
            raise ValueError(f"{path.name} is cut short")
        self._keys = view[end - 3 * width : end - 2 * width].cast("Q")
        self._starts = view[end - 2 * width : end - width].cast("Q")
        self._ends = view[end - width : end].cast("Q")

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, fact_id: str) -> bytes | None:
        """The fact as a JSON object, or None where the release has none of this id."""
        key = _key(fact_id)
        index = bisect_left(self._keys, key)
        opening = b'{"fact_id":' + encode(fact_id)
        while index < len(self._keys) and self._keys[index] == key:
            blob = self._map[self._starts[index] : self._ends[index]]
            if blob.startswith(opening):
                return blob
            index += 1
        return None
