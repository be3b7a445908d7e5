"""Which format an answer takes, by `format=` or by Accept, and its bytes."""

from __future__ import annotations

from collections.abc import Callable

from api.errors import NotAcceptableError
from sql.export.tables import Table, to_arrow, to_csv, to_geojson, to_ndjson, to_parquet

MEDIA_TYPES = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "hxl": "text/csv; profile=hxl",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
    "jsonld": "application/ld+json",
    "text": "text/plain",
}

_ACCEPTED = {
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "text/csv": "csv",
    "application/geo+json": "geojson",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.apache.arrow.stream": "arrow",
    "application/ld+json": "jsonld",
    "text/plain": "text",
}

TABLE_FORMATS = ("json", "ndjson", "csv", "parquet", "arrow")
FACT_FORMATS = ("json", "ndjson", "csv", "hxl", "geojson", "parquet", "arrow")


def choose_format(asked: str | None, accept: str, offered: tuple[str, ...]) -> str:
    """The format named by `format=`, or the most preferred of Accept; NotAcceptableError where none is
    offered.
    """
    if asked is not None:
        return asked
    if not accept or accept == "*/*":
        return offered[0]
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept.split(",")):
        media, *parameters = [piece.strip().lower() for piece in part.split(";")]
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        if weight <= 0:
            continue
        if media in ("*/*", "application/*", "text/html", "application/xhtml+xml"):
            found = offered[0]
        else:
            found = _ACCEPTED.get(media, "")
            if found == "csv" and "profile=hxl" in parameters and "hxl" in offered:
                found = "hxl"
            if found == "jsonld" and "jsonld" not in offered:
                found = ""
            if media == "text/*" and "csv" in offered:
                found = "csv"
        if found in offered:
            ranked.append((-weight, position, found))
    if not ranked:
        raise NotAcceptableError(
            "not-acceptable",
            "No offered format is acceptable.",
            allowed=[MEDIA_TYPES[name] for name in offered],
        )
    return min(ranked)[2]


def encode_table(table: Table, name: str, *, bom: bool = False) -> bytes:
    """The table in one of the formats other than JSON."""
    if name == "csv":
        return to_csv(table, bom=bom)
    if name == "hxl":
        return to_csv(table, bom=bom, hxl=True)
    return _ENCODERS[name](table)


_ENCODERS: dict[str, Callable[[Table], bytes]] = {
    "ndjson": to_ndjson,
    "geojson": to_geojson,
    "parquet": to_parquet,
    "arrow": to_arrow,
}
