"""Blocks related in other processes have the relations that one process finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from etl.relate import side
from etl.relate.engine import relate
from etl.relate.side import relate_side_by_side
from etl.relate.texts import Similarity
from etl.workers import Workers
from sql.records import DocumentRow, FactRow

OPENING = (
    "Heavy rain fell over the valleys for three days before the river broke its banks near the old bridge, "
    "and families climbed onto the roofs of the school while boats were brought up from the coast."
)
PLACES = ("SYR", "SDN", "YEM")


def documents() -> list[DocumentRow]:
    """Every third text is one that another document has but for its last word."""
    texts = [f"{OPENING} {'Again' if n % 3 else 'Once'} {n // 3}." for n in range(60)]
    return [
        DocumentRow(
            document_id=f"d_{n:02}", text=text, lang="en", title=None, published_at=date(2024, 3, 1 + n % 9)
        )
        for n, text in enumerate(texts)
    ]


def facts() -> list[FactRow]:
    return [
        FactRow(
            fact_id=f"f_{n:02}_{at}", document_id=f"d_{n:02}", value=Decimal(20 + (n // 3 + at) % 4),
            value_min=Decimal(20 + (n // 3 + at) % 4), value_max=Decimal(20 + (n // 3 + at) % 4),
            quantifier="exact", unit="person", indicator="killed", measure="flow", assertion="reported",
            iso3=PLACES[at], place_name=PLACES[at], place_accuracy="country",
            period_start=date(2024, 3, 1 + n % 9), period_end=date(2024, 3, 1 + n % 9), start=at, end=at + 2,
        )
        for n in range(60)
        for at in range(3)
    ]  # fmt: skip


def test_parts_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {document.document_id: document.text for document in documents()}
    alone = relate(facts(), documents(), similarity=Similarity(texts))
    assert {relation.rule for relation in alone} >= {"same.text"}
    similarity = Similarity(texts)
    sent: list[int] = []

    def counted(work: Callable[[bytes], bytes], parts: Iterable[bytes]) -> Iterator[bytes]:
        for part in parts:
            sent.append(len(part))
            yield work(part)

    monkeypatch.setattr(side, "PART", 50)
    beside = relate(
        facts(), documents(), similarity=similarity,
        across=lambda blocks, days: relate_side_by_side(blocks, days, texts, similarity, counted),
    )  # fmt: skip
    assert len(sent) == len(PLACES)
    assert beside == alone


def test_processes_give_what_one_gives() -> None:
    texts = {document.document_id: document.text for document in documents()}
    similarity = Similarity(texts)
    with Workers(2, worth=1) as two:
        spread = two.spread
        assert spread is not None
        beside = relate(
            facts(), documents(), similarity=similarity,
            across=lambda blocks, days: relate_side_by_side(blocks, days, texts, similarity, spread),
        )  # fmt: skip
    assert beside == relate(facts(), documents(), similarity=Similarity(texts))


def test_one_process_spreads_nothing() -> None:
    with Workers(1) as alone:
        assert alone.spread is None
