"""A client made from the OpenAPI document alone calls every reading operation and understands the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Union
from urllib.parse import quote

import msgspec
import pytest
from api_client import Client

from api.openapi import encoded

DOCUMENT = json.loads(encoded())
PLAIN = {"string": str, "integer": int, "number": float, "boolean": bool, "null": None}
FORMATS: dict[str, Any] = {"date": date, "date-time": datetime}
IDS = {
    "fact_id": "f_ar_displaced",
    "release_id": "current",
    "name": "indicator",
    "since": "",
    "document_id": "",
}


class Types:
    """The types of the components, made when they are first asked for."""

    def __init__(self, components: dict[str, Any]) -> None:
        self._components = components
        self._made: dict[str, Any] = {}

    def of(self, schema: dict[str, Any]) -> Any:
        if "$ref" in schema:
            return self._component(schema["$ref"].rpartition("/")[2])
        if "anyOf" in schema:
            kinds = [self.of(option) for option in schema["anyOf"]]
            structs = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
            return Any if len(structs) > 1 or Any in kinds else Union[tuple(kinds)]  # noqa: UP007
        kind = schema.get("type")
        if kind == "array":
            return list[self.of(schema.get("items", {}))]  # type: ignore[misc]
        if kind == "object" or "enum" in schema or kind is None:
            return Any
        return FORMATS.get(schema.get("format", ""), PLAIN[kind])

    def _component(self, name: str) -> Any:
        if name not in self._made:
            schema = self._components[name]
            required = set(schema.get("required", ()))
            fields: list[Any] = []
            for field, described in schema.get("properties", {}).items():
                kind = self.of(described)
                fields.append(
                    (field, kind) if field in required else (field, kind | msgspec.UnsetType, msgspec.UNSET)
                )
            title = "".join(letter for letter in name if letter.isalnum())
            self._made[name] = msgspec.defstruct(title, fields, kw_only=True)
        return self._made[name]


def operations() -> dict[str, Callable[..., Any]]:
    """A function for each reading operation that answers in JSON, by its id."""
    types = Types(DOCUMENT["components"]["schemas"])
    made = {}
    for path, methods in DOCUMENT["paths"].items():
        operation = methods.get("get", {})
        content = operation.get("responses", {}).get("200", {}).get("content", {})
        if "application/json" in content and "exports" not in path:
            answer = types.of(content["application/json"]["schema"])
            made[operation["operationId"]] = _function(path, operation["parameters"], answer)
    return made


def _function(path: str, parameters: list[dict[str, Any]], answer: Any) -> Callable[..., Any]:
    known = {parameter["name"]: parameter for parameter in parameters}

    def call(client: Client, **given: Any) -> Any:
        address, query = path, []
        for name, value in given.items():
            text = ",".join(value) if isinstance(value, list) else str(value)
            if isinstance(value, bool):
                text = text.lower()
            if known[name]["in"] == "path":
                address = address.replace("{" + name + "}", quote(text, safe=""))
            else:
                query.append(f"{name}={quote(text)}")
        got = client.get(f"{address}?{'&'.join(query)}")
        assert got.status_code == 200, got.text
        return msgspec.json.decode(got.content, type=answer, strict=True)

    call.parameters = known  # type: ignore[attr-defined]
    return call


OPERATIONS = operations()


def required(client: Client, name: str) -> dict[str, Any]:
    release = client.get("/v1/releases/current").json()["release_id"]
    document = client.get("/v1/documents?licence=CC-BY-4.0&lang=ar").json()["data"][0]["document_id"]
    ids = IDS | {"since": release, "document_id": document, "sql": "SELECT 1 AS one"}
    return {
        parameter["name"]: ids.get(parameter["name"], parameter.get("example"))
        for parameter in OPERATIONS[name].parameters.values()  # type: ignore[attr-defined]
        if parameter["required"]
    }


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_reading_operation_is_understood(client: Client, name: str) -> None:
    OPERATIONS[name](client, **required(client, name))


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_example_is_accepted(client: Client, name: str) -> None:
    always = required(client, name)
    for parameter in OPERATIONS[name].parameters.values():  # type: ignore[attr-defined]
        if "example" in parameter and not parameter["required"]:
            OPERATIONS[name](client, **{**always, parameter["name"]: parameter["example"]})


def test_answers_have_their_types(client: Client) -> None:
    listing = OPERATIONS["list_facts"](client, country=["SYR"], limit=1, sort="period_end")
    (fact,) = listing.data
    assert isinstance(fact.period_end, date)
    assert fact.place.iso3 == "SYR"
    assert fact.document.licence == "CC-BY-4.0"
    total = OPERATIONS["get_aggregates"](client, indicator=["evacuated"]).data[0]
    assert total.facts_counted == len([one for one in total.provenance if one.role == "recommended"])
