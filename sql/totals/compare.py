"""How two claims of one kind stand to each other, by rule: the one judgement that relations and totals share.

A claim fills a box: a place, a group of people and a window of days. Figures of boxes that share nothing may
be added; one box inside another is a part; equal boxes say the same thing, revise it, or contradict it.
"""

from __future__ import annotations

from sql.totals.bounds import Figure, can_agree, can_hold, same_number
from sql.totals.claims import Claim
from sql.totals.populations import disjoint
from sql.totals.verdicts import (
    AGREES,
    APART,
    APART_EVENT,
    APART_TOLD,
    CONFLICTS,
    LARGER_INSIDE,
    LONGER_SERIES,
    NEWER_STOCK,
    OVERLAPS,
    PART_OF_PEOPLE,
    PART_OF_PLACE,
    REPLACED_BY_MORE,
    REPLACED_BY_SOURCE,
    REPLACED_IN_TEXT,
    REPLACED_IN_WORDS,
    SAME_CLAIM,
    SAME_COARSER,
    SAME_STOCK,
    SMALLER_IN_TEXT,
    WITHIN_WINDOW,
    Verdict,
)

# Days by which starts and ends of one long window may differ between two reports of it.
START_SLACK, END_SLACK, LONG = 10, 3, 14
# A figure without a date is compared with reports of these many days around it.
UNDATED_REACH = 10
STOCK_SLACK = 3

# As bits: sides that are all equal or inner make INNER together, an inner and an outer side make CROSS.
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
    first, last, other_first, other_last = one.first, one.last, other.first, other.last
    if first is None or other_first is None or last is None or other_last is None:
        return _undated(one, other)
    if first > other_last or other_first > last:
        return None
    if first == other_first and last == other_last:
        return EQUAL
    if (
        one.days >= LONG
        and other.days >= LONG
        and -START_SLACK <= first - other_first <= START_SLACK
        and -END_SLACK <= last - other_last <= END_SLACK
    ):
        return EQUAL
    if first >= other_first and last <= other_last:
        return INNER
    return OUTER if other_first >= first and other_last <= last else CROSS


def _undated(one: Claim, other: Claim) -> int:
    if one.document_id == other.document_id:
        # "Since early December" takes in what the same text tells without a date.
        if max(one.days, other.days) >= LONG:
            return INNER if one.days == 0 else OUTER
        return EQUAL
    if one.published is None or other.published is None:
        return CROSS
    return EQUAL if abs(one.published - other.published) <= UNDATED_REACH else CROSS


def compare(one: Claim, other: Claim) -> Verdict:
    """How the first claim stands to the second; both have one indicator (or kin), unit and currency."""
    place: int | None = EQUAL if one.place == other.place else places(one, other)
    if place is None:
        if not _loosely_placed(one, other):
            return APART
        place = EQUAL
    return compare_placed(one, other, place)


def compare_placed(one: Claim, other: Claim, place: int) -> Verdict:
    """As `compare`, where it is known that the first place is equal to, inside or around the second."""
    people = EQUAL if one.group == other.group else groups(one, other)
    if people is None:
        return APART
    if one.measure == "stock":
        return _stocks(one, other, place, people)
    first, last = one.first, one.last
    window = EQUAL
    # Most that meet are of the same days.
    if first != other.first or last != other.last or first is None or last is None or first > last:
        days = windows(one, other)
        if days is None:
            return APART
        window = days
    sides = place | people
    if not sides and window != CROSS:
        if window == EQUAL:
            return _one_box(one, other)
        if _running(one, other):
            return _series(one, other)
    if (
        _short_and_same(one, other, window)
        and _one_number(one.figure, other.figure)
        and _one_claim_coarser(one, other, place, people)
    ):
        return SAME_COARSER
    side = sides | window
    if side == CROSS:
        return OVERLAPS
    return _inner(one, other, window) if side != OUTER else _inner(other, one, window).mirrored


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
    near = -STOCK_SLACK <= gap <= STOCK_SLACK
    if place == EQUAL and people == EQUAL:
        if near and same_number(one.figure, other.figure):
            return SAME_STOCK
        if one.former != other.former and one.document_id == other.document_id:
            # "from 14 to 9"
            return REPLACED_IN_TEXT if other.former else REPLACED_IN_TEXT.mirrored
        if gap == 0:
            return _contradiction(one, other)
        return NEWER_STOCK if gap > 0 else NEWER_STOCK.mirrored
    if near and _one_number(one.figure, other.figure) and _one_claim_coarser(one, other, place, people):
        return SAME_COARSER
    side = place | people
    if side == CROSS:
        return OVERLAPS
    return _inner(one, other, EQUAL) if side != OUTER else _inner(other, one, EQUAL).mirrored


