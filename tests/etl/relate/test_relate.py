"""Relations are a function of the set of facts, found block by block, and each says why."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.stories import stories
from etl.relate import Similarity, block, blocks, relate, relate_block, relate_told
from etl.relate.engine import first_published
from sql.records import DocumentRow, FactRow

WORDS = [
    "the",
    "road",
    "out",
    "of",
    "the",
    "town",
    "was",
    "full",
    "of",
    "people",
    "who",
    "had",
    "left",
    "their",
    "homes",
    "in",
    "the",
    "night",
    "and",
    "walked",
    "on",
]


def fact(name: str, value: int | None, **told: Any) -> FactRow:
    defaults: dict[str, Any] = {
        "document_id": name[0], "value_min": value, "value_max": value, "quantifier": "exact",
        "unit": "person", "indicator": "killed", "measure": "flow", "assertion": "reported",
        "iso3": "SYR", "admin1": "SY-ID", "place_accuracy": "admin1",
        "period_start": date(2024, 5, 1), "period_end": date(2024, 5, 1), "start": int(name[1:]),
    }  # fmt: skip
    values = {**defaults, "value": value, **told}
    for amount in ("value", "value_min", "value_max"):
        values[amount] = Decimal(values[amount]) if values[amount] is not None else None
    return FactRow(fact_id=name, **values)


def documents(names: str, texts: dict[str, str] | None = None) -> list[DocumentRow]:
    return [
        DocumentRow(
            document_id=name, text=(texts or {}).get(name, f"text {name}"), published_at=date(2024, 5, 1 + i)
        )
        for i, name in enumerate(names)
    ]


def found(facts: list[FactRow], texts: dict[str, str] | None = None) -> set[tuple[str, str, str, str]]:
    names = "".join(sorted({row.document_id for row in facts}))
    relations = relate(facts, documents(names, texts))
    assert all(row.because and row.rule and row.origin for row in relations)
    return {(row.fact_id, row.relation, row.other_id, row.rule) for row in relations}


def test_one_number_in_two_texts_is_one_claim() -> None:
    assert found([fact("a1", 240), fact("b1", 240)]) == {("b1", "duplicate_of", "a1", "same.claim")}


def test_other_units_and_countries_are_never_compared() -> None:
    assert found([fact("a1", 240), fact("b1", 240, unit="household"), fact("c1", 240, iso3="IRQ")]) == set()


def test_a_rising_toll_is_a_chain() -> None:
    assert found([fact("a1", 12), fact("b1", 17), fact("c1", 21)]) == {
        ("b1", "supersedes", "a1", "revision.rising"),
        ("c1", "supersedes", "b1", "revision.rising"),
    }


def test_other_days_are_other_events() -> None:
    later = {"period_start": date(2024, 5, 2), "period_end": date(2024, 5, 2)}
    assert found([fact("a1", 12), fact("b1", 12, **later)]) == set()


def test_what_is_denied_is_related_to_nothing() -> None:
    assert found([fact("a1", 240), fact("b1", 240, assertion="denied")]) == set()
    assert blocks(fact("b1", 240, assertion="planned")) == ()


def test_a_text_tells_parts_and_repetitions() -> None:
    assert found([fact("a1", 38000), fact("a2", 3400, indicator="detained", subset_of="a1")]) == {
        ("a2", "subset_of", "a1", "part.told")
    }
    assert found([fact("a1", 9), fact("a2", 9, duplicate_of="a1")]) == {
        ("a2", "duplicate_of", "a1", "same.told")
    }


def test_days_inside_a_longer_window() -> None:
    whole = fact("a1", 90, period_start=date(2024, 4, 1), period_end=date(2024, 5, 9), measure="cumulative")
    assert found([whole, fact("b1", 12)]) == {("b1", "within_window_of", "a1", "window.inside")}


def test_who_departed_lies_inside_the_displaced() -> None:
    whole = fact("a1", 9000, indicator="displaced", period_start=date(2024, 3, 1), measure="cumulative")
    part = fact("a2", 500, indicator="departed")
    assert found([whole, part]) == {("a2", "within_window_of", "a1", "window.inside")}


def test_named_sources_that_no_number_fits_are_in_conflict() -> None:
    same_day = [
        DocumentRow(document_id=name, text=name, published_at=date(2024, 5, 2)) for name in ("a", "b")
    ]
    facts = [fact("a1", 12, attribution_org="the army"), fact("b1", 30, attribution_org="Ministry of Health")]
    assert [(row.relation, row.rule) for row in relate(facts, same_day)] == [
        ("conflicts_with", "conflict.bounds")
    ]


def test_near_identical_texts_make_one_claim_in_spite_of_their_dates() -> None:
    text = " ".join(WORDS * 8)
    moved = {"period_start": date(2024, 5, 2), "period_end": date(2024, 5, 2)}
    texts = {"a": text, "b": f"{text} again"}
    assert found([fact("a1", 240), fact("b1", 240, **moved)], texts) == {
        ("b1", "duplicate_of", "a1", "same.text")
    }
    other = {"a": text, "b": " ".join(reversed(WORDS * 8))}
    assert found([fact("a1", 240), fact("b1", 240, **moved)], other) == set()


def test_arabic_spellings_make_one_text() -> None:
    text = "أعلنت السلطات في المدينة أن عدد القتلى ارتفع إلى اثني عشر شخصاً بعد القصف الذي طال السوق أمس " * 3
    other = text.replace("أ", "ا").replace("ة", "ه")
    assert Similarity({"a": text, "b": other}).near("a", "b")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), chance=st.randoms(use_true_random=False))
def test_order_of_arrival_never_matters(seed: int, chance: random.Random) -> None:
    told = list(stories(14, seed=seed))
    facts = [row for _, _, rows in told for row in rows]
    texts, printed = [document for document, _, _ in told], [row for _, row, _ in told]
    expected = relate(facts, texts, printed)
    chance.shuffle(facts)
    chance.shuffle(texts)
    assert relate(facts, texts, printed) == expected


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(1, 13))
def test_only_touched_blocks_need_relating_again(seed: int, cut: int) -> None:
    told = list(stories(14, seed=seed))
    facts = [row for _, _, rows in told for row in rows]
    texts, printed = [document for document, _, _ in told], [row for _, row, _ in told]
    old = [row for _, _, rows in told[:cut] for row in rows]
    new = [row for _, _, rows in told[cut:] for row in rows]
    before = relate(old, texts[:cut], printed[:cut])
    touched = {key for row in new for key in blocks(row)}
    scope = {row.fact_id for row in facts if block(row) in touched or row in new}
    published = first_published(texts, printed)
    similarity = Similarity({row.document_id: row.text for row in texts})
    again = [row for row in relate_told(facts) if row.fact_id in scope]
    for key in touched:
        again += relate_block([row for row in facts if block(row) == key], published, similarity)
    kept = [row for row in before if row.fact_id not in scope]
    assert sorted(kept + again, key=str) == sorted(relate(facts, texts, printed), key=str)
