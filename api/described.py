"""What each field of the schemas means: the comment on its column in a view, or its entry in fields.toml."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from sql.store import load_view

# The view whose columns a type shows; figures are shown by most of the others.
_VIEWS = {
    "Code": "codelists",
    "CodelistName": "codelists",
    "Document": "documents",
    "DocumentDetail": "documents",
    "Indicator": "indicators",
    "OfficialFigure": "official_figures",
    "PlaceEntry": "places",
    "Publication": "publications",
    "Relation": "relations",
}
_OTHERWISE = "facts"
_COMMENT = re.compile(r"""COMMENT ON COLUMN \w+\."?(\w+)"? IS '((?:[^']|'')*)'""")


def describe(components: dict[str, Any]) -> None:
    """Every property of the components has a description."""
    for name, schema in components.items():
        for field, described in schema.get("properties", {}).items():
            described.setdefault("description", meaning(name, field))


def meaning(schema: str, field: str) -> str:
    """What a field of a type means. KeyError where nothing says it."""
    fields = said()
    kind = "Listing" if schema.startswith("Listing_") else schema
    for words in (
        fields.get(kind, {}),
        _comments(_VIEWS[kind]) if kind in _VIEWS else {},
        fields["any"],
        _comments(_OTHERWISE),
    ):
        if field in words:
            return words[field]
    raise KeyError(f"{schema}.{field}")


@cache
def said() -> dict[str, dict[str, str]]:
    """The words of fields.toml, by type and field."""
    raw = (files("api") / "schemas" / "fields.toml").read_bytes()
    return msgspec.toml.decode(raw, type=dict[str, dict[str, str]])


@cache
def _comments(view: str) -> dict[str, str]:
    return {column: text.replace("''", "'") for column, text in _COMMENT.findall(load_view(view))}
