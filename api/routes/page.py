"""The page for people: figures, their evidence, documents and tools, written on this side of the wire."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from api.errors import ApiError, NotFoundError
from api.headers import base_address
from api.resource import Answer
from api.service import service_of
from api.web.atlas import atlas
from api.web.documents import document, documents
from api.web.evidence import evidence
from api.web.messages import LANGUAGES, choose_language, words_of
from api.web.overview import overview
from api.web.pages import render
from api.web.series import series
from api.web.trying import form
from api.web.vega import foresee
from api.web.visit import FILTERS, Visit, read_values
from sql.store import locate

Found = dict[str, Any]
COOKIE = "humstats_lang"
_HTML = "text/html"
_KEPT = 64
_LARGEST_KEPT = 400_000


@cache
def _views() -> dict[str, Callable[..., Found]]:
    return {
        "overview": overview,
        "series": series,
        "figure": evidence,
        "map": atlas,
        "documents": documents,
        "document": document,
        "try": form,
    }


def handler(name: str, path: str, section: str) -> HTTPRouteHandler:
    """The handler of one view; `path` may hold one id."""

    async def handle(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        ids = [str(value) for value in request.path_params.values()]
        return await show(request, name, section, ids)

    handle.__name__ = f"page_{name}"
    return get(path, include_in_schema=False)(handle)


async def show(request: Request, name: str, section: str, ids: list[str]) -> Response[bytes]:  # type: ignore[type-arg]
    """The view in the visitor's language; a fault as a page that says what is wrong."""
    service = service_of(request)
    query = query_of(request)
    lang, headers = language_of(request)
    path: str = request.scope["path"]
    base = base_of(request)
    status = 200
    try:
        release = service.library.current()
        key = (name, path, urlencode(sorted(query.items())), lang, base)
        kept: OrderedDict[Any, bytes] = release.memo.setdefault("page.kept", OrderedDict())
        body = kept.get(key)
        if body is None:

            def work() -> Answer:
                visit = Visit(service, release, words_of(lang), path, read_values(query, release), base)
                return Answer(page_of(visit, name, section, _views()[name](visit, *ids)))

            body = (await service.desk.run(work, release)).body
            keep(kept, key, body)
        if name == "series":
            foresee(locate(service.settings.store).root)
    except ApiError as error:
        status = 200 if error.kind == "no-release" else error.status
        body = error_page(lang, path, name, error)
    return Response(body, media_type=_HTML, headers=headers, status_code=status)


def query_of(request: Request) -> dict[str, str]:  # type: ignore[type-arg]
    """What the address bar asks for, of what the page knows; anything else is somebody else's."""
    return {name: value for name, value in request.query_params.items() if name in FILTERS}


def base_of(request: Request) -> str:  # type: ignore[type-arg]
    """What links that leave the page begin with."""
    settings = service_of(request).settings
    return base_address(settings, request.scope["scheme"], request.headers.get("host", ""))


def page_of(visit: Visit, name: str, section: str, found: Found) -> bytes:
    """A view's template filled."""
    values = {key: value for key, value in visit.values.items() if key != "lang"}
    return render(
        f"{name}.html",
        visit.words,
        visit=visit,
        section=section,
        release=visit.release.record,
        language_urls={lang: visit.url(visit.path, **{**values, "lang": lang}) for lang in LANGUAGES},
        **found,
    )


def keep(kept: OrderedDict[Any, bytes], key: Any, body: bytes) -> None:
    """The page is kept as long as its release is read; the oldest make room."""
    if len(body) <= _LARGEST_KEPT:
        kept[key] = body
        while len(kept) > _KEPT:
            try:
                kept.popitem(last=False)
            except KeyError:
                break


def language_of(request: Request) -> tuple[str, dict[str, str]]:  # type: ignore[type-arg]
    """The visitor's language, and headers that remember it."""
    asked = request.query_params.get("lang")
    lang = choose_language(asked, request.cookies.get(COOKIE), request.headers.get("accept-language", ""))
    headers = {
        "X-No-Keep": "1",
        "Vary": "Accept-Encoding, Accept-Language, Cookie",
        "Content-Language": lang,
    }
    if asked in LANGUAGES and request.cookies.get(COOKIE) != asked:
        headers["Set-Cookie"] = f"{COOKIE}={asked}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"
    return lang, headers


def error_page(lang: str, path: str, name: str, error: ApiError) -> bytes:
    """The fault in a sentence."""
    words = words_of(lang)
    detail: Any = error.detail
    if error.kind == "no-release":
        detail = words("overview.empty_store")
    elif isinstance(error, NotFoundError):
        detail = words(f"error.{name}") if name in ("figure", "document") else words("error.not_found")
    elif error.status == 503:
        detail = words("error.busy")
    return render(
        "error.html",
        words,
        section="",
        release=None,
        detail=detail,
        translated=detail is not error.detail,
        allowed=error.allowed[:40] if error.allowed else [],
        language_urls={other: f"{path}?lang={other}" for other in LANGUAGES},
    )


HANDLERS = [
    handler("overview", "/", "overview"),
    handler("series", "/series", "overview"),
    handler("figure", "/figures/{fact_id:str}", "overview"),
    handler("map", "/map", "map"),
    handler("documents", "/documents", "documents"),
    handler("document", "/documents/{document_id:str}", "documents"),
    handler("try", "/try", "try"),
]
