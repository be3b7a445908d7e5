"""Cues in a sentence and the speakers beside them, before anyone asks how far each reaches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import msgspec

from etl.attribution.lexicon import CueKind, Lexicon, begins, follows, unprefixed
from etl.attribution.organisations import Mention
from etl.model import Sentence, Token

_QUOTES = '"«»“”„'
_LONGEST = 18
_VOID_REACH = 5
_TALLY_REACH = 9
_RELATIVE_REACH = 20
_DATELINE = 5
_TITLE = 7
_COUNTED_REACH = 6
_NAMED = 4
_PARTED = 9
_APPOSED = 14
_TOLD_REACH = 9


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


def cues(lex: Lexicon, sentence: Sentence, mentions: Callable[[], list[Mention]]) -> list[Cue]:
    """The cues of the sentence in order; a chain ("quoting sources") belongs to the cue before it."""
    tokens = sentence.tokens
    known = lex.cued
    # Most words can be no cue: one look each, and the names are read only where one stands.
    if known.ask is None:
        known.ask = partial(_can_be, lex)
    spots = [i for i, token in enumerate(tokens) if known[token.raw]]
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
    if token.raw in lex.told or token.raw in lex.reached:
        return True
    return lex.verb_first and (unprefixed(token) in lex.cues or unprefixed(token) in lex.relays)


def _at(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    token = sentence.tokens[i]
    cue = _told(lex, sentence, mentions, i) if token.raw in lex.told else None
    if token.raw in lex.reached:
        cue = _reached(lex, sentence, mentions, i)
    if cue is not None:
        return cue
    if token.kind == "word":
        for reading in (token.key,) if not lex.verb_first else (token.key, unprefixed(token)):
            found = _matched(lex, sentence, i, reading)
            if found is not None:
                cue = _read(lex, sentence, mentions, i, *found)
            if cue is not None:
                return cue
    cue = _parenthesis(lex, sentence, mentions, i)
    if cue is None and token.key == ":":
        cue = _headline(lex, sentence, mentions, i)
    return cue


def _matched(lex: Lexicon, sentence: Sentence, i: int, reading: str) -> tuple[int, CueKind] | None:
    """The end and kind of the longest cue that begins at token `i`."""
    tokens = sentence.tokens
    following = tokens[i + 1].key if i + 1 < len(tokens) else ""
    for relay in lex.relays.get(reading, ()):
        at = i + 1 + len(relay)
        if at < len(tokens) and tokens[at].key in lex.relayed and follows(sentence, i + 1, relay):
            # "According to what it announced".
            taken = at + 1 < len(tokens) and tokens[at + 1].key in lex.relay_pronouns
            return at + 1 + taken, "preposition"
    for rests in (lex.nexts.get((reading, following), ()), lex.open_.get(reading, ())):
        for rest, kind in rests:
            length = _length(sentence, i, rest)
            if length:
                return i + length, kind
    if tokens[i].raw in lex.parted:
        at = _past_words(lex, sentence, i + 1)
        if i + 1 < at < len(tokens):
            for rest, kind in lex.nexts.get((reading, tokens[at].key), ()):
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
    if rest and rest[-1] == "ل":
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


def _read(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int, kind: CueKind
) -> Cue | None:
    tokens = sentence.tokens
    if kind in ("preposition", "data"):
        return _preposition(lex, sentence, mentions, i, after, kind)
    if kind == "tally":
        return _tally(lex, sentence, mentions, i, after)
    blocked = i and tokens[i - 1].key in lex.blockers and not _acronym(tokens[i - 1])
    blocked = blocked and tokens[i - 1].key not in lex.who
    if blocked and not (lex.verb_first and _aided(lex, sentence, i)):
        return None
    void = lex.void.get(unprefixed(tokens[i]) if lex.verb_first else tokens[i].key)
    if void is not None and any(token.key in void for token in tokens[after : after + _VOID_REACH]):
        # "The group claimed responsibility": an act, not a statement.
        return None
    if lex.verb_first:
        return _verb_first(lex, sentence, mentions, i, after, kind)
    if after < len(tokens) and any(
        k in ("verb", "counting") for _, k in lex.open_.get(tokens[after].key, ())
    ):
        # "Its report finds": the first only looks like a verb.
        return None
    return _subject_first(lex, sentence, mentions, i, after, kind)


def _acronym(token: Token) -> bool:
    """Whether a small word in capitals is an organisation's short form ("WHO reported")."""
    return len(token.raw) > 1 and token.raw.isupper()


