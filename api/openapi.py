"""The OpenAPI 3.1 document, made from the declared resources and the msgspec types.

`python -m api.openapi [FILE]` writes it; the committed copy is openapi/openapi.json and a test compares
the two.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib.resources import files
from inspect import cleandoc
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from api import __version__
from api.described import describe
from api.errors import PROBLEM_JSON, TITLES, Problem
from api.formats import MEDIA_TYPES
from api.operations import OPERATIONS, Operation
from api.parameters import ENTRY, MAX_ENTRY, MAX_TEXT, WORDS, Parameter
from api.resource import Resource
from api.routes import resources
from sql.codelists import load_codelists

_REASONS = {
    400: "A parameter, code or body is not understood; the problem names it and lists what is allowed.",
    401: "A valid key is needed.",
    403: "The licence does not allow it.",
    404: "Nothing has this id.",
    405: "The resource does not answer this method.",
    406: "No offered format is acceptable.",
    408: "The body came too slowly.",
    410: "It existed, and is no longer kept.",
    413: "The body is over its limit.",
    414: "The address is longer than the server reads.",
    415: "The body is in a type that is not read.",
    416: "The range lies outside the file.",
    429: "Too many requests; Retry-After tells when to come back.",
    500: "A fault on this side; it is noted under the request's id.",
    503: "Not able to answer now; Retry-After tells when to come back.",
}
_EVERYWHERE = (400, 406, 414, 429, 500, 503)
_ABOUT = """Every humanitarian figure in the news, with the words it came from.

