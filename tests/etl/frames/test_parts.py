"""What is part of what, in the ways that English says it."""

from __future__ import annotations

import pytest

from etl.model import Document, Lang
from etl.pipeline import extract

CASES = [
    ("Of the 25 killed, 8 were children.", {"8": "25"}),
    ("Of the 25 people killed, 8 were children and 3 women.", {"8": "25", "3": "25"}),
    ("Out of 62 passengers, 40 died.", {"40": "62"}),
    ("Twenty-five people died. Eight of them were children.", {"8": "25"}),
    ("Twenty-five people died on Monday. The victims include 8 children.", {"8": "25"}),
    ("Some 5,914 people fled: 4,537 in the north and 1,377 in the south.", {"4537": "5914", "1377": "5914"}),
    ("Forty people were hurt, seven critically.", {"7": "40"}),
    ("Only 12 of 36 hospitals are functioning.", {"12": "36"}),
    ("Among 430 people killed, 96 were women.", {"96": "430"}),
    ("Some 430 people died; 96 were women.", {"96": "430"}),
    (
        "Aid teams registered 5,400 arrivals; 2,000 were minors, 800 of them unaccompanied.",
        {"2000": "5400", "800": "2000"},
    ),
    (
        "The count stands at 13 dead: 12 guests, at least nine of them women, and one cook.",
        {"12": "13", "9": "12", "1": "13"},
    ),
    ("The storm killed 11 people in the islands, five by drowning, and left 26 missing.", {"5": "11"}),
    (
        "Gunmen took 60 pupils. Eleven have escaped and four were found dead, leaving 45 in captivity.",
        {"11": "60", "4": "60", "45": "60"},
    ),
    ("Nine of the dead were children and 20 of the wounded are women.", {}),
    (
        "The quake killed 208 people, said the mayor of Kura: 94 in the capital, 71 in Kura and 43 in Bela.",
        {"94": "208", "71": "208", "43": "208"},
    ),
    ("A strike killed 12 soldiers. Another 30 were wounded.", {}),
    ("The boat had 90 people on board. Fifty were saved.", {"50": "90"}),
    ("Soldiers rounded up 66 students; 51 were released the next day.", {"51": "66"}),
    ("The flood hurt 27 people. Twelve are in critical condition.", {"12": "27"}),
    ("Gunmen killed 14 people. Twenty were wounded.", {}),
    ("Last week 300 people were freed. Sixty were freed on Monday.", {}),
    (
        "A ferry with 210 people on board capsized. Sixty-four of the passengers drowned.",
        {"64": "210"},
    ),
    (
        "The raid killed 91 people, 14 policemen among them. Thirteen of the officers were lynched.",
        {"14": "91", "13": "14"},
    ),
    ("The storm killed 60 civilians. Twelve of the soldiers sent to help were hurt.", {}),
    ("The UN asked for $90 million for the drought; 43% has been received.", {"43": "90000000"}),
    ("Donors have given $39 million of the $112 million sought.", {"39000000": "112000000"}),
    ("Some 2.3 million people fled. Sixty per cent are children.", {"60": "2300000"}),
    (
        "The militia took 60 people, 22 of them women, including five who are pregnant.",
        {"22": "60", "5": "22"},
    ),
    ("Rebels abducted 19 villagers. Six of them escaped; four of them were killed.", {"6": "19", "4": "19"}),
    ("Since the start of the outbreak 611 people have died, 12 this week.", {"12": "611"}),
    ("Forty people died on Monday, 12 on Tuesday.", {}),
    ("The dead number 38 and the injured 112. Eleven of the injured died.", {"11": "112"}),
    ("The toll climbed to 38 dead. Two of the wounded were flown out.", {}),
    ("The hospital received 90 wounded. Nine died on arrival.", {"9": "90"}),
    ("As of May, 1,028 centres are open; 773 are full.", {"773": "1028"}),
    ("The tremor damaged 2,210 buildings. Some 190 collapsed.", {"190": "2210"}),
    ("Rebels took 110 girls; five died on the way.", {"5": "110"}),
    ("Rebels took 110 girls; five people were killed.", {}),
    ("The quake killed 233 people. Herat was the worst hit, with 97 deaths.", {"97": "233"}),
]


SPOKEN = [
    ("fr", "Un bac avec 210 personnes à bord a chaviré. 64 des passagers se sont noyés.", {"64": "210"}),
    ("fr", "L'armée a raflé 66 étudiants ; 51 ont été relâchés.", {"51": "66"}),
    ("fr", "Les inondations ont fait 40 morts ; 12 personnes sont portées disparues.", {}),
    ("fr", "L'appel de 500 millions de dollars est financé à 28 %.", {"28": "500000000"}),
    ("es", "Los rebeldes secuestraron a 19 aldeanos. Diez quedaron libres el martes.", {"10": "19"}),
    ("es", "Hombres armados mataron a 14 personas. Veinte resultaron heridas.", {}),
    ("es", "El dengue ha causado 120 muertes en Perú. Piura concentra 44 fallecimientos.", {"44": "120"}),
    ("ar", "أسفرت السيول عن 38 قتيلا و112 جريحا. و19 من الجرحى في حال حرجة.", {"19": "112"}),
    ("ar", "كان على متن القارب 90 شخصا. ونجا خمسون.", {"50": "90"}),
    ("ar", "أصيب 50 شخصا. وأوقف 23 من المحتجين.", {}),
]


@pytest.mark.parametrize(("lang", "text", "parts"), SPOKEN, ids=[text for _, text, _ in SPOKEN])
def test_every_language_takes_up_its_wholes(lang: Lang, text: str, parts: dict[str, str]) -> None:
    assert told(lang, text) == parts


def told(lang: Lang, text: str) -> dict[str, str]:
    """The value of each part with that of its whole."""
    facts = extract(Document(text=text, lang=lang))
    value = {fact.fact_id: str(fact.value) for fact in facts}
    return {str(fact.value): value[fact.subset_of] for fact in facts if fact.subset_of is not None}


@pytest.mark.parametrize(("text", "parts"), CASES, ids=[text for text, _ in CASES])
def test_a_part_points_at_its_whole(text: str, parts: dict[str, str]) -> None:
    assert told("en", text) == parts


def test_the_number_takes_up_the_figure_before() -> None:
    text = "The army says 15 soldiers surrendered on Thursday; the rebels put the number at 170."
    assert [fact.indicator for fact in extract(Document(text=text, lang="en"))] == ["surrendered"] * 2


def test_infections_are_cases_where_a_disease_is_named() -> None:
    text = "سجلت إيطاليا 9172 إصابة بسبب فيروس كورونا"
    assert [(f.indicator, f.unit) for f in extract(Document(text=text, lang="ar"))] == [("cases", "case")]
