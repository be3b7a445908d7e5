"""What is related again for changed documents is what relating everything from nothing would give."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.publish import add
from benchmarks.stories import Story, stories
from etl import relating
from etl.publish import publish
from etl.relate import relate
from etl.relating import relate_due
from sql import release
from sql.ledger import Ledger, Reading, open_ledger
from sql.records import DocumentRow, FactRow, PublicationRow, RelationRow

pytestmark = pytest.mark.usefixtures("one_gazetteer")

VALUES = (12, 17, 21, 240, 1000, 1200, 38000, 38400)
DAY = date(2024, 5, 1)


def dense(seed: int, number: int) -> list[Story]:
    """Stories of one country and few places and days, so that most figures touch others."""
    chance = random.Random(seed)
    told = []
    for document, publication, facts in stories(number, seed):
        told.append((document, publication, [_crowded(chance, fact, facts) for fact in facts]))
    return told


def _crowded(chance: random.Random, fact: FactRow, facts: Sequence[FactRow]) -> FactRow:
    first = DAY + timedelta(days=chance.randint(0, 5))
    town = chance.choice((None, 1, 2))
    value = Decimal(chance.choice(VALUES))
    quantifier = chance.choice(("exact", "exact", "approximately", "more_than"))
    other = chance.choice([None, None, None, *(one.fact_id for one in facts if one is not fact)])
    return msgspec.structs.replace(
        fact,
        value=value,
        value_min=value if quantifier != "approximately" else None,
        value_max=value if quantifier == "exact" else None,
        quantifier=quantifier,
        indicator=chance.choice(("killed", "displaced", "departed")),
        period_start=first,
        period_end=first + timedelta(days=chance.choice((0, 0, 1, 20))),
        iso3="SYR",
        admin1=chance.choice(("SY-ID", "SY-HL")) if town else None,
        geonames_id=town,
        place_name=f"Town {town}" if town else None,
        place_accuracy="point" if town else "country",
        quote=chance.choice((fact.quote, "The toll rose to that.", "It was another attack.")),
        duplicate_of=other if chance.random() < 0.5 else None,
        subset_of=other if other and chance.random() < 0.3 else None,
    )


def change(ledger: Ledger, chance: random.Random, told: list[Story], there: int, step: int) -> int:
    """One of the things that a run can bring; how many of the stories the ledger knows then."""
    kind = chance.choice(("new", "new", "new", "less", "moved", "earlier", "undated"))
    if kind == "new":
        more = chance.randint(1, 3)
        add(ledger, told[there : there + more])
        return there + more
    document, publication, facts = told[chance.randrange(there)]
    if kind == "earlier":
        day = (document.published_at or DAY) - timedelta(days=chance.randint(1, 9))
        publication = PublicationRow(document_id=document.document_id, publisher="El Dia", published_at=day)
        ledger.add(f"p{step}", documents=[_dated(document, day)], publications=[publication])
        return there
    if kind == "undated":
        # Its date stands with no publication.
        ledger.add(f"d{step}", documents=[_dated(document, date(2023, 12, 31))])
        return there
    rows = facts[1:] if kind == "less" else [_crowded(chance, fact, facts) for fact in facts]
    reading = Reading(document_id=document.document_id, extractor=f"benchmark {step}", facts=rows)
    ledger.add(f"r{step}", documents=[document], publications=[publication], readings=[reading])
    return there


def _dated(document: DocumentRow, day: date) -> DocumentRow:
    return msgspec.structs.replace(document, published_at=day)


def anew(ledger: Ledger) -> list[RelationRow]:
    return relate(ledger.facts(), ledger.documents(), ledger.publications())


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows whenever whole blocks are compared; a release is always the renewed one before."""
    whole = relating._whole_blocks
    calls: list[int] = []

    def told(*given: Any) -> tuple[list[RelationRow], set[str]]:
        calls.append(1)
        return whole(*given)

    monkeypatch.setattr(relating, "_whole_blocks", told)
    monkeypatch.setattr(release, "RENEWED_SHARE", 1.0)
    return calls


@pytest.mark.parametrize("seed", range(3))
def test_changed_documents_bring_the_relations_of_a_rebuild(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    told = dense(seed, 60)
    calls = counted(monkeypatch)
    with open_ledger(tmp_path) as ledger:
        add(ledger, told[:24])
        publish(ledger)
        there = 24
        for step in range(6):
            for part in range(chance.randint(1, 3)):
                there = change(ledger, chance, told, there, 10 * step + part)
            relate_due(ledger)
            assert ledger.relations() == anew(ledger)
            assert not calls, "only what changed facts can reach is compared"
            publish(ledger)
            assert ledger.relations() == anew(ledger)
            # Relating twice in one run is another matter.
            del calls[:]


def test_a_run_that_went_on_behind_its_relating_compares_whole_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = dense(5, 40)
    calls = counted(monkeypatch)
    with open_ledger(tmp_path) as ledger:
        add(ledger, told[:20])
        publish(ledger)
        for first in range(20, 32, 4):
            add(ledger, told[first : first + 4])
            relate_due(ledger)
            assert ledger.relations() == anew(ledger)
        assert calls
        publish(ledger)
        del calls[:]
        add(ledger, told[32:36])
        relate_due(ledger)
        assert not calls
        assert ledger.relations() == anew(ledger)


def test_claims_that_are_gone_are_done_without(tmp_path: Path) -> None:
    told = dense(6, 30)
    with open_ledger(tmp_path) as ledger:
        add(ledger, told[:20])
        publish(ledger)
        for path in ledger.store.releases.glob("*.claims"):
            path.unlink()
        add(ledger, told[20:])
        relate_due(ledger)
        assert ledger.relations() == anew(ledger)


def test_sketches_are_worked_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = dense(7, 30)
    with open_ledger(tmp_path) as ledger:
        add(ledger, told[:28])
        publish(ledger)
        ((kept,),) = ledger.connection.execute("SELECT count(*) FROM sketches").fetchall()
        assert kept
        add(ledger, told[28:])
        publish(ledger)
        rows = ledger.connection.execute(
            "SELECT count(*), count(DISTINCT document_id), count(DISTINCT version) FROM sketches"
        ).fetchone()
        assert rows is not None
        assert kept < rows[0] == rows[1]
        assert rows[2] == 1
