"""Which words beside a cue name its speaker: where they begin, where they end, whom they name."""

from __future__ import annotations

from typing import Literal

import msgspec

from etl.attribution.lexicon import CueKind, Lexicon, begins, unprefixed
from etl.attribution.organisations import Mention, owns_deed, past_quoted
from etl.model import Sentence, Token

QUOTES = '"«»“”„'
LONGEST = 18
NAMED = 4
_ASIDE_REACH = 18


class Cue(msgspec.Struct, frozen=True, gc=False):
    """A cue and its speaker in tokens; no speaker (`first == last`) means the one before goes on."""

    at: int
    after: int
    kind: CueKind
    first: int
    last: int
    off: int
    # Whether the claim follows the cue, goes before it, or surrounds it.
    side: Literal["right", "left"]
    mention: Mention | None

    @property
    def carried(self) -> bool:
        return self.first == self.last


def past_quote(sentence: Sentence, mentions: list[Mention], first: int) -> int:
    """The first token of an organisation whose name stands in quotation marks: وفق "مراسلون بلا حدود"."""
    tokens = sentence.tokens
    quoted = first + 1 < len(tokens) and tokens[first].key in QUOTES
    return first + 1 if quoted and mention_at(mentions, first + 1) is not None else first


def speaker_end(lex: Lexicon, sentence: Sentence, first: int) -> int:
    """The end of the speaker's words that begin at `first`."""
    tokens = sentence.tokens
    last = first
    if first + 1 < len(tokens) and tokens[first].key in lex.demonstratives:
        # "Selon cette source": no day that "cette" would open.
        last += tokens[first + 1].key not in lex.times
    while last < len(tokens) and last - first < LONGEST:
        token = tokens[last]
        key = token.key
        if last == first + 1 and key in QUOTES and lex.verb_first:
            quoted = quoted_name(lex, sentence, last)
            if quoted > last:
                last = quoted
                continue
        if (
            token.kind == "mark"
            and key not in "-'’"
            and not (key == "." and len(tokens[last - 1].raw) <= 2 and last > first)
        ):
            break
        glued = last > first and token.start == tokens[last - 1].end and tokens[last - 1].raw[0].isupper()
        office = last == first + 1 and key in lex.deeds and unprefixed(tokens[first]) in lex.heads
        if office and owns_deed(sentence, last):
            last += 1
            continue
        if (
            (token.kind == "digits" and not glued)
            or as_written(lex.complements, lex, token)
            or key in lex.times
        ):
            break
        if (last > first or token.raw.islower()) and _closes(lex, sentence, first, last):
            break
        if lex.verb_first and last > first and key[0] == "و" and key[1:] in lex.complements:
            break
        last += 1
    # Words that only led on to what was cut off.
    while last > first and (
        (tokens[last - 1].kind == "mark" and tokens[last - 1].key not in QUOTES)
        or (tokens[last - 1].key in lex.dangling and tokens[last - 1].key not in lex.exact)
    ):
        last -= 1
    return last


def quoted_name(lex: Lexicon, sentence: Sentence, at: int) -> int:
    """The token behind a short quoted name at `at` that an indefinite head owns (صحيفة "هآرتس")."""
    tokens = sentence.tokens
    head = tokens[at - 1].key
    if unprefixed(tokens[at - 1]) not in lex.heads and head not in lex.heads and head not in lex.roles:
        return at
    return past_quoted(lex, sentence, at)


def _joins(lex: Lexicon, sentence: Sentence, i: int) -> bool:
    """Whether "and" between two capitals joins a name ("Integrity and Conflict")."""
    tokens = sentence.tokens
    return (
        len(tokens[i].key) <= 3
        and i + 1 < len(tokens)
        and (tokens[i + 1].raw[0].isupper() or tokens[i + 1].key in lex.articles)
    )


def mention_at(mentions: list[Mention], first: int) -> Mention | None:
    """The organisation whose name begins at token `first`."""
    return next((m for m in mentions if m.first == first), None)


def mention_inside(mentions: list[Mention], first: int, last: int) -> Mention | None:
    """The organisation that the words of a speaker name, in full before a head noun alone."""
    # Named in full before a head noun alone.
    # A capital stands for its government only where it is the whole speaker ("Kyiv said").
    within = [
        m
        for m in mentions
        if m.first < last and m.last > first and (m.first <= first or not (m.id or "").startswith("capital_"))
    ]
    return next((m for m in within if not m.bare), within[0] if within else None)


