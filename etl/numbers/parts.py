"""What widens or divides a number: suffixes, percent, halves, fractions, shares, ordinals."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from etl.model import Value
from etl.numbers.amount import Amount
from etl.numbers.digits import adjacent
from etl.numbers.lexicon import (
    ACCUSATIVE,
    HUNDRED,
    MULTIPLE,
    SCALE,
    TEEN,
    TEN,
    UNIT,
    VULGAR,
    Lexicon,
    Word,
    conventions,
    match,
)
from etl.numbers.tally import exact, share
from etl.numbers.words import Tokens

_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 50, 100, 1000, 10000, 100000))
_ROUND = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000))
_FIGURE_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 8, 10, 100, 1000))
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
    if scale and amount.value is not None:
        amount.lead, amount.steps, amount.scale = amount.value, scale, scale
        amount.set(amount.value * scale)
        amount.grow(tokens, at + 1, "num.suffix")


def _ordinal_sign(tokens: Tokens, amount: Amount, last: int) -> None:
    if isinstance(amount.value, int):
        amount.kind = "ordinal"
        amount.grow(tokens, last, "num.ordinal_sign")


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


def extend(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    """Takes in "and a half" and the percent sign or words, where they follow."""
    if amount.kind == "cardinal":
        if amount.value is not None:
            _and_half(tokens, amount, lex)
        _percent(tokens, amount, lex)


def _percent(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    at = amount.last
    if at < len(tokens):
        if tokens[at].key in conventions().percent.signs:
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
    if before < 0 or tokens[before].key not in conventions().percent.signs:
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


# -- fractions -----------------------------------------------------------------------------------------


def figure_name(tokens: Tokens, at: int) -> bool:
    """Whether two figures with a slash are a name: "24/7"."""
    if at + 2 >= len(tokens) or tokens[at + 1].key != "/" or not adjacent(tokens, at + 1):
        return False
    return f"{tokens[at].key}/{tokens[at + 2].key}" in conventions().names


def figure_fraction(tokens: Tokens, at: int) -> Amount | None:
    """ "2/3", "1⁄2" as figures with a slash; "24/7" and "9/11" are none."""
    if at + 2 >= len(tokens) or tokens[at + 1].key not in "/⁄" or tokens[at + 2].kind != "digits":
        return None
    if not adjacent(tokens, at + 1) or not adjacent(tokens, at + 2):
        return None
    top, bottom = tokens[at].key, tokens[at + 2].key
    if len(top) > 3 or len(bottom) > 4 or top[0] == "0" or int(bottom) not in _FIGURE_DENOMINATORS:
        return None
    if not 0 < int(top) < int(bottom):
        return None
    amount = Amount(
        at, at + 3, tokens[at].start, tokens[at + 2].end, share(int(top), int(bottom)), "num.fraction_figures"
    )
    amount.kind, amount.digits = "fraction", True
    return amount


def vulgar(tokens: Tokens, at: int) -> Amount | None:
    """A fraction of one character: "¾"."""
    parts = VULGAR.get(tokens[at].key)
    if parts is None:
        return None
    amount = Amount(at, at + 1, tokens[at].start, tokens[at].end, share(*parts), "num.vulgar")
    amount.kind, amount.digits = "fraction", True
    return amount


def has_denominator(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether the word at `at`, perhaps after a hyphen, names parts: "thirds", "أرباع"."""
    return _denominator(tokens, at, lex)[0] > 0


def _denominator(tokens: Tokens, at: int, lex: Lexicon) -> tuple[int, int]:
    """The denominator that the words at `at` name, 0 if none, and the token after them."""
    j = at
    if j < len(tokens) and tokens[j].key in _HYPHENS and adjacent(tokens, j):
        j += 1
    if j >= len(tokens):
        return 0, at
    key = tokens[j].key
    long = lex.long_fractions.get(key)
    if long is not None and j + 1 < len(tokens) and tokens[j + 1].key == long[0].split(" ")[0]:
        return long[1], j + 2
    return lex.fractions.get(key, 0), j + 1


