"""What a toll counts is its own noun, not the event that it hangs on."""

from __future__ import annotations

from datetime import date

import pytest

from etl.model import Document
from etl.pipeline import extract

TOLLS = (
    ("The death toll from Monday's bombing in Kabul has risen to 17.", 17),
    ("The number of people killed in Monday's bombing in Kabul rose to 21.", 21),
    ("The number of dead from the attack stands at 12.", 12),
    ("El número de muertos por el atentado en Kabul subió a 17.", 17),
    ("La cifra de fallecidos por el terremoto asciende a 413.", 413),
    ("Le bilan de l'attentat de Kaboul s'est alourdi à 17 morts.", 17),
    ("ارتفعت حصيلة قتلى التفجير في كابول إلى 17.", 17),
    ("بلغ عدد القتلى في الغارات على غزة 38 ألفا.", 38000),
)


@pytest.mark.parametrize(("text", "value"), TOLLS)
def test_toll_is_of_people_whatever_event_it_names(text: str, value: int) -> None:
    (fact,) = extract(Document(text=text, published_at=date(2024, 5, 2)))
    assert (fact.value, fact.unit, fact.indicator) == (value, "person", "killed")


def test_events_that_are_counted_themselves_stay_events() -> None:
    facts = extract(Document(text="The number of attacks in the province rose to 12.", lang="en"))
    assert [(f.value, f.unit, f.indicator) for f in facts] == [(12, "incident", "attacks")]


def test_who_kills_behind_a_verb_that_comes_first_is_not_killed() -> None:
    facts = extract(Document(text="قتل 5 مسلحين 12 شخصا في هجوم على القرية."))
    assert [(f.value, f.indicator) for f in facts] == [(5, "other"), (12, "killed")]
    facts = extract(Document(text="قتل 5 مسلحين و12 شخصا في هجوم على القرية."))
    assert [(f.value, f.indicator) for f in facts] == [(5, "killed"), (12, "killed")]


def test_denial_ends_where_a_plan_begins() -> None:
    facts = extract(
        Document(text="El Gobierno niega que haya 30 desaparecidos y planea reubicar a 500 familias.")
    )
    assert [(f.value, f.assertion) for f in facts] == [(30, "denied"), (500, "planned")]
    facts = extract(Document(text="The army denied that 25 soldiers had been captured and 40 killed."))
    assert [(f.value, f.assertion) for f in facts] == [(25, "denied"), (40, "denied")]
