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
from typing import ParamSpec, TypeVar

from etl.documents import SourceDocument, kind_of, read
from etl.errors import DocumentError
from etl.load import read_document
from etl.relate.side import Spread
from sql.ledger import Reading
from sql.records import DocumentRow

# Below so many files, or texts of a batch, a process takes longer to start than it saves.
WORTH = 200
# Kinds whose reading costs more than sending the text from process to process; one document each.
_COSTLY = ("etl.documents.html", "etl.documents.pdf", "etl.documents.word")
# Larger files are read here, one at a time, whatever their kind; no more bytes than this are read ahead.
_LARGEST = 8_000_000
# So many files ahead, that there is something to read while the texts of a batch wait to be written down.
_AHEAD = 200
_CHUNK = 8
# So many parts of work wait for each process.
_PARTS = 3

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
        waiting: deque[tuple[Path | DocumentError, int, Future[list[Outcome]] | None]] = deque()
        remaining = iter(found)
        ahead = 0
        while True:
            while len(waiting) < _AHEAD and ahead < _LARGEST:
                item = next(remaining, None)
                if item is None:
                    break
                size = 0
                future = None
                if isinstance(item, Path) and (size := _cost(item)):
                    future = self._submit(_read_file, item)
                waiting.append((item, size, future))
                ahead += size
            if not waiting:
                return
            item, size, future = waiting.popleft()
            ahead -= size
            if isinstance(item, DocumentError):
                yield str(item), [item]
            else:
                outcomes = self._result(future)
                yield str(item), read(item) if outcomes is None else outcomes

    def readings(self, tasks: Sequence[Task], extractor: str) -> Iterator[Reading | DocumentError]:
        """What the extractor finds in each document, in order, or why it failed on it.

        The reading begins with the call, whenever the first of it is asked for.
        """
        self._start(len(tasks))
        chunks = [list(tasks[at : at + _CHUNK]) for at in range(0, len(tasks), _CHUNK)]
        futures = [self._submit(_extract, chunk, extractor) for chunk in chunks]
        return self._gathered(chunks, futures, extractor)

    def _gathered(
        self,
        chunks: Sequence[list[Task]],
        futures: Sequence[Future[list[Reading | DocumentError]] | None],
        extractor: str,
    ) -> Iterator[Reading | DocumentError]:
        waiting = deque(futures)
        for chunk in chunks:
            # Let go of as soon as it is given, so that no batch is held twice.
            yield from self._result(waiting.popleft()) or _extract(chunk, extractor)

    @property
    def spread(self) -> Spread | None:
        """Does parts of any work side by side; None where there is but one process."""
        return self._spread if self._count > 1 else None

    def _spread(self, work: Callable[[bytes], bytes], parts: Iterable[bytes]) -> Iterator[bytes]:
        self._start(self._worth)
        waiting: deque[tuple[bytes, Future[bytes] | None]] = deque()
        for part in parts:
            waiting.append((part, self._submit(work, part)))
            if len(waiting) > _PARTS * max(1, self._count):
                yield self._done(work, *waiting.popleft())
        while waiting:
            yield self._done(work, *waiting.popleft())

    def _done(self, work: Callable[[bytes], bytes], part: bytes, future: Future[bytes] | None) -> bytes:
        found = self._result(future)
        return work(part) if found is None else found

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


def _cost(path: Path) -> int:
    """The bytes of a file that another process should read; 0 for what is read here."""
    if kind_of(path.name) not in _COSTLY:
        return 0
    try:
        size = path.stat().st_size
    except OSError:
        return 0
    return size if size <= _LARGEST else 0


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
