"""A fact as the totals see it: a figure, a group of people, a window of days and a place, all comparable."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from sql.records import FactRow
from sql.totals.bounds import Figure
from sql.totals.populations import group
from sql.totals.sources import Source, identify, says

COUNTED_ASSERTIONS = frozenset({"reported", "attributed", "estimated"})
LATE = date.max.toordinal()


class Claim:
    """One fact, ready to be compared; everything derived is worked out once."""

    def __init__(
        self,
        fact: FactRow,
        published_at: date | None,
        publisher: str | None = None,
        licence: str | None = None,
    ) -> None:
        self.fact = fact
        self.fact_id = fact.fact_id
        self.document_id = fact.document_id
        self.publisher = publisher
        self.licence = licence
        self.figure = Figure(fact.value, fact.value_min, fact.value_max, fact.quantifier)
        self.group = group(fact.population)
        self.place = place_path(fact)
        self.published = published_at.toordinal() if published_at is not None else None
        first, last = fact.period_start or fact.period_end, fact.period_end or fact.period_start
        self.first = first.toordinal() if first is not None else None
        self.last = last.toordinal() if last is not None else None
        self.source: Source | None = identify(fact.attribution_org or fact.attribution)
        self.counted = fact.assertion in COUNTED_ASSERTIONS
        # Earliest publication first; then a fixed order, whatever the order of arrival was.
        self.order = (
            self.published if self.published is not None else LATE,
            fact.document_id,
            fact.start if fact.start is not None else -1,
            fact.json_pointer or "",
            fact.fact_id,
        )

    @property
    def as_of(self) -> int | None:
        """The day a stock holds for: the last day of its period, or else the day it was published."""
        return self.last if self.last is not None else self.published

    @property
    def days(self) -> int:
        """How many days the window has; 0 where it is unknown."""
        return self.last - self.first + 1 if self.first is not None and self.last is not None else 0

    @cached_property
    def revises(self) -> bool:
        """True where the sentence says that the figure replaces an earlier one."""
        return says("revised", self.fact.quote)

    @cached_property
    def separate(self) -> bool:
        """True where the sentence says that this is another event than one told before."""
        return says("separate", self.fact.quote)


def place_path(fact: FactRow) -> tuple[str, ...]:
    """The place from the country inwards; empty where there is none. A shorter path holds the longer ones."""
    if fact.iso3 is None:
        return ()
    if fact.place_accuracy == "country":
        return (fact.iso3,)
    path = (fact.iso3, fact.admin1 or "")
    if fact.place_accuracy == "admin1":
        return path if fact.admin1 else (fact.iso3,)
    if fact.geonames_id is not None:
        return (*path, f"g{fact.geonames_id}")
    if fact.place_id is not None:
        return (*path, fact.place_id)
    if fact.place_name and fact.place_accuracy is not None:
        return (*path, fact.place_name)
    return path if fact.admin1 else (fact.iso3,)
