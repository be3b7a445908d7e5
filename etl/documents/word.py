"""Word files (docx): paragraphs and tables in the order of the document."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx

from etl.documents.record import LARGEST_TEXT, SourceDocument, make_document
from etl.documents.sidecar import read_sidecar
from etl.errors import DocumentError

LARGEST_FILE = 200_000_000
LARGEST_UNPACKED = 500_000_000

_FAULTS = (
    zipfile.BadZipFile, ArithmeticError, AttributeError, LookupError, NotImplementedError, OSError,
    RecursionError, RuntimeError, TypeError, ValueError,
)  # fmt: skip


def read(path: Path) -> Iterator[SourceDocument]:
    """The one document of the file. Raises DocumentError."""
    source = str(path)
    if not path.is_file():
        raise DocumentError(source, "is not a file")
    if path.stat().st_size > LARGEST_FILE:
        raise DocumentError(source, f"is larger than {LARGEST_FILE:,} bytes")
    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise DocumentError(source, f"unpacks to more than {LARGEST_UNPACKED:,} bytes")
        document = docx.Document(str(path))
        text = "\n".join(_bounded(source, _lines(document)))
        title = str(document.core_properties.title or "").strip()
    except _FAULTS as error:
        raise DocumentError(source, f"is no readable Word file ({type(error).__name__}: {error})") from None
    fields = read_sidecar(path)
    if not fields.get("title"):
        fields["title"] = title or None
    yield make_document(source, text, fields)


def _bounded(source: str, lines: Iterator[str]) -> Iterator[str]:
    length = 0
    for line in lines:
        length += len(line) + 1
        if length > LARGEST_TEXT:
            raise DocumentError(source, f"is longer than {LARGEST_TEXT:,} characters")
        yield line


def _lines(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield " | ".join(_cells(row))
        elif block.text.strip():
            yield block.text.replace("\x00", "")


def _cells(row: Any) -> Iterator[str]:
    seen = None
    for cell in row.cells:
        # A cell that spans several columns is told once for each of them.
        if cell._tc is seen:
            continue
        seen = cell._tc
        yield " ".join(cell.text.split())
