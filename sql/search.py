"""Words as they are looked for: Arabic spelling variants, accents, case and digits meet in one folded
form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

_UNITED = str.maketrans("ٱىیېکڪةەۀ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹’‘ʼ", "ايييككههه01234567890123456789'''")
_DROPPED = re.compile(
    "[\u00ad\u061c\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile("[\u0600-\u06ff]")
_EDGE = r"(?:^|[^\p{L}\p{N}])"
# What is written onto an Arabic word: and/so, in/as/for/will, the article in both its forms.
_PROCLITICS = "(?:[وف]?[بكلس]?(?:ال|لل)?)"


def fold(text: str) -> str:
    """The spelling in which variants meet; the same as the part `folded` of sql/queries/api/facts.sql."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _DROPPED.sub("", bare.translate(_UNITED))


def words(question: str) -> list[str]:
    """The folded words of a question, each once, in order."""
    return list(dict.fromkeys(_WORD.findall(fold(question))))


def stem(word: str) -> str:
    """The part of a folded word that every place it is found in holds: without the Arabic article."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def pattern(word: str) -> str:
    """An RE2 pattern that finds a folded word as a word, with what Arabic writes onto its front."""
    if _ARABIC.search(word):
        return f"{_EDGE}{_PROCLITICS}{re.escape(stem(word))}(?:$|[^\\p{{L}}\\p{{N}}])"
    return f"{_EDGE}{re.escape(word)}(?:$|[^\\p{{L}}\\p{{N}}])"


def finder(asked: Iterable[str]) -> Callable[[str | None], bool]:
    """Whether a text holds all of these words, as `pattern` finds them in folded quotes."""
    shapes = []
    for word in asked:
        folded = fold(word)
        before = _PROCLITICS if _ARABIC.search(folded) else ""
        found = stem(folded) if before else folded
        shapes.append(re.compile(rf"(?<![^\W_]){before}{re.escape(found)}(?![^\W_])"))

    def holds(text: str | None) -> bool:
        quote = fold(text or "")
        return all(shape.search(quote) for shape in shapes)

    return holds


_LETTERS = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe"})


def place_keys(name: str) -> list[str]:
    """The keys under which the gazetteer may hold a name: its folded words without gaps, with and without
    an article.
    """
    found = _WORD.findall(fold(name).translate(_LETTERS))
    key = "".join(found)
    keys = [key] if key else []
    if key.startswith("ال") and len(key) > 4:
        keys.append(key[2:])
    elif _ARABIC.search(key):
        keys.append("ال" + key)
    if len(found) > 1 and found[0] in (
        "the",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "l",
        "al",
        "ash",
        "as",
        "ar",
    ):
        keys.append("".join(found[1:]))
    return keys
