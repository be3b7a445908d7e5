"""From a ledger with new facts to a release: relate what they can touch, then publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files

from etl.declarations import apply_corrections, held_decisions, read_decisions
from etl.relate import Similarity, block, relate, relate_block, relate_told
from etl.relate.engine import first_published
from sql import release, spool
from sql.ledger import Ledger
from sql.records import FactRow, RelationRow
from sql.store import ReleaseRecord
from sql.totals.scope import kin

Report = Callable[[str], None]


def publish(ledger: Ledger, *, report: Report | None = None) -> ReleaseRecord | None:
    """The release of what the ledger holds now; None where the current release holds the same."""
    tell = report or (lambda step: None)
    tell("relating")
    apply_corrections(ledger)
    relate_due(ledger)
    record = release.publish(ledger, report=tell)
    # Only now does somebody else answer for the text, so only now may the spool forget it.
    for name in spool.extracted(ledger.store):
        spool.finish(ledger.store, name)
    return record


def relate_due(ledger: Ledger) -> None:
    """The relations of the ledger are those that the rules of this version find between its current facts.

    Only what the open run can have touched is related again, unless the rules themselves are new.
    """
    name = f"relate:{rules_digest()}"
    decisions = read_decisions(ledger)
    if not ledger.has_batch(name) or decisions != held_decisions(ledger):
        relations = relate(ledger.facts(), ledger.documents(), ledger.publications(), decisions)
        ledger.relate(relations, batch_id=name)
    elif ledger.has_changes():
        relate_touched(ledger, decisions)


def relate_touched(ledger: Ledger, decisions: Sequence[RelationRow] = ()) -> None:
    """The relations are as if everything had been related again; only the blocks of changed facts were.

    Relations across documents stay inside a block, and those that a text tells stay inside its document. So
    it is enough to look at the blocks of every fact of a changed document, as it is and as it was.
    """
    changed, gone = ledger.changed_facts()
    if not changed and not gone:
        return
    keys = {key for fact in (*changed, *gone) if (key := block(fact)) is not None}
    members: dict[str, list[FactRow]] = {key: [] for key in sorted(keys)}
    for fact in ledger.facts_like((*changed, *gone), lambda name: (name, *kin(name))):
        key = block(fact)
        if key in members:
            members[key].append(fact)
    related = {fact.fact_id: fact for facts in members.values() for fact in facts}
    scope = {**related, **{fact.fact_id: fact for fact in changed}}
    documents = ledger.documents(sorted({fact.document_id for fact in scope.values()}))
    publications = ledger.publications([document.document_id for document in documents])
    published = first_published(documents, publications)
    similarity = Similarity({document.document_id: document.text for document in documents})
    told = relate_told({**scope, **_named_by(ledger, scope.values())}.values())
    relations = [relation for relation in told if relation.fact_id in scope]
    for facts in members.values():
        relations += relate_block(facts, published, similarity)
    relations += [relation for relation in decisions if relation.fact_id in scope]
    ledger.relate(relations, touched=sorted({*scope, *(fact.fact_id for fact in gone)}))


def _named_by(ledger: Ledger, facts: Iterable[FactRow]) -> dict[str, FactRow]:
    wanted: Sequence[str] = sorted(
        {name for fact in facts for name in (fact.subset_of, fact.duplicate_of) if name is not None}
    )
    return {fact.fact_id: fact for fact in ledger.facts(wanted)}


def rules_digest() -> str:
    """SHA-256 over the rules that relate facts: a newer version relates everything anew."""
    digest = hashlib.sha256()
    for package in ("etl.relate", "sql.totals"):
        for entry in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if entry.is_file():
                digest.update(entry.name.encode())
                digest.update(entry.read_bytes())
    return digest.hexdigest()[:32]
