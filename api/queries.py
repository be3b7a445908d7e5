"""The named parts of the project's queries, read from sql/queries once and put together without values."""

from __future__ import annotations

from functools import cache

from sql.store import load_query

_MARK = "-- name: "


@cache
def parts(name: str) -> dict[str, str]:
    """The parts of sql/queries/NAME.sql by their names."""
    found: dict[str, str] = {}
    current = ""
    lines: list[str] = []
    for line in [*load_query(name).splitlines(), _MARK]:
        if line.startswith(_MARK):
            if current:
                found[current] = "\n".join(lines).strip()
            current, lines = line.removeprefix(_MARK).strip(), []
        else:
            lines.append(line)
    return found
