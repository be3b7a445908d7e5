"""A resource as one declaration: its path, parameters, formats, types and the function that answers.

The handlers and the OpenAPI document are both made from it, so they cannot tell different stories.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import duckdb
import msgspec

from api.errors import ApiError, InternalError, UnavailableError
from api.formats import MEDIA_TYPES, choose_format, encode_table
from api.library import Library, Release
from api.parameters import Declared, Parameter, format_parameter, parse
from api.queries import parts
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


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """One GET resource."""

    operation_id: str
    path: str
    tag: str
    summary: str
    about: str = ""
    answers: Callable[[Question], Answer]
    schema: Any
    parameters: Declared = {}
    path_parameters: Sequence[Parameter] = ()
    formats: tuple[str, ...] = ("json",)
    errors: tuple[int, ...] = ()
    pages: bool = False

    @property
    def declared(self) -> dict[str, Parameter]:
        """Every query parameter, with `format` where there is a choice."""
        return {**self.parameters, "format": format_parameter(self.formats)}


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


class Desk:
    """Where questions are answered: threads that wait for queries, so that the loop never does."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self._pool = ThreadPoolExecutor(settings.query_threads, thread_name_prefix="query")

    async def run(self, work: Callable[[], Answer], release: Release | None) -> Answer:
        """The answer of `work`, or a problem when it is late; a late query is interrupted."""
        loop = asyncio.get_running_loop()
        ident: list[int] = []

        def noted() -> Answer:
            ident.append(threading.get_ident())
            try:
                return work()
            finally:
                ident.clear()

        future = loop.run_in_executor(self._pool, noted)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self.settings.query_seconds)
        except TimeoutError:
            future.add_done_callback(lambda done: done.exception())
            if release is not None and ident:
                release.interrupt(ident[0])
            raise UnavailableError(
                "time-limit",
                f"The answer would take longer than {self.settings.query_seconds:g} s; ask for less.",
                headers={"Retry-After": "5"},
            ) from None
        except duckdb.Error as error:
            raise InternalError("internal", "The store could not answer.") from error

    async def answer(
        self, resource: Resource, path: str, query: bytes, accept: str, base: str, path_values: Json
    ) -> Answer:
        release = self.library.current()

        def work() -> Answer:
            values = parse(query, resource.declared, codes_of(release))
            chosen = choose_format(values.pop("format", None), accept, resource.formats)
            read, run = release, None
            if "as_of" in values:
                read, run = self.library.as_of(values["as_of"])
            values.update(path_values)
            return resource.answers(
                Question(read, self.library, self.settings, values, chosen, path, query, base, run)
            )

        return await self.run(work, release)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def table_answer(question: Question, table: Table, headers: dict[str, str] | None = None) -> Answer:
    """A table in the format asked for, when that is not JSON."""
    name = question.format
    body = encode_table(table, name, bom=bool(question["bom"]))
    extra = dict(headers or {})
    if name in ("csv", "hxl", "parquet", "arrow"):
        stem = question.path.strip("/").replace("/", "-")
        extra["Content-Disposition"] = f'inline; filename="{stem}.{"csv" if name == "hxl" else name}"'
    return Answer(body, MEDIA_TYPES[name], extra)


__all__ = ["Answer", "ApiError", "Desk", "Json", "Question", "Resource", "codes_of", "table_answer"]
