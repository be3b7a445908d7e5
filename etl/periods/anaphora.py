"""Readings that lean on the time said before them: the previous month, the same period of another year."""

from __future__ import annotations

from datetime import date

from etl.periods import calendar as cal
from etl.periods.calendar import Span
from etl.periods.match import Match
from etl.periods.operation import (
    GRAIN,
    UNKNOWN,
    Context,
    amount_of,
    going_back,
    inner_of,
    number_in,
    read,
    unit_of,
)

# The longest time, in days, that has such a unit before it: half a year has no previous month.
_HOLDS = {"week": 8, "month": 32, "year": 367}


def read_previous(match: Match, context: Context) -> Span | None:
    """The week, month or year before the one that the sentence told last, else before publication."""
    unit, _count = unit_of(match)
    if unit not in _HOLDS:
        return None
    said = context.before
    day = context.anchor
    if said is not None and (said.end - said.start).days < _HOLDS[unit]:
        day = said.start
    if day is None:
        return Span(None, None, GRAIN[unit], "window")
    if unit == "week":
        monday = cal.shift_days(day, -7 if said is not None and day == said.start else -7 - day.weekday())
        end = cal.shift_days(monday, 6) if monday else None
        return Span(monday, end, "week", "window")
    first = date(day.year, day.month if unit == "month" else 1, 1)
    start = cal.shift_months(first, -1 if unit == "month" else -12)
    if start is None:
        return UNKNOWN
    return Span(
        start, cal.month_end(start.year, start.month if unit == "month" else 12), GRAIN[unit], "window"
    )


def read_same_window(match: Match, context: Context) -> Span | None:
    """The time that the sentence told before, in the year that these words name; else that whole year."""
    year = read(inner_of(match, "x"), context)
    if year is None or year.accuracy != "year":
        return None
    said = context.before
    if said is None or year.start is None:
        return year
    months = (year.start.year - said.end.year) * 12
    start, end = cal.shift_months(said.start, months), cal.shift_months(said.end, months)
    if start is None or end is None:
        return UNKNOWN
    if said.end == cal.month_end(said.end.year, said.end.month):
        end = cal.month_end(end.year, end.month)
    return Span(start, end, said.accuracy, "window")


def read_ending(match: Match, context: Context) -> Span | None:
    """A length of time up to a day: the week that ended on 20 October."""
    inner = read(inner_of(match, "x"), context)
    unit, per = unit_of(match)
    amount = amount_of(match, context)
    if inner is None or amount is None or unit not in GRAIN:
        return None
    if inner.end is None:
        return Span(None, None, GRAIN[unit], "window")
    after = cal.shift_days(inner.end, 1)
    start = going_back(after, unit, amount[1] * per) if after and amount[1] * per < 10_000 else None
    return Span(start, inner.end, GRAIN[unit], "window") if start else UNKNOWN


def read_numbered_week(match: Match, context: Context) -> Span | None:
    """A week by its number, as epidemic bulletins count them (ISO weeks)."""
    number = number_in(match, "w")
    year = read(inner_of(match, "x"), context) if "x" in match.bound else None
    if number is None or not 1 <= number <= 53:
        return None
    if year is not None and year.start is not None:
        return _week(year.start.year, number)
    if context.anchor is None or year is not None:
        return Span(None, None, "week", "window")
    this = _week(context.anchor.year, number)
    if this.start is not None and this.start > context.anchor:
        return _week(context.anchor.year - 1, number)
    return this


def _week(year: int, number: int) -> Span:
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return UNKNOWN
    return Span(monday, cal.shift_days(monday, 6), "week", "window")


def read_first_days(match: Match, context: Context) -> Span | None:
    """The first N days of a month."""
    inner = read(inner_of(match, "x"), context)
    amount = amount_of(match, context)
    if inner is None or amount is None or inner.accuracy != "month" or not 1 <= amount[1] <= 30:
        return None
    if inner.start is None:
        return Span(None, None, "few_days", "window")
    return Span(inner.start, cal.shift_days(inner.start, amount[1] - 1), "few_days", "window")
