"""Every time expression of a sentence, longest first from the left, never overlapping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from etl.model import Number, Period, Sentence, TimeExpression, Token
from etl.periods.calendar import Span
from etl.periods.lexicon import Lexicon, lexicon
from etl.periods.match import Match, Matcher, letters_off, may_follow, number_may_lead
from etl.periods.onset import open_windows
from etl.periods.resolve import Context, Said, read
from etl.text.fold import fold

# How far before an expression a word like "will" still makes it look forward.
_REACH = 8


def find(
    sentence: Sentence, numbers: Sequence[Number], anchor: date | None, before: Said | None = None
) -> list[TimeExpression]:
    """The sentence's time expressions in order, resolved against `anchor`, the publication date.

    `before` is the time that earlier sentences told last, which "the next day" goes on from.

    Without an anchor relative expressions are found but keep no days; absolute dates resolve anyway.
    A window of N hours starts ceil(N / 24) days before publication: 48 hours before 2019-02-14 is
    2019-02-12 to 2019-02-14.
    """
    lex = lexicon(sentence.lang)
    tokens = sentence.tokens
    counted = {number.first: number for number in numbers}
    known = lex.starts
    spots = lex.opening.spots(tokens)
    if counted:
        spots = sorted({*spots, *counted})
    matcher: Matcher | None = None
    said = before
    found: list[TimeExpression] = []
    stop = 0
    for i in spots:
        if i < stop:
            continue
        starts = known[tokens[i].raw]
        if i in counted and None not in starts:
            starts = (None, *starts)
        starts = tuple([key for key in starts if _goes_on(lex, tokens, i, key, counted)])
        if starts:
            if matcher is None:
                matcher = Matcher(lex, sentence, counted)
            expression, stop = _best(matcher, sentence, i, starts, anchor, said)
            if expression is not None:
                found.append(expression)
                # "Since the start of the rains, in June, …": all of that time has been told.
                said = _said(open_windows(lex, sentence, found[-2:], anchor)[-1]) or said
    return open_windows(lex, sentence, found, anchor) if found else found


def told(found: Sequence[TimeExpression], before: Said | None) -> Said | None:
    """The time that was told last, by the sentence or before it."""
    return next((said for said in map(_said, reversed(found)) if said is not None), before)


def _said(expression: TimeExpression) -> Said | None:
    start, end = expression.period.start, expression.period.end
    if start is None or end is None or expression.kind in ("until", "as_of"):
        return None
    return Said(start, end, expression.period.accuracy)


def _counts(lex: Lexicon, tokens: tuple[Token, ...], i: int, counted: dict[int, Number]) -> bool:
    """Whether what stands behind a number lets it begin an expression: "5 days", "12 March", "2014"."""
    token = tokens[i]
    after = lex.follow["time"].number
    if after is None or (token.kind == "digits" and len(token.key) == 4 and "1343" <= token.key <= "2100"):
        # What could be a year, of either calendar, needs nothing behind it.
        return True
    if i + 1 < len(tokens) and tokens[i + 1].kind == "mark" and not _written_on(tokens, i + 1):
        number = counted.get(i)
        return number is not None and number.last > i + 1 and may_follow(after, tokens, number.last, counted)
    return number_may_lead(after, tokens, i, counted)


def _written_on(tokens: tuple[Token, ...], mark: int) -> bool:
    """Whether a date can go on behind the mark: not at the sentence's end, nor inside "1,500"."""
    if mark + 1 >= len(tokens):
        return tokens[mark].key not in ".,،؛;:!?؟)"
    left, sign, right = tokens[mark - 1], tokens[mark], tokens[mark + 1]
    glued = left.end == sign.start and sign.end == right.start and right.kind == "digits"
    return not (glued and sign.key in ",٬٫")


def _goes_on(
    lex: Lexicon, tokens: tuple[Token, ...], i: int, key: str | None, counted: dict[int, Number]
) -> bool:
    """Whether the next word lets the opener begin an expression: "in" and "من" mostly begin none."""
    if key is None and (i in counted or tokens[i].kind == "digits"):
        if _counts(lex, tokens, i, counted):
            return True
        if tokens[i].key not in lex.openers:
            return False
    after = lex.follow["time"].word(tokens[i].key if key is None else key)
    return after is None or may_follow(after, tokens, i + 1, counted)


def _best(
    matcher: Matcher,
    sentence: Sentence,
    i: int,
    starts: tuple[str | None, ...],
    anchor: date | None,
    said: Said | None,
) -> tuple[TimeExpression | None, int]:
    matches = [match for key in starts for match in matcher.at("time", i, key)]
    if len(matches) > 1:
        matches.sort(key=_rank)
    for match in matches:
        unsure = match.rule.args.get("check") == "year"
        if unsure and not _stands_alone(matcher.lexicon, sentence, match):
            continue
        if i and _numbered(matcher.lexicon, sentence, i):
            # "Report No. 5 - 14 May": the first number is that of the report.
            continue
        span = read(match, Context(anchor, _forward(matcher.lexicon, sentence, match), said))
        if span is not None:
            return _expression(sentence, match, span), match.stop
    return None, i + 1


