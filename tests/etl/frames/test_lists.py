"""Lists under a heading, their totals, and cards of one figure each, in four languages."""

from __future__ import annotations

from datetime import date

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract

Row = tuple[int, str, str, str | None]


def facts(text: str) -> list[Fact]:
    return extract(Document(text=text, id="list", lang=None, published_at=date(2024, 8, 2)))


LISTS = {
    "Yemen floods: people displaced as of 1 August 2024\n\nHajjah: 3,400\nAl Hodeidah: 5,200\nTotal: 8,600": [
        (3400, "displaced", "Hajjah", "part"),
        (5200, "displaced", "Hodeidah", "part"),
        (8600, "displaced", "Yemen", None),
    ],
    "Displaced people by governorate (1 August 2024)\n\nHajjah 3,400\nMarib 5,200\nTotal 8,600": [
        (3400, "displaced", "Hajjah", "part"),
        (5200, "displaced", "Marib", "part"),
        (8600, "displaced", "Yemen", None),
    ],
    "Sudan: number of people killed by state, April 2024\n- North Darfur: 210\n- Khartoum: 145\nTotal: 355": [
        (210, "killed", "North Darfur", "part"),
        (145, "killed", "Khartoum", "part"),
        (355, "killed", "Sudan", None),
    ],
    "Personnes déplacées au 31 mai 2024\n\nTotal : 165 000\nNord-Kivu : 120 000\nIturi : 45 000": [
        (165000, "displaced", "DR Congo", None),
        (120000, "displaced", "North Kivu", "part"),
        (45000, "displaced", "Ituri", "part"),
    ],
    "Personas desplazadas por departamento de Colombia\n\nNariño: 3.200\nCauca: 1.450\nTotal: 4.650": [
        (3200, "displaced", "Narino", "part"),
        (1450, "displaced", "Cauca", "part"),
        (4650, "displaced", "Colombia", None),
    ],
    "عدد النازحين في السودان حتى 31 مايو\n\nشمال دارفور: 45,000\nالجزيرة: 30,500\nالمجموع: 75,500": [
        (45000, "displaced", "North Darfur", "part"),
        (30500, "displaced", "Gezira", "part"),
        (75500, "displaced", "Sudan", None),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), LISTS.items())
def test_entries_take_their_heading_and_the_total_holds_them(text: str, rows: list[Row]) -> None:
    found = facts(text)
    total = next(fact for fact in found if fact.subset_of is None)
    assert [
        (fact.value, fact.indicator, fact.place and fact.place.name, "part" if fact.subset_of else None)
        for fact in found
    ] == rows
    assert {fact.subset_of for fact in found if fact is not total} == {total.fact_id}


def test_the_heading_dates_its_entries() -> None:
    found = facts("Sudan: people killed by state, April 2024\n- North Darfur: 210\n- Khartoum: 145")
    assert {(str(fact.period_start), str(fact.period_end)) for fact in found} == {
        ("2024-04-01", "2024-04-30")
    }


def test_an_entry_of_an_unknown_place_is_not_of_the_one_above() -> None:
    found = facts("Sudan: people killed by locality\n- Khartoum: 145\n- Umm Xyzzy: 12")
    assert [(fact.place and fact.place.name) for fact in found] == ["Khartoum", "Sudan"]


@pytest.mark.parametrize(
    "text",
    [
        "KEY FIGURES\n\n1.2M\nPeople displaced\n\n340\nKilled\n\n45K\nHouses destroyed",
        "KEY FIGURES\n\nPeople displaced\n1.2M\n\nKilled\n340\n\nHouses destroyed\n45K",
        "1.2M\nPeople displaced\n340\nKilled\n45K\nHouses destroyed",
        "People displaced\n1.2M\nKilled\n340\nHouses destroyed\n45K",
    ],
)
def test_cards_take_the_label_beside_them(text: str) -> None:
    assert [(fact.value, fact.indicator, fact.unit) for fact in facts(text)] == [
        (1_200_000, "displaced", "person"),
        (340, "killed", "person"),
        (45_000, "housing_destroyed", "housing_unit"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "People displaced in Sudan\n\nPage 12\n",
        "People displaced in Sudan\n\nSituation Report 45\n",
        "Displaced people\n\n3\n\nThe floods began in May.",
        "Killed in Gaza\nUpdate 14\nRafah crossing",
    ],
)
def test_other_short_lines_are_no_entries(text: str) -> None:
    assert facts(text) == []


def test_cards_under_a_title_take_the_label_below_whatever_it_holds() -> None:
    text = (
        "KEY FIGURES\n14.6M\npeople in need of assistance\n9.3M\npeople targeted\n$3.19B\nrequired (2025)\n"
        "18%\nfunded\n1,480\ncivilian casualties verified in March 2025 (368 killed; 1,112 injured)\n"
    )
    facts = extract(Document(text=text, id="cards", lang="en"))
    assert [(f.value, f.indicator) for f in facts][:4] == [
        (14_600_000, "in_need"),
        (9_300_000, "targeted"),
        (3_190_000_000, "funding_required"),
        (18, "funding_received"),
    ]
    assert {(f.value, f.indicator) for f in facts} >= {(368, "killed"), (1112, "injured")}
