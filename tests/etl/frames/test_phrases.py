"""Newsroom and report phrases: each line of `phrases/` has a sentence and what its figures are."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract

HERE = Path(__file__).parent / "phrases"


def lines() -> list[tuple[str, str, str]]:
    """Language, sentence and expectation ("14=killed 30=injured|affected") of every line."""
    found = []
    for path in sorted(HERE.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text, _, wanted = line.partition("||")
            found.append((path.stem, text.strip(), wanted.strip()))
    return found


def stated(fact: Fact) -> str:
    """The number as the words have it: the point, else the bound that they give."""
    bound = fact.value_min if fact.value_min is not None else fact.value_max
    return str(fact.value if fact.value is not None else bound)


@pytest.mark.parametrize(("lang", "text", "wanted"), lines(), ids=[text for _, text, _ in lines()])
def test_figures_have_the_indicator_that_the_words_give(lang: str, text: str, wanted: str) -> None:
    told = {stated(fact): fact.indicator for fact in extract(Document(text=text, lang=lang))}
    for pair in wanted.split():
        number, _, indicators = pair.partition("=")
        assert told.get(number) in indicators.split("|")
