"""Each figure of a sentence has its own time: not the day of a statement, nor that of a dateline."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract

PUBLISHED = date(2025, 4, 16)


def sentences() -> Iterator[tuple[str, str, list[str]]]:
    for lang, items in tomllib.loads(Path(__file__).with_name("figure_periods.toml").read_text()).items():
        for item in items:
            yield lang, item["text"], item["want"]


def written(fact: Fact) -> str:
    if fact.period_end is None:
        return ""
    one_day = fact.period_start == fact.period_end
    return str(fact.period_end) if one_day else f"{fact.period_start}..{fact.period_end}"


@pytest.mark.parametrize(("lang", "text", "want"), list(sentences()))
def test_each_figure_has_its_own_time(lang: str, text: str, want: list[str]) -> None:
    facts = extract(Document(text=text, lang=lang, published_at=PUBLISHED))
    assert [written(fact) for fact in facts] == want
