"""SQL values as JSON that every client reads alike.

Whole numbers past 2^53 and decimals past 15 digits become strings, because most JSON readers would round
them;
NaN and the infinities become null; days, instants, durations and UUIDs become their ISO or usual text;
bytes become base64;
a map whose keys are not text becomes a list of {"key", "value"}.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

_SAFE = 2**53 - 1


def json_safe(value: Any) -> Any:
    """The value as JSON can carry it without loss of meaning."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if -_SAFE <= value <= _SAFE else str(value)
    reader = _READERS.get(type(value))
    if reader is not None:
        return reader(value)
    if isinstance(value, list | tuple | set):
        return [json_safe(item) for item in value]
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {key: json_safe(item) for key, item in value.items()}
        return [{"key": json_safe(key), "value": json_safe(item)} for key, item in value.items()]
    return str(value)


def duration(text: str | None) -> str | None:
    """ISO 8601 of an INTERVAL as DuckDB writes it ("1 year 2 days 04:05:06"): a month stays a month."""
    if text is None:
        return None
    *counted, last = text.split()
    clock = last if ":" in last else ""
    words = counted if clock else text.split()
    days = "".join(f"{number}{unit[0].upper()}" for number, unit in zip(words[::2], words[1::2], strict=True))
    sign = "-" if clock.startswith("-") else ""
    parts = zip(clock.lstrip("-").split(":"), "HMS", strict=False) if clock else ()
    time = "".join(f"{sign}{part.removeprefix('0')}{letter}" for part, letter in parts if part.strip("0"))
    if not days and not time:
        return "PT0S"
    return f"P{days}T{time}" if time else f"P{days}"


def _float(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _decimal(value: Decimal) -> Decimal | str | None:
    if not value.is_finite():
        return None
    whole = value == value.to_integral_value()
    plain = value.quantize(Decimal(1)) if whole and value.adjusted() < 27 else value
    return plain if len(plain.as_tuple().digits) <= 15 else f"{value:f}"


def _duration(value: timedelta) -> str:
    sign = "-" if value < timedelta(0) else ""
    total = abs(value)
    seconds = (
        f"{total.seconds}.{total.microseconds:06d}".rstrip("0").rstrip(".")
        if total.microseconds
        else total.seconds
    )
    return f"{sign}P{total.days}DT{seconds}S"


def _iso(value: date | datetime | time) -> str:
    return value.isoformat()


_READERS: dict[type, Callable[[Any], Any]] = {
    float: _float,
    Decimal: _decimal,
    date: _iso,
    datetime: _iso,
    time: _iso,
    timedelta: _duration,
    UUID: str,
    bytes: lambda value: base64.b64encode(value).decode(),
    bytearray: lambda value: base64.b64encode(bytes(value)).decode(),
    memoryview: lambda value: base64.b64encode(bytes(value)).decode(),
}
