"""Sentences of a text, each with its language, its kind and its tokens; the text is never changed.

A line break always ends a sentence. Within a line, sentence marks end it unless they stand in a number, an
abbreviation, an initial or an address; closing quotes stay with the sentence they close. Every line is a
paragraph. The marker of a bullet ("-", "2)") is left out of the sentence, so its number counts nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from operator import attrgetter

import msgspec

from etl.lang.packs import read_toml
from etl.model import LANGS, Lang, Sentence, SentenceKind, Token
from etl.text.fold import fold
from etl.text.language import decide, within
from etl.text.tokens import tokenize

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
# Line breaks that most texts do not hold.
_RARE_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_STOPS = ".!?؟۔…"
_CLOSERS = "\"'”’»)\\]}›"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_STOP = re.compile(rf"(?P<stop>[{_STOPS}]+)[{_CLOSERS}{_INVISIBLE}]*")
_BULLET = re.compile(
    rf"[\s{_INVISIBLE}]*(?:[•▪◦‣·●○■□►➢✓*]+|[-–—](?=\s)|\(?[0-9٠-٩۰-۹]{{1,2}}(?:[.)](?=\s)|\s?[-–](?=\s+[^\W\d])|\)|[.]-))\s*"
)
_HASHES = re.compile(r"[\s]*#{1,6}\s+")
_HEADING_WORDS = 14
_start = attrgetter("start")
_ROW_WORDS = 24
_BARS = 4
_YEAR = 4
_LOOK_BACK = 24


class TextPack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the splitter knows of a language."""

    function_words: tuple[str, ...]
    abbreviations: tuple[str, ...]
    before_figures: tuple[str, ...]
    openers: tuple[str, ...]


class _Stops(msgspec.Struct, frozen=True, gc=False):
    abbreviations: frozenset[str]
    before_figures: frozenset[str]
    openers: frozenset[str]


@lru_cache(maxsize=len(LANGS))
def _stops(lang: Lang) -> _Stops:
    pack = read_toml(lang, "text", TextPack)
    return _Stops(
        frozenset(map(fold, pack.abbreviations)),
        frozenset(map(fold, pack.before_figures)),
        frozenset(map(fold, pack.openers)),
    )


def split(text: str, lang: str | None = None) -> list[Sentence]:
    """The sentences of `text` in order, none empty, none overlapping; `lang` is the caller's guess."""
    spans: list[tuple[int, int, list[Token]]] = []
    for start, end in _lines(text):
        tokens = tokenize(text, start, end)
        while tokens and tokens[-1].raw == "\t":
            tokens.pop()
        if tokens and tokens[0].raw == "\t":
            tokens = tokens[next(k for k, token in enumerate(tokens) if token.raw != "\t") :]
        if tokens:
            spans.append((tokens[0].start, tokens[-1].end, tokens))
    langs = decide(text, [tokens for _, _, tokens in spans], lang)
    sentences: list[Sentence] = []
    for paragraph, ((start, end, tokens), its) in enumerate(zip(spans, langs, strict=True)):
        kind, body = _kind(text, start, end, tokens)
        if kind == "row" and _titles(text, spans, paragraph):
            kind = "heading"
        cuts = [end] if kind in ("row", "heading") else _cuts(text, tokens, body, end, _stops(its))
        at = 0 if body == start else bisect_left(tokens, body, key=_start)
        alone = len(cuts) == 1
        for cut in cuts:
            first = at
            at = len(tokens) if cut == end else bisect_left(tokens, cut, first, key=_start)
            if at > first:
                own = tuple(tokens[first:at])
                spoken = its if alone else within(tokens, first, at, its)
                sentences.append(
                    Sentence(len(sentences), paragraph, own[0].start, own[-1].end, spoken, kind, own)
                )
    return sentences


def _lines(text: str) -> list[tuple[int, int]]:
    """Where the lines that hold anything start and end."""
    for mark in _RARE_BREAKS:
        if mark in text:
            return [m.span() for m in _LINE.finditer(text)]
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line:
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _kind(text: str, start: int, end: int, tokens: list[Token]) -> tuple[SentenceKind, int]:
    """What sort of line this is, and where its words begin after a marker."""
    line = text[start:end]
    if line.count("|") >= 2 or "\t" in line or "   " in line or "\u00a0\u00a0\u00a0" in line:
        return "row", start
    if line.count("  ") >= 2 and len(tokens) <= _ROW_WORDS and tokens[-1].key not in ".!?":
        return "row", start
    hashes = _HASHES.match(text, start, end)
    if hashes and hashes.end() < end:
        return "heading", hashes.end()
    bullet = _BULLET.match(text, start, end)
    if bullet and bullet.end() < end:
        return "bullet", bullet.end()
    last = tokens[-1]
    if len(tokens) <= _HEADING_WORDS and (last.kind != "mark" or last.raw in ":)\"'»”’%"):
        return "heading", start
    return "prose", start


