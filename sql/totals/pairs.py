"""The pairs of claims that can touch: only those whose places are nested and whose days meet are compared."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

from sql.totals.claims import Claim
from sql.totals.compare import LONG, compare
from sql.totals.verdicts import Standing, Verdict

Near = list[dict[int, Verdict]]
# Judges a claim and others, all by position.
Judge = Callable[[int, Sequence[int]], None]
# Long enough for the slack of two long windows.
REACH = 10
# From so many claims on it pays to look for those that say the same of the same.
_MANY = 32


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
    judge = _judge(claims, among, near)
    days = None if stock else _Days(claims, among)
    for place, own in places.items():
        around: list[int] = []
        if len(places) > 1:
            for depth in range(1, len(place)):
                around += places.get(place[:depth], ())
        if len(own) + len(around) > 1:
            if days is None:
                _all(own, around, judge)
            else:
                days.sweep(own, around, judge)
    if not stock and len(places) > 1:
        _loose(claims, among, near, judge)
    return near


def _all(own: list[int], around: list[int], judge: Judge) -> None:
    for place, position in enumerate(own):
        judge(position, around)
        judge(position, own[:place])


class _Days:
    """The days of claims, and the claims in the order of their first days."""

    def __init__(self, claims: Sequence[Claim], among: Sequence[int]) -> None:
        self._undated = any(claims[i].first is None for i in among)
        self._first = {i: claims[i].first or 0 for i in among}
        self._last = {i: claims[i].last or 0 for i in among}
        self._claims = claims
        by_day = sorted(among, key=lambda i: (claims[i].first or 0, claims[i].order))
        self._rank = {i: rank for rank, i in enumerate(by_day)}

    def sweep(self, own: list[int], around: list[int], judge: Judge) -> None:
        """Judges the pairs with at least one of `own` whose days meet; those without days meet all."""
        claims, first, last = self._claims, self._first, self._last
        everyone = own + around
        dated = [i for i in everyone if claims[i].first is not None] if self._undated else everyone
        dated.sort(key=self._rank.__getitem__)
        inner = frozenset(own) if around else None
        active: list[int] = []
        active_around: list[int] = []
        for position in dated:
            least = first[position] - REACH
            if active:
                active = [i for i in active if last[i] >= least]
                if active:
                    judge(position, active)
            if inner is None or position in inner:
                if active_around:
                    active_around = [i for i in active_around if last[i] >= least]
                    judge(position, active_around)
                active.append(position)
            else:
                active_around.append(position)
        if len(dated) == len(everyone):
            return
        undated = [i for i in own if claims[i].first is None]
        undated_around = [i for i in around if claims[i].first is None]
        for place, position in enumerate(undated):
            judge(position, [*undated[:place], *undated_around, *dated])
        for position in undated_around:
            judge(position, [other for other in own if claims[other].first is not None])


def _loose(claims: Sequence[Claim], among: Sequence[int], near: Near, judge: Judge) -> None:
    """Judges figures of one text at different places where a place was carried over to one of them."""
    # Only where a place was carried over can two places be one.
    if not any(claims[i].carried_over for i in among):
        return
    texts: dict[tuple[str, str], list[int]] = {}
    for position in among:
        claim = claims[position]
        if claim.place:
            texts.setdefault((claim.document_id, claim.place[0]), []).append(position)
    for members in texts.values():
        if len(members) > 1 and any(claims[i].days >= LONG for i in members):
            for place, position in enumerate(members):
                others = [other for other in members[:place] if other not in near[position]]
                judge(position, others)


def _judge(claims: Sequence[Claim], among: Sequence[int], near: Near) -> Judge:
    """Fills `near` for the pairs that it is asked of."""
    kinds = _kinds(claims, among) if len(among) >= _MANY else {}
    verdicts: dict[int, dict[int, Verdict]] = {}

    def judge(one: int, others: Sequence[int]) -> None:
        claim, mine = claims[one], near[one]
        for other in others:
            verdict = compare(claim, claims[other])
            if verdict.standing is not _APART:
                mine[other] = verdict
                near[other][one] = verdict.mirrored

    def judge_kinds(one: int, others: Sequence[int]) -> None:
        claim, mine = claims[one], near[one]
        document = claim.document_id
        known = verdicts.setdefault(kinds[one], {})
        for other in others:
            rival = claims[other]
            if rival.document_id == document:
                # The order in the text counts as well.
                verdict = compare(claim, rival)
            else:
                kind = kinds[other]
                found = known.get(kind)
                verdict = known[kind] = compare(claim, rival) if found is None else found
            if verdict.standing is not _APART:
                mine[other] = verdict
                near[other][one] = verdict.mirrored

    return judge_kinds if kinds else judge


def _kinds(claims: Sequence[Claim], among: Sequence[int]) -> dict[int, int]:
    """A number for each claim; two of one number and of two texts stand alike to all of other texts.

    It names everything that `compare` looks at, but for the text and the place in it. None are given where
    hardly any two are alike, because looking a verdict up would cost as much as finding it.
    """
    kinds = _numbered({i: _stated(claims[i]) for i in among})
    if 2 * len(set(kinds.values())) > len(kinds):
        return {}
    # What the sentences say of other figures takes the longest to find out.
    return _numbered(
        {i: (kind, claims[i].revises, claims[i].separate, claims[i].former) for i, kind in kinds.items()}
    )


def _stated(claim: Claim) -> Hashable:
    figure = claim.figure
    return (
        figure.value, figure.minimum, figure.maximum, figure.quantifier, claim.group, claim.place,
        claim.first, claim.last, claim.days, claim.published, claim.measure, claim.carried_over,
        claim.source and claim.source.key,
    )  # fmt: skip


def _numbered(kinds: Mapping[int, Hashable]) -> dict[int, int]:
    numbers: dict[Hashable, int] = {}
    return {i: numbers.setdefault(kind, len(numbers)) for i, kind in kinds.items()}


_APART = Standing.APART
