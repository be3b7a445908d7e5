"""Who is counted, as bits: whether one group holds another, or shares nobody with it.

Codes on one axis are read as a union ("women and children"), codes on different axes as an intersection
("refugee children"). An axis that is not named holds everybody, so "12 people" holds "4 children".
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files


@cache
def _axes() -> tuple[dict[str, tuple[int, int]], tuple[int, ...]]:
    text = (files("sql") / "totals" / "populations.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    bits: dict[tuple[str, str], int] = {}
    for row in rows:
        for atom in row["atoms"].split("|"):
            bits.setdefault((row["axis"], atom), 1 << len(bits))
    # Nobody is only a civilian or a child: each axis keeps one bit for those that no code names.
    for axis in dict.fromkeys(row["axis"] for row in rows):
        bits[(axis, "")] = 1 << len(bits)
    whole: dict[str, int] = {}
    for (axis, _), bit in bits.items():
        whole[axis] = whole.get(axis, 0) | bit
    codes = {
        row["code"]: (sum(bits[(row["axis"], atom)] for atom in row["atoms"].split("|")), whole[row["axis"]])
        for row in rows
    }
    return codes, tuple(whole.values())


@cache
def everybody() -> int:
    """The group that no word narrows."""
    total = 0
    for axis in _axes()[1]:
        total |= axis
    return total


@cache
def _group(codes: tuple[str, ...]) -> int:
    known = _axes()[0]
    group = everybody()
    named: dict[int, int] = {}
    for code in codes:
        if code in known:
            bits, axis = known[code]
            named[axis] = named.get(axis, 0) | bits
    for axis, bits in named.items():
        group = (group & ~axis) | bits
    return group


def group(codes: Iterable[str]) -> int:
    """The group that these codes name together; a code that the table does not know narrows nothing."""
    return _group(tuple(codes))


@lru_cache(10_000)
def disjoint(one: int, other: int) -> bool:
    """True where nobody can be in both groups, so that their figures may be added."""
    shared = one & other
    return any(not shared & axis for axis in _axes()[1])
