"""The releases a worker reads: the current one, and a few older ones that cursors and `as_of` still name.

A release stays open while somebody reads it. Each thread has its own cursor on it, so nothing is opened per
request; a new release is noticed by its pointer, without a restart.
"""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import duckdb

from api.errors import BadValueError, GoneError, NotFoundError, UnavailableError
from api.ordering import MOST_FACTS, Ordering
from api.parameters import RELEASE_PATTERN
from api.processes import Errand
from api.queries import parts
from api.settings import Settings
from sql.errors import BrokenReleaseError, NoReleaseError
from sql.export.lookup import Lookup, lookup_path, write_lookup
from sql.store import ReleaseRecord, connect_locked, current_release, list_releases, locate
from sql.totals import is_stale

_RELEASE_ID = re.compile(r"[A-Za-z0-9_.\-]{1,80}\Z")
_STAT_EVERY = 0.05
# A larger release takes too much memory to be laid out beside its server.
_MOST_AFRESH = 1_000_000


# DuckDB shares one instance of a file in a process, locked settings and all, so a release that somebody still
# reads is taken up again and never opened beside itself.
_ALIVE: WeakValueDictionary[str, Release] = WeakValueDictionary()


class Rows:
    """The rows of an answer and the names of their columns."""

    __slots__ = ("names", "rows")

    def __init__(self, names: list[str], rows: list[tuple[Any, ...]]) -> None:
        self.names = names
        self.rows = rows

    def records(self) -> list[dict[str, Any]]:
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


