"""Relations within a text and across texts, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from etl.relate.blocks import block
from etl.relate.texts import Similarity
from sql.records import DocumentRow, FactRow, PublicationRow, RelationRow
from sql.totals.bounds import Amount
from sql.totals.claims import Claim, Order, claim_of
from sql.totals.pairs import neighbours
from sql.totals.verdicts import Standing, Verdict
from sql.totals.wording import fill, say

PART_TOLD = "part.told"
# The relations among the facts of each block, given the days that documents were published.
Across = Callable[[Iterable[Sequence[FactRow]], Mapping[str, date]], Iterable[RelationRow]]
SAME_TEXT = Verdict(Standing.SAME, "same.text", "Its text is nearly identical to that of {other}.")


def relate(
    facts: Sequence[FactRow],
    documents: Sequence[DocumentRow],
    publications: Sequence[PublicationRow] = (),
    decisions: Sequence[RelationRow] = (),
    similarity: Similarity | None = None,
    across: Across | None = None,
) -> list[RelationRow]:
    """All relations among the facts, sorted; the same for the same facts in whatever order they come.

    `decisions` are what people said (etl.relate.decisions); they stand beside what the rules find.
    `similarity` knows the texts of the documents; without it they are compared from nothing.
    `across` relates the blocks in another way than one after the other.
    """
    published = first_published(documents, publications)
    if similarity is None:
        similarity = Similarity({document.document_id: document.text for document in documents})
    members: dict[str, list[FactRow]] = {}
    for fact in facts:
        key = block(fact)
        if key is not None:
            members.setdefault(key, []).append(fact)
    relations = relate_told(facts)
    blocks = [members[key] for key in sorted(members)]
    if across is not None:
        relations += across(blocks, published)
    else:
        for block_facts in blocks:
            relations += relate_block(block_facts, published, similarity)
    relations += decisions
    return sorted(relations, key=_place)


def first_published(
    documents: Iterable[DocumentRow], publications: Iterable[PublicationRow] = ()
) -> dict[str, date]:
    """The day each document was first published, as far as any publication tells."""
    days: dict[str, date] = {}
    dated: list[DocumentRow | PublicationRow] = [*documents, *publications]
    for row in dated:
        day = row.published_at
        if day is not None and (row.document_id not in days or day < days[row.document_id]):
            days[row.document_id] = day
    return days


def relate_told(facts: Iterable[FactRow]) -> list[RelationRow]:
    """What the texts say themselves: parts, and repetitions of facts that no block holds."""
    relations = []
    named = {fact.fact_id: fact for fact in facts}
    for fact in named.values():
        if fact.subset_of is not None and fact.subset_of in named:
            whole = named[fact.subset_of]
            relations.append(
                RelationRow(
                    fact_id=fact.fact_id,
                    relation="subset_of",
                    other_id=whole.fact_id,
                    rule=PART_TOLD,
                    because=f"The text says that it is part of {say(claim_of(whole, None))}.",
                    origin="document",
                )
            )
        if fact.duplicate_of is not None and fact.duplicate_of in named:
            first = named[fact.duplicate_of]
            if block(fact) is None or block(fact) != block(first):
                because = f"The text says again what it said with {say(claim_of(first, None))}."
                relations.append(
                    RelationRow(
                        fact_id=fact.fact_id,
                        relation="duplicate_of",
                        other_id=first.fact_id,
                        rule="same.told",
                        because=because,
                        origin="document",
                    )
                )
    return sorted(relations, key=_place)


def relate_block(
    facts: Sequence[FactRow], published: Mapping[str, date], similarity: Similarity
) -> list[RelationRow]:
    """The relations among the facts of one block, sorted."""
    if len(facts) < 2:
        return []
    claims = sorted(
        (claim_of(fact, published.get(fact.document_id)) for fact in facts), key=lambda claim: claim.order
    )
    near = neighbours(claims)
    leaders, relations = same(claims, near, similarity)
    for i in leaders:
        relations += standing(claims, i, {j: v for j, v in near[i].items() if j in leaders})
    return sorted(relations, key=_place)


def same(
    claims: Sequence[Claim], near: Sequence[Mapping[int, Verdict]], similarity: Similarity
) -> tuple[dict[int, None], list[RelationRow]]:
    """The facts that lead a claim, and every other fact's relation to the one it repeats."""
    position = {claim.fact_id: i for i, claim in enumerate(claims)}
    lead: dict[int, int] = {}
    leaders: dict[int, None] = {}
    # The leader of each claim, found by itself and by the most precise figure of the claim so far.
    heads: dict[int, int] = {}
    anchors: dict[int, int] = {}
    documents: dict[Number, set[str]] = {}
    for claim in claims:
        documents.setdefault(number_of(claim), set()).add(claim.document_id)
    # The same number in another document: candidates for one text printed twice.
    printed: dict[tuple[int, Number], list[int]] = {}
    relations = []
    for i, claim in enumerate(claims):
        verdict = Verdict(Standing.SAME, "same.told", "The text says again what it said with {other}.")
        head = lead.get(position.get(claim.duplicate_of or "", -1))
        if head is None:
            head, verdict = _leader(claims, near[i], heads, i) or (None, verdict)
        number = number_of(claim)
        bands = similarity.bands(claim.document_id) if len(documents[number]) > 1 else ()
        if head is None:
            others = [j for band in bands for j in printed.get((band, number), ())]
            same = [j for j in others if _one_text(claims[j], claim, similarity)]
            if same:
                head, verdict = lead[min(same)], SAME_TEXT
        for band in bands:
            printed.setdefault((band, number), []).append(i)
        if head is None:
            lead[i] = heads[i] = anchors[i] = i
            leaders[i] = None
            continue
        lead[i] = head
        if claim.is_closer(claims[anchors[head]]):
            heads.pop(anchors[head] if anchors[head] != head else -1, None)
            anchors[head], heads[i] = i, head
        relations.append(_relation(claims, i, "duplicate_of", head, verdict))
    return leaders, relations


