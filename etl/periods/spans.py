"""Readings of calendar periods: months, years, their parts, seasons and decades."""

from __future__ import annotations

from datetime import date
from typing import cast

from etl.periods import calendar as cal
from etl.periods.calendar import Accuracy, Span
from etl.periods.days import month_in, month_of, read_hijri, read_relday, year_of
from etl.periods.match import Match
from etl.periods.operation import (
    GRAIN,
    UNKNOWN,
    Context,
    amount_of,
    inner_of,
    number_in,
    read,
    unit_of,
    word_in,
)


def read_month(match: Match, context: Context) -> Span | None:
    named = month_in(match)
    if named is None:
        return None
    if named[0] == "hijri":
        return read_hijri(match, context, named[1], None)
    month = named[1]
    look = word_in(match, "dir")
    if look == "last" and context.anchor is not None:
        year: int | None = context.anchor.year - (month >= context.anchor.month)
    elif look == "next" and context.anchor is not None:
        year = context.anchor.year + (month <= context.anchor.month)
    else:
        year = year_of(match, context, month, 0)
    if year is None:
        return Span(None, None, "month", "window")
    return Span(date(year, month, 1), cal.month_end(year, month), "month", "window")


def read_months(match: Match, context: Context) -> Span | None:
    """From one month to another under one year ("March to May 2023")."""
    last = month_of(inner_of(match, "mon2"))
    first = month_of(inner_of(match, "mon"))
    if not first or not last or "hijri" in (first[0], last[0]) or first[1] == last[1]:
        return None
    year = year_of(match, context, last[1], 0)
    if year is None:
        return Span(None, None, "month", "window")
    begin = year - (first[1] > last[1])
    return Span(date(begin, first[1], 1), cal.month_end(year, last[1]), "month", "window")


def read_year_span(match: Match, context: Context) -> Span | None:
    year = year_of(match, context, 1, 0)
    if year is None:
        return Span(None, None, "year", "year")
    return Span(date(year, 1, 1), date(year, 12, 31), "year", "year")


def read_hijri_year(match: Match, context: Context) -> Span | None:
    year = cast(int, number_in(match, "hy"))
    first, last = cal.hijri_month(year, 1), cal.hijri_month(year, 12)
    return Span(first[0], last[1], "year", "year") if first and last else None


def read_years(match: Match, context: Context) -> Span | None:
    """Two years with a stroke between them: 2014-2015, 2023/24."""
    first = cast(int, number_in(match, "y"))
    second = cast(int, number_in(match, "yb"))
    if second < 100:
        second += first // 100 * 100
    if not first < second <= first + 60:
        return None
    return Span(date(first, 1, 1), date(second, 12, 31), "year", "year")


