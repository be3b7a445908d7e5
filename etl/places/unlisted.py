"""Names in Arabic letters that the gazetteer has in Latin ones only, where words call for a place.

"بلدة واسنبرغ" is Wassenberg, "في ألاماتا" Alamata: behind a type noun a rare word may be a name, behind a
preposition only one that no list of words has. What could be a place of several countries, or of one that
the news seldom speaks of, counts where the document speaks of its country.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files

import marisa_trie

from etl.errors import LexiconError
from etl.model import Token
from etl.places.gazetteer import Gazetteer, Start
from etl.places.keys import CONTEXT, LOCATED, STRENGTH_SHIFT, name_key, word_key
from etl.places.lexicon import Cues
from etl.places.spelled import ARTICLE, COMMON, FORMAT, LISTED, SHORTEST, agree, of_arabic, of_latin, skeleton
from etl.text.sights import Sight
from etl.text.tokens import forms

_ENOUGH = 5
_DASHES = frozenset("-–—(")
_CACHE = 20_000

Match = tuple[Start, int, tuple[tuple[int, int], ...]]


class Unlisted:
    """Arabic spellings of names that are listed in Latin letters."""

    def __init__(self, gazetteer: Gazetteer, pack: Cues) -> None:
        try:
            with as_file(files("etl.places") / "data" / "spellings.marisa") as path:
                self._rows = marisa_trie.RecordTrie(FORMAT).mmap(str(path))
        except (OSError, ValueError) as error:
            raise LexiconError("spellings", str(error)) from error
        self._gazetteer = gazetteer
        self._pack = pack
        self._known: dict[str, tuple[tuple[int, bool], ...]] = {}
        self._calling = Sight(lambda token: self._calls(token) is not None)

    def spots(self, tokens: tuple[Token, ...]) -> list[int]:
        """Where a name may stand: behind what calls for a place, or before the dash of a dateline."""
        found = [at + 1 for at in self._calling.spots(tokens) if at + 1 < len(tokens)]
        if len(tokens) > 1 and tokens[1].raw in _DASHES:
            found.insert(0, 0)
        return found

    def match(self, tokens: tuple[Token, ...], index: int) -> Match | None:
        """The name at the token, with the places that it may be and what a mention of them needs."""
        cued = self._calls(tokens[index - 1]) if index else False
        if cued is None or not self._may_be(tokens[index], cued, _ENOUGH - int(cued)):
            return None
        for last in (index + 2, index + 1):
            if last > index + 1 and not (
                last <= len(tokens) and self._may_be(tokens[last - 1], False, SHORTEST - 1)
            ):
                continue
            key = "".join(word_key(token.key) for token in tokens[index:last])
            places = self._places(key)
            if places:
                countries = {self._gazetteer.entry(ordinal).iso2 for ordinal, _ in places}
                sure = len(countries) == 1 and all(free for _, free in places)
                need = LOCATED if sure and not self._owned(tokens, index) else CONTEXT
                hits = tuple((ordinal, need << STRENGTH_SHIFT) for ordinal, _ in places)
                return Start("", key, 0, hits, last - index), last, hits
        return None

    def _owned(self, tokens: tuple[Token, ...], index: int) -> bool:
        """Whether a prison, dam or hospital bears the name, which may be any other."""
        if not index:
            return False
        kinds = {
            self._pack.before.get(word_key(form.stem)): word_key(form.stem)
            for form in forms(tokens[index - 1])
        }
        return "site" in kinds and kinds["site"] not in self._pack.camps

    def _calls(self, token: Token) -> bool | None:
        """True for a type noun without its article, False for a preposition of places, None for neither."""
        if token.kind != "word":
            return None
        found: bool | None = None
        for form in forms(token):
            key = word_key(form.stem)
            if key in self._pack.before and not key.startswith(ARTICLE) and not form.prefix.endswith(ARTICLE):
                return True
            if not form.prefix and key in self._pack.unlisted_after:
                found = False
        return found

    def _may_be(self, token: Token, cued: bool, letters: int) -> bool:
        key = token.key
        if (
            token.kind != "word"
            or len(key) < letters
            or key.startswith(ARTICLE)
            or self._gazetteer.starts(token)
        ):
            return False
        return COMMON + key not in self._rows and (cued or LISTED + key not in self._rows)

    def _places(self, key: str) -> tuple[tuple[int, bool], ...]:
        """The places that the name may mean, and whether each counts wherever it is named; remembered."""
        known = self._known.get(key)
        if known is None:
            heard = of_arabic(key)
            bones = skeleton(heard) if heard is not None else ""
            known = tuple(
                (row // 2, bool(row % 2))
                for (row,) in (self._rows.get(bones, ()) if bones else ())
                if heard is not None
                and agree(heard, of_latin(name_key(self._gazetteer.entry(row // 2).name)))
            )
            if len(self._known) >= _CACHE:
                self._known.clear()
            self._known[key] = known
        return known


@lru_cache(maxsize=1)
def unlisted(gazetteer: Gazetteer, pack: Cues) -> Unlisted:
    """The one reader of such names in this process."""
    return Unlisted(gazetteer, pack)
