"""Text and Markdown files, taken as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from etl.documents.encoding import LARGEST_FILE, decode
from etl.documents.record import LARGEST_TEXT, SourceDocument, make_document
from etl.documents.sidecar import read_sidecar
from etl.errors import DocumentError

__all__ = ["decode", "read", "read_bytes"]

_MARKDOWN = (".md", ".markdown")
_HEADING = re.compile(r"#\s+(.+?)\s*#*\s*$")


def read(path: Path) -> Iterator[SourceDocument]:
    """The one document of the file. Raises DocumentError."""
    text = decode(str(path), read_bytes(path))
    fields = read_sidecar(path)
    if path.suffix.lower() in _MARKDOWN and not fields.get("title"):
        fields["title"] = _title(text)
    yield make_document(str(path), text, fields)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is not too large to be a text. Raises DocumentError."""
    if not path.is_file():
        raise DocumentError(str(path), "is not a file")
    if path.stat().st_size > LARGEST_FILE:
        raise DocumentError(str(path), f"is longer than {LARGEST_TEXT:,} characters")
    return path.read_bytes()


def _title(text: str) -> str | None:
    """The heading that a Markdown text begins with."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    found = _HEADING.match(first)
    return found[1] if found else None
