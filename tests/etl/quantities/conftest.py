"""The quantities of a phrase, read as one sentence of its language with the number reader before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from etl import numbers
from etl.model import Lang, Quantity, Sentence
from etl.quantities import read
from etl.text.tokens import tokenize


@pytest.fixture(scope="session")
def quantities() -> Callable[[str, Lang], list[Quantity]]:
    def quantities_of(text: str, lang: Lang) -> list[Quantity]:
        tokens = tuple(tokenize(text, 0, len(text)))
        said = Sentence(0, 0, 0, len(text), lang, "prose", tokens)
        return read(said, numbers.read(said), ())

    return quantities_of