def _aided(lex: Lexicon, sentence: Sentence, i: int) -> bool:
    return sentence.tokens[i - 1].key in lex.auxiliaries


def _past_quote(sentence: Sentence, mentions: list[Mention], first: int) -> int:
    """The first token of an organisation whose name stands in quotation marks: وفق "مراسلون بلا حدود"."""
    tokens = sentence.tokens
    quoted = first + 1 < len(tokens) and tokens[first].key in _QUOTES
    return first + 1 if quoted and _mention_at(mentions, first + 1) is not None else first


def _extent(lex: Lexicon, sentence: Sentence, first: int) -> int:
    """The end of the speaker's words that begin at `first`."""
    tokens = sentence.tokens
    last = first
    if first + 1 < len(tokens) and tokens[first].key in lex.demonstratives:
        # "Selon cette source": no day that "cette" would open.
        last += tokens[first + 1].key not in lex.times
    while last < len(tokens) and last - first < _LONGEST:
        token = tokens[last]
        key = token.key
        if (
            token.kind == "mark"
            and key not in "-'’"
            and not (key == "." and len(tokens[last - 1].raw) <= 2 and last > first)
        ):
            break
        glued = last > first and token.start == tokens[last - 1].end and tokens[last - 1].raw[0].isupper()
        if (token.kind == "digits" and not glued) or _leads_on(lex, token) or key in lex.times:
            break
        if (last > first or token.raw.islower()) and _closes(lex, sentence, first, last):
            break
        if lex.verb_first and last > first and key[0] == "و" and key[1:] in lex.complements:
            break
        last += 1
    # Words that only led on to what was cut off.
    while last > first and (
        tokens[last - 1].kind == "mark"
        or (tokens[last - 1].key in lex.dangling and tokens[last - 1].key not in lex.exact)
    ):
        last -= 1
    return last


def _joins(lex: Lexicon, sentence: Sentence, i: int) -> bool:
    """Whether "and" between two capitals joins a name ("Integrity and Conflict")."""
    tokens = sentence.tokens
    return (
        len(tokens[i].key) <= 3
        and i + 1 < len(tokens)
        and (tokens[i + 1].raw[0].isupper() or tokens[i + 1].key in lex.articles)
    )


def _mention_at(mentions: list[Mention], first: int) -> Mention | None:
    return next((m for m in mentions if m.first == first), None)


def _inside(mentions: list[Mention], first: int, last: int) -> Mention | None:
    # Named in full before a head noun alone.
    # A capital stands for its government only where it is the whole speaker ("Kyiv said").
    within = [
        m
        for m in mentions
        if m.first < last and m.last > first and (m.first <= first or not (m.id or "").startswith("capital_"))
    ]
    return next((m for m in within if not m.bare), within[0] if within else None)


def _core(lex: Lexicon, sentence: Sentence, last: int, strict: bool = False) -> bool:
    """Whether the claim is opened a little after the speaker: "that", a colon, a quotation mark."""
    tokens = sentence.tokens
    for n in range(last, min(last + 8, len(tokens))):
        key = tokens[n].key
        # A verb that can mean much else needs a clause, a quotation or a source after it.
        if key in lex.core and not (strict and key in lex.dangling and not begins(sentence, n, lex.chains)):
            return True
    return False


