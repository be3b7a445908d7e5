"""Every integer that ICU or num2words spells is read back, whatever clitics and noise are added."""

from __future__ import annotations

import csv
import random
import re
from functools import cache
from pathlib import Path

import pytest
from num2words import num2words

from etl.model import Number
from etl.numbers import read
from etl.text.sentences import split

FIXTURE = Path(__file__).parent / "icu_spellings.csv"
LANGS = ("ar", "en", "fr", "es")


@cache
def spellings(lang: str) -> list[tuple[int, str]]:
    with FIXTURE.open(encoding="utf-8", newline="") as rows:
        return [(int(row["value"]), row["spelling"]) for row in csv.DictReader(rows) if row["lang"] == lang]


def numbers(text: str, lang: str) -> list[Number]:
    return [number for sentence in split(text, lang) for number in read(sentence)]


def wrong(cases: list[tuple[int, str, int]], lang: str) -> list[tuple[int, str, object]]:
    """The cases that do not read as one number of that value from that offset to the end."""
    found: list[tuple[int, str, object]] = []
    for value, text, start in cases:
        got = [(n.value, n.start, n.end) for n in numbers(text, lang)]
        if got != [(value, start, len(text))]:
            found.append((value, text, got))
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_icu_spellings_are_read_back(lang: str) -> None:
    assert wrong([(value, text, 0) for value, text in spellings(lang)], lang) == []


@pytest.mark.parametrize("lang", LANGS)
def test_fixture_holds_thousands(lang: str) -> None:
    assert len(spellings(lang)) > 1200


@pytest.mark.parametrize("prefix", ["و", "ب", "ف", "ل", "وب", "ول"])
def test_clitics_are_left_out_of_the_span(prefix: str) -> None:
    cases = [(value, prefix + text, len(prefix)) for value, text in spellings("ar")[::3] if value > 1]
    assert wrong(cases, "ar") == []


NOISE = {
    "hamza": [("أ", "ا"), ("إ", "ا"), ("آ", "ا")],
    "ta_marbuta": [("ة ", "ه "), ("ة", "ه")],
    "hundreds_split": [("مائة", "مئة")],
    "hundreds_no_hamza": [("مائة", "مايه")],
    "hundreds_fused": [("ة مائة", "مئة")],
    "conjunction_apart": [(" و", " و ")],
    "tatweel": [("ا", "اـ"), ("م", "مـ")],
    "tashkeel": [("ل", "لَ"), ("ن", "نُ"), ("ر", "رِ"), ("م", "مِ")],
    "yeh": [("ي", "ی")],
    "narrow_space": [(" ", "\u00a0")],
    "direction": [(" ", " \u200f")],
}


@pytest.mark.parametrize("noise", NOISE)
def test_orthographic_noise_changes_no_value(noise: str) -> None:
    cases = []
    for value, text in spellings("ar")[::2]:
        for old, new in NOISE[noise]:
            text = text.replace(old, new)
        if value > 1 and "واحد" not in text:
            cases.append((value, text, 0))
    assert wrong(cases, "ar") == []


def oblique(text: str) -> str:
    """The spelling as it stands behind a preposition or as an object: "خمسين ألفا", "مئتين"."""
    text = re.sub(r"(عشر|ثلاث|أربع|خمس|ست|سبع|ثمان|تسع)ون\b", r"\1ين", text)
    text = re.sub(r"(مائت|مئت|ألف|مليون|مليار|اثن|اثنت)ان\b", r"\1ين", text)
    return text.replace("اثنا عشر", "اثني عشر").replace("اثنتا عشرة", "اثنتي عشرة")


@pytest.mark.parametrize("ending", ["ألف", "ألفا", "ألفاً"])
def test_the_oblique_case_says_the_same_number(ending: str) -> None:
    cases = [(value, oblique(text), 0) for value, text in spellings("ar") if oblique(text) != text]
    cases += [
        (tens * 1000, f"{word} {ending}", 0)
        for tens, text in spellings("ar")
        if tens in range(20, 100, 10)
        for word in (text, oblique(text))
    ]
    assert len(cases) > 500
    assert wrong(cases, "ar") == []


