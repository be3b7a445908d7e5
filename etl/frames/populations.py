"""Who the counted people are: what the noun says and what its complement adds ("240 of its fighters")."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from etl.frames.lexicon import Lexicon
from etl.frames.tries import Trie, words_of
from etl.lang.packs import read_csv
from etl.model import LANGS, Lang, Quantity, Sentence

# Tokens of a complement that are looked at: "of the group's remaining fighters".
_REACH = 5
_PREDICATE = 3
_SUBJECT = 9
_COUNTED = ("person", "household", "case", None)


class PopulationRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of `populations.csv`."""

    code: str
    surfaces: str


@lru_cache(maxsize=len(LANGS))
def _trie(lang: Lang) -> Trie:
    trie = Trie()
    for row in read_csv(lang, "populations", PopulationRow):
        for surface in row.surfaces.split("|"):
            trie.add(words_of(surface), row.code)
    return trie


def of(sentence: Sentence, quantity: Quantity, lexicon: Lexicon, limit: int) -> tuple[str, ...]:
    """The population codes of a quantity, the noun's own first, none twice; read up to token `limit`."""
    found = list(quantity.population)
    if quantity.unit not in _COUNTED:
        return tuple(found)
    trie = _trie(sentence.lang)
    tokens = sentence.tokens
    at = quantity.noun_first
    while at < quantity.last:
        at = _add(trie, sentence, at, found)
    if quantity.unit is None and not found:
        # "They are a thousand or more, fighters of both sexes": the noun that the elided unit stands for.
        for step in range(at, min(at + _REACH, limit)):
            if _add(trie, sentence, step, found) and found:
                break
        return tuple(found)
    partitive = lexicon.partitives.longest(tokens, at) if at < len(tokens) else None
    if partitive is not None:
        at = partitive[0]
        for step in range(at, min(at + _REACH, limit)):
            if tokens[step].kind != "word" or lexicon.prepositions.longest(tokens, step) is not None:
                break
            if _add(trie, sentence, step, found) > step + 1 or found:
                break
    return tuple(found)


def named(sentence: Sentence, at: int) -> bool:
    """Whether a word for people stands at `at`."""
    return bool(_trie(sentence.lang).readings(sentence.tokens, at))


def predicate(sentence: Sentence, at: int) -> tuple[str, ...]:
    """The codes of who they are, behind an auxiliary at `at` ("dix des victimes étaient des femmes")."""
    found: list[str] = []
    for step in range(at + 1, min(at + _PREDICATE, len(sentence.tokens))):
        if _add(_trie(sentence.lang), sentence, step, found) and found:
            break
    return tuple(found)


def subject(sentence: Sentence, at: int) -> tuple[str, ...]:
    """The codes of the first people that the clause ending at `at` names ("les femmes représentent 38 %")."""
    tokens, first = sentence.tokens, at
    while first and at - first < _SUBJECT and tokens[first - 1].kind == "word":
        first -= 1
    found: list[str] = []
    for step in range(first, at):
        if _add(_trie(sentence.lang), sentence, step, found) and found:
            break
    return tuple(found)


def _add(trie: Trie, sentence: Sentence, at: int, found: list[str]) -> int:
    if sentence.tokens[at].kind != "word":
        return at + 1
    for end, _, codes in trie.readings(sentence.tokens, at):
        for code in codes:
            if code not in found:
                found.append(str(code))
        return end
    return at + 1
