"""The totals that a careful analyst would sign, read from TOML, turned into rows, and asked."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.load import fact_row
from etl.model import Document
from etl.pipeline import extract
from etl.relate import relate
from sql.records import DocumentRow, FactRow, PublicationRow
from sql.totals import AggregateQuery, AggregateRow, FactFilter, RefusedSumError, aggregate

FOLDER = Path(__file__).parents[2] / "scenarios"


@dataclass(frozen=True)
class Scenario:
    """One set of documents with the totals that are expected of it."""

    name: str
    documents: tuple[DocumentRow, ...]
    publications: tuple[PublicationRow, ...]
    facts: tuple[FactRow, ...]
    totals: tuple[dict[str, Any], ...]
    from_text: bool


def load(folder: Path = FOLDER) -> Iterator[Scenario]:
    """Every scenario of the folder, by file and place."""
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]:
            yield _scenario(f"{path.stem}: {entry['name']}", entry)


def _scenario(name: str, entry: dict[str, Any]) -> Scenario:
    documents, publications, facts = [], [], []
    from_text = False
    for told in entry["document"]:
        published = told.get("published")
        text = told.get("text", "")
        from_text = from_text or "text" in told
        documents.append(
            DocumentRow(
                document_id=told["id"],
                text=text or f"Text of {told['id']}",
                lang=told.get("lang", "en"),
                published_at=published,
            )
        )
        publications.append(
            PublicationRow(document_id=told["id"], publisher=told.get("publisher"), published_at=published)
        )
        facts += [_fact(told["id"], i, fact) for i, fact in enumerate(told.get("facts", ()))]
    return Scenario(
        name, tuple(documents), tuple(publications), tuple(facts), tuple(entry["total"]), from_text
    )


def _fact(document: str, place: int, told: dict[str, Any]) -> FactRow:
    quantifier = told.get("says", "exact" if "value" in told else "between")
    value = _amount(told.get("value"))
    low, high = _amount(told.get("min")), _amount(told.get("max"))
    if quantifier == "exact":
        low = high = value
    elif quantifier in ("more_than", "at_least"):
        low = value
    elif quantifier in ("less_than", "at_most"):
        high = value
    first, last = _window(told.get("when"))
    iso3, admin1, name = [*told.get("place", "SYR").split("/"), "", ""][:3]
    return FactRow(
        fact_id=told["id"],
        document_id=document,
        value=value,
        value_min=low,
        value_max=high,
        quantifier=quantifier,
        unit=told.get("unit", "person"),
        currency=told.get("currency"),
        indicator=told["indicator"],
        measure=told.get("measure", "flow"),
        assertion=told.get("assertion", "reported"),
        population=tuple(told.get("pop", ())),
        period_start=first,
        period_end=last,
        iso3=iso3 or None,
        admin1=admin1 or None,
        place_name=name or admin1 or iso3 or None,
        place_id=name or None,
        place_accuracy="point" if name else "admin1" if admin1 else "country" if iso3 else None,
        place_role=told.get("role", "event_site"),
        place_carried_over=told.get("carried", False),
        attribution_org=told.get("org"),
        subset_of=told.get("of"),
        duplicate_of=told.get("again"),
        start=place * 100,
        end=place * 100 + 3,
        quote=told.get("quote"),
        quote_start=place * 100,
        quote_end=place * 100 + len(told.get("quote", "")),
    )


def _amount(value: int | float | None) -> Decimal | None:
    return Decimal(str(value)) if value is not None else None


def _window(told: str | date | None) -> tuple[date | None, date | None]:
    if told is None:
        return None, None
    first, _, last = str(told).partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def query_of(told: dict[str, Any]) -> AggregateQuery:
    """The aggregate that a scenario asks for."""
    where = {
        name: tuple(value) if isinstance(value, list) else (value,)
        for name, value in told.items()
        if name not in ("by", "measure", "unit", "policy", "from", "to")
    }
    unit = told.get("unit", "person")
    return AggregateQuery(
        where=FactFilter(**where, period_from=told.get("from"), period_to=told.get("to")),
        by=tuple(told.get("by", ())),
        measure=told.get("measure"),
        unit=tuple(unit) if isinstance(unit, list) else (unit,),
        policy=told.get("policy", "recommended"),
    )


SCENARIOS = [scenario for scenario in load() if not scenario.from_text]
TEXTS = [scenario for scenario in load() if scenario.from_text]
Release = Callable[..., duckdb.DuckDBPyConnection]


def test_there_are_enough_scenarios() -> None:
    assert len(list(load())) >= 60


@pytest.mark.parametrize("scenario", TEXTS, ids=lambda scenario: scenario.name)
def test_texts(scenario: Scenario, release: Release) -> None:
    test_scenario(replace(scenario, facts=tuple(_read(scenario.documents))), release)


def test_the_evacuation_of_baghouz(release: Release) -> None:
    seed = Path(__file__).parents[4] / "shared" / "seeds" / "000_fb7f9a417f467020.txt"
    if not seed.exists():
        pytest.skip("the shared seed article is not beside this checkout")
    text = seed.read_text(encoding="utf-8")
    document = DocumentRow(document_id="a", text=text, lang="ar", published_at=date(2019, 2, 14))
    facts = _read([document])
    connection = release(facts, {"a": (date(2019, 2, 14), None)}, relate(facts, [document]))

    def ask(indicator: str) -> AggregateRow:
        where = FactFilter(
            indicator=(indicator,),
            country=("SYR",),
            period_from=date(2019, 2, 1),
            period_to=date(2019, 2, 28),
        )
        (row,) = aggregate(connection, AggregateQuery(where=where, by=("month",))).rows
        return row

    displaced, detained, surrendered = ask("displaced"), ask("detained"), ask("surrendered")
    assert (displaced.value, displaced.value_min, displaced.value_max) == (38000, 38000, None)
    assert displaced.facts_counted == 1
    aside = {(item.value or item.value_min, item.role) for item in displaced.provenance[1:]}
    assert aside == {(1500, "within_window"), (200, "within_window")}
    assert (detained.value, detained.facts_counted) == (3400, 1)
    assert (surrendered.value, surrendered.facts_counted, surrendered.facts_set_aside) == (240, 1, 1)


def _read(documents: Sequence[DocumentRow]) -> list[FactRow]:
    return [
        fact_row(fact, document.document_id, document.lang)
        for document in documents
        for fact in extract(
            Document(text=document.text, lang=document.lang, published_at=document.published_at)
        )
    ]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario, release: Release) -> None:
    connection = _release(scenario, release)
    for total in scenario.totals:
        query = query_of(total["query"])
        if "refused" in total:
            with pytest.raises(RefusedSumError) as refusal:
                aggregate(connection, query)
            assert refusal.value.code == total["refused"]
            continue
        rows = aggregate(connection, query).rows
        assert [_seen(row, wanted) for row, wanted in zip(rows, total["rows"], strict=False)] == [
            _wanted(wanted) for wanted in total["rows"]
        ]
        assert len(rows) == len(total["rows"])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_order_of_arrival_never_matters(scenario: Scenario) -> None:
    expected = relate(scenario.facts, scenario.documents, scenario.publications)
    chance = random.Random(scenario.name)
    for _ in range(3):
        facts, documents = list(scenario.facts), list(scenario.documents)
        chance.shuffle(facts)
        chance.shuffle(documents)
        assert relate(facts, documents, scenario.publications) == expected


def _release(scenario: Scenario, release: Release) -> duckdb.DuckDBPyConnection:
    published = {row.document_id: (row.published_at, row.publisher) for row in scenario.publications}
    relations = relate(scenario.facts, scenario.documents, scenario.publications)
    return release(scenario.facts, published, relations)


def _wanted(told: dict[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {"value": told.get("value"), "min": told.get("min"), "max": told.get("max")}
    for name in ("keys", "counted", "roles", "measure", "derived", "others"):
        if name in told:
            wanted[name] = sorted(told[name]) if name == "counted" else told[name]
    return wanted


def _seen(row: AggregateRow, told: dict[str, Any]) -> dict[str, Any]:
    roles = {evidence.fact_id: evidence.role for evidence in row.provenance}
    seen: dict[str, Any] = {
        "value": _number(row.value), "min": _number(row.value_min), "max": _number(row.value_max)
    }  # fmt: skip
    everything = {
        "keys": {key: str(value) if isinstance(value, date) else value for key, value in row.keys.items()},
        "counted": sorted(name for name, role in roles.items() if role == "recommended"),
        "roles": {name: roles.get(name) for name in told.get("roles", ())},
        "measure": row.measure,
        "derived": row.derived,
        "others": {
            name: _number(total.value)
            for name, total in row.other_policies.items()
            if name in told.get("others", ())
        },
    }
    assert all(evidence.because for evidence in row.provenance if evidence.role != "recommended")
    return seen | {name: value for name, value in everything.items() if name in told}


def _number(value: Any) -> Any:
    return float(value) if value is not None and not isinstance(value, int) else value
