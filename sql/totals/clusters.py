"""Facts that make one claim, gathered: each set is led by its earliest.

Of a few facts only those are compared of which somebody asks how they stand to each other: each with those
that lead a claim, or state it most precisely. Of many, all that can meet are compared at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sql.totals.board import Board, Cluster
from sql.totals.claims import Claim
from sql.totals.compare import EQUAL, INNER, OUTER, compare_placed
from sql.totals.pairs import neighbours
from sql.totals.verdicts import Standing, Verdict

# Up to so many claims are compared one by one.
_FEW = 40


def gather(board: Board, live: Sequence[int]) -> tuple[list[Cluster], dict[int, Cluster]]:
    """The clusters of these claims, by the order of who leads them, and the cluster of each claim.

    The board knows afterwards how those that lead stand to each other.
    """
    claims = board.claims
    clusters: list[Cluster] = []
    cluster_of: dict[int, Cluster] = {}
    # The most precise figure of each claim so far: what is the same as it belongs to the claim as well.
    anchors: dict[int, int] = {}
    by_root: dict[str, Cluster] = {}
    roots = board.ties.root
    ahead = sorted([(claims[i].order, i) for i in live])
    join: Callable[[int], Cluster | None]
    if _are_few([claims[i] for i in live]):
        board.near = [{} for _ in claims]
        join = _OneByOne(board, clusters, anchors).join
    else:
        board.near = neighbours(claims, live)
        join = _AllAtOnce(board, cluster_of, anchors).join
    for _, i in ahead:
        claim = claims[i]
        root = roots.get(claim.fact_id, claim.fact_id) if roots else claim.fact_id
        cluster = by_root.get(root) or join(i)
        if cluster is None:
            cluster = Cluster(i, [], i)
            clusters.append(cluster)
            anchors[i] = i
        elif claim.is_closer(claims[anchors[cluster.leader]]):
            anchors[cluster.leader] = i
        by_root.setdefault(root, cluster)
        cluster.members.append(i)
        cluster_of[i] = cluster
    for cluster in clusters:
        if len(cluster.members) > 1:
            cluster.stands = board.stand(cluster.members)
    return clusters, cluster_of


def between(board: Board, one: int, other: int) -> Verdict | None:
    """How a claim stands to another of its cluster, as far as they meet."""
    verdict = board.near[one].get(other)
    if verdict is None and _are_few([board.claims[one], board.claims[other]]):
        return _verdict(board.claims[one], board.claims[other])
    return verdict


class _OneByOne:
    """Finds the claim of a fact by comparing it with those that lead or anchor a claim."""

    def __init__(self, board: Board, clusters: list[Cluster], anchors: dict[int, int]) -> None:
        self._board = board
        self._clusters = clusters
        self._anchors = anchors

    def join(self, i: int) -> Cluster | None:
        """The first cluster that says the same."""
        board, anchors = self._board, self._anchors
        claims, near, whole = board.claims, board.near, board.ties.whole
        claim, mine = claims[i], near[i]
        for cluster in self._clusters:
            leader = cluster.leader
            anchor = anchors[leader]
            for j in (leader,) if anchor == leader else (leader, anchor):
                verdict = _verdict(claim, claims[j])
                if verdict is None:
                    continue
                mine[j] = verdict
                near[j][i] = verdict.mirrored
                if verdict.standing is _SAME and not (whole and told_part(board, i, j)):
                    return cluster
        return None


class _AllAtOnce:
    """Finds the claim of a fact among those that it was compared with."""

    def __init__(self, board: Board, cluster_of: dict[int, Cluster], anchors: dict[int, int]) -> None:
        self._board = board
        self._cluster_of = cluster_of
        self._anchors = anchors

    def join(self, i: int) -> Cluster | None:
        """The cluster that says the same and is led by the earliest."""
        board, anchors = self._board, self._anchors
        claims = board.claims
        cluster: Cluster | None = None
        for j, verdict in board.near[i].items():
            if verdict.standing is not _SAME:
                continue
            found = self._cluster_of.get(j)
            if (
                found is not None
                and (found.leader == j or anchors[found.leader] == j)
                and (cluster is None or claims[found.leader].order < claims[cluster.leader].order)
                and not told_part(board, i, j)
            ):
                cluster = found
        return cluster


def told_part(board: Board, one: int, other: int) -> bool:
    """Whether the text says that one of the two is a part of the other."""
    whole = board.ties.whole
    if not whole:
        return False
    a, b = board.claims[one].fact_id, board.claims[other].fact_id
    return b in whole.get(a, ()) or a in whole.get(b, ())


def _are_few(claims: Sequence[Claim]) -> bool:
    """True where the claims are few, dated, no stocks, and each named with its own place."""
    if not claims or len(claims) > _FEW or claims[0].measure == "stock":
        return False
    return None not in [claim.first for claim in claims] and True not in [c.carried_over for c in claims]


def _verdict(one: Claim, other: Claim) -> Verdict | None:
    """How the first claim stands to one before it, as a sweep over their days would find; None if apart."""
    place, around = one.place, other.place
    depth, length = len(place), len(around)
    if depth == length:
        if place != around:
            return None
        side = EQUAL
    elif depth > length:
        if not length or place[:length] != around:
            return None
        side = INNER
    else:
        if not depth or around[:depth] != place:
            return None
        side = OUTER
    if (one.first or 0) > (other.first or 0) or (one.first == other.first and one.order > other.order):
        verdict = compare_placed(one, other, side)
        return None if verdict.standing is _APART else verdict
    verdict = compare_placed(other, one, _TURNED[side])
    return None if verdict.standing is _APART else verdict.mirrored


_TURNED = (EQUAL, OUTER, INNER)
_SAME, _APART = Standing.SAME, Standing.APART
