"""The relations of a ledger: those that the rules of this version find between its current facts.

Only what the open run can have touched is related again, from what the last release holds beside it: its
claims with what they repeat, and the sketches of its texts. Where that is not to be had, whole blocks are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from importlib.resources import files

from etl.declarations import held_decisions, read_decisions
from etl.relate.blocks import block
from etl.relate.engine import Across, first_published, relate, relate_block, relate_told
from etl.relate.renewal import Renewal
from etl.relate.side import WORTH, Spread, relate_side_by_side
from etl.relate.sketches import HeldTexts
from sql.ledger import Ledger
from sql.records import FactRow, RelationRow
from sql.release import last_release
from sql.store import load_query
from sql.totals import claims_path
from sql.totals.claims import Claim, claim_of, order_of
from sql.totals.layout import Laid, laid
from sql.totals.scope import family, kin


def relate_due(ledger: Ledger, spread: Spread | None = None) -> None:
    """The relations of the ledger are as if everything had been related by this version.

    Only what the open run can have touched is related again, unless the rules themselves are new.
    `spread` does parts of the work side by side.
    """
    name = f"relate:{rules_digest()}"
    decisions = read_decisions(ledger)
    if not ledger.has_batch(name) or decisions != held_decisions(ledger):
        documents = ledger.documents()
        texts = {document.document_id: document.text for document in documents}
        similarity = HeldTexts(ledger, texts)
        facts = ledger.facts()
        across: Across | None = None
        if spread is not None and len(facts) >= WORTH:
            across = partial(relate_side_by_side, texts=texts, similarity=similarity, spread=spread)
        relations = relate(facts, documents, ledger.publications(), decisions, similarity, across)
        ledger.relate(relations, batch_id=name)
        similarity.keep()
    elif ledger.has_changes():
        relate_touched(ledger, decisions)


def relate_touched(ledger: Ledger, decisions: Sequence[RelationRow] = ()) -> None:
    """The relations are as if everything had been related again; only what changed facts can reach was.

    Relations across documents stay inside a block, and those that a text tells stay inside its document.
    """
    changed, gone = ledger.changed_facts()
    if not changed and not gone:
        return
    similarity = HeldTexts(ledger)
    before = _last_claims(ledger)
    if before is None:
        relations, scope = _whole_blocks(ledger, changed, gone, similarity)
    else:
        relations, scope = _renewed(ledger, before, changed, gone, similarity)
    relations += [relation for relation in decisions if relation.fact_id in scope]
    ledger.relate(relations, touched=sorted(scope))
    similarity.keep()


def _last_claims(ledger: Ledger) -> Laid | None:
    """The claims as they were when the relations of the ledger were found; None where that is not certain."""
    last = last_release(ledger)
    if last is None:
        return None
    # A run that was killed behind its relating has left relations that the release does not know of.
    related = ledger.connection.execute(load_query("ledger/related"), [ledger.run_id]).fetchone()
    return laid(claims_path(ledger.store.release_file(last.release_id))) if related is None else None


def _renewed(
    ledger: Ledger, before: Laid, changed: Sequence[FactRow], gone: Sequence[FactRow], similarity: HeldTexts
) -> tuple[list[RelationRow], set[str]]:
    """The relations of every fact in the scope, from the earlier outcome of the blocks of changed facts."""
    documents = ledger.changed_documents()
    published = first_published(ledger.documents(documents), ledger.publications(documents))
    fresh: dict[str, list[Claim]] = {}
    for fact in changed:
        key = block(fact)
        if key is not None:
            fresh.setdefault(key, []).append(claim_of(fact, published.get(fact.document_id)))
    held = _held_claims(ledger, before, (*changed, *gone))
    keys = sorted(held.keys() | fresh.keys())
    blocks = [Renewal(held.get(key, ()), documents, fresh.get(key, ())) for key in keys]
    names = [name for one in blocks for name in one.reach(similarity)]
    earlier: dict[str, list[RelationRow]] = {}
    for relation in ledger.relations(names):
        earlier.setdefault(relation.fact_id, []).append(relation)
    told = {fact.fact_id: fact for fact in changed}
    found: dict[str, list[RelationRow]] = {name: [] for name in told}
    for one in blocks:
        found |= one.relations(earlier, similarity)
    for relation in relate_told({**told, **_named_by(ledger, changed)}.values()):
        if relation.fact_id in told:
            found[relation.fact_id].append(relation)
    scope = {fact.fact_id for fact in gone} | told.keys()
    scope |= {
        name for name, rows in found.items() if name not in scope and _differ(rows, earlier.get(name, ()))
    }
    return [relation for name in scope for relation in found.get(name, ())], scope


def _differ(rows: Iterable[RelationRow], before: Iterable[RelationRow]) -> bool:
    return set(rows) != {row for row in before if row.origin != "decision"}


def _held_claims(ledger: Ledger, before: Laid, facts: Iterable[FactRow]) -> dict[str, list[Claim]]:
    """The claims of the last release in the blocks of these facts, as relating sees them."""
    keys = {key: fact for fact in facts if (key := block(fact)) is not None}
    kinds = {(family(fact.indicator), fact.measure != "stock", fact.iso3) for fact in keys.values()}
    undated = dict(ledger.connection.execute(load_query("ledger/dated_without_publication")).fetchall())
    found: dict[str, list[Claim]] = {key: [] for key in keys}
    for name, running, iso3 in kinds:
        for indicator in (name, *kin(name)):
            for claim in before.read((indicator, iso3, running)):
                key = block(claim)
                if key not in found:
                    continue
                if claim.source is None and claim.speaker == claim.publisher:
                    # Totals name the outlet where nobody else is named; relations do not.
                    claim.speaker = None
                day: date | None = undated.get(claim.document_id)
                if day is not None:
                    claim.published = day.toordinal()
                    claim.order = order_of(claim)
                found[key].append(claim)
    return found


def _whole_blocks(
    ledger: Ledger, changed: Sequence[FactRow], gone: Sequence[FactRow], similarity: HeldTexts
) -> tuple[list[RelationRow], set[str]]:
    """The relations of every fact in the scope: of all facts in the blocks of changed ones."""
    keys = {key for fact in (*changed, *gone) if (key := block(fact)) is not None}
    members: dict[str, list[FactRow]] = {key: [] for key in sorted(keys)}
    for fact in ledger.facts_like((*changed, *gone), lambda name: (name, *kin(name))):
        key = block(fact)
        if key in members:
            members[key].append(fact)
    related = {fact.fact_id: fact for facts in members.values() for fact in facts}
    scope = {**related, **{fact.fact_id: fact for fact in changed}}
    names = sorted({fact.document_id for fact in scope.values()})
    published = first_published(ledger.documents(names), ledger.publications(names))
    similarity.expect(names)
    told = relate_told({**scope, **_named_by(ledger, scope.values())}.values())
    relations = [relation for relation in told if relation.fact_id in scope]
    for facts in members.values():
        relations += relate_block(facts, published, similarity)
    return relations, {*scope, *(fact.fact_id for fact in gone)}


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
