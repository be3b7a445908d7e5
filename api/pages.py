"""Lists in pages: the envelope `{"release", "data", "next", "total"}`, cursors, Link headers, and the
other formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import quote

from api.cursors import Cursor, digest_of, read_cursor, write_cursor
from api.errors import ApiError
from api.resource import Answer, Question, table_answer
from sql.errors import StoreError
from sql.export.shapes import encode
from sql.export.tables import Column, Table, records

# What stands in a query as it is; anything else, such as bare UTF-8, is percent-encoded.
_SAFE = "%&=+,;:/?@!$'()*~-._"


class Page(NamedTuple):
    """Where a page begins, and the question that it is a page of."""

    cursor: Cursor | None
    limit: int
    asked: bytes

    @property
    def digest(self) -> str:
        """What the cursor of the next page belongs to."""
        return digest_of(self.asked)


def open_page(question: Question) -> tuple[Question, Page]:
    """The question, put to the release its cursor began on where that is still kept, and where the page
    begins.
    """
    asked = question.query + b"&" + question.path.encode()
    cursor = None
    if question["cursor"]:
        cursor = read_cursor(question["cursor"], digest_of(asked))
        if cursor.release != question.release.id:
            question = _on_release(question, cursor.release)
    return question, Page(cursor, question["limit"], asked)


def _on_release(question: Question, release_id: str) -> Question:
    try:
        return replace(question, release=question.library.release(release_id))
    except (ApiError, StoreError):
        # No longer kept: go on behind the last row in the current release.
        return question


def next_url(question: Question, cursor: Cursor) -> str:
    """The address of the next page: the same question with another cursor."""
    query = quote(question.query, safe=_SAFE)
    kept = [part for part in query.split("&") if part and not part.startswith("cursor=")]
    kept.append("cursor=" + write_cursor(cursor))
    return f"{question.base}{quote(question.path)}?" + "&".join(kept)


def envelope(question: Question, blobs: Sequence[bytes], following: str | None, total: int | None) -> Answer:
    """A list in JSON from rows that are JSON already."""
    body = b"".join(
        (
            b'{"release":',
            encode(question.release.id),
            b',"data":[',
            b",".join(blobs),
            b'],"next":',
            encode(following),
            b',"total":',
            encode(total),
            b"}",
        )
    )
    return Answer(body, headers=page_headers(question, following, total))


def page_headers(question: Question, following: str | None, total: int | None) -> dict[str, str]:
    headers = {"Humstats-Release": question.release.id}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    if total is not None:
        headers["Humstats-Total"] = str(total)
    return headers


def list_rows(
    question: Question,
    columns: Sequence[Column],
    sql: str,
    values: dict[str, Any],
) -> Answer:
    """A page of a query whose order is fixed, in any format."""
    question, page = open_page(question)
    offset = page.cursor.offset if page.cursor else 0
    release = question.release
    rows = release.query(
        f"SELECT * FROM ({sql}) LIMIT $page_limit OFFSET $page_offset",
        {**values, "page_limit": page.limit + 1, "page_offset": offset},
    ).rows
    total = release.query(f"SELECT count(*) FROM ({sql})", values).rows[0][0] if question["count"] else None
    return page_of(question, page, columns, rows, total)


def page_of(
    question: Question,
    page: Page,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    total: int | None,
) -> Answer:
    """The page that `rows` (one more than asked for, where there are more) begin."""
    following = None
    if len(rows) > page.limit:
        rows = rows[: page.limit]
        offset = (page.cursor.offset if page.cursor else 0) + page.limit
        following = next_url(question, Cursor(question.release.id, page.digest, offset=offset))
    table = Table(columns, rows)
    if question.format == "json":
        return envelope(question, [encode(record) for record in records(table)], following, total)
    return table_answer(question, table, page_headers(question, following, total))


def list_held(question: Question, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> Answer:
    """A page of rows that are at hand."""
    question, page = open_page(question)
    offset = page.cursor.offset if page.cursor else 0
    total = len(rows) if question["count"] else None
    return page_of(question, page, columns, rows[offset : offset + page.limit + 1], total)
