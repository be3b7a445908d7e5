"""PDF files: the text of their pages, lines that only the page's width had broken put together again."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from etl.documents.record import LARGEST_TEXT, SourceDocument, make_document
from etl.documents.sidecar import read_sidecar
from etl.errors import DocumentError

LARGEST_FILE = 200_000_000
MOST_PAGES = 5_000

# Its remarks on a damaged file would stand between our own lines; what cannot be read is said as a refusal.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# What pypdf raises on files that are no proper PDF, beside its own errors.
_FAULTS = (
    PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError,
    NotImplementedError, OSError, RecursionError, TypeError, ValueError,
)  # fmt: skip
_SPACES = re.compile(r"[ \t]{2,}")
_STARTS_ANEW = re.compile(r"\s*(?:[•▪◦‣·●○■□►➢✓*–—-]\s|\(?[0-9٠-٩]{1,2}[.)]\s|\|)")
_ENDS = re.compile(r"[.!?؟۔:؛;…][\"'”’»)\]]*$")
_CUT_WORD = re.compile(r"(?<=[^\W\d_])[-\u00ad]$")
# A name that a program gave the file is no title.
_NO_TITLE = re.compile(
    r"(?i)^(?:microsoft |untitled|document\d*$|.*\.(?:docx?|pdf|indd|pptx?|xlsx?|pub|rtf)$)"
)


def read(path: Path) -> Iterator[SourceDocument]:
    """The one document of the file. Raises DocumentError.

    The day that a PDF states is the day the file was made, not that of publication: a sidecar has to tell it.
    """
    source = str(path)
    if not path.is_file():
        raise DocumentError(source, "is not a file")
    if path.stat().st_size > LARGEST_FILE:
        raise DocumentError(source, f"is larger than {LARGEST_FILE:,} bytes")
    text, title = text_and_title(source, path.read_bytes())
    fields = read_sidecar(path)
    if not fields.get("title"):
        fields["title"] = title
    yield make_document(source, text, fields)


def text_and_title(source: str, content: bytes) -> tuple[str, str | None]:
    """The text of a PDF and the title it states. Raises DocumentError."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(source, "is encrypted with a password")
        if len(reader.pages) > MOST_PAGES:
            raise DocumentError(source, f"has more than {MOST_PAGES:,} pages")
        pages = []
        length = 0
        for page in reader.pages:
            text = unwrap(_joined(page.extract_text()))
            length += len(text)
            if length > LARGEST_TEXT:
                raise DocumentError(source, f"is longer than {LARGEST_TEXT:,} characters")
            if text:
                pages.append(text)
        title = reader.metadata.title if reader.metadata else None
    except _FAULTS as error:
        raise DocumentError(source, f"is no readable PDF ({type(error).__name__}: {error})") from None
    if not pages:
        raise DocumentError(source, "holds no text; its pages may be pictures, which are not read")
    stated = _joined(title).strip() if isinstance(title, str) else ""
    return "\n\n".join(pages), stated if stated and not _NO_TITLE.match(stated) else None


def _joined(text: str) -> str:
    """The text with characters that a font gives in two halves put together."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def unwrap(page: str) -> str:
    """The page with a line for each paragraph: a line as long as the page is wide goes on in the next."""
    lines = [
        _SPACES.sub("   ", line).strip().replace("\x00", "") for line in page.replace("\r", "\n").split("\n")
    ]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    full = 0.75 * lengths[int(0.9 * (len(lengths) - 1))]
    out: list[str] = []
    goes_on = False
    for line in lines:
        if not line:
            goes_on = False
            continue
        if goes_on and not _STARTS_ANEW.match(line):
            before = out[-1]
            if _CUT_WORD.search(before) and line[0].islower():
                out[-1] = before[:-1] + line
            else:
                out[-1] = f"{before} {line}"
        else:
            out.append(line)
        # Cells of a table are kept apart; a short line is a heading or the end of a paragraph.
        wide = len(line) >= full and "   " not in line and len(line) >= 30
        goes_on = wide or (bool(_CUT_WORD.search(line)) and "   " not in line)
        if goes_on and _ENDS.search(line) and len(line) < full / 0.75 * 0.9:
            goes_on = False
    return "\n".join(out)
