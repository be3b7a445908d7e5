"""The map: the newest counted figure of each place, on the outlines of countries, and the same as rows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from api.queries import parts
from api.web.overview import entry, filters_of, name_of
from api.web.reading import plain_amount
from api.web.visit import Visit, fact_of
from sql.export.tables import Column, Table

WIDTH, HEIGHT = 960.0, 520.0
GRID = 20
_LABELS = 14
COLUMNS = (
    *(Column(name, "text") for name in ("place_id", "place_name", "iso3")),
    *(Column(name, "number") for name in ("lat", "lon")),
    Column("place_accuracy", "text"),
    Column("facts", "integer"),
    *(Column(name, "text") for name in ("indicator", "unit", "quantifier")),
    *(Column(name, "decimal") for name in ("value", "value_min", "value_max")),
    *(Column(name, "text") for name in ("period_start", "period_end", "fact_id", "publisher", "licence")),
)


class Spot(msgspec.Struct, kw_only=True):
    """One place on the map."""

    x: float
    y: float
    size: float
    name: str
    label: str
    url: str
    group: str
    anchor: str = ""


def found_places(visit: Visit) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each place with the newest counted figure in it."""
    query = {name: visit.values.get(name) for name in ("country", "indicator", "from", "to")}
    rows = visit.release.query(parts("api/page")["newest_of_places"], query).records()
    pairs = ((row, fact_of(visit, row["fact_id"])) for row in rows)
    return [(row, fact) for row, fact in pairs if fact is not None]


def atlas(visit: Visit) -> dict[str, Any]:
    """What the map shows."""
    found = found_places(visit)
    corners = [corner for code in visit.values.get("country") or () for corner in _corners(code)]
    view = View.around([*((row["lon"], row["lat"]) for row, _ in found), *corners])
    sized = "indicator" in visit.values
    weights = [_weight(row, fact, sized) for row, fact in found]
    most = max(weights, default=1.0) or 1.0
    spots = []
    for (row, fact), weight in sorted(zip(found, weights, strict=True), key=lambda pair: -pair[1]):
        x, y = view.at(row["lon"], row["lat"])
        item = entry(visit, fact)
        name = name_of(visit, row) or row["place_name"] or ""
        spots.append(
            Spot(
                x=x,
                y=y,
                size=round(6 + 20 * math.sqrt(weight / most), 1),
                name=name,
                label=f"{name}: {item['label']}: {plain_amount(visit.words, fact)}",
                url=f"/figures/{fact['fact_id']}",
                group=item["group"],
            )
        )
    _name(spots)
    with_figures = {row["iso3"] for row, _ in found}
    scope = visit.release.query(parts("api/page")["scope"]).records()
    downloads = {form: visit.url("/map/places", **visit.values, format=form) for form in ("csv", "json")}
    return {
        "spots": spots,
        "shapes": [(code in with_figures, path) for code, path in shapes(view)],
        "size": (int(view.width), int(view.height)),
        "places": [
            {
                **entry(visit, fact),
                "name": name_of(visit, row) or row["place_name"],
                "country": visit.country(row["iso3"]),
                "facts": row["facts"],
            }
            for row, fact in found
        ],
        "filters": filters_of(visit, scope),
        "downloads": downloads,
    }


def places_table(visit: Visit) -> Table:
    """The rows of the table beside the map."""
    rows = []
    for row, fact in found_places(visit):
        flat = {**fact, **row, **fact["document"]}
        rows.append(tuple(flat.get(column.name) for column in COLUMNS))
    return Table(COLUMNS, rows)


def _corners(country: str) -> list[tuple[float, float]]:
    """The corners of a country's largest part, so that a chosen country is seen whole."""
    rings = dict(_rings()).get(country)
    if not rings:
        return []
    west, south, east, north = rings[0][0]
    return [(west, south), (east, north)]


