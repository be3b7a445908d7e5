"""Questions about single words are asked once for a spelling, whatever stands around it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from etl.model import Token
from etl.text.sights import Sight
from etl.text.tokens import tokenize


def tokens(text: str) -> tuple[Token, ...]:
    return tuple(tokenize(text, 0, len(text)))


def test_spots_are_the_places_of_the_words_it_is_true_of() -> None:
    long = Sight(lambda token: len(token.raw) > 4)
    assert long.spots(tokens("seven men and eleven women")) == [0, 3, 4]
    assert long.spots(tokens("no men")) == []
    assert long.spots(()) == []


def test_a_spelling_is_asked_once_in_all_texts() -> None:
    asked: list[str] = []

    def ask(token: Token) -> bool:
        asked.append(token.raw)
        return token.raw == "zweihundertelf"

    sight = Sight(ask)
    assert sight.spots(tokens("zweihundertelf oder zweihundertelf")) == [0, 2]
    assert sight.spots(tokens("oder zweihundertelf")) == [1]
    assert [sight(token) for token in tokens("oder zweihundertelf")] == [False, True]
    assert asked == ["zweihundertelf", "oder"]


def test_spellings_that_fold_alike_are_asked_each() -> None:
    capital = Sight(lambda token: token.raw[0].isupper())
    assert capital.spots(tokens("May may MAY")) == [0, 2]


def test_two_questions_have_answers_of_their_own() -> None:
    word, digits = Sight(lambda token: token.kind == "word"), Sight(lambda token: token.kind == "digits")
    text = tokens("12 killed, 3 hurt")
    assert word.spots(text) == [1, 4]
    assert digits.spots(text) == [0, 3]


def long_by(size: int) -> Sight:
    return Sight(lambda token: len(token.raw) % size == 0)


def test_texts_read_side_by_side_find_the_same() -> None:
    sights = [long_by(n + 2) for n in range(12)]
    text = tokens(" ".join("x" * (n % 23 + 1) + str(n) + "y" * (n % 7) for n in range(400)))
    expected = [
        [at for at, token in enumerate(text) if len(token.raw) % (n + 2) == 0] for n in range(len(sights))
    ]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: sights[n % 12].spots(text), range(48)))
    assert found == expected * 4
