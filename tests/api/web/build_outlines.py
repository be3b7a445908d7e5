"""Makes api/web/outlines/countries.json from countries-50m.json of the npm package world-atlas.

    python tests/api/web/build_outlines.py countries-50m.json codes.json

`codes.json` maps ISO 3166-1 numeric codes to alpha-3. Run once; the result is committed.
"""

from __future__ import annotations

import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

GRID = 20
TOLERANCE = 0.045
SMALLEST = 0.2
UNNUMBERED = {"Kosovo": "XKX"}
TARGET = Path(__file__).parents[3] / "api" / "web" / "outlines" / "countries.json"
Point = tuple[float, float]


def simplify(line: list[Point], tolerance: float) -> list[Point]:
    """The line without points that lie nearly on it (Douglas and Peucker)."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        length = math.hypot(bx - ax, by - ay)
        far, at = 0.0, 0
        for index in range(first + 1, last):
            x, y = line[index]
            away = (
                abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
                if length
                else math.hypot(x - ax, y - ay)
            )
            if away > far:
                far, at = away, index
        if far > tolerance:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [line[index] for index in sorted(keep)]


def unwrap(ring: list[Point]) -> list[Point]:
    """The ring in one piece where it crosses the date line; unchanged where it goes around the globe."""
    found, shift = [ring[0]], 0.0
    for (before, _), (x, y) in pairwise(ring):
        if abs(x - before) > 180:
            shift += 360 if x < before else -360
        found.append((x + shift, y))
    xs = [p[0] for p in found]
    return found if max(xs) - min(xs) < 180 else ring


def main(atlas: Path, codes: Path) -> None:
    """The file is written."""
    world: dict[str, Any] = json.loads(atlas.read_text())
    alpha: dict[str, str] = json.loads(codes.read_text())
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        # Neighbours share arcs, so that simplified borders still meet.
        arcs.append(simplify(points, TOLERANCE))
    found: dict[str, list[list[int]]] = {}
    for shape in world["objects"]["countries"]["geometries"]:
        code = alpha.get(str(shape.get("id", "")).zfill(3), "") or {"Kosovo": "XKX"}.get(
            shape["properties"]["name"], ""
        )
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = []
        for polygon in polygons:
            ring: list[Point] = []
            for index in polygon[0]:
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                ring += arc[1:] if ring else arc
            ring = unwrap(ring)
            xs, ys = [p[0] for p in ring], [p[1] for p in ring]
            rings.append((max(max(xs) - min(xs), max(ys) - min(ys)), ring))
        rings.sort(key=lambda entry: -entry[0])
        kept = [ring for size, ring in rings if size >= SMALLEST] or [rings[0][1]]
        found.setdefault(code or "-", []).extend(pack(ring) for ring in kept if len(ring) > 3)
    text = json.dumps({code: found[code] for code in sorted(found)}, separators=(",", ":"))
    TARGET.write_text(text.replace("],", "],\n") + "\n")


def pack(ring: list[Point]) -> list[int]:
    """A ring as whole steps of a grid: the first point, then differences."""
    packed: list[int] = []
    before = (0, 0)
    for x, y in ring:
        at = (round(x * GRID), round(y * GRID))
        if not packed or at != before:
            packed += [at[0] - before[0], at[1] - before[1]]
            before = at
    return packed


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
