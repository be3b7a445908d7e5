"""Of several figures that fill one box the one that the policy chooses."""

from __future__ import annotations

from collections.abc import Sequence

from sql.totals.board import Board, Cluster
from sql.totals.bounds import Figure
from sql.totals.policies import choose
from sql.totals.verdicts import Standing, Verdict

_RIVALS = (Standing.CONFLICTS, Standing.AGREES)


def rival_groups(board: Board, clusters: Sequence[Cluster]) -> list[list[Cluster]]:
    """The clusters, those together that fill one box; whatever the policy is."""
    near = board.near
    leaders = {cluster.leader: cluster for cluster in clusters}
    groups: list[list[Cluster]] = []
    seen: set[int] = set()
    for cluster in clusters:
        if cluster.leader in seen:
            continue
        group = [cluster]
        seen.add(cluster.leader)
        for member in group:
            found = [
                j
                for j, verdict in near[member.leader].items()
                if verdict.standing in _RIVALS and j in leaders and j not in seen
            ]
            seen.update(found)
            group += [leaders[j] for j in sorted(found)]
        groups.append(group)
    return groups


def one_of_each(board: Board, groups: Sequence[list[Cluster]]) -> tuple[list[Cluster], dict[int, list[int]]]:
    """The one of each group that counts, and by its leader all figures that were open to choice."""
    kept: list[Cluster] = []
    alternatives: dict[int, list[int]] = {}
    for group in groups:
        if len(group) == 1:
            kept.append(group[0])
            continue
        open_ones = _not_implied(board, group)
        stands = choose(
            board.claims, [(c.stands, c.members) for c in open_ones], board.policy, board.reliability
        )
        winner = next(c for c in open_ones if c.stands == stands)
        kept.append(winner)
        alternatives[winner.leader] = [c.stands for c in open_ones]
        for other in group:
            if other is not winner:
                _lose(board, other, winner)
    return kept, alternatives


def _not_implied(board: Board, group: list[Cluster]) -> list[Cluster]:
    """Without bounds that a closer figure fulfils: "at least 12 killed" says no more than 21 killed."""

    def implied(one: Cluster) -> bool:
        mine = board.claims[one.stands].figure
        return any(other is not one and _closer(board.claims[other.stands].figure, mine) for other in group)

    return [c for c in group if not implied(c)] or group


def _lose(board: Board, loser: Cluster, winner: Cluster) -> None:
    verdict = board.near[loser.leader].get(winner.leader)
    if verdict is not None and verdict.standing is Standing.AGREES:
        board.set_aside(loser, "triangulation", verdict, winner)
    else:
        board.set_aside(loser, "conflicting", _CHOSEN, winner)


_CHOSEN = Verdict(Standing.CONFLICTS, "conflict.bounds", "It contradicts {other}, which the policy chose.")


def _closer(one: Figure, other: Figure) -> bool:
    """True where the first is a stated number that fits the second's looser bounds."""
    if one.value is None or (one.maximum is None and one.minimum is not None):
        return False
    if other.value is not None and other.minimum is not None and other.maximum is not None:
        return False
    if other.value is not None and other.minimum is None and other.maximum is None:
        return False
    above = other.minimum is None or one.value >= other.minimum
    return above and (other.maximum is None or one.value <= other.maximum)
