"""Rows with named, typed columns, and every format they can be written in.

CSV joins lists by `|`, writes dates as ISO and numbers plainly, and keeps spreadsheets from reading text as a
formula; HXL is the same with a row of hashtags; Parquet and Arrow keep lists, dates and exact decimals.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sql.export.shapes import encode, plain_number

KINDS = ("text", "integer", "decimal", "number", "boolean", "date", "instant", "texts", "json")


class Column(NamedTuple):
    """A column of a table: what it is called, which kind of value it holds, its HXL hashtag, what it
    means.
    """

    name: str
    kind: str
    hxl: str = ""
    about: str = ""


class Table(NamedTuple):
    """Columns, and rows in their order."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


def records(table: Table) -> Iterable[dict[str, Any]]:
    """Each row as a mapping of column names, numbers plain."""
    names = [column.name for column in table.columns]
    for row in table.rows:
        yield {
            name: plain_number(value) if isinstance(value, Decimal) else value
            for name, value in zip(names, row, strict=True)
        }


def to_ndjson(table: Table) -> bytes:
    """One JSON object a line."""
    return b"".join(encode(record) + b"\n" for record in records(table))


def cell(value: Any) -> str:
    """A value as CSV text; a text that a spreadsheet would run is preceded by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{plain_number(value):f}"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        if all(isinstance(item, str) for item in value):
            return _inert("|".join(value))
        return _inert(encode(list(value)).decode())
    if isinstance(value, dict):
        return _inert(encode(value).decode())
    return _inert(str(value))


def _inert(text: str) -> str:
    # Spreadsheets run cells that begin with these, also after white space; see the OWASP page on CSV
    # injection.
    if text[:1] in "\t\r\n" or text.lstrip(" \u00a0\u200b\u200e\u200f\ufeff")[:1] in tuple("=+-@＝＋－＠"):
        return "'" + text if text else text
    return text


def to_csv(table: Table, *, bom: bool = False, hxl: bool = False) -> bytes:
    """RFC 4180 text in UTF-8, with a hashtag row under the header when `hxl`."""
    out = io.StringIO()
    if bom:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = table.columns
    # A query names its columns as it likes.
    writer.writerow([_inert(column.name) for column in columns])
    if hxl:
        writer.writerow([column.hxl for column in columns])
    for row in table.rows:
        writer.writerow([cell(value) for value in row])
    return out.getvalue().encode()


def to_geojson(table: Table, *, lat: str = "lat", lon: str = "lon") -> bytes:
    """A FeatureCollection (RFC 7946); a row without coordinates is a feature with a null geometry."""
    features = []
    for record in records(table):
        y, x = record.pop(lat, None), record.pop(lon, None)
        geometry = None if x is None or y is None else {"type": "Point", "coordinates": [x, y]}
        feature: dict[str, Any] = {"type": "Feature", "geometry": geometry, "properties": record}
        if "fact_id" in record:
            feature["id"] = record["fact_id"]
        features.append(feature)
    return encode({"type": "FeatureCollection", "features": features})


def to_frame(table: Table) -> Any:
    """A polars frame with exact types: decimals stay decimals, lists stay lists."""
    # Loaded late: a worker that only speaks JSON never pays for it.
    import polars as pl

    kinds: dict[str, Any] = {
        "text": pl.String,
        "integer": pl.Int64,
        "decimal": pl.Decimal(24, 6),
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "date": pl.Date,
        "instant": pl.Datetime("us", "UTC"),
        "texts": pl.List(pl.String),
        "json": pl.String,
    }
    data = {}
    for index, column in enumerate(table.columns):
        values = [row[index] for row in table.rows]
        if column.kind == "date":
            values = [value.date() if isinstance(value, datetime) else value for value in values]
        elif column.kind == "json":
            values = [None if value is None else encode(value).decode() for value in values]
        elif column.kind == "text":
            values = [None if value is None else str(value) for value in values]
        elif column.kind == "decimal":
            values = [None if value is None else Decimal(value) for value in values]
        data[column.name] = pl.Series(column.name, values, dtype=kinds[column.kind], strict=False)
    return pl.DataFrame(data)


def to_parquet(table: Table) -> bytes:
    """A Parquet file, zstd inside."""
    out = io.BytesIO()
    to_frame(table).write_parquet(out, compression="zstd")
    return out.getvalue()


def to_arrow(table: Table) -> bytes:
    """An Arrow IPC stream."""
    import polars as pl

    out = io.BytesIO()
    to_frame(table).write_ipc_stream(out, compression="uncompressed", compat_level=pl.CompatLevel.oldest())
    return out.getvalue()
