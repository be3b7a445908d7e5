"""JSON lines: one document a line, with the fields of a sidecar beside its `text`."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from etl.documents.record import LARGEST_TEXT, SourceDocument, make_document
from etl.errors import DocumentError

# A character takes at most six bytes of JSON; the rest of the line gets as much again.
LONGEST_LINE = 12 * LARGEST_TEXT


def read(path: Path) -> Iterator[SourceDocument | DocumentError]:
    """The document of every line, or the error in its place; blank lines are passed over."""
    with path.open("rb") as file:
        number = 0
        mark = file.read(2)
        file.seek(0)
        # As some programs save "Unicode" text.
        wide = mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        for line in _wide_lines(file) if wide else iter(partial(file.readline, LONGEST_LINE), b""):
            number += 1
            source = f"{path}:{number}"
            if not line.endswith(b"\n") and len(line) >= LONGEST_LINE:
                yield DocumentError(source, "is too long for a document; the rest of the file is left out")
                return
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.strip():
                continue
            try:
                yield parse(source, line)
            except DocumentError as error:
                yield error
        if number == 0:
            yield DocumentError(str(path), "holds no lines")


def _wide_lines(file: BinaryIO) -> Iterator[bytes]:
    text = io.TextIOWrapper(file, encoding="utf-16", errors="surrogatepass", newline="\n")
    try:
        while line := text.readline(LONGEST_LINE):
            yield line.encode("utf-8", "surrogatepass")
    finally:
        # The file is somebody else's to close.
        text.detach()


def parse(source: str, line: bytes) -> SourceDocument:
    """The document of one line. Raises DocumentError."""
    try:
        fields = msgspec.json.decode(line, type=dict[str, object])
    except UnicodeDecodeError as error:
        raise DocumentError(source, f"is not UTF-8 (byte 0x{error.object[error.start]:02x})") from None
    except msgspec.MsgspecError as error:
        raise DocumentError(source, f"is not a JSON object ({error})") from None
    text = fields.pop("text", None)
    if not isinstance(text, str):
        raise DocumentError(source, "has no text" if text is None else "text is not a string")
    fields.pop("id", None)
    return make_document(source, text, fields)
