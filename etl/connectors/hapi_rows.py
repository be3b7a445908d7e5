"""What each resource of HDX HAPI says, and what may be made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from etl.connectors.interface import Series, SeriesRow
from etl.connectors.rows import Row

Build = Callable[[Row], Iterator[SeriesRow]]
PAGE = "https://data.humdata.org/hapi"
# HDX carries the data of many publishers; each data set states its own terms.
LICENCE = "terms of the HDX data set"


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """A resource: its path and what is built of a row."""

    name: str
    path: str
    build: Build
    newest_round_only: bool = False


def _series(name: str, title: str, about: str) -> Series:
    return Series(
        connector="hapi",
        name=name,
        title=f"HDX HAPI: {title}",
        publisher="OCHA HDX",
        url=f"{PAGE}/{name}",
        licence=LICENCE,
        about=about,
    )


IDPS = _series("idps", "internally displaced people", "People internally displaced, by assessment round.")
REFUGEES = _series("refugees", "refugees and others of concern", "People by country of origin and of asylum.")
RETURNEES = _series("returnees", "returned refugees", "Refugees who returned to their country of origin.")
NEEDS = _series(
    "humanitarian-needs", "humanitarian needs", "People in need, targeted and reached, by sector."
)
EVENTS = _series(
    "conflict-events", "conflict events", "Events and fatalities; the classes of events overlap."
)
FOOD = _series("food-security", "food security", "People by phase of the Integrated Phase Classification.")
FUNDING = _series("funding", "funding", "Money asked for and received, by appeal.")


def _place(row: Row, fields: dict[str, Any]) -> tuple[str, ...]:
    """Fills in the place of a row; what identifies it."""
    iso3 = row.country("location_code")
    codes = [row.text(f"admin{level}_code", needed=False) or "" for level in (1, 2)]
    names = [
        row.text(f"admin{level}_name", needed=False) or row.text(f"provider_admin{level}_name", needed=False)
        for level in (1, 2)
    ]
    told = [row.text(f"provider_admin{level}_name", needed=False) or "" for level in (1, 2)]
    level = 2 if codes[1] or names[1] else 1 if codes[0] or names[0] else 0
    fields["iso3"] = iso3
    fields["admin1"] = names[0]
    fields["place_name"] = (row.text("location_name", needed=False), names[0], names[1])[level]
    fields["place_accuracy"] = ("country", "admin1", "admin2")[level]
    return (iso3 or row.text("location_code") or "", *codes, *told)


def _period(row: Row, fields: dict[str, Any]) -> tuple[str, ...]:
    start, end = row.period("reference_period_start", "reference_period_end")
    fields["period_start"], fields["period_end"] = start, end or start
    fields["date_accuracy"] = accuracy(start, end or start)
    return (str(start or ""), str(end or ""))


def accuracy(start: date | None, end: date | None) -> str:
    """How closely two days tell a time."""
    if start is None or end is None:
        return "unknown"
    days = (end - start).days
    for most, code in ((0, "day"), (5, "few_days"), (7, "week"), (31, "month")):
        if days <= most:
            return code
    return "year"


def _idps(row: Row) -> Iterator[SeriesRow]:
    fields: dict[str, Any] = {}
    key = _place(row, fields) + _period(row, fields)
    told = [
        row.text(name, needed=False) or "" for name in ("operation", "assessment_type", "reporting_round")
    ]
    value = row.number("population")
    if value is not None:
        yield SeriesRow(
            series=IDPS,
            key=(*key, *told),
            value=value,
            indicator="displaced",
            measure="stock",
            unit="person",
            population=("idps",),
            answer=row.answer,
            pointer=row.pointer,
            **fields,
        )


def note_rounds(newest: dict[tuple[str, str], tuple[int, date]], items: Sequence[object]) -> None:
    """Keeps for each operation of a country the newest round among the rows."""
    for item in items:
        if isinstance(item, dict):
            operation, at = _round(item)
            newest[operation] = max(newest.get(operation, at), at)


def newest_rounds(build: Build, newest: dict[tuple[str, str], tuple[int, date]]) -> Build:
    """Only the rows of the newest round of each operation: rounds count the same people again."""

    def built(row: Row) -> Iterator[SeriesRow]:
        operation, at = _round(row.fields)
        if at == newest[operation]:
            yield from build(row)

    return built


def _round(item: Any) -> tuple[tuple[str, str], tuple[int, date]]:
    number = str(item.get("reporting_round") or "").strip()
    text = str(item.get("reference_period_end") or item.get("reference_period_start") or "")[:10]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    operation = (str(item.get("location_code")), str(item.get("operation")))
    if number.isascii() and number.isdigit() and len(number) < 10:
        # Rows of one round may state days of their own.
        return operation, (int(number), date.min)
    return operation, (-1, day)


_GROUPS = {"REF": "refugees", "ASY": "asylum_seekers", "STA": "stateless"}


def _whole(row: Row) -> bool:
    """True for a row about everybody, not about one sex or age."""
    return all((row.text(name, needed=False) or "all").lower() == "all" for name in ("gender", "age_range"))


def _refugees(row: Row) -> Iterator[SeriesRow]:
    group = (row.text("population_group") or "").upper()
    if group not in _GROUPS or not _whole(row):
        return
    fields: dict[str, Any] = {}
    key = _period(row, fields)
    value = row.number("population")
    asylum, origin = row.country("asylum_location_code"), row.country("origin_location_code")
    if value is None:
        return
    yield SeriesRow(
        series=REFUGEES,
        key=(asylum or "", origin or "", *key),
        value=value,
        indicator=_GROUPS[group],
        measure="stock",
        unit="person",
        answer=row.answer,
        pointer=row.pointer,
        iso3=asylum,
        place_name=row.text("asylum_location_name", needed=False),
        place_accuracy="country" if asylum else None,
        place_role="destination",
        parts=("origin",),
        attribution="UNHCR",
        **fields,
    )


def _returnees(row: Row) -> Iterator[SeriesRow]:
    if not _whole(row):
        return
    fields: dict[str, Any] = {}
    key = _period(row, fields)
    group = (row.text("population_group", needed=False) or "").upper()
    value = row.number("population")
    asylum, origin = row.country("asylum_location_code"), row.country("origin_location_code")
    if value is None:
        return
    yield SeriesRow(
        series=RETURNEES,
        key=(asylum or "", origin or "", group, *key),
        value=value,
        indicator="returned",
        measure="flow",
        unit="person",
        answer=row.answer,
        pointer=row.pointer,
        iso3=origin,
        place_name=row.text("origin_location_name", needed=False),
        place_accuracy="country" if origin else None,
        place_role="destination",
        parts=("asylum",),
        attribution="UNHCR",
        **fields,
    )


_STATUS = {"AFF": "affected", "INN": "in_need", "TGT": "targeted", "REA": "assisted", "ALL": "population"}


def _needs(row: Row) -> Iterator[SeriesRow]:
    status = (row.text("population_status") or "").upper()
    if status not in _STATUS:
        raise row.refuse(f"population_status is {status!r}, which is not known")
    fields: dict[str, Any] = {}
    key = _place(row, fields) + _period(row, fields)
    sector = row.text("sector_code", needed=False) or row.text("sector_name", needed=False) or ""
    category = row.text("category", needed=False) or ""
    parts = []
    if sector.lower() not in ("", "intersectoral"):
        parts.append("sector")
    if category.lower() not in ("", "total", "all"):
        parts.append("category")
    value = row.number("population")
    if value is not None:
        yield SeriesRow(
            series=NEEDS,
            key=(*key, sector, category),
            value=value,
            indicator=_STATUS[status],
            measure="stock",
            unit="person",
            answer=row.answer,
            pointer=row.pointer,
            parts=tuple(parts),
            **fields,
        )


_CLASSES = ("civilian_targeting", "demonstration", "political_violence")


def _events(row: Row) -> Iterator[SeriesRow]:
    kind = (row.text("event_type") or "").lower()
    if kind not in _CLASSES:
        raise row.refuse(f"event_type is {kind!r}, which is not known")
    fields: dict[str, Any] = {}
    key = (*_place(row, fields), *_period(row, fields), kind)
    for name, indicator, unit in (("events", "attacks", "incident"), ("fatalities", "killed", "person")):
        value = row.number(name)
        # Demonstrations are no attacks, and their dead are told by the class that they died in.
        if value is None or kind == "demonstration":
            continue
        yield SeriesRow(
            series=EVENTS,
            key=key,
            value=value,
            indicator=indicator,
            measure="flow",
            unit=unit,
            population=("civilians",) if kind == "civilian_targeting" and indicator == "killed" else (),
            answer=row.answer,
            pointer=row.pointer,
            parts=("class", kind),
            place_role="event_site",
            attribution="ACLED",
            **fields,
        )


def _food(row: Row) -> Iterator[SeriesRow]:
    phase = (row.text("ipc_phase") or "").lower()
    if phase not in ("1", "2", "3", "4", "5", "3+", "all"):
        raise row.refuse(f"ipc_phase is {phase!r}, which is not known")
    if phase not in ("3", "4", "5", "3+"):
        return
    fields: dict[str, Any] = {}
    key = _place(row, fields) + _period(row, fields)
    kind = (row.text("ipc_type") or "").lower()
    value = row.number("population_in_phase")
    if value is not None:
        yield SeriesRow(
            series=FOOD,
            key=(*key, kind, phase),
            value=value,
            indicator="food_insecure",
            measure="stock",
            unit="person",
            assertion="estimated" if kind == "current" else "forecast",
            answer=row.answer,
            pointer=row.pointer,
            parts=() if phase == "3+" else ("phase",),
            attribution="IPC",
            **fields,
        )


def _funding(row: Row) -> Iterator[SeriesRow]:
    fields: dict[str, Any] = {}
    key = (*_place(row, fields), *_period(row, fields), row.text("appeal_code") or "")
    for name, indicator in (("requirements_usd", "funding_required"), ("funding_usd", "funding_received")):
        value = row.number(name)
        if value is not None:
            yield SeriesRow(
                series=FUNDING,
                key=key,
                value=value,
                indicator=indicator,
                measure="stock",
                unit="currency",
                currency="USD",
                answer=row.answer,
                pointer=row.pointer,
                parts=("appeal",),
                attribution="OCHA FTS",
                **fields,
            )


RESOURCES = {
    resource.name: resource
    for resource in (
        Resource(name="idps", path="affected-people/idps", build=_idps, newest_round_only=True),
        Resource(name="refugees", path="affected-people/refugees-persons-of-concern", build=_refugees),
        Resource(name="returnees", path="affected-people/returnees", build=_returnees),
        Resource(name="humanitarian-needs", path="affected-people/humanitarian-needs", build=_needs),
        Resource(name="conflict-events", path="coordination-context/conflict-events", build=_events),
        Resource(name="food-security", path="food-security-nutrition-poverty/food-security", build=_food),
        Resource(name="funding", path="coordination-context/funding", build=_funding),
    )
}
