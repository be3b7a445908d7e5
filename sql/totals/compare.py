"""How two claims of one kind stand to each other, by rule: the one judgement that relations and totals share.

A claim fills a box: a place, a group of people and a window of days. Figures of boxes that share nothing may
be added; one box inside another is a part; equal boxes say the same thing, revise it, or contradict it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from sql.totals.bounds import can_agree, can_hold, same_number
from sql.totals.claims import Claim
from sql.totals.populations import disjoint


class Standing(Enum):
    """How the first claim stands to the second."""

    APART = "apart"
    SAME = "same"
    INSIDE = "inside"
    HOLDS = "holds"
    PART = "part"
    WHOLE = "whole"
    LATER = "later"
    EARLIER = "earlier"
    AGREES = "agrees"
    CONFLICTS = "conflicts"
    OVERLAPS = "overlaps"


_MIRROR = {
    Standing.INSIDE: Standing.HOLDS,
    Standing.HOLDS: Standing.INSIDE,
    Standing.PART: Standing.WHOLE,
    Standing.WHOLE: Standing.PART,
    Standing.LATER: Standing.EARLIER,
    Standing.EARLIER: Standing.LATER,
}


@dataclass(frozen=True)
class Verdict:
    """A standing, the id of the rule that found it, and the reason as a plain sentence with two gaps."""

    standing: Standing
    rule: str
    because: str

    def mirrored(self) -> Verdict:
        """The same judgement, seen from the second claim."""
        standing = _MIRROR.get(self.standing)
        return self if standing is None else _verdict(standing, self.rule, self.because)


@cache
def _verdict(standing: Standing, rule: str, because: str) -> Verdict:
    return Verdict(standing, rule, because)


APART = Verdict(Standing.APART, "apart", "They share no day, place or group.")

COARSER = Verdict(
    Standing.SAME, "same.coarser", "It says the same number as {other}, more or less precisely placed."
)

# Days by which starts and ends of one long window may differ between two reports of it.
START_SLACK, END_SLACK, LONG = 10, 3, 14
# A figure without a date is compared with reports of these many days around it.
UNDATED_REACH = 10
STOCK_SLACK = 3

EQUAL, INNER, OUTER, CROSS = 0, 1, 2, 3


def places(one: Claim, other: Claim) -> int | None:
    """EQUAL, INNER or OUTER as the first place is equal to, inside or around the second; None if apart."""
    a, b = one.place, other.place
    if a == b:
        return EQUAL
    if len(a) > len(b):
        return INNER if a[: len(b)] == b else None
    return OUTER if len(b) > len(a) and b[: len(a)] == a else None


def groups(one: Claim, other: Claim) -> int | None:
    """EQUAL, INNER, OUTER or CROSS as the groups are; None where nobody can be in both."""
    a, b = one.group, other.group
    if a == b:
        return EQUAL
    if disjoint(a, b):
        return None
    if not a & ~b:
        return INNER
    return OUTER if not b & ~a else CROSS


def windows(one: Claim, other: Claim) -> int | None:
    """EQUAL, INNER, OUTER or CROSS as the windows are; None where they share no day or cannot be compared."""
    if one.first is None or other.first is None or one.last is None or other.last is None:
        if one.document_id == other.document_id:
            # "Since early December" takes in what the same text tells without a date.
            if max(one.days, other.days) >= LONG:
                return INNER if one.days == 0 else OUTER
            return EQUAL
        if one.published is None or other.published is None:
            return CROSS
        return EQUAL if abs(one.published - other.published) <= UNDATED_REACH else CROSS
    if one.first > other.last or other.first > one.last:
        return None
    if one.first == other.first and one.last == other.last:
        return EQUAL
    if one.days >= LONG and other.days >= LONG:
        near = abs(one.first - other.first) <= START_SLACK and abs(one.last - other.last) <= END_SLACK
        if near:
            return EQUAL
    if one.first >= other.first and one.last <= other.last:
        return INNER
    if other.first >= one.first and other.last <= one.last:
        return OUTER
    return CROSS


def compare(one: Claim, other: Claim) -> Verdict:
    """How the first claim stands to the second; both have one indicator (or kin), unit and currency."""
    place = places(one, other)
    if place is None:
        if not _loosely_placed(one, other):
            return APART
        place = EQUAL
    people = groups(one, other)
    if people is None:
        return APART
    if one.measure == "stock":
        return _stocks(one, other, place, people)
    window = windows(one, other)
    if window is None:
        return APART
    return _flows(one, other, place, people, window)


def _loosely_placed(one: Claim, other: Claim) -> bool:
    """True for a short window inside a long one of the same text, where a place was only carried over.

    A total since December for "the last pocket" and the departures of two days from it are told of one place
    in different words; two towns of one day are not.
    """
    if one.document_id != other.document_id or one.measure == "stock" or one.place[:1] != other.place[:1]:
        return False
    if not one.carried_over and not other.carried_over:
        return False
    return max(one.days, other.days) >= LONG and windows(one, other) in (INNER, OUTER)


def _stocks(one: Claim, other: Claim, place: int, people: int) -> Verdict:
    a, b = one.as_of, other.as_of
    gap = a - b if a is not None and b is not None else 0
    if place == EQUAL and people == EQUAL:
        if abs(gap) <= STOCK_SLACK:
            if same_number(one.figure, other.figure):
                return _verdict(Standing.SAME, "same.stock", "It says the same stock as {other}.")
            if gap == 0:
                return _contradiction(one, other)
        if gap == 0:
            return _contradiction(one, other)
        standing = Standing.LATER if gap > 0 else Standing.EARLIER
        return _verdict(standing, "stock.newest", "{later} holds for a later day than {earlier}.")
    if abs(gap) <= STOCK_SLACK and _one_claim_coarser(one, other, place, people):
        return _verdict(
            Standing.SAME, "same.coarser", "It says the same number as {other}, more or less precisely."
        )
    return _nested(one, other, place, people, EQUAL)


def _flows(one: Claim, other: Claim, place: int, people: int, window: int) -> Verdict:
    if place == EQUAL and people == EQUAL:
        if window == EQUAL:
            return _one_box(one, other)
        if _running(one, other) and window in (INNER, OUTER):
            return _series(one, other)
    if _short_and_same(one, other, window) and _one_claim_coarser(one, other, place, people):
        return _verdict(
            Standing.SAME, "same.coarser", "It says the same number as {other}, more or less precisely."
        )
    return _nested(one, other, place, people, window)


def _one_box(one: Claim, other: Claim) -> Verdict:
    if same_number(one.figure, other.figure):
        return _verdict(
            Standing.SAME, "same.claim", "It says the same as {other}: one number, place, group and window."
        )
    if one.separate or other.separate:
        return _verdict(Standing.APART, "apart.event", "Its sentence says that it is another event.")
    if one.document_id == other.document_id:
        return _one_document(one, other)
    return _revision(one, other)


def _one_document(one: Claim, other: Claim) -> Verdict:
    if _named_apart(one, other):
        return _contradiction(one, other)
    second = max(one, other, key=lambda claim: (not claim.former, claim.order))
    if second.revises:
        standing = Standing.LATER if second is one else Standing.EARLIER
        return _verdict(standing, "revision.words", "The text says that {later} replaces {earlier}.")
    exact = _one_event(one) and _one_event(other) and not one.carried_over and not other.carried_over
    if exact:
        return _verdict(Standing.APART, "apart.told", "One source tells both in one text as two events.")
    return _by_size(one, other, "part.larger", "The same text gives the larger {whole} for the same thing.")


def _revision(one: Claim, other: Claim) -> Verdict:
    if one.published is None or other.published is None or one.published == other.published:
        return _contradiction(one, other)
    late, early = (one, other) if one.published > other.published else (other, one)
    rising = late.figure.weight > early.figure.weight
    one_source = one.source is not None and other.source is not None and one.source.key == other.source.key
    if late.revises and not late.former:
        rule, because = "revision.words", "{later} says that it replaces an earlier figure, {earlier}."
    elif one_source:
        rule, because = "revision.source", "The same source gave {later} after {earlier}."
    elif rising and not _named_apart(one, other):
        rule, because = (
            "revision.rising",
            "The toll rose: {later} was published after {earlier}.",
        )
    else:
        return _contradiction(one, other)
    return _verdict(Standing.LATER if late is one else Standing.EARLIER, rule, because)


def _series(one: Claim, other: Claim) -> Verdict:
    late, early = (one, other) if (one.last or 0) >= (other.last or 0) else (other, one)
    if late.figure.weight < early.figure.weight and not can_agree(late.figure, early.figure):
        corrected = late.revises or not _named_apart(one, other)
        if not corrected:
            return _contradiction(one, other)
    standing = Standing.LATER if late is one else Standing.EARLIER
    return _verdict(standing, "series.newest", "{later} counts from the same start as {earlier}, for longer.")


def _contradiction(one: Claim, other: Claim) -> Verdict:
    if can_agree(one.figure, other.figure):
        return _verdict(Standing.AGREES, "agree.bounds", "Its wording does not contradict {other}.")
    return _verdict(
        Standing.CONFLICTS,
        "conflict.bounds",
        "It contradicts {other}: no number fits both.",
    )


def _nested(one: Claim, other: Claim, place: int, people: int, window: int) -> Verdict:
    sides = (place, people, window)
    if all(side in (EQUAL, INNER) for side in sides):
        return _inner(one, other, window, mirrored=False)
    if all(side in (EQUAL, OUTER) for side in sides):
        return _inner(other, one, window, mirrored=True)
    return _verdict(
        Standing.OVERLAPS,
        "overlap.partial",
        "It shares days, place and people with {other} in part, so adding both would count some twice.",
    )


def _inner(part: Claim, whole: Claim, window: int, *, mirrored: bool) -> Verdict:
    if not can_hold(whole.figure, part.figure):
        if window == EQUAL and part.place == whole.place and _one_event(part) and _named_apart(part, whole):
            # "22 civilians" says the hospital of a strike where the army says nine were killed.
            return _contradiction(part, whole)
        # Said alike of either: the one inside and the one around it.
        return _verdict(
            Standing.OVERLAPS,
            "overlap.larger",
            "It and {other} lie one inside the other, but the one inside is the larger figure, "
            "so the two are not added.",
        )
    if window != EQUAL:
        verdict = _verdict(Standing.INSIDE, "window.inside", "Its days lie inside the window of {whole}.")
    elif part.place != whole.place:
        verdict = _verdict(Standing.PART, "part.place", "Its place lies inside that of {whole}.")
    else:
        verdict = _verdict(Standing.PART, "part.population", "Its people are part of those of {whole}.")
    return verdict.mirrored() if mirrored else verdict


def _one_event(claim: Claim) -> bool:
    """Whether the claim is of so few days and so small a place that it can hardly be of two events."""
    return claim.measure == "flow" and len(claim.place) == 3 and claim.days in range(1, 4)


def _by_size(one: Claim, other: Claim, rule: str, because: str) -> Verdict:
    # Of two equal figures the one told first is the whole.
    larger = one.figure.weight > other.figure.weight
    if one.figure.weight == other.figure.weight:
        larger = one.order < other.order
    return _verdict(Standing.WHOLE if larger else Standing.PART, rule, because)


def _named_apart(one: Claim, other: Claim) -> bool:
    return one.source is not None and other.source is not None and one.source.key != other.source.key


def _running(one: Claim, other: Claim) -> bool:
    both = one.measure == other.measure == "cumulative"
    return (
        both
        and one.first is not None
        and other.first is not None
        and abs(one.first - other.first) <= START_SLACK
    )


def _short_and_same(one: Claim, other: Claim, window: int) -> bool:
    if window == EQUAL:
        return True
    return window in (INNER, OUTER) and 0 < one.days <= LONG and 0 < other.days <= LONG


def _one_claim_coarser(one: Claim, other: Claim, place: int, people: int) -> bool:
    if CROSS in (place, people) or (one.document_id == other.document_id and people != EQUAL):
        return False
    if _named_apart(one, other) or one.figure.value is None or other.figure.value is None:
        return False
    # Small numbers coincide too easily to be recognised by the number alone.
    return one.figure.value >= 10 and same_number(one.figure, other.figure)
