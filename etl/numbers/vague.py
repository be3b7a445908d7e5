"""Vague amounts: "hundreds", "tens of thousands", "بضع مئات"; bounds by convention, never a point."""

from __future__ import annotations

from etl.model import Token
from etl.numbers.amount import Amount
from etl.numbers.lexicon import HUNDRED, MULTIPLE, SCALE, TEEN, TEN, Lexicon, Word, conventions

Tokens = tuple[Token, ...]


def bounds(step: int, times: int = 1) -> tuple[int, int]:
    """The bounds of a plural of `step`, itself counted in `times`."""
    table = conventions()
    if times == 1:
        known = table.bounds.get(str(step))
        return known if known is not None else (2 * step, 10 * step - 1)
    low, high = table.scaled_bounds.get(str(step), (2 * step, 10 * step))
    return low * times, high * times - 1


def plural(tokens: Tokens, at: int, lex: Lexicon, word: Word) -> Amount:
    """ "dozens", "عشرات الآلاف", "miles de millones"."""
    step = lex.vague[word.stem]
    times, last = _times(tokens, at + 1, lex, step)
    return _vague(tokens, at, last, tokens[at].start + word.offset, step, times, f"{lex.lang}.num.vague")


def few(tokens: Tokens, at: int, lex: Lexicon) -> Amount | None:
    """ "several hundred", "a few dozen", "بضعة آلاف"; "several" without a step has no bounds to give."""
    j = at + 1
    if j < len(tokens) and tokens[j].key in lex.of:
        j += 1
    if j >= len(tokens):
        return None
    word = lex.word(tokens[j])
    if word is None or (word.prefix and word.prefix not in ("ال", "و")):
        return None
    if word.prefix == "و" and lex.atoms.get(word.stem, (0, 0))[0] != TEN:
        return None
    step = lex.vague.get(word.stem, 0)
    if not step:
        kind, value = lex.atoms.get(word.stem, (0, 0))
        if lex.arabic and kind in (TEEN, TEN):
            # "بضعة عشر" is 13 to 19.
            amount = _vague(tokens, at, j + 1, tokens[at].start, 10, 1, "ar.num.few_teens")
            amount.span(value + 3, value + 9)
            return amount
        if kind not in (HUNDRED, SCALE, MULTIPLE):
            return None
        step = value
    times, last = _times(tokens, j + 1, lex, step)
    own = lex.word(tokens[at])
    start = tokens[at].start + (own.offset if own is not None else 0)
    return _vague(tokens, at, last, start, step, times, f"{lex.lang}.num.few")


def multiplied(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    """ "une dizaine de milliers", "una decena de miles", "two dozen thousand": the plural multiplies."""
    if amount.value is None or (not amount.vague and amount.scale not in (10, 12, 20)):
        return
    times, last = _times(tokens, amount.last, lex, 10)
    if times > 1:
        amount.set(amount.value * times)
        amount.lead, amount.steps, amount.scale = amount.value, 1, times
        amount.grow(tokens, last, f"{lex.lang}.num.times")


def _times(tokens: Tokens, at: int, lex: Lexicon, step: int) -> tuple[int, int]:
    """The scale that follows a vague plural, 1 without one, and the token after it."""
    j = at
    if j < len(tokens) and tokens[j].key in lex.of and not lex.arabic:
        j += 1
    times = 1
    while j < len(tokens):
        word = lex.word(tokens[j])
        if word is None or (word.prefix and word.prefix != "ال"):
            break
        value = lex.vague.get(word.stem, 0)
        if not value:
            kind, value = lex.atoms.get(word.stem, (0, 0))
            if kind != SCALE:
                break
        if value < 1000 or (times == 1 and value < step):
            break
        times *= value
        at = j + 1
        j = at
        if j < len(tokens) and tokens[j].key in lex.of and not lex.arabic:
            j += 1
    return times, at


def _vague(tokens: Tokens, first: int, last: int, start: int, step: int, times: int, rule: str) -> Amount:
    amount = Amount(first, last, start, tokens[last - 1].end, None, rule)
    amount.kind, amount.vague = "range", True
    amount.span(*bounds(step, times))
    return amount
