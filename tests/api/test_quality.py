"""What is published of the extractor's quality has the shape that the document describes."""

from __future__ import annotations

import json
from importlib.resources import files

import msgspec
from api_client import Client

from api.schemas.reference import Quality

SCORE = {
    "passages": 3,
    "articles": 1,
    "facts": 5,
    "distractors": 2,
    "mention_precision": 1.0,
    "mention_recall": 0.8,
    "mention_f1": 0.9,
    "value_indicator_f1": 0.7,
    "distractors_left_alone": 0.5,
    "quantifier": 0.9,
}


def test_a_report_of_the_scorer_fits_the_schema() -> None:
    report = {
        "extractor": "1+abc",
        "corpus": {"passages": 3, "articles": 1, "facts": 5, "distractors": 2, "digest": "0" * 64},
        "languages": {"ar": SCORE},
        "splits": {"dev": {"ar": SCORE}, "heldout": {"ar": SCORE}},
    }
    read = msgspec.json.decode(json.dumps(report), type=Quality)
    assert msgspec.to_builtins(read) == report


def test_what_is_served_fits_the_schema(client: Client) -> None:
    answer = client.get("/v1/quality")
    assert answer.status_code == 200
    read = msgspec.json.decode(answer.content, type=Quality)
    file = files("sql") / "quality" / "quality.json"
    if file.is_file():
        assert read.corpus is not None
        assert set(read.languages) >= {"ar", "en", "es", "fr"}
