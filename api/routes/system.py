"""What operators and programs ask of the service itself: alive, able to answer, counters, the contract."""

from __future__ import annotations

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from api.formats import MEDIA_TYPES
from api.service import service_of


def _handler(path: str) -> HTTPRouteHandler:
    async def handle(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        direct = service_of(request).direct(path)
        assert direct is not None
        answer = await direct(path, request.scope["query_string"], "", "")
        return Response(
            answer.body, media_type=answer.media_type, headers=answer.headers, status_code=answer.status
        )

    return get(path, include_in_schema=False)(handle)


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


HANDLERS = [_handler("/v1/health"), _handler("/v1/ready"), metrics, openapi, docs, docs_style]