class Release:
    """One open release: its record, its queries, its facts by id."""

    def __init__(self, record: ReleaseRecord, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.record = record
        self.path = path
        self.id = record.release_id
        self._connection = connection
        self._local = threading.local()
        self._cursors: dict[int, duckdb.DuckDBPyConnection] = {}
        self.facts = _open_lookup(connection, path)
        self.memo: dict[str, Any] = {}
        self.ordering: Ordering | None = None
        found = connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE table_name = 'folded_quotes'"
        ).fetchone()
        self.folded = found is not None

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor on the release."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
            self._cursors[threading.get_ident()] = cursor
        return cursor

    def interrupt(self, thread: int) -> None:
        """The query that this thread waits for ends."""
        cursor = self._cursors.get(thread)
        if cursor is not None:
            cursor.interrupt()

    def arrange(self) -> None:
        """The order of publication is at hand; a release that is too large for that stays without."""
        if len(self.facts) <= MOST_FACTS:
            # What goes wrong here would go wrong in a query as well, and is told there.
            with suppress(duckdb.Error):
                self.ordering = Ordering(self._connection, self.facts)

    def query(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Rows:
        """The whole answer to one of the project's own queries."""
        answer = self.cursor().execute(sql, values or None)
        return Rows([column[0] for column in answer.description or ()], answer.fetchall())


def _open_lookup(connection: duckdb.DuckDBPyConnection, release_file: Path) -> Lookup:
    path = lookup_path(release_file)
    try:
        return Lookup(path)
    except (FileNotFoundError, ValueError):
        pass
    try:
        write_lookup(connection, path)
        return Lookup(path)
    except OSError:
        # A store that only the publisher may write: keep a private copy, gone with the process.
        with tempfile.TemporaryDirectory(prefix="humstats-") as folder:
            private = Path(folder) / "release.facts"
            write_lookup(connection, private)
            return Lookup(private)


class Library:
    """All releases of a store; the current one is re-read when its pointer changes."""

    def __init__(self, settings: Settings) -> None:
        # Helper processes run from another folder, so what they are handed must not depend on this one.
        self._store = locate(Path(settings.store).resolve())
        self._settings = settings
        self._open: OrderedDict[str, Release] = OrderedDict()
        self._mutex = threading.Lock()
        self._current: Release | None = None
        self._stamp: tuple[int, int] | None = None
        self._looked = 0.0
        self._settled = False
        self._arranging: threading.Thread | None = None
        self._errand: Errand | None = None

    @property
    def release_id(self) -> str:
        """The id of the current release, or `none` before the first."""
        return self._current.id if self._current is not None else "none"

    def refresh(self) -> None:
        """The current release is the one the pointer names, at most a moment ago; costs one stat."""
        now = time.monotonic()
        if now - self._looked < _STAT_EVERY:
            return
        self._looked = now
        try:
            status = self._store.current.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
        except OSError:
            stamp = None
        if stamp == self._stamp and self._current is not None:
            return
        with self._mutex:
            try:
                record = current_release(self._store)
                self._current = self._opened(record)
                self._stamp = stamp
                self._arrange(self._current)
            except (NoReleaseError, BrokenReleaseError):
                # What is open stays good whatever happened to the files.
                return

    def settle(self) -> None:
        """From now on there is time for what makes later answers quick."""
        self._settled = True
        with self._mutex:
            if self._current is not None:
                self._arrange(self._current)

    def _arrange(self, release: Release) -> None:
        if self._settled and release.ordering is None:
            self._arranging = threading.Thread(target=self._lay_out, args=(release,), daemon=True)
            self._arranging.start()

    def _lay_out(self, release: Release) -> None:
        release.arrange()
        # Another version published it: totals take a query each until its claims are laid out for this one.
        if release.record.facts <= _MOST_AFRESH and is_stale(release.path):
            with suppress(OSError):
                self._errand = Errand(
                    "sql.totals.afresh", [str(release.path)], keep=("HUMSTATS_RELIABILITY",)
                )
                self._errand.done()

    def close(self) -> None:
        """Nothing works on any more beside the answers."""
        if self._errand is not None:
            self._errand.end()
        if self._arranging is not None:
            self._arranging.join(10)

    def current(self) -> Release:
        """The current release; UnavailableError where nothing is published yet."""
        self.refresh()
        if self._current is None:
            raise UnavailableError("no-release", "No release is published yet.", headers={"Retry-After": "5"})
        return self._current

    def records(self) -> list[ReleaseRecord]:
        """The records of the kept releases, newest first."""
        return list_releases(self._store)

    def file(self, record: ReleaseRecord) -> Path:
        return self._store.release_file(record.release_id)

    def release(self, release_id: str) -> Release:
        """A kept release by its id; GoneError where it is not kept."""
        current = self.current()
        if current.id == release_id:
            return current
        with self._mutex:
            if release_id in self._open:
                self._open.move_to_end(release_id)
                return self._open[release_id]
            if _RELEASE_ID.match(release_id):
                for record in self.records():
                    if record.release_id == release_id:
                        try:
                            return self._opened(record)
                        except BrokenReleaseError:
                            break
        raise GoneError("gone", "This release is not kept here.", parameter="release", value=release_id)

    def as_of(self, value: str) -> tuple[Release, int | None]:
        """The release of this id, or the one that was current at the end of this day or at this instant.

        Where its file is no longer kept, it is the current release and the run whose state has to be read
        from it.
        """
        current = self.current()
        known: list[tuple[str, int, datetime]] | None = current.memo.get("releases")
        if known is None:
            rows = current.query(parts("api/reference")["releases"]).rows
            known = current.memo["releases"] = [(row[0], row[1], _aware(row[2])) for row in rows]
        found = next((entry for entry in known if entry[0] == value), None)
        if found is None:
            instant = _instant(value)
            if instant is None and re.fullmatch(RELEASE_PATTERN, value):
                raise NotFoundError(
                    "not-found", "as_of: there is no such release.", parameter="as_of", value=value
                )
            if instant is None:
                raise self._no_such(value, known, "is not a release, a day or an instant")
            found = next((entry for entry in known if entry[2] <= instant), None)
            if found is None:
                raise NotFoundError(
                    "not-found", "as_of: that is before the first release.", parameter="as_of", value=value
                )
        try:
            return self.release(found[0]), None
        except GoneError:
            return current, found[1]

    @staticmethod
    def _no_such(value: str, known: list[tuple[str, int, datetime]], reason: str) -> BadValueError:
        return BadValueError(
            "bad-value",
            f"as_of: {value[:200]!r} {reason}.",
            parameter="as_of",
            value=value,
            allowed=[entry[0] for entry in known[:50]],
        )

    def _opened(self, record: ReleaseRecord) -> Release:
        path = self._store.release_file(record.release_id)
        found = self._open.get(record.release_id) or _ALIVE.get(str(path.resolve()))
        if found is not None:
            self._open[record.release_id] = found
        else:
            connection = connect_locked(
                path,
                settings={"threads": 1, "memory_limit": f"{self._settings.duckdb_memory_mb}MB"},
            )
            found = self._open[record.release_id] = Release(record, path, connection)
            _ALIVE[str(path.resolve())] = found
        self._open.move_to_end(record.release_id)
        # Forgotten, not closed: a reader that still holds one keeps it alive, and the last one lets go of it.
        while len(self._open) > max(1, self._settings.releases_open):
            oldest = next(iter(self._open))
            if oldest == record.release_id:
                break
            del self._open[oldest]
        return found


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _instant(value: str) -> datetime | None:
    try:
        if len(value) == 10:
            day = date.fromisoformat(value)
            if day == date.max:
                return datetime.max.replace(tzinfo=UTC)
            return datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
        instant = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
    return _aware(instant)
