"""Word files (docx): paragraphs and tables in the order of the document, then its notes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml

from etl.documents.record import LARGEST_TEXT, SourceDocument, make_document
from etl.documents.sidecar import read_sidecar
from etl.errors import DocumentError

LARGEST_FILE = 200_000_000
LARGEST_UNPACKED = 500_000_000
# Markup takes many times its size while it is read.
LARGEST_XML = 100_000_000

_FAULTS = (  # XML that is none is a SyntaxError to lxml
    zipfile.BadZipFile, ArithmeticError, AttributeError, LookupError, NotImplementedError, OSError,
    RecursionError, RuntimeError, SyntaxError, TypeError, ValueError, zlib.error,
)  # fmt: skip


# What files of older programs begin with, and a docx that has a password.
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What stands around paragraphs, rows and cells without being one: controls, and text that was put in.
_WRAPS = frozenset(
    _W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "txbxContent")
)
# What was struck out or moved away, how it looks, and what has paragraphs of its own.
_NO_WORDS = frozenset(
    (*(_W + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "txbxContent")), _FALLBACK)
)
_MARKS = {
    _W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-", _W + "softHyphen": "",
}  # fmt: skip


def read(path: Path) -> Iterator[SourceDocument]:
    """The one document of the file. Raises DocumentError."""
    source = str(path)
    if not path.is_file():
        raise DocumentError(source, "is not a file")
    if path.stat().st_size > LARGEST_FILE:
        raise DocumentError(source, f"is larger than {LARGEST_FILE:,} bytes")
    with path.open("rb") as file:
        begins = file.read(len(_OLE))
    if begins == _OLE:
        raise DocumentError(
            source, "is encrypted with a password, or of Word 97; save it as docx without one"
        )
    try:
        with zipfile.ZipFile(path) as parts:
            held = parts.infolist()
        if sum(part.file_size for part in held) > LARGEST_UNPACKED:
            raise DocumentError(source, f"unpacks to more than {LARGEST_UNPACKED:,} bytes")
        if any(part.file_size > LARGEST_XML for part in held if part.filename.endswith((".xml", ".rels"))):
            raise DocumentError(source, f"has a part that unpacks to more than {LARGEST_XML:,} bytes")
        document = docx.Document(str(path))
        if document.element.getroottree().docinfo.doctype:
            raise DocumentError(source, "declares entities, as no word processor does")
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


def _lines(document: Any) -> Iterator[str]:
    yield from _blocks(document.element.body)
    for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        for part in document.part.rels.values():
            if part.is_external or not part.reltype.endswith("/" + kind):
                continue
            root = parse_xml(part.target_part.blob)
            for note in root.iterchildren(_W + tag):
                # The first notes of every file are the lines drawn above the others.
                if note.get(_W + "type") in (None, "normal"):
                    yield from _blocks(note)


def _blocks(container: Any) -> Iterator[str]:
    """A line for each paragraph and each row of a table, in order, whatever they are wrapped in."""
    for block in container.iterchildren():
        if block.tag == _W + "p":
            line = "".join(_words(block)).replace("\x00", "")
            if line.strip():
                yield line
            for box in _boxes(block):
                yield from _blocks(box)
        elif block.tag == _W + "tbl":
            for row in _inside(block, _W + "tr"):
                cells = [" ".join(" ".join(_blocks(cell)).split()) for cell in _inside(row, _W + "tc")]
                if any(cells):
                    yield " | ".join(cells)
        elif block.tag in _WRAPS:
            yield from _blocks(block)


def _inside(container: Any, tag: str) -> Iterator[Any]:
    for child in container.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPS:
            yield from _inside(child, tag)


def _words(container: Any) -> Iterator[str]:
    """The words of a paragraph as it reads with all changes accepted."""
    for part in container.iterchildren():
        if part.tag == _W + "t":
            yield "".join(part.itertext())
        elif part.tag in _MARKS:
            yield _MARKS[part.tag]
        elif isinstance(part.tag, str) and part.tag not in _NO_WORDS:
            yield from _words(part)


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(_W + "txbxContent"):
        # A box is told twice, for newer programs and for older ones; a box in a box comes with the outer.
        around = {parent.tag for parent in box.iterancestors()}
        if _FALLBACK not in around and next(box.iterancestors(_W + "p"), None) is paragraph:
            yield box
