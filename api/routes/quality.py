"""How well the extractor reads: precision and recall per language and field, on which corpus."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from api.resource import Answer, Question, Resource
from api.schemas.reference import Quality
from sql.export.shapes import encode

_NOTHING: dict[str, Any] = {"extractor": None, "corpus": None, "languages": {}, "splits": {}}


@cache
def _measured() -> bytes:
    file = files("sql") / "quality" / "quality.json"
    found: dict[str, Any] = msgspec.json.decode(file.read_bytes()) if file.is_file() else {}
    return encode({**_NOTHING, **found})


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
