"""Months without a year in sentences that look ahead, parts of those counted before, and near misses."""

from __future__ import annotations

from datetime import date

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract


def facts(text: str) -> list[Fact]:
    return extract(Document(text=text, id="ahead", lang=None, published_at=date(2025, 3, 11)))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("WFP plans to assist 800,000 people in Uganda in April.", ("2025-04-01", "2025-04-30")),
        ("Le PAM prévoit d'assister 1,5 million de Maliens, de juin à août.", ("2025-06-01", "2025-08-31")),
        ("قد يتضرر 300 ألف شخص في السودان إذا استمر المطر حتى نهاية سبتمبر.", ("2025-09-21", "2025-09-30")),
        ("WFP plans to assist 800,000 people in Uganda, as in April 2024.", ("2024-04-01", "2024-04-30")),
        ("WFP assisted 800,000 people in Uganda in April.", ("2024-04-01", "2024-04-30")),
        ("WFP assisted 800,000 people in Uganda in February.", ("2025-02-01", "2025-02-28")),
    ],
)  # fmt: skip
def test_a_month_without_a_year_is_the_coming_one_in_a_plan(text: str, days: tuple[str, str]) -> None:
    (fact,) = facts(text)
    assert (str(fact.period_start), str(fact.period_end)) == days


def test_days_to_come_are_not_carried_to_what_happened() -> None:
    planned, told = facts("WFP plans to assist 800,000 people in Uganda in April. Floods killed 12 people.")
    assert planned.period_start == date(2025, 4, 1)
    assert told.period_start is None


@pytest.mark.parametrize(
    "text",
    [
        "Fighting displaced 52,000 people in Colombia. Of the displaced, some 28,000 are in Cúcuta.",
        "Los combates dejaron 52.000 desplazados. De los desplazados, unos 28.000 se encuentran en Cúcuta.",
        "Les combats ont fait 52 000 déplacés. Parmi ces déplacés, 28 000 se trouvent à Goma.",
        "أدت المعارك إلى نزوح 52 ألف شخص في السودان. ومن بين النازحين، يوجد نحو 28 ألفا في كسلا.",
    ],
)
def test_some_of_those_counted_before_are_a_part(text: str) -> None:
    whole, part = facts(text)
    assert part.subset_of == whole.fact_id
    assert part.indicator == "displaced"


def test_houses_are_no_part_of_people() -> None:
    _, houses = facts("The quake killed 120 people in Nepal. Of the houses destroyed, 40 were schools.")
    assert houses.subset_of is None


def test_a_boat_is_no_quantifier() -> None:
    assert [fact.quantifier for fact in facts("كان على متن القارب 68 شخصا عندما غرق.")] == ["exact"]
    assert [fact.quantifier for fact in facts("عدد قارب 68 قتيلا في الهجوم.")] == ["approximately"]
