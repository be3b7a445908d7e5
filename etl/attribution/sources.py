"""Speakers that a preposition, a participle or an owned count names: "according to X", "announced by X"."""

from __future__ import annotations

from typing import Literal

from etl.attribution.lexicon import CueKind, Lexicon, begins, unprefixed
from etl.attribution.organisations import Mention
from etl.attribution.speakers import (
    Cue,
    end_with_title,
    mention_at,
    mention_inside,
    past_quote,
    past_time,
    speaker_end,
)
from etl.attribution.subjects import before_bracket, noun_phrase, owner_start
from etl.model import Sentence

_TALLY_REACH = 9
_PARTED = 9
_TOLD_REACH = 9


def read_source(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int, kind: CueKind
) -> Cue | None:
    """The cue of a preposition of source, or None where no speaker goes with it."""
    tokens = sentence.tokens
    first = past_time(lex, sentence, mentions, after)
    if lex.by and tokens[after - 1].key in lex.roles:
        # "De sources concordantes": the sources are the speakers.
        first = after - 1
    if first >= len(tokens) or tokens[first].kind == "mark":
        first = after
    first += begins(sentence, first, lex.introducers) if first < len(tokens) - 1 else 0
    if lex.tellers and first < len(tokens) - 1:
        # "أعلنها الاثنين مسؤول محلي"
        first = past_time(lex, sentence, mentions, first)
    first = past_quote(sentence, mentions, first)
    if first < len(tokens) and tokens[first].key in lex.obliques:
        before = before_bracket(sentence, i - 1 - (tokens[i - 1].key == ","))
        whose = (
            noun_phrase(lex, sentence, mentions, before) if i > 1 and tokens[first].key in lex.which else None
        )
        if whose is not None:
            return Cue(i, first + 1, kind, *whose, 0, "right", mention_inside(mentions, *whose))
        ends = first + 1 == len(tokens) or tokens[first + 1].kind == "mark" or tokens[first].key in lex.which
        return Cue(i, first + 1, kind, first, first, 0, "left", None) if ends else None
    last = speaker_end(lex, sentence, first)
    reach = min(last + 2, len(tokens) - 1) if lex.by or lex.tellers else first
    for n in range(first, reach):
        teller = _teller(lex, sentence, n) if lex.by else _told_by(lex, sentence, mentions, n)
        if teller is not None:
            # "Selon un bilan communiqué par X": X says it.
            first, last = teller, speaker_end(lex, sentence, teller)
            kind = "preposition" if lex.tellers else kind
            break
    if _interrupts(lex, sentence, i, last):
        return None
    last = end_with_title(lex, sentence, first, last)
    mention = mention_at(mentions, first) or mention_inside(mentions, first, last)
    if mention is not None:
        owned = next(
            (m for m in mentions if m.first > first and owner_start(sentence, [mention], m.first) < m.first),
            None,
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
    if kind == "data" and lex.by and mention is not None and mention.first > first + 1:
        # "Le bilan de deux ans de guerre entre l'armée et …": the toll of what, and not by whom.
        return None
    off = 0
    if lex.lang == "ar" and tokens[first].key.startswith("ل") and unprefixed(tokens[i]) in lex.glued:
        # The ل belongs to the cue; the one of لل also writes the article and stays.
        off = int(not tokens[first].key.startswith("لل") and tokens[first].key not in lex.heads)
    opening = i <= 2 or any(begins(sentence, n, lex.breaks) for n in range(max(0, i - 2), i))
    opening = opening or (kind == "data" and last < len(tokens) - 3)
    side: Literal["right", "left"] = "right" if opening and last < len(tokens) - 2 else "left"
    return Cue(i, last, kind, first, last, off, side, mention)


def read_view(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int) -> Cue | None:
    """ "Pour le syndicat des médecins, ce sont 34 …": the holder of a view that opens the sentence."""
    tokens = sentence.tokens
    if i > 1 or after >= len(tokens):
        return None
    last = speaker_end(lex, sentence, after)
    if last == after or last >= len(tokens) or tokens[last].key != ",":
        return None
    mention = mention_at(mentions, after) or mention_inside(mentions, after, last)
    begun = mention is not None and mention.first <= after + 1
    # Titles of one person; many of a kind may be those whom something is for ("pour les habitants, …").
    role = any(token.key in lex.roles and not token.key.endswith("s") for token in tokens[after : after + 2])
    if not (begun or role):
        return None
    last = end_with_title(lex, sentence, after, last)
    return Cue(i, last, "preposition", after, last, 0, "right", mention)


def read_reached(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    """ "A doctor reached by the agency: …": who was asked speaks."""
    tokens = sentence.tokens
    by = next((n for n in range(i + 1, min(i + _TOLD_REACH, len(tokens))) if tokens[n].key in lex.by), None)
    if i == 0 or by is None or any(token.kind == "mark" for token in tokens[i:by]):
        return None
    span = noun_phrase(lex, sentence, mentions, i - 1)
    if span is None or not any(token.key in lex.roles for token in tokens[span[0] : span[1]]):
        return None
    return Cue(i, i + 1, "preposition", *span, 0, "right", mention_inside(mentions, *span))


def _goes_on(lex: Lexicon, sentence: Sentence, mention: Mention, last: int) -> int:
    """The end of a name that small words lead on: "l'autorité nationale de gestion des catastrophes"."""
    tokens = sentence.tokens
    if mention.head is None or mention.last >= last or tokens[mention.last].key not in lex.connectors:
        return 0
    closed = last >= len(tokens) or tokens[last].kind == "mark"
    return last if closed and last - mention.last <= _PARTED and lex.by else 0


def read_tally(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int) -> Cue | None:
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
        mention = mention_at(mentions, after) or mention_inside(mentions, after, n)
        side: Literal["right", "left"] = "right" if i == 0 else "left"
        return Cue(i, counted + 1, "preposition", after, n, 0, side, mention)
    return None


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


def _told_by(lex: Lexicon, sentence: Sentence, mentions: list[Mention], at: int) -> int | None:
    """The token where the subject of a verb begins that what was told stands before: "تقرير نشرته أمس X"."""
    tokens = sentence.tokens
    if tokens[at].key not in lex.tellers:
        return None
    first = past_time(lex, sentence, mentions, at + 1)
    return first if first < len(tokens) and tokens[first].kind == "word" else None


def read_told(lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int) -> Cue | None:
    """ "12 dead, announced by the army": the teller of a participle."""
    at = _teller(lex, sentence, i)
    if at is None or (i and sentence.tokens[i - 1].raw in lex.parted):
        return None
    cue = read_source(lex, sentence, mentions, i, at, "preposition")
    if cue is None:
        return None
    words = sentence.tokens[cue.first : cue.last]
    named = cue.mention is not None or any(token.key in lex.roles for token in words)
    return cue if named or words[-1].raw[0].isupper() else None


def _interrupts(lex: Lexicon, sentence: Sentence, i: int, last: int) -> bool:
    """Whether a source stands between the speaker and the verb: "X, quoting Y, said"."""
    tokens = sentence.tokens
    if not (i > 0 and tokens[i - 1].key == "," and last + 1 < len(tokens) and tokens[last].key == ","):
        return False
    kinds = lex.cues.get(tokens[last + 1].key, {}).values()
    verb = any(kind not in ("preposition", "data", "tally") for kind in kinds)
    return verb and begins(sentence, i, lex.chains) > 0
