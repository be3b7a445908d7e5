"""Surfaces of a lexicon, found in a sentence from a token forwards or backwards, longest first.

A surface is a phrase of folded token keys. Arabic words are also tried without the proclitics that
may hang on the first word ("وأكثر من") or the article on any later one ("الوحدات السكنية").
A `*` in a surface stands for any one word.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

import msgspec

from etl.model import Token
from etl.text.tokens import forms, keys_of

T = TypeVar("T")
Row = tuple[tuple[str, ...], T]
# The offset of the stem in its token, whether at most the article hangs on it, and the rows.
Candidate = tuple[int, bool, list[Row[T]]]
ANY = "*"
# The article as `forms` spells it, whatever the text has.
ARTICLE = "ال"
_MEMORY = 50_000


class Match(msgspec.Struct, Generic[T], frozen=True, gc=False):
    """Where a surface stands: tokens `first` to `last`, and the character where its words start."""

    first: int
    last: int
    start: int
    entry: T


class SurfaceIndex(Generic[T]):
    """Phrases by their first and by their last word, so that one dict lookup rules out most of them."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """The index over (surface, entry) pairs; of two equal surfaces the first one counts."""
        self._by_first: dict[str, list[Row[T]]] = {}
        self._by_last: dict[str, list[Row[T]]] = {}
        self._starts: dict[str, tuple[Candidate[T], ...]] = {}
        self._ends: dict[str, tuple[Candidate[T], ...]] = {}
        seen: set[tuple[str, ...]] = set()
        for surface, entry in entries:
            keys = keys_of(surface)
            if not keys or keys in seen:
                continue
            seen.add(keys)
            self._by_first.setdefault(keys[0], []).append((keys, entry))
            self._by_last.setdefault(keys[-1], []).append((keys, entry))
        self._open_ended = self._by_last.get(ANY, [])
        self._open_started = ANY in self._by_first
        for table in (self._by_first, self._by_last):
            for rows in table.values():
                rows.sort(key=lambda row: -len(row[0]))

    def word(self, key: str) -> T | None:
        """The entry of a surface that is this one word."""
        return self.phrase((key,))

    def phrase(self, wanted: tuple[str, ...]) -> T | None:
        """The entry of exactly these keys."""
        for keys, entry in self._by_first.get(wanted[0], ()):
            if keys == wanted:
                return entry
        return None

    def starting(self, tokens: tuple[Token, ...], at: int) -> Match[T] | None:
        """The longest surface that starts with the token `at`."""
        if not 0 <= at < len(tokens):
            return None
        token = tokens[at]
        candidates = self._starts.get(token.raw)
        if candidates is None:
            candidates = _remember(self._starts, token, self._by_first)
        if not candidates:
            return None
        longest = 0
        found: tuple[int, T] | None = None
        for offset, _, rows in candidates:
            for keys, entry in rows:
                size = len(keys)
                if size <= longest:
                    break
                if size == 1 or _continues(tokens, at, keys):
                    longest, found = size, (offset, entry)
                    break
        return None if found is None else Match(at, at + longest, token.start + found[0], found[1])

    def begins(self, token: Token) -> bool:
        """Whether some surface may start with the token, or end behind one that it starts with."""
        if self._open_started:
            return True
        candidates = self._starts.get(token.raw)
        return bool(_remember(self._starts, token, self._by_first) if candidates is None else candidates)

    def ending(self, tokens: tuple[Token, ...], at: int) -> Match[T] | None:
        """The longest surface whose last word is the token before `at`."""
        if not 0 < at <= len(tokens):
            return None
        last = tokens[at - 1]
        candidates = self._ends.get(last.raw)
        if candidates is None:
            candidates = _remember(self._ends, last, self._by_last)
        if not candidates and not self._open_ended:
            return None
        best: Match[T] | None = None
        for offset, whole, rows in candidates:
            best = _longest(rows, tokens, at, offset, whole, best)
        if self._open_ended and last.kind == "word":
            best = _longest(self._open_ended, tokens, at, 0, True, best)
        return best


def _remember(
    memory: dict[str, tuple[Candidate[T], ...]], token: Token, table: dict[str, list[Row[T]]]
) -> tuple[Candidate[T], ...]:
    """The rows that any reading of the token leads to, kept for the next time the same word comes."""
    if len(memory) >= _MEMORY:
        memory.clear()
    found: list[Candidate[T]] = []
    for form in forms(token):
        rows = table.get(form.stem)
        if rows is not None:
            # Inside a phrase only the article may be added to its last word.
            found.append((form.offset, form.prefix in ("", ARTICLE), rows))
    memory[token.raw] = tuple(found)
    return memory[token.raw]


def _longest(
    rows: list[Row[T]],
    tokens: tuple[Token, ...],
    at: int,
    offset: int,
    whole: bool,
    best: Match[T] | None,
) -> Match[T] | None:
    """The first of `rows`, which are sorted by length, that ends at `at` and is longer than `best`."""
    for keys, entry in rows:
        size = len(keys)
        first = at - size
        if best is not None and size <= best.last - best.first:
            break
        if first < 0:
            continue
        if size == 1:
            return Match(first, at, tokens[first].start + offset, entry)
        if not whole or (size > 2 and keys[-2] not in (tokens[at - 2].key, ANY)):
            continue
        start = _starts(tokens[first], keys[0])
        if start is not None and _continues(tokens, first, keys[:-1]):
            return Match(first, at, start, entry)
    return best


def _starts(token: Token, key: str) -> int | None:
    if token.key == key or key == ANY:
        return token.start
    if token.spelling.letters <= 0 or not "\u0620" <= key[:1] <= "\u064a":
        # Only Arabic words have proclitics.
        return None
    for form in forms(token):
        if form.stem == key:
            return token.start + form.offset
    return None


def _continues(tokens: tuple[Token, ...], first: int, keys: tuple[str, ...]) -> bool:
    if first + len(keys) > len(tokens):
        return False
    at = first
    for key in keys[1:]:
        at += 1
        its = tokens[at].key
        if its == key or (key == ANY and tokens[at].kind == "word") or its == ARTICLE + key:
            continue
        return False
    return True
