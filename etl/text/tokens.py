"""Tokens with offsets into the untouched text, and the readings of a token under its proclitics.

Digits, words and single marks are tokens of their own; grouping "38,000" or "38k" is the number
reader's business. Invisible marks between words are passed over, inside words they stay in `raw`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

import msgspec

from etl.model import Form, Spelling, Token, TokenKind
from etl.text.fold import INVISIBLE, fold, folded, folded_each

_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9"
_MARKS = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0300-\u036f" + INVISIBLE
_WORD = (
    rf"[^\W\d_]+(?:[{_MARKS}]+[^\W\d_]*)*"
    # French and Spanish elision: "l'", "d'", "qu'" carry their apostrophe and end there.
    rf"(?:['’](?:(?<=\b[cdjlmnstCDJLMNST]['’])|(?<=\b[qQ]u['’])))?"
)
_FIGURES = (
    rf"[{_DIGIT}]+(?:[{INVISIBLE}]+[{_DIGIT}]+)*"
    # Marks of direction inside "38,000" belong to the figures; those after a whole number do not.
    rf"(?:[{INVISIBLE}]+(?=[.,٬٫،'’%٪]+[{INVISIBLE}]*[{_DIGIT}]|[%٪]))?"
)
# A tab parts the cells of a row.
_MARK = rf"[^\s{INVISIBLE}](?:[{INVISIBLE}]+(?<=[.,٬٫،'’][{INVISIBLE}])(?=[{_DIGIT}]))?|\t"
_TOKEN = re.compile(rf"({_WORD}|{_FIGURES}|{_MARK})")

_FIRST = re.compile(rf"([^\W\d_])|([{_DIGIT}])")

_KNOWN_LIMIT = 50_000

# Proclitics of Arabic, longest spelling first within each class: conjunction, preposition, article.
_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ل", "ك")
_LONGEST = 64
# Dots in a row that lead the eye from a label to its figure.
_LEADER = "...."


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]`, in order, their offsets counted in `text`."""
    # No token holds a blank and none looks past one: what stands between blanks is cut once and
    # remembered, which is several times cheaper than a match per token.
    tokens: list[Token] = []
    at = start
    for chunk in text[start:end].split(" "):
        pieces = _CHUNKS.get(chunk)
        for piece in _cut(chunk) if pieces is None else pieces:
            spelling = piece.spelling
            tokens.append(
                Token(at + piece.first, at + piece.last, spelling.raw, spelling.key, spelling.kind, spelling)
            )
        at += len(chunk) + 1
    return tokens


def keys_of(phrase: str) -> tuple[str, ...]:
    """The folded keys of the tokens of a phrase, as running text is cut."""
    if phrase.isalpha():
        # One word, as most phrases of a lexicon are; what texts hold is remembered, these are not.
        return (folded(phrase),)
    words = phrase.split(" ")
    if all(map(str.isalpha, words)):
        # Words of letters alone are tokens as they stand.
        return tuple([_KNOWN[word].key for word in words])
    return tuple(token.key for token in tokenize(phrase, 0, len(phrase)))


def keys_of_each(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    """The folded keys of each phrase."""
    if all(map(str.isalpha, phrases)):
        return [(key,) for key in folded_each(phrases)]
    return [keys_of(phrase) for phrase in phrases]


class _Piece(msgspec.Struct, frozen=True, gc=False):
    """A token between two blanks, its offsets counted from the first."""

    first: int
    last: int
    spelling: Spelling


# The tokens between two blanks; bounded.
_CHUNKS: dict[str, tuple[_Piece, ...]] = {}


def _cut(chunk: str) -> tuple[_Piece, ...]:
    # Splitting gives gap, token, gap, token, …: the running sums of their lengths are the offsets.
    pieces = _TOKEN.split(chunk)
    at = list(accumulate(map(len, pieces), initial=0))
    cut = tuple([_Piece(at[n], at[n + 1], _KNOWN[pieces[n]]) for n in range(1, len(pieces), 2)])
    if _LEADER in chunk:
        cut = _led(cut)
    if len(chunk) <= _LONGEST:
        if len(_CHUNKS) >= _KNOWN_LIMIT:
            _CHUNKS.clear()
        _CHUNKS[chunk] = cut
    return cut


def _led(pieces: tuple[_Piece, ...]) -> tuple[_Piece, ...]:
    """The pieces with each run of dots that leads to a figure as one colon ("Deaths .... 12")."""
    found: list[_Piece] = []
    dots: list[_Piece] = []
    for piece in (*pieces, None):
        if piece is not None and piece.spelling.raw == "." and (not dots or dots[-1].last == piece.first):
            dots.append(piece)
            continue
        if len(dots) >= len(_LEADER):
            found.append(_Piece(dots[0].first, dots[-1].last, _KNOWN[":"]))
        else:
            found.extend(dots)
        dots = []
        if piece is not None:
            found.append(piece)
    return tuple(found)


class _Known(dict[str, Spelling]):
    """What is known of each raw token; bounded so that endless input cannot grow the process."""

    def __missing__(self, raw: str) -> Spelling:
        match = _FIRST.match(raw)
        kind: TokenKind = "mark" if match is None else "word" if match.lastindex == 1 else "digits"
        # A sign that stands alone and folds to nothing is its own key: no key is empty.
        key = fold(raw) or raw
        learned = Spelling(raw, key, kind, _letters(key))
        if len(raw) <= _LONGEST:
            if len(self) >= _KNOWN_LIMIT:
                self.clear()
            self[raw] = learned
        return learned


_KNOWN = _Known()


def _letters(key: str) -> int:
    if not key[:1].isalpha():
        return 0
    return len(key) if "\u0620" <= key[:1] <= "\u06d3" else -len(key)


def written(raw: str) -> Token:
    """A token written so that stands nowhere."""
    spelling = _KNOWN[raw]
    return Token(0, len(raw), raw, spelling.key, spelling.kind, spelling)


def forms(token: Token) -> tuple[Form, ...]:
    """Every reading of the token under its proclitics, the unsplit one first.

    Only spelling is considered: the caller accepts a reading when its lexicon knows the stem.
    """
    known = token.spelling.forms
    if known is None:
        known = token.spelling.forms = _forms(token)
    return known


def _forms(token: Token) -> tuple[Form, ...]:
    key = token.key
    readings = [Form("", key, 0)]
    if token.kind == "word" and len(key) > 2 and "\u0620" <= key[0] <= "\u064a":
        for conjunction in _CONJUNCTIONS:
            if not key.startswith(conjunction):
                continue
            rest = key[len(conjunction) :]
            for preposition in _PREPOSITIONS:
                if not rest.startswith(preposition):
                    continue
                stem = rest[len(preposition) :]
                prefix = conjunction + preposition
                if prefix and len(stem) > 1:
                    readings.append(_form(token, prefix, stem, len(prefix)))
                # لل is ل with the article, whose alef is not written.
                if preposition == "ل" and stem.startswith("ل") and len(stem) > 2:
                    readings.append(_form(token, prefix + "ال", stem[1:], len(prefix) + 1))
                elif stem.startswith("ال") and len(stem) > 3:
                    readings.append(_form(token, prefix + "ال", stem[2:], len(prefix) + 2))
    return tuple(readings)


def _form(token: Token, prefix: str, stem: str, letters: int) -> Form:
    # Diacritics and tatweel inside the clitic belong to it: count letters of the raw word, not characters.
    offset = 0
    remaining = letters
    for character in token.raw:
        if fold(character):
            if remaining == 0:
                break
            remaining -= 1
        offset += 1
    return Form(prefix, stem, offset)
