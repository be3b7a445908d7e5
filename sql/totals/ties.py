"""What is known of facts beyond a row: relations found when a release was built, and people's decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sql.records import RelationRow
from sql.totals.claims import Claim, Tie, tie_of


@dataclass
class Ties:
    """Relations and what the text itself says, ready to be looked up by fact."""

    root: dict[str, str] = field(default_factory=dict)
    whole: dict[str, list[str]] = field(default_factory=dict)
    later: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    replaced: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    said: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


NO_TIES = Ties()


def matters(relation: RelationRow) -> bool:
    """True where a relation changes the part of its fact in a total."""
    decided = relation.origin == "decision"
    match relation.relation:
        case "duplicate_of":
            return True
        case "subset_of":
            return decided
        case "supersedes":
            return decided or relation.rule.startswith("revision.")
    return False


def bind(claims: Iterable[Claim], relations: Iterable[RelationRow]) -> None:
    """Each of the claims has those of the relations that it stands in."""
    found: dict[str, list[Tie]] = {}
    for relation in relations:
        if matters(relation):
            found.setdefault(relation.fact_id, []).append(tie_of(relation))
    for claim in claims:
        ties = found.get(claim.fact_id)
        claim.ties = tuple(sorted(ties, key=_place)) if ties else ()


def _place(tie: Tie) -> tuple[str, str, str]:
    return tie.relation, tie.other_id, tie.rule


def tie(claims: Iterable[Claim]) -> Ties:
    """What relates the claims, and what the texts say themselves."""
    ties = Ties()
    told: list[tuple[str, Tie]] = []
    for claim in claims:
        if claim.subset_of is not None:
            ties.whole.setdefault(claim.fact_id, []).append(claim.subset_of)
        if claim.duplicate_of is not None:
            ties.root[claim.fact_id] = claim.duplicate_of
        if claim.ties:
            told += [(claim.fact_id, one) for one in claim.ties]
    # A person's decision comes last, so that it stands; else in one order, however the claims came.
    for one, relation in sorted(told, key=lambda entry: (entry[1].decided, entry[0], _place(entry[1]))):
        other, decided = relation.other_id, relation.decided
        if decided or relation.rule == "same.text":
            ties.said[(one, other)] = (relation.rule, relation.because)
        if relation.relation == "duplicate_of":
            ties.root[one] = other
            if decided:
                ties.heads[one] = other
        elif relation.relation == "subset_of":
            ties.whole.setdefault(one, []).append(other)
        elif decided:
            ties.later.setdefault(other, []).append((one, relation.rule, relation.because))
            ties.decided.setdefault(one, relation.rule)
        else:
            ties.replaced.setdefault(other, []).append((one, relation.rule, relation.because))
    for fact_id in list(ties.root):
        ties.root[fact_id] = _last(ties.root, fact_id)
    return ties


def _last(roots: dict[str, str], fact_id: str) -> str:
    seen = {fact_id}
    while (following := roots.get(fact_id)) is not None and following not in seen:
        seen.add(following)
        fact_id = following
    return fact_id
