"""A fact as the totals see it: a figure, a group of people, a window of days and a place, all comparable.

Everything that comparing needs is worked out once, in `claim_of`; a release keeps claims as they are.
"""

from __future__ import annotations

from datetime import date

import msgspec

from sql.records import FactRow, RelationRow
from sql.totals.bounds import Figure, figure_of
from sql.totals.populations import group
from sql.totals.sources import Source, identify, says

COUNTED_ASSERTIONS = frozenset({"reported", "attributed", "estimated"})
LATE = date.max.toordinal()

Order = tuple[int, str, int, str, str]
NOWHERE: Order = (0, "", 0, "", "")


class Tie(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A relation of a claim to another that changes its part in a total."""

    relation: str
    other_id: str
    rule: str
    because: str
    decided: bool


class Claim(msgspec.Struct, array_like=True, eq=False, kw_only=True, gc=False):
    """One fact, ready to be compared. Days are ordinals; `begins` and `ends` are as stated.

    `first` and `last` take the one for the other where only one is stated. `said` is what the sentence says
    of other figures, None while nobody has asked; `quote` is there only as long as it has to be asked.
    """

    fact_id: str
    document_id: str
    indicator: str
    unit: str
    measure: str
    assertion: str
    counted: bool
    figure: Figure
    group: int
    place: tuple[str, ...]
    iso3: str | None
    admin1: str | None
    place_name: str | None
    published: int | None
    begins: int | None
    ends: int | None
    first: int | None
    last: int | None
    # How many days the window has; 0 where it is unknown.
    days: int
    start: int
    speaker: str | None
    publisher: str | None
    # A release leaves out what is as here at the end of a claim: what is seldom told comes last.
    source: Source | None = None
    attribution_org: str | None = None
    population: tuple[str, ...] = ()
    lang: str | None = None
    licence: str | None = None
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    place_role: str | None = None
    carried_over: bool = False
    currency: str | None = None
    subset_of: str | None = None
    duplicate_of: str | None = None
    said: tuple[bool, bool, bool] | None = None
    ties: tuple[Tie, ...] = ()
    quote: str | None = None
    # Where the number stands in the quote.
    span: tuple[int, int] | None = None
    # Earliest publication first; then a fixed order, whatever the order of arrival was.
    order: Order = NOWHERE
    # Where it lies among the claims of its block, once it is read from a file.
    seat: int = -1

    @property
    def as_of(self) -> int | None:
        """The day a stock holds for: the last day of its period, or else the day it was published."""
        return self.last if self.last is not None else self.published

    def is_closer(self, other: Claim) -> bool:
        """True where the figure is stated more precisely than the other."""
        one, two = self.figure, other.figure
        return one.value is not None and (two.value is None or one.step < two.step)

    @property
    def revises(self) -> bool:
        """True where the sentence says that the figure replaces an earlier one."""
        return self._said()[0]

    @property
    def separate(self) -> bool:
        """True where the sentence says that this is another event than one told before."""
        return self._said()[1]

    @property
    def former(self) -> bool:
        """True where the sentence says that this is the figure that another replaces."""
        return self._said()[2]

    def _said(self) -> tuple[bool, bool, bool]:
        if self.said is None:
            self.said = says(self.quote, self.span)
        return self.said


def claim_of(
    fact: FactRow, published_at: date | None, publisher: str | None = None, licence: str | None = None
) -> Claim:
    """The claim that a fact makes, with what its document says of itself."""
    first, last = fact.period_start or fact.period_end, fact.period_end or fact.period_start
    begins, ends = _ordinal(first), _ordinal(last)
    published = _ordinal(published_at)
    start = fact.start if fact.start is not None else -1
    return Claim(
        fact_id=fact.fact_id,
        document_id=fact.document_id,
        indicator=fact.indicator,
        unit=fact.unit,
        currency=fact.currency,
        measure=fact.measure,
        assertion=fact.assertion,
        counted=fact.assertion in COUNTED_ASSERTIONS,
        figure=figure_of(fact.value, fact.value_min, fact.value_max, fact.quantifier),
        group=group(fact.population),
        population=fact.population,
        place=place_path(fact),
        iso3=fact.iso3,
        admin1=fact.admin1,
        place_id=fact.place_id,
        place_name=fact.place_name,
        place_role=fact.place_role,
        carried_over=bool(fact.place_carried_over),
        lat=fact.lat,
        lon=fact.lon,
        published=published,
        begins=begins if fact.period_start is not None else None,
        ends=ends if fact.period_end is not None else None,
        first=begins,
        last=ends,
        days=ends - begins + 1 if begins is not None and ends is not None else 0,
        start=start,
        source=identify(fact.attribution_org or fact.attribution),
        speaker=fact.attribution_org or fact.attribution or publisher,
        attribution_org=fact.attribution_org,
        publisher=publisher,
        licence=licence,
        lang=fact.lang,
        subset_of=fact.subset_of,
        duplicate_of=fact.duplicate_of,
        quote=fact.quote,
        span=_span(fact),
        order=(
            published if published is not None else LATE,
            fact.document_id,
            start,
            fact.json_pointer or "",
            fact.fact_id,
        ),
    )


def order_of(claim: Claim) -> Order:
    """The place of a claim of a release among others: it is of no series, so it has no pointer."""
    return (
        claim.published if claim.published is not None else LATE,
        claim.document_id,
        claim.start,
        "",
        claim.fact_id,
    )


def tie_of(relation: RelationRow) -> Tie:
    """The relation as its first fact keeps it."""
    return Tie(
        relation.relation, relation.other_id, relation.rule, relation.because, relation.origin == "decision"
    )


def _span(fact: FactRow) -> tuple[int, int] | None:
    if fact.start is None or fact.end is None or fact.quote_start is None:
        return None
    return fact.start - fact.quote_start, fact.end - fact.quote_start


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day is not None else None


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
