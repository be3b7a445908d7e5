"""Cues of a sentence in order, each read with its speaker, before anyone asks how far it reaches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from etl.attribution.labels import read_headline, read_parenthesis
from etl.attribution.lexicon import CueKind, Lexicon, begins, follows, onward, unprefixed
from etl.attribution.organisations import Mention
from etl.attribution.quotes import CLOSING, read_quoted
from etl.attribution.sources import read_reached, read_source, read_tally, read_told, read_view
from etl.attribution.speakers import Cue
from etl.attribution.verbs import read_subject_first, read_verb_first
from etl.model import Sentence, Token

_VOID_REACH = 5
_PARTED = 9


def cues(lex: Lexicon, sentence: Sentence, mentions: Callable[[], list[Mention]]) -> list[Cue]:
    """The cues of the sentence in order; a chain ("quoting sources") belongs to the cue before it."""
    tokens = sentence.tokens
    # Most words can be no cue, and the names are read only where one stands.
    if lex.cued.ask is None:
        lex.cued.ask = partial(_can_be, lex)
    spots = lex.cued.spots(tokens)
    if not spots:
        return []
    named = mentions()
    found: list[Cue] = []
    after = 0
    for i in spots:
        if tokens[i].key in "([":
            i += 1
        if i < after or i >= len(tokens):
            continue
        cue = _at(lex, sentence, named, i)
        if cue is not None and found and _resumes(lex, sentence, found[-1], cue):
            cue = msgspec.structs.replace(cue, first=cue.after, last=cue.after, mention=None)
        if cue is not None and not _same_claim(lex, sentence, found, cue):
            found.append(cue)
            after = max(cue.after, cue.last, i + 1)
        else:
            after = i + 1
    return found


def _can_be(lex: Lexicon, token: Token) -> bool:
    key = token.key
    if key in lex.cues or key in "([:" or key in lex.relays:
        return True
    if lex.reflexives and key in CLOSING:
        return True
    if token.raw in lex.told or token.raw in lex.reached:
        return True
    return lex.verb_first and (unprefixed(token) in lex.cues or unprefixed(token) in lex.relays)


def _at(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    token = sentence.tokens[i]
    cue = read_told(lex, sentence, mentions, i) if token.raw in lex.told else None
    if token.raw in lex.reached:
        cue = read_reached(lex, sentence, mentions, i)
    if cue is not None:
        return cue
    if token.kind == "word" and (token.key not in lex.exact or token.raw in lex.exact[token.key]):
        # "Member States have disbursed": with a capital they are no verb.
        for reading in (token.key,) if not lex.verb_first else (token.key, unprefixed(token)):
            found = _matched(lex, sentence, i, reading)
            if found is not None:
                cue = _read(lex, sentence, mentions, i, *found)
            if cue is not None:
                return cue
    if token.key in CLOSING and i + 2 < len(sentence.tokens):
        # A verb that the lists know is read by them.
        said = sentence.tokens[i + 2]
        known = _matched(lex, sentence, i + 2, said.key)
        return read_quoted(lex, sentence, mentions, i) if known is None else None
    cue = read_parenthesis(lex, sentence, mentions, i)
    if cue is None and token.key == ":":
        cue = read_headline(lex, sentence, mentions, i)
    return cue


def _matched(lex: Lexicon, sentence: Sentence, i: int, reading: str) -> tuple[int, CueKind] | None:
    """The end and kind of the longest cue that begins at token `i`."""
    tokens = sentence.tokens
    for relay in lex.relays.get(reading, ()):
        at = i + 1 + len(relay)
        if at < len(tokens) and tokens[at].key in lex.relayed and follows(sentence, i + 1, relay):
            # "According to what it announced".
            taken = at + 1 < len(tokens) and tokens[at + 1].key in lex.relay_pronouns
            return at + 1 + taken, "preposition"
    for rests in (onward(lex, sentence, reading, i + 1), lex.open_.get(reading, ())):
        for rest, kind in rests:
            length = _length(sentence, i, rest)
            if length:
                return i + length, kind
    if tokens[i].raw in lex.parted:
        at = _past_words(lex, sentence, i + 1)
        if i + 1 < at < len(tokens):
            for rest, kind in onward(lex, sentence, reading, at):
                if follows(sentence, at, rest):
                    return at + len(rest), kind
    return None


def _past_words(lex: Lexicon, sentence: Sentence, first: int) -> int:
    """The first token behind the words that part an auxiliary from its verb ("a, de son côté, indiqué")."""
    tokens = sentence.tokens
    n = first
    while n < min(len(tokens), first + _PARTED):
        length = begins(sentence, n, lex.interposed)
        if length:
            n += length
        elif tokens[n].key in lex.times or tokens[n].key in lex.skips or tokens[n].key == ",":
            n += 1
        else:
            break
    return n


def _length(sentence: Sentence, i: int, rest: tuple[str, ...]) -> int:
    # A closing ل of the surface is glued to the next word: "وفقا ل" matches "وفقا لوزارة".
    if not rest:
        return 1
    if rest[-1] == "ل":
        after = i + len(rest)
        glued = after < len(sentence.tokens) and sentence.tokens[after].key.startswith("ل")
        return len(rest) if glued and follows(sentence, i + 1, rest[:-1]) else 0
    return 1 + len(rest) if follows(sentence, i + 1, rest) else 0


def _same_claim(lex: Lexicon, sentence: Sentence, found: list[Cue], cue: Cue) -> bool:
    # "X said, quoting sources": the second cue tells where the first has it from.
    if not found:
        return False
    before = found[-1]
    start = max(before.last, before.after)
    if not cue.carried and cue.first <= before.first < cue.last <= cue.at:
        # "Witnesses quoted by the radio speak": one speaker.
        return True
    gap = sentence.tokens[start : cue.at]
    return cue.at < start or (
        len(gap) <= 1 and begins(sentence, cue.at, lex.chains) > 0 and before.kind != "data"
    )


def _resumes(lex: Lexicon, sentence: Sentence, before: Cue, cue: Cue) -> bool:
    """Whether the speaker goes on with another statement: "WFP warned that … and said it needs …"."""
    if cue.carried or cue.side != "right" or (cue.first, cue.last) != (before.first, before.last):
        return False
    between = sentence.tokens[max(before.after, before.last) : cue.at]
    return len(between) > 1 and any(token.key in lex.resumed for token in between[-2:])


def _read(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int, kind: CueKind
) -> Cue | None:
    tokens = sentence.tokens
    if kind in ("preposition", "data"):
        return read_source(lex, sentence, mentions, i, after, kind)
    if kind == "view":
        return read_view(lex, sentence, mentions, i, after)
    if kind == "aim":
        if not _infinitive(lex, sentence, after):
            return None
        kind = "counting"
    if kind == "tally":
        return read_tally(lex, sentence, mentions, i, after)
    at = i - 2 if i > 1 and tokens[i - 1].key in "'’" else i - 1
    blocked = i and tokens[at].key in lex.blockers and not _acronym(tokens[at])
    blocked = blocked and tokens[at].key not in lex.who
    restricts = tokens[at].key in lex.restricting and after < len(tokens)
    blocked = blocked and not (restricts and tokens[after].key in lex.complements)
    # "في حين" parts clauses where "حين" alone leads a time.
    blocked = blocked and not (i > 1 and begins(sentence, i - 2, lex.breaks) == 2)
    if blocked and not (lex.verb_first and _aided(lex, sentence, i)):
        return None
    void = lex.void.get(unprefixed(tokens[i]) if lex.verb_first else tokens[i].key)
    if void is not None and any(token.key in void for token in tokens[after : after + _VOID_REACH]):
        # "The group claimed responsibility": an act, not a statement.
        return None
    if lex.verb_first:
        return read_verb_first(lex, sentence, mentions, i, after, kind)
    if after < len(tokens) and any(
        k in ("verb", "counting") for _, k in lex.open_.get(tokens[after].key, ())
    ):
        # "Its report finds": the first only looks like a verb.
        return None
    return read_subject_first(lex, sentence, mentions, i, after, kind)


def _infinitive(lex: Lexicon, sentence: Sentence, at: int) -> bool:
    """Whether what the subject will do stands at `at`, behind a pronoun or not ("entend leur distribuer")."""
    tokens = sentence.tokens
    while at < len(tokens) and tokens[at].key in lex.told_to:
        at += 1
    return at < len(tokens) and tokens[at].kind == "word" and tokens[at].key.endswith(lex.infinitives)


def _acronym(token: Token) -> bool:
    """Whether a small word in capitals is an organisation's short form ("WHO reported")."""
    return len(token.raw) > 1 and token.raw.isupper()


def _aided(lex: Lexicon, sentence: Sentence, i: int) -> bool:
    return sentence.tokens[i - 1].key in lex.auxiliaries