def opens_claim(lex: Lexicon, sentence: Sentence, last: int, strict: bool = False) -> bool:
    """Whether the claim is opened a little after the speaker: "that", a colon, a quotation mark."""
    tokens = sentence.tokens
    for n in range(last, min(last + 8, len(tokens))):
        key = tokens[n].key
        # A verb that can mean much else needs a clause, a quotation or a source after it.
        if key in lex.core and not (strict and key in lex.dangling and not begins(sentence, n, lex.chains)):
            return True
    return False


def past_time(lex: Lexicon, sentence: Sentence, mentions: list[Mention], first: int) -> int:
    """The first token after a day, or whom it was said to, between verb and speaker: "dijo el domingo X"."""
    tokens = sentence.tokens
    n = first
    told = opened = False
    while n < len(tokens):
        past = _past_aside(lex, sentence, mentions, n)
        aside = begins(sentence, n, lex.asides)
        if past is not None or aside or tokens[n].key in lex.times:
            told = True
            n = past if past is not None else n + (aside or 1)
        elif n == first and tokens[n].key.endswith(lex.adverbials):
            # "Constate amèrement le chef du village".
            told, n = True, n + 1
        elif tokens[n].key in lex.skips:
            n += 1
        elif tokens[n].kind == "digits" and n > first and tokens[n - 1].key in lex.times:
            # "Lundi 3 juin".
            n += 2
        elif tokens[n].key == "," and opened:
            n, opened = n + 1, False
        elif (
            tokens[n].key == ","
            and n + 1 < len(tokens)
            and lex.asides
            and (tokens[n + 1].key in lex.times or begins(sentence, n + 1, lex.asides))
        ):
            n, opened = n + 1, True
        else:
            break
    return min(n, len(tokens)) if told else first


def _past_aside(lex: Lexicon, sentence: Sentence, mentions: list[Mention], n: int) -> int | None:
    """The speaker's article behind where or to whom it was said: "à la radio locale le maire"."""
    tokens = sentence.tokens
    if not begins(sentence, n, lex.aside_leads):
        return None
    for at in range(n + 2, min(n + _ASIDE_REACH, len(tokens) - 1)):
        token, before = tokens[at], tokens[at - 1]
        if token.kind == "mark" and token.key not in "-'’" + QUOTES:
            return None
        leads_on = before.key in lex.connectors or begins(sentence, at - 1, lex.aside_leads)
        if token.key in lex.articles and before.kind != "mark" and not leads_on:
            named = tokens[at + 1].key in lex.roles or mention_at(mentions, at + 1) is not None
            return at if named or mention_at(mentions, at) is not None else None
    return None


def end_with_title(lex: Lexicon, sentence: Sentence, first: int, last: int) -> int:
    """The end of a speaker's words with the title behind a comma: "X, spokesman for Y"."""
    tokens = sentence.tokens
    if last + 1 < len(tokens) and tokens[last].key in ",،":
        more = speaker_end(lex, sentence, last + 1)
        if any(token.key in lex.roles for token in tokens[last + 1 : more]):
            return more
        # "Said the health minister, Mikhail Murashko", "el gobernador de Cauca, Octavio Guzmán".
        name = [t for t in tokens[last + 1 : more] if t.raw not in "-." and t.key not in lex.particles]
        full = 1 < len(name) <= NAMED and all(t.kind == "word" and t.raw[0].isupper() for t in name)
        titled = tokens[last - 1].key in lex.roles or (
            bool(lex.by) and any(t.key in lex.roles for t in tokens[first:last])
        )
        if full and titled and (more == len(tokens) or tokens[more].kind == "mark"):
            return more
    return last


def as_written(words: frozenset[str], lex: Lexicon, token: Token) -> bool:
    """Whether the word is one of these. "على" is and the name "علي" is not, though they fold alike."""
    return token.key in words and (token.key not in lex.exact or token.raw in lex.exact[token.key])


def _closes(lex: Lexicon, sentence: Sentence, first: int, i: int) -> bool:
    if begins(sentence, i, lex.stops):
        return True
    return i > first and begins(sentence, i, lex.breaks) > 0 and not _joins(lex, sentence, i)
