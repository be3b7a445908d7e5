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

__all__ = ["KINDS", "SourceDocument", "find", "kind_of", "read", "watching"]

Outcome = SourceDocument | DocumentError
Reader = Callable[[Path], Iterable[Outcome]]

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
# Files of many documents are given as they are read.
_OF_MANY = frozenset({"etl.documents.lines", "etl.documents.table"})


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
        if module in _OF_MANY:
            yield from reader(path)
        else:
            yield from watching(path, reader)
    except DocumentError as error:
        yield error
    except OSError as error:
        yield DocumentError(str(path), f"cannot be read ({error.strerror or error})")


def watching(path: Path, reader: Reader) -> Iterator[Outcome]:
    """The document of a file that stayed as it was while it was read: half of a text is another text."""
    before = path.stat()
    found = list(reader(path))
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
        yield from found
    else:
        yield DocumentError(str(path), "changed while it was read; it is taken once it stays as it is")


def find(paths: Iterable[Path], passed_over: list[Path] | None = None) -> Iterator[Path | DocumentError]:
    """The files to read, in a fixed order: those named, and in folders those of a known kind.

    To `passed_over` come the others of the folders: reports in a format that is not read. Files without a
    suffix, hidden ones and sidecars are no documents and are not among them.
    """
    for path in paths:
        try:
            folder = path.is_dir()
            there = folder or path.exists()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            yield DocumentError(str(path), f"cannot be read ({reason or error})")
            continue
        if folder:
            yield from _walk(path, passed_over)
        elif there:
            yield path
        else:
            yield DocumentError(str(path), "does not exist")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads back to itself is named when it is to be read.
        return False


def _walk(folder: Path, passed_over: list[Path] | None) -> Iterator[Path | DocumentError]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield DocumentError(str(folder), f"cannot be read ({error.strerror or error})")
        return
    for entry in inside:
        name = entry.name
        if name.startswith(".") or name.endswith(SIDECAR):
            continue
        if _is_folder(entry):
            # A link to a folder may lead anywhere, also back to where it lies.
            if not entry.is_symlink():
                yield from _walk(Path(entry.path), passed_over)
        elif kind_of(name) is not None:
            yield Path(entry.path)
        elif passed_over is not None and PurePosixPath(name).suffix:
            passed_over.append(Path(entry.path))
