"""The page's tools: a pasted text read, a query answered, the rows of the map, and the static files."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get, post

from api.errors import ApiError, NotFoundError, bad_value
from api.formats import MEDIA_TYPES, encode_table
from api.resource import Answer
from api.routes.page import base_of, error_page, language_of, page_of, query_of
from api.service import service_of
from api.web.asking import ask, box
from api.web.atlas import places_table
from api.web.messages import words_of
from api.web.pages import static_files
from api.web.trying import read, result, shown, trouble
from api.web.vega import vega_bundle
from api.web.visit import Visit, read_values
from sql.export.shapes import encode
from sql.export.tables import records
from sql.store import locate

_HTML = "text/html"
_LONGEST_QUERY = 20_000


def _visit(request: Request, lang: str) -> Visit:  # type: ignore[type-arg]
    service = service_of(request)
    release = service.library.current()
    values = read_values(query_of(request), release)
    return Visit(service, release, words_of(lang), request.scope["path"], values, base_of(request))


@post("/try", include_in_schema=False, status_code=200)
async def try_text(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    """A pasted text with its figures; nothing is stored."""
    service = service_of(request)
    lang, headers = language_of(request)
    headers["Cache-Control"] = "no-store"
    form = await request.form()
    text = str(form.get("text") or "").replace("\r\n", "\n")
    published_at, text_lang = str(form.get("published_at") or ""), str(form.get("text_lang") or "")
    limit = service.settings.max_text_chars
    try:
        visit = _visit(request, lang)
    except ApiError as error:
        return Response(error_page(lang, "/try", "try", error), media_type=_HTML, headers=headers)
    found: dict[str, Any]
    try:
        if not text.strip() or len(text) > limit:
            raise bad_value("text", "", "a text")
        if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise bad_value("text", "", "text without null characters")
        facts = await read(service, text, published_at, text_lang)
        found = result(visit, text, published_at, text_lang, facts)
    except ApiError as error:
        wrong = trouble(visit.words, error, text, limit)
        found = shown(text[:limit], published_at, text_lang, error=wrong)
    return Response(page_of(visit, "try", "try", found), media_type=_HTML, headers=headers)


@get("/sql", include_in_schema=False)
async def sql_box(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    """The SQL box, and the rows of its query."""
    lang, headers = language_of(request)
    answer, wrong = None, None
    try:
        visit = _visit(request, lang)
        query = visit.values.get("sql")
        if query:
            try:
                if len(query) > _LONGEST_QUERY or "\0" in query:
                    raise bad_value("sql", "", f"at most {_LONGEST_QUERY} characters long")
                answer = await ask(visit.service, str(visit.release.path), query)
            except ApiError as error:
                wrong = error
        body = page_of(visit, "sql", "sql", box(visit, answer, wrong))
    except ApiError as error:
        body = error_page(lang, "/sql", "sql", error)
    return Response(body, media_type=_HTML, headers=headers)


@get("/map/places", include_in_schema=False)
async def map_places(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    """The rows of the map's table as CSV or JSON."""
    service = service_of(request)
    visit = _visit(request, "en")
    chosen = request.query_params.get("format", "json")
    if chosen not in ("csv", "json"):
        raise bad_value("format", chosen, "csv or json", ["csv", "json"])

    def work() -> Answer:
        table = places_table(visit)
        if chosen == "csv":
            return Answer(encode_table(table, "csv"), MEDIA_TYPES["csv"])
        return Answer(encode({"release": visit.release.id, "data": list(records(table))}))

    found = await service.desk.run(work, visit.release)
    return Response(found.body, media_type=found.media_type)


@get("/static/vega.js", include_in_schema=False)
async def vega_script(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    """Vega, for the interactive chart."""
    store = locate(service_of(request).settings.store).root
    body = await asyncio.get_running_loop().run_in_executor(None, vega_bundle, store)
    return Response(body, media_type="text/javascript", headers={"Cache-Control": "public, max-age=86400"})


@get("/static/{name:str}", include_in_schema=False, sync_to_thread=False)
def static_file(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    """A file of the page; kept by browsers for good where its digest is in the address."""
    found = static_files().get(str(request.path_params["name"]))
    if found is None:
        raise NotFoundError("not-found", "There is no such file.")
    body, kind, digest = found
    fresh = request.query_params.get("v") == digest
    age = "public, max-age=31536000, immutable" if fresh else "public, max-age=60"
    return Response(body, media_type=kind, headers={"Cache-Control": age})


@get("/favicon.ico", include_in_schema=False, sync_to_thread=False)
def favicon() -> Response[bytes]:
    body, kind, _ = static_files()["icon.svg"]
    return Response(body, media_type=kind, headers={"Cache-Control": "public, max-age=86400"})


HANDLERS = [try_text, sql_box, map_places, vega_script, static_file, favicon]
