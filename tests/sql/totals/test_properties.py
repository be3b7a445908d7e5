"""What holds for every set of figures: repetition and parts add nothing, bounds hold the value."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sql.records import FactRow
from sql.totals.claims import claim_of
from sql.totals.model import Total
from sql.totals.outcomes import Outcome
from sql.totals.resolve import resolve
from sql.totals.rows import Row, make_rows
from sql.totals.sums import total_of
from sql.totals.ties import tie

DAY = date(2024, 5, 1)
PLACES = (("SY-ID", None), ("SY-ID", 1), ("SY-ID", 2), ("SY-HL", 3), (None, None))


@st.composite
def facts(draw: st.DrawFn) -> list[FactRow]:
    """Figures of one indicator and country, from several documents."""
    found = []
    measure = draw(st.sampled_from(("stock", "flow", "mixed")))
    for number in range(draw(st.integers(1, 9))):
        admin1, town = draw(st.sampled_from(PLACES))
        first = DAY + timedelta(days=draw(st.integers(0, 12)))
        last = first + timedelta(days=draw(st.sampled_from((0, 0, 1, 6, 40))))
        value = Decimal(draw(st.sampled_from((3, 12, 17, 40, 240, 1000, 1500, 38000))))
        quantifier = draw(st.sampled_from(("exact", "approximately", "more_than", "at_most")))
        found.append(
            FactRow(
                fact_id=f"f{number}",
                document_id=f"d{draw(st.integers(0, 5))}",
                value=value,
                value_min=value if quantifier in ("exact", "more_than") else None,
                value_max=value if quantifier in ("exact", "at_most") else None,
                quantifier=quantifier,
                unit="person",
                indicator="displaced",
                measure=draw(st.sampled_from(("flow", "cumulative"))) if measure == "mixed" else measure,
                assertion=draw(st.sampled_from(("reported", "reported", "attributed", "denied"))),
                population=draw(st.sampled_from(((), (), ("children",), ("women",), ("civilians",)))),
                period_start=first,
                period_end=last,
                iso3="SYR",
                admin1=admin1,
                geonames_id=town,
                place_accuracy="point" if town else "admin1" if admin1 else "country",
                attribution_org=draw(st.sampled_from((None, "OCHA", "Ministry of Health"))),
                start=number * 10,
            )
        )
    return found


def row_of(told: list[FactRow]) -> Row:
    claims = [claim_of(fact, DAY + timedelta(days=20 + int(fact.document_id[1:]))) for fact in told]
    (row,) = make_rows(claims, (), tie(claims), by=(), measure=None, policy="recommended")
    return row


def total(told: list[FactRow]) -> Total:
    return total_of(row_of(told))


def outcomes(row: Row) -> dict[str, Outcome]:
    return {claim.fact_id: o for claim, o in zip(row.claims, row.resolution.outcomes, strict=True)}


@settings(max_examples=150, deadline=None)
@given(told=facts(), chance=st.randoms(use_true_random=False))
def test_order_of_arrival_never_matters(told: list[FactRow], chance: random.Random) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert outcomes(row_of(shuffled)) == outcomes(row_of(told))
    assert total(shuffled) == total(told)


@settings(max_examples=150, deadline=None)
@given(told=facts(), which=st.integers(0, 8))
def test_a_repetition_never_changes_a_total(told: list[FactRow], which: int) -> None:
    original = told[which % len(told)]
    again = msgspec.structs.replace(original, fact_id="again", start=900, duplicate_of=original.fact_id)
    assert total([*told, again]) == total(told)


@settings(max_examples=150, deadline=None)
@given(told=facts(), which=st.integers(0, 8), share=st.integers(1, 100))
def test_a_part_never_raises_its_whole(told: list[FactRow], which: int, share: int) -> None:
    whole = told[which % len(told)]
    assert whole.value is not None
    value = Decimal(max(1, int(whole.value) * share // 100))
    part = msgspec.structs.replace(
        whole, fact_id="part", start=900, subset_of=whole.fact_id, value=value, value_min=value,
        value_max=value,
        quantifier="exact", population=("children",),
    )  # fmt: skip
    if outcomes(row_of(told))[whole.fact_id].role != "not_counted_assertion":
        assert total([*told, part]) == total(told)


@settings(max_examples=150, deadline=None)
@given(told=facts())
def test_bounds_hold_the_value_and_every_fact_has_a_reason(told: list[FactRow]) -> None:
    row = row_of(told)
    found = total_of(row)
    if found.value is not None:
        assert found.value_min is None or found.value_min <= found.value
        assert found.value_max is None or found.value_max >= found.value
    names = {fact.fact_id for fact in told}
    for outcome in row.resolution.outcomes:
        assert (outcome.role == "recommended") == (outcome.because is None)
        assert set(outcome.refers_to) <= names
    counted = {claim.fact_id for claim in row.counted}
    assert counted == {name for name, outcome in outcomes(row).items() if outcome.role == "recommended"}
    assert bool(counted) == any(fact.assertion != "denied" for fact in told)


@settings(max_examples=150, deadline=None)
@given(told=facts(), policy=st.sampled_from(("newest", "most_reliable", "median", "max")))
def test_another_policy_counts_the_same_without_comparing_again(told: list[FactRow], policy: str) -> None:
    claims = [claim_of(fact, date(2024, 3, 1) + timedelta(days=i % 4)) for i, fact in enumerate(told)]
    claims.sort(key=lambda claim: claim.order)
    ties = tie(claims)
    found, anew = resolve(claims, ties), resolve(claims, ties, policy)
    again = found.choices.under(policy) if found.choices is not None else None
    counted, open_to = again or (found.counted, found.alternatives)

    def told(positions: Iterable[int]) -> list[str]:
        figures = [claims[i].figure for i in positions]
        return sorted(str((f.value, f.minimum, f.maximum, f.quantifier)) for f in figures)

    # Of several facts that say the same, any may be named.
    assert told(counted) == told(anew.counted)
    assert sorted(map(told, open_to.values())) == sorted(map(told, anew.alternatives.values()))
