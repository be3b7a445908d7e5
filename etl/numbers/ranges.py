"""Ranges: two numbers joined by "between … and", "to", "or" or a dash, the scale shared backwards."""

from __future__ import annotations

from etl.model import Sentence, Value
from etl.numbers import between
from etl.numbers.amount import Amount
from etl.numbers.digits import adjacent
from etl.numbers.lexicon import Lexicon
from etl.numbers.words import Tokens

_DASHES = frozenset("-‐‑–—−")
_STOPS = frozenset(",،;؛:(")
_LOOK_BACK = 9
# No range that nothing opens is wider than this.
_WIDEST = 100
# Nor one whose dash stands free.
_SPACED = 20


def join(sentence: Sentence, amounts: list[Amount], lex: Lexicon) -> list[Amount]:
    """The amounts with every pair that is a range made one."""
    tokens = sentence.tokens
    result: list[Amount] = []
    at = 0
    while at < len(amounts):
        left, at = amounts[at], at + 1
        right = amounts[at] if at < len(amounts) else None
        low = None if right is None else _low(sentence, tokens, left, right, lex)
        if _follows_between(tokens, left, lex):
            so_far = (low, right.value) if low and right is not None and right.value else None
            whole = between.parted(tokens, left, right, lex, so_far)
            if whole is not None:
                result.append(whole)
                at += right is not None and whole.last == right.last
                continue
        if right is not None and low is not None:
            at += 1
            left.kind = "percent" if right.kind == "percent" else "range"
            left.rules.extend(right.rules)
            left.rules.append(f"{lex.lang}.num.range")
            left.last, left.end = right.last, right.end
            left.span(low, right.value)
        result.append(left)
    return result


def _low(sentence: Sentence, tokens: Tokens, left: Amount, right: Amount, lex: Lexicon) -> Value | None:
    """The lower bound, with the scale that both share, if the two are one range; else None."""
    if right.first - left.last > 3:
        return None
    low, high = left.value, right.value
    if low is None or high is None or right.noun or left.noun or left.single or right.single:
        return None
    if right.kind not in ("cardinal", "percent") or left.kind not in ("cardinal", right.kind):
        return None
    how = _connector(sentence, tokens, left, right, lex)
    if not how:
        return None
    shared = _shared(left, right)
    if shared is None or not shared < high:
        return None
    if how == "or" and shared * 10 < high:
        return None
    before = tokens[left.first - 1].key if left.first > 0 else ""
    opened = before in lex.range_from or before in lex.between
    if how == "to" and not opened and shared * _WIDEST < high:
        # "لليوم الـ165 إلى 31,819": a day and a figure of its own.
        return None
    if how == "dash" and not adjacent(tokens, left.last) and (before == "#" or shared * _SPACED < high):
        # "Situation Report #5 – 300 displaced": the dash parts a title from what it tells.
        return None
    if _is_year(tokens, left) and (_is_year(tokens, right) or how == "to"):
        # "The toll since October 2023 to 3,365": a year opens no range of counts.
        return None
    return shared


def _connector(sentence: Sentence, tokens: Tokens, left: Amount, right: Amount, lex: Lexicon) -> str:
    at = left.last
    gap = [tokens[k].key for k in range(at, right.first)]
    while len(gap) > 1 and (gap[-1] in lex.currency_signs or gap[-1] in lex.range_fillers):
        gap.pop()
    between = _follows_between(tokens, left, lex)
    if not gap:
        # The Arabic conjunction is written on to the second number.
        word = lex.word(tokens[right.first]) if lex.arabic and right.first >= at else None
        return "between" if between and word is not None and word.prefix == "و" else ""
    if len(gap) != 1:
        return ""
    key = gap[0]
    if key in _DASHES:
        if adjacent(tokens, at) != adjacent(tokens, at + 1) or (
            sentence.kind == "row" and not adjacent(tokens, at)
        ):
            return ""
        return "dash"
    if between and key in lex.range_and:
        return "between"
    if key in lex.range_to:
        if _is_day(tokens, left, lex) and right.value is not None and right.value > 31:
            # "al día 30 a 4.310 personas": the day of a month, and a figure of its own.
            return ""
        return "" if not between and _changes(tokens, left, lex) else "to"
    return "or" if key in lex.range_or else ""


def _follows_between(tokens: Tokens, left: Amount, lex: Lexicon) -> bool:
    at = left.first - 1
    while at > 0 and (tokens[at].key in lex.currency_signs or tokens[at].key in lex.range_fillers):
        at -= 1
    if at < 0:
        return False
    key = tokens[at].key
    return key in lex.between or (lex.arabic and key[:1] in "وف" and key[1:] in lex.between)


def _changes(tokens: Tokens, left: Amount, lex: Lexicon) -> bool:
    """ "rose from 10 to 15": two figures, of then and of now."""
    first = left.first
    if first == 0 or tokens[first - 1].key not in lex.range_from:
        return False
    for k in range(first - 2, max(-1, first - _LOOK_BACK), -1):
        if tokens[k].key in lex.change:
            return True
        if tokens[k].key in _STOPS:
            return False
    return False


def _shared(left: Amount, right: Amount) -> Value | None:
    """The left value, times the scale that only the right one names: "10 to 15 thousand"."""
    low, high = left.value, right.value
    if low is None or high is None:
        return None
    if left.scale == 1 and left.kind == "cardinal":
        if left.steps == 1 and right.steps > 1 and right.lead is not None and low < right.lead:
            return low * right.steps
        if right.scale >= 1000 and low * right.scale < high:
            return low * right.scale
        # "entre 10 et 15 000": the thousand is said once in figures, too.
        if right.steps == 1 and isinstance(low, int) and 0 < low < 1000 and high % 1000 == 0:
            thousand = low * 1000
            if high <= 10 * thousand and thousand < high:
                return thousand
    return low


def _is_day(tokens: Tokens, amount: Amount, lex: Lexicon) -> bool:
    if amount.first == 0 or amount.value is None or not 1 <= amount.value <= 31:
        return False
    return tokens[amount.first - 1].key in lex.day_words


def _is_year(tokens: Tokens, amount: Amount) -> bool:
    token = tokens[amount.first]
    return (
        amount.last == amount.first + 1
        and token.kind == "digits"
        and len(token.key) == 4
        and "1900" <= token.key <= "2100"
    )
