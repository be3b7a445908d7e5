"""The noun of a bare figure that follows it behind an article: "porte à 300 le nombre de familles"."""

from __future__ import annotations

import msgspec

from etl.frames.lexicon import lexicon
from etl.model import Quantity, Sentence
from etl.quantities.lexicon import lexicon as units

_ADJECTIVES = 2
_COUNTED = ("person", "household", "housing_unit", "facility", "vehicle", "animal")


def named_behind(sentence: Sentence, quantity: Quantity) -> Quantity:
    """The quantity with the noun that a verb of putting a number takes behind it, or as it was."""
    putting = lexicon(sentence.lang).putting
    tokens, last, first = sentence.tokens, quantity.number.last, quantity.number.first
    if not putting or quantity.unit is not None or first < 2 or last + 1 >= len(tokens):
        return quantity
    if tokens[first - 1].key not in putting:
        return quantity
    words = units(sentence.lang)
    if tokens[last].key not in words.determiners:
        return quantity
    counter = words.counters.starting(tokens, last + 1)
    at = counter.last if counter is not None else last + 1
    for step in range(at, min(at + _ADJECTIVES, len(tokens))):
        noun = words.nouns.starting(tokens, step)
        if noun is None:
            continue
        if noun.entry.kind != "noun" or not noun.entry.plural or noun.entry.unit not in _COUNTED:
            return quantity
        return msgspec.structs.replace(
            quantity, unit=noun.entry.unit, population=tuple(noun.entry.population),
            unit_text=" ".join(token.raw for token in tokens[noun.first : noun.last]),
            rules=(*quantity.rules, noun.entry.id, "unit.behind"),
        )  # fmt: skip
    return quantity
