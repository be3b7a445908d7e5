"""What people declare beside a store, brought into its ledger: corrections of sources and decisions.

    store/corrections/*.toml   etl.relate.corrections tells how they are written
    store/decisions/*.toml     etl.relate.decisions does

The ledger follows the files: what is declared is applied, what is no longer declared is taken back.
"""

from __future__ import annotations

import hashlib

import msgspec

from etl.relate.corrections import correct, load_corrections
from etl.relate.decisions import decide, load_decisions
from sql.ledger import Ledger, Reading
from sql.records import FactRow, RelationRow
from sql.store import load_query


def apply_corrections(ledger: Ledger) -> None:
    """The current facts are what the texts say, put right by every declared correction and by no other."""
    corrections = load_corrections(ledger.store.root / "corrections")
    rows = ledger.connection.execute(load_query("ledger/corrected_documents")).fetchall()
    names = sorted({name for (name,) in rows} | {correction.document_id for correction in corrections})
    if not names:
        return
    texts = {row.document_id: row.text for row in ledger.documents(names)}
    corrected = correct(_uncorrected(ledger, names), texts, corrections)
    current = {fact.fact_id: fact for fact in ledger.facts([fact.fact_id for fact in corrected])}
    changed = {fact.document_id for fact in corrected if current[fact.fact_id] != fact}
    if not changed:
        return
    known = ledger.known(sorted(changed))
    readings = [
        Reading(
            document_id=name,
            extractor=known[name].extractor or "",
            facts=[fact for fact in corrected if fact.document_id == name],
        )
        for name in sorted(changed)
    ]
    digest = hashlib.sha256(f"{ledger.run_id}".encode())
    digest.update(msgspec.json.encode(readings))
    ledger.add(f"correct:{digest.hexdigest()[:32]}", kind="correct", readings=readings)


def read_decisions(ledger: Ledger) -> list[RelationRow]:
    """The relations that the declared decisions make between current facts."""
    decisions = load_decisions(ledger.store.root / "decisions")
    if not decisions:
        return []
    names = sorted(
        {named.document_id for decision in decisions for named in (decision.figure, *decision.others)}
    )
    texts = {row.document_id: row.text for row in ledger.documents(names)}
    return sorted(decide(_uncorrected(ledger, names), texts, decisions), key=str)


def held_decisions(ledger: Ledger) -> list[RelationRow]:
    """The relations of the ledger that come from decisions."""
    names = RelationRow.__struct_fields__
    rows = ledger.connection.execute(
        f"SELECT {', '.join(names)} FROM relations WHERE run_to IS NULL AND origin = 'decision'"
    ).fetchall()
    return sorted((RelationRow(**dict(zip(names, row, strict=True))) for row in rows), key=str)


def _uncorrected(ledger: Ledger, document_ids: list[str]) -> list[FactRow]:
    cursor = ledger.connection.execute(
        load_query("ledger/uncorrected"), [msgspec.json.encode(document_ids).decode()]
    )
    names = [column[0] for column in cursor.description or ()]
    facts = []
    for row in cursor.fetchall():
        told = dict(zip(names, row, strict=True))
        facts.append(
            FactRow(**{**told, "population": tuple(told["population"]), "rules": tuple(told["rules"])})
        )
    return facts
