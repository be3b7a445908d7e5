"""Texts made to be slow or odd stay linear, keep their offsets and break nothing."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from etl.frames import reading
from etl.model import Document, Quantity, Sentence
from etl.numbers import read as read_numbers
from etl.pipeline import extract
from etl.quantities import read as read_quantities
from etl.text.sentences import split

PATTERNS = [
    "killed 12 people, ",
    "12 people (5 of them children) and ",
    "forced ",
    "5 in Aleppo, ",
    "قتل 12 شخصا و",
    "بينهم 5 أطفال ",
    "dont 12 morts et ",
    "12 | ",
]


def _parts(pattern: str, times: int) -> list[tuple[Sentence, list[Quantity]]]:
    found = []
    for sentence in split(pattern * times + "12"):
        numbers = read_numbers(sentence)
        quantities = [q for q in read_quantities(sentence, numbers, ()) if reading.counts(q)]
        found.append((sentence, quantities))
    return found


def _steps(parts: list[tuple[Sentence, list[Quantity]]]) -> int:
    """How many calls the reading takes: what grows with the work, and not with the load of the machine."""
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        for sentence, quantities in parts:
            reading.read(sentence, quantities)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("pattern", PATTERNS)
def test_reading_frames_takes_linear_time(pattern: str) -> None:
    small, large = _parts(pattern, 250), _parts(pattern, 1000)
    _steps(small)
    # Lexicons are loaded. Four times the text takes about four times the steps, never sixteen times.
    assert _steps(large) < 6 * _steps(small) + 1000


@pytest.mark.parametrize(
    "text", ["", "12", "|||\n12 | | |", "killed", ":12", "و12", "12\u200f قتيلا", "(12", "5 ,5 ,5"]
)
def test_odd_texts_break_nothing(text: str) -> None:
    for fact in extract(Document(text=text)):
        assert text[fact.quote_start : fact.quote_end] == fact.quote
        assert fact.quote_start <= fact.start < fact.end <= fact.quote_end


def test_two_runs_give_the_same_facts() -> None:
    text = "Shelling killed 12 people in Aleppo, 7 in Homs and wounded 30, including 5 children."
    assert extract(Document(text=text)) == extract(Document(text=text))
