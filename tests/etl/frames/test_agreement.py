"""A verb behind a figure may be that of another noun, or of a part of those who are counted."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract


def read(text: str) -> list[str]:
    return [fact.indicator for fact in extract(Document(text=text, id="verb", lang="en"))]


@pytest.mark.parametrize(
    "text",
    [
        "A teacher who hid 12 pupils was killed.",
        "A driver who carried 30 children has been arrested.",
        "A bus carrying 45 pilgrims was hit by a lorry.",
        "A teacher of 29 pupils has gone missing.",
    ],
)
def test_a_verb_of_one_is_not_that_of_several(text: str) -> None:
    assert read(text) == ["other"]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("A family of nine was killed in the strike.", "killed"),
        ("A group of 20 teachers was abducted on Sunday.", "abducted"),
        ("One soldier was killed.", "killed"),
        ("Some 12 pupils were killed.", "killed"),
    ],
)
def test_groups_are_told_of_as_one(text: str, indicator: str) -> None:
    assert read(text) == [indicator]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("The union represents 12,000 miners, of whom 90 died last year.", ["other", "killed"]),
        (
            "Eighty-one survivors, 22 of whom are in hospital, spoke of the crossing.",
            ["other", "injured"],
        ),
        ("Sixty detainees, nine of whom are minors, were freed on Sunday.", ["released", "released"]),
        ("Of 300 people on board, 40 drowned.", ["other", "killed"]),
    ],
)
def test_the_verb_of_a_part_is_not_that_of_its_whole(text: str, indicators: list[str]) -> None:
    assert read(text) == indicators


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("The ministry counts 273 deaths from hunger.", "killed"),
        ("Some 60 lives have been lost since May.", "killed"),
    ],
)
def test_what_people_died_of_is_no_news_beside_their_death(text: str, indicator: str) -> None:
    assert read(text) == [indicator]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        (
            "They sent off 29 men on a flight, the first under a deal by which Washington pays.",
            "other",
        ),
        ("The 222 people whom the group holds are alive.", "detained"),
        ("Floods kill 12.", "killed"),
    ],
)
def test_a_present_of_one_acts_on_what_follows(text: str, indicator: str) -> None:
    assert read(text)[0] == indicator


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("A ferry with 300 passengers capsized, leaving 26 missing.", ["other", "missing"]),
        ("Forty migrants who had been stranded in Niger flew home to Gambia.", ["returned"]),
        ("Some 90 people starved in the siege.", ["killed"]),
        ("Some 90 people are starving.", ["food_insecure"]),
    ],
)
def test_the_verb_of_the_main_clause_is_found(text: str, indicators: list[str]) -> None:
    assert read(text) == indicators
