"""Readings of lengths of time: the past 48 hours, two days ago, a weekend, clock times."""

from __future__ import annotations

from datetime import date
from typing import cast

from etl.periods import calendar as cal
from etl.periods.calendar import Accuracy, Kind, Span
from etl.periods.match import Match
from etl.periods.operation import (
    GRAIN,
    UNKNOWN,
    Context,
    amount_of,
    going_back,
    inner_of,
    kind_of,
    number_in,
    read,
    unit_of,
)

_OLDEST = 130


def read_window(match: Match, context: Context) -> Span | None:
    """The past N units: from N units before publication to publication, both days included."""
    unit, per = unit_of(match)
    amount = amount_of(match, context)
    if "within" in match.rule.args:
        # "Killed in 24 hours" looks back, "will arrive within 24 hours" ahead.
        unit = "hour"
        if context.forward:
            return Span(None, None, "unknown", "duration")
    if "spent" in match.rule.args and context.forward:
        return Span(None, None, "unknown", "duration")
    if amount is None or unit not in GRAIN:
        return Span(None, None, "unknown", "window")
    if context.anchor is None:
        return Span(None, None, GRAIN[unit], kind_of(match, "window"))
    far = going_back(context.anchor, unit, amount[1] * per) if amount[1] * per < 100_000 else None
    if far is None:
        return Span(None, None, "unknown", kind_of(match, "window"))
    return Span(far, context.anchor, GRAIN[unit], kind_of(match, "window"))


def read_coming(match: Match, context: Context) -> Span | None:
    """The next N units."""
    unit, per = unit_of(match)
    amount = amount_of(match, context)
    if amount is None or unit not in GRAIN:
        return Span(None, None, "unknown", "window")
    if context.anchor is None:
        return Span(None, None, GRAIN[unit], "window")
    count = amount[1] * per
    near = going_back(context.anchor, unit, -count) if count < 100_000 else None
    if unit == "hour" and near is not None:
        near = cal.shift_days(context.anchor, -(-count // 24))
    return Span(context.anchor, near, GRAIN[unit], "window") if near else UNKNOWN


def read_ago(match: Match, context: Context) -> Span | None:
    """N units before publication: the day for days and weeks, the whole month or year for those."""
    unit, per = unit_of(match)
    amount = amount_of(match, context)
    if amount is None or (unit not in GRAIN and unit not in ("minute", "second")):
        return UNKNOWN
    accuracy: Accuracy = GRAIN.get(unit, "hour")
    if context.anchor is None:
        return Span(None, None, accuracy, "point")
    if amount[1] * per > 100_000:
        return UNKNOWN
    far = going_back(context.anchor, unit, amount[1] * per)
    near = going_back(context.anchor, unit, amount[0] * per)
    if far is None or near is None:
        return UNKNOWN
    if unit == "month":
        return Span(far.replace(day=1), cal.month_end(near.year, near.month), accuracy, "point")
    if unit in ("year", "decade"):
        return Span(date(far.year, 1, 1), date(near.year, 12, 31), accuracy, "point")
    return Span(far, near, accuracy, "point")


def read_weekend(match: Match, context: Context) -> Span | None:
    """The last Saturday and Sunday that had begun by publication."""
    if context.anchor is None:
        return Span(None, None, "day", "window")
    saturday = cal.shift_days(context.anchor, -((context.anchor.weekday() - 5) % 7))
    return Span(saturday, cal.shift_days(saturday, 1) if saturday else None, "day", "window")


def read_vague(match: Match, context: Context) -> Span | None:
    """Recent days, months, years: a window whose start nobody told."""
    unit, _ = unit_of(match)
    accuracy = GRAIN.get(unit, "unknown")
    return Span(None, None, "few_days" if accuracy == "day" else accuracy, kind_of(match, "window"))


def read_bare(match: Match, context: Context) -> Span | None:
    """Words of time that tell no date: durations, ages, frequencies, clock times."""
    kind = kind_of(match, "duration")
    years = amount_of(match, context) if kind == "age" and "num" in match.bound else None
    if years is not None and years[1] > _OLDEST:
        # "The appeal, amounting to 4.07 billion".
        return None
    return Span(None, None, "hour" if kind == "clock" else "unknown", kind)


def read_clock(match: Match, context: Context) -> Span | None:
    hour, minute = number_in(match, "hour", 0) or 0, number_in(match, "minute", 0) or 0
    return Span(None, None, "hour", "clock") if hour <= 24 and minute < 60 else None


def read_clock_day(match: Match, context: Context) -> Span | None:
    """A clock time beside its day: the day, known to the hour."""
    inner = read(inner_of(match, "x"), context)
    return inner and Span(inner.start, inner.end, "hour", "point")


def read_same(match: Match, context: Context) -> Span | None:
    inner = read(inner_of(match, "x"), context)
    kind = match.rule.args.get("kind")
    return inner.of_kind(cast(Kind, kind)) if inner and kind else inner
