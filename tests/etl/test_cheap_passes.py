"""What is passed over without being read could never have been anything: the same results without it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import etl.attribution.lexicon
import etl.numbers.lexicon
import etl.periods.lexicon
from etl.model import LANGS, Document, Fact
from etl.pipeline import extract
from etl.text.sights import Sight

DEV = Path(__file__).parents[1] / "corpus" / "dev"


class AnythingFollows:
    """Turns no beginning of a time expression away."""

    number = None

    def word(self, key: str) -> None:
        return None


def passages() -> Iterator[Document]:
    for path in sorted(DEV.glob("*.toml")):
        for passage in tomllib.loads(path.read_text("utf-8"))["passage"]:
            lang = passage["lang"] if passage["lang"] in LANGS else None
            yield Document(text=passage["text"], lang=lang, published_at=passage.get("published_at"))


def facts() -> list[list[Fact]]:
    return [extract(document) for document in passages()]


@pytest.fixture
def every_word_read(monkeypatch: pytest.MonkeyPatch) -> list[list[Fact]]:
    """The facts where no word is passed over."""
    passed_over: list[Sight] = []
    for lang in LANGS:
        numbers = etl.numbers.lexicon.lexicon(lang)
        periods = etl.periods.lexicon.lexicon(lang)
        attribution = etl.attribution.lexicon.lexicon(lang)
        monkeypatch.setattr(periods, "follow", dict.fromkeys(periods.tries, AnythingFollows()))
        passed_over += [numbers.opens, attribution.cued, attribution.opening]
    spots = Sight.spots
    monkeypatch.setattr(
        Sight,
        "spots",
        lambda self, tokens: (
            list(range(len(tokens))) if any(self is one for one in passed_over) else spots(self, tokens)
        ),
    )
    return facts()


def test_passing_over_words_loses_no_fact(
    every_word_read: list[list[Fact]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert sum(map(len, every_word_read)) > 100
    assert facts() == every_word_read
