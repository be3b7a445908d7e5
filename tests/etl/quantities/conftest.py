"""A sentence and its numbers from a phrase, without the number reader: digits, a few words, simple ranges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from etl.model import Lang, Number, Quantity, Sentence
from etl.quantities import read
from etl.text.fold import fold
from etl.text.tokens import forms, tokenize

WORDS = {
    "ألف": 1000, "واحد": 1, "ثلاثة": 3, "ثلاث": 3, "خمسة": 5, "سبع": 7, "مئة": 100, "one": 1, "two": 2,
    "three": 3, "five": 5, "thousand": 1000, "trois": 3, "cinq": 5, "un": 1, "une": 1, "tres": 3, "cinco": 5,
    "uno": 1, "una": 1, "deux": 2, "dos": 2, "millón": 1000000, "million": 1000000, "millier": 1000,
}  # fmt: skip
SCALES = {
    "ألف": 1000, "آلاف": 1000, "مليون": 10**6, "ملايين": 10**6, "thousand": 1000, "million": 10**6,
    "millions": 10**6, "mille": 1000, "mil": 1000, "millones": 10**6,
}  # fmt: skip
VAGUE = {
    "مئات": (200, 999),
    "hundreds": (200, 999),
    "dozens": (24, 99),
    "centaines": (200, 999),
    "cientos": (200, 999),
}
JOINS = {"-", "–", "to", "and", "و", "à", "et", "a", "y", "إلى"}
WORDS = {fold(k): v for k, v in WORDS.items()}
SCALES = {fold(k): v for k, v in SCALES.items()}
VAGUE = {fold(k): v for k, v in VAGUE.items()}


def sentence(text: str, lang: Lang) -> Sentence:
    return Sentence(0, 0, 0, len(text), lang, "prose", tuple(tokenize(text, 0, len(text))))


def numbers(said: Sentence) -> list[Number]:
    points: list[Number] = []
    tokens = said.tokens
    at = 0
    while at < len(tokens):
        token = tokens[at]
        value: int | Decimal | None = None
        digits = token.kind == "digits"
        last, start = at + 1, token.start
        if digits:
            value = int(token.key)
            if last + 1 < len(tokens) and tokens[last].raw in ".," and tokens[last + 1].kind == "digits":
                if tokens[last].end == tokens[last + 1].start and tokens[last].start == token.end:
                    text = tokens[last + 1].key
                    value = int(token.key + text) if len(text) == 3 else Decimal(f"{token.key}.{text}")
                    last += 2
        else:
            for form in forms(token):
                if form.prefix in ("", "و") and form.stem in WORDS:
                    value, start = WORDS[form.stem], token.start + form.offset
                    break
                if form.prefix == "" and form.stem in VAGUE:
                    low, high = VAGUE[form.stem]
                    points.append(
                        Number(
                            start=token.start, end=token.end, first=at, last=at + 1, kind="cardinal", value=None,
                            value_min=low, value_max=high, vague=True,
                        )
                    )  # fmt: skip
                    break
        if value is None:
            at += 1
            continue
        if last < len(tokens) and tokens[last].key in SCALES:
            value *= SCALES[tokens[last].key]
            last += 1
        percent = last < len(tokens) and tokens[last].raw == "%"
        points.append(
            Number(
                start=start, end=tokens[last - 1 + percent].end, first=at, last=last + percent,
                kind="percent" if percent else "cardinal", value=value, value_min=value, value_max=value,
                digits=digits,
            )
        )  # fmt: skip
        at = last + percent
    return _ranges(said, points)


def _ranges(said: Sentence, points: Sequence[Number]) -> list[Number]:
    tokens = said.tokens
    joined: list[Number] = []
    for number in points:
        left = joined[-1] if joined else None
        if left is not None and left.value is not None and number.value is not None and number.first > 0:
            between = tokens[left.last : number.first]
            word = len(between) == 1 and between[0].key in JOINS
            opened = left.first > 0 and fold(tokens[left.first - 1].key) in {fold(w) for w in OPENERS}
            if (word and (opened or not between[0].kind == "word")) or (word and between[0].key in ("to",)):
                joined[-1] = Number(
                    start=left.start, end=number.end, first=left.first, last=number.last, kind="range",
                    value=None, value_min=min(left.value, number.value), value_max=max(left.value, number.value),
                    digits=left.digits,
                )  # fmt: skip
                continue
        joined.append(number)
    return joined


OPENERS = ("بين", "من", "between", "from", "entre", "de", "بين")


@pytest.fixture(scope="session")
def quantities() -> Callable[[str, Lang], list[Quantity]]:
    def quantities_of(text: str, lang: Lang) -> list[Quantity]:
        said = sentence(text, lang)
        return read(said, numbers(said), ())

    return quantities_of
