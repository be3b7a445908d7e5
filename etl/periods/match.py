"""Walking a sentence's tokens through the pattern tries; pure structure, no dates yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.model import Number, Sentence, Token
from etl.periods.lexicon import GLUED, Lexicon, without
from etl.periods.nodes import Entry, Node, Rule

Binding = dict[str, "str | int | tuple[int, int] | Match"]


@dataclass(slots=True, frozen=True)
class Match:
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

    def __init__(self, lexicon: Lexicon, sentence: Sentence, numbers: Sequence[Number]) -> None:
        self.lexicon = lexicon
        self.tokens = sentence.tokens
        self.arabic = lexicon.lang == "ar"
        self.numbers = {number.first: number for number in numbers}
        self._known: dict[tuple[str, int, str | None], list[Match]] = {}

    def at(self, category: str, i: int, key: str | None) -> list[Match]:
        """Every match of the category that begins there, longest first, then in the lexicon's order."""
        place = (category, i, key)
        known = self._known.get(place)
        if known is None:
            self._known[place] = []  # A category inside itself at the same place finds nothing.
            known = []
            self._walk(self.lexicon.tries[category], i, key, None, i, {}, known)
            if len(known) > 1:
                known.sort(key=lambda m: (-m.end, m.order))
            self._known[place] = known
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
        if node.ends and key is None and start is not None:
            for order, rule in node.ends:
                out.append(Match(rule, order, start[0], start[1], stop, i, bound))
        if i >= len(self.tokens):
            return
        token = self.tokens[i]
        word = token.key if key is None else key
        begin = start or (i, key)
        after = i + 1
        if node.words:
            for context, following in node.words.get(word, ()):
                self._walk(
                    following,
                    after,
                    None,
                    start if context else begin,
                    stop if context else after,
                    bound,
                    out,
                )
        if node.classes:
            for entry in self.lexicon.entries.get(word, ()):
                edges = node.classes.get(entry.name)
                if edges and self._fits(entry, token, i):
                    after = i + 1 + len(entry.rest)
                    for slot, context, following in edges:
                        self._walk(
                            following,
                            after,
                            None,
                            start if context else begin,
                            stop if context else after,
                            {**bound, slot: entry.value},
                            out,
                        )
        for name, slot, context, following in node.specials:
            for after, value in self._special(name, token, i, key):
                self._walk(
                    following,
                    after,
                    None,
                    start if context else begin,
                    stop if context else after,
                    {**bound, slot: value},
                    out,
                )
        if node.categories:
            counts = (token.kind == "digits" or i in self.numbers) and key is None
            for name, slot, context, following in node.categories:
                # Most words can begin no time expression at all, so their tries are not walked.
                opens = word in self.lexicon.firsts[name]
                if not opens and not (counts and name in self.lexicon.counted):
                    continue
                for match in self.at(name, i, key):
                    self._walk(
                        following,
                        match.end,
                        None,
                        start if context else (begin if start else (match.start, match.key)),
                        stop if context else match.stop,
                        {**bound, slot: match},
                        out,
                    )
        if self.arabic and key is None and len(word) > 2 and word[0] in GLUED:
            for context, following in node.words.get(word[0], ()):
                for rest in without(word):
                    self._walk(following, i, rest, start if context else begin, stop, bound, out)

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
        return all(tokens[after + n].key == rest for n, rest in enumerate(entry.rest))

    def _beside_figures(self, i: int) -> bool:
        tokens = self.tokens
        if i and tokens[i - 1].kind == "digits":
            return True
        return i + 1 < len(tokens) and (
            tokens[i + 1].key == "." or (len(tokens[i + 1].key) == 4 and tokens[i + 1].kind == "digits")
        )

    def _special(
        self, name: str, token: Token, i: int, key: str | None
    ) -> Iterator[tuple[int, int | tuple[int, int]]]:
        if name == "any":
            if token.kind == "word":
                yield i + 1, 0
            return
        if name in ("num", "ord"):
            yield from self._number(name, token, i)
            return
        if token.kind != "digits" or key is not None or len(token.key) > 4:
            if name == "d":
                yield from (
                    (a, v) for a, v in self._number("ord", token, i) if isinstance(v, int) and v <= 31
                )
            return
        value = int(token.key)
        length = len(token.key)
        if (
            (name == "d" and length <= 2 and 1 <= value <= 31)
            or (name == "mn" and length <= 2 and 1 <= value <= 12)
            or (name == "y4" and length == 4 and 1900 <= value <= 2100)
            or (name == "y2" and length == 2)
            or (name == "h2" and length <= 2 and value <= 24)
            or (name == "m2" and length == 2 and value < 60 and self._glued(i))
            or (name == "h4" and length == 4 and value % 100 < 60 and value < 2400)
            or (name == "hy" and length == 4 and 1343 <= value <= 1500)
        ) and not self._inside_number(i):
            yield i + 1, value

    def _glued(self, i: int) -> bool:
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

    def _number(self, name: str, token: Token, i: int) -> Iterator[tuple[int, int | tuple[int, int]]]:
        number = self.numbers.get(i)
        if number is None:
            if token.kind == "digits" and name == "num" and len(token.key) < 7:
                yield i + 1, int(token.key)
            return
        if name == "ord":
            if number.kind == "ordinal" and isinstance(number.value, int):
                yield number.last, number.value
            return
        if number.noun is not None or number.kind not in ("cardinal", "range", "fraction"):
            return
        if number.value is not None:
            whole = number.value
            yield (
                number.last,
                int(whole.to_integral_value("ROUND_CEILING")) if isinstance(whole, Decimal) else whole,
            )
        elif number.kind == "range" and number.value_min is not None and number.value_max is not None:
            yield number.last, (int(number.value_min), int(number.value_max))


def letters_off(full: str, rest: str) -> int:
    """How many letters of `full` stand before `rest`; an article hidden in لل keeps its ل."""
    return len(full) - len(rest)