def read_part(match: Match, context: Context) -> Span | None:
    """Early, mid or late within a month or a year; a third of the month, a quarter or so of the year."""
    inner = read(inner_of(match, "x"), context)
    if inner is None:
        return None
    part = word_in(match, "part")
    if inner.start is None or inner.end is None:
        return Span(None, None, "few_days" if inner.accuracy == "month" else "month", inner.kind)
    start, end = inner.start, inner.end
    length = (end - start).days
    if length < 5:
        return None
    # The month that is still going on ends today; its first days are those of any month.
    if inner.accuracy == "week" or length < 10 or (length < 20 and not part.startswith("early")):
        third = length // 3
        spans = {
            "early": (0, third),
            "mid": (third + 1, length - third - 1),
            "late": (length - third, length),
        }
        accuracy: Accuracy = "few_days"
    elif length < 35:
        spans = {"early": (0, 9), "mid": (10, 19), "late": (20, length)}
        accuracy = "few_days"
    else:
        quarter = length // 4
        third = length // 3
        spans = {
            "early": (0, quarter - 1),
            "mid": (third - 1, length - third - 1),
            "late": (length - quarter, length),
        }
        accuracy = "month"
    first, last = spans[part.split("_")[0]]
    if first > last:
        # The end of what has hardly begun.
        return None
    opens = {"early": 0, "mid": (length + 1) // 2 - (length < 35), "late": first, "late_end": length}[part]
    if length < 35 and part == "mid":
        opens = 14 if length > 10 else opens
    begin, finish = cal.shift_days(start, first), cal.shift_days(start, last)
    return Span(begin, finish, accuracy, "window", cal.shift_days(start, opens))


def read_division(match: Match, context: Context) -> Span | None:
    """The nth half, third or quarter of a year."""
    inner = read(inner_of(match, "x"), context) if "x" in match.bound else _current_year(context)
    count = cast(int, number_in(match, "parts"))
    number = cast(int, number_in(match, "n"))
    number = count if number == -1 else number
    if inner is None or not 1 <= number <= count:
        return None
    if inner.start is None:
        return Span(None, None, "month", "window")
    months = 12 // count
    start = cal.shift_months(inner.start.replace(day=1), months * (number - 1))
    if start is None or inner.accuracy != "year":
        return None
    last = cal.shift_months(start, months - 1)
    return Span(start, cal.month_end(last.year, last.month), "month", "window") if last else None


def _current_year(context: Context) -> Span:
    if context.anchor is None:
        return Span(None, None, "year", "year")
    return Span(date(context.anchor.year, 1, 1), date(context.anchor.year, 12, 31), "year", "year")


def read_first_months(match: Match, context: Context) -> Span | None:
    """The first N months of a year."""
    inner = read(inner_of(match, "x"), context)
    amount = amount_of(match, context)
    if inner is None or amount is None or inner.accuracy != "year" or not 1 <= amount[1] <= 12:
        return None
    if inner.start is None:
        return Span(None, None, "month", "window")
    return Span(inner.start, cal.month_end(inner.start.year, amount[1]), "month", "window")


def read_half_month(match: Match, context: Context) -> Span | None:
    """The first or second half, or a numbered week, of a month."""
    inner = read(inner_of(match, "x"), context)
    number = cast(int, number_in(match, "n"))
    if inner is None or inner.accuracy != "month":
        return None
    if inner.start is None or inner.end is None:
        return Span(None, None, "week", "window")
    if word_in(match, "of") == "week":
        if number == -1:
            return Span(cal.shift_days(inner.end, -6), inner.end, "week", "window")
        if not 1 <= number <= 4:
            return None
        first = cal.shift_days(inner.start, 7 * (number - 1))
        return Span(first, cal.shift_days(inner.start, 7 * number - 1), "week", "window")
    middle = inner.start.replace(day=15)
    if number == 1:
        return Span(inner.start, middle, "week", "window")
    return Span(middle.replace(day=16), inner.end, "week", "window")


def read_season(match: Match, context: Context) -> Span | None:
    """Northern seasons by whole months; the year is the one in which a winter ends."""
    season = word_in(match, "season")
    first_month = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[season]
    year = year_of(match, context, first_month, 1)
    if year is None:
        return Span(None, None, "month", "window")
    begin = year - (season == "winter" and "y" in match.bound)
    start = date(begin, first_month, 1)
    last = cast(date, cal.shift_months(start, 2))
    return Span(start, cal.month_end(last.year, last.month), "month", "window")


def read_decade(match: Match, context: Context) -> Span | None:
    year = cast(int, number_in(match, "y"))
    if year < 100:
        year += 1900
    if year % 10:
        return None
    return Span(date(year, 1, 1), date(year + 9, 12, 31), "year", "year")


def read_period(match: Match, context: Context) -> Span | None:
    """Last, this, next week, month or year; "this" ends with the publication day, as reports of it do."""
    unit, _count = unit_of(match)
    offset = int(word_in(match, "off", "0"))
    accuracy = GRAIN.get(unit, "unknown")
    if unit == "hour":
        return None
    if unit == "day":
        return read_relday(Match(match.rule, 0, 0, None, 0, 0, {"rel": str(offset)}), context)
    anchor = context.anchor
    if anchor is None:
        return Span(None, None, accuracy, "window")
    if unit == "week":
        monday = cal.shift_days(anchor, 7 * offset - anchor.weekday())
        end = cal.shift_days(monday, 6) if monday else None
    elif unit in ("month", "year", "quarter", "season", "decade", "century"):
        if unit not in ("month", "year"):
            return Span(None, None, "unknown", "window")
        first = anchor.replace(day=1) if unit == "month" else date(anchor.year, 1, 1)
        monday = cal.shift_months(first, offset * (1 if unit == "month" else 12))
        if monday is None:
            return UNKNOWN
        end = cal.month_end(monday.year, monday.month if unit == "month" else 12)
    else:
        return None
    if offset == 0 and not context.forward and end is not None and "whole" not in match.rule.args:
        end = anchor
    return Span(monday, end, accuracy, "window")
