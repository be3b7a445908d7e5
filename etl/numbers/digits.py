"""Figures: digits with their separators, and which digits are no number at all.

"1.200", "1,200", "1 200", "1'200" and "1٬200" are 1200; "1.2" is a decimal. Three digits after one separator
are a group, unless the language's decimal mark stands before a continuous unit ("1.234 km", "2.125 million").
Digits that belong to a name, an address, a version or a telephone are no number.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from etl.model import Token, Value
from etl.numbers.lexicon import SCALE, Lexicon

MAX_DIGITS = 30
_MARKS = frozenset(".,٬٫،'·˙")
_DASHES = frozenset("-‐‑–—−")
_CHAINS = frozenset("-/‐‑–.")
_HOURS = frozenset(("h", "hs", "km", "m", "cm", "mm"))


class Numeral(msgspec.Struct, frozen=True, gc=False):
    """Figures read: their value, the token after them, whether they are bare digits."""

    value: Value
    after: int
    bare: bool


def adjacent(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the token touches the one before it."""
    return at > 0 and tokens[at - 1].end == tokens[at].start


def numeral(tokens: tuple[Token, ...], at: int, lex: Lexicon, *, row: bool = False) -> Numeral | None:
    """The figures that begin at `at`; None if they are too long to be a number."""
    count = len(tokens)
    if at + 1 == count or tokens[at + 1].kind == "word":
        # What most figures are.
        key = tokens[at].key
        return Numeral(int(key), at + 1, True) if len(key) <= MAX_DIGITS else None
    groups = [tokens[at].key]
    marks: list[str] = []
    j = at + 1
    while j < count and len(groups) < 12:
        token = tokens[j]
        if token.kind == "mark":
            if (
                token.key in _MARKS
                and j + 1 < count
                and tokens[j + 1].kind == "digits"
                and adjacent(tokens, j)
                and adjacent(tokens, j + 1)
            ):
                marks.append(token.key)
                groups.append(tokens[j + 1].key)
                j += 2
                continue
        elif (
            token.kind == "digits"
            and len(token.key) == 3
            and token.start == tokens[j - 1].end + 1
            and len(groups[-1]) <= 3
            and (marks or groups[0][0] != "0")
            and not (marks and marks[-1] != " ")
            and not _joined_on(tokens, j)
        ):
            marks.append(" ")
            groups.append(token.key)
            j += 1
            continue
        break
    if not marks:
        return Numeral(int(groups[0]), j, True) if len(groups[0]) <= MAX_DIGITS else None
    if sum(map(len, groups)) > MAX_DIGITS:
        return None
    value = _grouped(groups, marks, _continuous(tokens, j, lex), _scaled(tokens, j, lex), lex)
    if value is None:
        return Numeral(int(groups[0]), at + 1, True)
    return Numeral(value, j, False)


