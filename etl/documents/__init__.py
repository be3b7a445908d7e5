"""Documents from files: one module per kind of file, one record for all of them.

`read` never raises for what a file holds: a document that cannot be read comes out as a DocumentError in its
place, so that the rest goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path, PurePosixPath

from etl.documents.record import SourceDocument
from etl.documents.sidecar import SIDECAR
from etl.errors import DocumentError

__all__ = ["KINDS", "SourceDocument", "find", "kind_of", "passed_over", "read"]

Outcome = SourceDocument | DocumentError
Reader = Callable[[Path], Iterator[Outcome]]

# Suffix → the module that reads it; a module has `read(path)` and is imported when the first file needs it.
KINDS = {
    ".txt": "etl.documents.plain",
    ".text": "etl.documents.plain",
    ".md": "etl.documents.plain",
    ".markdown": "etl.documents.plain",
    ".html": "etl.documents.html",
    ".htm": "etl.documents.html",
    ".xhtml": "etl.documents.html",
    ".pdf": "etl.documents.pdf",
    ".docx": "etl.documents.word",
    ".jsonl": "etl.documents.lines",
    ".ndjson": "etl.documents.lines",
    ".csv": "etl.documents.table",
    ".tsv": "etl.documents.table",
    ".zip": "etl.documents.bundle",
    ".tar": "etl.documents.bundle",
    ".tgz": "etl.documents.bundle",
    ".tar.gz": "etl.documents.bundle",
    ".tar.bz2": "etl.documents.bundle",
    ".tar.xz": "etl.documents.bundle",
}
BUNDLE = "etl.documents.bundle"


def kind_of(name: str) -> str | None:
    """The module that reads files of this name, or None."""
    suffixes = PurePosixPath(name.lower()).suffixes
    return KINDS.get("".join(suffixes[-2:])) or KINDS.get("".join(suffixes[-1:]))


def read(path: Path) -> Iterator[Outcome]:
    """Every document of a file, in order; in place of one that cannot be read, the error."""
    module = kind_of(path.name)
    if module is None:
        yield DocumentError(str(path), f"files of this kind are not read (kinds: {', '.join(KINDS)})")
        return
    try:
        if module == BUNDLE:
            yield from import_module(module).read(path, kind_of, read)
            return
        reader: Reader = import_module(module).read
        yield from reader(path)
    except DocumentError as error:
        yield error
    except OSError as error:
        yield DocumentError(str(path), f"cannot be read ({error.strerror or error})")


def find(paths: Iterable[Path]) -> Iterator[Path | DocumentError]:
    """The files to read, in a fixed order: those named, and in folders those of a known kind."""
    for path in paths:
        if path.is_dir():
            try:
                yield from _walk(path)
            except OSError as error:
                yield DocumentError(str(path), f"cannot be read ({error.strerror or error})")
        elif path.exists():
            yield path
        else:
            yield DocumentError(str(path), "does not exist")


def passed_over(paths: Iterable[Path]) -> list[Path]:
    """The files in the folders that `find` leaves out for their kind: a report in a format that is not read.

    Files without a suffix, hidden ones and sidecars are no documents and are not among them.
    """
    left: list[Path] = []
    for path in paths:
        for place, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            left += [
                Path(place, name)
                for name in sorted(names)
                if not name.startswith(".")
                and not name.endswith(SIDECAR)
                and PurePosixPath(name).suffix
                and kind_of(name) is None
            ]
    return left


def _walk(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name.endswith(SIDECAR):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry)
        elif kind_of(entry.name) is not None and not entry.is_dir():
            yield entry
