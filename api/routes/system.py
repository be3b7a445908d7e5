"""What operators and programs ask of the service itself: alive, able to answer, counters, the contract."""

from __future__ import annotations

from litestar import Request, Response, get

from api import __version__
from api.formats import MEDIA_TYPES
from api.parameters import parse
from api.schemas import Health, Ready
from api.service import service_of
from sql.export.shapes import encode


def _nothing_asked(request: Request) -> None:  # type: ignore[type-arg]
    parse(request.scope["query_string"], {}, lambda name: None)


@get("/v1/health", include_in_schema=False)
async def health(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    _nothing_asked(request)
    body = encode(Health(status="ok", release=service_of(request).library.release_id, version=__version__))
    return Response(body, media_type=MEDIA_TYPES["json"])


@get("/v1/ready", include_in_schema=False)
async def ready(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    _nothing_asked(request)
    service = service_of(request)
    checks = await service.checks()
    good = all(value == "ok" for value in checks.values())
    body = encode(
        Ready(status="ready" if good else "not_ready", release=service.library.release_id, checks=checks)
    )
    headers = {} if good else {"Retry-After": "2"}
    return Response(body, media_type=MEDIA_TYPES["json"], status_code=200 if good else 503, headers=headers)


@get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    return Response(service_of(request).metrics().encode(), media_type="text/plain; version=0.0.4")


@get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    from api.openapi import encoded

    return Response(encoded(), media_type=MEDIA_TYPES["json"])


@get("/docs", include_in_schema=False)
async def docs(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    from api.reference.page import reference_page

    return Response(reference_page(), media_type="text/html")


@get("/docs/reference.css", include_in_schema=False)
async def docs_style(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    from api.reference.page import stylesheet

    return Response(stylesheet(), media_type="text/css")


HANDLERS = [health, ready, metrics, openapi, docs, docs_style]
