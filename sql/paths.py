"""Where things lie in a store, and how a file gets there whole.

store/ledger.duckdb                written by one process at a time
store/releases/<release_id>.duckdb immutable; beside it <release_id>.json, its release record
store/current.json                 the release record of the current release, replaced atomically
store/spool/  store/refused/       what waits to be taken in, and what could not be
store/keys.json                    hashes of the write keys
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DEFAULT_STORE = "store"


@dataclass(frozen=True)
class Store:
    """The paths of a store below one folder; nothing is opened or created by naming it."""

    root: Path

    @property
    def ledger(self) -> Path:
        return self.root / "ledger.duckdb"

    @property
    def lock(self) -> Path:
        return self.root / "ledger.lock"

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def current(self) -> Path:
        return self.root / "current.json"

    @property
    def spool(self) -> Path:
        return self.root / "spool"

    @property
    def refused(self) -> Path:
        return self.root / "refused"

    @property
    def keys(self) -> Path:
        return self.root / "keys.json"

    def release_file(self, release_id: str) -> Path:
        return self.releases / f"{release_id}.duckdb"

    def release_record(self, release_id: str) -> Path:
        return self.releases / f"{release_id}.json"


def locate(store: str | os.PathLike[str] | Store | None = None) -> Store:
    """The store that was named, or that HUMSTATS_STORE names, or `store/`."""
    if isinstance(store, Store):
        return store
    return Store(Path(store if store is not None else os.environ.get("HUMSTATS_STORE") or DEFAULT_STORE))


def write_durably(path: Path, content: bytes) -> None:
    """The file holds exactly `content`, on disk, or is as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        # On a full disk what is half written would keep it full.
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """What was written to the file is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(path: Path) -> None:
    """What was renamed in the folder is on disk."""
    sync_file(path)
