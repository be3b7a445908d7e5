"""Every token has a key, whatever stands alone in a text."""

from __future__ import annotations

import unicodedata

import pytest

from etl.model import Document
from etl.pipeline import extract
from etl.text.tokens import tokenize

SIGNS = ["\u064e", "\u064f\u0651", "\u0640", "\u0301", "\u0670", "\u064b"]


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: unicodedata.name(sign[0]))
def test_a_sign_that_stands_alone_has_a_key(sign: str) -> None:
    assert all(token.key for token in tokenize(f"3 {sign} 4", 0, len(sign) + 4))


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: unicodedata.name(sign[0]))
@pytest.mark.parametrize(
    "text", ["قتل 3 {} أشخاص في حلب في 2 {} مايو.", "{} 3 {} killed in Aleppo, 5 {} wounded."]
)
def test_signs_that_stand_alone_stop_nothing(text: str, sign: str) -> None:
    found = extract(Document(text=text.replace("{}", sign)))
    assert 3 in [fact.value for fact in found]
