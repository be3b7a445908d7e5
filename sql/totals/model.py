"""What is asked of the totals, and the answer: rows that open into every fact in their scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from sql.export.shapes import DocumentRef

Amount = int | Decimal

GROUPS = (
    "indicator",
    "country",
    "admin1",
    "place",
    "day",
    "month",
    "year",
    "population",
    "attribution_org",
    "publisher",
)
MEASURES = ("stock", "flow", "cumulative", "rate", "unknown")


class FactFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which facts are in scope; an empty list lets everything through. Names are those of `/v1/facts`."""

    indicator: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    admin1: tuple[str, ...] = ()
    place_id: tuple[str, ...] = ()
    quantifier: tuple[str, ...] = ()
    assertion: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    document_id: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    attribution_org: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()
    period_from: date | None = None
    period_to: date | None = None
    published_from: date | None = None
    published_to: date | None = None
    min_value: Amount | None = None
    max_value: Amount | None = None
    words: tuple[str, ...] = ()
    bbox: tuple[float, float, float, float] | None = None


class AggregateQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A total that is asked for. `run_id` asks for the state that an earlier release had."""

    where: FactFilter
    by: tuple[str, ...] = ()
    measure: str | None = None
    unit: tuple[str, ...] = ("person",)
    policy: str = "recommended"
    run_id: int | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One fact in the scope of a row: its role, and for every role but recommended the reason.

    `because` is the rule id and a plain sentence ("window.inside: Its days lie inside …"); `corrections` are
    the ids of declared corrections that changed what the source says.
    """

    fact_id: str
    role: str
    because: str | None
    refers_to: tuple[str, ...]
    indicator: str
    value: Amount | None
    value_min: Amount | None
    value_max: Amount | None
    quantifier: str
    unit: str
    measure: str
    assertion: str
    period_start: date | None
    period_end: date | None
    place_name: str | None
    iso3: str | None
    quote: str | None
    selector: tuple[dict[str, Any], ...]
    attribution: str | None
    attribution_org: str | None
    reliability: str
    corrections: tuple[str, ...]
    document: DocumentRef


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its bounds; None is not stated or unbounded, never zero."""

    value: Amount | None
    value_min: Amount | None
    value_max: Amount | None


class AggregateBody(msgspec.Struct, frozen=True, kw_only=True):
    """What one total says beside its keys.

    `derived` is true where the total is a difference of cumulative figures that no source states itself.
    `period_start` and `period_end` span the windows that were counted.
    """

    indicator: str
    value: Amount | None
    value_min: Amount | None
    value_max: Amount | None
    unit: str
    currency: str | None
    measure: str
    method: str
    policy: str
    derived: bool
    period_start: date | None
    period_end: date | None
    reliability: tuple[str, ...]
    notes: tuple[str, ...]
    facts_counted: int
    facts_set_aside: int
    provenance: tuple[Evidence, ...]
    other_policies: dict[str, Total]


class AggregateRow(AggregateBody, frozen=True, kw_only=True):
    """One total. `keys` has one entry per `by`; `flat()` puts them beside the fields, as the API does."""

    keys: dict[str, str | int | date | None]

    def flat(self) -> dict[str, Any]:
        """The row as the API shows it: the key columns first, then the fields of DESIGN."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "keys"}
        return {**self.keys, **{name: value for name, value in fields.items() if name not in self.keys}}


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of the indicators asked for that the unit or the measure of the query left out."""

    unit: str
    measure: str
    facts: int


class AggregateAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The rows in a fixed order, and what the unit and measure of the query left out.

    `total` is the number of rows in all, of which those in the window asked for are worked out.
    """

    rows: tuple[AggregateRow, ...]
    left_out: tuple[LeftOut, ...]
    total: int
