"""Readings that lean on the time said before them: the previous month, the next day, the same year."""

from __future__ import annotations

from datetime import date

from etl.periods import calendar as cal
from etl.periods.calendar import Span
from etl.periods.days import month_of
from etl.periods.match import Match
from etl.periods.operation import (
    GRAIN,
    UNKNOWN,
    Context,
    Said,
    amount_of,
    going_back,
    inner_of,
    number_in,
    read,
    unit_of,
    word_in,
)
from etl.periods.spans import read_period

# The longest time, in days, that has such a unit before it: half a year has no previous month.
_HOLDS = {"day": 2, "week": 8, "month": 32, "quarter": 93, "year": 367}
# The shortest time, in days, that is such a unit by itself.
_SHORTEST = {"week": 4, "month": 27, "year": 300}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# A day that was told, or the night between two; and more units than anybody means.
_DAY = 2
_WEEK, _LAST = 7, 30
_FAR = 10_000


def read_previous(match: Match, context: Context) -> Span | None:
    """The day, week, month or year before the one that was told last, else before publication."""
    unit, _count = unit_of(match)
    said = context.before
    if not unit:
        return _span_before(said)
    if unit not in _HOLDS:
        return None
    if unit == "day":
        if said is None and context.anchor is not None and "near" in match.rule.args:
            # "La veille" of a text that tells no other day is that before publication.
            said = Said(context.anchor, context.anchor, "day")
        return _days_off(said, -1)
    if unit == "quarter":
        return _quarter_before(said, context.anchor)
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


def _span_before(said: Said | None) -> Span | None:
    """As much time right before what was told: the quarter before a quarter, ten days before ten."""
    if said is None:
        return Span(None, None, "unknown", "window")
    end = cal.shift_days(said.start, -1)
    months = (said.end.year - said.start.year) * 12 + said.end.month - said.start.month + 1
    if said.start.day == 1 and said.end == cal.month_end(said.end.year, said.end.month):
        start = cal.shift_months(said.start, -months)
    else:
        start = cal.shift_days(said.start, -(said.end - said.start).days - 1)
    return Span(start, end, said.accuracy, "window") if start and end else UNKNOWN


def _days_off(said: Said | None, count: int) -> Span | None:
    """The day so many days after the one that was told, or before it."""
    if said is None:
        return Span(None, None, "day", "point")
    if (said.end - said.start).days > _DAY:
        return None
    day = cal.shift_days(said.end if count > 0 else said.start, count)
    return Span(day, day, "day", "point") if day else UNKNOWN


def _quarter_before(said: Said | None, anchor: date | None) -> Span | None:
    day = anchor
    if said is not None and (said.end - said.start).days < _HOLDS["quarter"]:
        day = said.start
    start = cal.shift_months(date(day.year, day.month - (day.month - 1) % 3, 1), -3) if day else None
    last = cal.shift_months(start, 2) if start else None
    return Span(start, cal.month_end(last.year, last.month) if last else None, "month", "window")


def read_next(match: Match, context: Context) -> Span | None:
    """The day, week, month or year after the one that was told last; None where none was."""
    unit, _count = unit_of(match)
    said = context.before
    if said is None and (unit == "day" or context.anchor is None):
        return Span(None, None, GRAIN.get(unit, "unknown"), "point" if unit == "day" else "window")
    if said is None or (said.end - said.start).days >= _HOLDS.get(unit, 0):
        return None
    if unit == "day":
        span = _days_off(said, 1)
    elif unit == "week":
        monday = cal.shift_days(said.end, 7 - said.end.weekday())
        span = Span(monday, cal.shift_days(monday, 6) if monday else None, "week", "window")
    else:
        span = _whole(said.end, unit, _MONTHS[unit])
    return span if _past(span, context) else None


def read_then(match: Match, context: Context) -> Span | None:
    """The same day, week, month or year as was told before; without a unit all of that time."""
    unit, _count = unit_of(match)
    said = context.before
    if said is None:
        return Span(None, None, GRAIN.get(unit, "unknown"), "window")
    if unit == "day":
        return _days_off(said, 0)
    length = (said.end - said.start).days
    if not unit or (unit == "week" and _DAY < length < _HOLDS["week"]):
        return Span(said.start, said.end, said.accuracy, "window")
    if unit == "week":
        monday = cal.shift_days(said.start, -said.start.weekday())
        return Span(monday, cal.shift_days(monday, 6) if monday else None, "week", "window")
    return _whole(said.start, unit, 0) if unit in _MONTHS and length < _HOLDS[unit] else None


def read_the(match: Match, context: Context) -> Span | None:
    """The week, month or year that was told before, as a bulletin means it; else the one of publication."""
    unit, _count = unit_of(match)
    said, this = context.before, read_period(match, context)
    if said is None or this is None or this.start is None:
        return this
    if (said.end - said.start).days >= _SHORTEST.get(unit, 0) or (unit == "month" and said.end < this.start):
        # A bulletin of June that told what happened on 30 May means May.
        return read_then(match, context) or this
    return this


