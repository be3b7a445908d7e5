"""Where questions to the resources are answered: at once where no query is needed, else in a thread.

The threads wait for queries, so that the loop never does.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import duckdb

from api.errors import InternalError, UnavailableError
from api.formats import choose_format
from api.library import Library, Release
from api.query_string import parse
from api.resource import Answer, Json, Question, Resource, codes_of
from api.settings import Settings


class Desk:
    """The resources of one worker by their addresses, and the threads that work for them."""

    def __init__(self, library: Library, settings: Settings, resources: Iterable[Resource] = ()) -> None:
        self.library = library
        self.settings = settings
        self._pool = ThreadPoolExecutor(settings.query_threads, thread_name_prefix="query")
        self._fixed: dict[str, Resource] = {}
        self._shaped: dict[tuple[str, str], Resource] = {}
        for resource in resources:
            head, mark, tail = resource.path.partition("{" + _name(resource) + "}")
            if mark:
                self._shaped[head, tail] = resource
            else:
                self._fixed[head] = resource

    def at(self, path: str) -> tuple[Resource, Json] | None:
        """The resource of an address and the values in it."""
        found = self._fixed.get(path)
        if found is not None:
            return found, {}
        parts = path.split("/", 4)
        if len(parts) < 4 or not parts[3]:
            return None
        tail = "/" + parts[4] if len(parts) == 5 else ""
        found = self._shaped.get((f"/{parts[1]}/{parts[2]}/", tail))
        return None if found is None else (found, {_name(found): parts[3]})

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
        self, resource: Resource, path_values: Json, path: str, query: bytes, accept: str, base: str
    ) -> Answer:
        """What a resource says to a query string."""
        release = self.library.current()
        known = not resource.coded or "codes" in release.memo
        if resource.at_once is not None and known and b"as_of" not in query:
            question = self._question(resource, release, path_values, path, query, accept, base)
            found = resource.at_once(question)
            if found is not None:
                return found
            return await self.run(partial(resource.answers, question), release)

        def work() -> Answer:
            question = self._question(resource, release, path_values, path, query, accept, base)
            return resource.answers(question)

        return await self.run(work, release)

    def _question(
        self,
        resource: Resource,
        release: Release,
        path_values: Json,
        path: str,
        query: bytes,
        accept: str,
        base: str,
    ) -> Question:
        values: dict[str, Any] = parse(query, resource.declared, codes_of(release), resource.expected)
        chosen = choose_format(values.pop("format", None), accept, resource.formats)
        read, run = release, None
        if "as_of" in values:
            read, run = self.library.as_of(values["as_of"])
        values.update(path_values)
        return Question(read, self.library, self.settings, values, chosen, path, query, base, run)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _name(resource: Resource) -> str:
    return resource.path_parameters[0].name if resource.path_parameters else ""
