"""Which of several figures for one thing is counted, by policy; each rule is a fixed order, never chance.

recommended   a person's decision; then the more reliable kind of source, the figure that more sources give,
              the newest, the most precise, the higher
newest        the figure published last
most_reliable the source whose kind ranks highest in the reliability table, then as recommended
median        the middle figure (the lower of two), so that what is shown was really stated
max           the highest figure
range         counts as recommended and spans all figures with its bounds
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sql.totals.bounds import Amount
from sql.totals.claims import Claim
from sql.totals.sources import Reliability
from sql.totals.sources import reliability as default_reliability

POLICIES = ("recommended", "newest", "most_reliable", "median", "max", "range")


# The rounding of a figure that states no number.
_VAGUE = 10**30


def stand_for(
    claims: Sequence[Claim], members: Sequence[int], policy: str, reliability: Reliability | None
) -> int:
    """The fact that stands for a claim made by several: the most precise; among equals the first told."""
    if len(members) == 1:
        return members[0]
    # Keys are made in one go: this is asked for every claim, under every policy.
    found = [claims[i] for i in members]
    keys: list[Any]
    if policy == "newest":
        keys = [(c.published or 0, c.figure.value is not None, c.figure.weight, c.order) for c in found]
        return members[keys.index(max(keys))]
    if policy == "max":
        keys = [(-c.figure.weight, c.order) for c in found]
    elif policy == "most_reliable":
        keys = [(-rank(c, reliability), *_precision(c)) for c in found]
    else:
        steps = [c.figure.step if c.figure.value is not None else _VAGUE for c in found]
        keys = [
            (step, -len(c.place), c.source is None, c.order) for step, c in zip(steps, found, strict=True)
        ]
    return members[keys.index(min(keys))]


def standing_alike(one: str, other: str) -> bool:
    """True where two policies let the same facts stand for their claims."""
    return one == other or not {one, other} & {"newest", "max", "most_reliable"}


def choose(
    claims: Sequence[Claim],
    clusters: Sequence[tuple[int, Sequence[int]]],
    policy: str,
    reliability: Reliability | None,
) -> int:
    """The one of several contradicting figures that is counted; each comes with all facts that state it."""
    heads = [stands for stands, _ in clusters]
    if policy == "max":
        return min(heads, key=lambda i: (-claims[i].figure.weight, claims[i].order))
    if policy == "median":
        ranked = sorted(heads, key=lambda i: (claims[i].figure.weight, claims[i].order))
        return ranked[(len(ranked) - 1) // 2]
    if policy == "newest":
        return max(heads, key=lambda i: (claims[i].published or 0, *_backwards(claims[i])))

    def merit(cluster: tuple[int, Sequence[int]]) -> tuple[object, ...]:
        stands, members = cluster
        witnesses = {witness(claims[i]) for i in members}
        return (
            -max(rank(claims[i], reliability) for i in members),
            -len(witnesses),
            -max(claims[i].published or 0 for i in members),
            *_precision(claims[stands])[:-1],
            # Within a day tolls rise more often than they fall.
            -claims[stands].figure.weight,
            claims[stands].order,
        )

    return min(clusters, key=merit)[0]


def witness(claim: Claim) -> str:
    """Who vouches for a figure: the organisation named, or else the document alone."""
    return claim.source.key if claim.source is not None else claim.document_id


def rank(claim: Claim, reliability: Reliability | None) -> int:
    """How reliable the kind of the claim's source is, from the table; higher is better."""
    table = reliability or default_reliability()
    return table.of(claim.source.kind if claim.source is not None else "unknown")[1]


def _precision(claim: Claim) -> tuple[object, ...]:
    figure = claim.figure
    wide = len(claim.place)
    stated: Amount = figure.step if figure.value is not None else _VAGUE
    return (stated, -wide, claim.source is None, claim.order)


def _backwards(claim: Claim) -> tuple[object, ...]:
    return (claim.figure.value is not None, claim.figure.weight, claim.order)
