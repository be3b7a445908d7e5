"""The facts that the article on the last days of Baghouz must yield, read from the shared seeds."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
ARTICLE = SEEDS / "000_fb7f9a417f467020.txt"
pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason="the shared seed article is not here")


@lru_cache(maxsize=1)
def article() -> str:
    return ARTICLE.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def facts() -> list[Fact]:
    return extract(Document(text=article(), lang="ar", published_at=date(2019, 2, 14)))


def fact(words: str) -> Fact:
    """The fact whose number stands within these words of the article."""
    start = article().index(words)
    found = [f for f in facts() if start <= f.start and f.end <= start + len(words)]
    assert len(found) == 1, f"{words}: {len(found)} facts"
    return found[0]


def test_quotes_are_cut_from_the_article() -> None:
    for one in facts():
        assert article()[one.quote_start : one.quote_end] == one.quote
        assert one.quote_start <= one.start < one.end <= one.quote_end


def test_the_38_thousand_are_displaced_since_december() -> None:
    found = fact("أكثر من 38 ألف شخص")
    assert (found.value, found.value_min, found.value_max) == (38000, 38000, None)
    assert (found.quantifier, found.unit, found.indicator) == ("more_than", "person", "displaced")
    assert found.measure == "cumulative"
    assert (found.period_start, found.period_end) == (date(2018, 12, 1), date(2019, 2, 14))
    assert found.place is not None
    assert found.place.iso3 == "SYR"
    assert found.assertion == "attributed"
    assert found.attribution == "المرصد"
    assert found.attribution_org == "المرصد السوري لحقوق الإنسان"


def test_the_3400_suspects_are_part_of_them() -> None:
    found = fact("أكثر من 3400 مشتبه")
    assert (found.value, found.quantifier, found.unit) == (3400, "more_than", "person")
    assert found.indicator == "detained"
    assert "suspects" in found.population
    assert found.subset_of == fact("أكثر من 38 ألف شخص").fact_id


def test_the_240_surrendered_are_said_twice() -> None:
    first, second = fact("نحو 240 من مسلحي داعش"), fact("ما يقارب 240 شخصا" + "\u064b")
    for found in (first, second):
        assert (found.value, found.quantifier, found.indicator) == (240, "approximately", "surrendered")
        assert "fighters" in found.population
        assert found.period_end == date(2019, 2, 13)
    assert second.duplicate_of == first.fact_id
    assert first.duplicate_of is None


def test_the_1500_left_within_48_hours() -> None:
    found = fact("نحو 1500 شخص على الأقل")
    assert (found.value, found.value_min, found.quantifier) == (1500, 1500, "at_least")
    assert found.indicator in ("departed", "displaced")
    assert (found.period_start, found.period_end) == (date(2019, 2, 12), date(2019, 2, 14))
    assert found.attribution is not None
    assert "المرصد" in found.attribution


def test_a_thousand_fighters_hold_out() -> None:
    found = fact("هي ألف وما فوق")
    assert (found.value, found.value_min, found.quantifier) == (1000, 1000, "at_least")
    assert found.indicator in ("besieged", "fighters_present")
    assert "fighters" in found.population
    assert found.attribution is not None


def test_trucks_attacks_hundreds_and_the_area() -> None:
    assert (fact("سبع شاحنات").value, fact("سبع شاحنات").indicator) == (7, "vehicles")
    attacks = fact("لهجومين")
    assert (attacks.value, attacks.indicator, attacks.period_start) == (2, "attacks", date(2019, 2, 12))
    hundreds = fact("مئات الجهاديين")
    assert hundreds.value is None
    assert (hundreds.value_min, hundreds.value_max) == (200, 999)
    area = fact("حوالي كيلومتر واحد مربع")
    assert (area.value, area.unit, area.indicator) == (1, "square_kilometre", "area")


@pytest.mark.parametrize(
    "words", ["العام 2014", "الـ48", "العامين الأخيرين", "ساعة مبكرة", "مقاتلين ومقاتلات"]
)
def test_years_hours_and_plurals_never_count(words: str) -> None:
    start = article().index(words)
    assert not [f for f in facts() if start <= f.start < start + len(words)]


def test_a_surname_is_no_place() -> None:
    assert all(f.place is None or f.place.name != "عفرين" for f in facts())
    assert all(f.place is None or f.place.iso3 in ("SYR", "IRQ") for f in facts())
