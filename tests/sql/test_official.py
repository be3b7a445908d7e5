"""Official series stand beside totals: the nearest figure of the same kind is told, and none is added."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sql import totals
from sql.identity import document_id
from sql.ledger import Reading, open_ledger
from sql.official import Compared, nearest
from sql.records import DocumentRow, FactRow, PublicationRow
from sql.release import publish
from sql.store import open_release

TEXT = "About 900 people are displaced in Syria."


def figure(name: str, value: int, day: date, **changes: object) -> FactRow:
    fields: dict[str, object] = {
        "fact_id": name,
        "document_id": document_id("series"),
        "value": Decimal(value),
        "value_min": Decimal(value),
        "value_max": Decimal(value),
        "quantifier": "exact",
        "unit": "person",
        "indicator": "displaced",
        "measure": "stock",
        "assertion": "reported",
        "period_start": day,
        "period_end": day,
        "date_accuracy": "day",
        "iso3": "SYR",
        "place_name": "Syria",
        "place_accuracy": "country",
        "rules": ("series.x.y",),
        "source_url": "https://x.example/y",
        "retrieved_at": datetime(2024, 1, 1, tzinfo=UTC),
        "response_sha256": "0" * 64,
        "json_pointer": "/0",
    }
    return FactRow(**{**fields, **changes})  # type: ignore[arg-type]


def prose(value: int) -> FactRow:
    quote = {"start": 6, "end": 9, "quote": TEXT, "quote_start": 0, "quote_end": len(TEXT)}
    series = dict.fromkeys(("source_url", "retrieved_at", "response_sha256", "json_pointer"))
    return figure(
        "f_prose", value, date(2024, 3, 10), document_id=document_id(TEXT), rules=("a",), **quote, **series
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("official")
    rows = [
        figure("f_old", 500, date(2023, 12, 31)),
        figure("f_near", 800, date(2024, 3, 1)),
        figure("f_part", 7, date(2024, 3, 10), rules=("series.x.y", "series.part.origin")),
        figure("f_flow", 8, date(2024, 3, 10), measure="flow"),
        figure("f_area", 60, date(2024, 3, 9), admin1="Aleppo", place_accuracy="admin1"),
        figure("f_forecast", 9, date(2024, 3, 10), assertion="forecast"),
    ]
    publication = PublicationRow(
        document_id=document_id("series"), title="Y", publisher="X", licence="CC BY-NC"
    )
    with open_ledger(place) as ledger:
        ledger.add(
            "b1",
            documents=[DocumentRow(document_id=document_id(TEXT), text=TEXT, lang="en")],
            publications=[PublicationRow(document_id=document_id(TEXT), publisher="Paper")],
            readings=[Reading(document_id=document_id(TEXT), extractor="t", facts=[prose(900)])],
        )
        document = DocumentRow(document_id=document_id("series"), text="series")
        ledger.add_series("c1", documents=[document], publications=[publication], facts=rows)
        publish(ledger)
    return place


def compared(**changes: object) -> Compared:
    fields: dict[str, object] = {
        "number": 0,
        "indicator": "displaced",
        "unit": "person",
        "measure": "stock",
        "iso3": "SYR",
        "day": date(2024, 3, 10),
        **changes,
    }
    return Compared(**fields)  # type: ignore[arg-type]


def test_the_nearest_figure_of_the_same_kind_is_told_with_its_gap(store: Path) -> None:
    with open_release(store) as connection:
        found = nearest(
            connection,
            [
                (compared(), 900),
                (compared(number=1, admin1="aleppo"), 90),
                (compared(number=2, measure="flow"), None),
                (compared(number=3, iso3="TUR"), 1),
                (compared(number=4, unit="household"), 1),
                (compared(number=5, day=date(2023, 1, 1)), 400),
            ],
        )
    told = {number: (one.fact_id, one.days_apart, one.gap) for number, one in found.items()}
    assert told == {
        0: ("f_near", 9, Decimal(100)),
        1: ("f_area", 1, Decimal(30)),
        2: ("f_flow", 0, None),
        5: ("f_old", 364, Decimal(-100)),
    }
    assert (found[0].source, found[0].licence) == ("X", "CC BY-NC")


def test_the_same_is_told_in_sql(store: Path) -> None:
    with open_release(store) as connection:
        found = connection.execute(
            "SELECT fact_id, value, source FROM official_figure('displaced', 'SYR', DATE '2024-02-20')"
        ).fetchone()
        listed = connection.execute("SELECT fact_id FROM official_figures ORDER BY 1").fetchall()
    assert found == ("f_near", Decimal(800), "X")
    assert [name for (name,) in listed] == ["f_area", "f_flow", "f_near", "f_old"]


def test_series_are_in_no_total_and_say_so(store: Path) -> None:
    where = totals.FactFilter(indicator=("displaced",), country=("SYR",))
    with open_release(store) as connection:
        (row,) = totals.aggregate(connection, totals.AggregateQuery(where=where, measure="stock")).rows
        roles = dict(connection.execute("SELECT fact_id, role FROM facts").fetchall())
    assert (row.value, row.facts_counted, row.facts_set_aside) == (900, 1, 0)
    assert roles.pop("f_prose") == "recommended"
    assert set(roles.values()) == {"out_of_scope"}
