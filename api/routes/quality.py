"""How well the extractor reads: precision and recall per language and field, on which corpus."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from api.resource import Answer, Question, Resource
from api.schemas import Quality
from sql.export.shapes import encode


@cache
def _measured() -> bytes:
    file = files("sql") / "quality" / "quality.json"
    if not file.is_file():
        return encode({"corpus": None, "languages": {}})
    found: dict[str, Any] = msgspec.json.decode(file.read_bytes())
    return encode({"corpus": None, "languages": {}, **found})


def get_quality(question: Question) -> Answer:
    return Answer(_measured())


RESOURCES = [
    Resource(
        operation_id="get_quality",
        path="/v1/quality",
        tag="system",
        summary="Precision and recall of the extractor per language and field, and on which corpus",
        answers=get_quality,
        schema=Quality,
    )
]
