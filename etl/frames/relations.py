"""The words that make figures parts of others, where those words stand, and which sizes allow it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from etl.frames.tries import Trie, phrases
from etl.lang.packs import read_toml
from etl.model import LANGS, Lang, Quantity, Sentence, Token, Value
from etl.text.fold import fold
from etl.text.sights import Sight

# A part of a whole that must be of its frame: found in an earlier sentence or nowhere.
LOOSE = -2
# A part whose noun is left out: what may have become of those told right before.
ELIDED = -4
# A part that is singled out as the most of what was told before: of the largest of its frame.
TOPMOST = -3
# Words that may stand between an opener and its figure ("among them, officials say, at least 12").
_REACH = 6
# The same where the opener begins the sentence ("Parmi eux, ajoute-t-il, figurent 200 …").
_OPENED = 12


class RelationPack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`relations.toml` of a language."""

    openers: tuple[str, ...]
    followers: tuple[str, ...]
    out_of: tuple[str, ...]
    totals: tuple[str, ...]
    others: tuple[str, ...]
    # Words before a whole that is named first ("of the 25 killed, 8 were children").
    leading: tuple[str, ...] = ()
    # Openers and followers that speak of the figure right before them, a part or not ("of whom").
    relative: tuple[str, ...] = ()
    # Words that hold an opener and open nothing ("most of them").
    shut: tuple[str, ...] = ()
    # Words between a part and those that were counted before ("three of the dead").
    definite: tuple[str, ...] = ()
    # How a noun behind them begins, where one that is not definite only says what is counted.
    article: str = ""
    # Words of how those fare who were hurt before ("12 are in critical condition").
    faring: tuple[str, ...] = ()
    # Words of the death of those who were hurt before ("nine died on arrival").
    succumbing: tuple[str, ...] = ()
    # Words by which what was told of some before still holds ("45 are still in jail").
    lasting: tuple[str, ...] = ()
    # Words that take up the part told last, not its whole ("of the latter").
    latter: tuple[str, ...] = ()
    # Words right before the first part of a whole that is spelled out ("24 hostages, they are 13 …").
    listing: tuple[str, ...] = ()
    # Adverbs between a part and its whole ("only 230 families out of 1,900").
    adverbs: tuple[str, ...] = ()
    # Endings of a share that is one of those counted before ("نصفهم").
    owners: tuple[str, ...] = ()
    # Words for others of the same kind that are things, never people.
    other_things: tuple[str, ...] = ()
    # Words that single out where most of those told before were ("la province la plus touchée").
    topping: tuple[str, ...] = ()
    # Nouns for the same people, those of a group in one string ("rescapés survivants").
    same: tuple[str, ...] = ()
    # Articles that make of others the rest of those told before ("les trois autres").
    rest: tuple[str, ...] = ()


class Relations:
    """The relation words of a language, compiled."""

    __slots__ = (
        "adverbs",
        "article",
        "definite",
        "faring",
        "followers",
        "lasting",
        "latter",
        "leading",
        "listing",
        "openers",
        "opening",
        "other_things",
        "others",
        "out_of",
        "owners",
        "relative",
        "rest",
        "same",
        "shut",
        "succumbing",
        "topping",
        "totals",
    )

    def __init__(self, lang: Lang) -> None:
        pack = read_toml(lang, "relations", RelationPack)
        self.openers: Trie = phrases(pack.openers)
        # Whether a word can begin one of the openers.
        self.opening = Sight(lambda token: token.kind == "word" and bool(self.openers.starts[token.raw]))
        self.followers = phrases(pack.followers)
        self.out_of = phrases(pack.out_of)
        self.leading = phrases(pack.leading)
        self.totals = phrases(pack.totals)
        self.relative = phrases(pack.relative)
        self.shut = phrases(pack.shut)
        self.definite = phrases(pack.definite)
        self.article = pack.article
        self.faring = phrases(pack.faring)
        self.succumbing = phrases(pack.succumbing)
        self.lasting = phrases(pack.lasting)
        self.latter = phrases(pack.latter)
        self.owners = pack.owners
        self.adverbs = frozenset(fold(w) for w in pack.adverbs)
        self.others = frozenset(fold(w) for w in pack.others)
        self.listing = phrases(pack.listing)
        self.other_things = frozenset(fold(w) for w in pack.other_things)
        self.topping = phrases(pack.topping)
        self.rest = frozenset(fold(w) for w in pack.rest)
        self.same = {fold(word): order for order, group in enumerate(pack.same) for word in group.split()}


