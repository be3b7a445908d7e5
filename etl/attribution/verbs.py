"""Speakers of a verb that tells: its subject before it, its subject behind it, or the last one going on."""

from __future__ import annotations

from typing import Literal

import msgspec

from etl.attribution.lexicon import CueKind, Lexicon, begins, unprefixed
from etl.attribution.organisations import Mention
from etl.attribution.quotes import CLOSING, past_gesture
from etl.attribution.speakers import (
    QUOTES,
    Cue,
    as_written,
    end_with_title,
    mention_at,
    mention_inside,
    opens_claim,
    past_quote,
    past_time,
    speaker_end,
)
from etl.attribution.subjects import (
    apposition,
    before_aside,
    before_bracket,
    before_relative,
    noun_phrase,
    subject_of_clause,
)
from etl.model import Sentence
from etl.numbers.lexicon import lexicon as number_words

_COUNTED_REACH = 6
_DEED_REACH = 6
_AIDED_REACH = 9
_INTERPOSED_REACH = 6
# An article and a name.
_NAMED_TWO = 2


def read_verb_first(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int, kind: CueKind
) -> Cue | None:
    """The cue of a verb whose subject follows it, or stands right before it, as in Arabic."""
    tokens = sentence.tokens
    aided = _subject_of_auxiliary(lex, sentence, i)
    if aided is not None:
        mention = mention_at(mentions, aided[0]) or mention_inside(mentions, *aided)
        role = tokens[aided[0]].key in lex.roles or unprefixed(tokens[aided[0]]) in lex.roles
        if mention is not None or role or (kind == "verb" and opens_claim(lex, sentence, after)):
            return Cue(i, after, kind, *aided, 0, "right", mention)
    first = after
    while first < len(tokens) and tokens[first].key in lex.times:
        first += 1
    first = past_quote(sentence, mentions, first)
    last = speaker_end(lex, sentence, first)
    if first < len(tokens) and as_written(lex.dangling, lex, tokens[first]):
        # "أعلن في وقت سابق أن": no subject stands here.
        last = first
    mention = mention_at(mentions, first)
    role = first < len(tokens) and tokens[first].key in lex.roles
    if mention is not None and not role:
        last = max(mention.last, first + 1)
    if last > first and kind != "preposition":
        opened = opens_claim(lex, sentence, last, strict=kind in ("weak", "carrying"))
        known = mention is not None or role
        opened = opened or (kind == "verb" and _tells_deed(lex, sentence, last))
        if not (opened or (known and kind not in ("weak", "carrying"))):
            return None
        if kind == "counting" and not known:
            return None
        chained = begins(sentence, last, lex.chains) if last < len(tokens) else 0
        if chained:
            end = speaker_end(lex, sentence, last + chained)
            last = end if end > last + chained else last
        # "…، تقول وزارة الصحة.": who closes the sentence spoke of what stands before.
        closes = i > 0 and tokens[i - 1].raw in ",،" and last >= len(tokens) - 1 and not opened
        side: Literal["right", "left"] = "left" if closes else "right"
        return Cue(i, last, kind, first, last, 0, side, mention or mention_inside(mentions, first, last))
    # No subject after the verb: one before it, or the last speaker goes on.
    at = i - 1 if i and tokens[i - 1].key in lex.auxiliaries else i
    before = next((m for m in mentions if m.last == at), None)
    opening = _opening_subject(lex, sentence, mentions, at) if after < len(tokens) else None
    if opening is not None and (tokens[after].key in lex.core or _tells_deed(lex, sentence, after)):
        # "لكن وكالة كيودو تحدثت عن", "ومصادر طبية تتحدث عن": the clause opens with who speaks.
        off = int(tokens[opening].key not in lex.roles and mention_at(mentions, opening) is None)
        named = mention_inside(mentions, opening, at)
        return Cue(i, after, kind, opening, at, off, "right", named)
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
    elif kind in ("verb", "carrying") and after < len(tokens) and (
        begins(sentence, after, lex.stops) and opens_claim(lex, sentence, after, strict=True)
    ):  # fmt: skip
        # "وأوضح في تصريح صحفي أن": where it was said stands between.
        return Cue(i, after, kind, after, after, 0, "right", None)
    return None


def _opening_subject(lex: Lexicon, sentence: Sentence, mentions: list[Mention], at: int) -> int | None:
    """Where the clause opens with an organisation or role right before its verb at `at`, as headlines do."""
    tokens = sentence.tokens
    for n in range(at - 1, max(-1, at - _DEED_REACH), -1):
        if tokens[n].kind != "word":
            return None
        opens = n == 0 or tokens[n - 1].kind == "mark" or tokens[n].key.startswith("و") or any(
            begins(sentence, k, lex.breaks) == n - k for k in range(max(0, n - 2), n)
        )  # fmt: skip
        if opens:
            known = mention_at(mentions, n) is not None or tokens[n].key in lex.roles
            return n if known or unprefixed(tokens[n]) in lex.roles else None
    return None


