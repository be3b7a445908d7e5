"""The doors to a store: the releases it keeps, a locked connection to one, a reader of the current one."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb
import msgspec

from sql.errors import BrokenReleaseError, NoReleaseError, UnknownQueryError
from sql.paths import Store as Store
from sql.paths import locate as locate


class ReleaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A published release: what API.md calls a release, and the run it was built from."""

    release_id: str
    published_at: datetime
    facts: int
    documents: int
    sha256: str
    bytes: int
    run_id: int
    content_sha256: str


def read_record(path: Path) -> ReleaseRecord:
    """The release record in a file. A missing file is FileNotFoundError, a damaged one BrokenReleaseError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=ReleaseRecord)
    except msgspec.MsgspecError as error:
        raise BrokenReleaseError(str(path), f"not a release record ({error})") from None


def current_release(store: str | os.PathLike[str] | Store | None = None) -> ReleaseRecord:
    """The record of the current release.

    A pointer that is damaged or names a missing file is passed over for the newest release that is
    whole, so that a reader never stops for it.
    """
    place = locate(store)
    try:
        record = read_record(place.current)
        if place.release_file(record.release_id).exists():
            return record
    except FileNotFoundError:
        pass
    except BrokenReleaseError:
        pass
    for record in list_releases(place):
        return record
    raise NoReleaseError(str(place.root))


def list_releases(store: str | os.PathLike[str] | Store | None = None) -> list[ReleaseRecord]:
    """The records of all releases whose files are kept, newest first."""
    place = locate(store)
    records = []
    for path in sorted(place.releases.glob("r*.json")):
        try:
            record = read_record(path)
        except (FileNotFoundError, BrokenReleaseError):
            continue
        if place.release_file(record.release_id).exists():
            records.append(record)
    return sorted(records, key=lambda record: record.run_id, reverse=True)


def find_release(store: str | os.PathLike[str] | Store | None, release_id: str) -> ReleaseRecord:
    """The record of a kept release by its id."""
    place = locate(store)
    for record in list_releases(place):
        if record.release_id == release_id:
            return record
    raise NoReleaseError(str(place.root), release_id)


def open_release(
    store: str | os.PathLike[str] | Store | None = None,
    release_id: str | None = None,
    *,
    settings: dict[str, str | int | bool] | None = None,
) -> duckdb.DuckDBPyConnection:
    """A read-only connection to a release: no other file can be reached, no setting changed.

    `settings` are DuckDB settings that hold from the start ("threads", "memory_limit").
    """
    place = locate(store)
    record = current_release(place) if release_id is None else find_release(place, release_id)
    return connect_locked(place.release_file(record.release_id), settings=settings)


def connect_locked(
    path: Path, *, settings: dict[str, str | int | bool] | None = None
) -> duckdb.DuckDBPyConnection:
    """A read-only connection to one DuckDB file, with external access off and the settings locked."""
    try:
        connection = duckdb.connect(
            str(path),
            read_only=True,
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                **(settings or {}),
            },
        )
    except duckdb.Error as error:
        raise BrokenReleaseError(str(path), f"cannot be opened ({_first_line(error)})") from None
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


@cache
def load_query(name: str) -> str:
    """The text of sql/queries/NAME.sql, read once."""
    return _load("queries", name)


@cache
def load_view(name: str) -> str:
    """The text of sql/views/NAME.sql, read once."""
    return _load("views", name)


def _load(folder: str, name: str) -> str:
    try:
        return (files("sql") / folder / f"{name}.sql").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnknownQueryError(f"{folder}/{name}") from None


class ReleaseReader:
    """A reader that is always on the current release and needs no restart when it changes.

    `cursor()` gives a cursor of its own to each caller, so threads do not disturb each other. A caller
    that has a cursor keeps its release until it gives it back; a superseded release is closed when its
    last cursor is back, never under a running query.
    """

    def __init__(
        self,
        store: str | os.PathLike[str] | Store | None = None,
        *,
        settings: dict[str, str | int | bool] | None = None,
    ) -> None:
        self._store = locate(store)
        self._settings = settings
        self._mutex = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._open: _OpenRelease | None = None

    @property
    def release(self) -> ReleaseRecord:
        """The record of the release that the next cursor reads."""
        with self._mutex:
            return self._refresh().record

    @contextmanager
    def cursor(self) -> Iterator[tuple[ReleaseRecord, duckdb.DuckDBPyConnection]]:
        """A cursor on the current release, with the record of the very release it reads."""
        with self._mutex:
            opened = self._refresh()
            opened.users += 1
        cursor = opened.connection.cursor()
        try:
            yield opened.record, cursor
        finally:
            cursor.close()
            with self._mutex:
                opened.users -= 1
                if opened.superseded and opened.users == 0:
                    opened.connection.close()

    def close(self) -> None:
        """Nothing stays open, except for cursors that are still in use."""
        with self._mutex:
            self._retire(self._open)
            self._open = None
            self._stamp = None

    def _refresh(self) -> _OpenRelease:
        # Asked before every answer, so it has to cost one stat and nothing more.
        stamp = _stamp(self._store.current)
        if self._open is not None and stamp == self._stamp:
            return self._open
        try:
            record = current_release(self._store)
            if self._open is None or record != self._open.record:
                path = self._store.release_file(record.release_id)
                opened = _OpenRelease(record, connect_locked(path, settings=self._settings))
                self._retire(self._open)
                self._open = opened
        except (BrokenReleaseError, NoReleaseError):
            # What is open stays good whatever happened to the files.
            if self._open is None:
                raise
            return self._open
        self._stamp = stamp
        return self._open

    @staticmethod
    def _retire(opened: _OpenRelease | None) -> None:
        if opened is not None:
            opened.superseded = True
            if opened.users == 0:
                opened.connection.close()


class _OpenRelease:
    def __init__(self, record: ReleaseRecord, connection: duckdb.DuckDBPyConnection) -> None:
        self.record = record
        self.connection = connection
        self.users = 0
        self.superseded = False


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def encode_record(record: ReleaseRecord) -> bytes:
    """A release record as it is written to disk: readable, one key a line."""
    return json.dumps(msgspec.to_builtins(record), indent=2, ensure_ascii=False).encode() + b"\n"
