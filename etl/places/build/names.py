"""How wary the reader must be of a name: strength and clitic flags, from word frequencies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from wordfreq import top_n_list, zipf_frequency

from etl.model import LANGS
from etl.places.build.sources import Draft, is_arabic
from etl.places.keys import (
    CLITIC_BITS,
    CONTEXT,
    CUED,
    DEMONYM,
    FREE,
    LANG_BITS,
    LIKELY,
    LOCATED,
    PRIMARY,
    STRENGTH_SHIFT,
    USUAL,
    name_key,
    name_words,
)
from etl.places.lexicon import cues

COMMON = 4.5
FAMILIAR = 3.7
CLITIC_FLOOR = 3.8
VERY_COMMON = 5.3
LARGE = 100_000


class Wariness:
    """Flags of names under one policy."""

    def __init__(self, policy: dict[str, Any]) -> None:
        self.crisis = set(policy["crisis"])
        self.arab = set(policy["arab"])
        self.cued = {name_key(name) for name in policy["cued"]}
        self.context = {name_key(name) for name in policy["context"]}
        self.located = {name_key(name) for name in policy["located"]}
        self.free = {name_key(name) for name in policy["free"]}
        self.never = {name_key(name) for name in policy["never"]}
        for lang in LANGS:
            # The words that speak for a place are no places: "مدينة" is the city, not Medina.
            pack = cues(lang)
            self.never |= {*pack.before, *pack.after, *pack.skip, *pack.directions, *pack.prepositions}
        self.never -= {name_key(name) for name in policy["never_except"]}
        self.only = {name_key(name): place_id for name, place_id in policy["only"].items()}
        self.favoured = [
            ({name_key(name): place_id for name, place_id in policy[table].items()}, flag)
            for table, flag in (("usual", USUAL), ("likely", LIKELY))
        ]

    def learn(self, drafts: list[Draft]) -> None:
        """Remembers the demonyms of all countries: "سوري" is a Syrian before it is Surrey."""
        for draft in drafts:
            for name, lang in draft.demonyms:
                self.never |= {name_key(form) for form in _inflected(name, lang)}

    def flagged(self, draft: Draft) -> Iterator[tuple[str, list[str], int]]:
        """Key, words and flags of every name under which the place is found."""
        merged: dict[str, int] = {}
        longest: dict[str, dict[str, list[str]]] = {}
        for name, primary, lang in draft.names:
            for spelling in _spellings(name, draft):
                words = name_words(spelling)
                key = "".join(words)
                if len(key) < 2 or (key in self.never and draft.kind != "country" and not draft.curated):
                    continue
                if draft.kind == "town" and self.only.get(key, draft.place_id) != draft.place_id:
                    continue
                flags = (PRIMARY if primary else 0) | (LANG_BITS[lang] if lang else 0)
                flags |= self.strength(draft, spelling, words, primary) << STRENGTH_SHIFT
                if is_arabic(spelling) and len(words) == 1:
                    flags |= clitics(spelling)
                for favoured, flag in self.favoured:
                    if favoured.get(key) == draft.place_id:
                        flags |= flag
                merged[key] = _merge(merged[key], flags) if key in merged else flags
                longest.setdefault(key, {})[words[0]] = words
        for key, flags in merged.items():
            for words in longest[key].values():
                yield key, words, flags
        for name, lang in draft.demonyms:
            for form in _inflected(name, lang):
                words = name_words(form)
                key = "".join(words)
                if key not in merged or lang in ("fr", "es"):
                    flags = (
                        DEMONYM | LANG_BITS[lang] | (clitics(form) if lang == "ar" and len(words) == 1 else 0)
                    )
                    yield key, words, flags

    def strength(self, draft: Draft, name: str, words: list[str], primary: bool) -> int:
        """What a mention of the name needs before it counts."""
        key = "".join(words)
        if key in self.cued or (draft.kind != "country" and (key in self.never or _clitic_word(key))):
            return LOCATED if draft.kind == "country" else CUED
        if key in self.context and draft.kind != "country":
            return CONTEXT
        if key in self.located:
            return LOCATED
        if draft.kind == "country":
            return FREE
        ours = draft.curated and (not draft.spelled or name in draft.spelled)
        if ours or (key in self.free and (draft.population >= 20_000 or draft.kind != "town")):
            return FREE
        return (
            _arabic(self, draft, name, words)
            if is_arabic(name)
            else _latin(self, draft, name, words, primary)
        )


def _arabic(wary: Wariness, draft: Draft, name: str, words: list[str]) -> int:
    home = draft.iso2 in wary.arab or draft.iso2 in wary.crisis
    common = frequency(name, "ar")
    if len(words) > 1:
        return CONTEXT if common >= COMMON else (FREE if home or draft.population >= LARGE else LOCATED)
    letters = len(words[0])
    large = draft.population >= LARGE or draft.kind == "admin1"
    if letters <= 2 or (letters <= 3 and not large):
        return CUED
    if common >= COMMON:
        return LOCATED if large and home else CONTEXT if large else CUED
    if letters <= 3:
        return LOCATED if home else CONTEXT
    if large:
        return FREE if home or draft.capital or common < FAMILIAR else LOCATED
    if common >= FAMILIAR:
        return CONTEXT
    return LOCATED if draft.iso2 in wary.arab or (home and common < 3.0) else CONTEXT


def _latin(wary: Wariness, draft: Draft, name: str, words: list[str], primary: bool) -> int:
    home = draft.iso2 in wary.crisis
    common = max(frequency(name.lower(), lang) for lang in ("en", "fr", "es"))
    if len(words) == 1:
        # A headline's capital makes a name of "Santé", which is no "Sante".
        common = max(common, _unaccented().get(words[0], 0.0))
    large = draft.population >= LARGE or draft.kind == "admin1"
    if len(words) > 1:
        if common >= COMMON and not large:
            return CONTEXT
        return FREE if home or large else LOCATED
    if len("".join(words)) <= 3 and not large:
        return CUED
    if common >= COMMON:
        known = primary and large and (draft.capital or draft.population >= 5 * LARGE)
        return FREE if known else LOCATED if large else CUED
    if common >= FAMILIAR:
        known = primary and (draft.capital or draft.population >= 5 * LARGE)
        return FREE if known else LOCATED if large else CONTEXT
    if home:
        return FREE if primary and (draft.population >= 15_000 or draft.kind == "admin1") else LOCATED
    return FREE if large and primary else LOCATED if large else CONTEXT


@lru_cache(maxsize=500_000)
def frequency(name: str, lang: str) -> float:
    """The Zipf frequency of a word or phrase."""
    return float(zipf_frequency(name, lang))


@lru_cache(maxsize=1)
def _unaccented() -> dict[str, float]:
    """The highest frequency of any common word under each key."""
    found: dict[str, float] = {}
    for lang in ("en", "fr", "es"):
        for word in top_n_list(lang, 40_000):
            key = name_key(word)
            if key != word:
                found[key] = max(found.get(key, 0.0), frequency(word, lang))
    return found


@lru_cache(maxsize=200_000)
def clitics(word: str) -> int:
    """Bits of the proclitic letters that would turn the name into a commoner word of its own."""
    own = frequency(word, "ar")
    bits = 0
    for letter, bit in CLITIC_BITS.items():
        joined = frequency(letter + word, "ar")
        if joined >= CLITIC_FLOOR and joined > own - 0.5:
            bits |= bit
    return bits


def _clitic_word(key: str) -> bool:
    """Whether the name reads as a clitic before a very common short word: "وان" is "and that"."""
    return len(key) <= 4 and key[0] in CLITIC_BITS and frequency(key[1:], "ar") >= VERY_COMMON


def _spellings(name: str, draft: Draft) -> list[str]:
    spellings = [name]
    if is_arabic(name):
        # The article comes and goes in lists of names; take the other form only where it is no common word.
        bare = not name.startswith("ال") and " " not in name
        bare = bare and draft.population >= 50_000 and draft.iso2 in ("SD", "SO", "LY")
        if bare and frequency("ال" + name, "ar") < COMMON:
            spellings.append("ال" + name)
    else:
        head, _, tail = name.replace("-", " ").partition(" ")
        if (
            head.lower() in ("al", "el", "ar", "as", "ash", "at", "an", "ad", "az", "adh", "aş", "aţ", "aḑ")
            and len(tail) > 4
        ):
            if head.lower() not in ("al", "el"):
                spellings += ["Al " + tail]
            elif draft.iso2 not in (
                "MX",
                "ES",
                "CO",
                "VE",
                "SV",
                "HN",
                "GT",
                "NI",
                "US",
                "AR",
                "PH",
                "EC",
                "PE",
                "CL",
                "BO",
            ):
                spellings.append(("El " if head.lower() == "al" else "Al ") + tail)
            if draft.population >= 50_000 and frequency(tail.lower(), "en") < FAMILIAR:
                spellings.append(tail)
    return spellings


def _merge(one: int, two: int) -> int:
    weakest = min(one & (3 << STRENGTH_SHIFT), two & (3 << STRENGTH_SHIFT))
    langs = (one | two) & 240 if one & 240 and two & 240 else 0
    return ((one | two) & ~(3 << STRENGTH_SHIFT) & ~240) | weakest | langs


def _inflected(name: str, lang: str) -> list[str]:
    """The forms that gender and number give to a demonym."""
    if lang == "ar":
        ends = ("", "ا", "ة", "ون", "ين", "ات", "ان", "تان", "تين") if name.endswith("ي") else ("",)
        return [article + name + end for article in ("", "ال") for end in ends]
    if lang == "en":
        return (
            [name]
            if name.endswith(("ese", "ish", "sh", "ss", "Thai", "men", "man", "ch"))
            else [name, name + "s"]
        )
    if lang == "es":
        if name.endswith("o"):
            return [name, name[:-1] + "a", name + "s", name[:-1] + "as"]
        if name.endswith(("és", "án", "ín", "ón")):
            bare = name[:-2] + {"é": "e", "á": "a", "í": "i", "ó": "o"}[name[-2]] + name[-1]
            return [name, bare + "a", bare + "es", bare + "as"]
        return (
            [name, name + "s", name + "es"]
            if name.endswith("í")
            else [name, name + "s", name + "a", name + "as"]
        )
    forms = [name, name + "e", name + "s", name + "es"]
    if name.endswith(("s", "x")):
        forms = [name, name + "e", name + "es"]
    elif name.endswith("en"):
        forms = [name, name + "ne", name + "s", name + "nes"]
    elif name.endswith("e"):
        forms = [name, name + "s"]
    elif name.endswith("c"):
        forms = [name, name[:-1] + "que", name + "s", name[:-1] + "ques", name + "que", name + "ques"]
    return forms
