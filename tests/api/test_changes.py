"""What changed between two releases is told with its cause."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from api_client import Client

from api.settings import Settings
from etl.publish import publish
from sql.identity import document_id
from sql.ledger import Reading, open_ledger
from sql.records import DocumentRow, FactRow, PublicationRow
from sql.store import current_release

ONE, OTHER = "Police said 380 people fled.", "Radio said 412 people fled."
CORRECTION = f"""
[[correction]]
id = "zeros"
document_id = "{document_id(ONE)}"
words = "380"
reason = "The agency corrected its release."
by = "A. Analyst"
on = 2024-05-04
[correction.set]
value = 38
"""
DECISION = f"""
[[decision]]
id = "one-flight"
kind = "same"
reason = "Both tell of the bridge."
by = "A. Analyst"
on = 2024-05-04
figure = {{ document_id = "{document_id(ONE)}", words = "380" }}
others = [{{ document_id = "{document_id(OTHER)}", words = "412" }}]
"""


def fact(name: str, text: str, words: str, day: date, extractor: str) -> FactRow:
    start, value = text.index(words), Decimal(words)
    return FactRow(
        fact_id=name, document_id=document_id(text), value=value, value_min=value, value_max=value,
        quantifier="exact", unit="person", indicator="displaced", measure="flow", assertion="attributed",
        start=start, end=start + len(words), quote=text, quote_start=0, quote_end=len(text), period_start=day,
        period_end=day, iso3="SYR", place_accuracy="country", extractor=extractor,
    )  # fmt: skip


def add(store: Path, text: str, facts: list[FactRow], day: date, extractor: str, publisher: str) -> str:
    """The text is in the ledger, published and read; the release is published."""
    name = document_id(text)
    with open_ledger(store) as ledger:
        ledger.add(
            f"{name} {extractor} {publisher}",
            documents=[DocumentRow(document_id=name, text=text, published_at=day)],
            publications=[PublicationRow(document_id=name, publisher=publisher, published_at=day)],
            readings=[Reading(document_id=name, extractor=extractor, facts=facts)],
        )
        publish(ledger)
    return current_release(store).release_id


def causes(store: Path, since: str) -> list[tuple[str, str, str | None, str]]:
    with Client(Settings(store=str(store), access_log=False)) as client:
        changes = client.get(f"/v1/changes?since={since}").json()["data"]
    return [(c["fact_id"], c["change"], c["field"], c["cause"]) for c in changes]


def test_each_cause_is_told(tmp_path: Path) -> None:
    day = date(2024, 5, 3)
    first = add(tmp_path, ONE, [fact("f1", ONE, "380", day, "x1")], day, "x1", "Wire")
    second = add(tmp_path, OTHER, [fact("f2", OTHER, "412", day, "x1")], day, "x1", "Radio")
    assert causes(tmp_path, first) == [("f2", "added", None, "new_document")]

    # An earlier publication of the same text dates it anew: no other extractor, and no correction.
    early = date(2024, 5, 1)
    third = add(tmp_path, OTHER, [fact("f2", OTHER, "412", early, "x1")], early, "x1", "Agency")
    assert causes(tmp_path, second) == [
        ("f2", "changed", "period_start", "new_document"),
        ("f2", "changed", "period_end", "new_document"),
    ]

    fourth = add(tmp_path, OTHER, [fact("f2", OTHER, "41", early, "x2")], early, "x2", "Agency")
    assert {(field, cause) for _, _, field, cause in causes(tmp_path, third)} >= {("value", "new_extractor")}

    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "known.toml").write_text(CORRECTION, encoding="utf-8")
    with open_ledger(tmp_path) as ledger:
        publish(ledger)
    fifth = current_release(tmp_path).release_id
    told = causes(tmp_path, fourth)
    assert ("f1", "changed", "value", "correction") in told
    assert {cause for *_, cause in told} == {"correction"}

    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "known.toml").write_text(DECISION.replace('"412"', '"41"'), encoding="utf-8")
    with open_ledger(tmp_path) as ledger:
        publish(ledger)
    assert causes(tmp_path, fifth) == [("f2", "changed", "duplicate_of", "decision")]