def over(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    """ "two thirds", "ثلاثة أرباع": a small cardinal before the name of parts is their number."""
    value = amount.value
    if not isinstance(value, int) or not 1 <= value <= 20 or amount.last != amount.first + 1:
        return
    denominator, last = _denominator(tokens, amount.last, lex)
    if denominator <= value or (denominator == 2 and lex.lang != "en"):
        return
    key = tokens[last - 1].key
    if lex.arabic and key not in _plurals(lex):
        return
    if value > 1 and lex.lang == "en" and not key.endswith("s"):
        return
    amount.set(share(value, denominator))
    amount.kind = "fraction"
    amount.grow(tokens, last, f"{lex.lang}.num.fraction")
    _times_scale(tokens, amount, lex)


def _plurals(lex: Lexicon) -> frozenset[str]:
    return frozenset(k for k in lex.fractions if k.startswith("ا") and len(k) == 5)


def fraction(tokens: Tokens, at: int, lex: Lexicon, word: Word, *, article: bool = False) -> Amount | None:
    """ "half of", "a third of", "ثلثا السكان", "la mitad", "نصف مليون"."""
    stem = word.stem
    top, bottom, last = 1, 0, at + 1
    long = lex.long_fractions.get(stem)
    if long is not None and last < len(tokens) and tokens[last].key == long[0]:
        bottom, last = long[1], last + 1
    elif stem in lex.own_fractions:
        top, bottom = lex.own_fractions[stem]
    elif stem in lex.dual_fractions and _definite(tokens, last) and "ال" not in word.prefix:
        top, bottom = 2, lex.dual_fractions[stem]
    elif stem in lex.fractions:
        bottom = lex.fractions[stem]
        if not _stands(tokens, at, lex, word, bottom, article=article):
            return None
    if not bottom:
        return None
    amount = Amount(
        at, last, tokens[at].start + word.offset, tokens[last - 1].end, share(top, bottom),
        f"{lex.lang}.num.fraction",
    )  # fmt: skip
    amount.kind = "fraction"
    _times_scale(tokens, amount, lex)
    return amount


def _stands(tokens: Tokens, at: int, lex: Lexicon, word: Word, bottom: int, *, article: bool) -> bool:
    """Whether the name of one part is a fraction here and not an ordinal, a city quarter or a half-time."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    before = tokens[at - 1].key if at else ""
    if after is not None and after.key in lex.fraction_not_before:
        return False
    if lex.arabic:
        if bottom not in (2, 3, 4, 6) and not (bottom == 5 and _definite(tokens, at + 1)):
            return False
        if "ال" in word.prefix:
            return not _definite(tokens, at + 1)
        return after is not None and after.kind == "word"
    key = word.stem
    if bottom == 2:
        if lex.lang == "en":
            if before in lex.half_not_after:
                return False
            return after is None or after.key in lex.half_before or _scale_near(tokens, at + 1, lex)
        if key in lex.half_words:
            return _scale_near(tokens, at + 1, lex)
        return True
    if bottom == 4 and lex.lang == "en" and _scale_near(tokens, at + 1, lex):
        return True
    if not article and not (lex.lang == "fr" and key not in lex.ordinals and before in ("le", "au", "du")):
        return False
    if key in lex.ordinals:
        return after is None or after.kind != "word" or after.key in lex.of or after.key in ("du", "del")
    return True


def _scale_near(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether a scale or a dozen follows: "half a million", "demi-million", "media docena"."""
    j = at
    while j < min(len(tokens), at + 4) and (
        tokens[j].key in lex.articles or tokens[j].key in _HYPHENS or tokens[j].key in lex.of
    ):
        j += 1
    if j >= len(tokens):
        return False
    return lex.atoms.get(tokens[j].key, (0, 0))[0] in (SCALE, MULTIPLE)


def _times_scale(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    """A fraction of a scale word is a cardinal: "a quarter of a million", "نصف مليون"."""
    j = amount.last
    while j < len(tokens) and j < amount.last + 4 and not lex.arabic:
        key = tokens[j].key
        if key in lex.of or key in lex.articles or key in _HYPHENS:
            j += 1
        else:
            break
    if j >= len(tokens) or amount.value is None:
        return
    word = lex.word(tokens[j])
    if word is None or word.prefix not in ("", "ال"):
        return
    kind, value = lex.atoms.get(word.stem, (0, 0))
    if kind in (SCALE, MULTIPLE, HUNDRED):
        amount.kind = "cardinal"
        amount.set(round(Decimal(amount.value * value), 6))
        amount.vague = word.stem in lex.approximate
        amount.scale = value
        amount.grow(tokens, j + 1, f"{lex.lang}.num.part_of_scale")


# -- shares: one in five -------------------------------------------------------------------------------


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


def shares(tokens: Tokens, amounts: list[Amount], lex: Lexicon) -> list[Amount]:
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
    for skip in (0, 1):
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
