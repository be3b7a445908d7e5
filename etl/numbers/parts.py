"""What widens a number or makes it an ordinal: suffixes, percent, "and a half", "twenty-third"."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from etl.model import Value
from etl.numbers.amount import Amount
from etl.numbers.digits import adjacent
from etl.numbers.lexicon import (
    ACCUSATIVE,
    SCALE,
    TEEN,
    TEN,
    VULGAR,
    Lexicon,
    Word,
    conventions,
    match,
)
from etl.numbers.tally import exact, share
from etl.numbers.words import Tokens

_HYPHENS = frozenset("-‐‑")


@lru_cache(maxsize=1)
def _suffixes() -> dict[str, int]:
    return {s: int(value) for value, signs in conventions().suffixes.items() for s in signs}


# -- after a number ------------------------------------------------------------------------------------


def suffix(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    """ "38k", "2.3m", "$1.2bn", "21st", "3.º", "2½": what is written on to figures."""
    at = amount.last
    if at >= len(tokens):
        return
    token = tokens[at]
    glued = adjacent(tokens, at)
    if glued and token.key == "." and at + 1 < len(tokens) and tokens[at + 1].raw in ("º", "ª"):
        _ordinal_sign(tokens, amount, at + 2)
        return
    if token.kind != "word":
        return
    if glued and token.key == "s" and isinstance(amount.value, int) and amount.value >= 100:
        if str(amount.value).strip("0") == "1":
            # "1000s of homes"; the s of "1990s" is a decade's.
            amount.kind, amount.vague = "range", True
            amount.span(2 * amount.value, 10 * amount.value - 1)
            amount.grow(tokens, at + 1, "num.figure_plural")
        return
    vulgar = VULGAR.get(token.key)
    if vulgar is not None and amount.value is not None:
        amount.set(amount.value + share(vulgar[0], vulgar[1]))
        amount.grow(tokens, at + 1, "num.vulgar")
        scale = _scale_at(tokens, at + 1, lex)
        if scale:
            amount.set(amount.value * scale)
            amount.scale = scale
            amount.grow(tokens, at + 2, "num.vulgar_scale")
        return
    if glued and (token.raw in ("º", "ª") or token.key in lex.ordinal_suffixes):
        _ordinal_sign(tokens, amount, at + 1)
        return
    scale = _suffixes().get(token.raw, 0)
    if token.raw == "m" and (glued or _money(tokens, amount)):
        scale = 1_000_000 if _is_million(tokens, amount, lex) else 0
    elif scale and not glued:
        # "5 M" and "3 mds" are written apart; "5 k" and "12 B" are something else.
        scale = scale if len(token.raw) > 1 or (token.raw == "M" and not _stopped(tokens, at)) else 0
    if scale and _named(tokens, at):
        scale = 0
    if scale and amount.value is not None:
        amount.lead, amount.steps, amount.scale = amount.value, scale, scale
        amount.set(amount.value * scale)
        amount.grow(tokens, at + 1, "num.suffix")


def _ordinal_sign(tokens: Tokens, amount: Amount, last: int) -> None:
    if isinstance(amount.value, int):
        amount.kind = "ordinal"
        amount.grow(tokens, last, "num.ordinal_sign")


def _named(tokens: Tokens, at: int) -> bool:
    """Whether digits are written on to a lone capital, so that both are a name ("nine M23 rebels")."""
    after = at + 1
    return (
        len(tokens[at].raw) == 1
        and after < len(tokens)
        and tokens[after].kind == "digits"
        and tokens[after].start == tokens[at].end
        and tokens[at].raw.isupper()
        and tokens[at].start > tokens[at - 1].end
    )


def _stopped(tokens: Tokens, at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].key == "."


def _money(tokens: Tokens, amount: Amount) -> bool:
    money = conventions().currency
    if amount.first and tokens[amount.first - 1].key in money.before:
        return True
    first = amount.first
    if first > 3 and tokens[first - 2].raw == "m" and tokens[first - 4].key in money.before:
        # "$10m-15m": one sign for both.
        return True
    after = amount.last + 1
    return after < len(tokens) and tokens[after].key in money.after


def _is_million(tokens: Tokens, amount: Amount, lex: Lexicon) -> bool:
    """Whether a glued "m" is a million and not metres: by money, or by what is counted after it."""
    if _money(tokens, amount):
        return True
    at = amount.last + 1
    if at + 2 < len(tokens) and tokens[at + 1].kind == "digits" and tokens[at + 2].raw == "m":
        # "10m-15m people": what follows the second tells what both are.
        at += 3
    after = tokens[at].key if at < len(tokens) else ""
    if after in lex.measures or after in lex.continuous:
        return False
    if not isinstance(amount.value, int):
        return bool(after) and after[0].isalpha()
    # "2m blankets": what stands in the plural is counted, and nothing is metres of it.
    return after in lex.counted or (
        lex.lang == "en" and len(after) > 3 and after.endswith("s") and not after.endswith("ss")
    )


def extend(tokens: Tokens, amount: Amount, lex: Lexicon, floor: int = 0) -> None:
    """Takes in "and a half" and the percent sign or words; nothing before token `floor` is its own."""
    if amount.kind == "cardinal":
        if amount.value is not None:
            _and_half(tokens, amount, lex)
        _percent(tokens, amount, lex, floor)


def _percent(tokens: Tokens, amount: Amount, lex: Lexicon, floor: int) -> None:
    at = amount.last
    if at < len(tokens):
        if tokens[at].key in lex.percent_signs:
            amount.kind = "percent"
            amount.grow(tokens, at + 1, "num.percent_sign")
            return
        size = match(tokens, at, lex.percent)
        if not size and tokens[at].key in _HYPHENS and at + 1 < len(tokens):
            size = match(tokens, at + 1, lex.percent)
            size = size + 1 if size else 0
        if size:
            amount.kind = "percent"
            amount.grow(tokens, at + size, f"{lex.lang}.num.percent")
            return
    before = amount.first - 1
    if before < floor or tokens[before].key not in lex.percent_signs:
        return
    if adjacent(tokens, amount.first) and (before == 0 or tokens[before - 1].kind != "digits"):
        amount.kind = "percent"
        amount.first, amount.start = before, tokens[before].start
        amount.rules.append("num.percent_sign")


def _and_half(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    at = amount.last
    part = _half_after(tokens, at, lex)
    if part is None or amount.value is None:
        return
    last, piece = part
    if amount.scale > 1:
        amount.set(amount.value + exact(piece * amount.scale))
        amount.grow(tokens, last, f"{lex.lang}.num.and_half")
        last = _same_scale(tokens, amount, lex)
        if last:
            amount.grow(tokens, last, f"{lex.lang}.num.scale_again")
    else:
        if lex.arabic and not amount.noun and _definite(tokens, last) and not _scale_at(tokens, last, lex):
            return
        amount.set(amount.value + piece)
        amount.lead = amount.value
        amount.grow(tokens, last, f"{lex.lang}.num.and_half")
        scale = _scale_at(tokens, last, lex)
        if scale:
            amount.steps = amount.scale = scale
            amount.set(amount.value * scale)
            amount.grow(tokens, last + 1, f"{lex.lang}.num.half_scale")
    if lex.arabic and amount.noun and amount.last < len(tokens):
        again = tokens[amount.last].key.removeprefix("ال")
        if again == amount.noun:
            amount.grow(tokens, amount.last + 1, "ar.num.noun_again")


def _half_after(tokens: Tokens, at: int, lex: Lexicon) -> tuple[int, Value] | None:
    """The token after "and a half" at `at`, and the part it adds."""
    count = len(tokens)
    j = at
    if lex.arabic:
        if j >= count:
            return None
        word = lex.word(tokens[j])
        if tokens[j].key in lex.links and j + 1 < count:
            j += 1
            word = lex.word(tokens[j])
            prefix = "و"
        else:
            prefix = word.prefix if word is not None else ""
        if word is None or prefix != "و":
            return None
        denominator = lex.fractions.get(word.stem, 0)
        return (j + 1, share(1, denominator)) if denominator in (2, 3, 4) else None
    while j < count and tokens[j].key in _HYPHENS and adjacent(tokens, j):
        j += 1
    if j >= count or tokens[j].key not in lex.links:
        return None
    j += 1
    article = False
    while j < count and (
        tokens[j].key in _HYPHENS or tokens[j].key in lex.articles or tokens[j].key in lex.one
    ):
        article = True
        j += 1
    if j >= count or (lex.lang == "en") != article:
        return None
    key = tokens[j].key
    if key in lex.half_words:
        return j + 1, Decimal("0.5")
    if lex.fractions.get(key) == 4 and not (j + 1 < count and tokens[j + 1].key in lex.of):
        return j + 1, Decimal("0.25")
    return None


def _scale_at(tokens: Tokens, at: int, lex: Lexicon) -> int:
    """The scale word at `at`, 0 if there is none; a hyphen before it does not matter to the caller."""
    if at >= len(tokens):
        return 0
    word = lex.word(tokens[at])
    if word is None or word.prefix not in ("", "ال"):
        return 0
    kind, value = lex.atoms.get(word.stem, (0, 0))
    return value if kind in (SCALE, ACCUSATIVE) else 0


def _same_scale(tokens: Tokens, amount: Amount, lex: Lexicon) -> int:
    """The token after a repeated scale word: "مليون ونصف المليون"."""
    if lex.arabic and _scale_at(tokens, amount.last, lex) == amount.scale:
        return amount.last + 1
    return 0


def _definite(tokens: Tokens, at: int) -> bool:
    return at < len(tokens) and tokens[at].key.startswith("ال")


# -- ordinals ------------------------------------------------------------------------------------------


def ordinal(tokens: Tokens, at: int, lex: Lexicon, word: Word) -> Amount | None:
    """ "third", "الثالث", "الخامس عشر", "troisième"; "second" after a figure is time."""
    value = lex.ordinals.get(word.stem, 0)
    if not value or (lex.not_ordinal_endings and tokens[at].raw.endswith(lex.not_ordinal_endings)):
        return None
    before = tokens[at - 1] if at else None
    if before is not None and (
        before.kind == "digits" or (before.key in lex.not_after_ordinal and word.stem in lex.duration_units)
    ):
        return None
    last = at + 1
    if lex.arabic and last < len(tokens):
        follows = lex.word(tokens[last])
        if follows is not None:
            kind, more = lex.atoms.get(follows.stem, (0, 0))
            if (kind == TEEN and follows.prefix == "") or (kind == TEN and follows.prefix in ("و", "وال")):
                value, last = value + more, last + 1
    amount = Amount(
        at, last, tokens[at].start + word.offset, tokens[last - 1].end, value, f"{lex.lang}.num.ordinal"
    )
    amount.kind = "ordinal"
    return amount


def ordinal_after(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    """ "twenty-third", "vingt-et-unième": an ordinal closes a number in words."""
    j = amount.last
    while j < min(len(tokens), amount.last + 3) and (tokens[j].key in _HYPHENS or tokens[j].key in lex.links):
        j += 1
    if j >= len(tokens) or not isinstance(amount.value, int) or lex.arabic:
        return
    value = lex.ordinals.get(tokens[j].key, 0)
    if 1 <= value <= 9 and amount.value % 10 == 0 and amount.value >= 20:
        amount.set(amount.value + value)
        amount.kind = "ordinal"
        amount.grow(tokens, j + 1, f"{lex.lang}.num.ordinal")
