"""The subject before a verb of telling: its noun phrase, with what stands between it and the verb."""

from __future__ import annotations

from etl.attribution.lexicon import Lexicon, begins
from etl.attribution.organisations import Mention
from etl.attribution.speakers import LONGEST, NAMED, end_with_title, mention_at
from etl.model import Sentence

_RELATIVE_REACH = 20
_PARTED = 9
_APPOSED = 14


def subject_of_clause(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], p: int
) -> tuple[int, int] | None:
    """The subject of the clause whose second verb a conjunction at `p` joins to the first."""
    tokens = sentence.tokens
    begin = next((n + 1 for n in range(p - 1, -1, -1) if tokens[n].key in ";؛:"), 0)
    for n in range(begin, min(p, begin + _PARTED)):
        mention = mention_at(mentions, n)
        if mention is None and tokens[n].key not in lex.roles:
            continue
        last = n + 1 if mention is None else max(mention.last, n + 1)
        while mention is None and last < p and tokens[last].raw[0].isupper():
            last += 1
        # "Le chef de la police": the office's own organisation goes with it.
        last = next((m.last for m in mentions if 0 < m.first - last <= 2), last)
        first = n
        while first > begin and tokens[first - 1].key in lex.articles:
            first -= 1
        return first, last
    return None


def topic_end(lex: Lexicon, sentence: Sentence, mentions: list[Mention]) -> int:
    """The end of the office or organisation that the sentence begins with; 0 where it begins with neither."""
    tokens = sentence.tokens
    last, known = 0, False
    while last < len(tokens) and last < LONGEST:
        token, mention = tokens[last], mention_at(mentions, last)
        if mention is not None:
            last, known = mention.last, True
            continue
        glued = last > 0 and tokens[last - 1].key == "-"
        if token.kind == "mark":
            if token.key not in "-'’":
                break
        elif not (
            glued
            or token.key in lex.roles
            or token.key in lex.articles
            or token.key in lex.connectors
            or token.key in lex.mods
            or (last > 0 and token.raw[0].isupper())
        ):
            break
        known = known or token.key in lex.roles
        last += 1
    while last and (tokens[last - 1].kind == "mark" or tokens[last - 1].key in lex.connectors):
        last -= 1
    return end_with_title(lex, sentence, 0, last) if known and last else 0


def before_bracket(sentence: Sentence, p: int) -> int:
    """The token before the short form in parentheses that ends at `p`, between a name and its verb."""
    tokens = sentence.tokens
    if p <= 2 or tokens[p].key != ")":
        return p
    short = next((n for n in range(p - 1, p - 5, -1) if n > 0 and tokens[n].key == "("), None)
    return p if short is None else short - 1


def owner_start(sentence: Sentence, mentions: list[Mention], begin: int) -> int:
    """The first token with the owner before it: "the UN's International Organization for Migration"."""
    tokens = sentence.tokens
    if begin >= 3 and tokens[begin - 1].key == "s" and tokens[begin - 2].key in "'’":
        owner = next((m for m in mentions if m.last == begin - 2), None)
        return begin if owner is None else owner.first
    return begin


def noun_phrase(lex: Lexicon, sentence: Sentence, mentions: list[Mention], p: int) -> tuple[int, int] | None:
    """The subject that ends with token `p`."""
    tokens = sentence.tokens
    last = p + 1
    first = p
    while first > 0 and last - first < LONGEST:
        token = tokens[first - 1]
        if token.kind == "mark" and token.key not in "-'’()" and not _shortened(sentence, first - 1):
            break
        if (
            token.key == "-"
            and first > 1
            and tokens[first - 2].end < token.start < token.end < tokens[first].start
        ):
            # "NAIROBI - The agency said": a dash with air on both sides opens the text.
            break
        if token.key in lex.subject_breaks:
            break
        if token.kind == "digits":
            break
        first -= 1
    if tokens[first].key in (")", "(", "-"):
        first += 1
    # Where the speaker begins: at an organisation that ends here, a role, an article, a name's capital.
    ends = next((m for m in reversed(mentions) if m.first >= first and p - 1 <= m.last - 1 <= p), None)
    role = next((n for n in range(first, last) if tokens[n].key in lex.roles), None)
    if role is not None:
        begin = role
        while begin > first and (
            tokens[begin - 1].key in lex.articles
            or tokens[begin - 1].key in lex.mods
            or tokens[begin - 1].kind == "mark"
            or tokens[begin - 1].key == "s"
            or (tokens[begin - 1].raw[0].isupper() and tokens[begin - 1].key not in lex.stops)
        ):
            begin -= 1
        # "The forestry minister": up to an article close by.
        for n in range(begin - 1, max(first - 1, begin - 4), -1):
            if tokens[n].kind != "word":
                break
            if tokens[n].key in lex.articles:
                begin = n
                break
        return _trim(sentence, begin, last)
    if ends is not None:
        begin = ends.first
        while begin > first and tokens[begin - 1].key in lex.articles:
            begin -= 1
        joined = next((m for m in mentions if m.last == begin - 1 and m.first >= first), None)
        if joined is not None and tokens[begin - 1].key in lex.connectors:
            begin = joined.first
            while begin > first and tokens[begin - 1].key in lex.articles:
                begin -= 1
        return _person_of(lex, sentence, first, begin), last
    begin = last - 1
    if not tokens[begin].raw[0].isupper() and tokens[begin].key not in lex.pronouns:
        return _led_by_head(lex, sentence, mentions, first, last) if lex.by else None
    while begin > first and (tokens[begin - 1].raw[0].isupper() or _part_of_name(lex, tokens[begin - 1].key)):
        begin -= 1
    while begin < last - 1 and (
        tokens[begin].key in lex.stops or tokens[begin].kind == "mark" or tokens[begin].key in lex.dangling
    ):
        begin += 1
    return begin, last


