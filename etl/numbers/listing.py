"""The number expressions of a whole document as `humstats numbers` reports them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from etl.model import Document, Number, NumberKind, Sentence, TimeExpression, Value
from etl.numbers.lexicon import Lexicon, lexicon
from etl.numbers.reader import read
from etl.text.sentences import split


class Point(msgspec.Struct, frozen=True):
    """A number with one value."""

    value: Value
    start: int
    end: int
    text: str
    kind: NumberKind


class Bounds(msgspec.Struct, frozen=True):
    """A range or vague amount: no value, but bounds."""

    value: None
    start: int
    end: int
    text: str
    kind: NumberKind
    value_min: Value | None
    value_max: Value | None


def listed(document: Document) -> list[Point | Bounds]:
    """Every number expression of the document in order, dates and clock times left out."""
    # Imported late: it loads the calendars, and nothing else here needs them.
    from etl.periods import find

    text = document.text
    found: list[Point | Bounds] = []
    for sentence in split(text, document.lang):
        numbers = read(sentence)
        if not numbers:
            continue
        times = find(sentence, numbers, document.published_at)
        found.extend(_shown(text, number) for number in numbers if not _in_date(sentence, number, times))
    return found


def _shown(text: str, number: Number) -> Point | Bounds:
    words = text[number.start : number.end]
    if number.value is not None and number.kind != "range":
        return Point(number.value, number.start, number.end, words, number.kind)
    return Bounds(None, number.start, number.end, words, number.kind, number.value_min, number.value_max)


def _in_date(sentence: Sentence, number: Number, times: Sequence[TimeExpression]) -> bool:
    """Whether the number belongs to a date or clock time; the 48 of "the past 48 hours" does not."""
    for time in times:
        if time.start < number.end and number.start < time.end:
            if time.kind in ("duration", "age"):
                return False
            return time.kind in ("clock", "year") or not _counts_time(sentence, number, time)
    return False


def _counts_time(sentence: Sentence, number: Number, time: TimeExpression) -> bool:
    """Whether the number counts hours, days or years inside a time expression."""
    if number.kind == "ordinal":
        return False
    units = _units(lexicon(sentence.lang))
    if number.noun is not None:
        return number.noun in units
    tokens = sentence.tokens
    for at in range(number.last, min(number.last + 3, time.last, len(tokens))):
        if tokens[at].kind != "word":
            break
        if tokens[at].key in units:
            return True
    if sentence.lang != "ar" or number.value is None or number.value > 1000:
        return False
    # "الساعات الـ48 الأخيرة": the plural may stand before the figure.
    plurals = lexicon("ar").duration_plurals
    return any(
        tokens[at].key.removeprefix("ال") in plurals
        for at in range(max(time.first, number.first - 2), number.first)
    )


@lru_cache(maxsize=4)
def _units(lex: Lexicon) -> frozenset[str]:
    return lex.duration_units | lex.duration_plurals
