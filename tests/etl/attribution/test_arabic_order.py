"""Who speaks in Arabic, wherever the speaker stands to the verb, and up to which comma."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract

SPOKEN = {
    "فر 178 ألف شخص من ماسيسي، وفق تقرير وزعته السبت بعثة الأمم المتحدة.": ["بعثة الأمم المتحدة"],
    "قتل 160 شخصا بحسب حصيلة جديدة أعلنها الاثنين مسؤول محلي.": ["مسؤول محلي"],
    "نزح 40 ألف شخص، بحسب أرقام نشرتها الوكالة أمس.": ["الوكالة"],
    "لكن وكالة كيودو تحدثت عن العثور على ألفي جثة.": ["وكالة كيودو"],
    "الأمم المتحدة تخشى سقوط 10 آلاف قتيل.": ["الأمم المتحدة"],
    "وأحصى مستشفى الشفاء 30 قتيلا، تقول وزارة الصحة.": ["وزارة الصحة"],
    "قال الوزير إن العدد أكبر، ونزح 15,600 شخص، بحسب الأمن العام.": ["الأمن العام"],
    "أعلنت الوزارة أن 512 شخصا قتلوا، وخرج 60 مستشفى من الخدمة، تقول نقابة الأطباء.": [
        "الوزارة",
        "نقابة الأطباء",
    ],
}


@pytest.mark.parametrize(("text", "speakers"), SPOKEN.items())
def test_each_figure_has_its_speaker(text: str, speakers: list[str]) -> None:
    facts = [fact.attribution for fact in extract(Document(text=text, lang="ar"))]
    assert facts == speakers


@pytest.mark.parametrize("text", ["مصادر المياه تراجعت في 12 قرية.", "الشرطة أطلقت النار فقتل 12 شخصا."])
def test_who_acts_does_not_speak(text: str) -> None:
    assert all(fact.attribution is None for fact in extract(Document(text=text, lang="ar")))