def _weight(row: dict[str, Any], fact: dict[str, Any], sized: bool) -> float:
    if not sized:
        return float(row["facts"])
    stated = (fact["value"], fact["value_min"], fact["value_max"])
    return float(next((number for number in stated if number is not None), 0))


def _name(spots: list[Spot]) -> None:
    """The largest places are named where their names do not run into each other."""
    bubbles = [
        (spot, (spot.x - spot.size, spot.y - spot.size, spot.x + spot.size, spot.y + spot.size))
        for spot in spots[:60]
    ]
    taken: list[tuple[float, float, float, float]] = []
    for spot in spots[:60]:
        if len([named for named in spots if named.anchor]) >= _LABELS:
            return
        width = 8.0 * len(spot.name)
        for anchor in ("start", "end"):
            left = spot.x + spot.size + 5 if anchor == "start" else spot.x - spot.size - 5 - width
            box = (left, spot.y - 11, left + width, spot.y + 11)
            inside = box[0] > 0 and box[2] < WIDTH
            if inside and all(
                box[2] < other[0] or box[0] > other[2] or box[3] < other[1] or box[1] > other[3]
                for other in (*taken, *(held for owner, held in bubbles if owner is not spot))
            ):
                taken.append(box)
                spot.anchor = anchor
                break


class View(msgspec.Struct, frozen=True):
    """A window on the world, in degrees, and how it lies on the drawing."""

    west: float
    south: float
    east: float
    north: float
    scale: float
    narrow: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> View:
        """The window that holds all points with some land around them."""
        held = list(points) or [(-160.0, -50.0), (170.0, 70.0)]
        west, east = min(p[0] for p in held), max(p[0] for p in held)
        south, north = min(p[1] for p in held), max(p[1] for p in held)
        middle = (south + north) / 2
        narrow = max(0.35, math.cos(math.radians(middle)))
        wide = max((east - west) * 1.2, 10.0) * narrow
        high = max((north - south) * 1.2, 6.0)
        ratio = WIDTH / HEIGHT
        wide, high = max(wide, high * ratio), max(high, wide / ratio)
        high = min(high, 150.0)
        scale = WIDTH / wide
        centre = (west + east) / 2
        half, tall = wide / narrow / 2, high / 2
        return cls(
            centre - half, middle - tall, centre + half, middle + tall, scale, narrow, WIDTH, high * scale
        )

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point lies on the drawing."""
        return (
            round((lon - self.west) * self.narrow * self.scale, 1),
            round((self.north - lat) * self.scale, 1),
        )

    def shows(self, box: tuple[float, float, float, float]) -> bool:
        west, south, east, north = box
        return west <= self.east and east >= self.west and south <= self.north and north >= self.south


Ring = tuple[tuple[float, float, float, float], tuple[tuple[float, float], ...]]


@cache
def _rings() -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    packed = json.loads((files("api.web") / "outlines" / "countries.json").read_text(encoding="utf-8"))
    return tuple((code, tuple(map(_unpack, rings))) for code, rings in packed.items())


def _unpack(steps: list[int]) -> Ring:
    points = []
    x = y = 0
    for index in range(0, len(steps), 2):
        x, y = x + steps[index], y + steps[index + 1]
        points.append((x / GRID, y / GRID))
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys)), tuple(points)


def shapes(view: View) -> list[tuple[str, str]]:
    """The outline of each country in view as an SVG path; far out, with fewer points."""
    found = []
    for code, rings in _rings():
        pieces = []
        for box, points in rings:
            if not view.shows(box) or (box[2] - box[0]) * view.scale < 1.5:
                continue
            drawn = []
            before: tuple[int, int] | None = None
            for lon, lat in points:
                x, y = view.at(lon, lat)
                # Whole units are finer than a screen shows, and half the bytes.
                at = (round(x), round(y))
                if at != before:
                    drawn.append(f"{at[0]} {at[1]}")
                    before = at
            if len(drawn) > 2:
                pieces.append("M" + "L".join(drawn) + "Z")
        if pieces:
            found.append((code, "".join(pieces)))
    return found
