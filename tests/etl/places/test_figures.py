"""Where figures are counted: each with its own country, near misses beside."""

from __future__ import annotations

import pytest

from etl.model import Document, Lang
from etl.pipeline import extract


def countries(text: str, lang: Lang) -> list[str | None]:
    facts = extract(Document(id="t", text=text, lang=lang))
    return [fact.place.iso3 if fact.place else None for fact in facts]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # Across borders: no country; each with its own: its own.
        ("en", "Some 17 million people in Burkina Faso, Mali and Niger need aid.", [None]),
        ("en", "At least 12 people died in Mali and 15 people died in Niger.", ["MLI", "NER"]),
        # Beside what happened.
        (
            "fr",
            "À Ogossagou, près de la frontière avec le Burkina Faso, 160 habitants ont été tués.",
            ["MLI"],
        ),
        ("ar", "قتل 12 شخصا في الرطبة قرب الحدود مع سوريا.", ["IRQ"]),
        ("en", "Donors promised help for Sudan at a conference in Paris; 40 people died in Nyala.", ["SDN"]),
        # Who lives at home and who reaches abroad.
        ("ar", "قال حاكم بانكوك إن 117 عاملا ما زالوا عالقين.", ["THA"]),
        ("en", "Turkish drone strikes killed 4 people in Sinjar.", ["IRQ"]),
        # Land and water.
        ("ar", "وصل ألف مهاجر إلى الجزر اليونانية.", ["GRC"]),
        ("fr", "Le naufrage sur le fleuve Niger a fait 42 morts au Nigeria.", ["NGA"]),
        # People of a country, and the country.
        ("ar", "غرق 43 إثيوبيا قبالة لحج في اليمن.", ["YEM"]),
        ("en", "Jordan hosts 1.3 million Syrian refugees.", ["JOR"]),
        # Called after a country or a town elsewhere.
        ("ar", "وصلت 22 جثة إلى مستشفى الكويت في رفح.", ["PSE"]),
    ],
)
def test_figures_have_the_country_that_the_words_give(
    lang: Lang, text: str, expected: list[str | None]
) -> None:
    assert countries(text, lang) == expected


def test_the_country_is_told_from_its_town() -> None:
    facts = extract(
        Document(
            id="t", text="Clashes in Homs killed 12 people. Some 300 people died in the country.", lang="en"
        )
    )
    places = [fact.place for fact in facts]
    assert [(p.iso3, p.accuracy, p.carried_over) for p in places if p] == [
        ("SYR", "point", False),
        ("SYR", "country", True),
    ]
