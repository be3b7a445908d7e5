"""Walking a sentence's tokens through the pattern tries; pure structure, no dates yet."""

from __future__ import annotations

from decimal import Decimal
from typing import Union

import msgspec

from etl.model import Number, Sentence, Token
from etl.periods.follow import Next
from etl.periods.lexicon import GLUED, Lexicon, without
from etl.periods.nodes import Entry, Node, Rule

Value = Union[str, int, tuple[int, int], "Match"]
Binding = dict[str, Value]
Reached = tuple[tuple[int, "int | tuple[int, int]"], ...]
_NOWHERE: Reached = ()
# The figures of a year.
_YEAR = 4


class Match(msgspec.Struct, frozen=True, gc=False):
    """A rule that fits from `start` up to `stop` (token positions); `key` is what is left of the first
    token once its proclitics are off, None for all of it. `end` counts context after the words too."""

    rule: Rule
    order: int
    start: int
    key: str | None
    stop: int
    end: int
    bound: Binding


class Matcher:
    """Finds the matches of one sentence; remembers what it has tried."""

    def __init__(self, lexicon: Lexicon, sentence: Sentence, numbers: dict[int, Number]) -> None:
        self.lexicon = lexicon
        self.firsts, self.counted = lexicon.firsts, lexicon.counted
        self.tokens = sentence.tokens
        self.arabic = lexicon.lang == "ar"
        self.numbers = numbers
        # Per token what begins there as it stands, by category, and what its remainders begin.
        self._whole: list[dict[str, list[Match]] | None] = [None] * (len(self.tokens) + 1)
        self._split: dict[tuple[int, str], dict[str, list[Match]]] = {}

    def at(self, category: str, i: int, key: str | None) -> list[Match]:
        """Every match of the category that begins there, longest first, then in the lexicon's order."""
        here = self._whole[i] if key is None else self._split.get((i, key))
        if here is None:
            here = {}
            if key is None:
                self._whole[i] = here
            else:
                self._split[i, key] = here
        known = here.get(category)
        if known is None:
            here[category] = []  # A category inside itself at the same place finds nothing.
            known = []
            if i < len(self.tokens):
                self._walk(self.lexicon.tries[category], i, key, None, i, {}, known)
            if len(known) > 1:
                known.sort(key=_rank)
            here[category] = known
        return known

    def _walk(
        self,
        node: Node,
        i: int,
        key: str | None,
        start: tuple[int, str | None] | None,
        stop: int,
        bound: Binding,
        out: list[Match],
    ) -> None:
        token = self.tokens[i]
        word = token.key if key is None else key
        figures = token.kind == "digits" or i in self.numbers
        begin = start or (i, key)
        known = node.steps.get(word)
        steps, inner = self.lexicon.steps(node, word) if known is None else known
        for slot, entry, alone, context, following in steps:
            if entry is None:
                after = i + 1
            elif alone or self._fits(entry, token, i):
                after = i + 1 + len(entry.rest)
            else:
                continue
            value = None if entry is None else entry.value
            if context:
                self._go_on(following, after, start, stop, bound, slot, value, out)
            else:
                self._go_on(following, after, begin, after, bound, slot, value, out)
        if figures or node.anything:
            for name, slot, context, following in node.specials:
                for after, found in self._special(name, token, i, key):
                    if context:
                        self._go_on(following, after, start, stop, bound, slot, found, out)
                    else:
                        self._go_on(following, after, begin, after, bound, slot, found, out)
        counts = figures and key is None and bool(node.categories)
        # Most words can begin no time expression at all, so their tries are not walked.
        for name, slot, context, following in node.categories if counts else inner:
            if not self._may_begin(name, i, word, counts):
                continue
            for match in self.at(name, i, key):
                if context:
                    self._go_on(following, match.end, start, stop, bound, slot, match, out)
                else:
                    its_start = start or (match.start, match.key)
                    self._go_on(following, match.end, its_start, match.stop, bound, slot, match, out)
        if self.arabic and key is None and _glued(node, word):
            for context, following in node.words[word[0]]:
                for rest in without(word):
                    self._walk(following, i, rest, start if context else begin, stop, bound, out)

    def _may_begin(self, category: str, i: int, word: str, counts: bool) -> bool:
        """Whether what stands behind lets the category begin; at times too generous, never too strict."""
        follow = self.lexicon.follow[category]
        tokens = self.tokens
        if counts:
            if category in self.counted:
                after = follow.number
                # What could be a year needs nothing behind it.
                if after is None or len(word) == _YEAR or number_may_lead(after, tokens, i, self.numbers):
                    return True
            if word not in self.firsts[category]:
                return self.arabic and _glued(self.lexicon.tries[category], word)
        after = follow.word(word)
        return after is None or may_follow(after, tokens, i + 1, self.numbers)

    def _go_on(
        self,
        node: Node,
        after: int,
        start: tuple[int, str | None] | None,
        stop: int,
        bound: Binding,
        slot: str,
        value: Value | None,
        out: list[Match],
    ) -> None:
        """Take what ends in the state and walk on from it; `value` is bound only where either happens."""
        tokens = self.tokens
        on = False
        if after < len(tokens):
            # Most words lead nowhere from here: one look tells.
            token, openers = tokens[after], node.openers
            on = (
                openers is None
                or token.key in openers
                or (node.figures and (token.kind == "digits" or after in self.numbers))
                or (self.arabic and _glued(node, token.key))
            )
        if not on and (start is None or not node.ends):
            return
        if value is not None:
            bound = {**bound, slot: value}
        if start is not None:
            for order, rule in node.ends:
                out.append(Match(rule, order, start[0], start[1], stop, after, bound))
        if on:
            self._walk(node, after, None, start, stop, bound, out)

    def _fits(self, entry: Entry, token: Token, i: int) -> bool:
        if entry.capital and not token.raw[0].isupper():
            return False
        if entry.name == "monthx" and i in self.numbers and not self._beside_figures(i):
            # French "sept" is seven unless a day or a year stands beside it.
            return False
        tokens = self.tokens
        after = i + 1
        if after + len(entry.rest) > len(tokens):
            return False
        for rest in entry.rest:
            if tokens[after].key != rest:
                return False
            after += 1
        return True

    def _beside_figures(self, i: int) -> bool:
        tokens = self.tokens
        if i and tokens[i - 1].kind == "digits":
            return True
        return i + 1 < len(tokens) and (
            tokens[i + 1].key == "." or (len(tokens[i + 1].key) == 4 and tokens[i + 1].kind == "digits")
        )

    def _special(self, name: str, token: Token, i: int, key: str | None) -> Reached:
        """Where the word or figure leads, and the value it has there; nothing where it does not fit."""
        if name == "any":
            return ((i + 1, 0),) if token.kind == "word" else _NOWHERE
        if name in ("num", "ord"):
            return self._number(name, token, i)
        length = len(token.key)
        if token.kind != "digits" or key is not None or length > 4:
            if name == "d":
                return tuple(
                    (a, v) for a, v in self._number("ord", token, i) if isinstance(v, int) and v <= 31
                )
            return _NOWHERE
        value = int(token.key)
        if (
            (name == "d" and length <= 2 and 1 <= value <= 31)
            or (name == "mn" and length <= 2 and 1 <= value <= 12)
            or (name == "y4" and length == 4 and 1900 <= value <= 2100)
            or (name == "y2" and length == 2)
            or (name == "h2" and length <= 2 and value <= 24)
            or (name == "m2" and length == 2 and value < 60 and self._touches(i))
            or (name == "h4" and length == 4 and value % 100 < 60 and value < 2400)
            or (name == "hy" and length == 4 and 1343 <= value <= 1500)
        ) and not self._inside_number(i):
            return ((i + 1, value),)
        return _NOWHERE

    def _touches(self, i: int) -> bool:
        # "10:30" is a time, "category 5: 27 dead" is none.
        before = self.tokens[i - 1] if i else None
        return before is None or before.kind != "mark" or before.end == self.tokens[i].start

    def _inside_number(self, i: int) -> bool:
        # "1,500" and "3.2" are digits and marks: a part of them is no day and no year.
        return (i >= 2 and self._joins(i - 1)) or (i + 2 < len(self.tokens) and self._joins(i + 1))

    def _joins(self, mark: int) -> bool:
        left, sign, right = self.tokens[mark - 1 : mark + 2]
        return (
            sign.key in ".,٬٫"
            and left.kind == right.kind == "digits"
            and left.end == sign.start
            and sign.end == right.start
            and (sign.key != "." or not self._dotted_date(mark - 1))
        )

    def _dotted_date(self, i: int) -> bool:
        # 03.01.2024
        tokens = self.tokens
        first = i
        while first >= 2 and tokens[first - 1].key == "." and tokens[first - 2].kind == "digits":
            first -= 2
        parts = tokens[first : first + 5]
        return len(parts) == 5 and [p.key for p in parts[1::2]] == [".", "."] and len(parts[4].key) == 4

    def _number(self, name: str, token: Token, i: int) -> Reached:
        number = self.numbers.get(i)
        if number is None:
            if token.kind == "digits" and name == "num" and len(token.key) < 7:
                return ((i + 1, int(token.key)),)
            return _NOWHERE
        value = number.value
        if name == "ord":
            return (
                ((number.last, value),) if number.kind == "ordinal" and isinstance(value, int) else _NOWHERE
            )
        if number.noun is not None or number.kind not in ("cardinal", "range", "fraction"):
            return _NOWHERE
        if value is not None:
            whole = int(value.to_integral_value("ROUND_CEILING")) if isinstance(value, Decimal) else value
            return ((number.last, whole),)
        if number.kind == "range" and number.value_min is not None and number.value_max is not None:
            return ((number.last, (int(number.value_min), int(number.value_max))),)
        return _NOWHERE


