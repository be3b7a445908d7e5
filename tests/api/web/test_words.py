"""Messages, numbers and dates in four languages; figures in words; text made inert."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from api.web.messages import LANGUAGES, choose_language, words_of
from api.web.reading import amount, clean, marked, plain_amount, wording
from api.web.reasons import note, refusal
from api.web.visit import Visit
from sql.codelists import codes
from sql.totals.refusals import REASONS

ISOLATES = "\u2068\u2069"


def leaves(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    plurals = {"zero", "one", "two", "few", "many", "other"}
    for name, value in tree.items():
        at = f"{path}.{name}".lstrip(".")
        if isinstance(value, Mapping) and not set(value) <= plurals:
            yield from leaves(value, at)
        else:
            yield at, value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_everything(lang: str) -> None:
    ours = dict(leaves(words_of(lang)._messages))
    english = dict(leaves(words_of("en")._messages))
    assert sorted(ours) == sorted(english)
    for key, value in ours.items():
        assert isinstance(value, Mapping) == isinstance(english[key], Mapping), key
        assert "other" in value if isinstance(value, Mapping) else value, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_words(lang: str) -> None:
    words = words_of(lang)
    for role in codes("role"):
        assert str(words(f"role.{role}"))
    for relation in codes("relation"):
        assert str(words(f"relation.{relation}"))
        assert str(words(f"relation.by_{relation}"))
    for quantifier in set(codes("quantifier")) - {"order_of_magnitude"}:
        assert words.find(f"amount.{quantifier}")


@pytest.mark.parametrize(
    ("lang", "value", "shown"),
    [
        ("en", 38000, "38,000"),
        ("ar", 38000, "38,000"),
        ("fr", 38000, "38\u202f000"),
        ("es", 38000, "38.000"),
        ("es", 3400, "3400"),
        ("en", 0.5, "0.5"),
        ("fr", 12.25, "12,25"),
        ("en", -3, "\u22123"),
    ],
)
def test_numbers_by_language(lang: str, value: float, shown: str) -> None:
    assert words_of(lang).number(value) == shown


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "1 February 2019"),
        ("ar", "1 شباط/فبراير 2019"),
        ("fr", "1er février 2019"),
        ("es", "1 de febrero de 2019"),
    ],
)
def test_days_by_language(lang: str, shown: str) -> None:
    assert words_of(lang).day("2019-02-01") == shown


def test_periods_are_as_short_as_they_can_be() -> None:
    words = words_of("en")
    assert words.period("2019-02-01", "2019-02-28").striptags() == "February 2019"
    assert words.period("2019-02-03", "2019-02-03").striptags() == "3 February 2019"
    assert words.period("2018-12-01", "2019-02-14").striptags() == "1 December 2018 – 14 February 2019"
    assert words.period(None, None).striptags() == "Date not stated"


@pytest.mark.parametrize(
    ("count", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (11, "many"), (100, "other"), (103, "few")],
)
def test_arabic_has_six_plurals(count: int, form: str) -> None:
    assert words_of("ar").plural(count) == form


@pytest.mark.parametrize(
    ("value", "low", "high", "stated", "kind"),
    [
        (38000, 38000, None, ["more_than"], "more_than"),
        (38000, 38000, None, ["more_than", "exact"], "at_least"),
        (5, 5, 5, ["exact"], "exact"),
        (240, None, None, ["approximately"], "approximately"),
        (None, 200, 999, ["order_of_magnitude"], "between"),
        (90, None, 90, ["less_than"], "less_than"),
        (90, None, 90, ["at_most"], "at_most"),
        (None, None, None, [], "unstated"),
    ],
)
def test_bounds_choose_their_words(value: Any, low: Any, high: Any, stated: list[str], kind: str) -> None:
    assert wording(value, low, high, stated) == kind


def figure(**given: Any) -> dict[str, Any]:
    plain = {
        "value": 38000,
        "value_min": 38000,
        "value_max": None,
        "quantifier": "more_than",
        "unit": "person",
    }
    return {**plain, "currency": None, **given}


def test_figures_in_words() -> None:
    assert plain_amount(words_of("en"), figure()) == "more than 38,000 people"
    assert plain_amount(words_of("ar"), figure()) == "أكثر من 38,000 شخص"
    few = figure(value=3, value_min=3, value_max=3, quantifier="exact", unit="household")
    assert plain_amount(words_of("ar"), few) == "3 أسر"
    money = figure(value=7, value_min=7, value_max=7, quantifier="exact", unit="currency", currency="USD")
    assert plain_amount(words_of("en"), money) == "7 US dollar"
    assert "<b><bdi>38,000</bdi></b>" in amount(words_of("en"), figure())


def test_hostile_text_is_inert() -> None:
    text = "<script>1</script>\u202e 5 killed"
    start = text.index("5")
    assert marked(text, start, start + 1) == "&lt;script&gt;1&lt;/script&gt; <mark>5</mark> killed"
    assert clean("a\u202eb\u2066c\x00d\u061c") == "abcd\u061c"
    assert marked("abc", 7, 9) == "abc"


def test_long_sentences_are_cut_around_the_figure() -> None:
    text = "word " * 100 + "17 " + "more " * 100
    shown = marked(text, 500, 502, 40)
    assert shown.startswith("…word")
    assert shown.endswith("more…")
    assert "<mark>17</mark>" in shown
    assert len(shown) < 130


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "lang"),
    [
        ("fr", "ar", "es", "fr"),
        (None, "ar", "es", "ar"),
        ("xx", "yy", "de, es;q=0.7, en;q=0.2", "es"),
        (None, None, "", "en"),
        (None, None, "ar-SY;q=bad, *", "en"),
    ],
)
def test_language_is_asked_for_remembered_or_guessed(
    asked: str | None, remembered: str | None, accepted: str, lang: str
) -> None:
    assert choose_language(asked, remembered, accepted) == lang


def test_addresses_leave_out_what_is_empty() -> None:
    assert Visit.url(None, "/series", country=["SYR"], month=None, q="") == "/series?country=SYR"  # type: ignore[arg-type]


RULES = [
    *("same.claim", "same.coarser", "same.stock", "agree.bounds", "apart.event", "apart.told"),
    *("part.larger", "part.told", "part.place", "part.population", "part.destination", "parts.exceed"),
    "parts.fulfil",
    *("window.inside", "overlap.partial", "overlap.larger", "revision.words", "revision.source"),
    *("revision.rising", "series.newest", "stock.newest", "stock.stale", "conflict.bounds"),
    *("place.unknown", "measure.unknown", "measure.rate", "derived.earlier"),
]


def rules_of_totals() -> set[str]:
    """Every rule id that stands beside a sentence in the code of the totals."""
    found = set()
    for path in (Path(__file__).parents[3] / "sql" / "totals").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
            texts = [part.value for part in parts if isinstance(part, ast.Constant)]
            texts = [text for text in texts if isinstance(text, str)]
            if any(" " in text for text in texts):
                found |= {text for text in texts if re.fullmatch(r"[a-z]+\.[a-z_]+", text)}
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_is_said_in_every_language(lang: str) -> None:
    words = words_of(lang)
    assert rules_of_totals() <= set(RULES)
    for rule in RULES:
        assert words.find(f"reason.{rule}")
    for kind in ("denied", "planned", "forecast", "hypothetical"):
        assert words.find(f"reason.assertion.{kind}")
    for code in REASONS:
        assert str(refusal(words, code, "English"))
        assert lang == "en" or "English" not in refusal(words, code, "English")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_notes_are_said_in_every_language(lang: str) -> None:
    words = words_of(lang)
    texts = [
        "3 of the counted windows began before this month (earliest 2018-12-01) and belong to it whole, by "
        "their last day.",
        "Worked out as the difference of cumulative figures; no source states it.",
        "Told of a whole country: it may hold what the other rows count.",
        "At least one counted figure states bounds only, so the total has bounds and no value.",
        "The counted figures name no place.",
    ]
    for text in texts:
        assert 'lang="en"' not in note(words, text)
    assert 'lang="en"' in note(words, "Something new.")


@pytest.mark.parametrize(
    ("lang", "low", "high", "shown"),
    [
        ("en", 200, 999, "hundreds (people · 200 to 999)"),
        ("ar", 2000, 9999, "آلاف (أشخاص · من 2,000 إلى 9,999)"),
        ("fr", 20000, 99999, "des dizaines de milliers (personnes · de 20 000 à 99 999)"),
        ("es", 24, 99, "decenas (personas · de 24 a 99)"),
        ("en", 400, 1998, "between 400 and 1,998 people"),
    ],
)
def test_a_size_without_a_number_is_said_in_words(lang: str, low: int, high: int, shown: str) -> None:
    figure = {"value": None, "value_min": low, "value_max": high, "unit": "person"}
    figure["quantifier"] = "order_of_magnitude"
    assert plain_amount(words_of(lang), figure) == shown
