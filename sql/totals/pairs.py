"""The pairs of claims that can touch: only those that share a country and days are ever compared."""

from __future__ import annotations

from collections.abc import Sequence

from sql.totals.claims import Claim
from sql.totals.compare import Standing, Verdict, compare

# Long enough for the slack of two long windows and of stocks.
REACH = 10


def neighbours(claims: Sequence[Claim]) -> list[dict[int, Verdict]]:
    """For each claim, by position, those that are not apart from it, and how it stands to them."""
    near: list[dict[int, Verdict]] = [{} for _ in claims]
    countries: dict[str, list[int]] = {}
    for position, claim in enumerate(claims):
        countries.setdefault(claim.place[0] if claim.place else "", []).append(position)
    for members in countries.values():
        if len(members) > 1:
            _sweep(claims, members, near)
    return near


def _sweep(claims: Sequence[Claim], members: list[int], near: list[dict[int, Verdict]]) -> None:
    stock = claims[members[0]].fact.measure == "stock"
    dated = [i for i in members if claims[i].first is not None and not stock]
    others = [i for i in members if claims[i].first is None or stock]
    dated.sort(key=lambda i: (claims[i].first or 0, claims[i].order))
    active: list[int] = []
    for position in dated:
        first = claims[position].first or 0
        active = [i for i in active if (claims[i].last or 0) + REACH >= first]
        for other in active:
            _judge(claims, position, other, near)
        active.append(position)
    # Figures without days are few; stocks are compared across days anyway.
    for place, position in enumerate(others):
        for other in others[:place]:
            _judge(claims, position, other, near)
        for other in dated:
            _judge(claims, position, other, near)


def _judge(claims: Sequence[Claim], one: int, other: int, near: list[dict[int, Verdict]]) -> None:
    verdict = compare(claims[one], claims[other])
    if verdict.standing is not Standing.APART:
        near[one][other] = verdict
        near[other][one] = verdict.mirrored()
