"""How strongly two tokens of a sentence are kept apart: marks, conjunctions and clause openers, as weights.

There is no tree. Each gap between tokens has a weight, and the distance between two tokens is the weight
that lies between them, in constant time from prefix sums; so a sentence of any length costs linear time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate

import msgspec

from etl.frames.lexicon import Lexicon
from etl.frames.tries import MARKS, Trie
from etl.model import Sentence, Token

AND = 1
RELATIVE = 2
BREAK = 6
_STRONG = ";؛"
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


def read(sentence: Sentence, lexicon: Lexicon, dated: Collection[int] = ()) -> Clauses:
    """The clause weights of a sentence; at `dated` tokens a time begins ("since 14 May"), never a clause."""
    tokens = sentence.tokens
    count = len(tokens)
    # What each token adds; summed up at the end.
    weights, commas, strong = [0] * (count + 1), [0] * (count + 1), [0] * (count + 1)
    conjunction, relative, joined = [False] * count, [False] * count, [False] * count
    arabic = sentence.lang == "ar"
    shapes = lexicon.shapes
    after = 0
    for at in lexicon.shaping.spots(tokens):
        if at < after:
            continue
        token = tokens[at]
        if token.kind == "mark":
            raw = token.raw
            if not in_number(tokens, at) and not _abbreviates(tokens, at):
                weight = MARKS[raw]
                weights[at + 1] += weight
                commas[at + 1] = int(weight >= 2)
            strong[at + 1] = int(raw in _STRONG)
            continue
        end, codes = _shape(shapes, tokens, at)
        weight = 0
        if "and" in codes:
            weight, after = AND, end
            conjunction[at:end] = [True] * (end - at)
        elif "inert" in codes:
            after = end
        else:
            after = at + 1
            if "relative" in codes:
                relative[at] = True
                weight, after = RELATIVE, end
            if "break" in codes and at not in dated:
                weight, after = BREAK, end
            elif arabic and len(token.key) > 2 and token.key[0] == "و":
                joined[at] = True
                weight = max(weight, AND)
        # The weight belongs to the opener itself: a span that ends before it pays for it.
        weights[after] += weight
    return Clauses(
        list(accumulate(weights)), list(accumulate(commas)), list(accumulate(strong)), conjunction, joined,
        relative,
    )  # fmt: skip


def in_number(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the mark groups the digits of one number ("1,200", "23.9")."""
    return (
        0 < at < len(tokens) - 1
        and tokens[at - 1].kind == tokens[at + 1].kind == "digits"
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
    )


def _abbreviates(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the full stop ends a letter of an abbreviation ("the U.N. appeal")."""
    before = tokens[at - 1]
    return (
        at > 0
        and tokens[at].raw == "."
        and len(before.raw) == 1
        and before.raw.isupper()
        and before.end == tokens[at].start
    )


def _shape(trie: Trie, tokens: tuple[Token, ...], at: int) -> tuple[int, Sequence[object]]:
    """End and codes of the clause word at `at`; a conjunction may be written on to it ("وأن")."""
    for end, prefix, codes in trie.readings(tokens, at):
        if prefix in _CONJOINED:
            return end, codes
    return at + 1, ()
