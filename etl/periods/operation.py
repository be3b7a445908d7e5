"""What every reading of a match shares: its context, its slots, and the table of operations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, cast

import msgspec

from etl.periods import calendar as cal
from etl.periods.calendar import Accuracy, Kind, Span
from etl.periods.match import Match

GRAIN: Final[dict[str, Accuracy]] = {
    "hour": "day", "day": "day", "week": "week", "month": "month", "year": "year", "decade": "year",
}  # fmt: skip
UNKNOWN: Final = Span(None, None, "unknown", "point")


class Said(msgspec.Struct, frozen=True, gc=False):
    """The time that the sentence told last, where its days are known."""

    start: date
    end: date
    accuracy: Accuracy


class Context(msgspec.Struct, frozen=True, gc=False):
    """What a reading depends on beside the words: the publication date, the way to look, the time before."""

    anchor: date | None
    forward: bool = False
    before: Said | None = None


Operation = Callable[[Match, Context], Span | None]


# Filled by the modules that read; one may read another's words inside its own.
OPERATIONS: Final[dict[str, Operation]] = {}


def read(match: Match, context: Context) -> Span | None:
    """The days of the match, or None where the words cannot be a time after all (31 April)."""
    return OPERATIONS[match.rule.op](match, context)


def inner_of(match: Match, slot: str) -> Match:
    return cast(Match, match.bound[slot])


def number_in(match: Match, slot: str, default: int | None = None) -> int | None:
    value = match.bound.get(slot, match.rule.args.get(slot, default))
    return None if value is None else int(cast("int | str", value))


def word_in(match: Match, slot: str, default: str = "") -> str:
    return str(match.bound.get(slot, match.rule.args.get(slot, default)))


def kind_of(match: Match, default: Kind) -> Kind:
    return cast(Kind, match.rule.args.get("kind", default))


def amount_of(match: Match, context: Context) -> tuple[int, int] | None:
    """(least, most) of the number of units; duals and "a week" say it in their value: "2 day"."""
    value = match.bound.get("num", match.rule.args.get("num", 1))
    if isinstance(value, tuple):
        return value
    return int(cast("int | str", value)), int(cast("int | str", value))


def unit_of(match: Match) -> tuple[str, int]:
    """The unit and how many of it one word says ("يومين" is ("day", 2))."""
    unit = word_in(match, "unit")
    if " " in unit:
        count, name = unit.split()
        return name, int(count)
    return unit, 1


def going_back(day: date, unit: str, count: int) -> date | None:
    if unit == "hour":
        return cal.shift_days(day, -(-count // 24) * -1)
    if unit in ("minute", "second"):
        return day
    if unit == "day":
        return cal.shift_days(day, -count)
    if unit == "week":
        return cal.shift_days(day, -7 * count)
    if unit in ("month", "year", "decade"):
        return cal.shift_months(day, -count * {"month": 1, "year": 12, "decade": 120}[unit])
    return None
