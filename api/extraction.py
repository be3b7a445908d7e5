"""Extraction on request, in processes of its own: they can be ended when they are late, and the loop goes on
meanwhile. Long texts have a process to themselves, so that whoever sends a paragraph does not wait for them.

The extractor is an import string, loaded when it is first asked for; this package knows nothing else of it.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from api.errors import BadValueError, UnavailableError
from api.observe import Counters
from api.processes import DeadError, Helper, LateError
from api.schemas.tools import ExtractDocument
from api.settings import Settings

# Texts of up to so many characters together are read in a moment.
_SHORT = 20_000
# So many questions may wait for each process.
_WAITING_SHORT, _WAITING_LONG = 32, 8


class Extraction:
    """The process that reads short texts and the one that reads long ones, each started when first asked."""

    def __init__(self, settings: Settings, counters: Counters) -> None:
        self._settings = settings
        self._counters = counters
        self._short = _Reader(settings, _WAITING_SHORT)
        self._long = _Reader(settings, _WAITING_LONG)

    async def ask(self, documents: list[ExtractDocument]) -> list[msgspec.Raw]:
        """For each text its facts as JSON, in order."""
        answer = await self._run({"documents": documents}, sum(len(document.text) for document in documents))
        if "error" in answer:
            raise BadValueError(
                "bad-body",
                answer["error"]["message"],
                parameter=answer["error"]["field"],
                value=answer["error"]["value"],
            )
        return [msgspec.Raw(blob) for blob in answer["facts"]]

    async def text_of(self, html: str) -> str:
        """The text that ingestion will make of this HTML."""
        answer = await self._run({"html": html}, len(html))
        if "error" in answer or not str(answer["text"]).strip():
            raise BadValueError("bad-body", "The HTML holds no text.", parameter="html")
        return str(answer["text"])

    async def _run(self, question: dict[str, Any], characters: int) -> dict[str, Any]:
        reader = self._short if characters <= _SHORT else self._long
        try:
            return await reader.ask(question)
        except LateError:
            self._counters.events["extraction_killed"] += 1
            raise BadValueError(
                "time-limit",
                f"Reading took longer than {self._settings.extract_seconds:g} s; send less.",
                parameter="text",
            ) from None
        except (DeadError, OSError):
            self._counters.events["extraction_died"] += 1
            raise UnavailableError("time-limit", "The extractor is not available.") from None

    def close(self) -> None:
        """The processes are gone."""
        self._short.close()
        self._long.close()


class _Reader:
    """One process, asked one thing at a time."""

    def __init__(self, settings: Settings, most: int) -> None:
        self._settings = settings
        self._most = most
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="extract")
        self._helper: Helper | None = None
        self._waiting = 0

    async def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """What the process says; UnavailableError where too many wait for it."""
        if self._waiting >= self._most:
            raise UnavailableError(
                "time-limit", "Too many texts wait to be read.", headers={"Retry-After": "2"}
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, question)
        finally:
            self._waiting -= 1

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        settings = self._settings
        if self._helper is None:
            self._helper = Helper("api.extraction_worker", [settings.extractor, settings.html_reader])
        try:
            raw = self._helper.ask(msgspec.msgpack.encode(question), settings.extract_seconds, lambda: False)
        except BaseException:
            self._helper.end()
            self._helper = None
            raise
        answer: dict[str, Any] = msgspec.msgpack.decode(raw)
        return answer

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._helper is not None:
            self._helper.end()
            self._helper = None
