"""A few sandbox processes, started ahead; a query takes one, and one that is late or dead is replaced."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from api.errors import BadValueError, TooManyError, UnavailableError
from api.observe import Counters
from api.processes import DeadError, Helper, LateError
from api.settings import Settings

_MODULE = "api.sandbox.worker"


class Pool:
    """Sandboxes for one worker; `ask` waits for a free one, but not behind too many."""

    def __init__(self, settings: Settings, counters: Counters) -> None:
        self._settings = settings
        self._counters = counters
        self._threads = ThreadPoolExecutor(max(1, settings.sql_workers), thread_name_prefix="sandbox")
        self._idle: deque[Helper] = deque()
        self._mutex = threading.Lock()
        self._waiting = 0
        self._closed = False

    def start(self, release: str) -> None:
        """Processes are on their way; nobody waits for them here."""
        for _ in range(self._settings.sql_workers):
            self._threads.submit(self._spawn, release)

    async def ask(self, release: str, sql: str, params: Any) -> dict[str, Any]:
        """The rows as JSON parts, or a problem that says what was wrong with the query."""
        settings = self._settings
        if settings.sql_workers < 1:
            raise BadValueError("sql-refused", "This server does not answer SQL.")
        if self._waiting >= settings.sql_queue + settings.sql_workers:
            self._counters.events["sql_busy"] += 1
            raise TooManyError(
                "too-many-requests",
                "All sandboxes are busy; come back shortly.",
                headers={"Retry-After": "1"},
            )
        self._waiting += 1
        try:
            answer = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._ask, release, sql, params
            )
        finally:
            self._waiting -= 1
        if "error" in answer:
            self._counters.events[answer["error"].replace("-", "_")] += 1
            raise BadValueError(answer["error"], answer["detail"], parameter="sql")
        return answer

    def _ask(self, release: str, sql: str, params: Any) -> dict[str, Any]:
        settings = self._settings
        frame = msgspec.msgpack.encode(
            {
                "release": release,
                "sql": sql,
                "params": params,
                "rows": settings.sql_rows,
                "bytes": settings.sql_bytes,
                "seconds": settings.sql_seconds,
            }
        )
        try:
            process = self._take(release)
        except (OSError, LateError, DeadError):
            self._counters.events["sandbox_failed"] += 1
            raise UnavailableError("internal", "No sandbox could be started for this query.") from None
        try:
            raw = process.ask(frame, settings.sql_seconds, lambda: self._waiting > settings.sql_workers)
            answer: dict[str, Any] = msgspec.msgpack.decode(raw)
        except LateError:
            self._replace(process, release, "sandbox_killed")
            limit = f"{settings.sql_seconds:g} s, or sooner while others wait"
            return {"error": "sql-timeout", "detail": f"The query was ended: it may take {limit}."}
        except DeadError:
            self._replace(process, release, "sandbox_died")
            return {"error": "sql-too-large", "detail": "The query used up what it may use, and was ended."}
        except BaseException:
            self._replace(process, release, "sandbox_failed")
            raise
        self._give(process)
        return answer

    def _take(self, release: str) -> Helper:
        with self._mutex:
            if self._idle:
                return self._idle.popleft()
        return Helper(_MODULE, [str(self._settings.sql_memory_mb), release])

    def _give(self, process: Helper) -> None:
        with self._mutex:
            if not self._closed:
                self._idle.append(process)
                return
        process.end()

    def _replace(self, process: Helper, release: str, event: str) -> None:
        self._counters.events[event] += 1
        process.end()
        with self._mutex:
            closed = self._closed
        if not closed:
            self._threads.submit(self._spawn, release)

    def _spawn(self, release: str) -> None:
        with self._mutex:
            if self._closed or len(self._idle) >= self._settings.sql_workers:
                return
        try:
            process = Helper(_MODULE, [str(self._settings.sql_memory_mb), release])
        except (OSError, LateError, DeadError):
            self._counters.events["sandbox_failed"] += 1
            return
        self._give(process)

    def close(self) -> None:
        """No process is left."""
        with self._mutex:
            self._closed = True
            idle, self._idle = list(self._idle), deque()
        for process in idle:
            process.end()
        self._threads.shutdown(wait=False, cancel_futures=True)
