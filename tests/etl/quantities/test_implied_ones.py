"""A bare singular measure after "became" means one; anything counted, plural or farther off does not."""

from __future__ import annotations

import pytest

from etl import numbers
from etl.model import Sentence
from etl.quantities import implied_ones, read
from etl.text.tokens import tokenize


def sentence(text: str) -> Sentence:
    return Sentence(0, 0, 0, len(text), "ar", "prose", tuple(tokenize(text, 0, len(text))))


def test_a_bare_measure_means_one() -> None:
    text = "والآن أصبحت كيلومتر مربع من المنازل"
    said = sentence(text)
    (one,) = implied_ones(said, numbers.read(said))
    assert text[one.start : one.end] == "كيلومتر مربع"
    (quantity,) = read(said, [one], ())
    assert (quantity.value, quantity.unit, quantity.unit_text) == (1, "square_kilometre", "كيلومتر مربع")


@pytest.mark.parametrize(
    "text", ["أصبحت 3 كيلومترات مربعة", "أصبحت كيلومترات مربعة", "تبلغ 700 متر مربع", "أصبح طفلا", "أصبحت"]
)
def test_nothing_is_implied(text: str) -> None:
    said = sentence(text)
    assert implied_ones(said, numbers.read(said)) == []
