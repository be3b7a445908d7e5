"""What clients send, and what the tools that read it answer."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec


class Health(msgspec.Struct, kw_only=True):
    """Alive."""

    status: str
    release: str
    version: str


class Ready(msgspec.Struct, kw_only=True):
    """Able to answer: each part and whether it works."""

    status: str
    release: str
    checks: dict[str, str]


Words = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]
Day = Annotated[
    str,
    msgspec.Meta(
        min_length=10,
        max_length=40,
        extra_json_schema={"anyOf": [{"format": "date"}, {"format": "date-time"}]},
    ),
]
Language = Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
Address = Annotated[str, msgspec.Meta(max_length=2000, pattern="^https?://[!-~]+$")]
Line = Annotated[str, msgspec.Meta(max_length=2000, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")]


class ExtractDocument(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A text to read figures from; nothing is stored."""

    text: Words
    id: Line | None = None
    lang: Language | None = None
    published_at: Day | None = None


class SubmittedDocument(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A document to take in: its text or its HTML, and what is known of it."""

    text: Words | None = None
    html: Words | None = None
    title: Line | None = None
    url: Address | None = None
    lang: Language | None = None
    published_at: Day | None = None
    publisher: Line | None = None
    licence: Line | None = None


ExtractBody = ExtractDocument | Annotated[list[ExtractDocument], msgspec.Meta(min_length=1, max_length=100)]
SubmittedBody = (
    SubmittedDocument | Annotated[list[SubmittedDocument], msgspec.Meta(min_length=1, max_length=100)]
)


class SqlQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One SELECT over the published views, with its parameters."""

    sql: Words
    params: list[Any] | dict[str, Any] | None = None


class SqlColumn(msgspec.Struct, kw_only=True):
    """A column of an SQL answer and its DuckDB type."""

    name: str
    type: str


class SqlAnswer(msgspec.Struct, kw_only=True):
    """The rows of one query; `truncated` says that there were more."""

    columns: list[SqlColumn]
    data: list[list[Any]]
    row_count: int
    truncated: bool


class AcceptedDocument(msgspec.Struct, kw_only=True):
    """A document that lies in the spool, on disk, and waits to be taken in."""

    document_id: str
    status: str


class Accepted(msgspec.Struct, kw_only=True):
    """Documents that lie in the spool, in the order they were sent."""

    accepted: list[AcceptedDocument]


class Extraction(msgspec.Struct, kw_only=True):
    """The figures of one text."""

    id: str | None
    facts: list[dict[str, Any]]


class Extractions(msgspec.Struct, kw_only=True):
    """The figures of each text, in order."""

    data: list[Extraction]
