"""The neighbours of single claims: what `neighbours` finds for all of them, asked for one at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from sql.totals.claims import Claim, Order
from sql.totals.compare import LONG, compare
from sql.totals.pairs import REACH
from sql.totals.verdicts import Standing, Verdict

# Windows of up to so many days are found by their first day; longer ones are few.
_SHORT = 31

_Place = tuple[str, ...]


class Nearby:
    """Claims of one block, sorted by their order, of which some are looked at and most are not.

    `near(i)` is what `neighbours(claims)[i]` would be.
    """

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims
        self._stocks = bool(claims) and claims[0].measure == "stock"
        places: dict[_Place, list[int]] = {}
        for position, claim in enumerate(claims):
            places.setdefault(claim.place, []).append(position)
        self._places = {place: _Days(claims, members) for place, members in places.items()}
        self._inside: dict[_Place, list[_Place]] = {}
        for place in places:
            for depth in range(1, len(place)):
                self._inside.setdefault(place[:depth], []).append(place)
        self._texts: dict[tuple[str, str], list[int]] | None = None

    def near(self, position: int) -> dict[int, Verdict]:
        """The claims that this one is not apart from, by position, and how it stands to them."""
        found: dict[int, Verdict] = {}
        for other in self._meeting(position):
            if other != position:
                self._judge(*self._ordered(position, other), position, found)
        if not self._stocks and len(self._places) > 1:
            for other in self._told_beside(position):
                if other != position and other not in found:
                    one, two = (position, other) if position > other else (other, position)
                    self._judge(one, two, position, found)
        return found

    def verdict(self, one: int, other: int) -> Verdict:
        """How a claim stands to one of its neighbours."""
        first, second = self._ordered(one, other)
        verdict = compare(self.claims[first], self.claims[second])
        return verdict if first == one else verdict.mirrored

    def _judge(self, one: int, other: int, asked: int, found: dict[int, Verdict]) -> None:
        verdict = compare(self.claims[one], self.claims[other])
        if verdict.standing is not Standing.APART:
            if one == asked:
                found[other] = verdict
            else:
                found[one] = verdict.mirrored

    def _ordered(self, one: int, other: int) -> tuple[int, int]:
        """The pair in the order in which `neighbours` compares it."""
        a, b = self.claims[one], self.claims[other]
        if not self._stocks:
            if a.first is not None and b.first is not None:
                return (one, other) if _since(a) > _since(b) else (other, one)
            if a.first is not None or b.first is not None:
                return (one, other) if a.first is None else (other, one)
        if len(a.place) != len(b.place):
            return (one, other) if len(a.place) > len(b.place) else (other, one)
        return (one, other) if one > other else (other, one)

    def _meeting(self, position: int) -> Iterator[int]:
        claim = self.claims[position]
        place = claim.place
        around = [place[:depth] for depth in range(1, len(place))]
        inside = self._inside.get(place, ()) if place else ()
        for name in (place, *around, *inside):
            days = self._places.get(name)
            if days is not None:
                yield from days.every if self._stocks else days.meeting(claim)

    def _told_beside(self, position: int) -> Sequence[int]:
        """The claims of the same text and country, where any of them is of a long window."""
        if self._texts is None:
            self._texts = {}
            for other, claim in enumerate(self.claims):
                if claim.place:
                    self._texts.setdefault((claim.document_id, claim.place[0]), []).append(other)
        claim = self.claims[position]
        if not claim.place:
            return ()
        members = self._texts[claim.document_id, claim.place[0]]
        return members if any(self.claims[i].days >= LONG for i in members) else ()


class _Days:
    """The claims of one place by their days."""

    def __init__(self, claims: Sequence[Claim], members: list[int]) -> None:
        self._claims = claims
        self.every = members
        self._sorted = False

    def meeting(self, claim: Claim) -> Iterator[int]:
        """Those whose days meet the claim's, and those without days; all where it has none itself."""
        if claim.first is None or len(self.every) == 1:
            yield from (i for i in self.every if _meet(claim, self._claims[i]))
            return
        if not self._sorted:
            self._sort()
        yield from self._undated
        latest = (claim.last or 0) + REACH
        begin = bisect_left(self._starts, claim.first - REACH - _SHORT)
        end = bisect_right(self._starts, max(latest, claim.first))
        for i in (*self._short[begin:end], *self._long):
            if _meet(claim, self._claims[i]):
                yield i

    def _sort(self) -> None:
        claims = self._claims
        self._undated = [i for i in self.every if claims[i].first is None]
        dated = [i for i in self.every if claims[i].first is not None]
        self._short = [i for i in dated if 0 < claims[i].days <= _SHORT]
        self._long = [i for i in dated if not 0 < claims[i].days <= _SHORT]
        self._short.sort(key=lambda i: claims[i].first or 0)
        self._starts = [claims[i].first or 0 for i in self._short]
        self._sorted = True


def _since(claim: Claim) -> tuple[int, Order]:
    return claim.first or 0, claim.order


def _meet(one: Claim, other: Claim) -> bool:
    if one.first is None or other.first is None:
        return True
    early, late = (one, other) if _since(one) < _since(other) else (other, one)
    return (early.last or 0) + REACH >= (late.first or 0)
