"""What other policies would count: only what a choice can change is worked out again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sql.totals.board import Board, Cluster
from sql.totals.outcomes import Outcome
from sql.totals.packing import pack
from sql.totals.policies import standing_alike
from sql.totals.rivals import one_of_each


class Counted(NamedTuple):
    """The positions that count, and for each the figures that were open to choice, if several."""

    counted: list[int]
    alternatives: dict[int, list[int]]


class Part(NamedTuple):
    """Clusters that can touch each other and no others, by the box they fill, and what came of them."""

    groups: list[list[Cluster]]
    counted: list[Cluster]
    alternatives: dict[int, list[int]]


def counted_of(parts: Sequence[Part]) -> Counted:
    """What the parts of a row count together, part by part."""
    found: list[int] = []
    open_to: dict[int, list[int]] = {}
    for part in parts:
        for cluster in part.counted:
            found.append(cluster.stands)
            if part.alternatives and cluster.leader in part.alternatives:
                open_to[cluster.stands] = part.alternatives[cluster.leader]
    return Counted(found, open_to)


class Choices:
    """The choices that are open in a row: its parts, and what no policy changes.

    `settled` are the outcomes of the claims that were never compared.
    """

    def __init__(self, board: Board, parts: Sequence[Part], settled: Sequence[Outcome | None]) -> None:
        self._board = board
        self._settled = settled
        self._firm: list[int] = []
        # Claims that touch no other, each told in several ways.
        self._single: list[Cluster] = []
        self._open: list[Part] = []
        for part in parts:
            if is_firm(board, part):
                self._firm += [cluster.stands for cluster in part.counted]
            elif len(part.groups) == 1 and len(part.groups[0]) == 1:
                self._single.append(part.groups[0][0])
            else:
                self._open.append(part)

    def under(self, policy: str) -> Counted | None:
        """What counts under another policy; None where that comes to the same, in value and bounds.

        A figure may be named that says the same as the one that would stand for its claim.
        """
        alike = standing_alike(policy, self._board.policy)
        if alike and not any(part.alternatives for part in self._open):
            return None
        board = self._board.under(policy, self._settled)
        counted = self._firm.copy()
        open_to: dict[int, list[int]] = {}
        changed = False
        for cluster in self._single:
            stands = cluster.stands if alike else board.stand(cluster.members)
            changed = changed or stands != cluster.stands
            counted.append(stands)
        for part in self._open:
            groups = part.groups if alike else _restated(board, part.groups)
            if part.alternatives:
                kept, alternatives = one_of_each(board, groups)
            elif groups is part.groups:
                counted += [cluster.stands for cluster in part.counted]
                continue
            else:
                kept, alternatives = [cluster for (cluster,) in groups], {}
            changed = True
            for cluster in pack(board, kept):
                counted.append(cluster.stands)
                if cluster.leader in alternatives:
                    open_to[cluster.stands] = alternatives[cluster.leader]
        return Counted(counted, open_to) if changed else None


def is_firm(board: Board, part: Part) -> bool:
    """True where the part comes to the same whatever the policy is: each of its claims is told in one way,
    none rivals another, and which is the largest does not depend on who tells it.
    """
    if part.alternatives:
        return False
    claims = board.claims
    weights = []
    several = len(part.groups) > 1
    for (cluster,) in part.groups:
        members = cluster.members
        claim = claims[members[0]]
        figure = claim.figure
        weights.append(figure.weight)
        if len(members) == 1:
            continue
        told = (figure.value, figure.minimum, figure.maximum, figure.quantifier)
        for i in members:
            claim = claims[i]
            figure = claim.figure
            if (figure.value, figure.minimum, figure.maximum, figure.quantifier) != told:
                return False
            if several and claim.first is None and claim.measure != "stock":
                return False
    return not several or len(set(weights)) == len(weights)


def _restated(board: Board, groups: list[list[Cluster]]) -> list[list[Cluster]]:
    """The groups with the facts that stand for their claims under another policy; the same where all do."""
    changed = False
    restated = []
    for group in groups:
        twins = []
        for cluster in group:
            members = cluster.members
            if len(members) > 1:
                stands = board.stand(members)
                if stands != cluster.stands:
                    changed = True
                    cluster = Cluster(cluster.leader, members, stands)
            twins.append(cluster)
        restated.append(twins)
    return restated if changed else groups
