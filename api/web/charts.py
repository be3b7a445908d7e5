"""Charts as geometry: where the points, bounds and ticks of a drawing stand; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from api.web.messages import Words

WIDTH, HEIGHT = 880, 340
LEFT, RIGHT, TOP, BOTTOM = 84, 28, 24, 44


class Point(msgspec.Struct, kw_only=True):
    """One month: its number, its bounds, and where it leads."""

    month: str
    value: float | None
    low: float | None
    high: float | None
    label: str
    url: str
    chosen: bool
    x: float = 0
    y: float = 0
    top: float | None = None
    bottom: float | None = None
    open_top: bool = False
    open_bottom: bool = False


class Tick(msgspec.Struct):
    """A mark on an axis."""

    at: float
    text: str


class Chart(msgspec.Struct, kw_only=True):
    """A drawing of numbers over time."""

    points: list[Point]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    line: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def draw(points: Sequence[Point], words: Words) -> Chart | None:
    """The chart of these months in order; None where there are none."""
    placed = [point for point in points if _stands(point) is not None]
    if not placed:
        return None
    ceiling = _round_up(max(max(filter(None, (p.value, p.low, p.high)), default=0) for p in placed))
    months = [_months(point.month) for point in placed]
    first, last = min(months), max(months)

    def at_x(month: int) -> float:
        if first == last:
            return (LEFT + WIDTH - RIGHT) / 2
        return round(LEFT + 30 + (month - first) / (last - first) * (WIDTH - LEFT - RIGHT - 60), 1)

    def at_y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / ceiling * (HEIGHT - TOP - BOTTOM), 1)

    for point, month in zip(placed, months, strict=True):
        stands = _stands(point) or 0
        point.x, point.y = at_x(month), at_y(stands)
        point.bottom = at_y(point.low if point.low is not None else stands)
        point.top = at_y(point.high if point.high is not None else stands)
        # An open side is drawn as a line that fades out: the wording gives no end.
        if point.low is not None and point.high is None:
            point.open_top, point.top = True, max(TOP - 14.0, point.y - 46)
        elif point.high is not None and point.low is None:
            point.open_bottom, point.bottom = True, min(HEIGHT - BOTTOM + 0.0, point.y + 46)
    steps = 4
    y_ticks = [
        Tick(at_y(ceiling * n / steps), words.number(_plain(ceiling * n / steps))) for n in range(steps + 1)
    ]
    every = max(1, -(-len(set(months)) // 6))
    shown = sorted(set(months))[::every]
    x_ticks = [Tick(at_x(month), words.month(f"{month // 12:04}-{month % 12 + 1:02}")) for month in shown]
    line = " ".join(f"{point.x},{point.y}" for point in placed)
    return Chart(points=placed, x_ticks=x_ticks, y_ticks=y_ticks, line=line)


def _stands(point: Point) -> float | None:
    if point.value is not None:
        return point.value
    if point.low is not None and point.high is not None:
        return (point.low + point.high) / 2
    return point.low if point.low is not None else point.high


def _months(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _round_up(value: float) -> float:
    """A round number at or above the value, so that ticks are round too."""
    if value <= 4:
        return 4
    size: int = 10 ** (len(str(int(value))) - 1)
    for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10):
        if value <= step * size * 0.97:
            return step * size
    return 12.0 * size


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 2)


def spec_values(points: Sequence[Point], words: Words) -> list[dict[str, Any]]:
    """The same numbers for the interactive chart."""
    return [
        {
            "month": date(int(point.month[:4]), int(point.month[5:7]), 1).isoformat(),
            "name": words.month(point.month),
            "value": _stands(point),
            "low": point.low,
            "high": point.high,
            "label": point.label,
            "url": point.url,
        }
        for point in points
    ]
