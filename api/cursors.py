"""Opaque cursors: the release, the order and the last row seen, so that paging stays right when a release
changes.

A cursor names the release it began on; that release is read on as long as it is kept. After that paging
goes on
behind the last row seen, in the current one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

import msgspec

from api.errors import BadValueError, NotFoundError

PATTERN = "^[A-Za-z0-9_-]{48,600}$"
_SHAPE = re.compile(PATTERN)


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A place in an order: `key` and `row_id` of the last row, or how many rows came before."""

    release: str
    digest: str
    key: str | None = None
    row_id: str = ""
    offset: int = 0


def digest_of(query: bytes) -> str:
    """What a cursor belongs to: the question without paging and format."""
    kept = sorted(
        part
        for part in query.split(b"&")
        if part and not part.startswith((b"cursor=", b"limit=", b"format=", b"count=", b"bom="))
    )
    return hashlib.blake2b(b"&".join(kept), digest_size=9).hexdigest()


def write_cursor(cursor: Cursor) -> str:
    """The cursor as it stands in an address."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(cursor)).decode().rstrip("=")


def read_cursor(text: str, digest: str) -> Cursor:
    """The place a cursor names; NotFoundError where it belongs to another question."""
    if not _SHAPE.fullmatch(text):
        raise BadValueError(
            "bad-cursor", "cursor is not one that `next` gave.", parameter="cursor", value=text
        )
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.msgpack.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        cursor = None
    if cursor is None or cursor.digest != digest or not 0 <= cursor.offset < 2**53:
        raise no_such_place(text)
    return cursor


def no_such_place(text: str) -> NotFoundError:
    """What is said of a cursor that belongs to another question, or that nobody gave."""
    return NotFoundError(
        "bad-cursor",
        "There is no such position in this list: filters and sort have to stay the same while paging.",
        parameter="cursor",
        value=text,
    )
