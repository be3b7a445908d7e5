"""Boxes that may be added: of those that share somebody the larger figure is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sql.totals.board import Board, Cluster
from sql.totals.bounds import Amount, Figure
from sql.totals.compare import windows
from sql.totals.outcomes import Outcome
from sql.totals.verdicts import Standing, Verdict

ARRIVED = Verdict(
    Standing.PART, "part.destination", "Those who arrived are among those who left, counted as {other}."
)
EXCEEDED = Verdict(
    Standing.CONFLICTS, "parts.exceed", "Figures for its parts, which are counted, add up to more."
)
FULFILLED = Verdict(
    Standing.AGREES,
    "parts.fulfil",
    "Figures for its parts, which are counted, come to more, as it leaves open.",
)
# Where nobody asks for the reason.
ASIDE = Outcome("within_window")
# The other end of a way: those who arrived are among those who left.
ENDS = {"origin": "destination", "destination": "origin"}
# The closest reason is told: a whole that holds it, before one that only touches it.
_REASONS = {
    standing: place
    for place, standing in enumerate(
        (
            Standing.PART,
            Standing.INSIDE,
            Standing.SAME,
            Standing.EARLIER,
            Standing.LATER,
            Standing.AGREES,
            Standing.CONFLICTS,
            Standing.OVERLAPS,
            Standing.WHOLE,
            Standing.HOLDS,
        )
    )
}


def pack(board: Board, clusters: Sequence[Cluster]) -> list[Cluster]:
    """Boxes that share nothing, the largest figures first, so that nobody is counted twice."""
    if len(clusters) == 1:
        return list(clusters)
    claims, near = board.claims, board.near
    leaders = {c.leader: c for c in clusters}
    ways = not ENDS.keys().isdisjoint([claims[c.leader].place_role for c in clusters])
    counted: list[Cluster] = []
    chosen: set[int] = set()
    moved: dict[tuple[str, str], list[Cluster]] = {}
    for cluster in by_weight(board, clusters):
        around = near[cluster.leader]
        if not board.explain and not chosen.isdisjoint(around):
            board.outcomes[cluster.stands] = ASIDE
            continue
        rivals = [(leaders[j], verdict) for j, verdict in around.items() if j in chosen] if chosen else []
        if ways:
            others = moved.get(_arrivals(board, cluster), ())
            rivals += [(other, ARRIVED) for other in others if _meet(board, cluster, other)]
        if not rivals:
            if _outweighed(board, cluster, leaders):
                continue
            counted.append(cluster)
            chosen.add(cluster.leader)
            claim = claims[cluster.leader]
            if ways and claim.place:
                moved.setdefault((claim.place[0], claim.place_role or ""), []).append(cluster)
            continue
        winner, verdict = rivals[0]
        if len(rivals) > 1:
            winner, verdict = min(
                rivals, key=lambda rival: (_REASONS[rival[1].standing], claims[rival[0].leader].order)
            )
        if _is_fulfilled(board, cluster, winner, verdict):
            board.set_aside(cluster, "triangulation", FULFILLED, winner)
        else:
            board.set_aside(cluster, _packed_role(board, cluster, winner, verdict), verdict, winner)
    return counted


def _is_fulfilled(board: Board, cluster: Cluster, winner: Cluster, verdict: Verdict) -> bool:
    """True for "more than ten" in a province of which one town has fourteen."""
    one, other = board.claims[cluster.stands].figure, board.claims[winner.stands].figure
    return (
        verdict.standing in (Standing.WHOLE, Standing.HOLDS) and _is_floor(one) and one.weight <= other.weight
    )


def _is_floor(figure: Figure) -> bool:
    return figure.minimum is not None and figure.maximum is None


def by_weight(board: Board, clusters: Sequence[Cluster]) -> list[Cluster]:
    """What a person decided first, what has no date last, else the larger figures before the smaller."""
    claims, decided = board.claims, board.ties.decided
    keys: list[Any] = []
    for place, cluster in enumerate(clusters):
        claim = claims[cluster.stands]
        undated = claim.first is None and claim.measure != "stock"
        chosen = bool(decided) and board.is_decided(cluster)
        keys.append(
            (not chosen, undated, -claim.figure.weight, len(claim.place), -claim.days, claim.order, place)
        )
    keys.sort()
    return [clusters[key[-1]] for key in keys]


def _outweighed(board: Board, whole: Cluster, leaders: Mapping[int, Cluster]) -> bool:
    """True where parts that may be added come to more than the whole says; then they are counted.

    They refute a whole that cannot hold so much. A whole that only names a floor leaves room for them.
    """
    figure = board.claims[whole.stands].figure
    floor = _is_floor(figure)
    ceiling = figure.weight if floor else figure.high
    if ceiling is None:
        return False
    outcomes = board.outcomes
    inner = [
        leaders[j]
        for j, verdict in board.near[whole.leader].items()
        if j in leaders
        and (verdict.standing is _HOLDS or verdict.standing is _WHOLE)
        and outcomes[leaders[j].stands] is None
    ]
    if len(inner) < 2:
        return False
    picked: list[Cluster] = []
    total: Amount = 0
    for part in by_weight(board, inner):
        around = board.near[part.leader]
        if any(other.leader in around for other in picked):
            continue
        picked.append(part)
        figure = board.claims[part.stands].figure
        total += figure.low if figure.low is not None else 0
    if total <= ceiling:
        return False
    if floor:
        board.set_aside(whole, "triangulation", FULFILLED, *picked)
    else:
        board.set_aside(whole, "conflicting", EXCEEDED, *picked)
    return True


def _arrivals(board: Board, cluster: Cluster) -> tuple[str, str]:
    """Country and role of those figures that count the same people at the other end of their way."""
    claim = board.claims[cluster.leader]
    other = ENDS.get(claim.place_role or "")
    if other is None or claim.measure == "stock" or not claim.place:
        return ("", "")
    return (claim.place[0], other)


def _meet(board: Board, one: Cluster, other: Cluster) -> bool:
    return windows(board.claims[one.leader], board.claims[other.leader]) is not None


def _packed_role(board: Board, cluster: Cluster, winner: Cluster, verdict: Verdict) -> str:
    if verdict.rule == "overlap.larger":
        one, other = board.claims[cluster.stands].figure, board.claims[winner.stands].figure
        return "triangulation" if one.maximum is None and one.weight <= other.weight else "conflicting"
    if verdict.standing in (Standing.PART, Standing.WHOLE):
        return "subset"
    return "within_window"


_HOLDS, _WHOLE = Standing.HOLDS, Standing.WHOLE
