"""Of a place's people only some met with what the clause tells."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("Two-thirds of the town's 60,000 inhabitants have fled.", ["forced_to_flee", "population"]),
        ("Half of the valley's 140,000 people have been evacuated.", ["evacuated", "population"]),
        ("The town's 17,000 people have fled.", ["forced_to_flee"]),
        ("Eight of the 25 people killed were children.", ["killed", "killed"]),
        ("Gunmen threw open the gates and 40 people staggered out.", ["other"]),
        ("Soldiers gunned 12 men down.", ["killed"]),
    ],
)
def test_a_share_meets_with_what_is_told(text: str, indicators: list[str]) -> None:
    assert [fact.indicator for fact in extract(Document(text=text, id="live", lang="en"))] == indicators