Number = tuple[object, ...]


def number_of(claim: Claim) -> Number:
    figure = claim.figure
    return (claim.indicator, figure.value, figure.minimum, figure.maximum, claim.population)


def _one_text(one: Claim, other: Claim, similarity: Similarity) -> bool:
    return one.document_id != other.document_id and similarity.near(one.document_id, other.document_id)


def _leader(
    claims: Sequence[Claim], near: Mapping[int, Verdict], heads: Mapping[int, int], i: int
) -> tuple[int, Verdict] | None:
    fact = claims[i]
    for j in sorted(near):
        verdict = near[j]
        if verdict.standing is not Standing.SAME or j not in heads:
            continue
        other = claims[j]
        if other.indicator == fact.indicator and fact.subset_of != other.fact_id:
            return heads[j], verdict
    return None


def standing(claims: Sequence[Claim], i: int, near: Mapping[int, Verdict]) -> list[RelationRow]:
    """At most one relation of each kind: to the nearest predecessor, whole, window and rival."""
    own = claims[i]
    indicator, order = own.indicator, own.order
    before = rival = whole = window = -1
    # One pass: a claim of many outlets has thousands of neighbours, and nearly all of them say the same.
    for j, verdict in near.items():
        kind = verdict.standing
        if kind is Standing.CONFLICTS:
            if (
                claims[j].order < order
                and claims[j].indicator == indicator
                and (rival < 0 or claims[j].order < claims[rival].order)
            ):
                rival = j
        elif kind is Standing.LATER:
            if claims[j].indicator == indicator and (
                before < 0 or _latest(claims[j]) > _latest(claims[before])
            ):
                before = j
        elif kind is Standing.PART:
            if whole < 0 or _widest(claims[j]) < _widest(claims[whole]):
                whole = j
        elif kind is Standing.INSIDE and (window < 0 or _longest(claims[j]) < _longest(claims[window])):
            window = j
    if own.subset_of is not None:
        whole = -1
    chosen = (
        ("supersedes", before), ("conflicts_with", rival), ("subset_of", whole), ("within_window_of", window),
    )  # fmt: skip
    return [_relation(claims, i, relation, j, near[j]) for relation, j in chosen if j >= 0]


def _latest(claim: Claim) -> tuple[int, Order]:
    return claim.as_of or 0, claim.order


def _widest(claim: Claim) -> tuple[int, Amount, Order]:
    return -len(claim.place), claim.figure.weight, claim.order


def _longest(claim: Claim) -> tuple[int, Order]:
    return -claim.days, claim.order


def _relation(claims: Sequence[Claim], one: int, relation: str, other: int, verdict: Verdict) -> RelationRow:
    a, b = claims[one], claims[other]
    return RelationRow(
        fact_id=a.fact_id,
        relation=relation,
        other_id=b.fact_id,
        rule=verdict.rule,
        because=fill(verdict, a, b),
        origin="document" if a.document_id == b.document_id else "across",
    )


def _place(relation: RelationRow) -> tuple[str, str, str, str]:
    return relation.fact_id, relation.relation, relation.other_id, relation.rule