Every answer names its release in `Humstats-Release`; the same question asked of the same release gives the
same
answer for ever. Ask again with `If-None-Match`: 304 costs nothing. Lists come in pages, with the address
of the next
one in `next` and `Link`. Errors are problem documents (RFC 9457) with a stable `type`. Figures are quoted
from
documents of many publishers: `document.licence` and `citation` tell on what terms.
"""


def build() -> dict[str, Any]:
    """The whole document."""
    gets = resources()
    types: list[Any] = [resource.schema for resource in gets]
    types += [kind for operation in OPERATIONS for kind in operation.answer]
    types += [operation.body for operation in OPERATIONS if operation.body is not None]
    schemas, components = msgspec.json.schema_components(
        [*types, Problem], ref_template="#/components/schemas/{name}"
    )
    by_type = {repr(kind): _plain(schema) for kind, schema in zip([*types, Problem], schemas, strict=True)}
    shapes = {name: _plain(schema) for name, schema in sorted(components.items())}
    describe(shapes)
    paths: dict[str, dict[str, Any]] = {}
    for resource in gets:
        paths.setdefault(resource.path, {})["get"] = _resource(resource, by_type[repr(resource.schema)])
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation, by_type)
    problem = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Humstats",
            "version": __version__,
            "summary": "Humanitarian figures with their receipts",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "This server"}],
        "tags": [
            {"name": "figures", "description": "Figures and their totals"},
            {"name": "documents", "description": "What figures were read in"},
            {"name": "reference", "description": "Codes, places, publishers, coverage"},
            {"name": "releases", "description": "Releases, changes, whole files"},
            {"name": "sql", "description": "Ad-hoc SQL"},
            {"name": "system", "description": "The service itself"},
        ],
        "paths": paths,
        "components": {
            "schemas": shapes,
            "responses": {
                f"Problem{status}": {
                    "description": reason,
                    "headers": _headers(retry=status in (429, 503)),
                    "content": problem,
                }
                for status, reason in _REASONS.items()
            },
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "`humstats keys create NAME` makes a key.",
                }
            },
        },
        "x-problem-types": {f"urn:humstats:problem:{name}": title for name, title in TITLES.items()},
    }


def _plain(schema: Any) -> Any:
    """The schema with amounts as the JSON numbers they are sent as, and descriptions without indentation."""
    if isinstance(schema, dict):
        if schema.get("type") == "string" and schema.get("format") == "decimal":
            return {"type": "number"}
        if schema.get("type") == "array" and not {"items", "prefixItems"} & schema.keys():
            # A list of anything; makers of clients want to be told.
            schema = {**schema, "items": {}}
        return {
            name: cleandoc(value) if name == "description" and isinstance(value, str) else _plain(value)
            for name, value in schema.items()
        }
    if isinstance(schema, list):
        found = [_plain(item) for item in schema]
        # A number may be whole.
        return [item for item in found if item != {"type": "integer"} or {"type": "number"} not in found]
    return schema


def _countries() -> list[str]:
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT DISTINCT iso3 FROM read_parquet($file) WHERE iso3 IS NOT NULL ORDER BY iso3",
            {"file": str(files("sql") / "gazetteer" / "places.parquet")},
        ).fetchall()
    return [row[0] for row in rows]


def _headers(*, retry: bool = False, pages: bool = False, tagged: bool = False) -> dict[str, Any]:
    text = {"type": "string"}
    headers: dict[str, Any] = {
        "Humstats-Release": {"description": "The release that was read.", "schema": text},
        "X-Request-Id": {"description": "Names this request in the log.", "schema": text},
    }
    if tagged:
        headers["ETag"] = {"description": "Strong validator for If-None-Match.", "schema": text}
    if pages:
        headers["Link"] = {"description": "The next page, where there is one.", "schema": text}
        headers["Humstats-Total"] = {"description": "All rows, with count=true.", "schema": text}
    if retry:
        headers["Retry-After"] = {"description": "Seconds to wait.", "schema": text}
    return headers


def _resource(resource: Resource, schema: Any) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for name in resource.formats:
        content.setdefault(
            _media(name), {"schema": schema if name in ("json", "jsonld") else _format_schema(name)}
        )
    operation: dict[str, Any] = {
        "operationId": resource.operation_id,
        "tags": [resource.tag],
        "summary": resource.summary,
        "description": resource.about or resource.summary + ".",
        "parameters": [
            *(_parameter(parameter, "path") for parameter in resource.path_parameters),
            *(_parameter(parameter, "query") for parameter in resource.declared.values()),
        ],
        "responses": {
            "200": {
                "description": resource.summary + ".",
                "headers": _headers(pages=resource.pages, tagged=True),
                "content": content,
            },
            "304": {"description": "The client has this answer already.", "headers": _headers(tagged=True)},
            **_problems((*_EVERYWHERE, *resource.errors)),
        },
    }
    return operation


def _media(name: str) -> str:
    kind = MEDIA_TYPES[name]
    return "text/csv" if name == "hxl" else kind


def _format_schema(name: str) -> dict[str, Any]:
    if name == "geojson":
        return {"type": "object", "required": ["type", "features"]}
    return {"type": "string", **({"format": "binary"} if name in ("parquet", "arrow") else {})}


def _problems(statuses: tuple[int, ...]) -> dict[str, Any]:
    return {
        str(status): {"$ref": f"#/components/responses/Problem{status}"}
        for status in sorted(dict.fromkeys(statuses))
    }


def _parameter(parameter: Parameter, place: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": place,
        "required": place == "path" or parameter.required,
        "description": parameter.about,
    }
    if parameter.kind == "json":
        return described | {"content": {"application/json": {"schema": parameter.shape}}}
    described["schema"] = _schema(parameter)
    if place == "path" and parameter.kind == "text":
        described["schema"] = {"type": "string", "minLength": 1}
    if parameter.kind in ("codes", "texts", "choices"):
        described |= {"style": "form", "explode": False}
    if parameter.example is not None:
        many = parameter.kind in ("codes", "texts", "choices")
        described["example"] = [parameter.example] if many else parameter.example
    return described


def _schema(parameter: Parameter) -> dict[str, Any]:
    text: dict[str, Any] = {
        "type": "string",
        "minLength": 1,
        "maxLength": parameter.maximum or MAX_TEXT,
        "pattern": WORDS,
    }
    entry: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": MAX_ENTRY, "pattern": ENTRY}
    schema: dict[str, Any]
    if parameter.shape is not None:
        schema = dict(parameter.shape)
    elif parameter.kind == "codes":
        codes = [code.code for code in load_codelists().get(parameter.codelist or "", ())]
        if parameter.codelist == "country":
            codes = _countries()
        item: dict[str, Any] = (
            {"type": "string", "enum": codes} if codes else {"type": "string", "pattern": "^[A-Z]{3}$"}
        )
        schema = {"type": "array", "items": item, "minItems": 1, "maxItems": 200}
    elif parameter.kind == "texts":
        schema = {"type": "array", "items": entry, "minItems": 1, "maxItems": 50}
    elif parameter.kind == "choices":
        schema = {
            "type": "array",
            "items": {"type": "string", "enum": list(parameter.choices)},
            "minItems": 1,
        }
    elif parameter.kind == "choice":
        schema = {"type": "string", "enum": list(parameter.choices)}
    elif parameter.kind == "sort":
        schema = {"type": "string", "enum": [sign + key for key in parameter.choices for sign in ("", "-")]}
    elif parameter.kind == "integer":
        schema = {"type": "integer", "minimum": parameter.minimum, "maximum": parameter.maximum}
    elif parameter.kind == "boolean":
        schema = {"type": "boolean"}
    elif parameter.kind == "decimal":
        schema = {"type": "number"}
    elif parameter.kind == "date":
        schema = {"type": "string", "format": "date"}
    elif parameter.kind == "bbox":
        east = r"([+-]?(180|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,6})?))"
        north = r"([+-]?(90|[0-8]?[0-9](\.[0-9]{1,6})?))"
        schema = {"type": "string", "pattern": f"^{east},{north},{east},{north}$"}
    else:
        schema = text
    if parameter.default is not None:
        schema["default"] = parameter.default
    return schema


def _operation(operation: Operation, by_type: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.operation_id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.about or operation.summary + ".",
        "parameters": [
            *(_parameter(parameter, "path") for parameter in operation.path_parameters),
            *(_parameter(parameter, "query") for parameter in operation.parameters.values()),
        ],
    }
    if operation.secured:
        described["security"] = [{"key": []}]
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {"schema": by_type[repr(operation.body)], "example": operation.example}
            },
        }
    responses: dict[str, Any] = {}
    for status in operation.statuses:
        content: dict[str, Any] = {}
        for media in operation.media:
            schema: dict[str, Any] = {"type": "object" if "json" in media else "string"}
            if media.startswith("application/vnd."):
                schema["format"] = "binary"
            if operation.answer and media == "application/json":
                kinds = [by_type[repr(kind)] for kind in operation.answer]
                schema = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
            content[media] = {"schema": schema}
        responses[str(status)] = {
            "description": operation.summary + ".",
            "headers": _headers(tagged=operation.method == "get"),
            **({"content": content} if status != 304 and content else {}),
        }
    responses |= _problems(operation.errors)
    described["responses"] = responses
    return described


@cache
def encoded() -> bytes:
    """The document as it is served and committed."""
    return json.dumps(build(), indent=1, ensure_ascii=False, sort_keys=False).encode() + b"\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("openapi/openapi.json")
    target.write_bytes(encoded())
