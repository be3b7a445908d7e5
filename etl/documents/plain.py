"""Text and Markdown files: UTF-8, taken as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from etl.documents.record import LARGEST_TEXT, SourceDocument, make_document
from etl.documents.sidecar import read_sidecar
from etl.errors import DocumentError


def read(path: Path) -> Iterator[SourceDocument]:
    """The one document of the file. Raises DocumentError."""
    yield make_document(str(path), decode(str(path), read_bytes(path)), read_sidecar(path))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is not too large to be a text. Raises DocumentError."""
    if not path.is_file():
        raise DocumentError(str(path), "is not a file")
    if path.stat().st_size > 4 * LARGEST_TEXT:
        raise DocumentError(str(path), f"is longer than {LARGEST_TEXT:,} characters")
    return path.read_bytes()


def decode(source: str, content: bytes) -> str:
    """The text that the bytes are in UTF-8, without a byte order mark. Raises DocumentError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            source, f"is not UTF-8 (byte 0x{content[error.start]:02x} at {error.start}); convert it first"
        ) from None
