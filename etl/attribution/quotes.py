"""The speaker behind a quotation, whatever the verb: "« … », soupire au téléphone le coordinateur"."""

from __future__ import annotations

from etl.attribution.lexicon import Lexicon, begins
from etl.attribution.organisations import Mention
from etl.attribution.speakers import Cue, end_with_title, mention_at, mention_inside, past_time, speaker_end
from etl.model import Sentence

CLOSING = "»”"
_SHORTEST = 3
_HELPED = 4
_FULL_NAME = 2
_GESTURE = 9


def past_gesture(sentence: Sentence, first: int) -> int:
    """The token behind what two commas part a verb from its speaker with ("lâche, les yeux rougis, X")."""
    tokens = sentence.tokens
    if first >= len(tokens) or tokens[first].key != ",":
        return first
    for n in range(first + 1, min(len(tokens) - 1, first + _GESTURE)):
        if tokens[n].kind != "word" and tokens[n].key not in ",'’-":
            return first
        if tokens[n].key == ",":
            return n + 1
    return first


def read_quoted(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    """The cue of a verb that no list knows between a closing quotation and who else but its speaker."""
    tokens = sentence.tokens
    at = i + 2
    if at + 1 >= len(tokens) or tokens[i + 1].key != ",":
        return None
    verb = at
    while verb < min(at + _HELPED, len(tokens) - 1) and (
        tokens[verb].raw in lex.parted or tokens[verb].key in lex.reflexives or tokens[verb].raw in "'’"
    ):
        verb += 1
    word = tokens[verb]
    if word.kind != "word" or not word.raw.islower() or len(word.key) < _SHORTEST:
        return None
    if (
        word.key in lex.articles
        or word.key in lex.connectors
        or word.key in lex.complements
        or begins(sentence, verb, lex.stops)
        or begins(sentence, verb, lex.breaks)
        or begins(sentence, verb, lex.aside_leads)
    ):
        return None
    first = past_time(lex, sentence, mentions, past_gesture(sentence, verb + 1))
    last = speaker_end(lex, sentence, first)
    if last == first or (last < len(tokens) and tokens[last].kind != "mark"):
        return None
    mention = mention_at(mentions, first) or mention_inside(mentions, first, last)
    led = tokens[first].key in lex.articles or tokens[first].key in lex.possessives
    role = any(token.key in lex.roles for token in tokens[first:last])
    name = [token for token in tokens[first:last] if token.kind == "word"]
    full = len(name) >= _FULL_NAME and all(token.raw[0].isupper() for token in name)
    begun = mention is not None and mention.first <= first + led
    # One name alone is a speaker where it closes the sentence or its description follows.
    alone = len(name) == 1 and name[0].raw[0].isupper() and (last == len(tokens) or tokens[last].raw in ",.")
    if not (full or begun or (role and led) or alone):
        return None
    last = end_with_title(lex, sentence, first, last)
    return Cue(at, max(verb + 1, last), "verb", first, last, 0, "left", mention)
