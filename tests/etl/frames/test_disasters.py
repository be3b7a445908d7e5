"""Clearings before a flood or fire are evacuations; those that a court or the police orders are evictions."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("Inundaciones en Brasil: 538.241 personas desalojadas y 76.884 en albergues.", "evacuated"),
        ("El incendio obligó a desalojar a 1.200 vecinos.", "evacuated"),
        ("La policía desalojó a 400 familias de un terreno junto al río.", "evicted"),
        ("Desalojan a 60 familias de un edificio en Madrid.", "evicted"),
        ("El desahucio de 60 familias coincidió con las lluvias.", "evicted"),
    ],
)
def test_who_is_made_to_leave_by_a_disaster_is_evacuated(text: str, indicator: str) -> None:
    assert extract(Document(text=text, id="d", lang="es"))[0].indicator == indicator
