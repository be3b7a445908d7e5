"""Where things happened: place names in four languages, told apart and given their coordinates.

`locate` reads a whole document, because the document decides which Tripoli is meant. What it returns:

- mentions with `demonym=False` name a place; `place.role` follows the words before it (origin, destination,
  event_site), names joined by "and" share their role, `place.place_id` is stable: `iso:SY` a country,
  `iso:SY-DY` a subdivision, `gn:170063` a GeoNames place, `hs:baghouz` a place of our own curated file;
- mentions with `demonym=True` ("Syrian", "السورية") only hint at a country and are no site;
- names inside organisations and datelines, and names that act or speak, are left out, yet count as
  context for the names around them.

A name whose country stays open is left out. Where only the subdivision stays open, the mention has the
country alone. `country_of_demonym` and `dominant_country` serve whoever carries places over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from etl.model import Lang, PlaceMention, Sentence
from etl.places.find import find
from etl.places.found import ORGANISATION
from etl.places.gazetteer import gazetteer
from etl.places.keys import DEMONYM, LANG_BITS, LANG_MASK, name_key
from etl.places.resolve import Resolver

__all__ = ["Survey", "abroad", "country_of_demonym", "dominant_country", "locate", "survey"]

# Where somebody went to or came from is not where the text tells of.
_WAYS = ("destination", "origin")


class Survey(msgspec.Struct, frozen=True):
    """The places of a document: mentions by sentence index, and the country that it is mostly about."""

    mentions: dict[int, list[PlaceMention]]
    home: str | None


def survey(sentences: Sequence[Sentence], text: str | None = None) -> Survey:
    """The places of every sentence and the document's country, from one search. Raises LexiconError."""
    resolver = _resolver(sentences, text)
    mentions = _located(resolver, lambda index: True)
    home = _dominant(resolver)
    own = [m for found in mentions.values() for m in found if m.place.iso3 == home]
    if own and all(m.beside or abroad(m) for m in own):
        # A country that is only spoken in, or only named by who works abroad, is not what happened in.
        home = None
    sites = {
        m.place.iso3
        for found in mentions.values()
        for m in found
        if m.located and not m.demonym and not m.beside and m.place.role not in _WAYS
    }
    if home not in sites:
        # "San Salvador.- La policía ha detenido a 34 personas. Washington lo celebró": written where it
        # happened, whoever else acts or speaks.
        written = resolver.written_in()
        if written is not None and (written in sites or not sites or home is None):
            home = written
    return Survey(mentions, home)


def abroad(mention: PlaceMention) -> bool:
    """Whether a nationality is but part of the name of an organisation ("the Norwegian Refugee Council")."""
    return ORGANISATION in mention.rules and "place.demonym" in mention.rules and not mention.authority


def locate(
    sentences: Sequence[Sentence], wanted: Callable[[int], bool], text: str | None = None
) -> dict[int, list[PlaceMention]]:
    """The place mentions of every wanted sentence, by sentence index, in the order of the text.

    With `text`, the words of a place are cut from it; without, what parts them is written as blanks.
    Every sentence is searched, wanted or not, since the unwanted ones tell the country. Raises LexiconError.
    """
    return _located(_resolver(sentences, text), wanted)


def _resolver(sentences: Sequence[Sentence], text: str | None = None) -> Resolver:
    names = gazetteer()
    return Resolver(sentences, [find(sentence, names) for sentence in sentences], names, text)


def _located(resolver: Resolver, wanted: Callable[[int], bool]) -> dict[int, list[PlaceMention]]:
    located: dict[int, list[PlaceMention]] = {}
    for position, sentence in enumerate(resolver.sentences):
        if wanted(sentence.index):
            mentions = resolver.mentions(position)
            if mentions:
                located[sentence.index] = mentions
    return located


def country_of_demonym(word: str, lang: Lang) -> str | None:
    """The ISO3 code of the country that a demonym names; None if it is no demonym or of several."""
    names = gazetteer()
    bit = LANG_BITS[lang]
    codes = {
        names.entry(ordinal).iso3
        for ordinal, flags in names.named(name_key(word))
        if flags & DEMONYM and (not flags & LANG_MASK or flags & bit)
    }
    return codes.pop() if len(codes) == 1 else None


def dominant_country(sentences: Sequence[Sentence]) -> str | None:
    """The ISO3 code of the country that a document is mostly about; None without a clear one.

    It must be spoken of at least twice as much as the next.
    """
    return _dominant(_resolver(sentences))


def _dominant(resolver: Resolver) -> str | None:
    weights = resolver.weights.document
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return resolver.gazetteer.iso3(ranked[0][0])
