"""Whole tables of a release as files: Parquet and Arrow by DuckDB and polars, text formats row by row.

`python -m sql.export.bulk RELEASE FILE` writes the figures in the format of the file's ending; a server
runs it
as a process of its own, so that a large release never counts against its memory.
"""

from __future__ import annotations

import csv
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from sql.export.columns import FACT_COLUMNS, STORED
from sql.export.shapes import encode
from sql.export.tables import Column, Table, cell, records
from sql.store import load_query

FORMATS = ("parquet", "csv", "hxl", "arrow", "geojson")
_BATCH = 5_000
# A release that was renewed is no longer sorted throughout.
ORDER = "ORDER BY iso3 NULLS LAST, indicator, period_start NULLS LAST, fact_id"


def facts_query() -> str:
    """Every figure with the columns of FACT_COLUMNS, in an order that follows from the figures."""
    names = ", ".join(f'"{name}"' for name in STORED)
    return f"SELECT {names}, {load_query('export/citation')} AS citation FROM facts {ORDER}"


def write_table(
    connection: duckdb.DuckDBPyConnection, query: str, columns: Sequence[Column], path: Path, form: str
) -> None:
    """`path` holds the rows of `query` in this format, or is as it was before.

    `connection` may write files where the format is Parquet or Arrow.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if form == "parquet":
            _copy(connection, query, draft)
        elif form == "arrow":
            _arrow(connection, query, draft)
        elif form == "geojson":
            _geojson(connection, query, columns, draft)
        else:
            _csv(connection, query, columns, draft, hxl=form == "hxl")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    target = str(path).replace("'", "''")
    connection.execute(
        f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"
    )


def _arrow(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    import polars as pl

    # By way of Parquet: polars reads it without a further library, and in pieces.
    between = path.with_suffix(".parquet")
    try:
        _copy(connection, query, between)
        pl.read_parquet(between, low_memory=True).write_ipc(
            path, compression="uncompressed", compat_level=pl.CompatLevel.oldest()
        )
    finally:
        between.unlink(missing_ok=True)


def _batches(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[list[tuple[Any, ...]]]:
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(_BATCH):
        yield rows


def _csv(
    connection: duckdb.DuckDBPyConnection, query: str, columns: Sequence[Column], path: Path, *, hxl: bool
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([column.name for column in columns])
        if hxl:
            writer.writerow([column.hxl for column in columns])
        for rows in _batches(connection, query):
            writer.writerows([cell(value) for value in row] for row in rows)


def _geojson(
    connection: duckdb.DuckDBPyConnection, query: str, columns: Sequence[Column], path: Path
) -> None:
    first = True
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[\n')
        for rows in _batches(connection, query):
            for record in records(Table(columns, rows)):
                lat, lon = record.pop("lat", None), record.pop("lon", None)
                point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
                feature = {
                    "type": "Feature",
                    "id": record.get("fact_id"),
                    "geometry": point,
                    "properties": record,
                }
                file.write((b"" if first else b",\n") + encode(feature))
                first = False
        file.write(b"\n]}\n")


def open_for_export(release: Path) -> duckdb.DuckDBPyConnection:
    """A connection that reads the release and may write files."""
    connection = duckdb.connect(
        str(release),
        read_only=True,
        config={"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False},
    )
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def write_facts(release: Path, path: Path, form: str | None = None) -> None:
    """`path` holds every figure of the release, in the format of its ending."""
    with open_for_export(release) as connection:
        write_table(connection, facts_query(), FACT_COLUMNS, path, form or path.suffix.lstrip("."))


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    write_facts(Path(sys.argv[1]), Path(sys.argv[2]))
