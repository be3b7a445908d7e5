"""Phrases are found as they were added, whenever that was and however many begin with one word."""

from __future__ import annotations

from etl.frames.tries import Trie, words_of
from etl.model import Token
from etl.text.tokens import tokenize


def tokens(text: str) -> tuple[Token, ...]:
    return tuple(tokenize(text, 0, len(text)))


def test_the_longest_phrase_wins_and_keeps_the_order_of_what_it_holds() -> None:
    trie = Trie()
    trie.add(words_of("in addition"), 1)
    trie.add(words_of("in addition to"), 2)
    trie.add(words_of("in addition to"), 3)
    trie.add(words_of("in addition to"), 2)
    assert trie.longest(tokens("in addition to them"), 0) == (3, [2, 3])
    assert trie.longest(tokens("in addition, they"), 0) == (2, [1])
    assert trie.longest(tokens("in all"), 0) is None


def test_what_is_added_later_is_found_behind_a_word_that_was_met() -> None:
    trie = Trie()
    trie.add(words_of("as of"), "date")
    assert trie.longest(tokens("as well as"), 0) is None
    assert trie.longest(tokens("as of May"), 0) == (2, ["date"])
    trie.add(words_of("as well as"), "and")
    assert trie.longest(tokens("as well as"), 0) == (3, ["and"])


def test_first_words_are_known_before_and_after_they_are_met() -> None:
    trie = Trie()
    assert not len(trie.root)
    trie.add_each([words_of("as of"), words_of("until")], "date")
    assert [word in trie.root for word in ("as", "until", "of")] == [True, True, False]
    trie.longest(tokens("until May"), 0)
    assert [word in trie.root for word in ("as", "until", "of")] == [True, True, False]
    assert len(trie.root) == 2


def test_proclitics_are_read_off_the_first_word() -> None:
    trie = Trie()
    trie.add(words_of("بلغ"), "reached")
    assert [(end, prefix) for end, prefix, _ in trie.readings(tokens("وبلغ العدد"), 0)] == [(1, "و")]
    assert trie.longest(tokens("وبلغ العدد"), 0) is None
