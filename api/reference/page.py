"""The reference as HTML, rendered from the OpenAPI document."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from api.openapi import build

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Humstats API</title>
<link rel="stylesheet" href="/docs/reference.css">
</head>
<body>
"""


@cache
def reference_page() -> bytes:
    """The whole page."""
    document = build()
    out = [_HEAD, "<header><h1>Humstats API</h1>"]
    out.append(f"<p>{escape(document['info']['summary'])}. <a href='/openapi.json'>OpenAPI 3.1 document</a>. "
               "<a href='/'>Figures</a>.</p>")  # fmt: skip
    out += [f"<p>{escape(part)}</p>" for part in document["info"]["description"].strip().split("\n\n")]
    out.append("</header><main>")
    for tag in document["tags"]:
        out.append(f"<h2 id='{tag['name']}'>{escape(tag['description'])}</h2>")
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if tag["name"] in operation["tags"]:
                    out.append(_operation(path, method, operation))
    out.append(_problems(document["x-problem-types"]))
    out.append("</main></body></html>\n")
    return "".join(out).encode()


@cache
def stylesheet() -> bytes:
    return (files("api.reference") / "reference.css").read_bytes()


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    parameters = operation["parameters"]
    parts = [
        f"<section id='{operation['operationId']}'><h3><span class='method'>{method.upper()}</span> "
        f"<code>{escape(path)}</code></h3><p>{escape(operation['summary'])}.",
    ]
    if operation["description"].rstrip(".") != operation["summary"]:
        parts.append(" " + escape(operation["description"]))
    parts.append("</p>")
    parts.append(f'<pre tabindex="0">{escape(_example(path, method, operation))}</pre>')
    if parameters:
        parts.append("<details><summary>Parameters</summary><div class='wide'><table>")
        parts += [_parameter(parameter) for parameter in parameters]
        parts.append("</table></div></details>")
    parts.append("<details><summary>Answers</summary><div class='wide'><table>")
    for status, answer in operation["responses"].items():
        about = (
            answer.get("description")
            or f"Problem document; see <code>{answer['$ref'].rsplit('/', 1)[1]}</code>"
        )
        kinds = ", ".join(answer.get("content", {})) or (
            "application/problem+json" if "$ref" in answer else ""
        )
        parts.append(f"<tr><td>{status}</td><td>{about}</td><td>{escape(kinds)}</td></tr>")
    parts.append("</table></div></details></section>")
    return "".join(parts)


def _parameter(parameter: dict[str, Any]) -> str:
    schema = parameter.get("schema", {"type": "JSON"})
    item = schema.get("items", schema)
    kind = "list" if schema["type"] == "array" else schema.get("format", schema["type"])
    allowed = ", ".join(map(str, item.get("enum", ())))
    notes = [escape(parameter["description"])]
    if allowed:
        notes.append(f"<br><small>{escape(allowed)}</small>")
    if "default" in schema:
        notes.append(f"<br><small>default {escape(str(schema['default']))}</small>")
    star = " *" if parameter["required"] else ""
    return f"<tr><td><code>{parameter['name']}</code>{star}</td><td>{kind}</td><td>{''.join(notes)}</td></tr>"


def _example(path: str, method: str, operation: dict[str, Any]) -> str:
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(str(parameter["example"])))
    if method == "post":
        content = operation["requestBody"]["content"]["application/json"]
        body = msgspec.json.encode(content["example"]).decode().replace("'", "'\\''")
        key = " -H 'Authorization: Bearer KEY'" if operation.get("security") else ""
        return (
            f"curl -X POST http://127.0.0.1:8000{path}{key} -H 'Content-Type: application/json' -d '{body}'"
        )
    wanted = {
        parameter["name"]: parameter["example"][0]
        if isinstance(parameter["example"], list)
        else parameter["example"]
        for parameter in operation["parameters"]
        if parameter["in"] == "query"
        and (parameter["required"] or parameter["name"] == "q")
        and "example" in parameter
    }
    return f"curl 'http://127.0.0.1:8000{path}{'?' + urlencode(wanted) if wanted else ''}'"


def _problems(types: dict[str, str]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(title)}</td></tr>"
        for name, title in types.items()
    )
    return f"<h2>Problem types</h2><div class='wide'><table>{rows}</table></div>"
