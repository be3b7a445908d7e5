"""Filters on figures as parts of SQL with named values; nothing a client sends becomes SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from api.queries import parts
from sql.search import pattern, stem, words

_PLAIN = (
    "indicator",
    "country",
    "admin1",
    "place_id",
    "unit",
    "quantifier",
    "measure",
    "assertion",
    "population",
    "lang",
    "document_id",
    "publisher",
    "attribution_org",
    "licence",
    "from",
    "to",
    "published_from",
    "published_to",
    "min_value",
    "max_value",
)


class Selection(NamedTuple):
    """Where figures are read, the conditions they have to meet, and the values in them."""

    source: str
    conditions: list[str]
    values: dict[str, Any]

    @property
    def where(self) -> str:
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def fact_filters(given: Mapping[str, Any], run: int | None = None, *, folded: bool = False) -> Selection:
    """The selection that the filters of a request ask for, in the state of an earlier run where one is given.

    `folded` says that the release has its quotes folded already.
    """
    sql = parts("api/facts")
    conditions: list[str] = []
    values: dict[str, Any] = {} if run is None else {"run": run}
    for name in _PLAIN:
        if name in given:
            conditions.append(sql[name])
            values[name] = given[name]
    if "bbox" in given:
        west, south, east, north = given["bbox"]
        conditions.append(sql["bbox" if west <= east else "bbox_over_date_line"])
        values |= {"west": west, "south": south, "east": east, "north": north}
    if "q" in given:
        found = words(given["q"])
        for index, word in enumerate(found):
            conditions.append(sql["word" if folded and run is None else "word_unprepared"].format(index))
            values[f"word_{index}"] = stem(word)
            values[f"pattern_{index}"] = pattern(word)
        if not found:
            conditions.append("false")
    return Selection(sql["now" if run is None else "then"], conditions, values)
