"""How strongly two tokens of a sentence are kept apart: marks, conjunctions and clause openers, as weights.

There is no tree. Each gap between tokens has a weight, and the distance between two tokens is the weight
that lies between them, in constant time from prefix sums; so a sentence of any length costs linear time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

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
    # Sums up to each token; most tokens add nothing, so they are written run by run.
    weights: list[int] = []
    commas: list[int] = []
    strong: list[int] = []
    weighed = seen = parted = 0
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
                weights += [weighed] * (at + 1 - len(weights))
                weighed += weight
                if weight >= 2:
                    commas += [seen] * (at + 1 - len(commas))
                    seen += 1
            if raw in _STRONG:
                strong += [parted] * (at + 1 - len(strong))
                parted += 1
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
        weights += [weighed] * (after - len(weights))
        weighed += weight
    weights += [weighed] * (count + 1 - len(weights))
    commas += [seen] * (count + 1 - len(commas))
    strong += [parted] * (count + 1 - len(strong))
    return Clauses(weights, commas, strong, conjunction, joined, relative)


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
