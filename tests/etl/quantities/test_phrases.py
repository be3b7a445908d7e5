"""Every phrase of the corpora, every example of the lexicons: what is counted, or why nothing is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etl.lang.packs import read_csv, read_toml
from etl.model import LANGS, Lang, Quantity
from etl.quantities.lexicon import Exclusions, NounRow, QuantifierRow
from etl.quantities.money import currency

Reader = Callable[[str, Lang], list[Quantity]]
HERE = Path(__file__).parent


def written(quantity: Quantity) -> str:
    """The quantity in the notation of the corpora."""
    if quantity.not_counted is not None:
        return f"- {quantity.not_counted}"
    number = quantity.number
    amount = str(quantity.value) if quantity.value is not None else f"{number.value_min}..{number.value_max}"
    words = [amount, quantity.quantifier, quantity.unit or "none"]
    if quantity.population:
        words.append(",".join(quantity.population))
    if quantity.currency:
        words.append(quantity.currency)
    if quantity.modifier_text is not None:
        words.append(f"«{quantity.modifier_text}»")
    return " ".join(words)


def corpus() -> Iterator[tuple[Lang, str, list[str]]]:
    for lang in LANGS:
        phrases = tomllib.loads((HERE / f"{lang}.toml").read_text("utf-8"))["phrases"]
        for text, want in phrases.items():
            yield lang, text, want


@pytest.mark.parametrize(("lang", "text", "want"), list(corpus()))
def test_phrase_reads_as_annotated(lang: Lang, text: str, want: list[str], quantities: Reader) -> None:
    assert [written(quantity) for quantity in quantities(text, lang)] == want


@pytest.mark.parametrize("lang", LANGS)
def test_every_quantifier_row_works_in_its_example(lang: Lang, quantities: Reader) -> None:
    for row in read_csv(lang, "quantifiers", QuantifierRow):
        figures = [q for q in quantities(row.example, lang) if q.not_counted is None]
        assert figures, row
        if row.effect != "none":
            assert row.effect in [q.quantifier for q in figures], row


@pytest.mark.parametrize(("lang", "name"), [*((lang, "units") for lang in LANGS), ("en", "units_signs")])
def test_every_noun_row_works_in_its_example(lang: Lang, name: str, quantities: Reader) -> None:
    for row in read_csv(lang, name, NounRow):
        found = [
            q
            for q in quantities(row.example, lang)
            if q.unit == row.unit
            and q.currency == currency(row.currency, ())
            and set(row.population.split()) <= {*q.population}
        ]
        assert found, row


@pytest.mark.parametrize("lang", LANGS)
def test_every_exclusion_spares_its_near_misses(lang: Lang, quantities: Reader) -> None:
    for rule in read_toml(lang, "noncount", Exclusions).rule:
        for phrase in rule.example:
            assert rule.reason in [q.not_counted for q in quantities(phrase, lang)], (rule.reason, phrase)
        for phrase in rule.near:
            assert rule.reason not in [q.not_counted for q in quantities(phrase, lang)], (rule.reason, phrase)


def test_modifier_is_cut_from_the_text(quantities: Reader) -> None:
    for lang, text, _ in corpus():
        for quantity in quantities(text, lang):
            if quantity.modifier_text is not None:
                assert re.search(re.escape(quantity.modifier_text), text)
