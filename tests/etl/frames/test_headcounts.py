"""The number of X, after much that counts nothing, rose, fell or came to a figure."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract

TEXTS = {
    "The number of missing after a boat sank off Sfax in Tunisia fell from 14 to 9.": "missing",
    "The number of wounded in the collapse of a building in Cairo rose to 14.": "injured",
    "Le nombre de disparus après le naufrage d'un bateau au large de Sfax est passé de 14 à 9.": "missing",
    "El número de desaparecidos tras el naufragio de un barco frente a Sfax bajó de 14 a 9.": "missing",
    "انخفض عدد المفقودين جراء غرق المركب قبالة سواحل صفاقس في تونس من 14 إلى 9 أشخاص.": "missing",
    "ارتفع عدد الجرحى في انهيار مبنى في القاهرة إلى 14.": "injured",
    "بلغ عدد النازحين بسبب القصف على بلدات جنوب لبنان 14 ألفا.": "displaced",
}


@pytest.mark.parametrize(("text", "indicator"), TEXTS.items())
def test_what_stands_between_counts_nothing(text: str, indicator: str) -> None:
    facts = extract(Document(text=text, id="heads", lang=None))
    assert {(fact.indicator, fact.unit) for fact in facts} == {(indicator, "person")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بلغ عدد المصابين 500 والمنازل المدمرة 23,600.", ["injured", "housing_destroyed"]),
        ("The number of dead rose to 186 and of missing to 69.", ["killed", "missing"]),
        ("The number of wounded rose as gunmen killed up to 14 people.", ["killed"]),
    ],
)
def test_a_figure_with_a_noun_of_its_own_keeps_it(text: str, expected: list[str]) -> None:
    facts = extract(Document(text=text, id="heads", lang=None))
    assert [fact.indicator for fact in facts] == expected


def test_who_reaches_a_country_is_no_beneficiary() -> None:
    (reached,) = extract(Document(text="29,437 people reached Britain last year.", id="reached", lang="en"))
    assert reached.indicator == "arrived"
    (helped,) = extract(Document(text="People reached: 29,437", id="reached", lang="en"))
    assert helped.indicator == "assisted"


@pytest.mark.parametrize("sector", ["WASH", "NFI", "CCCM"])
def test_a_sector_says_nothing(sector: str) -> None:
    facts = extract(
        Document(text=f"{sector}: kits were given to 2,400 families in Syria.", id="s", lang="en")
    )
    assert [fact.attribution for fact in facts] == [None]
    facts = extract(Document(text="OCHA: kits were given to 2,400 families in Syria.", id="s", lang="en"))
    assert [fact.attribution for fact in facts] == ["OCHA"]


def test_the_point_of_a_magnitude_ends_no_clause_and_what_is_feared_behind_is_another_figure() -> None:
    facts = extract(
        Document(
            text="ذكرت السلطات أن عدد قتلى الزلزال الذي بلغت قوته 7.7 درجات وضرب البلاد ارتفع إلى 2,719 شخصا،"
            " ومن المتوقع أن يتجاوز 3 آلاف.",
            id="quake", lang="ar",
        )
    )  # fmt: skip
    assert [(f.value, f.indicator, f.assertion) for f in facts] == [
        (2719, "killed", "attributed"),
        (3000, "killed", "forecast"),
    ]