def _one_box(one: Claim, other: Claim) -> Verdict:
    if same_number(one.figure, other.figure):
        return SAME_CLAIM
    if one.separate or other.separate:
        return APART_EVENT
    if one.document_id == other.document_id:
        return _one_document(one, other)
    return _revision(one, other)


def _one_document(one: Claim, other: Claim) -> Verdict:
    if _named_apart(one, other):
        return _contradiction(one, other)
    second = max(one, other, key=lambda claim: (not claim.former, claim.order))
    if second.revises or one.former != other.former:
        return REPLACED_IN_TEXT if second is one else REPLACED_IN_TEXT.mirrored
    exact = _one_event(one) and _one_event(other) and not one.carried_over and not other.carried_over
    return APART_TOLD if exact else _by_size(one, other)


def _revision(one: Claim, other: Claim) -> Verdict:
    if one.published is None or other.published is None or one.published == other.published:
        return _contradiction(one, other)
    late, early = (one, other) if one.published > other.published else (other, one)
    rising = late.figure.weight > early.figure.weight
    one_source = one.source is not None and other.source is not None and one.source.key == other.source.key
    if late.revises and not late.former:
        verdict = REPLACED_IN_WORDS
    elif one_source:
        verdict = REPLACED_BY_SOURCE
    elif rising and not _named_apart(one, other):
        verdict = REPLACED_BY_MORE
    else:
        return _contradiction(one, other)
    return verdict if late is one else verdict.mirrored


def _series(one: Claim, other: Claim) -> Verdict:
    late, early = (one, other) if (one.last or 0) >= (other.last or 0) else (other, one)
    if late.figure.weight < early.figure.weight and not can_agree(late.figure, early.figure):
        corrected = late.revises or not _named_apart(one, other)
        if not corrected:
            return _contradiction(one, other)
    return LONGER_SERIES if late is one else LONGER_SERIES.mirrored


def _contradiction(one: Claim, other: Claim) -> Verdict:
    return AGREES if can_agree(one.figure, other.figure) else CONFLICTS


def _inner(part: Claim, whole: Claim, window: int) -> Verdict:
    if not can_hold(whole.figure, part.figure):
        if window == EQUAL and part.place == whole.place and _one_event(part) and _named_apart(part, whole):
            # "22 civilians" says the hospital of a strike where the army says nine were killed.
            return _contradiction(part, whole)
        return LARGER_INSIDE
    if window != EQUAL:
        return WITHIN_WINDOW
    return PART_OF_PLACE if part.place != whole.place else PART_OF_PEOPLE


def _one_event(claim: Claim) -> bool:
    """Whether the claim is of so few days and so small a place that it can hardly be of two events."""
    return claim.measure == "flow" and len(claim.place) == 3 and claim.days in range(1, 4)


def _by_size(one: Claim, other: Claim) -> Verdict:
    # Of two equal figures the one told first is the whole.
    smaller = one.figure.weight < other.figure.weight
    if one.figure.weight == other.figure.weight:
        smaller = one.order > other.order
    return SMALLER_IN_TEXT if smaller else SMALLER_IN_TEXT.mirrored


def _named_apart(one: Claim, other: Claim) -> bool:
    return one.source is not None and other.source is not None and one.source.key != other.source.key


def _running(one: Claim, other: Claim) -> bool:
    return (
        one.measure == "cumulative"
        and other.measure == "cumulative"
        and one.first is not None
        and other.first is not None
        and abs(one.first - other.first) <= START_SLACK
    )


def _short_and_same(one: Claim, other: Claim, window: int) -> bool:
    return window == EQUAL or (window != CROSS and 0 < one.days <= LONG and 0 < other.days <= LONG)


def _one_number(figure: Figure, told: Figure) -> bool:
    """Whether one number is said twice that is not so small that it coincides too easily."""
    value, other = figure.value, told.value
    if value is None or other is None or value < 10:
        return False
    if value == other or figure.step >= 10 or told.step >= 10:
        return same_number(figure, told)
    # Neither is rounded.
    return False


def _one_claim_coarser(one: Claim, other: Claim, place: int, people: int) -> bool:
    """Whether one number may be one claim though its boxes are not equal."""
    if people and (people == CROSS or one.document_id == other.document_id):
        return False
    return place != CROSS and not _named_apart(one, other)
