"""The language of each paragraph: script first, then function words, then the caller's guess.

A sentence of a paragraph that quotes another language has its own: see `within`.

The language library is asked only when nothing else decides, and imported only then: loading it takes
longer than everything else at start-up together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from etl.lang.packs import read_toml
from etl.model import LANGS, Lang, Token
from etl.text.fold import fold

_LATIN: tuple[Lang, ...] = ("en", "fr", "es")
# So many words tell the language of any paragraph.
_PROBE = 80
_ENOUGH = 2
_SAMPLE = 400


class _Words(msgspec.Struct):
    function_words: tuple[str, ...]


@lru_cache(maxsize=1)
def _votes() -> dict[str, int]:
    """Per function word the Latin-script languages that own it, one bit each, in the order of `_LATIN`."""
    owners: dict[str, int] = {}
    for index, lang in enumerate(_LATIN):
        for word in read_toml(lang, "text", _Words).function_words:
            key = fold(word)
            owners[key] = owners.get(key, 0) | 1 << index
    return owners


def decide(text: str, paragraphs: Sequence[list[Token]], guess: str | None) -> list[Lang]:
    """One language per paragraph; a paragraph too short to tell takes that of its document."""
    prior = _known(guess)
    decided: list[Lang | None] = []
    total = [0, 0, 0]
    arabic_letters = 0
    for tokens in paragraphs:
        balance = _balance(tokens, 0, min(_PROBE, len(tokens)))
        if balance > 0:
            arabic_letters += balance
            decided.append("ar")
        else:
            latin, votes = _count(tokens, 0, len(tokens))
            for index, count in enumerate(votes):
                total[index] += count
            # Arabic figures and marks alone say nothing; nor does a name in another script.
            decided.append(_winner(votes, prior) if latin else None)
    fallback = _fallback(text, total, arabic_letters, prior)
    latin_fallback = fallback if fallback != "ar" else (_best(total) or "en")
    result: list[Lang] = []
    for its, tokens in zip(decided, paragraphs, strict=True):
        if its is not None:
            result.append(its)
        else:
            has_latin = any(t.kind == "word" and "a" <= t.key[:1] <= "z" for t in tokens)
            result.append(latin_fallback if has_latin else fallback)
    return result


def within(tokens: list[Token], first: int, last: int, paragraph: Lang) -> Lang:
    """The language of one sentence of a paragraph: its own only where script or function words leave no
    doubt, so that a name or a title in another language changes nothing.
    """
    balance = _balance(tokens, first, last)
    if balance > 0:
        return "ar"
    if balance == 0:
        return paragraph
    _, votes = _count(tokens, first, last)
    best = max(votes)
    if paragraph != "ar" and votes[_LATIN.index(paragraph)] > 0:
        return paragraph
    if best >= _ENOUGH + (paragraph != "ar") and votes.count(best) == 1:
        return _LATIN[votes.index(best)]
    return paragraph


def _known(guess: str | None) -> Lang | None:
    if guess is None:
        return None
    code = guess.strip().lower().replace("_", "-").split("-")[0]
    code = {"ara": "ar", "eng": "en", "fra": "fr", "fre": "fr", "spa": "es"}.get(code, code)
    return next((lang for lang in LANGS if lang == code), None)


def _balance(tokens: list[Token], first: int, last: int) -> int:
    """How many more Arabic letters there are than others."""
    balance = 0
    for at in range(first, last):
        balance += tokens[at].spelling.letters
    return balance


def _count(tokens: list[Token], first: int, last: int) -> tuple[int, list[int]]:
    """How many Latin letters there are, and the votes of function words for each language."""
    latin = english = french = spanish = 0
    for at in range(first, min(last, first + _PROBE)):
        spelling = tokens[at].spelling
        if spelling.letters >= 0 or spelling.kind != "word":
            continue
        latin -= spelling.letters
        voters = spelling.voters
        if voters < 0:
            voters = spelling.voters = _votes().get(spelling.key, 0)
        if voters:
            english += voters & 1
            french += voters >> 1 & 1
            spanish += voters >> 2
    return latin, [english, french, spanish]


def _winner(votes: Sequence[int], prior: Lang | None) -> Lang | None:
    best = max(votes)
    leaders = [lang for lang, count in zip(_LATIN, votes, strict=True) if count == best]
    if prior in _LATIN:
        own = votes[_LATIN.index(prior)]
        # The caller's guess stands unless the words contradict it clearly.
        return prior if best < own + _ENOUGH or best < 2 * own else leaders[0]
    second = sorted(votes)[-2]
    return leaders[0] if best >= _ENOUGH and best > second else None


def _best(votes: Sequence[int]) -> Lang | None:
    best = max(votes)
    leaders = [lang for lang, count in zip(_LATIN, votes, strict=True) if count == best]
    return leaders[0] if best and len(leaders) == 1 else None


def _fallback(text: str, total: Sequence[int], arabic: int, prior: Lang | None) -> Lang:
    if prior is not None:
        return prior
    best = _best(total)
    if best is not None:
        return best
    if arabic:
        return "ar"
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < 12:
        return "en"
    code = str(_identifier().classify(sample)[0])
    return next((lang for lang in LANGS if lang == code), "en")


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # Our own instance: restricting the module's would restrict it for everybody in the process.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGS))
    return identifier
