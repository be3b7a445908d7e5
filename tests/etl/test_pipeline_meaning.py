"""What happened to the counted: agents, coordination, parts, tables, assertions and repeats."""

from __future__ import annotations

from datetime import date

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract

DAY = date(2024, 5, 14)


def read(text: str, lang: str | None = None) -> list[Fact]:
    return extract(Document(text=text, lang=lang, published_at=DAY))


def pairs(text: str) -> list[tuple[object, str]]:
    return [(fact.value, fact.indicator) for fact in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Agents are not what happened to them.
        ("Five gunmen killed 12 villagers in Mopti.", [(5, "other"), (12, "killed")]),
        ("هاجم ثلاثة مسلحين مركزا وقتلوا 4 شرطيين", [(3, "other"), (4, "killed")]),
        ("Soldiers later killed nine of the attackers and arrested 3.", [(9, "killed"), (3, "detained")]),
        # Conjuncts with and without words of their own.
        ("قتل 3 أشخاص وأصيب 12 آخرون", [(3, "killed"), (12, "injured")]),
        ("سقط 3 قتلى و12 جريحا", [(3, "killed"), (12, "injured")]),
        ("The blast killed 3 people and wounded 12.", [(3, "killed"), (12, "injured")]),
        ("Au moins 12 morts et 30 blessés", [(12, "killed"), (30, "injured")]),
        ("Murieron 5 civiles y 9 resultaron heridos.", [(5, "killed"), (9, "injured")]),
        (
            "In Goma 3 people died, 7 in Sake and 12 in Rutshuru.",
            [(3, "killed"), (7, "killed"), (12, "killed")],
        ),
        # Nominal style.
        ("The death toll rises to 21.", [(21, "killed")]),
        ("ارتفعت حصيلة القتلى إلى 21", [(21, "killed")]),
        ("Le bilan s'alourdit à 21 morts.", [(21, "killed")]),
        ("El número de muertos asciende a 21.", [(21, "killed")]),
        # Causative and discontinuous verbs.
        ("دفعت المعارك أكثر من 5 آلاف شخص إلى الخروج", [(5000, "displaced")]),
        ("It forced more than 1.1 million residents from their homes.", [(1100000, "displaced")]),
        # The main verb wins over a reduced relative.
        ("More than 900 children abducted by militias have been released.", [(900, "released")]),
        # The same verb takes other things as other indicators.
        (
            "The quake destroyed 560 homes and 7 schools.",
            [(560, "housing_destroyed"), (7, "facilities_damaged")],
        ),
        (
            "The plan needs $24 million to help 500 families.",
            [(24000000, "funding_required"), (500, "targeted")],
        ),
    ],
)
def test_indicator(text: str, expected: list[tuple[int, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("The raid killed 12 people, including 3 children.", 3, 12),
        ("قتل 12 شخصا بينهم 3 أطفال", 3, 12),
        ("L'attaque a tué 12 personnes, dont 3 enfants.", 3, 12),
        ("Murieron 12 personas, entre ellas 3 niños.", 3, 12),
        ("240 of the 1,500 people who left were detained.", 240, 1500),
        ("Police arrested 40 protesters; 12 of them were later released.", 12, 40),
    ],
)
def test_part_and_whole(text: str, part: int, whole: int) -> None:
    by_value = {fact.value: fact for fact in read(text)}
    assert by_value[part].subset_of == by_value[whole].fact_id
    assert by_value[whole].subset_of is None


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("The army denied that 40 civilians had been killed.", "denied"),
        ("نفت الجماعة مقتل 12 من عناصرها", "denied"),
        ("Up to 10,000 people could be displaced.", "forecast"),
        ("من المتوقع أن يعود 400 لاجئ", "forecast"),
        ("Authorities plan to evacuate 3,000 residents.", "planned"),
        ("If the dam fails, 500 families will be displaced.", "hypothetical"),
        ("An estimated 3,000 civilians fled the town.", "estimated"),
        ("Some 3,000 civilians fled the town in May.", "reported"),
    ],
)
def test_assertion(text: str, assertion: str) -> None:
    assert [fact.assertion for fact in read(text)] == [assertion]


def test_columns_take_their_meaning_from_the_header() -> None:
    table = "Governorate | Killed | Injured | Houses destroyed\nAleppo | 12 | 34 | 150\nIdlib | 5 | 9 | 20"
    found = read(table)
    assert [f.indicator for f in found] == ["killed", "injured", "housing_destroyed"] * 2
    assert [f.unit for f in found] == ["person", "person", "housing_unit"] * 2


def test_labels_of_bullets_name_what_is_counted() -> None:
    text = "Killed: 12\nHomes destroyed: 70\nIDPs | 12,300 | Aleppo"
    assert pairs(text) == [(12, "killed"), (70, "housing_destroyed"), (12300, "displaced")]


def test_a_claim_made_again_is_a_duplicate_of_the_first() -> None:
    first, second = read(
        "About 240 fighters surrendered on Monday. The 240 fighters who surrendered were tired."
    )
    assert second.duplicate_of == first.fact_id


def test_parts_that_add_up_belong_to_the_total() -> None:
    total, *rest = read(
        "The raids killed 12 people: 5 people were killed in Homs and 7 people were killed in Hama."
    )
    assert [f.subset_of for f in rest] == [total.fact_id] * 2


def test_since_makes_a_flow_cumulative_and_a_state_stays_a_stock() -> None:
    (fled,) = read("More than 700 people have fled since 1 May.")
    assert (fled.measure, fled.period_start) == ("cumulative", date(2024, 5, 1))
    (need,) = read("Some 700 people need humanitarian assistance.")
    assert need.measure == "stock"


def test_years_ages_and_streets_are_no_figures() -> None:
    assert read("On 3 May 2019, Ahmed, 34, moved to 12 Baker Street after resolution 2254.") == []
