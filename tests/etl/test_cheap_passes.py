"""What is passed over without being read could never have been anything: the same results without it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import etl.numbers.lexicon
import etl.periods.lexicon
from etl.attribution.lexicon import Memory
from etl.model import LANGS, Document, Fact
from etl.periods.follow import Follow
from etl.pipeline import extract

DEV = Path(__file__).parents[1] / "corpus" / "dev"


class Always(dict[str, Any]):
    """Answers that a word may be anything."""

    def __init__(self, answer: Callable[[str], Any]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, raw: str) -> Any:
        return self._answer(raw)

    def get(self, raw: str, default: Any = None) -> Any:
        return self[raw]


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
    for lang in LANGS:
        numbers = etl.numbers.lexicon.lexicon(lang)
        monkeypatch.setattr(numbers, "opens", Always(lambda raw: True))
        periods = etl.periods.lexicon.lexicon(lang)
        monkeypatch.setattr(periods, "follow", Follow({}, None))
    monkeypatch.setattr(Memory, "__getitem__", lambda self, raw: True)
    return facts()


def test_passing_over_words_loses_no_fact(
    every_word_read: list[list[Fact]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    assert sum(map(len, every_word_read)) > 100
    assert facts() == every_word_read