def _joined_on(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether three digits after a space belong to something of their own, as "300-400" or "10:300" do."""
    return at + 1 < len(tokens) and tokens[at + 1].key in ":/" and adjacent(tokens, at + 1)


def _grouped(
    groups: list[str], marks: list[str], continuous: bool, scaled: bool, lex: Lexicon
) -> Value | None:
    """The value of digit groups, or None if they are no single number."""
    last = marks[-1]
    if len(set(marks)) == 1 and len(marks) > 1:
        return int("".join(groups)) if _thousands(groups) else None
    if len(marks) > 1:
        # Two sorts of mark: the last one is decimal, the others group.
        if len(set(marks[:-1])) == 1 and marks[0] != last and _thousands(groups[:-1]):
            return _decimal("".join(groups[:-1]), groups[-1])
        return None
    head, tail = groups
    if last in " 'ʼ٬":
        return int(head + tail) if len(tail) == 3 and len(head) <= 3 else None
    if len(tail) != 3 or len(head) > 3 or head[0] == "0":
        return None if last == "،" else _decimal(head, tail)
    if tail == "000" and not (scaled and last == lex.decimal):
        return int(head + tail)
    if last == "٫":
        return _decimal(head, tail)
    if last == "،":
        return int(head + tail)
    # The language's own decimal mark before a continuous unit or a scale word is decimal.
    # Spanish writes "1,200 millones" in the one half of its world and "1.200 millones" in the other.
    if last == lex.decimal and (continuous or (scaled and lex.lang != "es")):
        return _decimal(head, tail)
    return int(head + tail)


def _thousands(groups: list[str]) -> bool:
    """Whether the groups are thousands, or lakhs and crores."""
    if not 1 <= len(groups[0]) <= 3 or groups[0][0] == "0":
        return False
    if all(len(group) == 3 for group in groups[1:]):
        return True
    return len(groups[0]) <= 2 and len(groups[-1]) == 3 and all(len(g) == 2 for g in groups[1:-1])


def _decimal(head: str, tail: str) -> Value:
    value = Decimal(f"{head}.{tail}")
    whole = int(value)
    return whole if value == whole else value.normalize()


def _scaled(tokens: tuple[Token, ...], at: int, lex: Lexicon) -> bool:
    if at >= len(tokens):
        return False
    atom = lex.atoms.get(tokens[at].key)
    return atom is not None and atom[0] == SCALE


def _continuous(tokens: tuple[Token, ...], at: int, lex: Lexicon) -> bool:
    if at >= len(tokens):
        return False
    key = tokens[at].key
    return key in lex.continuous or key in lex.percent_signs or key in lex.percent


def chain(tokens: tuple[Token, ...], at: int) -> tuple[int, bool] | None:
    """The end of three or more figures joined by one mark, and whether they look like a date.

    "2024-01-15" and "15/01/2024" are dates, whose parts are numbers; "123-456-7890", "192.168.0.1" are not.
    """
    count = len(tokens)
    if at + 2 >= count or tokens[at + 1].key not in _CHAINS or not adjacent(tokens, at + 1):
        return None
    mark = tokens[at + 1].key
    sizes = [len(tokens[at].key)]
    j = at + 1
    while (
        j + 1 < count
        and tokens[j].key == mark
        and tokens[j + 1].kind == "digits"
        and adjacent(tokens, j)
        and adjacent(tokens, j + 1)
    ):
        sizes.append(len(tokens[j + 1].key))
        j += 2
    if len(sizes) < 3:
        return None
    if mark == "." and all(size == 3 for size in sizes[1:]) and sizes[0] <= 3 and tokens[at].key[0] != "0":
        # An address of four such groups is rarer than a million written with dots.
        return None
    date = len(sizes) == 3 and (
        (sizes[0] == 4 and max(sizes[1:]) <= 2) or (max(sizes[:2]) <= 2 and sizes[2] in (2, 4))
    )
    return j, date


def named(tokens: tuple[Token, ...], at: int, lex: Lexicon) -> bool:
    """Whether the digits at `at` are part of a name or code: "M23", "COVID-19", "إف-16", "5G", "A/75/L"."""
    token = tokens[at]
    if adjacent(tokens, at):
        before = tokens[at - 1]
        if before.kind == "word" and _names(tokens, at, before, lex):
            return True
        if before.kind == "mark" and at > 1 and adjacent(tokens, at - 1) and _coded(tokens, at, before, lex):
            return True
    if at + 1 < len(tokens) and adjacent(tokens, at + 1) and tokens[at + 1].kind == "word":
        after = tokens[at + 1]
        if after.raw in ("G", "D") and len(token.key) == 1:
            return True
        if at + 2 < len(tokens) and tokens[at + 2].kind == "digits" and adjacent(tokens, at + 2):
            return after.key not in _HOURS
    return False


def _names(tokens: tuple[Token, ...], at: int, before: Token, lex: Lexicon) -> bool:
    key = before.key
    if key in lex.currency_signs:
        return False
    if key in _HOURS and at > 1 and tokens[at - 2].kind == "digits":
        # "10h30" has minutes; "km2" has none.
        return key not in ("h", "hs")
    if "\u0620" <= key[0] <= "\u064a":
        # Clitics and whole words run on to figures; a short foreign name with figures is a name.
        return not (key in lex.clitics or (len(key) >= 3 and key not in lex.name_heads))
    return key[-1] not in "'"


def _coded(tokens: tuple[Token, ...], at: int, mark: Token, lex: Lexicon) -> bool:
    head = tokens[at - 2]
    if mark.key == "/":
        return head.kind == "word" and head.raw.isupper()
    if mark.key in "@_#":
        return True
    if mark.key not in _DASHES or head.kind != "word":
        return False
    if head.key in lex.open_prefixes or head.key in lex.currency_signs:
        return False
    if "\u0620" <= head.key[0] <= "\u064a":
        return head.key not in lex.clitics
    return not head.raw.islower()


def telephone(tokens: tuple[Token, ...], at: int) -> int:
    """The token after a telephone number that begins at `at`, or 0: "+963 11 222 3333", "00963…"."""
    plus = at > 0 and tokens[at - 1].key == "+" and adjacent(tokens, at)
    key = tokens[at].key
    if not plus and not (key.startswith("00") and len(key) > 4):
        return 0
    if plus and len(key) < 2:
        return 0
    j = at + 1
    digits = len(key)
    while j < len(tokens) and j < at + 16:
        token = tokens[j]
        if token.kind == "digits" and token.start - tokens[j - 1].end <= 1:
            digits += len(token.key)
        elif token.key not in "-().":
            break
        j += 1
    while j > at + 1 and tokens[j - 1].kind != "digits":
        j -= 1
    return j if digits >= 7 else 0
