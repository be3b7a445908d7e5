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
_SCRIPTS_LIMIT, _LONGEST = 100_000, 64


class _Words(msgspec.Struct):
    function_words: tuple[str, ...]


@lru_cache(maxsize=1)
def _votes() -> dict[str, tuple[int, ...]]:
    """Per function word the indexes of the Latin-script languages that own it."""
    owners: dict[str, tuple[int, ...]] = {}
    for index, lang in enumerate(_LATIN):
        for key in sorted({fold(word) for word in read_toml(lang, "text", _Words).function_words}):
            owners[key] = (*owners.get(key, ()), index)
    return owners


def decide(text: str, paragraphs: Sequence[Sequence[Token]], guess: str | None) -> list[Lang]:
    """One language per paragraph; a paragraph too short to tell takes that of its document."""
    prior = _known(guess)
    decided: list[Lang | None] = []
    total = [0, 0, 0]
    arabic_letters = 0
    for tokens in paragraphs:
        balance = sum(map(_SCRIPTS.__getitem__, [token.key for token in tokens[:_PROBE]]))
        if balance > 0:
            arabic_letters += balance
            decided.append("ar")
        else:
            latin, votes = _count(tokens)
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


def within(tokens: Sequence[Token], paragraph: Lang) -> Lang:
    """The language of one sentence of a paragraph: its own only where script or function words leave no
    doubt, so that a name or a title in another language changes nothing.
    """
    balance = sum(map(_SCRIPTS.__getitem__, [token.key for token in tokens]))
    if balance > 0:
        return "ar"
    if balance == 0:
        return paragraph
    _, votes = _count(tokens)
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


class _Scripts(dict[str, int]):
    """Per key how many Arabic letters it has, negative for other letters, bounded."""

    def __missing__(self, key: str) -> int:
        if not key[:1].isalpha():
            worth = 0
        else:
            worth = len(key) if "\u0620" <= key[:1] <= "\u06d3" else -len(key)
        if len(self) >= _SCRIPTS_LIMIT:
            self.clear()
        if len(key) <= _LONGEST:
            self[key] = worth
        return worth


_SCRIPTS = _Scripts()


def _count(tokens: Sequence[Token]) -> tuple[int, list[int]]:
    """How many Latin letters there are, and the votes of function words for each language."""
    latin = 0
    votes = [0, 0, 0]
    owners = _votes().get
    for token in tokens[:_PROBE]:
        if token.kind == "word" and _SCRIPTS[token.key] < 0:
            latin += len(token.key)
            for index in owners(token.key, ()):
                votes[index] += 1
    return latin, votes


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
