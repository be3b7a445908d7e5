"""Folded keys: the form in which spellings of one word meet.

Arabic loses tashkeel, tatweel and invisible marks, and its alef, ya, ta marbuta and hamza-seat variants
are united; Latin letters are case-_CACHE and lose their accents; every digit becomes ASCII.
The text itself is never changed, so offsets cannot drift.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_ARABIC_UNITE = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ڪ": "ك",
        "ة": "ه", "ۀ": "ه", "ە": "ه", "ؤ": "و", "ئ": "ي", "’": "'", "‘": "'", "ʼ": "'", "`": "'",
    }
)  # fmt: skip
_DIGITS = {0x660 + n: str(n) for n in range(10)} | {0x6F0 + n: str(n) for n in range(10)}
_DROPPED = {0x640: None} | dict.fromkeys(range(1611, 1632)) | {0x670: None}
INVISIBLE = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_DROPPED |= {ord(c): None for c in INVISIBLE}
# Letters that stay stand in the table too: `translate` is slow for what it does not find.
_KEPT = {code: code for code in (10, *range(0x20, 0x7F), *range(0x621, 0x64B))}
_TABLE = _KEPT | _ARABIC_UNITE | _DIGITS | _DROPPED

_LETTERS = re.compile("[\u0621-\u063a\u0641-\u064a\n]+")

_CACHE: dict[str, str] = {}
_CACHE_LIMIT = 60_000
_LONGEST = 64


def fold(word: str) -> str:
    """The key of a word or phrase; equal for spellings that a reader takes for the same word."""
    key = _CACHE.get(word)
    if key is None:
        key = folded(word)
        # Bounded in number and length, so that hostile or endless input cannot grow the process.
        if len(word) > _LONGEST:
            return key
        if len(_CACHE) >= _CACHE_LIMIT:
            _CACHE.clear()
        _CACHE[word] = key
    return key


def folded_each(words: Sequence[str]) -> list[str]:
    """The keys of words without line breaks, folded at once and not remembered."""
    return folded("\n".join(words)).split("\n") if words else []


def folded(word: str) -> str:
    """The same key, not remembered."""
    if word.isascii():
        return word.lower()
    if _LETTERS.fullmatch(word):
        # Letters of Arabic alone neither compose nor decompose.
        return word.translate(_TABLE)
    # Hamza seats must be united before decomposing, or the bare hamza mark would be lost with the accents.
    composed = unicodedata.normalize("NFKC", word).translate(_TABLE)
    decomposed = unicodedata.normalize("NFKD", composed.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_TABLE)
