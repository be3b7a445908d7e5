"""The gazetteer as the resolver reads it: mapped files, records decoded when first asked for.

`gazetteer.marisa` maps name keys to (ordinal, flags) pairs and first words of longer names to their number of
words; `gazetteer.places` holds the records. Both are built by `python -m etl.places.build` and
hold GeoNames data under CC-BY 4.0 (see SOURCE.md beside them).
"""

from __future__ import annotations

import mmap
from functools import lru_cache
from importlib.resources import as_file, files

import marisa_trie
import msgspec

from etl.errors import LexiconError
from etl.model import Token
from etl.places.keys import CLITIC_BITS, FREE, STARTS, STRENGTH_MASK, STRENGTH_SHIFT, word_key
from etl.text.sights import Sight
from etl.text.tokens import forms

KEYS_FORMAT = "<II"
_COUNT_BYTES = 4
_STARTS_LIMIT = 50_000


# A record as the file holds it: the fields of an `Entry`.
Record = tuple[str, str, str | None, str | None, str | None, str, int | None, int | None, int, int | None]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A place of the gazetteer; `lat` and `lon` in hundred-thousandths of a degree.

    kind: country, region (an area that is no unit of government), admin1, admin2, town, site.
    """

    place_id: str
    name: str
    iso2: str | None
    iso3: str | None
    admin1: str | None
    kind: str
    lat: int | None
    lon: int | None
    population: int
    geonames_id: int | None


class Start(msgspec.Struct, frozen=True, gc=False):
    """One reading of a token as the beginning of a place name.

    `hits` are the (ordinal, flags) pairs of the token as a whole name; `words` the length of the longest
    name that begins with it, 1 where none is longer.
    """

    prefix: str
    key: str
    offset: int
    hits: tuple[tuple[int, int], ...]
    words: int


class Gazetteer:
    """Names to places. Cheap to open; safe to share between threads."""

    def __init__(self) -> None:
        folder = files("etl.places") / "data"
        try:
            with as_file(folder / "gazetteer.marisa") as path:
                self._keys = marisa_trie.RecordTrie(KEYS_FORMAT).mmap(str(path))
            with as_file(folder / "gazetteer.places") as path, path.open("rb") as stream:
                self._records = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise LexiconError("gazetteer", str(error)) from error
        self.count = int.from_bytes(self._records[:_COUNT_BYTES], "little")
        self._countries: dict[str, str] = {}
        self._decoder = msgspec.msgpack.Decoder(Record)
        self._entries: dict[int, Entry] = {}
        self._named: dict[str, tuple[tuple[int, int], ...]] = {}
        self._goes_on: dict[str, bool] = {}
        # Per raw word its readings, as `starts` gives them, and whether it has any.
        self._starts: dict[str, tuple[Start, ...]] = {}
        self.opening = Sight(lambda token: bool(self.starts(token)))

    def entry(self, ordinal: int) -> Entry:
        """The place of that ordinal."""
        known = self._entries.get(ordinal)
        if known is None:
            at = _COUNT_BYTES * (ordinal + 1)
            begin = int.from_bytes(self._records[at : at + 4], "little")
            end = int.from_bytes(self._records[at + 4 : at + 8], "little")
            known = Entry(*self._decoder.decode(self._records[begin:end]))
            self._entries[ordinal] = known
            if known.iso2 is not None and known.iso3 is not None:
                self._countries[known.iso2] = known.iso3
        return known

    def iso3(self, iso2: str) -> str | None:
        """The three-letter code of a country of which a place has been read; None otherwise."""
        return self._countries.get(iso2)

    def named(self, key: str) -> tuple[tuple[int, int], ...]:
        """The (ordinal, flags) pairs of a whole name; empty if nobody bears it; remembered."""
        known = self._named.get(key)
        if known is None:
            known = tuple(self._keys.get(key, ()))
            if len(self._named) >= _STARTS_LIMIT:
                self._named.clear()
            self._named[key] = known
        return known

    def goes_on(self, key: str) -> bool:
        """Whether any name begins with these letters; remembered."""
        known = self._goes_on.get(key)
        if known is None:
            known = next(iter(self._keys.iterkeys(key)), None) is not None
            if len(self._goes_on) >= _STARTS_LIMIT:
                self._goes_on.clear()
            self._goes_on[key] = known
        return known

    def starts(self, token: Token) -> tuple[Start, ...]:
        """Every reading of the token that is a place name or begins a longer one; remembered."""
        known = self._starts.get(token.raw)
        if known is None:
            known = tuple(self._read(token))
            # Bounded, so that endless input cannot grow the process.
            if len(self._starts) >= _STARTS_LIMIT:
                self._starts.clear()
            self._starts[token.raw] = known
        return known

    def _read(self, token: Token) -> list[Start]:
        found: list[Start] = []
        for form in forms(token):
            prefix, stem = form.prefix, form.stem
            if prefix.startswith("ف"):
                # It opens clauses, hardly names: "فرقة" is a team and not Raqqa.
                continue
            if prefix.endswith("ال"):
                # Only "لل" hides the article of the name; elsewhere the unsplit article reading has it.
                if not prefix.endswith("لال") or token.key[len(prefix) - 3 : len(prefix) - 1] != "لل":
                    continue
                prefix, stem = prefix[:-2], "ال" + stem
            key = word_key(stem)
            hits = self.named(key)
            if prefix:
                blocked = 0
                for letter in prefix:
                    blocked |= CLITIC_BITS.get(letter, 0)
                hits = tuple(hit for hit in hits if not hit[1] & blocked)
            longest = self._keys.get(STARTS + key)
            words = longest[0][0] if longest else 1
            if hits or words > 1:
                found.append(Start(prefix, key, form.offset, hits, words))
        return found


def strength(flags: int) -> int:
    """What a mention under these flags needs: FREE, LOCATED, CONTEXT or CUED."""
    return (flags & STRENGTH_MASK) >> STRENGTH_SHIFT if flags else FREE


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process, opened on first use. Raises LexiconError."""
    return Gazetteer()
