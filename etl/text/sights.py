"""Questions that a stage asks of every word, each answered once for a spelling and then one bit on it.

Most words open no number, no date, no name and no frame, and every stage looks at all of them for the few
that do. What it learns it writes on to the `Spelling` that all tokens written alike share, so that no stage
looks the same word up again, in this document or in the next.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from threading import Lock

from etl.model import Token

_ORDER = count()
# Two stages may write on to one spelling at the same time.
_WRITING = Lock()


class Sight:
    """One question about single words; the answer may rest on how a word is written and on nothing else."""

    __slots__ = ("_bit", "ask")

    def __init__(self, ask: Callable[[Token], bool] | None = None) -> None:
        self._bit = 1 << next(_ORDER)
        # May be set later, by the module that asks.
        self.ask = ask

    def spots(self, tokens: tuple[Token, ...]) -> list[int]:
        """The places of the tokens of which it is true, in order."""
        bit = self._bit
        found: list[int] = []
        for at, token in enumerate(tokens):
            spelling = token.spelling
            # One look tells of most words that it is not.
            if not spelling.denied & bit:
                if not spelling.asked & bit:
                    self._answer(token)
                if not spelling.denied & bit:
                    found.append(at)
        return found

    def __call__(self, token: Token) -> bool:
        """Whether it is true of the token."""
        if not token.spelling.asked & self._bit:
            self._answer(token)
        return not token.spelling.denied & self._bit

    def _answer(self, token: Token) -> None:
        assert self.ask is not None
        true = self.ask(token)
        spelling = token.spelling
        with _WRITING:
            # In this order: whoever finds it asked finds the answer as well.
            if not true:
                spelling.denied |= self._bit
            spelling.asked |= self._bit
