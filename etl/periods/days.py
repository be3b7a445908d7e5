"""Readings of single days: weekdays, "yesterday", "5 March", from one day to another."""

from __future__ import annotations

from typing import cast

from etl.periods import calendar as cal
from etl.periods.calendar import Span
from etl.periods.match import Match
from etl.periods.operation import UNKNOWN, Context, inner_of, kind_of, number_in, read, word_in


def read_weekday(match: Match, context: Context) -> Span | None:
    if context.anchor is None:
        return Span(None, None, "day", "point")
    wanted = int(word_in(match, "wd"))
    today = context.anchor.weekday()
    look = word_in(match, "dir", "next" if context.forward else "recent")
    back = (today - wanted) % 7
    if look == "last":
        back = back or 7
    elif look == "next":
        back = -((wanted - today) % 7 or 7)
    elif look == "this":
        back = today - wanted
    day = cal.shift_days(context.anchor, -back)
    return Span(day, day, "day", "point") if day else UNKNOWN


def read_weekday_of(match: Match, context: Context) -> Span | None:
    """A weekday beside its date: the date says it all."""
    return read(inner_of(match, "x"), context)


def read_weekdays(match: Match, context: Context) -> Span | None:
    """The night from one weekday to the next."""
    span = read(inner_of(match, "b"), context)
    if span is None or span.end is None:
        return span
    return Span(cal.shift_days(span.end, -1), span.end, "day", "point")


def read_relday(match: Match, context: Context) -> Span | None:
    if context.anchor is None:
        return Span(None, None, "day", "point")
    first, _, last = word_in(match, "rel").partition("..")
    start = cal.shift_days(context.anchor, int(first))
    end = cal.shift_days(context.anchor, int(last or first))
    return Span(start, end, "day", kind_of(match, "point"))


def month_in(match: Match) -> tuple[str, int] | None:
    """(calendar, month), by name or in figures; None where the two names of a pair differ."""
    number = number_in(match, "mn")
    return month_of(inner_of(match, "mon")) if number is None else ("gregorian", number)


def month_of(match: Match) -> tuple[str, int] | None:
    """(calendar, month) of a `mon` match; None where the two names of a pair differ."""
    hijri = match.bound.get("h")
    if hijri is not None:
        return "hijri", int(cast(str, hijri))
    months = [int(cast(str, match.bound[slot])) for slot in ("m", "m2") if slot in match.bound]
    return ("gregorian", months[0]) if len(set(months)) == 1 else None


def _nearest_year(context: Context, month: int, day: int) -> int | None:
    anchor = context.anchor
    if anchor is None:
        return None
    if context.forward:
        return anchor.year + ((month, day or 31) < (anchor.month, anchor.day))
    return anchor.year - ((month, day) > (anchor.month, anchor.day))


def year_of(match: Match, context: Context, month: int, day: int) -> int | None:
    year = number_in(match, "y")
    if year is not None:
        if year >= 100:
            return year
        return 2000 + year if year < 60 else 1900 + year
    if "yo" in match.bound or "yo" in match.rule.args:
        return None if context.anchor is None else context.anchor.year + int(word_in(match, "yo"))
    return _nearest_year(context, month, day)


def read_dm(match: Match, context: Context) -> Span | None:
    day = number_in(match, "d")
    named = month_in(match)
    if named is None or day is None:
        return None
    calendar, month = named[0], named[1]
    if calendar == "hijri":
        return read_hijri(match, context, month, day)
    year = year_of(match, context, month, day)
    if year is None:
        return Span(None, None, "day", "point") if cal.real_day(2024, month, day) else None
    found = cal.real_day(year, month, day)
    return Span(found, found, "day", "point") if found else None


def read_hijri(match: Match, context: Context, month: int, day: int | None) -> Span | None:
    year = number_in(match, "hy")
    if year is None and "y" in match.bound:
        return None
    candidates: list[int] = [year] if year is not None else []
    if year is None and context.anchor is not None:
        now = cal.hijri_year(context.anchor)
        candidates = [] if now is None else [now, now - 1]
    for one in candidates:
        if day is None:
            whole = cal.hijri_month(one, month)
            if whole and (year is not None or context.anchor is None or whole[0] <= context.anchor):
                return Span(whole[0], whole[1], "month", "window")
            continue
        found = cal.hijri_day(one, month, day)
        if found and (year is not None or context.anchor is None or found <= context.anchor):
            return Span(found, found, "day", "point")
    return Span(None, None, "day" if day else "month", "point" if day else "window")


def read_feast(match: Match, context: Context) -> Span | None:
    """A day that has a name: Christmas Eve, Easter Sunday; the last one, unless the sentence looks ahead."""
    year = number_in(match, "y")
    if year is None and context.anchor is None:
        return Span(None, None, "day", "point")
    name = word_in(match, "feast")
    if year is not None or context.anchor is None:
        years = [year or 0]
    else:
        this = context.anchor.year
        years = [this, this + 1] if context.forward else [this, this - 1]
    for one in years:
        found = cal.feast(one, name)
        if found is not None and (
            year is not None or context.anchor is None or (found > context.anchor) == context.forward
        ):
            return Span(found, found, "day", "point")
    return None


def read_day_of_rel(match: Match, context: Context) -> Span | None:
    """The 15th of this month, of last month; with `near` the 15th that was last, or comes next."""
    if context.anchor is None:
        return Span(None, None, "day", "point")
    base = cal.shift_months(context.anchor.replace(day=1), int(word_in(match, "off", "0")))
    day = number_in(match, "d")
    if base is None or day is None:
        return None
    found = cal.real_day(base.year, base.month, day)
    if found is not None and word_in(match, "near") and (found > context.anchor) != context.forward:
        nearer = cal.shift_months(base, 1 if context.forward else -1)
        found = cal.real_day(nearer.year, nearer.month, day) if nearer is not None else None
    return Span(found, found, "day", "point") if found else None


def read_days(match: Match, context: Context) -> Span | None:
    """From one day to another of the same month, or of two named months under one year."""
    last = read_dm(_pick(match, {"d": "d2", "mon": "mon2" if "mon2" in match.bound else "mon"}), context)
    if last is None:
        return None
    context = Context(last.end, context.forward and last.end is None)
    first = read_dm(_pick(match, {"d": "d1", "mon": "mon"}), context)
    if first is None:
        return None
    if first.start and last.end and first.start > last.end:
        return None
    if "mon2" not in match.bound and int(word_in(match, "d1")) >= int(word_in(match, "d2")):
        return None
    return Span(first.start, last.end, "day", "window")


def _pick(match: Match, slots: dict[str, str]) -> Match:
    bound = {name: match.bound[source] for name, source in slots.items()}
    bound |= {name: match.bound[name] for name in ("y", "hy", "yo") if name in match.bound}
    return Match(match.rule, match.order, match.start, match.key, match.stop, match.end, bound)
