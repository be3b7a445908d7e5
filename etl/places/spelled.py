"""Names that no list has in Arabic letters, told by how their Latin spelling would be written in them.

Arabic letters and Latin ones are read as the same few consonant sounds; between them the written vowels must
agree in order. "واسنبرغ" is Wassenberg and "ألاماتا" Alamata; what many towns could be is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

# The longest spelling first; capitals are consonants, small letters vowels.
_LATIN = (
    ("tsch", "C"), ("tch", "C"), ("sch", "C"), ("ch", "C"), ("sh", "C"), ("kh", "X"), ("gh", "G"),
    ("th", "T"), ("dh", "D"), ("ph", "F"), ("ck", "K"), ("qu", "K"), ("dj", "G"), ("ts", "S"),
    ("tz", "S"), ("ce", "Se"), ("ci", "Si"), ("cy", "Si"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("b", "B"), ("p", "B"), ("t", "T"), ("d", "D"), ("f", "F"), ("v", "F"), ("k", "K"), ("q", "K"),
    ("c", "K"), ("g", "G"), ("j", "G"), ("r", "R"), ("l", "L"), ("m", "M"), ("n", "N"), ("s", "S"),
    ("z", "S"), ("h", "H"), ("x", "KS"), ("w", "u"), ("y", "i"), ("a", "a"), ("e", "e"), ("i", "i"),
    ("o", "u"), ("u", "u"),
)  # fmt: skip
_ARABIC = {
    "ب": "B", "ت": "T", "ط": "T", "ث": "T", "د": "D", "ض": "D", "ذ": "D", "ظ": "S", "ف": "F", "ك": "K",
    "ق": "K", "غ": "G", "ج": "G", "ر": "R", "ل": "L", "م": "M", "ن": "N", "س": "S", "ص": "S", "ز": "S",
    "ش": "C", "خ": "X", "ه": "H", "ح": "H", "و": "u", "ي": "i", "ا": "a", "ع": "", "ء": "",
}  # fmt: skip
_DIGRAPHS = (("تش", "ش"), ("دج", "ج"), ("تس", "س"), ("تز", "ز"))
# Which Latin vowels an Arabic one stands for.
_SOUNDS = {"a": "ae", "u": "u", "i": "ie"}
# The shortest names that are worth comparing, in letters and in consonants.
SHORTEST, FEWEST = 4, 2
# The file: skeletons with twice the ordinals of their places, one more where the place counts wherever it is
# named, and Arabic words that are like one of them.
FORMAT = "<I"
# A name with the article is a word of the language sooner than a foreign name.
ARTICLE = "ال"
COMMON, LISTED = "\x01", "\x02"

Sounds = tuple[str, tuple[str, ...]]


@lru_cache(maxsize=20_000)
def of_latin(name: str) -> Sounds:
    """The consonants of a folded Latin name and the vowels before, between and behind them."""
    heard: list[str] = []
    at = 0
    while at < len(name):
        for spelling, sound in _LATIN:
            if name.startswith(spelling, at):
                heard.append(sound)
                at += len(spelling)
                break
        else:
            at += 1
    return _slots("".join(heard))


@lru_cache(maxsize=20_000)
def of_arabic(name: str) -> Sounds | None:
    """The same of a folded Arabic name; None where a letter has no such sound."""
    for pair, single in _DIGRAPHS:
        name = name.replace(pair, single)
    heard: list[str] = []
    for letter in name:
        sound = _ARABIC.get(letter)
        if sound is None:
            return None
        heard.append(sound)
    return _slots("".join(heard))


def skeleton(sounds: Sounds) -> str:
    """The consonants by which spellings are looked up; H, often silent, is left out."""
    consonants, vowels = sounds
    return ("A" if vowels[0] else "") + consonants.replace("H", "")


def agree(arabic: Sounds, latin: Sounds) -> bool:
    """Whether the vowels that Arabic writes are those of the Latin name, in order and in their places."""
    one, two = _silent(arabic, latin)
    if len(one) != len(two):
        return False
    final = len(one) - 1
    return all(
        _slot(written, spoken, at, final) for at, (written, spoken) in enumerate(zip(one, two, strict=True))
    )


def _slot(written: str, spoken: str, at: int, final: int) -> bool:
    if not written:
        # A short vowel is not written, but at the beginning all are.
        return not spoken or (len(spoken) == 1 and at > 0 and (at < final or spoken == "e"))
    rest = iter(spoken)
    matched = all(any(vowel in _SOUNDS[letter] for vowel in rest) for letter in written)
    return matched and len(spoken) - len(written) <= 1


def _silent(arabic: Sounds, latin: Sounds) -> tuple[Sequence[str], Sequence[str]]:
    """The vowels of both, joined over an H that only one of them has."""
    if arabic[0] == latin[0]:
        return arabic[1], latin[1]
    return _without_h(arabic), _without_h(latin)


def _without_h(sounds: Sounds) -> Sequence[str]:
    consonants, vowels = sounds
    joined = [vowels[0]]
    for consonant, behind in zip(consonants, vowels[1:], strict=True):
        if consonant == "H":
            joined[-1] += behind
        else:
            joined.append(behind)
    return joined


def _slots(heard: str) -> Sounds:
    consonants: list[str] = []
    vowels = [""]
    for sound in heard:
        if sound.islower():
            vowels[-1] += sound
        elif consonants and consonants[-1] == sound and not vowels[-1]:
            # "Wassenberg": a doubled letter is one.
            continue
        else:
            consonants.append(sound)
            vowels.append("")
    if len(consonants) > 1 and consonants[-1] == "H" and not vowels[-1]:
        # A final ta marbuta is a vowel.
        consonants.pop()
        vowels.pop()
        vowels[-1] = vowels[-1] or "a"
    return "".join(consonants), tuple(vowels)
