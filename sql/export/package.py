"""A release as a Frictionless data package: tables, their schemas and meanings, checksums and licences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from sql.export.bulk import digest, facts_query, open_for_export, write_table
from sql.export.columns import FACT_COLUMNS
from sql.export.shapes import encode
from sql.export.tables import Column
from sql.store import ReleaseRecord

TABLES = ("facts", "figures", "aggregates_monthly", "documents", "indicators", "codelists")
FORMATS = ("parquet", "csv", "hxl", "geojson")
_MEDIA = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "arrow": "application/vnd.apache.arrow.file",
    "geojson": "application/geo+json",
}
_TYPES = {
    "text": "string",
    "texts": "string",
    "json": "string",
    "integer": "integer",
    "decimal": "number",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "instant": "datetime",
}
_LICENCES = {
    "cc-by-4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc0-1.0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "cc-by-sa-4.0": ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
}


def write_package(release: Path, record: ReleaseRecord, folder: Path, form: str = "parquet") -> list[Path]:
    """The files of the package in `folder`, datapackage.json last.

    Text formats hold the tables as CSV; `hxl` adds the hashtag row to the figures, `geojson` the figures
    as points.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    resources: list[dict[str, Any]] = []
    with open_for_export(release) as connection:
        for table in TABLES:
            columns = table_columns(connection, table)
            query = facts_query() if table == "facts" else f"SELECT * FROM {table}"
            ending, kind = _ending(table, form)
            path = folder / f"{table}.{ending}"
            write_table(connection, query, columns, path, kind)
            written.append(path)
            resources.append(describe(table, path.name, ending, columns, path, hashtags=kind == "hxl"))
        licences, sources = _terms(connection)
    package = folder / "datapackage.json"
    package.write_bytes(encode(descriptor(record, resources, licences, sources)) + b"\n")
    return [*written, package]


def _ending(table: str, form: str) -> tuple[str, str]:
    if form == "parquet":
        return "parquet", "parquet"
    if table == "facts" and form in ("hxl", "geojson"):
        return ("csv", "hxl") if form == "hxl" else ("geojson", "geojson")
    return "csv", "csv"


def table_columns(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[Column, ...]:
    """The columns of a published table with their kinds and meanings."""
    if table == "facts":
        return FACT_COLUMNS
    rows = connection.execute(
        "SELECT column_name, data_type, comment FROM duckdb_columns() "
        "WHERE table_name = $table AND schema_name = 'main' ORDER BY column_index",
        {"table": table},
    ).fetchall()
    hashtags = {column.name: column.hxl for column in FACT_COLUMNS}
    return tuple(
        Column(name, _kind(kind), hashtags.get(name, ""), comment or "") for name, kind, comment in rows
    )


def _kind(kind: str) -> str:
    if kind.endswith("[]"):
        return "texts"
    if kind.startswith(("MAP", "STRUCT")):
        return "json"
    plain = kind.split("(")[0]
    return {
        "DECIMAL": "decimal",
        "BIGINT": "integer",
        "INTEGER": "integer",
        "HUGEINT": "integer",
        "DOUBLE": "number",
        "BOOLEAN": "boolean",
        "DATE": "date",
        "TIMESTAMP WITH TIME ZONE": "instant",
        "TIMESTAMP": "instant",
    }.get(plain, "text")


def describe(
    name: str, path: str, form: str, columns: Iterable[Column], file: Path, *, hashtags: bool = False
) -> dict[str, Any]:
    """A file as a resource of the package; the columns of a text table are its schema."""
    resource: dict[str, Any] = {
        "name": name.replace("_", "-"),
        "path": path,
        "format": form,
        "mediatype": _MEDIA[form],
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest(file)}",
    }
    fields = [
        {
            "name": column.name,
            "type": _TYPES[column.kind],
            **({"description": column.about} if column.about else {}),
        }
        for column in columns
    ]
    if form == "csv":
        resource |= {"type": "table", "encoding": "utf-8", "schema": {"fields": fields}}
        if hashtags:
            # The row of hashtags is a second header.
            resource["dialect"] = {"commentRows": [2]}
    else:
        resource |= {"type": "file", "columns": fields}
    return resource


def _terms(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[str]]:
    licences = connection.execute(
        "SELECT DISTINCT licence FROM documents WHERE licence IS NOT NULL ORDER BY licence"
    ).fetchall()
    sources = connection.execute(
        "SELECT DISTINCT publisher FROM documents WHERE publisher IS NOT NULL ORDER BY publisher LIMIT 500"
    ).fetchall()
    return [row[0] for row in licences], [row[0] for row in sources]


def descriptor(
    record: ReleaseRecord, resources: list[dict[str, Any]], licences: list[str], sources: list[str]
) -> dict[str, Any]:
    """datapackage.json: what the files are, from whom, and on what terms."""
    found = []
    for licence in licences:
        name, path = _LICENCES.get(licence.lower().replace(" ", "-"), (licence, ""))
        known = {"name": _slug(name), "title": licence}
        if path:
            known["path"] = path
        found.append(known)
    if not found:
        found = [{"name": "not-stated", "title": "No licence is stated by the sources"}]
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "humstats",
        "title": "Humstats: humanitarian figures with their words",
        "description": "Figures read from reports, each with its sentence. Every figure names its own "
        "licence and how to cite it; those licences hold for each row.",
        "id": record.release_id,
        "version": record.release_id,
        "created": record.published_at.isoformat(),
        "licenses": found,
        "contributors": [{"title": "Humstats", "role": "wrangler"}],
        "resources": resources,
    }
    if sources:
        package["sources"] = [{"title": source} for source in sources]
    return package


def _slug(text: str) -> str:
    return "".join(char if char.isalnum() or char in "-._" else "-" for char in text) or "other"
