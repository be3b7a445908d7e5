"""Files over HTTP: whole, in a range, or not at all where the client has them already (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from litestar import Request
from litestar.response import Response, Stream

from api.errors import RangeError

# Of what a slow reader has not taken up yet, a few pieces wait in memory.
_CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,200})-([0-9]{0,200})\Z")


def file_response(
    request: Request,  # type: ignore[type-arg]
    path: Path,
    *,
    etag: str,
    modified: datetime,
    media_type: str,
    download: str,
    release: str,
    lasting: bool,
) -> Response[bytes] | Stream:
    """The file, the range of it that was asked for, or 304."""
    modified = modified.astimezone(UTC).replace(microsecond=0)
    size = path.stat().st_size
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(modified, usegmt=True),
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "public, max-age=60",
        "Humstats-Release": release,
        "Vary": "Accept-Encoding",
    }
    given = request.headers
    if _unchanged(given.get("if-none-match"), given.get("if-modified-since"), etag, modified):
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    headers["Content-Disposition"] = f'attachment; filename="{download}"'
    start, end, status = 0, size, 200
    asked = given.get("range")
    if asked is not None and _still(given.get("if-range"), etag, modified):
        found = _range(asked, size)
        if found is not None:
            start, end = found
            status = 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    head = bool(request.scope.get("humstats_head"))
    return Stream(
        _chunks(path, start, start if head else end),
        status_code=status,
        headers=headers,
        media_type=media_type,
    )


def _unchanged(match: str | None, since: str | None, etag: str, modified: datetime) -> bool:
    if match is not None:
        return any(part.strip().removeprefix("W/") in (etag, "*") for part in match.split(","))
    if since is not None:
        instant = _instant(since)
        return instant is not None and modified <= instant
    return False


def _still(condition: str | None, etag: str, modified: datetime) -> bool:
    if condition is None:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    return _instant(condition) == modified


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _range(text: str, size: int) -> tuple[int, int] | None:
    """First byte and the byte after the last; None for what is answered whole."""
    found = _RANGE.match(text.replace(" ", ""))
    if found is None or (not found[1] and not found[2]):
        return None
    if not found[1]:
        length = int(found[2])
        if length == 0:
            raise _outside(size)
        return max(0, size - length), size
    start = int(found[1])
    end = min(size, int(found[2]) + 1) if found[2] else size
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise _outside(size)
    return start, end


def _outside(size: int) -> RangeError:
    return RangeError(
        "range-not-satisfiable", f"The file has {size} bytes.", headers={"Content-Range": f"bytes */{size}"}
    )


async def _chunks(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    if start >= end:
        yield b""
        return
    # Opened when the first byte is wanted; a file that is dropped meanwhile stays readable.
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0:
            piece = file.read(min(_CHUNK, left))
            if not piece:
                break
            left -= len(piece)
            yield piece
