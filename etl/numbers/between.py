"""Two numbers in words behind "between": where their "and" parts them, and not hundreds from tens.

"between sixty-nine thousand and six hundred and forty thousand" holds two links and two numbers; read from
left to right the first number would swallow the start of the second. Behind "between" there are two, so the
link is the one at which both sides are whole numbers, the second the greater: the roundest two, and of those
the nearest in size.
"""

from __future__ import annotations

from decimal import Decimal

from etl.model import Value
from etl.numbers.amount import Amount
from etl.numbers.lexicon import Lexicon
from etl.numbers.words import Tokens, compose

_FARTHEST = 200


def parted(
    tokens: Tokens, left: Amount, right: Amount | None, lex: Lexicon, read: tuple[Value, Value] | None
) -> Amount | None:
    """The range that the words of `left` and of `right`, where that one follows at once, spell.

    None where they spell none, or none that is rounder or nearer than the one already `read`.
    """
    if left.digits or left.kind != "cardinal" or left.noun or left.vague:
        return None
    last = left.last
    if right is not None and _goes_on(tokens, left, right, lex):
        last = right.last
    best: tuple[int, Decimal, Value, Value] | None = None
    for cut in range(left.first + 1, last):
        opening = _opening(tokens, cut, lex)
        if opening is None:
            continue
        low, high = _whole(tokens, left.first, cut, lex), _whole(tokens, opening, last, lex)
        if low is None or high is None:
            continue
        if low and 1 < Decimal(high) / Decimal(low) <= _FARTHEST:
            found = (*_key(low, high), low, high)
            best = found if best is None else min(best, found)
    if best is None or (read is not None and best[:2] >= _key(*read)):
        return None
    joined = Amount(left.first, last, left.start, tokens[last - 1].end, None, left.rules[0])
    joined.kind = "range"
    joined.rules.append(f"{lex.lang}.num.range_parted")
    joined.span(best[2], best[3])
    return joined


def _key(low: Value, high: Value) -> tuple[int, Decimal]:
    return _figures(low) + _figures(high), Decimal(high) / Decimal(low)


def _figures(value: Value) -> int:
    """How many figures it has before its closing noughts."""
    return len(str(value).rstrip("0"))


def _goes_on(tokens: Tokens, left: Amount, right: Amount, lex: Lexicon) -> bool:
    if right.digits or right.kind != "cardinal" or right.noun or right.vague:
        return False
    gap = tokens[left.last : right.first]
    return not gap or (len(gap) == 1 and (gap[0].key in lex.links or gap[0].key in "-,"))


def _opening(tokens: Tokens, cut: int, lex: Lexicon) -> int | None:
    """The first token of the second number if the link stands at `cut`."""
    token = tokens[cut]
    if token.key in lex.links:
        return cut + 1
    word = lex.word(token) if lex.arabic else None
    return cut if word is not None and word.prefix in ("و", "وال") else None


def _whole(tokens: Tokens, first: int, last: int, lex: Lexicon) -> Value | None:
    """The number that the words from `first` to `last` spell together, or None."""
    tally, end = compose(tokens[:last], first, lex)
    return tally.value if end == last and end > first else None
