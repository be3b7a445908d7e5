"""Whatever words and numbers come together: no crash, one quantity a number, bounds that hold the value."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from etl import numbers
from etl.lang.packs import read_csv
from etl.model import LANGS, Lang, Place, PlaceMention, Sentence
from etl.periods import find
from etl.quantities import implied_ones, read
from etl.quantities.lexicon import NounRow, QuantifierRow, lexicon
from etl.quantities.money import currency
from etl.text.tokens import tokenize

AMOUNTS = ["12", "1,500", "38 ألف", "ثلاثة", "two", "20 million", "cinq", "mil", "45%", "10-15", "2014"]
AMOUNTS += ["مئات", "$5", "3rd", "واحد", "(12)", "T-72"]
MARKS = ["(", ")", ":", ",", ".", "-", "و", "and", "/", "[", "#", "°"]
UNITS = {
    "person", "household", "housing_unit", "facility", "incident", "case", "vehicle", "animal",
    "square_kilometre", "kilometre", "metre", "hectare", "tonne", "litre", "currency", "percent", "unknown",
}  # fmt: skip
POPULATIONS = {
    "civilians", "women", "children", "men", "elderly", "families", "idps", "refugees", "returnees",
    "migrants", "fighters", "suspects", "security_forces", "medical_staff", "journalists", "aid_workers",
    "foreigners",
}  # fmt: skip


@lru_cache(maxsize=4)
def words(lang: Lang) -> list[str]:
    quantifiers = [row.surface for row in read_csv(lang, "quantifiers", QuantifierRow)]
    nouns = [w for row in read_csv(lang, "units", NounRow) for w in row.singular.split("|")]
    return sorted({*quantifiers, *nouns, *AMOUNTS, *MARKS})


@st.composite
def phrases(draw: st.DrawFn) -> tuple[Lang, str]:
    lang = draw(st.sampled_from(LANGS))
    parts = draw(
        st.lists(st.sampled_from(words(lang)) | st.sampled_from(AMOUNTS) | st.text(max_size=6), max_size=12)
    )
    return lang, draw(st.sampled_from([" ", ""])).join(parts)


@settings(max_examples=400, deadline=None)
@given(phrases())
def test_any_phrase_gives_sound_quantities(phrase: tuple[Lang, str]) -> None:
    lang, text = phrase
    said = Sentence(0, 0, 0, len(text), lang, "prose", tuple(tokenize(text, 0, len(text))))
    found = numbers.read(said)
    quantities = read(said, found, find(said, found, date(2024, 2, 14)))
    assert [q.number for q in quantities] == found
    for q in quantities:
        if q.value is not None:
            assert q.value_min is None or q.value_min <= q.value
            assert q.value_max is None or q.value <= q.value_max
        if q.value_min is not None and q.value_max is not None:
            assert q.value_min <= q.value_max
        assert 0 <= q.first <= q.number.first < q.number.last <= q.last <= len(said.tokens)
        assert 0 <= q.noun_first <= q.noun_last <= len(said.tokens)
        assert (q.unit is None) == (q.unit_text is None)
        assert q.modifier_text is None or re.sub(r"\s+", "", q.modifier_text) in re.sub(r"\s+", "", text)
    for one in implied_ones(said, found):
        assert text[one.start : one.end]


def test_lexicons_use_the_vocabulary_only() -> None:
    for lang in LANGS:
        for row in [
            *read_csv(lang, "units", NounRow),
            *read_csv(lang, "units_people", NounRow),
            *read_csv("en", "units_signs", NounRow),
        ]:
            assert row.unit in UNITS
            assert set(row.population.split()) <= POPULATIONS
            if row.currency is not None:
                assert row.unit == "currency"
                assert re.fullmatch("[A-Z]{3}|[a-z]+", row.currency)


def test_no_noun_is_declared_twice() -> None:
    for lang in LANGS:
        seen: dict[tuple[str, ...], str] = {}
        twice = []
        for row in [*read_csv(lang, "units", NounRow), *read_csv(lang, "units_people", NounRow)]:
            for surface in {
                w for w in (*row.singular.split("|"), *row.plural.split("|")) if w and w[0] not in "+-"
            }:
                key = tuple(token.key for token in tokenize(surface, 0, len(surface)))
                if seen.setdefault(key, row.example) != row.example:
                    twice.append((surface, row.example, seen[key]))
        assert twice == []


def test_every_language_has_every_excluded_reason() -> None:
    reasons = {lang: {rule.reason for rule in lexicon(lang).exclusions} for lang in LANGS}
    core = {"age", "duration", "year", "resolution", "law", "road", "reference", "rank", "phone", "magnitude"}
    core |= {"temperature", "speed", "calibre", "score", "times", "name", "price"}
    for lang in LANGS:
        assert core <= reasons[lang]


def test_a_shared_currency_name_follows_the_country() -> None:
    mali = Place(name="Mali", text="Mali", iso3="MLI")
    mention = PlaceMention(start=0, end=4, first=0, last=1, sentence=0, place=mali)
    assert currency("cfa", [mention]) == "XOF"
    assert currency("cfa", []) is None
    assert currency("pound", []) == "GBP"
    assert currency("USD", [mention]) == "USD"
