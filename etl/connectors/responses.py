"""Upstream answers as they came, each once: store/responses/<sha256>, what JSON Pointers point into."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sql.paths import Store, sync_file, sync_folder, write_durably

FOLDER = "responses"


def path_of(store: Store, sha256: str) -> Path:
    """Where the answer with this hash lies."""
    return store.root / FOLDER / sha256


def keep(store: Store, content: bytes) -> str:
    """The answer is on disk; its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(store, sha256)
    if not path.exists():
        write_durably(path, content)
    return sha256


def keep_file(store: Store, draft: Path, sha256: str) -> Path:
    """A downloaded file is in its place, under its hash."""
    path = path_of(store, sha256)
    sync_file(draft)
    draft.replace(path)
    sync_folder(path.parent)
    return path


@contextmanager
def draft(store: Store) -> Iterator[Path]:
    """A name for a download in the folder of the answers; gone at the end unless it was put in its place."""
    folder = store.root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ".download"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
