"""Shares: "one in five", "un enfant sur trois", "واحد من كل خمسة" are one fraction, not two numbers."""

from __future__ import annotations

from etl.numbers.amount import Amount
from etl.numbers.lexicon import HUNDRED, TEEN, TEN, UNIT, Lexicon, match
from etl.numbers.tally import share
from etl.numbers.words import Tokens

_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 50, 100, 1000, 10000, 100000))
_ROUND = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000))


def shared(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether the "one" at `at` opens a share: "one in five", "un enfant sur trois", "واحد من كل خمسة"."""
    for j in (at + 1, at + 2):
        size = match(tokens, j, lex.of_each)
        if size and j + size < len(tokens):
            token = tokens[j + size]
            if token.kind == "digits":
                return len(token.key) <= 4 and int(token.key) in _DENOMINATORS
            word = lex.word(token)
            kind, value = lex.atoms.get(word.stem, (0, 0)) if word is not None else (0, 0)
            return kind in (UNIT, TEEN, TEN, HUNDRED) and value > 1
    return False


def join(tokens: Tokens, amounts: list[Amount], lex: Lexicon) -> list[Amount]:
    """The amounts with every "X in Y" made one fraction."""
    result: list[Amount] = []
    for amount in amounts:
        left = result[-1] if result else None
        if left is not None and _is_share(tokens, left, amount, lex):
            top, bottom = left.value, amount.value
            left.set(share(top, bottom))  # type: ignore[arg-type]
            left.kind = "fraction"
            left.last, left.end = amount.last, amount.end
            left.rules.append(f"{lex.lang}.num.share")
        else:
            _implied_one(tokens, amount, lex)
            result.append(amount)
    return result


def _implied_one(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    """ "طفل من كل ثلاثة": the bare noun is the one."""
    for size in (3, 2):
        at = amount.first - size
        if lex.arabic and at > 0 and match(tokens, at, lex.of_each) == size and size > 1:
            bottom = amount.value
            if amount.kind != "cardinal" or not isinstance(bottom, int) or bottom not in _DENOMINATORS:
                return
            if _each(tokens, at, size, lex):
                amount.set(share(1, bottom))
                amount.kind = "fraction"
                amount.first, amount.start = at, tokens[at].start
                amount.rules.append("ar.num.share_of_one")
            return


def _each(tokens: Tokens, at: int, size: int, lex: Lexicon) -> bool:
    """Whether the phrase says "of every"; "out of" names a total and implies nothing."""
    return tokens[at].key in lex.of and any(tokens[k].key in lex.one_not_after for k in range(at, at + size))


def _is_share(tokens: Tokens, left: Amount, right: Amount, lex: Lexicon) -> bool:
    gap = right.first - left.last
    top, bottom = left.value, right.value
    if not 1 <= gap <= 4 or not isinstance(top, int) or not isinstance(bottom, int):
        return False
    if left.kind != "cardinal" or right.kind != "cardinal" or not 0 < top < bottom:
        return False
    # "11 out of 20" counts eleven; "one in 20" and "3 out of 10" tell a share.
    if left.noun or right.noun or bottom not in (_DENOMINATORS if top == 1 else _ROUND):
        return False
    for skip in (0, 1, 2) if lex.lang == "fr" else (0, 1):
        # "Neuf femmes enceintes sur dix": noun and adjective may stand between.
        size = match(tokens, left.last + skip, lex.of_each)
        if size and left.last + skip + size == right.first:
            if _of_a_set(tokens, right.last, lex, skip):
                return False
            # A noun between is common with one: "un enfant sur trois".
            return (skip == 0 or top == 1 or lex.lang == "fr") and top <= 20
    return False


def _of_a_set(tokens: Tokens, at: int, lex: Lexicon, skip: int) -> bool:
    """Whether the noun at `at` makes "X of Y" a part of a set that was counted, or no share at all.

    "Seven out of ten dead" are seven dead of ten; "une enquête sur 12 suspects" is one inquiry.
    """
    if at >= len(tokens) or tokens[at].kind != "word":
        return False
    key = tokens[at].key
    if key in lex.finite_sets:
        return True
    if not skip:
        return False
    plural = lex.lang == "fr" and len(key) > 3 and key[-1] in "sx" and key not in lex.of
    return plural or key in lex.counted or key in lex.duration_units