def _verb_first(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int, kind: CueKind
) -> Cue | None:
    tokens = sentence.tokens
    first = after
    while first < len(tokens) and tokens[first].key in lex.times:
        first += 1
    first = _past_quote(sentence, mentions, first)
    last = _extent(lex, sentence, first)
    mention = _mention_at(mentions, first)
    role = first < len(tokens) and tokens[first].key in lex.roles
    if mention is not None and not role:
        last = max(mention.last, first + 1)
    if last > first and kind != "preposition":
        opened = _core(lex, sentence, last, strict=kind in ("weak", "carrying"))
        known = mention is not None or role
        if not (opened or (known and kind not in ("weak", "carrying"))):
            return None
        if kind == "counting" and not known:
            return None
        chained = begins(sentence, last, lex.chains) if last < len(tokens) else 0
        if chained:
            end = _extent(lex, sentence, last + chained)
            last = end if end > last + chained else last
        return Cue(i, last, kind, first, last, 0, "right", mention or _inside(mentions, first, last))
    # No subject after the verb: one before it, or the last speaker goes on.
    at = i - 1 if i and tokens[i - 1].key in lex.auxiliaries else i
    before = next((m for m in mentions if m.last == at), None)
    if kind == "counting" and not (
        before is not None and before.first > 0 and unprefixed(tokens[before.first - 1]) in lex.auxiliaries
    ):
        # "وكانت الأمم المتحدة أحصت": the auxiliary makes a verb of telling of what may be an act.
        return None
    if before is not None:
        return Cue(i, after, kind, before.first, before.last, 0, "right", before)
    if after < len(tokens) and tokens[after].key in lex.core:
        # "وأشار إلى أن" goes on from the last speaker, "ونقل إلى المستشفى" does not.
        bare = tokens[after].key in lex.dangling
        if not bare or (after + 1 < len(tokens) and tokens[after + 1].key in lex.core):
            return Cue(i, after, kind, after, after, 0, "right", None)
    return None


def _preposition(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int, kind: CueKind
) -> Cue | None:
    tokens = sentence.tokens
    first = _past_time(lex, sentence, after)
    if lex.by and tokens[after - 1].key in lex.roles:
        # "De sources concordantes": the sources are the speakers.
        first = after - 1
    if first >= len(tokens) or tokens[first].kind == "mark":
        first = after
    first += begins(sentence, first, lex.introducers) if first < len(tokens) - 1 else 0
    first = _past_quote(sentence, mentions, first)
    if first < len(tokens) and tokens[first].key in lex.obliques:
        before = _unbracketed(sentence, i - 1 - (tokens[i - 1].key == ","))
        whose = (
            _noun_phrase(lex, sentence, mentions, before)
            if i > 1 and tokens[first].key in lex.which
            else None
        )
        if whose is not None:
            return Cue(i, first + 1, kind, *whose, 0, "right", _inside(mentions, *whose))
        ends = first + 1 == len(tokens) or tokens[first + 1].kind == "mark" or tokens[first].key in lex.which
        return Cue(i, first + 1, kind, first, first, 0, "left", None) if ends else None
    last = _extent(lex, sentence, first)
    for n in range(first, min(last + 2, len(tokens) - 1) if lex.by else first):
        teller = _teller(lex, sentence, n)
        if teller is not None:
            # "Selon un bilan communiqué par X": X says it.
            first, last = teller, _extent(lex, sentence, teller)
            break
    if _interrupts(lex, sentence, i, last):
        return None
    last = _titled(lex, sentence, last)
    mention = _mention_at(mentions, first) or _inside(mentions, first, last)
    if mention is not None:
        owned = next(
            (m for m in mentions if m.first > first and _owner(sentence, [mention], m.first) < m.first), None
        )
        if owned is not None:
            mention, last = owned, max(last, owned.last)
    if (
        mention is not None
        and mention.first <= first + 1
        and not any(t.key in lex.roles for t in tokens[first:last])
    ):
        last = max(mention.last, first + 1, _goes_on(lex, sentence, mention, last))
    if last == first or (kind == "data" and mention is None):
        return None
    off = 0
    if lex.lang == "ar" and tokens[first].key.startswith("ل") and unprefixed(tokens[i]) in lex.glued:
        # The ل belongs to the cue; the one of لل also writes the article and stays.
        off = int(not tokens[first].key.startswith("لل"))
    opening = i <= 2 or any(begins(sentence, n, lex.breaks) for n in range(max(0, i - 2), i))
    opening = opening or (kind == "data" and last < len(tokens) - 3)
    side: Literal["right", "left"] = "right" if opening and last < len(tokens) - 2 else "left"
    return Cue(i, last, kind, first, last, off, side, mention)


