"""Time expressions: a corpus per language, and what must hold whatever the text."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.model import LANGS, Lang, Sentence, TimeExpression
from etl.numbers import read
from etl.periods import find
from etl.periods.lexicon import lexicon
from etl.text.tokens import tokenize

ANCHOR = date(2019, 2, 14)
CORPUS = Path(__file__).parent / "corpus"


def sentence_of(text: str, lang: Lang) -> Sentence:
    return Sentence(0, 0, 0, len(text), lang, "prose", tuple(tokenize(text, 0, len(text))))


def times_in(text: str, lang: Lang, anchor: date | None = ANCHOR) -> list[TimeExpression]:
    sentence = sentence_of(text, lang)
    return find(sentence, read(sentence), anchor)


def shown(time: TimeExpression) -> str:
    period = time.period
    return f"{time.text} | {time.kind} | {period.start or '-'} | {period.end or '-'} | {period.accuracy}"


def cases() -> list[tuple[Lang, str, list[str]]]:
    rows: list[tuple[Lang, str, list[str]]] = []
    for lang in LANGS:
        document = tomllib.loads((CORPUS / f"{lang}.toml").read_text("utf-8"))
        rows += [(lang, case["text"], case["times"]) for case in document["case"]]
    return rows


@pytest.mark.parametrize(("lang", "text", "expected"), cases(), ids=lambda value: str(value)[:40])
def test_corpus(lang: Lang, text: str, expected: list[str]) -> None:
    assert [shown(time) for time in times_in(text, lang)] == expected


@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_has_an_example_that_is_found(lang: Lang) -> None:
    for rule in lexicon(lang).rules:
        assert rule.example, f"{lang} {rule.id} has no example"
        assert times_in(rule.example, lang), f"{lang} {rule.id}: nothing found in {rule.example!r}"


FIGURES = {
    "d": "14", "mn": "9", "y4": "2026", "y2": "26", "hy": "1445", "num": "3", "any": "Quds", "ord": "3",
    "h2": "10", "m2": "30", "h4": "0430",
}  # fmt: skip


def spelled(lang: Lang, name: str, depth: int = 0) -> str:
    """Words for a slot: a figure, the first surface of its class, or its category's first pattern."""
    if name in FIGURES:
        return FIGURES[name]
    known = lexicon(lang)
    for key, entries in known.entries.items():
        for entry in entries:
            if entry.name == name:
                word = key.title() if entry.capital else key
                return " ".join((word, *entry.rest))
    rule = next(rule for rule in known.rules if rule.cat == name)
    return written(lang, rule.match[0], depth + 1)


def written(lang: Lang, pattern: str, depth: int = 0) -> str:
    words = []
    for element in pattern.split():
        body = element.removeprefix("~")
        body = body[:-1] if body.endswith("?") and len(body) > 1 else body
        if body.startswith("<"):
            words.append(spelled(lang, body[1:-1].rpartition(":")[2], depth))
        else:
            words.append(body if body == "|" else body.split("|")[0])
    return " ".join(words)


@pytest.mark.parametrize("anchor", [ANCHOR, None])
@pytest.mark.parametrize("lang", LANGS)
def test_every_pattern_of_every_rule_can_be_read(lang: Lang, anchor: date | None) -> None:
    """An example shows one pattern of a rule; each of the others has to have what its reading asks for."""
    patterns = [pattern for rule in lexicon(lang).rules for pattern in rule.match]
    assert len(patterns) > 100
    for pattern in patterns:
        text = written(lang, pattern)
        for words in (text, text.replace(" / ", "/").replace(" - ", "-").replace(" : ", ":")):
            times_in(words, lang, anchor)


@pytest.mark.parametrize(("lang", "text", "expected"), cases(), ids=lambda value: str(value)[:40])
def test_spans_cut_their_words(lang: Lang, text: str, expected: list[str]) -> None:
    for time in times_in(text, lang):
        assert text[time.start : time.end] == time.text


RELATIVE: list[tuple[Lang, str]] = [
    ("en", "yesterday"),
    ("en", "three days ago"),
    ("en", "in the past 48 hours"),
    ("en", "over the last two weeks"),
    ("ar", "خلال الساعات الـ48 الأخيرة"),
    ("ar", "أول من أمس"),
    ("ar", "منذ ثلاثة أيام"),
    ("fr", "ces dernières 48 heures"),
    ("fr", "avant-hier"),
    ("es", "las últimas 24 horas"),
    ("es", "hace tres días"),
]


@given(case=st.sampled_from(RELATIVE), days=st.integers(min_value=-4000, max_value=4000))
@settings(max_examples=60, deadline=None)
def test_shifting_publication_shifts_relative_days(case: tuple[Lang, str], days: int) -> None:
    lang, text = case
    (here,) = times_in(text, lang)
    (there,) = times_in(text, lang, ANCHOR + timedelta(days=days))
    assert here.period.start is not None
    assert here.period.end is not None
    assert there.period.start == here.period.start + timedelta(days=days)
    assert there.period.end == here.period.end + timedelta(days=days)


@given(weeks=st.integers(min_value=-200, max_value=200))
@settings(max_examples=30, deadline=None)
def test_shifting_by_weeks_shifts_weekdays(weeks: int) -> None:
    for lang, text in (
        ("en", "on Wednesday"),
        ("ar", "مساء الأربعاء"),
        ("fr", "mercredi dernier"),
        ("es", "el miércoles"),
    ):
        (here,) = times_in(text, lang)
        (there,) = times_in(text, lang, ANCHOR + timedelta(weeks=weeks))
        assert here.period.start is not None
        assert there.period.start == here.period.start + timedelta(weeks=weeks)


@pytest.mark.parametrize(("lang", "text", "expected"), cases(), ids=lambda value: str(value)[:40])
def test_without_publication_date_the_same_words_are_found(
    lang: Lang, text: str, expected: list[str]
) -> None:
    found = times_in(text, lang, None)
    assert [(time.start, time.end, time.kind) for time in found] == [
        (time.start, time.end, time.kind) for time in times_in(text, lang)
    ]


def test_relative_days_stay_open_without_publication_date() -> None:
    (time,) = times_in("in the past 48 hours", "en", None)
    assert (time.period.start, time.period.end) == (None, None)


def test_absolute_days_need_no_publication_date() -> None:
    (time,) = times_in("on 3 January 2024", "en", None)
    assert time.period.start == date(2024, 1, 3)


VOCABULARY = (
    "since until last 3 48 hours March May 2014 2023 / - : , . ( ) منذ خلال الساعات الـ48 الأربعاء و5 يناير "
    "رمضان depuis début mars 10h30 desde hace tres días lunes 31 0 9999 99999999999 ago early of the end to"
)
WORDS = st.sampled_from(VOCABULARY.split())


@given(words=st.lists(WORDS, max_size=25), lang=st.sampled_from(LANGS), day=st.dates())
@settings(max_examples=300, deadline=None)
def test_any_words_any_day(words: list[str], lang: Lang, day: date) -> None:
    text = " ".join(words)
    end = 0
    for time in times_in(text, lang, day):
        assert time.start >= end
        assert time.text == text[time.start : time.end]
        period = time.period
        assert period.start is None or period.end is None or period.start <= period.end
        end = time.end


@given(text=st.text(max_size=60), lang=st.sampled_from(LANGS))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str, lang: Lang) -> None:
    times_in(text, lang)


def test_hijri_days_are_plain_dates() -> None:
    found = times_in("في 5 رمضان 1445 قتل 3", "ar", None)
    assert [type(f.period.start) for f in found] == [date]