BETWEEN = {"ar": "بين {} و{} شخص", "en": "between {} and {} people", "fr": "entre {} et {} personnes",
           "es": "entre {} y {} personas"}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_between_holds_two_numbers(lang: str) -> None:
    """Two spelled numbers of like size behind "between" are the two ends, whatever links they hold."""
    chance = random.Random(11)
    pool = [(value, text) for value, text in spellings(lang) if 10 <= value < 10**7]
    failed = []
    tried = 0
    while tried < 300:
        (low, below), (high, above) = sorted(chance.sample(pool, 2))
        # Round ends of like size: with others the words alone do not tell where the first number ends.
        if not low < high <= 4 * low or low % 10 ** (len(str(low)) - 1) or high % 10 ** (len(str(high)) - 2):
            continue
        tried += 1
        text = BETWEEN[lang].format(below, above)
        got = [(n.value, n.value_min, n.value_max) for n in numbers(text, lang)]
        if got != [(None, low, high)]:
            failed.append((text, got))
    assert failed == []


def test_tashkeel_in_the_clitic_is_counted() -> None:
    (number,) = numbers("وَبِثَلاثَةٍ", "ar")
    assert (number.value, number.start) == (3, 4)


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_latin_spellings_in_upper_case_and_without_accents(lang: str) -> None:
    cases = [(value, text.upper(), 0) for value, text in spellings(lang)[::2] if value > 1]
    assert wrong(cases, lang) == []
    plain = str.maketrans("éèêúíóáñû", "eeeuioanu")
    assert wrong([(v, t.translate(plain), 0) for v, t in spellings(lang)[::2] if v > 1], lang) == []


def num2words_is_wrong(value: int, lang: str) -> bool:
    """Whether num2words itself misspells: "ألف ألف" for 101 thousand, a bare construct for 2000."""
    if lang != "ar":
        return False
    groups = [value // 1000**power % 1000 for power in (1, 2, 3)]
    return any(group > 1 and group % 100 == 1 for group in groups) or value in (2000, 2_000_000)


@pytest.mark.parametrize("lang", [*LANGS, "fr_CH", "fr_BE"])
def test_num2words_spellings_are_read_back(lang: str) -> None:
    chance = random.Random(7)
    values = [*range(2, 1000, 3), *(chance.randrange(1000, 10 ** (4 + n % 6)) for n in range(300))]
    values += [10**k for k in range(3, 10)] + [2_000, 3_000, 11_000, 200_000, 2_000_000]
    own = lang[:2]
    cases = [(v, num2words(v, lang=lang).strip(), 0) for v in values if not num2words_is_wrong(v, lang)]
    assert wrong(cases, own) == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("38000", 38000), ("38,000", 38000), ("38.000", 38000), ("38\u202f000", 38000),
        ("38\u00a0000", 38000), ("38'000", 38000), ("38’000", 38000),
        ("٣٨٬٠٠٠", 38000), ("٣٨٠٠٠", 38000), ("۳۸۰۰۰", 38000),
        ("٣٨،٠٠٠", 38000), ("1,234,567", 1234567), ("1.234.567", 1234567), ("1 234 567", 1234567),
        ("1.234.567,5", None), ("12,34,567", 1234567), ("\u200f38,000\u200f", 38000),
        ("38\u200f,\u200f000", 38000),
    ],
)  # fmt: skip
def test_digits_in_every_system_and_separator(lang: str, written: str, value: int | None) -> None:
    got = [n.value for n in numbers(f"{written} شخص" if lang == "ar" else f"{written} x", lang)]
    if value is None:
        assert [str(v) for v in got] == ["1234567.5"]
    else:
        assert got == [value]


def test_fixture_has_no_invisible_marks() -> None:
    assert not re.search("[\u00ad\u200e\u200f]", FIXTURE.read_text("utf-8"))