def _reached(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    """ "A doctor reached by the agency: …": who was asked speaks."""
    tokens = sentence.tokens
    by = next((n for n in range(i + 1, min(i + _TOLD_REACH, len(tokens))) if tokens[n].key in lex.by), None)
    if i == 0 or by is None or any(token.kind == "mark" for token in tokens[i:by]):
        return None
    span = _noun_phrase(lex, sentence, mentions, i - 1)
    if span is None or not any(token.key in lex.roles for token in tokens[span[0] : span[1]]):
        return None
    return Cue(i, i + 1, "preposition", *span, 0, "right", _inside(mentions, *span))


def _resumes(lex: Lexicon, sentence: Sentence, mentions: list[Mention], p: int) -> tuple[int, int] | None:
    """The subject of the clause whose second verb a conjunction at `p` joins to the first."""
    tokens = sentence.tokens
    begin = next((n + 1 for n in range(p - 1, -1, -1) if tokens[n].key in ";؛:"), 0)
    for n in range(begin, min(p, begin + _PARTED)):
        mention = _mention_at(mentions, n)
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


def _goes_on(lex: Lexicon, sentence: Sentence, mention: Mention, last: int) -> int:
    """The end of a name that small words lead on: "l'autorité nationale de gestion des catastrophes"."""
    tokens = sentence.tokens
    if mention.head is None or mention.last >= last or tokens[mention.last].key not in lex.connectors:
        return 0
    closed = last >= len(tokens) or tokens[last].kind == "mark"
    return last if closed and last - mention.last <= _PARTED and lex.by else 0


def _tally(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int) -> Cue | None:
    """ "By the army's reckoning": the owner of a count."""
    tokens = sentence.tokens
    for n in range(after + 1, min(after + _TALLY_REACH, len(tokens) - 1)):
        if tokens[n].kind == "mark" and tokens[n].key not in "'’-":
            return None
        if tokens[n].key not in "'’":
            continue
        # The owner of many ends with the mark alone; "own" or "latest" may stand before the count.
        noun = n + 2 if tokens[n + 1].key == "s" else n + 1
        counted = next(
            (k for k in range(noun, min(noun + 2, len(tokens))) if tokens[k].key in lex.tallies), None
        )
        if counted is None:
            return None
        mention = _mention_at(mentions, after) or _inside(mentions, after, n)
        side: Literal["right", "left"] = "right" if i == 0 else "left"
        return Cue(i, counted + 1, "preposition", after, n, 0, side, mention)
    return None


def _past_time(lex: Lexicon, sentence: Sentence, first: int) -> int:
    """The first token after a day, or whom it was said to, between verb and speaker: "dijo el domingo X"."""
    tokens = sentence.tokens
    n = first
    told = opened = False
    while n < len(tokens):
        aside = begins(sentence, n, lex.asides)
        if aside or tokens[n].key in lex.times:
            told = True
            n += aside or 1
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


def _teller(lex: Lexicon, sentence: Sentence, at: int) -> int | None:
    """The token behind "by" where token `at` is a participle of telling: "communiqué jeudi par X"."""
    tokens = sentence.tokens
    if tokens[at].raw not in lex.told:
        return None
    for n in range(at + 1, min(at + _TOLD_REACH, len(tokens) - 1)):
        if tokens[n].key in lex.by:
            return n + 1
        if tokens[n].kind == "mark" and tokens[n].key not in "'’-:":
            return None
        if tokens[n].key in lex.complements or tokens[n].raw in lex.parted:
            return None
    return None


def _told(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    """ "12 dead, announced by the army": the teller of a participle."""
    at = _teller(lex, sentence, i)
    if at is None or (i and sentence.tokens[i - 1].raw in lex.parted):
        return None
    cue = _preposition(lex, sentence, mentions, i, at, "preposition")
    if cue is None:
        return None
    words = sentence.tokens[cue.first : cue.last]
    named = cue.mention is not None or any(token.key in lex.roles for token in words)
    return cue if named or words[-1].raw[0].isupper() else None


def _titled(lex: Lexicon, sentence: Sentence, last: int) -> int:
    """The end of a speaker's words with the title behind a comma: "X, spokesman for Y"."""
    tokens = sentence.tokens
    if last + 1 < len(tokens) and tokens[last].key in ",،":
        more = _extent(lex, sentence, last + 1)
        if any(token.key in lex.roles for token in tokens[last + 1 : more]):
            return more
        # "Said the health minister, Mikhail Murashko."
        name = tokens[last + 1 : more]
        full = 1 < len(name) <= _NAMED and all(t.kind == "word" and t.raw[0].isupper() for t in name)
        if (
            full
            and tokens[last - 1].key in lex.roles
            and (more == len(tokens) or tokens[more].kind == "mark")
        ):
            return more
    return last


def _interrupts(lex: Lexicon, sentence: Sentence, i: int, last: int) -> bool:
    """Whether a source stands between the speaker and the verb: "X, quoting Y, said"."""
    tokens = sentence.tokens
    if not (i > 0 and tokens[i - 1].key == "," and last + 1 < len(tokens) and tokens[last].key == ","):
        return False
    verb = any(kind not in ("preposition", "data") for _, kind in lex.cues.get(tokens[last + 1].key, ()))
    return verb and begins(sentence, i, lex.chains) > 0


def _subject_first(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int, kind: CueKind
) -> Cue | None:
    tokens = sentence.tokens
    if kind == "carrying" and "-" in [t.key for t in tokens[i:after]]:
        return Cue(i, after, kind, after, after, 0, "left", None)
    side: Literal["right", "left"] = "right"
    if after >= len(tokens) - 1 or (tokens[after].kind == "mark" and tokens[after].key not in ":" + _QUOTES):
        side = "left"
    p = i - 1
    while p >= 0 and (
        tokens[p].key in lex.auxiliaries or tokens[p].key in lex.skips or tokens[p].key in lex.times
    ):
        p -= 1
    if p > 1 and tokens[p].key in lex.who:
        # "L'OIM, qui recense 12 sites": the relative's verb has the speaker before it.
        span = _noun_phrase(
            lex, sentence, mentions, _unbracketed(sentence, p - 1 - (tokens[p - 1].key == ","))
        )
        cue = _spoken(lex, sentence, mentions, i, after, kind, span, "right") if span is not None else None
        return cue if cue is not None and cue.mention is not None else None
    if p > 2 and tokens[p].key in lex.resumed and after < len(tokens) and tokens[after].key in lex.core:
        span = _resumes(lex, sentence, mentions, p)
        if span is not None:
            return _spoken(lex, sentence, mentions, i, after, kind, span, "right")
    if p > 2 and tokens[p].key == ")":
        p = _unbracketed(sentence, p)
    if p >= 0 and tokens[p].kind != "mark":
        span = _noun_phrase(lex, sentence, mentions, p) or _before_relative(lex, sentence, mentions, p)
        if span is None:
            return None
        return _spoken(lex, sentence, mentions, i, after, kind, span, side)
    addressed = tokens[i].key in lex.addressing
    closed = p > 0 and tokens[p].key == "," and (side == "right" or after >= len(tokens) - 1)
    if closed and (addressed or not _inverted(lex, sentence, mentions, after)):
        q = _aside(lex, sentence, p)
        if q is not None:
            span = _noun_phrase(lex, sentence, mentions, q)
            if span is not None:
                cue = _spoken(lex, sentence, mentions, i, after, kind, span, side)
                # "Jan Egeland, who heads the Norwegian Refugee Council, said".
                headed = _inside(mentions, q + 2, p) if cue is not None and cue.mention is None else None
                return cue if cue is None or headed is None else msgspec.structs.replace(cue, mention=headed)
        span = _apposition(lex, sentence, mentions, p)
        if span is not None:
            return _spoken(lex, sentence, mentions, i, after, kind, span, side)
    # A quotation or a comma leads in, and the speaker follows the verb.
    if after < len(tokens) and (p >= 0 or i == 0 or lex.lang == "es"):
        first = _past_time(lex, sentence, after)
        last = _extent(lex, sentence, first)
        if last > first and (
            tokens[first].raw[0].isupper()
            or tokens[first].key in lex.articles
            or tokens[first].key in lex.roles
            or _mention_at(mentions, first)
            or _owned_role(lex, sentence, first)
        ):
            last = _titled(lex, sentence, last)
            return _spoken(lex, sentence, mentions, i, after, kind, (first, last), "left")
        if tokens[after].key in lex.core and kind != "counting" and lex.lang == "es":
            return Cue(i, after, kind, after, after, 0, "right", None)
    if kind == "carrying":
        return Cue(i, after, kind, after, after, 0, side, None)
    return None


def _unbracketed(sentence: Sentence, p: int) -> int:
    """The token before the short form in parentheses that ends at `p`, between a name and its verb."""
    tokens = sentence.tokens
    if p <= 2 or tokens[p].key != ")":
        return p
    short = next((n for n in range(p - 1, p - 5, -1) if n > 0 and tokens[n].key == "("), None)
    return p if short is None else short - 1


def _inverted(lex: Lexicon, sentence: Sentence, mentions: list[Mention], after: int) -> bool:
    """Whether the speaker and nothing else stands between the verb and the next mark (", estime l'ONU,")."""
    tokens = sentence.tokens
    first = _past_time(lex, sentence, after)
    last = _extent(lex, sentence, first)
    if last == first or (last < len(tokens) and tokens[last].kind != "mark"):
        return False
    begin = first + (tokens[first].key in lex.articles)
    return any(m.first in (first, begin) for m in mentions) or any(
        token.key in lex.roles for token in tokens[begin:last]
    )


def _spoken(
    lex: Lexicon,
    sentence: Sentence,
    mentions: list[Mention],
    i: int,
    after: int,
    kind: CueKind,
    span: tuple[int, int],
    side: Literal["right", "left"],
) -> Cue | None:
    tokens = sentence.tokens
    first, last = span
    if last - first == 1 and tokens[first].key in lex.pronouns:
        return None if kind == "counting" else Cue(i, after, kind, after, after, 0, side, None)
    mention = _inside(mentions, first, last)
    role = any(token.key in lex.roles for token in tokens[first:last])
    # ", confirmed the prosecutor": what a mark leads in is a statement, whatever the verb can mean else.
    led = first > i > 0 and tokens[i - 1].kind == "mark"
    counted = _counts(sentence, after)
    opened = led or _core(lex, sentence, after) or counted
    full = last - first > 1 and all(t.raw[0].isupper() for t in tokens[first:last] if t.kind == "word")
    if kind == "counting" and mention is None and not ((role and opened) or (full and counted)):
        return None
    person = tokens[last - 1].raw[0].isupper() or tokens[first].raw[0].isupper()
    if mention is None and not role and not person:
        return None
    if mention is None and not role and first == 0 and last == 1 and tokens[0].key in lex.stops:
        return None
    return Cue(i, after if first < i else max(after, last), kind, first, last, 0, side, mention)


def _counts(sentence: Sentence, after: int) -> bool:
    """Whether a figure stands right behind a counting verb: "prosecutors counted at least 215 bodies"."""
    for token in sentence.tokens[after : after + _COUNTED_REACH]:
        if token.kind == "digits":
            return True
        if token.kind == "mark":
            return False
    return False


def _owned_role(lex: Lexicon, sentence: Sentence, first: int) -> bool:
    """Whether "his spokesman", "sa cheffe de mission" begins there."""
    tokens = sentence.tokens
    return (
        tokens[first].key in lex.possessives
        and first + 1 < len(tokens)
        and tokens[first + 1].key in lex.roles
    )


def _owner(sentence: Sentence, mentions: list[Mention], begin: int) -> int:
    """The first token with the owner before it: "the UN's International Organization for Migration"."""
    tokens = sentence.tokens
    if begin >= 3 and tokens[begin - 1].key == "s" and tokens[begin - 2].key in "'’":
        owner = next((m for m in mentions if m.last == begin - 2), None)
        return begin if owner is None else owner.first
    return begin


def _noun_phrase(lex: Lexicon, sentence: Sentence, mentions: list[Mention], p: int) -> tuple[int, int] | None:
    """The subject that ends with token `p`."""
    tokens = sentence.tokens
    last = p + 1
    first = p
    while first > 0 and last - first < _LONGEST:
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
    return at if 2 <= named <= _NAMED and not begins(sentence, at, lex.stops) else begin


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


def _leads_on(lex: Lexicon, token: Token) -> bool:
    """Whether the word opens the claim. "على" does and the name "علي" does not, though they fold alike."""
    return token.key in lex.complements and (token.key not in lex.exact or token.raw in lex.exact[token.key])


def _closes(lex: Lexicon, sentence: Sentence, first: int, i: int) -> bool:
    if begins(sentence, i, lex.stops):
        return True
    return i > first and begins(sentence, i, lex.breaks) > 0 and not _joins(lex, sentence, i)


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


def _aside(lex: Lexicon, sentence: Sentence, p: int) -> int | None:
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
    if q > 0 and p - q > 1 and tokens[q].key == "," and tokens[q - 1].kind == "word":
        titled = any(t.key in lex.roles for t in tokens[q:p]) and not begins(sentence, q + 1, lex.stops)
        return None if titled or begins(sentence, q + 1, lex.chains) else q - 1
    return None


def _before_relative(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], p: int
) -> tuple[int, int] | None:
    """The subject before a relative clause without commas ("An official who asked not to be named said")."""
    tokens = sentence.tokens
    for n in range(p, max(0, p - _RELATIVE_REACH), -1):
        if tokens[n].kind == "mark":
            return None
        if tokens[n].key in lex.subject_breaks and tokens[n - 1].kind == "word":
            span = _noun_phrase(lex, sentence, mentions, n - 1)
            roled = span is not None and any(t.key in lex.roles for t in tokens[span[0] : span[1]])
            return span if roled else None
    return None


def _apposition(lex: Lexicon, sentence: Sentence, mentions: list[Mention], p: int) -> tuple[int, int] | None:
    """ "X, a spokesman for Y," before the verb: the whole of it."""
    tokens = sentence.tokens
    q = p - 1
    while q > 0 and tokens[q].key != "," and p - q < _LONGEST:
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
    titled = titled or (
        0 < len(inner) <= _NAMED and all(t.kind == "word" and t.raw[0].isupper() for t in inner)
    )
    # "AFAD, Turkey's disaster agency, said".
    titled = titled or any(m.first >= first and m.last <= p for m in mentions)
    if not titled and not begins(sentence, q + 1, lex.chains):
        return None
    owned = tokens[first].key in lex.possessives
    if first == q or not (tokens[first].raw[0].isupper() or tokens[first].key in lex.articles or owned):
        return None
    return None if any(token.kind == "digits" for token in tokens[first:p]) else (first, p)


def _parenthesis(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    """ "(OCHA)" at the sentence's end, where it is not the short form of a name before it."""
    tokens = sentence.tokens
    if i == 0 or tokens[i - 1].key not in "([":
        return None
    mention = _mention_at(mentions, i)
    if (
        mention is None
        or mention.bare
        or mention.last >= len(tokens)
        or tokens[mention.last].key not in ")],"
    ):
        return None
    if any(t.kind == "word" for t in tokens[mention.last :]) and tokens[mention.last].key != ",":
        return None
    if any(m.last == i - 1 for m in mentions) or (i >= 2 and tokens[i - 2].raw[0].isupper()):
        return None
    if i == 1:
        return None
    return Cue(i - 1, mention.last, "preposition", i, mention.last, 0, "left", mention)


def _headline(lex: Lexicon, sentence: Sentence, mentions: list[Mention], colon: int) -> Cue | None:
    """ "UN: 3 million displaced": an organisation before a colon at the head of the line."""
    tokens = sentence.tokens
    mention = next((m for m in mentions if m.last == colon and m.first <= 1), None)
    if colon + 2 >= len(tokens):
        return None
    if mention is None and lex.verb_first:
        # "Minister of Health: 12 killed", behind a dateline or not.
        first = next((n + 1 for n in range(min(colon, _DATELINE)) if tokens[n].key in "-–—"), 0)
        named = colon - first <= _TITLE and tokens[first].key in lex.roles
        if named and all(t.kind == "word" for t in tokens[first:colon]):
            return Cue(colon, colon + 1, "verb", first, colon, 0, "right", _inside(mentions, first, colon))
    if mention is None or mention.bare:
        return None
    if lex.by and (mention.id or "").startswith("capital_"):
        # A capital before a colon is where it happened.
        return None
    return Cue(colon, colon + 1, "verb", mention.first, mention.last, 0, "right", mention)
