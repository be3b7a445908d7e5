"""The extractor keeps its committed floors on the annotated corpus, and the published score is current."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.corpus import score


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return score.report()


def test_no_field_falls_below_its_floor(result: dict[str, Any]) -> None:
    floors = json.loads(score.FLOORS.read_text())
    assert score.broken_floors(result, floors) == []


def test_floors_speak_of_this_corpus() -> None:
    assert json.loads(score.FLOORS.read_text())["digest"] == score.digest()


def test_published_score_is_of_this_corpus_and_no_better_than_measured(result: dict[str, Any]) -> None:
    published = json.loads(score.PUBLISHED.read_text())
    assert published["corpus"] == result["corpus"]
    for split, languages in published["splits"].items():
        for lang, fields in languages.items():
            measured = result["splits"][split][lang]
            assert {f: v for f, v in fields.items() if v > measured[f] + score.MARGIN} == {}


def test_corpus_is_large_and_holds_as_many_distractors_as_promised(result: dict[str, Any]) -> None:
    corpus = result["corpus"]
    held_out = sum(scores["passages"] for scores in result["languages"].values())
    assert (corpus["passages"] >= 500, corpus["articles"] >= 60) == (True, True)
    assert held_out >= corpus["passages"] / 3
    assert corpus["distractors"] >= corpus["facts"]


def test_readme_shows_the_published_score() -> None:
    assert score.table(json.loads(score.PUBLISHED.read_text())) in score.README.read_text()
