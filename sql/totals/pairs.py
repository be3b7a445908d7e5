"""The pairs of claims that can touch: only those whose places are nested and whose days meet are compared."""

from __future__ import annotations

from collections.abc import Sequence

from sql.totals.claims import Claim
from sql.totals.compare import LONG, compare
from sql.totals.verdicts import Standing, Verdict

Near = list[dict[int, Verdict]]
# Long enough for the slack of two long windows.
REACH = 10


def neighbours(claims: Sequence[Claim], among: Sequence[int] | None = None) -> Near:
    """For each claim, by position, those that are not apart from it, and how it stands to them.

    `among` are the positions of the claims that are compared; without it, all are.
    """
    near: Near = [{} for _ in claims]
    among = range(len(claims)) if among is None else among
    if len(among) < 2:
        return near
    places: dict[tuple[str, ...], list[int]] = {}
    for position in among:
        places.setdefault(claims[position].place, []).append(position)
    stock = claims[among[0]].measure == "stock"
    for place, own in places.items():
        around: list[int] = []
        if len(places) > 1:
            for depth in range(len(place)):
                if depth or not place:
                    around += places.get(place[:depth], ())
        if len(own) + len(around) > 1:
            if stock:
                _all(claims, own, around, near)
            else:
                _sweep(claims, own, around, near)
    if not stock and len(places) > 1:
        _loose(claims, among, near)
    return near


def _all(claims: Sequence[Claim], own: list[int], around: list[int], near: Near) -> None:
    for place, position in enumerate(own):
        _judge(claims, position, around, near)
        _judge(claims, position, own[:place], near)


def _sweep(claims: Sequence[Claim], own: list[int], around: list[int], near: Near) -> None:
    """Judges the pairs of which at least one is `own` and whose days meet; those without days meet all."""
    inner = frozenset(own)
    everyone = [*own, *around] if around else own
    dated = [i for i in everyone if claims[i].first is not None]
    dated.sort(key=lambda i: (claims[i].first or 0, claims[i].order))
    active: list[int] = []
    active_around: list[int] = []
    for position in dated:
        least = (claims[position].first or 0) - REACH
        active = [i for i in active if (claims[i].last or 0) >= least]
        _judge(claims, position, active, near)
        if position in inner:
            if active_around:
                active_around = [i for i in active_around if (claims[i].last or 0) >= least]
                _judge(claims, position, active_around, near)
            active.append(position)
        else:
            active_around.append(position)
    if len(dated) == len(everyone):
        return
    undated = [i for i in own if claims[i].first is None]
    undated_around = [i for i in around if claims[i].first is None]
    for place, position in enumerate(undated):
        _judge(claims, position, [*undated[:place], *undated_around, *dated], near)
    for position in undated_around:
        _judge(claims, position, [other for other in own if claims[other].first is not None], near)


def _loose(claims: Sequence[Claim], among: Sequence[int], near: Near) -> None:
    """Judges figures of one text at different places where a place was carried over to one of them."""
    texts: dict[tuple[str, str], list[int]] = {}
    for position in among:
        claim = claims[position]
        if claim.place:
            texts.setdefault((claim.document_id, claim.place[0]), []).append(position)
    for members in texts.values():
        if len(members) > 1 and any(claims[i].days >= LONG for i in members):
            for place, position in enumerate(members):
                others = [other for other in members[:place] if other not in near[position]]
                _judge(claims, position, others, near)


def _judge(claims: Sequence[Claim], one: int, others: Sequence[int], near: Near) -> None:
    claim, mine = claims[one], near[one]
    for other in others:
        verdict = compare(claim, claims[other])
        if verdict.standing is not _APART:
            mine[other] = verdict
            near[other][one] = verdict.mirrored


_APART = Standing.APART
