"""What befell people goes before the word that only tells which ones they were."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract


def read(text: str) -> list[str]:
    return [fact.indicator for fact in extract(Document(text=text, id="told", lang="en"))]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("In the same week 13 malnourished children died in the unit.", "killed"),
        ("Twenty wounded soldiers died of their injuries on the road.", "killed"),
        ("Firefighters rescued 29 stranded hikers from the canyon.", "evacuated"),
        ("The army freed 41 abducted schoolgirls.", "released"),
        ("Officials relocated 160 asylum-seekers to France.", "relocated"),
        ("Fourteen displaced people were killed when a shell hit the school.", "killed"),
        ("The Red Cross evacuated 120 wounded civilians.", "evacuated"),
        ("Eight injured climbers are missing.", "missing"),
    ],
)
def test_an_event_goes_before_a_state(text: str, indicator: str) -> None:
    assert read(text) == [indicator]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("The hospital received 30 wounded civilians.", "injured"),
        ("The district hosts 3,000 displaced people.", "displaced"),
        ("Some 300 stranded migrants, whom the army would not free, sleep in tents.", "stranded"),
        ("Some 140 malnourished children arrived at the clinic.", "malnourished"),
    ],
)
def test_a_state_stays_where_no_event_is_told(text: str, indicator: str) -> None:
    assert read(text) == [indicator]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Some 40 people have been burned in the blaze.", "injured"),
        ("The river swept 14 children away.", "missing"),
        ("Gunmen marched 30 pupils into the forest.", "abducted"),
        ("Some 40 people have not surfaced since the boat sank.", "missing"),
        ("About 300 people took to the hills on Sunday.", "forced_to_flee"),
        ("Police shot 3 protesters.", "killed"),
    ],
)
def test_verbs_of_many_words(text: str, indicator: str) -> None:
    assert read(text) == [indicator]
