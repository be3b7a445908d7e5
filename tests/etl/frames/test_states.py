"""States told apart from events, and phrases that a number parts."""

from __future__ import annotations

from datetime import date

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract


def only(text: str) -> Fact:
    return extract(Document(text=text, id="state", lang=None, published_at=date(2024, 8, 2)))[0]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("As of 30 June 2024, 7.3 million people were displaced in Sudan.", "stock"),
        ("Some 7.3 million people are still internally displaced in Sudan.", "stock"),
        ("As of 30 June 2024, fighting had displaced 7.3 million people in Sudan.", "cumulative"),
        ("On Monday 300 people were displaced in Gaza.", "flow"),
        ("Au 30 juin 2024, 7,3 millions de personnes étaient déplacées en RDC.", "stock"),
        ("7,3 millions de personnes ont été déplacées en RDC.", "flow"),
        ("7,3 millones de personas permanecen desplazadas en Colombia.", "stock"),
        ("7,3 millones de personas han sido desplazadas en Colombia.", "flow"),
        ("لا يزال 7.3 مليون شخص نازحين في السودان.", "stock"),
    ],
)
def test_people_who_are_displaced_are_a_stock(text: str, measure: str) -> None:
    fact = only(text)
    assert (fact.indicator, fact.measure) == ("displaced", measure)


@pytest.mark.parametrize(
    "text",
    [
        "Some 12,000 people were living in 14 shelters in Gaza.",
        "Al 30 de junio, 12.000 personas permanecían en 14 albergues en Managua.",
        "كان 12 ألف شخص يقيمون في 14 مركز إيواء في غزة.",
    ],
)
def test_a_number_inside_a_phrase_parts_it_not(text: str) -> None:
    fact = only(text)
    assert (fact.value, fact.indicator) == (12000, "sheltered")
