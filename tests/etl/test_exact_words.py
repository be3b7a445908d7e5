"""Words that a fact quotes are cut from the text, whatever parts them there."""

from __future__ import annotations

from datetime import date

from etl.model import Document
from etl.pipeline import extract


def test_place_and_period_are_slices_of_the_text() -> None:
    text = "On\u00a05\u202fFebruary\u00a02019 12 people were killed in Khan\u00a0Younis."
    facts = extract(Document(text=text, lang="en", published_at=date(2019, 2, 14)))
    assert [fact.value for fact in facts] == [12]
    fact = facts[0]
    assert fact.period_text is not None
    assert fact.period_text in text
    assert "\u00a0" in fact.period_text
    assert fact.place is not None
    assert fact.place.text == "Khan\u00a0Younis"
