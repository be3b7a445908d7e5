"""The key under which spellings of one place name meet: folded words, joined without gaps.

"Deir ez-Zor", "Deir Ezzor" and "deir ez zor" share one key, as do "خان يونس" and "خانيونس". The builder and
the reader use the same functions, so a name that was built is a name that is found.
"""

from __future__ import annotations

from etl.text.tokens import tokenize

# Letters that no accent folding reaches, written either way in the news.
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "'": None})
JOINERS = frozenset("'-‐‑–")
STARTS = "\x01"

# Bits of the flags that every name of a place carries.
PRIMARY = 1
STRENGTH_SHIFT = 1
STRENGTH_MASK = 3 << STRENGTH_SHIFT
DEMONYM = 8
LANG_BITS = {"ar": 16, "en": 32, "fr": 64, "es": 128}
LANG_MASK = 240
# One bit for each proclitic letter that would make a commoner word of it: "بعد" is no "in ʿAd".
CLITIC_BITS = {"و": 256, "ف": 512, "ب": 1024, "ل": 2048, "ك": 4096}
# Of several bearers the one that the news means, nearly always or where nothing else speaks.
USUAL = 8192
LIKELY = 16384

# Strengths: what a mention needs before it counts as a place.
FREE, LOCATED, CONTEXT, CUED = range(4)


# Bounded in number and length, so that endless input cannot grow the process.
_KEYS: dict[str, str] = {}
_KEYS_LIMIT = 100_000
_LONGEST = 64


def word_key(folded: str) -> str:
    """One folded word as it stands inside a place key."""
    key = _KEYS.get(folded)
    if key is None:
        key = folded.translate(_LETTERS)
        if len(folded) <= _LONGEST:
            if len(_KEYS) >= _KEYS_LIMIT:
                _KEYS.clear()
            _KEYS[folded] = key
    return key


def name_words(name: str) -> list[str]:
    """The keys of the words of a name, in order; marks and digits between them are dropped."""
    words = [word_key(t.key) for t in tokenize(name, 0, len(name)) if t.kind != "mark"]
    return [word for word in words if word]


def name_key(name: str) -> str:
    """The key of a whole name."""
    return "".join(name_words(name))
