"""What holds for any text: spans cut their own words, order, no crash, time in proportion to length."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.model import Document, Number
from etl.numbers import read
from etl.numbers.listing import listed
from etl.text.sentences import split

LANGS = ("ar", "en", "fr", "es")
WORDS = (
    "38 000 1,200 1.2 ٣٨ % ٪ $ € - – , . : / + ' million thousand hundred and a half third quarter one of to",
    "between k m bn ألف ألفا آلاف مليون و ونصف نصف ثلاثة وعشرون مئات عشرات الآلاف بين إلى من كل واحد طفلان",
    "في المئة ، deux cents quatre vingt et un une demi millions centaines de moins cinq y medio millones mil",
    "treinta por ciento people شخص 00963 COVID 19 http :// 2019",
)
PIECES = st.sampled_from([*(word for line in WORDS for word in line.split()), "\u200f", "\u00a0", "\t", "\n"])
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=40).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])
)


def numbers(text: str, lang: str | None) -> list[Number]:
    return [number for sentence in split(text, lang) for number in read(sentence)]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from([*LANGS, None]))
def test_any_text_reads_into_ordered_spans_that_cut_their_tokens(text: str, lang: str | None) -> None:
    end = 0
    for sentence in split(text, lang):
        assert text[sentence.start : sentence.end].strip()
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.raw
        for number in read(sentence):
            assert end <= number.start < number.end <= sentence.end
            end = number.end
            first, last = sentence.tokens[number.first], sentence.tokens[number.last - 1]
            assert first.start <= number.start < first.end
            assert last.end == number.end
            assert number.rules
            if number.value is not None:
                assert number.value_min == number.value_max == number.value
            elif number.value_min is not None and number.value_max is not None:
                assert number.value_min < number.value_max


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.sampled_from(LANGS))
def test_reading_twice_gives_the_same(text: str, lang: str) -> None:
    assert numbers(text, lang) == numbers(text, lang)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(LANGS))
def test_listing_cuts_its_own_words(text: str, lang: str) -> None:
    for found in listed(Document(text=text, lang=lang)):
        assert text[found.start : found.end] == found.text


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(LANGS))
def test_digits_are_their_value_in_every_script(value: int, lang: str) -> None:
    for zero in (0x30, 0x660, 0x6F0):
        written = "".join(chr(zero + int(digit)) for digit in str(value))
        assert [n.value for n in numbers(f"x {written} x", lang)] == [value]


HOSTILE = [
    "1", "1 ", "1.", "1,", "1-", "1/", "-", "12 000 ", "1.1.1", "a.b.", "ألف ", "و", "one ", "hundred and ",
    "و ألف", "quatre-vingt-", "million ", "between 1 and ", "1 in ", "$", "half ", "\u200f", "ـ", "1٬", "%",
    "+1-", "http://1", "عشرات ", "tens of thousands of ", "\t1", "|", "؟", "...", '"', "the ", "e\u0301",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("lang", LANGS)
def test_time_grows_with_length_and_no_faster(piece: str, lang: str) -> None:
    def steps(size: int) -> int:
        text = piece * (size // len(piece))
        count = 0

        def step(frame: FrameType, event: str, argument: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(step)
        try:
            numbers(text, lang)
        finally:
            sys.setprofile(before)
        return count

    numbers(piece * 10, lang)
    # Calls grow with the work and not with the load of the machine. Eight times the text: in proportion
    # about 8, with a square in it 64.
    assert steps(6_400) < 16 * steps(800) + 2000


def test_long_digit_strings_are_no_number() -> None:
    assert numbers("9" * 40, "en") == []
    assert [n.value for n in numbers("9" * 30, "en")] == [10**30 - 1]
    assert numbers("9" * 200_000, "en") == []
