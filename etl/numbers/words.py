"""Number words, alone or after figures, composed from left to right as far as they are one number."""

from __future__ import annotations

from etl.model import Token
from etl.numbers.digits import Numeral, adjacent, named, numeral
from etl.numbers.lexicon import (
    ACCUSATIVE,
    DIGITS,
    DUAL,
    HUNDRED,
    MULTIPLE,
    SCALE,
    TEEN,
    TEN,
    UNIT,
    Lexicon,
)
from etl.numbers.tally import Tally

Tokens = tuple[Token, ...]
_MULTIPLIERS = (SCALE, ACCUSATIVE, HUNDRED, MULTIPLE)
_TANWIN = "\u064b"
_HYPHENS = frozenset("-‐‑")
# The conjunction, alone or before the article, as `forms` spells the clitics of a reading.
_CONJUNCTION = frozenset(("و", "وال"))


def compose(tokens: Tokens, at: int, lex: Lexicon, first: Numeral | None = None) -> tuple[Tally, int]:
    """The number that begins at `at` (after `first`, if figures open it) and the token after it."""
    tally = Tally()
    end = at
    if first is not None:
        tally.take(DIGITS, first.value, lang=lex.lang, link="")
        end = first.after
    kept: tuple[Tally, int] | None = None
    before_comma: tuple[Tally, int] | None = None
    link = ""
    j = end
    count = len(tokens)
    while j < count:
        token = tokens[j]
        if token.kind == "mark":
            joins = "" if link not in ("", "and") else _joins(tokens, j, lex, tally, started=end > at)
            if joins and link == "and":
                # "vingt-et-un": hyphens around the link.
                joins = link if joins == "-" else ""
            if not joins:
                break
            link = joins
            j += 1
            continue
        if token.kind == "digits":
            figures = _inner_figures(tokens, j, lex, tally, link)
            if figures is None:
                break
            kept = (tally.copy(), end)
            if not tally.take(DIGITS, figures.value, lang=lex.lang, link=link):
                break
            end = j = figures.after
            link = ""
            continue
        if link in ("", "-") and end > at and token.key in lex.links:
            link = "and"
            j += 1
            continue
        word = lex.word(token)
        if word is None:
            break
        if lex.arabic and end > at:
            if word.prefix in _CONJUNCTION and not link:
                link = "and"
            elif word.prefix and not (word.prefix == "ال" and link):
                break
        atom = lex.atoms.get(word.stem)
        if atom is None:
            break
        kind, value = atom
        if first is not None and not link and j + 1 < count and tokens[j + 1].key in lex.duration_units:
            # "1,7 million un an plus tôt": figures are not gone on with by the words of a time.
            break
        if kind == UNIT and value == 1 and lex.arabic and not _one_joins(tokens, j, lex, word.stem):
            break
        if kind == ACCUSATIVE and tally.open:
            kind, value = (SCALE, value) if _is_accusative(tokens, j, lex) else (DUAL, 2 * value)
        if link or tally.open:
            kept = (tally.copy(), end)
            if link == ",":
                before_comma = kept
        if not tally.take(kind, value, lang=lex.lang, link=link):
            # "two hundred and three hundred": the three belongs to what follows.
            if (
                kind in (SCALE, ACCUSATIVE, HUNDRED, MULTIPLE)
                and not link
                and kept is not None
                and kept[1] > at
            ):
                return kept
            break
        if kind in (HUNDRED, SCALE) and before_comma is not None:
            before_comma = None
        end = j + 1
        j = end
        link = ""
    if before_comma is not None:
        return before_comma
    return tally, end


def _joins(tokens: Tokens, at: int, lex: Lexicon, tally: Tally, *, started: bool) -> str:
    """How a mark inside a number joins its words: a hyphen, or a comma after an English scale."""
    token = tokens[at]
    if not started or at + 1 >= len(tokens):
        return ""
    if token.key in _HYPHENS and adjacent(tokens, at) and adjacent(tokens, at + 1):
        return "-" if tokens[at + 1].kind == "word" else ""
    if token.key == "," and lex.lang == "en" and tally.open and tokens[at + 1].key in lex.atoms:
        return ","
    return ""


def _inner_figures(tokens: Tokens, at: int, lex: Lexicon, tally: Tally, link: str) -> Numeral | None:
    """Figures that go on a number in words: "مليون و200 ألف", "2 million 300 thousand"."""
    if not tally.parts or not tally.open or named(tokens, at, lex):
        return None
    figures = numeral(tokens, at, lex)
    if figures is None or not isinstance(figures.value, int):
        return None
    follows = lex.word(tokens[figures.after]) if figures.after < len(tokens) else None
    atom = lex.atoms.get(follows.stem) if follows is not None and not follows.prefix else None
    scaled = atom is not None and atom[0] in (SCALE, ACCUSATIVE)
    if lex.arabic:
        return figures if link == "and" and (scaled or tally.scale <= 1000) else None
    return figures if scaled and link in ("", ",", "and") else None


def _one_joins(tokens: Tokens, at: int, lex: Lexicon, stem: str) -> bool:
    """Whether an Arabic "one" goes on: "أحد عشر", "واحد وعشرون"; "أحد" alone is "someone"."""
    if stem in lex.one:
        return True
    if at + 1 >= len(tokens):
        return False
    word = lex.word(tokens[at + 1])
    j = at + 1
    prefix = word.prefix if word is not None else ""
    if tokens[j].key in lex.links and j + 1 < len(tokens):
        word, prefix = lex.word(tokens[j + 1]), "و"
    if word is None:
        return False
    kind = lex.atoms.get(word.stem, (DIGITS, 0))[0]
    return (kind == TEEN and not prefix) or (kind == TEN and prefix in _CONJUNCTION)


def _is_accusative(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether "ألفا" without a multiplier is one thousand; before its noun it is the construct of two."""
    if _TANWIN in tokens[at].raw or at + 1 >= len(tokens):
        return True
    after = tokens[at + 1]
    if after.kind != "word" or after.key in lex.links or after.key in lex.of:
        return True
    word = lex.word(after)
    return word is not None and word.prefix in _CONJUNCTION
