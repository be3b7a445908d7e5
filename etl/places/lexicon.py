"""The words around place names in one language, folded, as `lang/*/places.toml` lists them."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from etl.lang.packs import read_toml
from etl.model import Lang, Token
from etl.places.keys import name_words, word_key
from etl.text.fold import fold
from etl.text.sights import Sight
from etl.text.tokens import forms

_ARTICLES = frozenset(("the", "le", "el"))


class _Kinds(msgspec.Struct, forbid_unknown_fields=True):
    admin1: list[str]
    town: list[str]
    site: list[str]
    country: list[str] = []


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    link: list[str]
    skip: list[str]
    directions: list[str]
    origin: list[str]
    destination: list[str]
    site: list[str]
    origin_if_moving: list[str]
    destination_if_moving: list[str]
    destination_if_fleeing: list[str]
    not_from: list[str]
    beside: list[str]
    venues: list[str]
    grounds: list[str]
    waters: list[str]
    waters_after: list[str]
    authorities: list[str]
    abroad: list[str]
    arms: list[str]
    escaping: list[str]
    counted_nationals: list[str] = []
    homeland: list[str]
    homeland_alone: list[str]
    homeland_behind: list[str]
    crossing: list[str]
    that: list[str]
    heading: list[str]
    called: list[str]
    composed: list[str]
    camps: list[str]
    spelled: dict[str, str] = {}
    strict: list[str] = []
    moving: list[str]
    displacing: list[str]
    led: list[str]
    fleeing: list[str]
    reaching: list[str]
    conjunctions: list[str] = msgspec.field(name="and")
    titles: list[str]
    offices: list[str] = []
    landscapes: list[str] = []
    # Behind these a name that no list has may stand, where scripts differ.
    unlisted_after: list[str] = []
    quarters: list[str] = []
    first_names: list[str]
    names_first: list[str]
    place_followers: list[str]
    speech_before: list[str]
    speech_after: list[str]
    # Auxiliaries between a name and its participle of speech ("Damas a annoncé").
    speech_auxiliaries: list[str] = []
    org_heads: list[str]
    org_tails: list[str]
    org_tails_lower: list[str]
    organisations: list[str]
    before: _Kinds
    after: _Kinds


class Cues:
    """Folded sets of one language; multi-word entries as tuples of word keys."""

    def __init__(self, lang: Lang) -> None:
        file = read_toml(lang, "places", _File)
        self.lang = lang
        self.link = _keys(file.link)
        self.skip = _keys(file.skip)
        self.directions = _keys(file.directions)
        self.conjunctions = _keys(file.conjunctions)
        self.titles = _keys(file.titles)
        self.offices = _keys(file.offices)
        self.landscapes = _keys(file.landscapes)
        self.unlisted_after = _keys(file.unlisted_after)
        self.quarters = _keys(file.quarters)
        self.first_names = _keys(file.first_names)
        self.names_first = _keys(file.names_first)
        self.place_followers = _keys(file.place_followers)
        self.speech_before = _keys(file.speech_before)
        self.speech_after = _keys(file.speech_after)
        self.speech_auxiliaries = _keys(file.speech_auxiliaries)
        self.org_tails = _keys(file.org_tails)
        self.org_tails_lower = _keys(file.org_tails_lower)
        self.moving = _keys(file.moving)
        self.displacing = _keys(file.displacing)
        self.led = _keys(file.led)
        self.fleeing = _keys(file.fleeing)
        self.reaching = _keys(file.reaching)
        self.org_heads = frozenset(tuple(name_words(head)) for head in file.org_heads)
        self.before = _kinds(file.before)
        self.after = _kinds(file.after)
        # Where a word stands in two lists, the later list decides: "origin" is surer than "site".
        self.prepositions: dict[str, str] = {}
        for role, words in (
            ("site", file.site),
            ("destination", file.destination),
            ("origin", file.origin),
        ):
            self.prepositions.update(dict.fromkeys(sorted(_keys(words)), role))
        self.origin_if_moving = _keys(file.origin_if_moving)
        self.destination_if_moving = _keys(file.destination_if_moving)
        self.destination_if_fleeing = _keys(file.destination_if_fleeing)
        self.not_from = _keys(file.not_from)
        self.beside = _keys(file.beside)
        self.venues = _keys(file.venues)
        self.grounds = _keys(file.grounds)
        self.waters = _keys(file.waters)
        self.waters_after = _keys(file.waters_after)
        self.authorities = _keys(file.authorities)
        self.abroad = _keys(file.abroad)
        self.arms = _keys(file.arms)
        self.escaping = _keys(file.escaping)
        self.counted_nationals = tuple(fold(end) for end in file.counted_nationals)
        self.homeland = _keys(file.homeland)
        self.homeland_alone = _keys(file.homeland_alone)
        self.homeland_behind = _keys(file.homeland_behind)
        self.crossing = _keys(file.crossing)
        self.that = _keys(file.that)
        self.heading = _keys(file.heading)
        self.called = _keys(file.called)
        self.composed = _keys(file.composed)
        self.camps = _keys(file.camps)
        self._placing = (self.link, self.before, self.after, self.directions, self.skip, self.prepositions)
        # As written, marks and all, to the only place so written; `strict` keys count in no other spelling.
        self.spelled = {_bare(raw): place_id for raw, place_id in file.spelled.items()}
        self.spelled_keys = _keys(list(file.spelled))
        self.strict = _keys(file.strict)
        self.organisations: dict[str, list[tuple[str, ...]]] = {}
        for name in file.organisations:
            spelled = tuple(name_words(name))
            self.organisations.setdefault(spelled[0], []).append(spelled)
        for known in self.organisations.values():
            known.sort(key=lambda words: (-len(words), words))
        # Whether a word can mean the country, and whether it can begin a listed organisation.
        self._meaning = Sight(lambda token: self._land(token) is not None)
        self.naming = Sight(lambda token: bool(self.names_of(token)))

    def placing(self, token: Token) -> bool:
        """Whether the word is one of those that stand between a place and the area around it."""
        return any(
            self.prepositions.get(key, "site") == "site" and any(key in words for words in self._placing)
            for key in (word_key(form.stem) for form in forms(token) if "و" not in form.prefix)
        )

    def homelands(self, tokens: tuple[Token, ...]) -> list[int]:
        """Where words mean the country itself: "in the country", "بلاده"; not "the worst-hit country"."""
        return [
            at
            for at in self._meaning.spots(tokens)
            if self._land(tokens[at]) or (at and self._leads_home(tokens, at - 1))
        ]

    def own_land(self, tokens: tuple[Token, ...], at: int) -> bool:
        """Whether the words mean the country of whoever was named: "his country", "بلاده"."""
        if tokens[at].key in self.homeland:
            return (
                at > 0 and tokens[at - 1].key in self.homeland_behind and tokens[at - 1].key not in self.link
            )
        return self._land(tokens[at]) is True and not any(f.stem in self.homeland for f in forms(tokens[at]))

    def _land(self, token: Token) -> bool | None:
        """Whether the word alone means the country (True), behind a preposition (False) or never (None)."""
        if token.kind != "word":
            return None
        known: bool | None = None
        for form in forms(token) if self.lang == "ar" else forms(token)[:1]:
            if form.stem in self.homeland_alone or (form.stem in self.homeland and form.prefix):
                known = True
            elif form.stem in self.homeland and known is None:
                known = False
        return known

    def _leads_home(self, tokens: tuple[Token, ...], at: int) -> bool:
        """Whether the word, or the one before it where it is an article, is a preposition or a possessive."""
        while True:
            key = tokens[at].key
            if key in self.prepositions or key in self.homeland_behind or key in self.directions:
                return True
            if not (key in _ARTICLES or key in self.skip):
                return False
            if at == 0:
                # "Le pays compte deux millions de déplacés": what the sentence is about.
                return key in _ARTICLES
            at -= 1

    def names_of(self, token: Token) -> list[tuple[str, ...]]:
        """The listed organisations whose name may begin with the token, longest first."""
        if token.kind != "word":
            return []
        readings = forms(token) if self.lang == "ar" else forms(token)[:1]
        return [words for form in readings for words in self.organisations.get(word_key(form.stem), ())]


def _bare(raw: str) -> str:
    return raw.replace("ـ", "")


def _keys(words: list[str]) -> frozenset[str]:
    return frozenset(word_key(fold(word)) for word in words)


def _kinds(kinds: _Kinds) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in ("country", "town", "site", "admin1"):
        for word in getattr(kinds, kind):
            found[word_key(fold(word))] = kind
    return found


@lru_cache(maxsize=4)
def cues(lang: Lang) -> Cues:
    """The cues of a language, read on first use. Raises LexiconError."""
    return Cues(lang)
