"""Speakers that marks alone give away: in brackets at the end, before a colon at the head of a line."""

from __future__ import annotations

from etl.attribution.lexicon import Lexicon, begins
from etl.attribution.organisations import Mention
from etl.attribution.speakers import Cue, mention_at, mention_inside
from etl.attribution.subjects import topic_end
from etl.model import Sentence

_DATELINE = 5
_TITLE = 7
_OFFICE = 4
# The most words of a label that names a place of its kind.
_AREA = 4
# Acronyms that no list knows are no longer than this.
_ACRONYM = 5
# How far the colon of a report's header stands from its beginning.
_HEADER = 9
_OPENING = '«“"'
_FULL_NAME = 2


def read_parenthesis(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    """ "(OCHA)" at the sentence's end, where it is not the short form of a name before it."""
    tokens = sentence.tokens
    if i == 0 or tokens[i - 1].key not in "([":
        return None
    mention = mention_at(mentions, i)
    # A full stop may stand behind the brackets.
    end = len(tokens) - (tokens[-1].key == ".")
    if lex.by and (mention is None or mention.bare) and tokens[end - 1].key in ")]" and 1 < i < end - 1:
        # "Bousculade : 12 morts (pompiers)": an office that closes a headline.
        short = 0 < end - 1 - i <= _OFFICE and all(t.kind == "word" for t in tokens[i : end - 1])
        office = tokens[i].key in lex.roles or mention is not None
        if short and office and tokens[i].raw[0].islower():
            return Cue(i - 1, len(tokens), "preposition", i, end - 1, 0, "left", mention)
    if (
        mention is None
        or mention.bare
        or mention.last >= len(tokens)
        or tokens[mention.last].key not in ")],"
    ):
        return None
    if any(t.kind == "word" for t in tokens[mention.last :]) and tokens[mention.last].key != ",":
        return None
    behind = tokens[mention.last + 1] if mention.last + 1 < len(tokens) else None
    if mention.id is None and behind is not None and behind.raw == ":":
        # "Personas desplazadas (PDI): 12.400": the short form of the label.
        return None
    capital = tokens[i].raw[0].isupper()
    if any(m.last == i - 1 for m in mentions) or (capital and i >= 2 and tokens[i - 2].raw[0].isupper()):
        return None
    if i == 1:
        return None
    return Cue(i - 1, mention.last, "preposition", i, mention.last, 0, "left", mention)


def read_headline(lex: Lexicon, sentence: Sentence, mentions: list[Mention], colon: int) -> Cue | None:
    """ "UN: 3 million displaced": an organisation before a colon at the head of the line."""
    tokens = sentence.tokens
    closing = _read_closing(lex, sentence, mentions, colon)
    if closing is not None:
        return closing
    if lex.by and colon + 2 < len(tokens) and tokens[colon + 1].key in _OPENING:
        return _read_quoting(lex, sentence, mentions, colon)
    mention = next((m for m in mentions if m.last == colon and m.first <= 1), None)
    if colon + 2 >= len(tokens) or _names_area(lex, sentence, colon):
        return None
    if mention is None:
        headed = _read_header(lex, sentence, mentions, colon)
        if headed is not None:
            return headed
    if mention is None and lex.verb_first:
        # "Minister of Health: 12 killed", behind a dateline or not.
        first = next((n + 1 for n in range(min(colon, _DATELINE)) if tokens[n].key in "-–—"), 0)
        begun = mention_at(mentions, first)
        named = tokens[first].key in lex.roles or (begun is not None and not begun.bare)
        named = named and colon - first <= _TITLE
        if named and all(t.kind == "word" for t in tokens[first:colon]):
            return Cue(
                colon, colon + 1, "verb", first, colon, 0, "right", mention_inside(mentions, first, colon)
            )
    if mention is None or mention.bare:
        return None
    if mention.id is None and not lex.verb_first and mention.last == mention.first + 1 and (
        len(tokens[mention.first].raw) > _ACRONYM and tokens[mention.first].raw.isupper()
    ):  # fmt: skip
        # "QUETTA: …" is a dateline.
        return None
    if lex.by and (mention.id or "").startswith("capital_"):
        # A capital before a colon is where it happened.
        return None
    return Cue(colon, colon + 1, "verb", mention.first, mention.last, 0, "right", mention)


def _read_quoting(lex: Lexicon, sentence: Sentence, mentions: list[Mention], colon: int) -> Cue | None:
    """ "Le maire ne décolère pas : « … »": who the sentence begins with says what it quotes."""
    last = topic_end(lex, sentence, mentions)
    if not last:
        tokens = sentence.tokens
        while last < colon and tokens[last].kind == "word" and tokens[last].raw[0].isupper():
            last += 1
        if last < _FULL_NAME or begins(sentence, 0, lex.stops):
            return None
    last = _past_name(sentence, last)
    if last > colon:
        return None
    return Cue(colon, colon + 1, "verb", 0, last, 0, "right", mention_inside(mentions, 0, last))


def _past_name(sentence: Sentence, last: int) -> int:
    """The end of the name that a comma parts from an office ("Le député du lieu, Hervé Ngando, ne …")."""
    tokens = sentence.tokens
    comma = next((n for n in range(last, min(len(tokens), last + _OFFICE)) if tokens[n].key == ","), 0)
    end = comma + 1
    while comma and end < len(tokens) and tokens[end].kind == "word" and tokens[end].raw[0].isupper():
        end += 1
    named = comma and end - comma - 1 >= _FULL_NAME and end < len(tokens) and tokens[end].key == ","
    return end if named else last


def _names_area(lex: Lexicon, sentence: Sentence, colon: int) -> bool:
    """Whether the label is a place of its kind: "Taiz governorate:", "محافظة تعز:", "Cercle de Gao :"."""
    words = [token.key for token in sentence.tokens[:colon] if token.kind == "word"]
    while words and words[0] in lex.articles:
        words = words[1:]
    return 1 < len(words) <= _AREA and (words[0] in lex.areas or words[-1] in lex.areas)


def _read_closing(lex: Lexicon, sentence: Sentence, mentions: list[Mention], colon: int) -> Cue | None:
    """ "Quake kills 12 in Chile: officials": who says it, behind the colon that closes a headline."""
    tokens = sentence.tokens
    if lex.verb_first or colon < _TITLE // 2 or not 1 < len(tokens) - colon <= _OFFICE + 1:
        return None
    last = len(tokens)
    if tokens[last - 1].raw in ".":
        last -= 1
    if last <= colon + 1 or any(token.kind != "word" for token in tokens[colon + 1 : last]):
        return None
    mention = mention_inside(mentions, colon + 1, last)
    known = mention is not None and not mention.bare and mention.last == last
    if not known and tokens[last - 1].key not in lex.roles:
        return None
    if mention is not None and (mention.id or "").startswith("capital_"):
        return None
    return Cue(colon, last, "preposition", colon + 1, last, 0, "left", mention)


def _read_header(lex: Lexicon, sentence: Sentence, mentions: list[Mention], colon: int) -> Cue | None:
    """ "IOM Yemen, week 28: 214 families": an organisation with its branch, the issue behind a comma."""
    tokens = sentence.tokens
    if not 0 < colon <= _HEADER or lex.verb_first:
        return None
    mention = next((m for m in mentions if m.first == 0), None)
    if mention is None or mention.bare or (mention.id or "").startswith("capital_"):
        return None
    last = mention.last
    while last < colon and tokens[last].kind == "word" and tokens[last].raw[0].isupper():
        last += 1
    if last < colon and (tokens[last].raw != "," or any(t.raw in ".;" for t in tokens[last:colon])):
        return None
    return Cue(colon, colon + 1, "verb", 0, last, 0, "right", mention)
