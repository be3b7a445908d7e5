"""Realistic, partly overlapping stories: events that several outlets tell, copy, round and revise.

Deterministic: the same seed gives the same documents and facts. No text is read from anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sql.records import DocumentRow, FactRow, PublicationRow

COUNTRIES = (
    *("SYR", "IRQ", "YEM", "SDN", "SSD", "SOM", "ETH", "COD", "CAF", "NGA", "MLI", "NER", "BFA", "TCD"),
    *("AFG", "PAK", "BGD", "MMR", "UKR", "HTI", "COL", "VEN", "HND", "PHL", "LBN", "PSE", "LBY", "MOZ"),
)
FLOWS = (
    "killed",
    "injured",
    "displaced",
    "departed",
    "evacuated",
    "returned",
    "detained",
    "missing",
    "abducted",
)
STOCKS = ("displaced", "in_need", "refugees", "besieged", "food_insecure", "sheltered")
OUTLETS = ("North Wire", "Al Bayan", "La Gazette", "El Correo", "Relief Desk", "City Post")
SOURCES = (
    None,
    None,
    "Ministry of Health",
    "OCHA",
    "UNHCR",
    "Civil Defence",
    "IOM",
    "local hospital",
    "the army",
)
WORDS = [
    f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "r", "s", "l", "ta", "mi", "ko")
]
FIRST = date(2024, 1, 1)

Story = tuple[DocumentRow, PublicationRow, list[FactRow]]


def stories(documents: int, seed: int = 7) -> Iterator[Story]:
    """Documents with about five facts each, in the order of publication within a story."""
    chance = random.Random(seed)
    number = 0
    while number < documents:
        for told in _story(chance, number, min(chance.randint(1, 9), documents - number)):
            yield told
            number += 1


def _story(chance: random.Random, number: int, outlets: int) -> Iterator[Story]:
    iso3 = COUNTRIES[int(len(COUNTRIES) * chance.random() ** 2)]
    admin1 = f"{iso3[:2]}-{chance.randint(1, 12):02d}"
    town = chance.randint(1, 40)
    day = FIRST + timedelta(days=chance.randint(0, 700))
    claims = [_claim(chance, day) for _ in range(chance.randint(4, 8))]
    text = " ".join(chance.choice(WORDS) for _ in range(300))
    for outlet in range(outlets):
        name = f"{number + outlet:06d}"
        published = day + timedelta(days=chance.randint(0, 4))
        copied = chance.random() < 0.3
        words = text if copied else " ".join(chance.choice(WORDS) for _ in range(300))
        document = DocumentRow(
            document_id=f"d_{name}", text=f"{words} {name}", lang="en", published_at=published
        )
        publication = PublicationRow(
            document_id=document.document_id, publisher=chance.choice(OUTLETS), published_at=published
        )
        facts = []
        for i, (indicator, measure, value, first, last, population) in enumerate(claims):
            if chance.random() < 0.15:
                continue
            stated, quantifier = _retell(chance, value)
            exact = chance.random() < 0.6
            facts.append(
                FactRow(
                    fact_id=f"f_{name}_{i}",
                    document_id=document.document_id,
                    value=Decimal(stated),
                    value_min=None if quantifier == "approximately" else Decimal(stated),
                    value_max=Decimal(stated) if quantifier == "exact" else None,
                    quantifier=quantifier,
                    unit="person",
                    indicator=indicator,
                    measure=measure,
                    assertion="denied" if chance.random() < 0.02 else "attributed",
                    population=population,
                    period_start=first,
                    period_end=last,
                    iso3=iso3,
                    admin1=admin1,
                    geonames_id=town if exact else None,
                    place_name=f"Town {town}" if exact else admin1,
                    place_accuracy="point" if exact else "admin1",
                    attribution_org=chance.choice(SOURCES),
                    start=i * 50,
                    end=i * 50 + 4,
                    quote=f"Sentence {i} of {name} tells of {stated} people.",
                    quote_start=i * 50,
                    quote_end=i * 50 + 40,
                )
            )
        yield document, publication, facts


def _claim(chance: random.Random, day: date) -> tuple[str, str, int, date, date, tuple[str, ...]]:
    size = int(10 ** chance.uniform(0.7, 5))
    population = chance.choice(((), (), (), ("children",), ("women",), ("civilians",)))
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(STOCKS), "stock", size, day, day, population
    if kind < 0.4:
        start = date(day.year, 1 + 3 * ((day.month - 1) // 3), 1)
        return chance.choice(FLOWS), "cumulative", size * 5, start, day, population
    return (
        chance.choice(FLOWS),
        "flow",
        size,
        day - timedelta(days=chance.choice((0, 0, 0, 1, 2, 6))),
        day,
        population,
    )


def _retell(chance: random.Random, value: int) -> tuple[int, str]:
    kind = chance.random()
    if kind < 0.5 or value < 100:
        return value, "exact"
    step = 10 ** (len(str(value)) - 2)
    if kind < 0.7:
        return round(value / step) * step, "approximately"
    if kind < 0.9:
        return value // step * step, "more_than"
    return value + step, "exact"