@lru_cache(maxsize=len(LANGS))
def relations(lang: Lang) -> Relations:
    """The compiled relation words of a language."""
    return Relations(lang)


def openers(sentence: Sentence, quantities: Sequence[Quantity], words: Relations) -> list[int]:
    """For each quantity the first token of the words that open a part ("including"), or -1."""
    tokens = sentence.tokens
    found = [-1] * len(quantities)
    before = 0
    # Most sentences hold no such word at all.
    opening = words.opening.spots(tokens) if quantities else []
    shutting = words.shut.root
    for index, quantity in enumerate(quantities):
        closed = 0
        for at in range(max(before, quantity.first - _OPENED - 4), quantity.first) if opening else ():
            token = tokens[at]
            if token.key in shutting:
                shut = words.shut.longest(tokens, at)
                if shut is not None:
                    closed = shut[0]
            if at == before and index and words.followers.longest(tokens, at) is not None:
                # "95 of them on Sunday, 14 …": what follows a number opens no other part.
                continue
            if at < closed or at not in opening:
                continue
            readings = words.openers.readings(tokens, at)
            reach = _OPENED if at == 0 else _REACH
            if readings and readings[0][0] <= quantity.first and quantity.first - readings[0][0] <= reach:
                found[index] = at
                break
        if found[index] < 0 and index > 0 and quantity.first - 1 >= quantities[index - 1].last:
            read = words.listing.readings(tokens, quantity.first - 1)
            if read and read[0][0] == quantity.first:
                found[index] = quantity.first - 1
        if found[index] < 0 and index > 0 and quantity.unit == "percent" and (
            tokens[quantity.number.last - 1].key.endswith(words.owners or "\0")
        ):  # fmt: skip
            found[index] = quantity.number.first
        before = quantity.number.last
    return found


def definite(tokens: tuple[Token, ...], at: int, words: Relations) -> bool:
    """Whether words that take some of a known set stand at token `at` ("of the passengers")."""
    found = words.definite.longest(tokens, at) if at < len(tokens) else None
    if found is None or found[0] >= len(tokens):
        return False
    return tokens[found[0]].raw.startswith(words.article)


def leads(sentence: Sentence, quantity: Quantity, words: Relations) -> bool:
    """Whether the quantity opens its clause as the whole of what follows ("of the 25 killed, …")."""
    tokens = sentence.tokens
    number = quantity.number.first
    for at in range(max(0, number - 4), number):
        if at and tokens[at - 1].kind != "mark" and not (at == 1 and len(tokens[0].key) <= 4):
            continue
        for end, _, _ in words.leading.readings(tokens, at):
            if 0 <= number - end <= 1:
                return True
    return False


def top(value: Value | None, high: Value | None, low: Value | None) -> Value | None:
    """The largest number that the words name."""
    return value if value is not None else (high if high is not None else low)


def within(part: Quantity, whole: Quantity) -> bool:
    """Whether the part can be a part of the whole by size; a share always can.

    Money of another currency is the same sum again ("1.6 billion kwacha ($1.5 million)").
    """
    if part.unit == "percent":
        return True
    if part.currency != whole.currency and part.currency and whole.currency:
        return False
    small = part.value if part.value is not None else part.value_min
    large = top(whole.value, whole.value_max, whole.value_min)
    if small is None or large is None:
        return True
    return small <= large
