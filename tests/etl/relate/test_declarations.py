"""The ledger follows the declared files: applied on publishing, taken back when they go."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from etl.declarations import apply_corrections
from etl.publish import publish
from etl.relate.declared import DeclarationError
from sql.identity import document_id
from sql.ledger import Ledger, Reading, open_ledger
from sql.records import DocumentRow, FactRow, PublicationRow
from sql.store import open_release

TEXT = "Officials said 380,000 people fled on Thursday."
NAME = document_id(TEXT)
CORRECTION = f"""
[[correction]]
id = "zeros"
document_id = "{NAME}"
words = "380,000"
reason = "The agency corrected its release."
by = "A. Analyst"
on = 2024-05-04
[correction.set]
value = 3800
"""


def add(ledger: Ledger) -> None:
    fact = FactRow(
        fact_id="f1", document_id=NAME, value=Decimal(380000), value_min=Decimal(380000),
        value_max=Decimal(380000), quantifier="exact", unit="person", indicator="displaced", measure="flow",
        assertion="reported", start=15, end=22, rules=("en.num",), period_start=date(2024, 5, 2),
        period_end=date(2024, 5, 2), iso3="SYR", place_accuracy="country", extractor="x1",
    )  # fmt: skip
    ledger.add(
        "first",
        documents=[DocumentRow(document_id=NAME, text=TEXT, published_at=date(2024, 5, 3))],
        publications=[PublicationRow(document_id=NAME, published_at=date(2024, 5, 3))],
        readings=[Reading(document_id=NAME, extractor="x1", facts=[fact])],
    )


def total(store: Path) -> object:
    with open_release(store) as connection:
        return connection.execute("SELECT value FROM aggregates_monthly").fetchall()


def test_a_correction_is_applied_and_taken_back(tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    (folder / "known.toml").write_text(CORRECTION, encoding="utf-8")
    with open_ledger(tmp_path) as ledger:
        add(ledger)
        publish(ledger)
        assert total(tmp_path) == [(3800,)]
        assert ledger.facts()[0].rules == ("en.num", "correction.zeros")
        assert publish(ledger) is None
    (folder / "known.toml").unlink()
    with open_ledger(tmp_path) as ledger:
        publish(ledger)
        assert total(tmp_path) == [(380000,)]
        assert ledger.facts()[0].rules == ("en.num",)


def test_a_correction_that_no_longer_matches_stops_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "corrections"
    folder.mkdir()
    (folder / "known.toml").write_text(CORRECTION.replace("380,000", "390,000"), encoding="utf-8")
    with open_ledger(tmp_path) as ledger:
        add(ledger)
        with pytest.raises(DeclarationError, match="correction zeros"):
            apply_corrections(ledger)


OTHER = "Aid workers said 4,000 people fled on Friday."
DECISION = f"""
[[decision]]
id = "one-flight"
kind = "same"
reason = "Both tell of the flight from the valley."
by = "A. Analyst"
on = 2024-05-04
figure = {{ document_id = "{NAME}", words = "380,000" }}
others = [{{ document_id = "{document_id(OTHER)}", words = "4,000" }}]
"""


def test_a_decision_holds_for_later_documents_and_is_taken_back(tmp_path: Path) -> None:
    folder = tmp_path / "decisions"
    folder.mkdir()
    other = document_id(OTHER)
    with open_ledger(tmp_path) as ledger:
        add(ledger)
        publish(ledger)
        first = ledger.facts()[0]
        fact = msgspec.structs.replace(
            first, fact_id="f2", document_id=other, value=Decimal(4000), value_min=Decimal(4000),
            value_max=Decimal(4000), start=17, end=22, period_start=date(2024, 5, 3),
            period_end=date(2024, 5, 3),
        )  # fmt: skip
        ledger.add(
            "second",
            documents=[DocumentRow(document_id=other, text=OTHER, published_at=date(2024, 5, 4))],
            publications=[PublicationRow(document_id=other, published_at=date(2024, 5, 4))],
            readings=[Reading(document_id=other, extractor="x1", facts=[fact])],
        )
        publish(ledger)
        assert total(tmp_path) == [(384000,)]
        (folder / "known.toml").write_text(DECISION, encoding="utf-8")
        publish(ledger)
        assert total(tmp_path) == [(380000,)]
        with open_release(tmp_path) as connection:
            told = connection.execute("SELECT role, because FROM facts WHERE fact_id = 'f2'").fetchall()
        assert told[0][0] == "duplicate"
        assert told[0][1].startswith("decision.one-flight: A. Analyst decided on 2024-05-04: Both tell")
        (folder / "known.toml").unlink()
        publish(ledger)
        assert total(tmp_path) == [(384000,)]
