"""What a figure's wording allows: whether two figures can be the same number said twice, and sums of bounds.

A bound that the wording does not give is None and stays None in every sum; nothing is taken for zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

Amount = Decimal | int
LOWER = frozenset({"more_than", "at_least"})
UPPER = frozenset({"less_than", "at_most"})
# How far "about" reaches when two figures are compared; it never becomes a bound of a total.
APPROXIMATE_SHARE = Decimal("0.1")
# A rounding further off than so many hundredths is a different figure.
ROUNDING_HUNDREDTHS = 6


class Figure(msgspec.Struct, array_like=True, eq=False, gc=False):
    """A figure as its wording gives it, with what comparing needs worked out once.

    `low` and `high` are for comparing only: an approximate figure reaches a little both ways.
    """

    value: Amount | None
    minimum: Amount | None
    maximum: Amount | None
    quantifier: str
    step: int
    low: Amount | None
    high: Amount | None
    weight: Amount


def figure_of(
    value: Amount | None, minimum: Amount | None, maximum: Amount | None, quantifier: str
) -> Figure:
    """The figure with these bounds; whole numbers are kept as such."""
    value, minimum, maximum = plain(value), plain(minimum), plain(maximum)
    low, high = minimum, maximum
    if value is not None and minimum is None and maximum is None:
        reach = _size(value) * APPROXIMATE_SHARE
        low, high = plain(value - reach), plain(value + reach)
    weight: Amount = 0
    if value is not None:
        weight = value
    elif minimum is not None:
        weight = minimum if maximum is None else (minimum + maximum) / Decimal(2)
    elif maximum is not None:
        weight = maximum
    step = rounding_step(value) if value is not None else 0
    return Figure(value, minimum, maximum, quantifier, step, low, high, weight)


def _size(value: Amount) -> Amount:
    return value if value >= 0 else -value


def rounding_step(value: Amount) -> int:
    """The unit that a number looks rounded to: 1,000 for 38,000, 1 for 12, 0 for a broken number."""
    whole = int(value)
    if whole != value or whole == 0:
        return 0
    step = 1
    while whole % (step * 10) == 0:
        step *= 10
    return step


def same_number(one: Figure, other: Figure) -> bool:
    """True where both can be one number, said exactly, rounded, or by a bound that it has just passed.

    "More than 38 thousand", "about 38,000" and 38,450 are one number; "more than 38,000" and 45,000 are not,
    although the wording alone would allow it.
    """
    value, told = one.value, other.value
    if value is None or told is None:
        return _within(one, other) if value is None else _within(other, one)
    if value == told:
        if one.quantifier == other.quantifier:
            return True
        # "At least 12" and "at most 12" share only the number itself and say opposite things.
        said = {one.quantifier, other.quantifier}
        return LOWER.isdisjoint(said) or UPPER.isdisjoint(said)
    step = one.step
    if step == other.step:
        return step >= 10 and (_meet_between(one, other) or _meet_between(other, one))
    if step > other.step:
        quantifier, gap = one.quantifier, told - value
    else:
        step, quantifier, gap, value = other.step, other.quantifier, value - told, told
    if step < 10 or _size(gap) * 100 > _size(value) * ROUNDING_HUNDREDTHS:
        return False
    if quantifier in LOWER:
        return 0 <= gap < step
    if quantifier in UPPER:
        return -step < gap <= 0
    # A bare number is taken for rounded only where it looks it.
    return 2 * _size(gap) <= step and (step >= 100 or quantifier == "approximately")


def _meet_between(floor: Figure, near: Figure) -> bool:
    """True for "more than 38,000" and "about 39,000": 38,700 is both."""
    if floor.quantifier not in LOWER or near.quantifier != "approximately":
        return False
    if floor.value is None or near.value is None:
        return False
    gap = near.value - floor.value
    return gap == floor.step and gap * 100 <= _size(floor.value) * ROUNDING_HUNDREDTHS


def _within(vague: Figure, other: Figure) -> bool:
    if other.value is not None:
        above = vague.minimum is None or other.value >= vague.minimum
        return above and (vague.maximum is None or other.value <= vague.maximum)
    return vague.minimum == other.minimum and vague.maximum == other.maximum


def can_agree(one: Figure, other: Figure) -> bool:
    """True where some number fits both wordings."""
    if one.low is not None and other.high is not None and one.low > other.high:
        return False
    return not (other.low is not None and one.high is not None and other.low > one.high)


def can_hold(whole: Figure, part: Figure) -> bool:
    """True where a part this large fits into the whole."""
    if whole.high is None:
        return True
    floor = part.low if part.low is not None else part.value
    return floor is None or floor <= whole.high


def add(amounts: Iterable[Amount | None]) -> Amount | None:
    """The sum, or None where any amount is missing or there is none at all."""
    total: Amount | None = None
    for amount in amounts:
        if amount is None:
            return None
        total = amount if total is None else total + amount
    return total


def plain(amount: Amount | None) -> Amount | None:
    """The amount as an int where it is whole, so that it prints as a reader would write it."""
    if amount is None or isinstance(amount, int):
        return amount
    whole = int(amount)
    return whole if whole == amount else amount.normalize()
