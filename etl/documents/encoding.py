"""Bytes into text: what a mark or the source itself says first, then UTF-8, then what the bytes look like."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

from charset_normalizer import from_bytes

from etl.documents.record import LARGEST_TEXT
from etl.errors import DocumentError

# No encoding takes more bytes for a character.
LARGEST_FILE = 4 * LARGEST_TEXT
_MARKS = (
    # UTF-32 before UTF-16: the mark of the one begins with the mark of the other.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What people who write the languages of this house have used; a guess among all encodings is worse.
_LIKELY = ("cp1256", "iso8859_6", "cp1252", "iso8859_15", "mac_arabic")
# What declares itself as Latin 1 is Windows 1252 in practice, and so are most that say ASCII.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252"}
# The first part tells the encoding; more would only take longer.
_SAMPLE = 64 * 1024


def decode(source: str, content: bytes, declared: Iterable[str | None] = ()) -> str:
    """The text that the bytes stand for, without a byte order mark. Raises DocumentError.

    `declared` are encodings that the source names, most trusted first; what does not fit is passed over.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(source, content, encoding)
    wide = _wide(content)
    if wide is not None:
        return _strictly(source, content, wide)
    if b"\x00" in content[:_SAMPLE]:
        raise DocumentError(source, "holds NUL bytes; not a text")
    try:
        # A text of other bytes that happens to be valid UTF-8 is unheard of, whatever is declared.
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = error
    for name in declared:
        text = _declared(content, name)
        if text is not None:
            return text
    found = from_bytes(_whole_lines(content), cp_isolation=list(_LIKELY)).best()
    if found is not None:
        try:
            return content.decode(found.encoding)
        except UnicodeDecodeError:
            pass
    raise DocumentError(
        source,
        f"is not UTF-8 (byte 0x{content[fault.start]:02x} at {fault.start}) and its encoding cannot be told; "
        "convert it first",
    )


def _strictly(source: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(source, f"is damaged: no {encoding} at byte {error.start}") from None


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of what is Latin or Arabic is alike."""
    sample = content[:4096]
    if len(sample) < 4 or len(content) % 2 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2], sample[1::2]
    for high, low, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        plain = sum(high.count(page) for page in (0x00, 0x06, 0x20, 0xFE, 0xFB))
        if plain >= 0.9 * len(high) and low.count(0) <= 0.02 * len(low):
            return encoding
    return None


def _declared(content: bytes, name: str | None) -> str | None:
    if not name:
        return None
    try:
        encoding = codecs.lookup(name.strip().strip("\"'")).name
        # Only text encodings: the codecs module also knows some that unpack archives.
        return content.decode(_MEANT.get(encoding, encoding))
    except (LookupError, UnicodeError, ValueError):
        return None


def _whole_lines(content: bytes) -> bytes:
    if len(content) <= _SAMPLE:
        return content
    cut = content.rfind(b"\n", 0, _SAMPLE)
    return content[: cut if cut > 0 else _SAMPLE]
