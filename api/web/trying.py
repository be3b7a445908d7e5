"""Try it: a pasted text as the document view would show it; nothing is stored."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from api.errors import ApiError, BadValueError
from api.schemas.tools import ExtractDocument
from api.service import Service
from api.web.documents import groups_of, highlighted
from api.web.messages import Words
from api.web.overview import entry
from api.web.reading import direction
from api.web.visit import Visit


@cache
def examples() -> dict[str, dict[str, str]]:
    """A short text of our own in each language, with the day it is told on."""
    found: dict[str, dict[str, str]] = tomllib.loads(
        (files("api.web") / "examples.toml").read_text(encoding="utf-8")
    )["text"]
    return {lang: {name: value.strip() for name, value in example.items()} for lang, example in found.items()}


def form(visit: Visit) -> dict[str, Any]:
    """The form, empty or with an example."""
    example = examples().get(visit.values.get("example") or "", {})
    return shown(example.get("text", ""), example.get("published_at", ""), visit.values.get("example") or "")


def shown(text: str, published_at: str, lang: str, **found: Any) -> dict[str, Any]:
    """What the template needs, with what was read or what is wrong."""
    empty: dict[str, Any] = {
        "paragraphs": None,
        "figures": [],
        "legend_groups": [],
        "error": None,
        "words_dir": "auto",
    }
    given = {"text": text, "published_at": published_at, "text_lang": lang, "examples": list(examples())}
    return {**empty, **given, **found}


async def read(service: Service, text: str, published_at: str, lang: str) -> list[dict[str, Any]]:
    """The figures of a text, by the same door as POST /v1/extract."""
    try:
        body = {"text": text, "lang": lang or None, "published_at": published_at or None}
        question = msgspec.convert(body, ExtractDocument)
    except msgspec.ValidationError:
        raise BadValueError("bad-body", "The day has to be written as YYYY-MM-DD.") from None
    answers = await service.extraction.ask([question])
    facts: list[dict[str, Any]] = msgspec.json.decode(answers[0])
    return facts


def result(
    visit: Visit, text: str, published_at: str, lang: str, facts: list[dict[str, Any]]
) -> dict[str, Any]:
    """The text with its figures, as the document view shows one."""
    spoken = lang or next((fact["lang"] for fact in facts if fact.get("lang")), None)
    for fact in facts:
        fact.setdefault("lang", spoken)
        fact.setdefault("role", None)
    return shown(
        text,
        published_at,
        lang,
        paragraphs=highlighted(visit.words, text, facts, linked=False),
        figures=[
            {**entry(visit, fact, 100), "rules": fact["rules"], "assertion": fact["assertion"]}
            for fact in facts
        ],
        legend_groups=groups_of(facts),
        words_dir=direction(spoken),
    )


def trouble(words: Words, error: ApiError, text: str, limit: int) -> Any:
    """What was wrong with a text, in a sentence."""
    if not text.strip():
        return words("try.empty")
    if len(text) > limit:
        return words("try.too_long", n=limit)
    return error.detail
