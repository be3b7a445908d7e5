"""Parts of a whole: "two thirds", "half a million", "نصف", "2/3", "¾"."""

from __future__ import annotations

from decimal import Decimal

from etl.numbers.amount import Amount
from etl.numbers.digits import adjacent
from etl.numbers.lexicon import HUNDRED, MULTIPLE, SCALE, VULGAR, Lexicon, Word, conventions
from etl.numbers.tally import share
from etl.numbers.words import Tokens

_FIGURE_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 8, 10, 100, 1000))
_HYPHENS = frozenset("-‐‑")


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


def _definite(tokens: Tokens, at: int) -> bool:
    return at < len(tokens) and tokens[at].key.startswith("ال")
