"""How strongly two tokens of a sentence are kept apart: marks, conjunctions and clause openers, as weights.

There is no tree. Each gap between tokens has a weight, and the distance between two tokens is the weight
that lies between them, in constant time from prefix sums; so a sentence of any length costs linear time.
"""

from __future__ import annotations

import msgspec

from etl.frames.lexicon import Lexicon, Trie
from etl.model import Sentence, Token

COMMA = 3
AND = 1
RELATIVE = 2
BREAK = 6
STRONG = 12
_MARKS = {",": COMMA, "،": COMMA, ";": STRONG, "؛": STRONG, "(": 2, ")": 2, "[": 2, "]": 2,
          "–": 3, "—": 3,
          "-": 0, ".": STRONG,
          "!": STRONG, "?": STRONG, "؟": STRONG, "…": 4, "|": 4, "•": STRONG}  # fmt: skip


_STRONG = ";؛"
_NOTHING: tuple[int, tuple[object, ...]] = (0, ())
_CONJOINED = ("", "و", "ف")


class Clauses(msgspec.Struct, frozen=True, gc=False):
    """Weights summed up to each token, and where the words that shape clauses stand."""

    weights: list[int]
    commas: list[int]
    strong: list[int]
    conjunction: list[bool]
    joined: list[bool]
    relative: list[bool]

    def between(self, last: int, first: int) -> int:
        """The weight that lies between a span ending at `last` and one that starts at `first`."""
        return self.weights[first] - self.weights[last] if first > last else 0

    def commas_between(self, last: int, first: int) -> int:
        """How many commas or stronger marks stand between."""
        return self.commas[first] - self.commas[last] if first > last else 0


def read(sentence: Sentence, lexicon: Lexicon) -> Clauses:
    """The clause weights of a sentence."""
    tokens = sentence.tokens
    weights, commas, strong = [0], [0], [0]
    conjunction, relative = [False] * len(tokens), [False] * len(tokens)
    joined = [False] * len(tokens)
    arabic = sentence.lang == "ar"
    begins = lexicon.shapes.begins
    at = 0
    while at < len(tokens):
        token = tokens[at]
        weight, comma, end = 0, 0, at + 1
        if token.kind == "mark":
            weight = 0 if _in_number(tokens, at) else _MARKS.get(token.raw, 0)
            comma = int(weight >= 2)
        elif token.kind == "word":
            found, codes = _NOTHING if begins.get(token.raw) is False else _shape(lexicon.shapes, tokens, at)
            if "and" in codes:
                weight, end = AND, found
                conjunction[at:end] = [True] * (end - at)
            else:
                if "relative" in codes:
                    relative[at] = True
                    weight, end = RELATIVE, found
                if "break" in codes:
                    weight, end = BREAK, found
                elif arabic and len(token.key) > 2 and token.key[0] == "و":
                    joined[at] = True
                    weight = max(weight, AND)
        ends = int(token.raw in _STRONG)
        for _ in range(at, end):
            weights.append(weights[-1])
            commas.append(commas[-1] + comma)
            strong.append(strong[-1] + ends)
        # The weight belongs to the opener itself: a span that ends before it pays for it.
        weights[-1] += weight
        at = end
    return Clauses(weights, commas, strong, conjunction, joined, relative)


def _in_number(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the mark groups the digits of one number ("1,200", "23.9")."""
    return (
        0 < at < len(tokens) - 1
        and tokens[at - 1].kind == tokens[at + 1].kind == "digits"
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
    )


def _shape(trie: Trie, tokens: tuple[Token, ...], at: int) -> tuple[int, tuple[object, ...]]:
    """End and codes of the clause word at `at`; a conjunction may be written on to it ("وأن")."""
    for end, prefix, codes in trie.readings(tokens, at):
        if prefix in _CONJOINED:
            return end, tuple(codes)
    return at + 1, ()
