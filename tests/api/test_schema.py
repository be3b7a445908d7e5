"""The OpenAPI document: valid, committed, complete, and true of every answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import schemathesis
from api_client import Client
from hypothesis import HealthCheck, settings
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import application
from api.described import said
from api.openapi import build, encoded

ROOT = Path(__file__).parents[2]


def test_document_is_valid_openapi_3_1() -> None:
    document = json.loads(encoded())
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_committed_document_is_the_one_served(client: Client) -> None:
    assert (ROOT / "openapi" / "openapi.json").read_bytes() == encoded()
    assert client.get("/openapi.json").json() == json.loads(encoded())


def test_every_operation_is_described() -> None:
    seen = set()
    for path, methods in build()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            assert operation["operationId"] not in seen
            seen.add(operation["operationId"])
            for parameter in operation["parameters"]:
                assert parameter["description"], (path, parameter["name"])
            for status in ("400", "500"):
                assert status in operation["responses"]


def test_every_route_is_documented(client: Client) -> None:
    documented = set(build()["paths"])
    rooms = application.build(client.app.service)
    found = {str(route.path_format) for route in rooms.routes if str(route.path_format).startswith("/v1")}
    assert found == documented


api = schemathesis.openapi.from_path(ROOT / "openapi" / "openapi.json")


@api.exclude(path_regex="/v1/sql$").parametrize()
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case: Any, served: str) -> None:
    case.call_and_validate(base_url=served)


@api.include(path_regex="/v1/sql$").parametrize()
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_sql_answers_are_as_described(case: Any, served: str) -> None:
    # No schema can tell which text is SQL over these views, so a well-formed body may be refused.
    case.call_and_validate(
        base_url=served,
        checks=[
            schemathesis.checks.not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_headers_conformance,
            response_schema_conformance,
            negative_data_rejection,
        ],
    )


def test_every_field_says_what_it_means() -> None:
    schemas = build()["components"]["schemas"]
    fields = {name: schema.get("properties", {}) for name, schema in schemas.items()}
    assert not [
        (name, field)
        for name, described in fields.items()
        for field, schema in described.items()
        if not schema["description"].rstrip().endswith((".", "?"))
    ]
    # What no type has any more is not explained.
    assert not [
        (name, field)
        for name, explained in said().items()
        if name != "any"
        for field in explained
        if field not in fields[name]
    ]


def test_makers_of_clients_are_told_what_they_need() -> None:
    """Lists name their items, instants and files their format; without that, clients lack pieces."""
    waiting: list[Any] = [build()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            assert node.get("type") != "array" or {"items", "prefixItems"} & node.keys(), node
            if "retrieved_at" in node:
                assert "date-time" in json.dumps(node["retrieved_at"])
            waiting.extend(node.values())
    paths = build()["paths"]
    release = paths["/v1/releases/{release_id}/humstats.duckdb"]["get"]["responses"]["200"]["content"]
    assert [kind["schema"]["format"] for kind in release.values()] == ["binary"]
    schemas = build()["components"]["schemas"]
    assert schemas["ReleaseEntry"]["properties"]["published_at"]["format"] == "date-time"
