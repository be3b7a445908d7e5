"""Releases for the tests of the API: our own short articles, built with the real ledger and release
builder.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sql.identity import document_id
from sql.ledger import Reading, open_ledger
from sql.records import DocumentRow, FactRow, PublicationRow, RelationRow
from sql.release import publish
from sql.store import ReleaseRecord

ARABIC = (
    "خرج أكثر من 38 ألف شخص من الجيب منذ مطلع كانون الأول، بينهم 3400 مشتبه به، بحسب المرصد. "
    "وقال شهود إنّ النازحين وصلوا إلى المخيّم."
)
ENGLISH = "=cmd: about 1,500 civilians were evacuated from the town, OCHA said. Another 240 men surrendered."
CLOSED = "Officials said 12 people were killed in Bamako."


def _span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _fact(fact_id: str, text: str, words: str, quote: str, **given: object) -> FactRow:
    start, end = _span(text, words)
    quote_start, quote_end = _span(text, quote)
    value = given.pop("value", None)
    fields: dict[str, object] = {
        "fact_id": fact_id,
        "document_id": document_id(text),
        "value": value,
        "value_min": value,
        "value_max": value,
        "quantifier": "exact",
        "unit": "person",
        "indicator": "displaced",
        "measure": "flow",
        "assertion": "attributed",
        "start": start,
        "end": end,
        "quote": quote,
        "quote_start": quote_start,
        "quote_end": quote_end,
        "rules": ("test.rule",),
        "extractor": "test 1",
        "confidence": 0.9,
    }
    fields.update(given)
    return FactRow(**fields)  # type: ignore[arg-type]


SYRIA = {
    "place_name": "Baghouz",
    "place_text": "الجيب",
    "place_id": "gn:171079",
    "iso3": "SYR",
    "admin1": "Deir ez-Zor",
    "lat": 34.45,
    "lon": 40.95,
    "place_accuracy": "point",
    "place_role": "origin",
    "place_carried_over": False,
}
FEBRUARY = {
    "period_start": date(2018, 12, 1),
    "period_end": date(2019, 2, 14),
    "period_text": "منذ مطلع كانون الأول",
    "date_accuracy": "few_days",
}
FIRST = ARABIC.split(". ")[0] + "."


def facts() -> list[FactRow]:
    return [
        _fact(
            "f_ar_displaced",
            ARABIC,
            "38 ألف",
            FIRST,
            value=Decimal(38000),
            value_max=None,
            quantifier="more_than",
            modifier_text="أكثر من",
            measure="cumulative",
            unit_text="شخص",
            attribution="المرصد",
            attribution_org="المرصد السوري لحقوق الإنسان",
            lang="ar",
            **SYRIA,
            **FEBRUARY,
        ),
        _fact(
            "f_ar_suspects",
            ARABIC,
            "3400",
            FIRST,
            value=Decimal(3400),
            indicator="detained",
            population=("suspects",),
            subset_of="f_ar_displaced",
            measure="cumulative",
            lang="ar",
            **SYRIA,
            **FEBRUARY,
        ),
        _fact(
            "f_en_evacuated",
            ENGLISH,
            "1,500",
            ENGLISH.split(". ")[0] + ".",
            value=Decimal(1500),
            value_min=None,
            value_max=None,
            quantifier="approximately",
            indicator="evacuated",
            population=("civilians",),
            attribution="OCHA",
            attribution_org="OCHA",
            lang="en",
            unit_text="=civilians",
            period_start=date(2019, 2, 12),
            period_end=date(2019, 2, 13),
            date_accuracy="day",
            **SYRIA,
        ),
        _fact(
            "f_en_surrendered",
            ENGLISH,
            "240",
            "Another 240 men surrendered.",
            value=Decimal(240),
            indicator="surrendered",
            population=("men",),
            lang="en",
            period_start=date(2019, 2, 13),
            period_end=date(2019, 2, 13),
            date_accuracy="day",
            **SYRIA,
        ),
        _fact(
            "f_ml_killed",
            CLOSED,
            "12",
            CLOSED,
            value=Decimal(12),
            indicator="killed",
            assertion="reported",
            lang="en",
            place_name="Bamako",
            iso3="MLI",
            lat=12.65,
            lon=-8.0,
            place_accuracy="point",
        ),
    ]


def series_fact() -> FactRow:
    return FactRow(
        fact_id="f_series",
        document_id=document_id("series"),
        value=Decimal("12345.5"),
        value_min=Decimal("12345.5"),
        value_max=Decimal("12345.5"),
        quantifier="exact",
        unit="person",
        indicator="population",
        measure="stock",
        assertion="reported",
        iso3="SDN",
        place_name="Sudan",
        period_start=date(2024, 1, 1),
        period_end=date(2024, 1, 1),
        date_accuracy="day",
        extractor="series 1",
        rules=("series.row",),
        confidence=1.0,
        source_url="https://data.example.org/series.json",
        retrieved_at=datetime(2024, 2, 1, tzinfo=UTC),
        response_sha256="0" * 64,
        json_pointer="/data/0",
    )


def build(store: Path) -> ReleaseRecord:
    """The first release: three articles and a row of a series."""
    texts = {
        ARABIC: ("ar", "خروج الآلاف", "Agence Exemple", "CC-BY-4.0"),
        ENGLISH: ("en", "Evacuations, continued", "Sample News, Ltd", "CC-BY-4.0"),
        CLOSED: ("en", None, "Closed Wire", None),
        "series": (None, "Population", "Data Example", "CC-BY-4.0"),
    }
    documents, publications = [], []
    for text, (lang, title, publisher, licence) in texts.items():
        day = date(2019, 2, 14)
        documents.append(
            DocumentRow(document_id=document_id(text), text=text, lang=lang, title=title, published_at=day)
        )
        publications.append(
            PublicationRow(
                document_id=document_id(text),
                title=title,
                publisher=publisher,
                url="https://news.example.org/1",
                published_at=day,
                licence=licence,
                source="test",
            )
        )
    everything = [*facts(), series_fact()]
    readings = [
        Reading(
            document_id=document_id(text),
            extractor="test 1",
            facts=[fact for fact in everything if fact.document_id == document_id(text)],
        )
        for text in texts
    ]
    relation = RelationRow(
        fact_id="f_ar_suspects",
        relation="subset_of",
        other_id="f_ar_displaced",
        rule="test.subset",
        because="The 3,400 are among the 38,000.",
        origin="document",
    )
    with open_ledger(store) as ledger:
        ledger.add("batch-1", documents=documents, publications=publications, readings=readings)
        ledger.relate([relation])
        record = publish(ledger)
    assert record is not None
    return record


def build_next(store: Path) -> ReleaseRecord:
    """A second release: one more article."""
    text = "A week later 75 houses were damaged in Sana'a."
    with open_ledger(store) as ledger:
        ledger.add(
            "batch-2",
            documents=[
                DocumentRow(
                    document_id=document_id(text), text=text, lang="en", published_at=date(2019, 3, 1)
                )
            ],
            publications=[
                PublicationRow(
                    document_id=document_id(text),
                    publisher="Sample News, Ltd",
                    published_at=date(2019, 3, 1),
                    licence="CC-BY-4.0",
                )
            ],
            readings=[
                Reading(
                    document_id=document_id(text),
                    extractor="test 1",
                    facts=[
                        _fact(
                            "f_ye_houses",
                            text,
                            "75",
                            text,
                            value=Decimal(75),
                            indicator="housing_damaged",
                            unit="housing_unit",
                            lang="en",
                            iso3="YEM",
                            place_name="Sana'a",
                        )
                    ],
                )
            ],
        )
        record = publish(ledger)
    assert record is not None
    return record
