"""The year of a month or day that is named without one, once the sentence turns out to look ahead."""

from __future__ import annotations

from datetime import date

import msgspec

from etl.model import TimeExpression
from etl.periods.calendar import shift_months

_NAMED = ("time.month", "time.day.month", "time.months")
_YEAR = 12
_DIGITS = 4


def ahead(time: TimeExpression, anchor: date | None) -> TimeExpression:
    """The coming April for the past one, where no year is told: "plans to help 800,000 people in April"."""
    start, end = time.period.start, time.period.end
    if anchor is None or start is None or end is None or end >= anchor or time.kind == "since":
        return time
    if not any(rule.startswith(_NAMED) for rule in time.rules) or _year(time.text):
        return time
    first, last = shift_months(start, _YEAR), shift_months(end, _YEAR)
    if first is None or last is None or last < anchor:
        return time
    period = msgspec.structs.replace(time.period, start=first, end=last)
    return msgspec.structs.replace(time, period=period, rules=(*time.rules, "time.ahead"))


def _year(text: str) -> bool:
    """Whether the words hold a number of four digits."""
    run = 0
    for character in text:
        run = run + 1 if character.isdigit() else 0
        if run == _DIGITS:
            return True
    return False
