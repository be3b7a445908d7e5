"""Asked for one claim at a time, the neighbours are those that the sweep over all of them finds."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from sql.records import FactRow
from sql.totals.claims import Claim, claim_of, order_of
from sql.totals.nearby import Nearby
from sql.totals.pairs import neighbours

DAY = date(2024, 5, 1)
PLACES = ((None, None), ("SY-ID", None), ("SY-ID", 1), ("SY-ID", 2), ("SY-HL", None), ("SY-HL", 3))
SPANS = (None, None, 0, 0, 0, 1, 6, 13, 14, 30, 31, 40, 90)


def claims(chance: random.Random, number: int, measures: tuple[str, ...]) -> list[Claim]:
    found = []
    for name in range(number):
        admin1, town = chance.choice(PLACES)
        first = DAY + timedelta(days=chance.randint(0, 60))
        span = chance.choice(SPANS)
        value = Decimal(chance.choice((3, 12, 40, 240, 1000, 38000, 38400)))
        quantifier = chance.choice(("exact", "approximately", "more_than"))
        fact = FactRow(
            fact_id=f"f{name:04}",
            document_id=f"d{chance.randint(0, number // 3)}",
            value=value,
            value_min=value if quantifier != "approximately" else None,
            value_max=value if quantifier == "exact" else None,
            quantifier=quantifier,
            unit="person",
            indicator="displaced",
            measure=chance.choice(measures),
            assertion="reported",
            population=chance.choice(((), (), ("children",), ("women",))),
            period_start=None if span is None else first,
            period_end=None if span is None else first + timedelta(days=span),
            iso3=chance.choice(("SYR", "SYR", "SYR", None)),
            admin1=admin1,
            geonames_id=town,
            place_accuracy="point" if town else "admin1" if admin1 else "country",
            place_carried_over=chance.random() < 0.2,
            attribution_org=chance.choice((None, "OCHA", "Ministry of Health")),
            quote=chance.choice((None, "The toll rose to that.", "It was another attack.")),
            start=name,
        )
        published = chance.choice((None, DAY, DAY + timedelta(days=chance.randint(0, 60))))
        found.append(claim_of(fact, published))
    return sorted(found, key=lambda claim: claim.order)


def copied(chance: random.Random, some: list[Claim], number: int) -> list[Claim]:
    """So many copies of the claims, told in other texts or again in the same one."""
    found = []
    for name in range(number):
        claim = chance.choice(some)
        changes = {"fact_id": f"g{name:04}", "document_id": f"d{chance.randint(0, number // 2)}"}
        copy = msgspec.structs.replace(claim, **changes, start=name)
        copy.order = order_of(copy)
        found.append(copy)
    return sorted(found, key=lambda claim: claim.order)


@pytest.mark.parametrize("measures", [("stock",), ("flow",), ("flow", "cumulative")])
@pytest.mark.parametrize("seed", range(12))
def test_one_by_one_they_are_those_of_all(seed: int, measures: tuple[str, ...]) -> None:
    chance = random.Random(seed)
    some = claims(chance, chance.choice((1, 2, 9, 90)), measures)
    for members in (some, copied(chance, some[:20], 90)):
        index, near = Nearby(members), neighbours(members)
        for position, expected in enumerate(near):
            assert index.near(position) == expected
            for other, verdict in expected.items():
                assert index.verdict(position, other) == verdict
