"""The errors of the store.

StoreError
├── NoReleaseError        nothing has been published yet, or the release asked for is gone
├── BrokenReleaseError    a release file or the pointer to it cannot be read
├── LedgerBusyError       a second writer while one is at work
├── MigrationError        a ledger that this version cannot bring up to date
├── UnknownCodeError      a code that its code list does not have
├── UnknownQueryError     a query name without a file
├── QueryError            an ad-hoc query that cannot be run
├── SpoolError            an entry of the spool that cannot be read or written
└── WriteKeyError         a write key that does not exist, or exists already
"""

from __future__ import annotations

from collections.abc import Sequence


class StoreError(Exception):
    """Root of what this package raises on purpose."""


class NoReleaseError(StoreError):
    """There is no such release. `release_id` is None where nothing has been published at all."""

    def __init__(self, store: str, release_id: str | None = None) -> None:
        if release_id is None:
            message = f"no release in {store}: run `humstats up` or `humstats ingest` first"
        else:
            message = f"no release {release_id} in {store}"
        super().__init__(message)
        self.store = store
        self.release_id = release_id


class BrokenReleaseError(StoreError):
    """A release or its pointer cannot be read. `path` names the file, `reason` says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class LedgerBusyError(StoreError):
    """Another process is writing the ledger; one writer at a time. `holder` is what is known of it."""

    def __init__(self, path: str, holder: str) -> None:
        super().__init__(f"{path} is being written by {holder}; wait until it has finished and try again")
        self.path = path
        self.holder = holder


class MigrationError(StoreError):
    """The ledger cannot be brought up to date. `migration` names the step."""

    def __init__(self, migration: str, reason: str) -> None:
        super().__init__(f"migration {migration}: {reason}")
        self.migration = migration
        self.reason = reason


class UnknownCodeError(StoreError):
    """A code list does not have this code. `allowed` lists the codes it has."""

    def __init__(self, codelist: str, code: str, allowed: Sequence[str]) -> None:
        super().__init__(f"unknown {codelist} {code!r}; one of: {', '.join(allowed)}")
        self.codelist = codelist
        self.code = code
        self.allowed = tuple(allowed)


class UnknownQueryError(StoreError):
    """No file holds a query of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no query named {name!r}")
        self.name = name


class QueryError(StoreError):
    """An ad-hoc query was refused or failed; the message is fit to show."""


class SpoolError(StoreError):
    """An entry of the spool cannot be read or written. `entry` names it."""

    def __init__(self, entry: str, reason: str) -> None:
        super().__init__(f"spool entry {entry}: {reason}")
        self.entry = entry
        self.reason = reason


class WriteKeyError(StoreError):
    """A write key of this name does not exist, or exists already."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"key {name!r}: {reason}")
        self.name = name
        self.reason = reason
