"""Who holds, takes in or sentences people tells what has become of them."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract


def read(text: str) -> list[str]:
    return [fact.indicator for fact in extract(Document(text=text, id="held", lang="en"))]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("Twenty-six camps have been set up; the biggest holds 23,000 people.", ["other", "sheltered"]),
        ("Schools in Beirut took in 27,000 people overnight.", ["sheltered"]),
        ("Germany took in 27,000 people last year.", ["arrived"]),
        ("The detention centre holds 300 people.", ["detained"]),
        ("The army is holding 300 people.", ["detained"]),
        ("The rebel authorities sentenced nine men to death.", ["detained"]),
        ("Rebels are holding nine men.", ["abducted"]),
        ("Some 18 foreigners accused over the killing of the president stayed.", ["other"]),
        ("A fire trapped 60 workers for hours before they were led out.", ["stranded"]),
        ("A coach carrying 70 passengers overturned.", ["other"]),
    ],
)
def test_who_holds_people_tells_how(text: str, indicators: list[str]) -> None:
    assert read(text) == indicators
