"""What comparing two claims can find: how the first stands to the second, by which rule, and why in words."""

from __future__ import annotations

from enum import Enum


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

    # Standings are looked up for every pair of claims; each is one object, so that its address is enough.
    __hash__ = object.__hash__


_MIRROR = {
    Standing.INSIDE: Standing.HOLDS,
    Standing.HOLDS: Standing.INSIDE,
    Standing.PART: Standing.WHOLE,
    Standing.WHOLE: Standing.PART,
    Standing.LATER: Standing.EARLIER,
    Standing.EARLIER: Standing.LATER,
}


class Verdict:
    """A standing, the id of the rule that found it, and the reason as a plain sentence with gaps.

    `mirrored` is the same judgement, seen from the second claim.
    """

    __slots__ = ("because", "mirrored", "rule", "standing")

    def __init__(self, standing: Standing, rule: str, because: str, mirrored: Verdict | None = None) -> None:
        self.standing = standing
        self.rule = rule
        self.because = because
        other = _MIRROR.get(standing)
        if other is None:
            self.mirrored = self
        else:
            self.mirrored = mirrored or Verdict(other, rule, because, self)


APART = Verdict(Standing.APART, "apart", "They share no day, place or group.")
APART_EVENT = Verdict(Standing.APART, "apart.event", "Its sentence says that it is another event.")
APART_TOLD = Verdict(Standing.APART, "apart.told", "One source tells both in one text as two events.")
SAME_CLAIM = Verdict(
    Standing.SAME, "same.claim", "It says the same as {other}: one number, place, group and window."
)
SAME_STOCK = Verdict(Standing.SAME, "same.stock", "It says the same stock as {other}.")
SAME_COARSER = Verdict(
    Standing.SAME, "same.coarser", "It says the same number as {other}, more or less precisely."
)
NEWER_STOCK = Verdict(Standing.LATER, "stock.newest", "{later} holds for a later day than {earlier}.")
LONGER_SERIES = Verdict(
    Standing.LATER, "series.newest", "{later} counts from the same start as {earlier}, for longer."
)
REPLACED_IN_TEXT = Verdict(Standing.LATER, "revision.words", "The text says that {later} replaces {earlier}.")
REPLACED_IN_WORDS = Verdict(
    Standing.LATER, "revision.words", "{later} says that it replaces an earlier figure, {earlier}."
)
REPLACED_BY_SOURCE = Verdict(
    Standing.LATER, "revision.source", "The same source gave {later} after {earlier}."
)
REPLACED_BY_MORE = Verdict(
    Standing.LATER, "revision.rising", "The toll rose: {later} was published after {earlier}."
)
AGREES = Verdict(Standing.AGREES, "agree.bounds", "Its wording does not contradict {other}.")
CONFLICTS = Verdict(Standing.CONFLICTS, "conflict.bounds", "It contradicts {other}: no number fits both.")
OVERLAPS = Verdict(
    Standing.OVERLAPS,
    "overlap.partial",
    "It shares days, place and people with {other} in part, so adding both would count some twice.",
)
# Said alike of either: the one inside and the one around it.
LARGER_INSIDE = Verdict(
    Standing.OVERLAPS,
    "overlap.larger",
    "It and {other} lie one inside the other, but the one inside is the larger figure, "
    "so the two are not added.",
)
WITHIN_WINDOW = Verdict(Standing.INSIDE, "window.inside", "Its days lie inside the window of {whole}.")
PART_OF_PLACE = Verdict(Standing.PART, "part.place", "Its place lies inside that of {whole}.")
PART_OF_PEOPLE = Verdict(Standing.PART, "part.population", "Its people are part of those of {whole}.")
SMALLER_IN_TEXT = Verdict(
    Standing.PART, "part.larger", "The same text gives the larger {whole} for the same thing."
)