def _subject_of_auxiliary(lex: Lexicon, sentence: Sentence, i: int) -> tuple[int, int] | None:
    """The subject between an auxiliary and its verb ("وكان وزير الداخلية قد أعلن")."""
    tokens = sentence.tokens
    last = i
    while last and tokens[last - 1].key in lex.auxiliaries:
        last -= 1
    for n in range(last - 1, max(-1, last - _AIDED_REACH), -1):
        if tokens[n].kind != "word" or begins(sentence, n, lex.breaks):
            return None
        if unprefixed(tokens[n]) in lex.auxiliaries:
            inside = range(n + 1, last)
            if any(begins(sentence, k, lex.stops) or tokens[k].key in lex.complements for k in inside):
                return None
            return (n + 1, last) if n + 1 < last else None
    return None


def _tells_deed(lex: Lexicon, sentence: Sentence, last: int) -> bool:
    """Whether a deed is announced a little behind the speaker: "the rescue of 14"."""
    tokens = sentence.tokens
    for n in range(last, min(last + _DEED_REACH, len(tokens))):
        if tokens[n].kind != "word":
            return False
        if tokens[n].key in lex.deeds:
            return True
    return False


def read_subject_first(
    lex: Lexicon, sentence: Sentence, mentions: list[Mention], i: int, after: int, kind: CueKind
) -> Cue | None:
    """The cue of a verb with its subject before it, or behind it where a quotation leads in."""
    tokens = sentence.tokens
    if kind == "carrying" and "-" in [t.key for t in tokens[i:after]]:
        return Cue(i, after, kind, after, after, 0, "left", None)
    side: Literal["right", "left"] = "right"
    if after >= len(tokens) - 1 or (tokens[after].kind == "mark" and tokens[after].key not in ":" + QUOTES):
        side = "left"
    p = i - 1
    while p >= 0 and (
        tokens[p].key in lex.auxiliaries
        or tokens[p].key in lex.skips
        or tokens[p].key in lex.times
        or tokens[p].key in lex.told_to
    ):
        p -= 1
    p = _before_age(lex, sentence, p)
    if p > 1 and tokens[p].key in lex.who:
        # "L'OIM, qui recense 12 sites": the relative's verb has the speaker before it.
        span = noun_phrase(
            lex, sentence, mentions, before_bracket(sentence, p - 1 - (tokens[p - 1].key == ","))
        )
        if span is None:
            return None
        cue = _spoken(lex, sentence, mentions, i, after, kind, span, "right")
        # Whoever holds a part speaks too: "un survivant, qui dit avoir compté 22 corps".
        aside = kind == "verb" and tokens[p - 1].key == ","
        named = aside and any(token.key in lex.roles for token in tokens[span[0] : span[1]])
        return cue if cue is not None and (cue.mention is not None or named) else None
    if p > 2 and tokens[p].key in lex.resumed and after < len(tokens):
        span = subject_of_clause(lex, sentence, mentions, p)
        if span is not None:
            return _spoken(lex, sentence, mentions, i, after, kind, span, "right")
    if p > 2 and tokens[p].key == ")":
        p = before_bracket(sentence, p)
    if p >= 0 and tokens[p].kind != "mark":
        span = noun_phrase(lex, sentence, mentions, p) or before_relative(lex, sentence, mentions, p)
        if span is None:
            return None
        return _spoken(lex, sentence, mentions, i, after, kind, span, side)
    addressed = tokens[i].key in lex.addressing
    closed = p > 0 and tokens[p].key == "," and (side == "right" or after >= len(tokens) - 1)
    if closed and (addressed or not _inverted(lex, sentence, mentions, after)):
        parted = _before_interposed(lex, sentence, p)
        span = apposition(lex, sentence, mentions, parted) if parted is not None else None
        if span is not None:
            # "The minister, José Lara, for his part, said".
            return _spoken(lex, sentence, mentions, i, after, kind, span, side)
        q = before_aside(lex, sentence, p)
        if q is not None:
            span = noun_phrase(lex, sentence, mentions, q)
            if span is not None:
                cue = _spoken(lex, sentence, mentions, i, after, kind, span, side)
                # "Jan Egeland, who heads the Norwegian Refugee Council, said".
                headed = (
                    mention_inside(mentions, q + 2, p) if cue is not None and cue.mention is None else None
                )
                return cue if cue is None or headed is None else msgspec.structs.replace(cue, mention=headed)
        span = apposition(lex, sentence, mentions, p)
        if span is not None:
            return _spoken(lex, sentence, mentions, i, after, kind, span, side)
    # A quotation or a comma leads in, and the speaker follows the verb.
    if after < len(tokens) and (p >= 0 or i == 0 or lex.lang == "es"):
        closing = p > 0 and tokens[p].key == "," and tokens[p - 1].key in CLOSING
        first = past_time(lex, sentence, mentions, past_gesture(sentence, after) if closing else after)
        last = speaker_end(lex, sentence, first)
        if last > first and (
            tokens[first].raw[0].isupper()
            or tokens[first].key in lex.articles
            or tokens[first].key in lex.roles
            or mention_at(mentions, first)
            or _owned_role(lex, sentence, first)
        ):
            last = end_with_title(lex, sentence, first, last)
            return _spoken(lex, sentence, mentions, i, after, kind, (first, last), "left")
        if tokens[after].key in lex.core and kind != "counting" and lex.lang == "es":
            return Cue(i, after, kind, after, after, 0, "right", None)
    if kind == "carrying":
        return Cue(i, after, kind, after, after, 0, side, None)
    return None


