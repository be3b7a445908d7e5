"""What is posted: texts to read figures from, and documents to take in."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from litestar import Request, Response, post

from api.bodies import read_json
from api.errors import BadValueError, NotAuthorisedError, TooLargeError, UnavailableError, bad_value
from api.formats import MEDIA_TYPES
from api.query_string import parse
from api.schemas.tools import ExtractBody, SubmittedBody
from api.service import service_of
from sql.errors import SpoolError
from sql.export.shapes import encode
from sql.identity import document_id
from sql.keys import find_key
from sql.spool import SpoolEntry, put


def _one_or_many(body: Any) -> tuple[list[Any], bool]:
    return (body, True) if isinstance(body, list) else ([body], False)


@post("/v1/extract", include_in_schema=False, status_code=200)
async def extract(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    """The figures of one text or of a list of them; nothing is stored."""
    parse(request.scope["query_string"], {}, lambda name: None)
    service = service_of(request)
    body = await read_json(request, ExtractBody)
    documents, many = _one_or_many(body)
    _bounded(len(documents), service.settings.extract_documents)
    for document in documents:
        _readable(document.text, service.settings.max_text_chars)
        _dated(document.published_at)
    facts = await service.extraction.ask(documents)
    found = [{"id": document.id, "facts": blob} for document, blob in zip(documents, facts, strict=True)]
    answer: dict[str, Any] = {"data": found} if many else found[0]
    return Response(encode(answer), media_type=MEDIA_TYPES["json"])


@post("/v1/documents", include_in_schema=False, status_code=202)
async def submit_documents(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    """Documents accepted into the spool; answered only once they are on disk."""
    service = service_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    loop = asyncio.get_running_loop()
    key = None
    if scheme.lower() == "bearer" and 0 < len(token) <= 200:
        key = await loop.run_in_executor(None, find_key, service.settings.store, token.strip())
    if key is None:
        raise NotAuthorisedError(
            "not-authorised",
            "Send Authorization: Bearer KEY; `humstats keys create NAME` makes a key.",
            headers={"WWW-Authenticate": 'Bearer realm="humstats"'},
        )
    parse(request.scope["query_string"], {}, lambda name: None)
    body = await read_json(request, SubmittedBody)
    documents, many = _one_or_many(body)
    _bounded(len(documents), service.settings.extract_documents)
    # All are looked at before any is accepted, so that a list is taken whole or not at all.
    entries: list[tuple[SpoolEntry, str]] = []
    for document in documents:
        if (document.text is None) == (document.html is None):
            raise BadValueError("bad-body", "A document has either text or html.", parameter="text")
        _readable(
            document.text if document.text is not None else document.html or "",
            service.settings.max_text_chars,
        )
        _dated(document.published_at)
        text = (
            document.text
            if document.text is not None
            else await service.extraction.text_of(document.html or "")
        )
        entry = SpoolEntry(**{name: getattr(document, name) for name in document.__struct_fields__})
        entries.append((entry, document_id(text)))
    accepted = []
    for entry, name in entries:
        try:
            await loop.run_in_executor(None, put, service.settings.store, entry)
        except SpoolError as error:
            raise UnavailableError("internal", "The spool cannot be written now.") from error
        accepted.append({"document_id": name, "status": "accepted"})
    service.counters.events["documents_accepted"] += len(accepted)
    answer: Any = {"accepted": accepted} if many else accepted[0]
    return Response(encode(answer), media_type=MEDIA_TYPES["json"], status_code=202)


def _bounded(count: int, most: int) -> None:
    if not count:
        raise BadValueError("bad-body", "The list is empty.", parameter="body")
    if count > most:
        raise TooLargeError("too-large", f"At most {most} documents at once.")


def _readable(text: str, most: int) -> None:
    if not text.strip():
        raise BadValueError("bad-body", "The text is empty.", parameter="text")
    if len(text) > most:
        raise TooLargeError("too-large", f"A text may have {most} characters.")
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise BadValueError(
            "bad-body", "The text holds a null character or half a surrogate pair.", parameter="text"
        )


def _dated(text: str | None) -> None:
    if text is not None:
        try:
            date.fromisoformat(text[:10])
        except ValueError:
            raise bad_value("published_at", text, "a day as YYYY-MM-DD") from None


HANDLERS = [extract, submit_documents]
