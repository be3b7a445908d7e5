"""The SQL box: examples, the views and their columns, and the rows of one query."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from api.errors import ApiError
from api.service import Service
from api.web.reading import clean
from api.web.visit import Visit
from sql.store import load_query

_MOST_ROWS = 200
_MOST_CHARS = 400


@cache
def examples() -> dict[str, str]:
    """Queries to begin with."""
    found = tomllib.loads((files("api.web") / "examples.toml").read_text(encoding="utf-8"))["sql"]
    return {name: query.strip() for name, query in found.items()}


def schema(visit: Visit) -> list[dict[str, Any]]:
    """The published views in alphabetical order, each with its columns and what they hold."""
    known: list[dict[str, Any]] | None = visit.release.memo.get("page.schema")
    if known is None:
        columns = visit.release.query(load_query("columns"), ["", ""]).rows
        known = visit.release.memo["page.schema"] = [
            {
                "name": name,
                "holds": holds,
                "columns": [
                    (column.partition(".")[2], kind, comment)
                    for column, kind, comment in columns
                    if column.partition(".")[0] == name
                ],
            }
            for name, holds in visit.release.query(load_query("tables")).rows
        ]
    return known


def box(visit: Visit, answer: dict[str, Any] | None, error: ApiError | None) -> dict[str, Any]:
    """What the view shows."""
    asked = visit.values.get("sql") or ""
    rows: list[list[str | None]] = []
    if answer is not None:
        rows = [[_cell(value) for value in row] for row in answer["data"][:_MOST_ROWS]]
    return {
        "query": asked or examples()["headline"],
        "examples": [(name, visit.url("/sql", sql=text)) for name, text in examples().items()],
        "views": schema(visit),
        "answer": answer,
        "rows": rows,
        "error": None if error is None else clean(error.detail),
        "downloads": {form: visit.url("/v1/sql", sql=asked, format=form) for form in ("csv", "json")},
    }


async def ask(service: Service, release_path: str, query: str) -> dict[str, Any]:
    """The rows of a query, by the same door as POST /v1/sql."""
    answer = await service.sandboxes.ask(release_path, query, None)
    return {
        "columns": msgspec.json.decode(answer["columns"]),
        "data": msgspec.json.decode(answer["data"]),
        "row_count": answer["row_count"],
        "truncated": answer["truncated"],
    }


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool | int | float):
        text = str(value).lower() if isinstance(value, bool) else str(value)
    else:
        text = msgspec.json.encode(value).decode()
    text = clean(text)
    return text if len(text) <= _MOST_CHARS else text[:_MOST_CHARS] + "…"
