"""Many spellings per value with their spans, and near misses that must yield nothing, per language."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from etl.model import Number
from etl.numbers import read
from etl.text.sentences import split

HERE = Path(__file__).parent
LANGS = ("ar", "en", "fr", "es")
CORPUS: dict[str, dict[str, Any]] = {
    lang: tomllib.loads((HERE / f"{lang}.toml").read_text("utf-8")) for lang in LANGS
}
MARKED = [
    pytest.param(lang, case, text, id=f"{lang}-{text}")
    for lang in LANGS
    for case in CORPUS[lang]["number"]
    for text in case["texts"]
]
SEVERAL = [
    pytest.param(lang, c["text"], c["values"], id=c["text"])
    for lang in LANGS
    for c in CORPUS[lang]["several"]
]
NOTHING = [
    pytest.param(lang, text, id=f"{lang}-{text}")
    for lang in LANGS
    for case in CORPUS[lang]["nothing"]
    for text in case["texts"]
]


def numbers(text: str, lang: str) -> list[Number]:
    return [number for sentence in split(text, lang) for number in read(sentence)]


def spans(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its brackets, and what they marked."""
    plain: list[str] = []
    found: list[tuple[int, int]] = []
    start = 0
    for character in marked:
        if character == "[":
            start = len(plain)
        elif character == "]":
            found.append((start, len(plain)))
        else:
            plain.append(character)
    return "".join(plain), found


@pytest.mark.parametrize(("lang", "case", "marked"), MARKED)
def test_number_is_read_with_its_value_and_span(lang: str, case: dict[str, Any], marked: str) -> None:
    text, expected = spans(marked)
    got = numbers(text, lang)
    if "pick" in case:
        got = got[case["pick"] :]
    assert [text[n.start : n.end] for n in got] == [text[start:end] for start, end in expected]
    assert [(n.start, n.end) for n in got] == expected
    for number in got:
        assert number.kind == case.get("kind", "cardinal")
        if "value" in case:
            assert number.value is not None
            assert float(number.value) == pytest.approx(case["value"])
            assert number.value_min == number.value_max == number.value
        else:
            assert number.value is None
            assert (number.value_min, number.value_max) == (case["min"], case["max"])
        assert number.rules


@pytest.mark.parametrize(("lang", "text", "values"), SEVERAL)
def test_numbers_beside_one_another_stay_apart(lang: str, text: str, values: list[int]) -> None:
    assert [number.value for number in numbers(text, lang)] == values


@pytest.mark.parametrize(("lang", "text"), NOTHING)
def test_near_miss_is_no_number(lang: str, text: str) -> None:
    assert [text[n.start : n.end] for n in numbers(text, lang)] == []