def _titles(text: str, spans: list[tuple[int, int, list[Token]]], at: int) -> bool:
    """Whether a line of parts between bars is no row but a title: no table stands above or below it.

    "CHAD | Eastern provinces | Update" above a list.
    """
    start, end, tokens = spans[at]
    if len(tokens) > _HEADING_WORDS + _BARS or "|" not in text[start:end] or tokens[0].raw == "|":
        return False
    if any(token.kind == "digits" and not _year(token) for token in tokens):
        return False
    return not any("|" in text[spans[n][0] : spans[n][1]] for n in (at - 1, at + 1) if 0 <= n < len(spans))


def _year(token: Token) -> bool:
    return len(token.raw) == _YEAR and token.raw[:2] in ("19", "20")


def _cuts(text: str, tokens: list[Token], start: int, end: int, stops: _Stops) -> list[int]:
    """Where sentences end between `start` and `end`, the last cut being `end`."""
    cuts: list[int] = []
    after = start
    for token in tokens:
        # Every stop begins a token.
        if token.kind != "mark" or token.start < after or token.raw[0] not in _STOPS:
            continue
        match = _STOP.match(text, token.start, end)
        if match is not None:
            after = match.end()
            if after < end and _ends(text, match, start, end, stops):
                cuts.append(after)
    cuts.append(end)
    return cuts


def _ends(text: str, match: re.Match[str], start: int, end: int, stops: _Stops) -> bool:
    after = match.end()
    following = text[after]
    stop = match.group("stop")
    if not following.isspace():
        return _glued(text, match, start, end)
    at = after
    while at < end and (text[at].isspace() or text[at] in "\"'“«‘(["):
        at += 1
    nxt = text[at] if at < end else ""
    if nxt.islower():
        # A quotation or an exclamation inside a sentence that goes on.
        return False
    if stop != ".":
        return True
    begin = _word_before(text, max(start, match.start() - _LOOK_BACK), match.start())
    if begin == match.start():
        return True
    word = text[begin : match.start()]
    key = fold(word)
    if key in stops.abbreviations and after == match.start() + 1:
        return False
    if key in stops.before_figures and nxt.isdigit():
        return False
    if len(key) == 1:
        dotted = begin > start and text[begin - 1] == "."
        if word.isupper() or dotted:
            opener = re.compile(r"[^\W\d_]+").match(text, at, end) if at < end else None
            return dotted and opener is not None and fold(opener.group()) in stops.openers
        # A lone Arabic letter before a dot is an initial too; a lone Latin small letter is not.
        return not "\u0620" <= word <= "\u064a"
    return True


def _word_before(text: str, floor: int, end: int) -> int:
    """Where the word begins that ends at `end`, `end` itself where none does; it may hold one apostrophe."""
    at = _letters_before(text, floor, end)
    if at < end and at - 1 > floor and text[at - 1] in "'’":
        before = _letters_before(text, floor, at - 1)
        return before if before < at - 1 else at
    return at


def _letters_before(text: str, floor: int, end: int) -> int:
    at = end
    while at > floor and text[at - 1].isalnum() and not text[at - 1].isdecimal():
        at -= 1
    return at


def _glued(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Whether a stop without a space after it still ends a sentence: "…المنطقة.وأضاف", "killed.The"."""
    at = match.start()
    if match.group() not in {".", "!", "؟", "?", '."', '".'} or at - 3 < start or match.end() + 2 >= end:
        return False
    before, nxt = text[at - 2 : at], text[match.end() : match.end() + 2]
    if all("\u0620" <= c <= "\u0652" for c in before) and all("\u0620" <= c <= "\u0652" for c in nxt):
        return text[at - 3] != "." and not text[at - 3].isspace()
    return before.isalpha() and before.islower() and nxt[0].isupper() and nxt[1].islower() and nxt.isalpha()
