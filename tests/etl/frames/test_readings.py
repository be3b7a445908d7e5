"""Hundreds of ways to say each indicator in French and Spanish, each read as a desk editor reads it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract

HERE = Path(__file__).parent
DAY = date(2024, 5, 14)
ASSERTIONS = ("reported", "attributed", "estimated", "denied", "planned", "forecast", "hypothetical")


def readings() -> Iterator[tuple[str, str, list[str]]]:
    for lang in ("fr", "es"):
        table = tomllib.loads((HERE / f"readings_{lang}.toml").read_text("utf-8"))["readings"]
        for text, want in table.items():
            yield lang, text, want


def agrees(fact: Fact, want: str) -> bool:
    """Whether the fact is what the notation of the tables says."""
    value, indicators, *rest = want.split()
    stated = str(fact.value) if fact.value is not None else f"{fact.value_min}..{fact.value_max}"
    if stated != value or fact.indicator not in indicators.split("/"):
        return False
    for word in rest:
        if word == "<":
            if fact.subset_of is None:
                return False
        elif word not in ((fact.assertion,) if word in ASSERTIONS else (fact.unit,)):
            return False
    return True


@pytest.mark.parametrize(("lang", "text", "want"), list(readings()))
def test_sentence_is_read_as_annotated(lang: str, text: str, want: list[str]) -> None:
    facts = extract(Document(text=text, lang=lang, published_at=DAY))
    assert len(facts) == len(want)
    for fact, wanted in zip(facts, want, strict=True):
        assert agrees(fact, wanted), (wanted, fact.value, fact.indicator, fact.unit, fact.assertion)
