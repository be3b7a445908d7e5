"""CSV of documents: a header with a column `text` and any fields of a sidecar, one document a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from etl.documents.encoding import decode
from etl.documents.record import FIELDS, LARGEST_TEXT, SourceDocument, make_document
from etl.errors import DocumentError

LARGEST_FILE = 200_000_000
# As spreadsheets begin a table that is not separated by commas.
_SAID = re.compile(r'"?sep=([,;|\t])"?\r?\n')


def read(path: Path) -> Iterator[SourceDocument | DocumentError]:
    """The document of every row, or the error in its place. Raises DocumentError for a table that is none."""
    source = str(path)
    if not path.is_file():
        raise DocumentError(source, "is not a file")
    if path.stat().st_size > LARGEST_FILE:
        raise DocumentError(source, f"is larger than {LARGEST_FILE:,} bytes; JSON lines may be of any size")
    content = decode(source, path.read_bytes())
    csv.field_size_limit(2 * LARGEST_TEXT)
    delimiter, content = _delimiter(content)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    number = 0
    try:
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = [cell.strip().lower() for cell in cells]
                if "text" not in names:
                    wanted = ", ".join(("text", *FIELDS))
                    raise DocumentError(source, f"has no column text (columns that are read: {wanted})")
                for name in ("text", *FIELDS):
                    if names.count(name) > 1:
                        raise DocumentError(source, f"has more than one column {name}")
                continue
            number += 1
            try:
                yield _document(f"{source}:{number}", names, cells)
            except DocumentError as error:
                yield error
    except csv.Error as error:
        yield DocumentError(f"{source}:{number + 1}", f"is no row of a table ({error}); the rest is left out")
        return
    if number == 0:
        yield DocumentError(source, "holds no rows")


def _document(source: str, names: list[str], cells: list[str]) -> SourceDocument:
    if len(cells) > len(names):
        raise DocumentError(source, f"has {len(cells)} cells under {len(names)} columns")
    fields: dict[str, object] = dict(zip(names, cells, strict=False))
    text = fields.pop("text", "")
    fields.pop("id", None)
    return make_document(source, str(text), {key: value or None for key, value in fields.items()})


def _delimiter(content: str) -> tuple[str, str]:
    """What stands between the names of the header, and the table without the line that may say so."""
    said = _SAID.match(content)
    if said is not None:
        return said[1], content[said.end() :]
    header = content.lstrip().split("\n", 1)[0]
    return max((",", ";", "\t", "|"), key=header.count), content
