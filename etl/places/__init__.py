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

from etl.model import Lang, PlaceMention, Sentence
from etl.places.find import find
from etl.places.gazetteer import gazetteer
from etl.places.keys import DEMONYM, LANG_BITS, LANG_MASK, name_key
from etl.places.resolve import Resolver

__all__ = ["country_of_demonym", "dominant_country", "locate"]


def locate(
    sentences: Sequence[Sentence], wanted: Callable[[int], bool], text: str | None = None
) -> dict[int, list[PlaceMention]]:
    """The place mentions of every wanted sentence, by sentence index, in the order of the text.

    With `text`, the words of a place are cut from it; without, what parts them is written as blanks.
    Every sentence is searched, wanted or not, since the unwanted ones tell the country. Raises LexiconError.
    """
    names = gazetteer()
    resolver = Resolver(sentences, [find(sentence, names) for sentence in sentences], names, text)
    located: dict[int, list[PlaceMention]] = {}
    for position, sentence in enumerate(sentences):
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
    names = gazetteer()
    weights = Resolver(sentences, [find(sentence, names) for sentence in sentences], names).weights.document
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return names.iso3(ranked[0][0])
