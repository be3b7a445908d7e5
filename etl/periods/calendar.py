"""Days and calendar periods: arithmetic that clamps to month ends and never leaves the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

import msgspec
from hijridate import Hijri
from hijridate.convert import Gregorian

Accuracy = Literal["hour", "day", "few_days", "week", "month", "year", "unknown"]
Kind = Literal["point", "window", "since", "until", "as_of", "duration", "age", "clock", "year"]


class Span(msgspec.Struct, frozen=True, gc=False):
    """First and last day of what the words say; both None while unresolved.

    `opens` is the day that "since" starts from where it is not the first one ("since mid-December").
    """

    start: date | None
    end: date | None
    accuracy: Accuracy
    kind: Kind
    opens: date | None = None

    def of_kind(self, kind: Kind) -> Span:
        """The same days, said in another way."""
        return Span(self.start, self.end, self.accuracy, kind, self.opens)


def shift_days(day: date, days: int) -> date | None:
    """The day that many days later, or None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift_months(day: date, months: int) -> date | None:
    """The same day of another month, or that month's last day; None beyond the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """The last day of the month."""
    return date(year, month, monthrange(year, month)[1])


def real_day(year: int, month: int, day: int) -> date | None:
    """The date, or None if the month has no such day."""
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def feast(year: int, name: str) -> date | None:
    """The day of the year that the name stands for: "12-25", or days from Easter Sunday ("easter-7")."""
    if name.startswith("easter"):
        return shift_days(_easter(year), int(name.removeprefix("easter") or 0))
    month, _, day = name.partition("-")
    return real_day(year, int(month), int(day))


def _easter(year: int) -> date:
    # Butcher's computus, Gregorian.
    golden, century = year % 19, year // 100
    correction = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = correction - correction // 28 * (1 - 29 // (correction + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (moon - weekday + 40) // 44
    return date(year, month, moon - weekday + 28 - 31 * (month // 4))


def _plain(day: date) -> date:
    # The library's own subclass of date is nothing that an encoder knows.
    return date(day.year, day.month, day.day)


def hijri_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian date of a Hijri day, or None outside the tables."""
    try:
        return _plain(Hijri(year, month, day).to_gregorian())
    except (ValueError, OverflowError):
        return None


def hijri_month(year: int, month: int) -> tuple[date, date] | None:
    """First and last Gregorian day of a Hijri month."""
    try:
        first = Hijri(year, month, 1)
        start = _plain(first.to_gregorian())
        return start, start + timedelta(days=first.month_length() - 1)
    except (ValueError, OverflowError):
        return None


def hijri_year(day: date) -> int | None:
    """The Hijri year in which the day falls, or None outside the tables."""
    try:
        return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except (ValueError, OverflowError):
        return None
