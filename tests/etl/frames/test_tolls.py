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
