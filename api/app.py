"""The application: `create_app()` builds it from settings; nothing is opened before the server starts it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from api.edge import Edge, Receive, Scope, Send
from api.errors import (
    PROBLEM_JSON,
    ApiError,
    BadValueError,
    InternalError,
    MediaTypeError,
    MethodError,
    NotFoundError,
    TooLargeError,
)
from api.resource import Resource
from api.routes import resources
from api.routes.exports import HANDLERS as EXPORT_HANDLERS
from api.routes.page import HANDLERS as PAGE_HANDLERS
from api.routes.page_tools import HANDLERS as PAGE_TOOL_HANDLERS
from api.routes.releases import HANDLERS as RELEASE_HANDLERS
from api.routes.sql import HANDLERS as SQL_HANDLERS
from api.routes.system import HANDLERS as SYSTEM_HANDLERS
from api.routes.writes import HANDLERS as WRITE_HANDLERS
from api.service import Service, service_of
from api.settings import Settings, read_settings
from api.web.pages import warm
from sql.export.shapes import encode


def create_app(settings: Settings | None = None) -> Edge:
    """The ASGI application for one worker."""
    service = Service(settings or read_settings())

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        service.library.refresh()
        service.start()
        flusher = asyncio.create_task(_flush(service))
        warming = asyncio.get_running_loop().run_in_executor(None, warm)
        try:
            yield
        finally:
            await warming
            flusher.cancel()
            with suppress(asyncio.CancelledError):
                await flusher
            service.stop()

    app = Litestar(
        route_handlers=[
            *(_handler(resource) for resource in resources()),
            *EXPORT_HANDLERS,
            *RELEASE_HANDLERS,
            *WRITE_HANDLERS,
            *SQL_HANDLERS,
            *SYSTEM_HANDLERS,
            *PAGE_HANDLERS,
            *PAGE_TOOL_HANDLERS,
        ],
        lifespan=[lifespan],
        openapi_config=None,
        debug=False,
        logging_config=None,
        request_max_body_size=service.settings.max_body_bytes,
        exception_handlers={Exception: _on_error},
    )
    app.state.service = service
    edge = Edge(_typed(app), service.library, service.settings, service.counters, service.log)
    service.edge = edge
    edge.litestar = app
    edge.methods = _methods(app)
    return edge


def _typed(app: Any) -> Any:
    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)

    return call


def _methods(app: Litestar) -> Callable[[str], bytes]:
    """What each address answers to; NotFoundError where nothing is."""
    table = []
    for route in app.routes:
        methods = {str(method) for method in getattr(route, "methods", ())} - {"OPTIONS"}
        shape = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(route.path_format))
        allowed = sorted(methods | ({"HEAD"} if "GET" in methods else set()))
        table.append((re.compile(shape + r"\Z"), ", ".join([*allowed, "OPTIONS"]).encode()))

    def methods_of(path: str) -> bytes:
        for shape, allowed in table:
            if shape.match(path):
                return allowed
        raise NotFoundError("not-found", "Nothing is at this address; /openapi.json lists what is.")

    return methods_of


def _handler(resource: Resource) -> HTTPRouteHandler:
    async def handle(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        service: Service = request.app.state.service
        path_values = {name: str(value) for name, value in request.path_params.items()}
        answer = await service.desk.answer(
            resource,
            request.scope["path"],
            request.scope["query_string"],
            request.headers.get("accept", ""),
            base_address(request, service.settings),
            path_values,
        )
        return Response(
            answer.body, media_type=answer.media_type, headers=answer.headers, status_code=answer.status
        )

    handle.__name__ = resource.operation_id
    path = resource.path
    for parameter in resource.path_parameters:
        path = path.replace("{" + parameter.name + "}", "{" + parameter.name + ":str}")
    return get(path, include_in_schema=False)(handle)


def base_address(request: Request, settings: Settings) -> str:  # type: ignore[type-arg]
    """What links in answers begin with."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host}" if host else ""


async def _flush(service: Service) -> None:
    while True:
        await asyncio.sleep(0.25)
        service.log.flush()


def problem_of(error: Exception) -> ApiError:
    """The problem that an exception means to the client; says nothing about the inside."""
    if isinstance(error, ApiError):
        return error
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return NotFoundError("not-found", "Nothing is at this address; /openapi.json lists what is.")
    if status == 405:
        return MethodError("method-not-allowed", "This resource does not answer this method.")
    if status == 413:
        return TooLargeError("too-large", "The body is over its limit.")
    if status == 415:
        return MediaTypeError("media-type", "The body has to be JSON.", allowed=["application/json"])
    if 400 <= status < 500:
        return BadValueError("bad-value", "The request cannot be read.")
    return InternalError("internal", "The fault is noted under this request's id.")


def _on_error(request: Request, error: Exception) -> Response[bytes]:  # type: ignore[type-arg]
    problem = problem_of(error)
    if problem.status == 405:
        edge = service_of(request).edge
        problem.headers["Allow"] = edge.methods(request.scope["path"]).decode() if edge is not None else "GET"
    service: Service = request.app.state.service
    if problem.status == 500:
        service.counters.events["internal_error"] += 1
        cause = error.__cause__ or error
        service.log.fault(request.scope["path"], cause)
    return Response(
        encode(problem.problem(request.scope["path"][:200])),
        status_code=problem.status,
        media_type=PROBLEM_JSON,
        headers=problem.headers,
    )