def read_apart(match: Match, context: Context) -> Span | None:
    """So long after what was told before, or before it ("two days later"); None where nothing was."""
    unit, per = unit_of(match)
    amount, said = amount_of(match, context), context.before
    if unit not in GRAIN or amount is None:
        return None
    sign = int(word_in(match, "sign", "1"))
    count = sign * amount[1] * per
    if said is None:
        if context.forward and sign > 0 and context.anchor is not None and abs(count) < _FAR:
            day = going_back(context.anchor, unit, -count)
            return Span(day, day, "day", "point") if day else UNKNOWN
        return None
    length = (said.end - said.start).days
    if abs(count) >= _FAR:
        return None
    if unit == "week" and _DAY < length < _HOLDS["week"]:
        # "812 last week, from 540 a week earlier".
        start, end = cal.shift_days(said.start, 7 * count), cal.shift_days(said.end, 7 * count)
        span: Span | None = Span(start, end, "week", "window")
    elif unit in ("hour", "day", "week"):
        if length > _DAY:
            return None
        span = _days_off(said, -(-count // 24) if unit == "hour" else count * (7 if unit == "week" else 1))
    else:
        span = _whole(
            said.start,
            "year" if unit == "decade" else unit,
            count * (120 if unit == "decade" else _MONTHS[unit]),
        )
    return span if _past(span, context) else None


def read_since_then(match: Match, context: Context) -> Span | None:
    """From what was told before to publication; unresolved where nothing was."""
    said, anchor = context.before, context.anchor
    if said is None or anchor is None or said.start > anchor:
        return Span(None, None, "unknown", "since")
    return Span(said.start, anchor, said.accuracy, "since")


def _whole(day: date, unit: str, months: int) -> Span:
    """The month, quarter or year that is so many months from that of the day."""
    first = date(day.year, 1, 1) if unit == "year" else day.replace(day=1)
    start = cal.shift_months(first, months)
    if start is None:
        return UNKNOWN
    last = cal.shift_months(start, _MONTHS[unit] - 1)
    return (
        Span(start, cal.month_end(last.year, last.month), GRAIN.get(unit, "month"), "window")
        if last
        else UNKNOWN
    )


def _past(span: Span | None, context: Context) -> bool:
    """Whether the time had come by publication, where nothing looks ahead."""
    if span is None or span.start is None or context.anchor is None:
        return span is not None
    return context.forward or span.start <= context.anchor


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


def read_beginning(match: Match, context: Context) -> Span | None:
    """A length of time from a day on: the week of 5 May."""
    inner = read(inner_of(match, "x"), context)
    unit, per = unit_of(match)
    if inner is None or unit not in GRAIN:
        return None
    after = going_back(inner.start, unit, -per) if inner.start is not None else None
    if after is None:
        return Span(None, None, GRAIN[unit], "window")
    return Span(inner.start, cal.shift_days(after, -1), GRAIN[unit], "window")


def read_numbered_week(match: Match, context: Context) -> Span | None:
    """A week by its number, as epidemic bulletins count them (ISO), or several ("12 a 14")."""
    said = match.bound.get("w")
    if isinstance(said, tuple):
        return _weeks(match, context, said[0], said[1])
    return _numbered(match, context, number_in(match, "w"))


def read_numbered_weeks(match: Match, context: Context) -> Span | None:
    """From one numbered week to another of the same year."""
    if isinstance(match.bound.get("w0"), tuple) or isinstance(match.bound.get("w"), tuple):
        return None
    return _weeks(match, context, number_in(match, "w0"), number_in(match, "w"))


def _weeks(match: Match, context: Context, first: int | None, last: int | None) -> Span | None:
    end = _numbered(match, context, last)
    if end is None or first is None or not 1 <= first <= 53:
        return None
    if end.start is None:
        return end
    start = _week(end.start.isocalendar().year, first).start
    return Span(start, end.end, "week", "window") if start and start < end.start else None


def _numbered(match: Match, context: Context, number: int | None) -> Span | None:
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
    if inner is None or amount is None or inner.accuracy != "month":
        return None
    days = amount[1] * (_WEEK if unit_of(match)[0] == "week" else 1)
    if not 1 <= days <= _LAST:
        return None
    if inner.start is None:
        return Span(None, None, "few_days", "window")
    return Span(inner.start, cal.shift_days(inner.start, days - 1), "few_days", "window")


def read_month_then(match: Match, context: Context) -> Span | None:
    """A month of the year that was told before ("in April that year"); unresolved where none was."""
    named, said = month_of(inner_of(match, "mon")), context.before
    if named is None or named[0] == "hijri":
        return None
    if said is None:
        return Span(None, None, "month", "window")
    start = date(said.start.year, named[1], 1)
    return Span(start, cal.month_end(start.year, start.month), "month", "window")
