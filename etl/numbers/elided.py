"""Decimals that leave out the scale word of the number beside them: "Iran 3.8 million and Turkey 3.3"."""

from __future__ import annotations

from itertools import pairwise

from etl.numbers.amount import Amount
from etl.numbers.lexicon import Lexicon, match
from etl.numbers.words import Tokens

_REACH = 16
_TURN = 2
# The longest of the articles and prepositions that may stand before the number.
_PARTICLE = 3
_MILLION = 1_000_000
_CLOSING = ".,;)]؛،"
# What may stand before the sign of a currency.
_SIGNS = frozenset(("us", "usd", "eur"))


def share_scales(tokens: Tokens, amounts: list[Amount], lex: Lexicon) -> None:
    """Multiply a bare decimal by the scale that the number before it has, or the one it rises to."""
    for at, amount in enumerate(amounts):
        if not _bare_decimal(amount) or _named(tokens, amount.first, lex):
            continue
        left = amounts[at - 1] if at else None
        if left is not None and _scaled(left) and amount.first - left.last <= _REACH and (
            _closed(tokens, amount.last, lex)
        ):  # fmt: skip
            _multiply(amount, left.scale, lex)
    for amount, right in pairwise(amounts):
        if _part_of(tokens, amount, right, lex):
            # "3 de los 18 millones": three million of them.
            _multiply(amount, right.scale, lex)
            continue
        rises = right.first - amount.last <= _TURN and amount.last < len(tokens)
        if rises and _bare_decimal(amount) and _scaled(right) and tokens[amount.last].key in lex.range_to:
            # "Rose from 1.2 to 3.4 million".
            _multiply(amount, right.scale, lex)


def _part_of(tokens: Tokens, amount: Amount, whole: Amount, lex: Lexicon) -> bool:
    """Whether a small number is said to be of a larger one with a scale word: "3 de los 18 millones".

    Without an article only a decimal is sure to be one ("2.4 of 5.1 million").
    """
    value, last = amount.value, amount.last
    plain = amount.kind == "cardinal" and amount.digits and amount.scale == 1 and not amount.single
    if not plain or value is None or not _scaled(whole) or whole.value is None:
        return False
    first = whole.first
    while first > last and (tokens[first - 1].kind == "mark" or tokens[first - 1].key in _SIGNS):
        first -= 1
    between = first - last
    said = between == _TURN and tokens[last].key in lex.of
    if not said and between and value != int(value):
        said = match(tokens, last, lex.of_each) == between or (between == 1 and tokens[last].key in lex.of)
    return said and 0 < value < 1000 and value * whole.scale < whole.value


def _bare_decimal(amount: Amount) -> bool:
    value = amount.value
    plain = amount.kind == "cardinal" and amount.digits and amount.scale == 1 and not amount.single
    return plain and value is not None and 0 < value < 1000 and value != int(value)


def _scaled(amount: Amount) -> bool:
    return amount.kind == "cardinal" and amount.digits and amount.scale >= _MILLION


def _named(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether a noun right before says what else the number is ("magnitud 6,8", "una tasa de 3,2")."""
    if at == 0 or tokens[at - 1].kind == "mark":
        return False
    key = tokens[at - 1].key
    return key in lex.of or (len(key) > _PARTICLE and key not in lex.links and key not in lex.range_to)


def _closed(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether the number stands alone: no noun, unit or percent sign follows it."""
    if at >= len(tokens):
        return True
    key = tokens[at].key
    if tokens[at].kind == "mark":
        return tokens[at].raw in _CLOSING
    return key in lex.links or key in lex.one_places or key in lex.of


def _multiply(amount: Amount, scale: int, lex: Lexicon) -> None:
    if amount.value is not None:
        amount.set(amount.value * scale)
        amount.scale = scale
        amount.rules.append(f"{lex.lang}.num.elided_scale")
