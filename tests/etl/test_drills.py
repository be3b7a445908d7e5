"""Drills of one phenomenon each (places, speakers, parts, times, indicators) stay as well read as before."""

from __future__ import annotations

import pytest

from tests.corpus import score

# Of figures found, what they mean, where they hold, who says them, and what they are parts of.
FLOORS = {
    "ar": {
        "mention_f1": 0.98,
        "value_indicator_f1": 0.97,
        "country": 0.96,
        "attribution": 0.94,
        "subset": 1.0,
    },
    "en": {
        "mention_f1": 0.98,
        "value_indicator_f1": 0.94,
        "country": 0.95,
        "attribution": 0.86,
        "subset": 1.0,
    },
    "es": {
        "mention_f1": 0.98,
        "value_indicator_f1": 0.91,
        "country": 1.0,
        "attribution": 1.0,
        "subset": 0.87,
    },
    "fr": {
        "mention_f1": 0.98,
        "value_indicator_f1": 0.93,
        "country": 0.95,
        "attribution": 0.96,
        "subset": 0.84,
    },
}


@pytest.mark.parametrize("lang", sorted(FLOORS))
def test_drills_are_read_as_well_as_before(lang: str) -> None:
    scores = score.evaluate([p for p in score.load("drills") if p.lang == lang])[lang].scores()
    below = {field: scores[field] for field, floor in FLOORS[lang].items() if scores[field] < floor}
    assert below == {}
