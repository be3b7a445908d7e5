"""Reading a match as days: one small operation for each kind of wording, pure in (match, anchor)."""

from __future__ import annotations

from etl.periods.anaphora import (
    read_apart,
    read_beginning,
    read_ending,
    read_first_days,
    read_month_then,
    read_next,
    read_numbered_week,
    read_numbered_weeks,
    read_previous,
    read_same_window,
    read_since_then,
    read_the,
    read_then,
)
from etl.periods.calendar import Accuracy, Span
from etl.periods.days import (
    read_day_of_rel,
    read_days,
    read_dm,
    read_feast,
    read_relday,
    read_weekday,
    read_weekday_of,
    read_weekdays,
)
from etl.periods.lengths import (
    read_ago,
    read_bare,
    read_clock,
    read_clock_day,
    read_coming,
    read_same,
    read_vague,
    read_weekend,
    read_window,
)
from etl.periods.match import Match
from etl.periods.operation import OPERATIONS, Context, Operation, Said, inner_of, kind_of, read
from etl.periods.spans import (
    read_decade,
    read_division,
    read_first_months,
    read_half_month,
    read_hijri_year,
    read_month,
    read_months,
    read_part,
    read_period,
    read_season,
    read_year_span,
    read_years,
)

__all__ = ["Context", "Said", "read"]


# Dates that may be told without their year.
_DATED = ("dm", "month")
# Days from the first to the last of two that are told together.
_PAIRED = 4
# How many times nearer the coming one of such a date must be than the last.
_NEARER = 4


def _since(match: Match, context: Context) -> Span | None:
    inner = read(inner_of(match, "x"), Context(context.anchor))
    if inner is None or inner.kind in ("duration", "age"):
        return None
    opens = inner.opens or inner.start
    if opens is None or context.anchor is None or opens > context.anchor:
        # The start stands even where nobody knows how far it runs.
        return Span(opens, None, inner.accuracy, "since")
    return Span(opens, context.anchor, inner.accuracy, "since")


def _event(match: Match, context: Context) -> Span | None:
    return Span(None, None, "unknown", kind_of(match, "since"))


def _until(match: Match, context: Context) -> Span | None:
    inner = inner_of(match, "x")
    while inner.rule.op not in _DATED and "x" in inner.bound:
        inner = inner_of(inner, "x")
    found = read(inner_of(match, "x"), context)
    if context.anchor is not None and inner.rule.op in _DATED and not context.forward:
        # "Closed until 30 May", told on the 15th: the day that comes is nearer than the one a year ago.
        coming = read(inner, Context(context.anchor, True, context.before))
        past, ahead = found and found.end, coming and coming.end
        near = past and ahead and (ahead - context.anchor) * _NEARER < context.anchor - past
        if near or inner.rule.args.get("forward"):
            found = coming
    return found and found.of_kind("until")


def _as_of(match: Match, context: Context) -> Span | None:
    inner = read(inner_of(match, "x"), context)
    return inner and inner.of_kind("as_of")


def _between(match: Match, context: Context) -> Span | None:
    return _nearest(_pair, match, context)


def _months(match: Match, context: Context) -> Span | None:
    return _nearest(read_months, match, context)


def _nearest(reading: Operation, match: Match, context: Context) -> Span | None:
    """The window behind the anchor, or the one ahead where that is far nearer.

    "Will go hungry between April and June", told in March.
    """
    past = reading(match, context)
    if past is None or past.end is None or context.anchor is None or context.forward:
        return past
    coming = reading(match, Context(context.anchor, True, context.before))
    if coming is None or coming.start is None or coming.end is None or not past.end < context.anchor:
        return past
    if coming.start <= context.anchor <= coming.end:
        # "Between June and September", told in June.
        return coming
    return coming if (coming.start - context.anchor) * _NEARER < context.anchor - past.end else past


def _pair(match: Match, context: Context) -> Span | None:
    last = read(inner_of(match, "b"), context)
    if last is None:
        return None
    # The first end is looked up before the second, so that "between November and January" crosses a year.
    first = read(
        inner_of(match, "a"), Context(last.start or context.anchor, context.forward and not last.start)
    )
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


def _pair_of_days(match: Match, context: Context) -> Span | None:
    """Two days that follow each other or nearly do: "Friday night and Saturday morning"."""
    first, last = read(inner_of(match, "a"), context), read(inner_of(match, "b"), context)
    if first is None or last is None:
        return None
    if first.start is None or last.end is None:
        return Span(None, None, "day", "window") if context.anchor is None else None
    return (
        Span(first.start, last.end, "day", "window") if 0 < (last.end - first.start).days < _PAIRED else None
    )


OPERATIONS.update(
    {
        "weekday": read_weekday,
        "weekday_of": read_weekday_of,
        "weekdays": read_weekdays,
        "relday": read_relday,
        "dm": read_dm,
        "feast": read_feast,
        "day_of_rel": read_day_of_rel,
        "days": read_days,
        "mon": lambda match, context: None,
        "month": read_month,
        "months": _months,
        "year": read_year_span,
        "hijri_year": read_hijri_year,
        "years": read_years,
        "part": read_part,
        "division": read_division,
        "first_months": read_first_months,
        "half_month": read_half_month,
        "season": read_season,
        "decade": read_decade,
        "period": read_period,
        "previous": read_previous,
        "next": read_next,
        "then": read_then,
        "the_period": read_the,
        "apart": read_apart,
        "since_then": read_since_then,
        "same_window": read_same_window,
        "ending": read_ending,
        "beginning": read_beginning,
        "numbered_week": read_numbered_week,
        "numbered_weeks": read_numbered_weeks,
        "first_days": read_first_days,
        "month_then": read_month_then,
        "window": read_window,
        "coming": read_coming,
        "ago": read_ago,
        "weekend": read_weekend,
        "vague": read_vague,
        "bare": read_bare,
        "clock": read_clock,
        "clock_day": read_clock_day,
        "same": read_same,
        "since": _since,
        "event": _event,
        "until": _until,
        "as_of": _as_of,
        "between": _between,
        "pair": _pair_of_days,
    }
)
