"""Reading a match as days: one small operation for each kind of wording, pure in (match, anchor)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from etl.periods import calendar as cal
from etl.periods.calendar import Accuracy, Kind, Span
from etl.periods.match import Match

_GRAIN: Final[dict[str, Accuracy]] = {
    "hour": "day", "day": "day", "week": "week", "month": "month", "year": "year", "decade": "year",
}  # fmt: skip
_UNKNOWN: Final = Span(None, None, "unknown", "point")


@dataclass(slots=True, frozen=True)
class Context:
    """What a reading depends on beside the words: the publication date, and which way to look."""

    anchor: date | None
    forward: bool = False


Operation = Callable[[Match, Context], Span | None]


def read(match: Match, context: Context) -> Span | None:
    """The days of the match, or None where the words cannot be a time after all (31 April)."""
    return OPERATIONS[match.rule.op](match, context)


def _sub(match: Match, slot: str) -> Match:
    return cast(Match, match.bound[slot])


def _int(match: Match, slot: str, default: int | None = None) -> int | None:
    value = match.bound.get(slot, match.rule.args.get(slot, default))
    return None if value is None else int(cast("int | str", value))


def _str(match: Match, slot: str, default: str = "") -> str:
    return str(match.bound.get(slot, match.rule.args.get(slot, default)))


def _kind(match: Match, default: Kind) -> Kind:
    return cast(Kind, match.rule.args.get("kind", default))


def _amount(match: Match, context: Context) -> tuple[int, int] | None:
    """(least, most) of the number of units; duals and "a week" say it in their value: "2 day"."""
    value = match.bound.get("num", match.rule.args.get("num", 1))
    if isinstance(value, tuple):
        return value
    return int(cast("int | str", value)), int(cast("int | str", value))


def _unit(match: Match) -> tuple[str, int]:
    """The unit and how many of it one word says ("يومين" is ("day", 2))."""
    unit = _str(match, "unit")
    if " " in unit:
        count, name = unit.split()
        return name, int(count)
    return unit, 1


def _back(day: date, unit: str, count: int) -> date | None:
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


# -- days ------------------------------------------------------------------------------------------


def _weekday(match: Match, context: Context) -> Span | None:
    if context.anchor is None:
        return Span(None, None, "day", "point")
    wanted = int(_str(match, "wd"))
    today = context.anchor.weekday()
    look = _str(match, "dir", "next" if context.forward else "recent")
    back = (today - wanted) % 7
    if look == "last":
        back = back or 7
    elif look == "next":
        back = -((wanted - today) % 7 or 7)
    elif look == "this":
        back = today - wanted
    day = cal.shift_days(context.anchor, -back)
    return Span(day, day, "day", "point") if day else _UNKNOWN


def _weekday_of(match: Match, context: Context) -> Span | None:
    """A weekday beside its date: the date says it all."""
    return read(_sub(match, "x"), context)


def _weekdays(match: Match, context: Context) -> Span | None:
    """The night from one weekday to the next."""
    span = read(_sub(match, "b"), context)
    if span is None or span.end is None:
        return span
    return Span(cal.shift_days(span.end, -1), span.end, "day", "point")


def _relday(match: Match, context: Context) -> Span | None:
    if context.anchor is None:
        return Span(None, None, "day", "point")
    first, _, last = _str(match, "rel").partition("..")
    start = cal.shift_days(context.anchor, int(first))
    end = cal.shift_days(context.anchor, int(last or first))
    return Span(start, end, "day", _kind(match, "point"))


def _month_of(match: Match) -> tuple[str, int] | None:
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


def _year(match: Match, context: Context, month: int, day: int) -> int | None:
    year = _int(match, "y")
    if year is not None:
        if year >= 100:
            return year
        return 2000 + year if year < 60 else 1900 + year
    if "yo" in match.bound or "yo" in match.rule.args:
        return None if context.anchor is None else context.anchor.year + int(_str(match, "yo"))
    return _nearest_year(context, month, day)


def _dm(match: Match, context: Context) -> Span | None:
    day = _int(match, "d")
    named = ("gregorian", _int(match, "mn")) if "mn" in match.bound else _month_of(_sub(match, "mon"))
    if named is None or day is None or named[1] is None:
        return None
    calendar, month = named[0], named[1]
    if calendar == "hijri":
        return _hijri(match, context, month, day)
    year = _year(match, context, month, day)
    if year is None:
        return Span(None, None, "day", "point") if cal.real_day(2024, month, day) else None
    found = cal.real_day(year, month, day)
    return Span(found, found, "day", "point") if found else None


def _hijri(match: Match, context: Context, month: int, day: int | None) -> Span | None:
    year = _int(match, "hy")
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


def _day_of_rel(match: Match, context: Context) -> Span | None:
    """The 15th of this month, of last month."""
    if context.anchor is None:
        return Span(None, None, "day", "point")
    base = cal.shift_months(context.anchor.replace(day=1), int(_str(match, "off", "0")))
    day = _int(match, "d")
    if base is None or day is None:
        return None
    found = cal.real_day(base.year, base.month, day)
    return Span(found, found, "day", "point") if found else None


def _days(match: Match, context: Context) -> Span | None:
    """From one day to another of the same month, or of two named months under one year."""
    last = _dm(_pick(match, {"d": "d2", "mon": "mon2" if "mon2" in match.bound else "mon"}), context)
    if last is None:
        return None
    context = Context(last.end, context.forward and last.end is None)
    first = _dm(_pick(match, {"d": "d1", "mon": "mon"}), context)
    if first is None:
        return None
    if first.start and last.end and first.start > last.end:
        return None
    if (match.bound["d1"], match.bound["mon"]) >= (match.bound["d2"], match.bound.get("mon2", 0)) and (
        "mon2" not in match.bound
    ):
        return None
    return Span(first.start, last.end, "day", "window")


def _pick(match: Match, slots: dict[str, str]) -> Match:
    bound = {name: match.bound[source] for name, source in slots.items()}
    bound |= {name: match.bound[name] for name in ("y", "hy", "yo") if name in match.bound}
    return Match(match.rule, match.order, match.start, match.key, match.stop, match.end, bound)


# -- calendar periods --------------------------------------------------------------------------------


def _month(match: Match, context: Context) -> Span | None:
    named = _month_of(_sub(match, "mon"))
    if named is None:
        return None
    if named[0] == "hijri":
        return _hijri(match, context, named[1], None)
    month = named[1]
    look = _str(match, "dir")
    if look == "last" and context.anchor is not None:
        year: int | None = context.anchor.year - (month >= context.anchor.month)
    elif look == "next" and context.anchor is not None:
        year = context.anchor.year + (month <= context.anchor.month)
    else:
        year = _year(match, context, month, 0)
    if year is None:
        return Span(None, None, "month", "window")
    return Span(date(year, month, 1), cal.month_end(year, month), "month", "window")


def _months(match: Match, context: Context) -> Span | None:
    """From one month to another under one year ("March to May 2023")."""
    last = _month_of(_sub(match, "mon2"))
    first = _month_of(_sub(match, "mon"))
    if not first or not last or "hijri" in (first[0], last[0]) or first[1] == last[1]:
        return None
    year = _year(match, context, last[1], 0)
    if year is None:
        return Span(None, None, "month", "window")
    begin = year - (first[1] > last[1])
    return Span(date(begin, first[1], 1), cal.month_end(year, last[1]), "month", "window")


def _year_span(match: Match, context: Context) -> Span | None:
    year = _year(match, context, 1, 0)
    if year is None:
        return Span(None, None, "year", "year")
    return Span(date(year, 1, 1), date(year, 12, 31), "year", "year")


def _hijri_year(match: Match, context: Context) -> Span | None:
    year = cast(int, _int(match, "hy"))
    first, last = cal.hijri_month(year, 1), cal.hijri_month(year, 12)
    return Span(first[0], last[1], "year", "year") if first and last else None


def _years(match: Match, context: Context) -> Span | None:
    """Two years with a stroke between them: 2014-2015, 2023/24."""
    first = cast(int, _int(match, "y"))
    second = cast(int, _int(match, "yb"))
    if second < 100:
        second += first // 100 * 100
    if not first < second <= first + 60:
        return None
    return Span(date(first, 1, 1), date(second, 12, 31), "year", "year")


def _part(match: Match, context: Context) -> Span | None:
    """Early, mid or late within a month or a year; a third of the month, a quarter or so of the year."""
    inner = read(_sub(match, "x"), context)
    if inner is None:
        return None
    part = _str(match, "part")
    if inner.start is None or inner.end is None:
        return Span(None, None, "few_days" if inner.accuracy == "month" else "month", inner.kind)
    start, end = inner.start, inner.end
    length = (end - start).days
    if length < 5:
        return None
    if inner.accuracy == "week" or length < 10:
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
    opens = {"early": 0, "mid": (length + 1) // 2 - (length < 35), "late": first, "late_end": length}[part]
    if length < 35 and part == "mid":
        opens = 14 if length > 10 else opens
    begin, finish = cal.shift_days(start, first), cal.shift_days(start, last)
    return Span(begin, finish, accuracy, "window", cal.shift_days(start, opens))


def _division(match: Match, context: Context) -> Span | None:
    """The nth half, third or quarter of a year."""
    inner = read(_sub(match, "x"), context) if "x" in match.bound else _current_year(context)
    count = cast(int, _int(match, "parts"))
    number = cast(int, _int(match, "n"))
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


def _first_months(match: Match, context: Context) -> Span | None:
    """The first N months of a year."""
    inner = read(_sub(match, "x"), context)
    amount = _amount(match, context)
    if inner is None or amount is None or inner.accuracy != "year" or not 1 <= amount[1] <= 12:
        return None
    if inner.start is None:
        return Span(None, None, "month", "window")
    return Span(inner.start, cal.month_end(inner.start.year, amount[1]), "month", "window")


def _half_month(match: Match, context: Context) -> Span | None:
    """The first or second half, or a numbered week, of a month."""
    inner = read(_sub(match, "x"), context)
    number = cast(int, _int(match, "n"))
    if inner is None or inner.accuracy != "month":
        return None
    if inner.start is None or inner.end is None:
        return Span(None, None, "week", "window")
    if _str(match, "of") == "week":
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


def _season(match: Match, context: Context) -> Span | None:
    """Northern seasons by whole months; the year is the one in which a winter ends."""
    season = _str(match, "season")
    first_month = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[season]
    year = _year(match, context, first_month, 1)
    if year is None:
        return Span(None, None, "month", "window")
    begin = year - (season == "winter" and "y" in match.bound)
    start = date(begin, first_month, 1)
    last = cast(date, cal.shift_months(start, 2))
    return Span(start, cal.month_end(last.year, last.month), "month", "window")


def _decade(match: Match, context: Context) -> Span | None:
    year = cast(int, _int(match, "y"))
    if year < 100:
        year += 1900
    if year % 10:
        return None
    return Span(date(year, 1, 1), date(year + 9, 12, 31), "year", "year")


def _period(match: Match, context: Context) -> Span | None:
    """Last, this, next week, month or year; "this" ends with the publication day, as reports of it do."""
    unit, _count = _unit(match)
    offset = int(_str(match, "off", "0"))
    accuracy = _GRAIN.get(unit, "unknown")
    if unit == "hour":
        return None
    if unit == "day":
        return _relday(Match(match.rule, 0, 0, None, 0, 0, {"rel": str(offset)}), context)
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
            return _UNKNOWN
        end = cal.month_end(monday.year, monday.month if unit == "month" else 12)
    else:
        return None
    if offset == 0 and not context.forward and end is not None and "whole" not in match.rule.args:
        end = anchor
    return Span(monday, end, accuracy, "window")


# -- lengths of time -----------------------------------------------------------------------------


def _window(match: Match, context: Context) -> Span | None:
    """The past N units: from N units before publication to publication, both days included."""
    unit, per = _unit(match)
    amount = _amount(match, context)
    if "within" in match.rule.args:
        # "Killed in 24 hours" looks back, "will arrive within 24 hours" ahead.
        unit = "hour"
        if context.forward:
            return Span(None, None, "unknown", "duration")
    if amount is None or unit not in _GRAIN:
        return Span(None, None, "unknown", "window")
    if context.anchor is None:
        return Span(None, None, _GRAIN[unit], _kind(match, "window"))
    far = _back(context.anchor, unit, amount[1] * per) if amount[1] * per < 100_000 else None
    if far is None:
        return Span(None, None, "unknown", _kind(match, "window"))
    return Span(far, context.anchor, _GRAIN[unit], _kind(match, "window"))


def _coming(match: Match, context: Context) -> Span | None:
    """The next N units."""
    unit, per = _unit(match)
    amount = _amount(match, context)
    if amount is None or unit not in _GRAIN:
        return Span(None, None, "unknown", "window")
    if context.anchor is None:
        return Span(None, None, _GRAIN[unit], "window")
    count = amount[1] * per
    near = _back(context.anchor, unit, -count) if count < 100_000 else None
    if unit == "hour" and near is not None:
        near = cal.shift_days(context.anchor, -(-count // 24))
    return Span(context.anchor, near, _GRAIN[unit], "window") if near else _UNKNOWN


def _ago(match: Match, context: Context) -> Span | None:
    """N units before publication: the day for days and weeks, the whole month or year for those."""
    unit, per = _unit(match)
    amount = _amount(match, context)
    if amount is None or unit not in (*_GRAIN, "minute", "second"):
        return _UNKNOWN
    accuracy: Accuracy = _GRAIN.get(unit, "hour")
    if context.anchor is None:
        return Span(None, None, accuracy, "point")
    if amount[1] * per > 100_000:
        return _UNKNOWN
    far = _back(context.anchor, unit, amount[1] * per)
    near = _back(context.anchor, unit, amount[0] * per)
    if far is None or near is None:
        return _UNKNOWN
    if unit == "month":
        return Span(far.replace(day=1), cal.month_end(near.year, near.month), accuracy, "point")
    if unit in ("year", "decade"):
        return Span(date(far.year, 1, 1), date(near.year, 12, 31), accuracy, "point")
    return Span(far, near, accuracy, "point")


def _weekend(match: Match, context: Context) -> Span | None:
    """The last Saturday and Sunday that had begun by publication."""
    if context.anchor is None:
        return Span(None, None, "day", "window")
    saturday = cal.shift_days(context.anchor, -((context.anchor.weekday() - 5) % 7))
    return Span(saturday, cal.shift_days(saturday, 1) if saturday else None, "day", "window")


def _vague(match: Match, context: Context) -> Span | None:
    """Recent days, months, years: a window whose start nobody told."""
    unit, _ = _unit(match)
    accuracy = _GRAIN.get(unit, "unknown")
    return Span(None, None, "few_days" if accuracy == "day" else accuracy, _kind(match, "window"))


def _bare(match: Match, context: Context) -> Span | None:
    """Words of time that tell no date: durations, ages, frequencies, clock times."""
    kind = _kind(match, "duration")
    return Span(None, None, "hour" if kind == "clock" else "unknown", kind)


def _clock(match: Match, context: Context) -> Span | None:
    hour, minute = _int(match, "hour", 0) or 0, _int(match, "minute", 0) or 0
    return Span(None, None, "hour", "clock") if hour <= 24 and minute < 60 else None


def _clock_day(match: Match, context: Context) -> Span | None:
    """A clock time beside its day: the day, known to the hour."""
    inner = read(_sub(match, "x"), context)
    return inner and Span(inner.start, inner.end, "hour", "point")


def _same(match: Match, context: Context) -> Span | None:
    inner = read(_sub(match, "x"), context)
    kind = match.rule.args.get("kind")
    return inner._replace(kind=cast(Kind, kind)) if inner and kind else inner


# -- wrappers --------------------------------------------------------------------------------------


def _since(match: Match, context: Context) -> Span | None:
    inner = read(_sub(match, "x"), Context(context.anchor))
    if inner is None or inner.kind in ("duration", "age"):
        return None
    opens = inner.opens or inner.start
    if opens is None or context.anchor is None or opens > context.anchor:
        # The start stands even where nobody knows how far it runs.
        return Span(opens, None, inner.accuracy, "since")
    return Span(opens, context.anchor, inner.accuracy, "since")


def _event(match: Match, context: Context) -> Span | None:
    return Span(None, None, "unknown", _kind(match, "since"))


def _until(match: Match, context: Context) -> Span | None:
    inner = read(_sub(match, "x"), context)
    return inner and inner._replace(kind="until")


def _as_of(match: Match, context: Context) -> Span | None:
    inner = read(_sub(match, "x"), context)
    return inner and inner._replace(kind="as_of")


def _between(match: Match, context: Context) -> Span | None:
    last = read(_sub(match, "b"), context)
    if last is None:
        return None
    # The first end is looked up before the second, so that "between November and January" crosses a year.
    first = read(_sub(match, "a"), Context(last.start or context.anchor, context.forward and not last.start))
    if first is None or "duration" in (first.kind, last.kind):
        return None
    start = first.opens or first.start
    if last.start is not None and start is not None and last.end is not None and start > last.end:
        return None
    ranks: list[Accuracy] = ["hour", "day", "few_days", "week", "month", "year", "unknown"]
    accuracy = max(first.accuracy, last.accuracy, key=ranks.index)
    if start is None or last.end is None:
        start = None
        return Span(None, None, accuracy, "window")
    return Span(start, last.end, accuracy, "window")


OPERATIONS: Final[dict[str, Operation]] = {
    "weekday": _weekday,
    "weekday_of": _weekday_of,
    "weekdays": _weekdays,
    "relday": _relday,
    "dm": _dm,
    "day_of_rel": _day_of_rel,
    "days": _days,
    "mon": lambda match, context: None,
    "month": _month,
    "months": _months,
    "year": _year_span,
    "hijri_year": _hijri_year,
    "years": _years,
    "part": _part,
    "division": _division,
    "first_months": _first_months,
    "half_month": _half_month,
    "season": _season,
    "decade": _decade,
    "period": _period,
    "window": _window,
    "coming": _coming,
    "ago": _ago,
    "weekend": _weekend,
    "vague": _vague,
    "bare": _bare,
    "clock": _clock,
    "clock_day": _clock_day,
    "same": _same,
    "since": _since,
    "event": _event,
    "until": _until,
    "as_of": _as_of,
    "between": _between,
}
