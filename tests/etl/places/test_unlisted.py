"""Names that are listed in Latin letters only are found in Arabic ones where words call for a place."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract
from etl.places.keys import name_key
from etl.places.spelled import agree, of_arabic, of_latin, skeleton

ALIKE = {
    "واسنبرغ": "Wassenberg", "ألاماتا": "Alamata", "أردمتا": "Ardamata", "وايناد": "Wayanad",
    "كولشستر": "Colchester", "تيبستي": "Tibesti", "نورغال": "Nurgal", "موشي": "Moshi",
}  # fmt: skip
UNLIKE = {"مخبز": "Mokhovoye", "كبيرة": "Kabul", "بانكوم": "Biankouma", "مدرسة": "Madras"}


@pytest.mark.parametrize(("arabic", "latin"), ALIKE.items())
def test_spellings_of_one_name_sound_alike(arabic: str, latin: str) -> None:
    heard = of_arabic(name_key(arabic))
    assert heard is not None
    assert skeleton(heard) == skeleton(of_latin(name_key(latin)))
    assert agree(heard, of_latin(name_key(latin)))


@pytest.mark.parametrize(("arabic", "latin"), UNLIKE.items())
def test_other_words_do_not(arabic: str, latin: str) -> None:
    heard = of_arabic(name_key(arabic))
    assert heard is not None
    assert not agree(heard, of_latin(name_key(latin)))


def countries(text: str) -> set[str | None]:
    facts = extract(Document(text=text, lang="ar"))
    assert facts
    return {fact.place.iso3 if fact.place else None for fact in facts}


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("نزح 400 شخص من السودان إلى تشاد بعد هجوم على مخيم أردمتا قتل فيه 30 شخصا.", "SDN"),
        ("قتل 12 شخصا في انزلاق أرضي في وايناد.", "IND"),
        ("انتشل رجال الإنقاذ 5 جثث في بلدة واسنبرغ الألمانية.", "DEU"),
    ],
)
def test_a_place_is_called_for(text: str, iso3: str) -> None:
    assert iso3 in countries(text)


@pytest.mark.parametrize(
    "text",
    [
        "قتل 12 شخصا في مخبز.",
        "قتل 12 شخصا في قرية كبيرة.",
        "يقبع 12 شخصا في سجن ماكالا.",
        "أصيب 12 شخصا في مشاجرات عشوائية.",
    ],
)
def test_words_of_the_language_are_no_places(text: str) -> None:
    assert countries(text) == {None}
