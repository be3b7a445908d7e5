"""One SELECT over the published views, in a sandbox: `POST /v1/sql`, and `GET /v1/sql?sql=` for links."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get, post

from api.bodies import read_json
from api.errors import BadValueError, bad_value
from api.formats import MEDIA_TYPES, choose_format
from api.parameters import Parameter, declare, format_parameter
from api.query_string import parse
from api.schemas.tools import SqlQuery
from api.service import Service, service_of
from sql.export.shapes import encode
from sql.export.tables import Column, Table, to_csv, to_ndjson
from sql.query import unique

FORMATS = ("json", "ndjson", "csv")
_FORMAT = format_parameter(FORMATS)
POST_PARAMETERS = declare(_FORMAT)
GET_PARAMETERS = declare(
    Parameter(
        name="sql",
        kind="text",
        required=True,
        about="One SELECT.",
        maximum=8_000,
        example="SELECT indicator, count(*) AS facts FROM facts GROUP BY ALL ORDER BY ALL",
    ),
    Parameter(
        name="params",
        kind="json",
        about="Values as a JSON list or object.",
        shape={"anyOf": [{"type": "array", "items": {}}, {"type": "object"}]},
    ),
    _FORMAT,
)
_LONGEST = 20_000


async def _answer(service: Service, query: SqlQuery, chosen: str) -> Response[bytes]:
    if not query.sql.strip():
        raise bad_value("sql", query.sql, "a SELECT")
    if len(query.sql) > _LONGEST or "\0" in query.sql:
        raise bad_value("sql", query.sql[:50], f"at most {_LONGEST} characters long, without null characters")
    try:
        msgspec.msgpack.encode(query.params)
    except (OverflowError, RecursionError, ValueError, TypeError):
        raise BadValueError(
            "bad-value",
            "params: whole numbers may have 64 bits; larger ones can be given as text and cast.",
            parameter="params",
        ) from None
    release = service.library.current()
    answer = await service.sandboxes.ask(str(release.path), query.sql, query.params)
    headers = {"Humstats-Release": release.id}
    if chosen == "json":
        body = b"".join(
            (
                b'{"columns":',
                answer["columns"],
                b',"data":',
                answer["data"],
                b',"row_count":',
                encode(answer["row_count"]),
                b',"truncated":',
                encode(answer["truncated"]),
                b"}",
            )
        )
    else:
        names = [column["name"] for column in msgspec.json.decode(answer["columns"])]
        if chosen == "ndjson":
            # Of two columns of one name an object would keep the last.
            names = unique(names)
        table = Table([Column(name, "json") for name in names], msgspec.json.decode(answer["data"]))
        headers["Humstats-Truncated"] = "true" if answer["truncated"] else "false"
        body = to_csv(table) if chosen == "csv" else to_ndjson(table)
    return Response(body, media_type=MEDIA_TYPES[chosen], headers=headers)


@post("/v1/sql", include_in_schema=False, status_code=200)
async def query_sql(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    values = parse(request.scope["query_string"], POST_PARAMETERS, lambda name: None)
    chosen = choose_format(values.get("format"), request.headers.get("accept", ""), FORMATS)
    return await _answer(service_of(request), await read_json(request, SqlQuery), chosen)


@get("/v1/sql", include_in_schema=False)
async def query_sql_by_link(request: Request) -> Response[bytes]:  # type: ignore[type-arg]
    values = parse(request.scope["query_string"], GET_PARAMETERS, lambda name: None)
    chosen = choose_format(values.get("format"), request.headers.get("accept", ""), FORMATS)
    params: Any = None
    if "params" in values:
        try:
            params = msgspec.json.decode(values["params"])
        except msgspec.MsgspecError:
            params = 0
        if not isinstance(params, list | dict):
            raise BadValueError(
                "bad-value", "params: a JSON list or object.", parameter="params", value=values["params"]
            )
    return await _answer(service_of(request), SqlQuery(sql=values["sql"], params=params), chosen)


HANDLERS = [query_sql, query_sql_by_link]
