"""What every kind of file gives: a text with what is known of its publication, checked once for all kinds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date

import msgspec

from etl.errors import DocumentError, told
from etl.model import LANGS

FIELDS = ("title", "lang", "published_at", "publisher", "url", "licence")
# Written by people for people: how a field came to be known.
_NOTES = tuple(f"{field}_basis" for field in FIELDS)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Nothing that people write about an event is longer; what is, is a mistake or an attack.
LARGEST_TEXT = 5_000_000
# Every figure of a document carries its fields.
LONGEST_FIELD = 4_000
_NO_ADDRESS = re.compile(r"(?i)\s*(?:javascript|vbscript|data)\s*:")
_HALVES = re.compile("[\ud800-\udfff]")


class SourceDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document as its source has it; `source` names where it came from, for messages and the ledger."""

    source: str
    text: str
    title: str | None = None
    lang: str | None = None
    published_at: date | None = None
    publisher: str | None = None
    url: str | None = None
    licence: str | None = None


def make_document(source: str, text: str, fields: Mapping[str, object]) -> SourceDocument:
    """A checked document. Raises DocumentError for a text that is none and for a field that is malformed.

    A key that nobody knows is passed over, unless it looks like a known one misspelt: a date that is lost
    to a typing error would go unnoticed.
    """
    if not text.strip():
        raise DocumentError(source, "holds no text")
    if "\x00" in text:
        raise DocumentError(source, "holds NUL characters; not a text")
    if len(text) > LARGEST_TEXT:
        raise DocumentError(source, f"is longer than {LARGEST_TEXT:,} characters")
    _check_whole(source, "text", text)
    known: dict[str, str | None] = dict.fromkeys(FIELDS)
    for key, value in fields.items():
        if key in _NOTES:
            continue
        if key not in known:
            near = difflib.get_close_matches(key, FIELDS, n=1, cutoff=0.8)
            if near:
                raise DocumentError(source, f"unknown key {key!r}; is {near[0]!r} meant?")
            continue
        if value is not None and not isinstance(value, str):
            raise DocumentError(source, f"{key} is not a string: {value!r}")
        known[key] = (value.strip() or None) if value is not None else None
    for key, stated in known.items():
        if stated is None:
            continue
        if len(stated) > LONGEST_FIELD:
            raise DocumentError(source, f"{key} is longer than {LONGEST_FIELD:,} characters")
        _check_whole(source, key, stated)
    if known["url"] is not None and _NO_ADDRESS.match(known["url"]):
        raise DocumentError(source, f"url is no address: {known['url'][:40]!r}")
    return SourceDocument(
        source=told(source),
        text=text,
        title=known["title"],
        lang=_lang(source, known["lang"]),
        published_at=_day(source, known["published_at"]),
        publisher=known["publisher"],
        url=known["url"],
        licence=known["licence"],
    )


def _check_whole(source: str, key: str, text: str) -> None:
    half = None if text.isascii() else _HALVES.search(text)
    if half is not None:
        raise DocumentError(source, f"{key} holds half a character (U+{ord(half[0]):04X} at {half.start()})")


def _lang(source: str, text: str | None) -> str | None:
    if text is None:
        return None
    code = re.split(r"[-_]", text.lower(), maxsplit=1)[0]
    if code not in LANGS:
        raise DocumentError(source, f"unknown lang {text!r}; one of: {', '.join(LANGS)}")
    return code


def _day(source: str, text: str | None) -> date | None:
    if text is None:
        return None
    # The day as the publisher wrote it: turning an instant into another time zone could move it.
    day = text[:10]
    try:
        if not _DAY.fullmatch(day) or (len(text) > 10 and text[10] not in "Tt "):
            raise ValueError
        return date.fromisoformat(day)
    except ValueError:
        raise DocumentError(source, f"published_at is not a date (YYYY-MM-DD): {text!r}") from None