def _numbered(lex: Lexicon, sentence: Sentence, i: int) -> bool:
    """Whether a word before the figure makes it one of a series."""
    tokens = sentence.tokens
    if tokens[i].kind != "digits":
        return False
    before = i - 1
    while before > 0 and tokens[before].raw in (".", "º", "°"):
        before -= 1
    return tokens[before].key in lex.numbering or tokens[i - 1].raw == "#"


def _rank(match: Match) -> tuple[int, int]:
    return -match.stop, match.order


def _stands_alone(lex: Lexicon, sentence: Sentence, match: Match) -> bool:
    """A bare 2014 is a year unless it counts, measures or numbers something."""
    tokens = sentence.tokens
    after = tokens[match.stop] if match.stop < len(tokens) else None
    before = tokens[match.start - 1] if match.start else None
    if before is not None and before.key in lex.nouns:
        return False
    glued = before is not None and before.kind == "mark" and before.end == tokens[match.start].start
    if glued and before is not None and before.key not in "(«\"'“[":
        return False
    if after is None or after.kind == "mark":
        return not (after is not None and after.key in "%$€£°")
    if match.rule.args.get("sure"):
        # After "in" a figure of this size is a year, save for the roundest one before a noun.
        return tokens[match.start].key != "2000" or after.key not in lex.nouns
    return after.key not in lex.nouns and bool(match.rule.args.get("loose") or after.kind == "digits")


def _forward(lex: Lexicon, sentence: Sentence, match: Match) -> bool:
    if match.rule.args.get("forward"):
        return True
    tokens = sentence.tokens
    if match.rule.op == "until":
        return any(_looks_ahead(lex, token) for token in tokens)
    for i in range(match.start - 1, max(-1, match.start - 1 - _REACH), -1):
        token = tokens[i]
        if token.kind == "mark" and token.key in ".;:،,؛":
            if tokens[i - 1].kind == "digits" and tokens[i + 1].kind == "digits":
                # "800,000 people in April"
                continue
            return False
        if _looks_ahead(lex, token):
            return True
        if _told(lex, sentence, i):
            return False
    return False


def _looks_ahead(lex: Lexicon, token: Token) -> bool:
    """Whether the word tells of what is to come: "may" does, and May is a month."""
    if token.key == "may" and token.raw != "may":
        return False
    return token.key in lex.future or _bare(token) in lex.future


def _told(lex: Lexicon, sentence: Sentence, i: int) -> bool:
    """Whether the word tells of the past: "the plan was announced on Monday" looks back."""
    token = sentence.tokens[i]
    if token.key in lex.past or _bare(token) in lex.past:
        return True
    if not lex.past_endings or len(token.raw) < 4 or not token.raw.endswith(lex.past_endings):
        return False
    return i == 0 or sentence.tokens[i - 1].key not in lex.not_past_after


def _bare(token: Token) -> str:
    """The key without a leading و or ف."""
    key = token.key
    return key[1:] if len(key) > 3 and key[0] in "وف" else key


def _expression(sentence: Sentence, match: Match, span: Span) -> TimeExpression:
    tokens = sentence.tokens
    first = tokens[match.start]
    start = first.start
    words = first.raw
    if match.key is not None:
        letters = letters_off(first.key, match.key)
        offset = 0
        for character in first.raw:
            if fold(character):
                if letters == 0:
                    break
                letters -= 1
            offset += 1
        start += offset
        words = first.raw[offset:]
    last = tokens[match.stop - 1]
    text = _cut(sentence, match, start, words)
    return TimeExpression(
        start=start,
        end=last.end,
        first=match.start,
        last=match.stop,
        text=text,
        kind=span.kind,
        period=Period(start=span.start, end=span.end, accuracy=span.accuracy),
        rules=("time." + match.rule.id, *_inner(match)),
    )


def _cut(sentence: Sentence, match: Match, start: int, words: str) -> str:
    # The sentence does not carry the text: words are put back with the gaps they had.
    parts = [words]
    end = sentence.tokens[match.start].end
    for token in sentence.tokens[match.start + 1 : match.stop]:
        parts.append(" " * (token.start - end))
        parts.append(token.raw)
        end = token.end
    return "".join(parts)


def _inner(match: Match) -> tuple[str, ...]:
    ids: list[str] = []
    for slot in sorted(match.bound):
        value = match.bound[slot]
        if isinstance(value, Match):
            if value.rule.op not in ("same", "mon"):
                ids.append("time." + value.rule.id)
            ids.extend(_inner(value))
    return tuple(ids)
