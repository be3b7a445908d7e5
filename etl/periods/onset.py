"""A date behind "since" and what began on it opens a window: "depuis la chute de la ville, le 27 janvier"."""

from __future__ import annotations

from datetime import date

import msgspec

from etl.model import Period, Sentence, TimeExpression
from etl.periods.lexicon import Lexicon

_REACH = 14
# Between what began and its date: the mark, and an article behind it.
_BESIDE = 2
_MARKS = frozenset("'’-«»“”\"")
_SHARE = frozenset("%٪")
_OWNED = 4
_JOINED = "وف"
_DATED = ("point", "window", "year")


def open_windows(
    lex: Lexicon, sentence: Sentence, found: list[TimeExpression], anchor: date | None
) -> list[TimeExpression]:
    """The expressions, those that date what "since" names reaching from there up to publication."""
    opened: list[TimeExpression] = []
    for time in found:
        before = opened[-1] if opened else None
        first = _since(lex, sentence, time, before) if time.kind in _DATED else None
        start = time.period.start
        if first is None or start is None or (anchor is not None and start > anchor):
            opened.append(time)
            continue
        if before is not None and before.last > first:
            # "Since the start of the war" had no date of its own.
            opened.pop()
        opened.append(_widened(sentence, time, first, anchor))
    return opened


def _since(
    lex: Lexicon, sentence: Sentence, time: TimeExpression, before: TimeExpression | None
) -> int | None:
    """The token of the "since" whose event the time dates; None where a clause or a figure parts them."""
    tokens = sentence.tokens
    floor = max(-1, time.first - _REACH)
    event, verb = False, False
    for at in range(time.first - 1, floor, -1):
        token = tokens[at]
        if token.kind == "mark":
            if (
                token.raw in _MARKS
                or token.raw in _SHARE
                or (token.raw in ",،" and time.first - at <= _BESIDE)
            ):
                continue
            return None
        glued = at > 0 and tokens[at - 1].end == token.start
        if token.kind == "digits" and not glued and tokens[at + 1].raw not in _SHARE:
            return None
        if token.key in lex.clause_words:
            verb = True
        if before is not None and at < before.last and before.period.start is not None:
            return None
        names = _names(lex, sentence, at, token.key) + _names(lex, sentence, at, token.key.removeprefix("ال"))
        event = event or "event" in names or "onset" in names
        if token.key[0] in _JOINED:
            names += _names(lex, sentence, at, token.key[1:])
        if "since" in names:
            if at + 1 < time.first and tokens[at + 1].key in lex.since_clauses:
                # "Depuis que les combats ont gagné la ville en mai": the verbs are those of what began.
                return at
            if verb or (at and tokens[at - 1].key in lex.clause_words):
                return None
            return at if event or _owned(lex, sentence, at + 1) or _begun(lex, sentence, at, time) else None
    return None


def _names(lex: Lexicon, sentence: Sentence, at: int, key: str) -> list[str]:
    """The classes of the word, or of all the words that begin with it there ("a partir de")."""
    tokens = sentence.tokens
    return [
        entry.name
        for entry in lex.entries.get(key, ())
        if all(at + n < len(tokens) and tokens[at + n].key == rest for n, rest in enumerate(entry.rest, 1))
    ]


def _begun(lex: Lexicon, sentence: Sentence, at: int, time: TimeExpression) -> bool:
    """Whether "since" is a word of time alone, or the time is that of the noun: "desde el ataque del 5"."""
    tokens = sentence.tokens
    return tokens[at].key in lex.since_always or tokens[time.first - 1].key in lex.since_of


def _owned(lex: Lexicon, sentence: Sentence, at: int) -> bool:
    """Whether the word right behind "since" has its owner written on to it, as what somebody did has."""
    key = sentence.tokens[at].key
    return len(key) > _OWNED and key.endswith(lex.onset_owners or "\0") and key not in lex.entries


def _widened(sentence: Sentence, time: TimeExpression, first: int, anchor: date | None) -> TimeExpression:
    tokens = sentence.tokens[first : time.last]
    words = tokens[0].raw
    for token, previous in zip(tokens[1:], tokens, strict=False):
        words += " " * (token.start - previous.end) + token.raw
    period = Period(start=time.period.start, end=anchor, accuracy=time.period.accuracy)
    return msgspec.structs.replace(
        time,
        start=tokens[0].start,
        first=first,
        text=words,
        kind="since",
        period=period,
        rules=(*time.rules, "time.since.onset"),
    )