def _rank(match: Match) -> tuple[int, int]:
    return -match.end, match.order


def may_follow(after: Next, tokens: tuple[Token, ...], at: int, numbers: dict[int, Number]) -> bool:
    """Whether the token at `at` is one of those that may follow."""
    if at >= len(tokens):
        return False
    token = tokens[at]
    key = token.key
    if key in after.keys or (after.number and (token.kind == "digits" or at in numbers)):
        return True
    # A letter that the pattern has as a word of its own is glued to the next one.
    return key[0] in GLUED and len(key) > 2 and key[0] in after.keys


def number_may_lead(after: Next, tokens: tuple[Token, ...], i: int, numbers: dict[int, Number]) -> bool:
    """Whether what may follow a number follows the figures at `i` or the whole number that begins there."""
    if may_follow(after, tokens, i + 1, numbers):
        return True
    number = numbers.get(i)
    return number is not None and may_follow(after, tokens, number.last, numbers)


def _glued(node: Node, word: str) -> bool:
    """Whether a letter written on to the word can lead on from the state."""
    return len(word) > 2 and word[0] in GLUED and word[0] in node.words


def letters_off(full: str, rest: str) -> int:
    """How many letters of `full` stand before `rest`; an article hidden in لل keeps its ل."""
    return len(full) - len(rest)
