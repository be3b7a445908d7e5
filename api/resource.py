"""A resource as one declaration: its path, parameters, formats, types and the function that answers.

The handlers and the OpenAPI document are both made from it, so they cannot tell different stories.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from api.formats import MEDIA_TYPES, encode_table
from api.library import Library, Release
from api.parameters import Declared, Parameter, format_parameter
from api.queries import parts
from api.query_string import expected
from api.settings import Settings
from sql.export.tables import Table

Json = dict[str, Any]


class Answer(NamedTuple):
    """What a resource says: the bytes, their type, and headers beyond the usual ones."""

    body: bytes
    media_type: str = MEDIA_TYPES["json"]
    headers: Mapping[str, str] = MappingProxyType({})
    status: int = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the release it is asked of, the values by parameter, the format, the request's own
    words.
    """

    release: Release
    library: Library
    settings: Settings
    values: dict[str, Any]
    format: str
    path: str
    query: bytes
    base: str
    run: int | None = None

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


class Resource(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One GET resource. `at_once` gives the answers that need no query, and None where one is needed."""

    operation_id: str
    path: str
    tag: str
    summary: str
    about: str = ""
    answers: Callable[[Question], Answer]
    at_once: Callable[[Question], Answer | None] | None = None
    schema: Any
    parameters: Declared = {}
    path_parameters: Sequence[Parameter] = ()
    formats: tuple[str, ...] = ("json",)
    errors: tuple[int, ...] = ()
    pages: bool = False

    @cached_property
    def coded(self) -> bool:
        """True where a parameter is checked against the code lists of the release."""
        return any(parameter.codelist for parameter in self.parameters.values())

    @cached_property
    def declared(self) -> dict[str, Parameter]:
        """Every query parameter, with `format` where there is a choice."""
        return {**self.parameters, "format": format_parameter(self.formats)}

    @cached_property
    def expected(self) -> list[Parameter]:
        """Those of them that have a value, or must have one, where the question does not name them."""
        return expected(self.declared)


def codes_of(release: Release | None) -> Callable[[str], list[str] | None]:
    """The codes a parameter may have, from the code lists of the release; None where any text may stand."""

    def codes(name: str) -> list[str] | None:
        if release is None:
            return None
        known: dict[str, list[str]] | None = release.memo.get("codes")
        if known is None:
            reference = parts("api/reference")
            known = {}
            for row in release.query(reference["codelists"]).rows:
                known.setdefault(row[0], []).append(row[1])
            known["country"] = [row[0] for row in release.query(reference["countries"]).rows]
            release.memo["codes"] = known
        return known.get(name)

    return codes


def table_answer(question: Question, table: Table, headers: dict[str, str] | None = None) -> Answer:
    """A table in the format asked for, when that is not JSON."""
    name = question.format
    body = encode_table(table, name, bom=bool(question["bom"]))
    extra = dict(headers or {})
    if name in ("csv", "hxl", "parquet", "arrow"):
        stem = question.path.strip("/").replace("/", "-")
        extra["Content-Disposition"] = f'inline; filename="{stem}.{"csv" if name == "hxl" else name}"'
    return Answer(body, MEDIA_TYPES[name], extra)