def _before_age(lex: Lexicon, sentence: Sentence, p: int) -> int:
    """The token before ", 52 ans," or ", de 52 años," where an age between commas ends at `p`; else `p`."""
    tokens = sentence.tokens
    if not lex.ages or p < 4 or tokens[p].key != ",":
        return p
    if tokens[p - 1].key not in lex.ages or tokens[p - 2].kind != "digits":
        return p
    # "William Villamizar, de 62 años, …".
    comma = p - 4 if tokens[p - 3].key in lex.connectors else p - 3
    return comma - 1 if comma > 0 and tokens[comma].key == "," else p


def _before_interposed(lex: Lexicon, sentence: Sentence, p: int) -> int | None:
    """The comma before words that only part a speaker from the verb and end with the comma at `p`."""
    tokens = sentence.tokens
    for q in range(p - 2, max(0, p - _INTERPOSED_REACH), -1):
        if tokens[q].key == ",":
            length = begins(sentence, q + 1, lex.interposed)
            return q if length and q + 1 + length == p else None
    return None


def _inverted(lex: Lexicon, sentence: Sentence, mentions: list[Mention], after: int) -> bool:
    """Whether the speaker and nothing else stands between the verb and the next mark (", estime l'ONU,")."""
    tokens = sentence.tokens
    first = past_time(lex, sentence, mentions, after)
    last = speaker_end(lex, sentence, first)
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
    """The cue of a verb with the subject `span`, or None where the words are nobody who speaks."""
    tokens = sentence.tokens
    first, last = span
    if last - first == 1 and tokens[first].key in lex.pronouns:
        return None if kind == "counting" else Cue(i, after, kind, after, after, 0, side, None)
    mention = mention_inside(mentions, first, last)
    role = any(token.key in lex.roles for token in tokens[first:last])
    # ", confirmed the prosecutor": what a mark leads in is a statement, whatever the verb can mean else.
    led = first > i > 0 and tokens[i - 1].kind == "mark"
    counted = _counts(sentence, _past_interposed(lex, sentence, after))
    opened = led or opens_claim(lex, sentence, after) or counted
    if kind == "weak" and not (led or opens_claim(lex, sentence, after, strict=True)):
        # "The army maintained its posts", but ", maintained the army" and "maintained that".
        return None
    full = last - first > 1 and all(t.raw[0].isupper() for t in tokens[first:last] if t.kind == "word")
    if kind == "counting" and mention is None and not ((role and opened) or (full and counted)):
        # ", confirmó la Sutran": a name that a mark leads in and closes.
        closed = last == len(tokens) or tokens[last].kind == "mark"
        proper = last - first == _NAMED_TWO and tokens[first].key in lex.articles
        # "Moscú admitió que …": with a clause behind it the verb can mean nothing else.
        claims = last <= i and after < len(tokens) and tokens[after].key in lex.complements
        claims = claims and tokens[first].raw[0].isupper() and tokens[first].key not in lex.articles
        if not (claims or (led and closed and proper and tokens[first + 1].raw[0].isupper())):
            return None
    person = tokens[last - 1].raw[0].isupper() or tokens[first].raw[0].isupper()
    if mention is None and not role and not person:
        return None
    if mention is None and not role and first == 0 and last == 1 and (
        tokens[0].key in lex.stops or tokens[0].raw.endswith(("'", "’"))
    ):  # fmt: skip
        return None
    return Cue(i, after if first < i else max(after, last), kind, first, last, 0, side, mention)


def _past_interposed(lex: Lexicon, sentence: Sentence, after: int) -> int:
    """The token behind what two commas part the verb from its figure with: "avance, lui, un chiffre"."""
    tokens = sentence.tokens
    if after + 1 >= len(tokens) or tokens[after].key != ",":
        return after
    length = begins(sentence, after + 1, lex.interposed)
    behind = after + 1 + length
    return behind + 1 if length and behind < len(tokens) and tokens[behind].key == "," else after


def _counts(sentence: Sentence, after: int) -> bool:
    """Whether a figure stands right behind a counting verb: "prosecutors counted at least 215 bodies"."""
    words = number_words(sentence.lang)
    # "A revu le bilan à la hausse, à 32 morts".
    after += after < len(sentence.tokens) and sentence.tokens[after].key == ","
    for token in sentence.tokens[after : after + _COUNTED_REACH]:
        if token.kind == "digits" or (token.key in words.atoms and token.key not in words.one):
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