def _person_of(lex: Lexicon, sentence: Sentence, first: int, begin: int) -> int:
    """Where a person's name begins whom "of" joins to the organisation at `begin` ("Ramesh Rai of OCHA")."""
    tokens = sentence.tokens
    if begin - 2 < first or tokens[begin - 1].key not in lex.connectors or tokens[begin - 1].kind != "word":
        return begin
    at = begin - 1
    while at > first and tokens[at - 1].kind == "word" and tokens[at - 1].raw[0].isupper():
        at -= 1
    named = begin - 1 - at
    return at if 2 <= named <= NAMED and not begins(sentence, at, lex.stops) else begin


def _led_by_head(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], first: int, last: int
) -> tuple[int, int] | None:
    """The subject that an organisation's head noun opens and plain words go on with to the verb."""
    tokens = sentence.tokens
    for mention in mentions:
        if not first <= mention.first < last:
            continue
        begin = mention.first
        while begin > first and tokens[begin - 1].key in lex.articles:
            begin -= 1
        if not any(begins(sentence, n, lex.stops) for n in range(mention.last, last)):
            return begin, last
    return None


def _part_of_name(lex: Lexicon, key: str) -> bool:
    return key in lex.particles or key in "-'’."


def _shortened(sentence: Sentence, at: int) -> bool:
    """Whether the mark is the stop of a title cut short: "Brig. Gen. Onyema"."""
    tokens = sentence.tokens
    title = tokens[at - 1] if at else None
    return tokens[at].key == "." and title is not None and title.raw[0].isupper() and len(title.raw) <= 4


def _trim(sentence: Sentence, first: int, last: int) -> tuple[int, int] | None:
    while first < last and sentence.tokens[first].kind == "mark":
        first += 1
    return (first, last) if first < last else None


def before_aside(lex: Lexicon, sentence: Sentence, p: int) -> int | None:
    """The token before ", for its part," where that ends with the comma at `p`."""
    tokens = sentence.tokens
    q = p - 1
    while q > 0 and p - q <= _RELATIVE_REACH and tokens[q].key != ",":
        q -= 1
    if (
        q > 0
        and tokens[q].key == ","
        and tokens[q + 1].key in lex.subject_breaks
        and tokens[q - 1].kind == "word"
    ):
        # "MSF, which had given its coordinates, said"
        return q - 1
    q = p - 1
    while q > 0 and p - q <= 5 and tokens[q].kind == "word" and tokens[q].raw.islower():
        q -= 1
    if q > 0 and p - q > 1 and tokens[q].key == "," and (
        tokens[q - 1].kind == "word" or before_bracket(sentence, q - 1) < q - 1
    ):  # fmt: skip
        titled = any(t.key in lex.roles for t in tokens[q:p]) and not begins(sentence, q + 1, lex.stops)
        return None if titled or begins(sentence, q + 1, lex.chains) else before_bracket(sentence, q - 1)
    return None


def before_relative(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], p: int
) -> tuple[int, int] | None:
    """The subject before a relative clause without commas ("An official who asked not to be named said")."""
    tokens = sentence.tokens
    for n in range(p, max(0, p - _RELATIVE_REACH), -1):
        if tokens[n].kind == "mark":
            return None
        if tokens[n].key in lex.subject_breaks and tokens[n - 1].kind == "word":
            span = noun_phrase(lex, sentence, mentions, n - 1)
            roled = span is not None and any(t.key in lex.roles for t in tokens[span[0] : span[1]])
            return span if roled else None
    return None


def apposition(lex: Lexicon, sentence: Sentence, mentions: list[Mention], p: int) -> tuple[int, int] | None:
    """ "X, a spokesman for Y," before the verb: the whole of it."""
    tokens = sentence.tokens
    q = p - 1
    while q > 0 and tokens[q].key != "," and p - q < LONGEST:
        q -= 1
    if q <= 0 or tokens[q].key != ",":
        return None
    inner = tokens[q + 1 : p]
    first = q
    while (
        first > 0
        and q - first < _APPOSED
        and (tokens[first - 1].kind != "mark" or tokens[first - 1].key in "'’-")
    ):
        first -= 1
    titled = any(token.key in lex.roles for token in (*tokens[first:q], *inner))
    # "The ambulance service, Aamin, counted 215 bodies": a name between the commas.
    # "Adama, éleveur de 41 ans, …": whose age is told is somebody.
    titled = titled or bool(lex.ages and inner and inner[-1].key in lex.ages)
    titled = titled or (
        0 < len(inner) <= NAMED and all(t.kind == "word" and t.raw[0].isupper() for t in inner)
    )
    # "AFAD, Turkey's disaster agency, said".
    titled = titled or any(m.first >= first and m.last <= p for m in mentions)
    if not titled and not begins(sentence, q + 1, lex.chains):
        return None
    owned = tokens[first].key in lex.possessives
    if first == q or not (tokens[first].raw[0].isupper() or tokens[first].key in lex.articles or owned):
        return None
    return None if any(_counts(lex, sentence, n) for n in range(first, p)) else (first, p)


def _counts(lex: Lexicon, sentence: Sentence, at: int) -> bool:
    """Whether a figure stands there that is no age ("Adama, éleveur de 41 ans, …")."""
    tokens = sentence.tokens
    if tokens[at].kind != "digits":
        return False
    return at + 1 >= len(tokens) or tokens[at + 1].key not in lex.ages
