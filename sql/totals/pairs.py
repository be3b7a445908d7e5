"""The pairs of claims that can touch: only those whose places are nested and whose days meet are compared."""

from __future__ import annotations

from collections.abc import Sequence

from sql.totals.claims import Claim
from sql.totals.compare import LONG, Standing, Verdict, compare

Near = list[dict[int, Verdict]]
# Long enough for the slack of two long windows.
REACH = 10


def neighbours(claims: Sequence[Claim]) -> Near:
    """For each claim, by position, those that are not apart from it, and how it stands to them."""
    near: Near = [{} for _ in claims]
    if len(claims) < 2:
        return near
    places: dict[tuple[str, ...], list[int]] = {}
    for position, claim in enumerate(claims):
        places.setdefault(claim.place, []).append(position)
    stock = claims[0].measure == "stock"
    for place, own in places.items():
        around = [
            i for depth in range(len(place)) for i in places.get(place[:depth], ()) if depth or not place
        ]
        if len(own) + len(around) > 1:
            if stock:
                _all(claims, own, around, near)
            else:
                _sweep(claims, own, around, near)
    if not stock and len(places) > 1:
        _loose(claims, near)
    return near


def _all(claims: Sequence[Claim], own: list[int], around: list[int], near: Near) -> None:
    for place, position in enumerate(own):
        for other in around:
            _judge(claims, position, other, near)
        for other in own[:place]:
            _judge(claims, position, other, near)


def _sweep(claims: Sequence[Claim], own: list[int], around: list[int], near: Near) -> None:
    """Judges the pairs of which at least one is `own` and whose days meet; those without days meet all."""
    inner = frozenset(own)
    dated = [i for i in (*own, *around) if claims[i].first is not None]
    dated.sort(key=lambda i: (claims[i].first or 0, claims[i].order))
    active: list[int] = []
    active_around: list[int] = []
    for position in dated:
        first = claims[position].first or 0
        active = [i for i in active if (claims[i].last or 0) + REACH >= first]
        for other in active:
            _judge(claims, position, other, near)
        if position in inner:
            active_around = [i for i in active_around if (claims[i].last or 0) + REACH >= first]
            for other in active_around:
                _judge(claims, position, other, near)
            active.append(position)
        else:
            active_around.append(position)
    undated = [i for i in own if claims[i].first is None]
    undated_around = [i for i in around if claims[i].first is None]
    for place, position in enumerate(undated):
        for other in (*undated[:place], *undated_around, *dated):
            _judge(claims, position, other, near)
    for position in undated_around:
        for other in own:
            if claims[other].first is not None:
                _judge(claims, position, other, near)


def _loose(claims: Sequence[Claim], near: Near) -> None:
    """Judges figures of one text at different places where a place was carried over to one of them."""
    texts: dict[tuple[str, str], list[int]] = {}
    for position, claim in enumerate(claims):
        if claim.place:
            texts.setdefault((claim.document_id, claim.place[0]), []).append(position)
    for members in texts.values():
        if len(members) > 1 and any(claims[i].days >= LONG for i in members):
            for place, position in enumerate(members):
                for other in members[:place]:
                    if other not in near[position]:
                        _judge(claims, position, other, near)


def _judge(claims: Sequence[Claim], one: int, other: int, near: Near) -> None:
    verdict = compare(claims[one], claims[other])
    if verdict.standing is not Standing.APART:
        near[one][other] = verdict
        near[other][one] = verdict.mirrored()
