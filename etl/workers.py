"""Processes that read files and texts side by side; what they give comes in the order it was asked for.

They are started only for folders that are worth it, end with the process that started them, however that
ends, and are done without where they cannot be had: then everything is read here, with the same result.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import connection
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, TypeGuard, TypeVar

from etl.documents import SourceDocument, kind_of, read
from etl.errors import DocumentError
from etl.load import read_document
from sql.ledger import Reading
from sql.records import DocumentRow

# Below so many files, or texts of a batch, a process takes longer to start than it saves.
WORTH = 200
# Kinds whose reading costs more than sending the text from process to process; one document each.
_COSTLY = ("etl.documents.html", "etl.documents.pdf", "etl.documents.word")
# Larger files are read here, one at a time, whatever their kind.
_LARGEST = 8_000_000
_CHUNK = 8
_AHEAD = 4

P = ParamSpec("P")
R = TypeVar("R")
Outcome = SourceDocument | DocumentError
Task = tuple[str, DocumentRow]


def cores() -> int:
    """How many processes can work at a time, within reason."""
    if hasattr(os, "sched_getaffinity"):
        return min(8, len(os.sched_getaffinity(0)))
    return min(8, os.cpu_count() or 1)


class Workers:
    """A pool of processes with the extractor loaded, started when there is enough to do. Use it as a context.

    With a single core everything is read in this process.
    """

    def __init__(self, count: int | None = None, worth: int | None = None) -> None:
        self._count = cores() if count is None else count
        self._worth = WORTH if worth is None else worth
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _start(self, tasks: int) -> None:
        if self._pool is None and self._count > 1 and tasks >= self._worth:
            # Neither threads nor open files of this process go into the new ones.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_begin)

    def files(self, found: Sequence[Path | DocumentError]) -> Iterator[tuple[str, Iterable[Outcome]]]:
        """Each file or error with the documents that it holds, in order."""
        self._start(len(found))
        waiting: deque[tuple[Path | DocumentError, Future[list[Outcome]] | None]] = deque()
        remaining = iter(found)
        while True:
            while len(waiting) < _AHEAD * max(1, self._count):
                item = next(remaining, None)
                if item is None:
                    break
                waiting.append((item, self._submit(_read_file, item) if _costly(item) else None))
            if not waiting:
                return
            item, future = waiting.popleft()
            if isinstance(item, DocumentError):
                yield str(item), [item]
            else:
                outcomes = self._result(future)
                yield str(item), read(item) if outcomes is None else outcomes

    def readings(self, tasks: Sequence[Task], extractor: str) -> Iterator[Reading | DocumentError]:
        """What the extractor finds in each document, in order, or why it failed on it."""
        self._start(len(tasks))
        chunks = [list(tasks[at : at + _CHUNK]) for at in range(0, len(tasks), _CHUNK)]
        futures = [self._submit(_extract, chunk, extractor) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            yield from self._result(future) or _extract(chunk, extractor)

    def _submit(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R] | None:
        if self._pool is None:
            return None
        try:
            return self._pool.submit(work, *args, **kwargs)
        except BrokenProcessPool:
            self._give_up()
            return None

    def _result(self, future: Future[R] | None) -> R | None:
        if future is None:
            return None
        try:
            return future.result()
        except (BrokenProcessPool, CancelledError):
            # A process was ended from outside: what it had is read here, and so is the rest.
            self._give_up()
            return None

    def _give_up(self) -> None:
        self._pool, self._count = None, 0


def _costly(item: Path | DocumentError) -> TypeGuard[Path]:
    if isinstance(item, DocumentError) or kind_of(item.name) not in _COSTLY:
        return False
    try:
        return item.stat().st_size <= _LARGEST
    except OSError:
        return False


def _begin() -> None:
    """In a new process: leave interruptions to the one that started it, and end when that one does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _read_file(path: Path) -> list[Outcome]:
    return list(read(path))


def _extract(tasks: list[Task], extractor: str) -> list[Reading | DocumentError]:
    extract = import_module("etl.pipeline").extract
    found: list[Reading | DocumentError] = []
    for source, row in tasks:
        try:
            found.append(read_document(extract, extractor, source, row))
        except DocumentError as error:
            found.append(error)
    return found
