"""JSON lines: one document a line, with the fields of a sidecar beside its `text`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from etl.documents.record import LARGEST_TEXT, SourceDocument, make_document
from etl.errors import DocumentError

# A character takes at most six bytes of JSON; the rest of the line gets as much again.
LONGEST_LINE = 12 * LARGEST_TEXT


def read(path: Path) -> Iterator[SourceDocument | DocumentError]:
    """The document of every line, or the error in its place; blank lines are passed over."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            source = f"{path}:{number}"
            if not line.endswith(b"\n") and len(line) == LONGEST_LINE:
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


def parse(source: str, line: bytes) -> SourceDocument:
    """The document of one line. Raises DocumentError."""
    try:
        fields = msgspec.json.decode(line, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DocumentError(source, f"is not a JSON object ({error})") from None
    text = fields.pop("text", None)
    if not isinstance(text, str):
        raise DocumentError(source, "has no text" if text is None else "text is not a string")
    fields.pop("id", None)
    return make_document(source, text, fields)
