"""The Litestar application: a handler for every address of the service."""

from __future__ import annotations

import re

from litestar import Litestar, Request, Response, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from api.errors import PROBLEM_JSON, NotFoundError, problem_of
from api.headers import base_address
from api.resource import Resource
from api.routes import resources
from api.routes.exports import HANDLERS as EXPORT_HANDLERS
from api.routes.page import HANDLERS as PAGE_HANDLERS
from api.routes.page_tools import HANDLERS as PAGE_TOOL_HANDLERS
from api.routes.release_files import HANDLERS as RELEASE_HANDLERS
from api.routes.sql import HANDLERS as SQL_HANDLERS
from api.routes.system import HANDLERS as SYSTEM_HANDLERS
from api.routes.writes import HANDLERS as WRITE_HANDLERS
from api.service import Service, service_of
from sql.export.shapes import encode


def build(service: Service) -> Litestar:
    """The application over one worker's service; opens nothing."""
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
        openapi_config=None,
        debug=False,
        logging_config=None,
        request_max_body_size=service.settings.max_body_bytes,
        exception_handlers={Exception: _on_error},
    )
    app.state.service = service
    app.state.methods = _methods(app)
    return app


def methods_of(app: Litestar, path: str) -> bytes:
    """What an address answers to; NotFoundError where nothing is."""
    for shape, allowed in app.state.methods:
        if shape.match(path):
            found: bytes = allowed
            return found
    raise NotFoundError("not-found", "Nothing is at this address; /openapi.json lists what is.")


def _methods(app: Litestar) -> list[tuple[re.Pattern[str], bytes]]:
    table = []
    for route in app.routes:
        methods = {str(method) for method in getattr(route, "methods", ())} - {"OPTIONS"}
        shape = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(route.path_format))
        allowed = sorted(methods | ({"HEAD"} if "GET" in methods else set()))
        table.append((re.compile(shape + r"\Z"), ", ".join([*allowed, "OPTIONS"]).encode()))
    return table


def _handler(resource: Resource) -> HTTPRouteHandler:
    async def handle(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
        service: Service = request.app.state.service
        answer = await service.desk.answer(
            resource,
            {name: str(value) for name, value in request.path_params.items()},
            request.scope["path"],
            request.scope["query_string"],
            request.headers.get("accept", ""),
            base_address(service.settings, request.scope["scheme"], request.headers.get("host", "")),
        )
        return Response(
            answer.body, media_type=answer.media_type, headers=answer.headers, status_code=answer.status
        )

    handle.__name__ = resource.operation_id
    path = resource.path
    for parameter in resource.path_parameters:
        path = path.replace("{" + parameter.name + "}", "{" + parameter.name + ":str}")
    return get(path, include_in_schema=False)(handle)


def _on_error(request: Request, error: Exception) -> Response[bytes]:  # type: ignore[type-arg]
    status = error.status_code if isinstance(error, HTTPException) else None
    problem = problem_of(error, status)
    path = request.scope["path"]
    if problem.status == 405:
        problem.headers["Allow"] = methods_of(request.app, path).decode()
    service = service_of(request)
    if problem.status == 500:
        service.counters.events["internal_error"] += 1
        service.log.fault(path, error.__cause__ or error)
    return Response(
        encode(problem.problem(path[:200])),
        status_code=problem.status,
        media_type=PROBLEM_JSON,
        headers=problem.headers,
    )
