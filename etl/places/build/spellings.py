"""The file by which names in Arabic letters that no list has are told from their Latin spellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import marisa_trie
from wordfreq import top_n_list, zipf_frequency

from etl.places.gazetteer import Entry
from etl.places.keys import name_key
from etl.places.spelled import (
    ARTICLE,
    COMMON,
    FEWEST,
    FORMAT,
    LISTED,
    SHORTEST,
    Sounds,
    agree,
    of_arabic,
    of_latin,
    skeleton,
)
from etl.text.fold import fold

_KINDS = frozenset(("admin1", "admin2", "town", "site"))
# Subdivisions are few enough to be known by their names alone.
_AREAS = frozenset(("admin1", "admin2"))
# Words that stand in more than this many of a hundred thousand texts are never names of unlisted places.
_FREQUENT = 2.0
_WORDS = 500_000


def write(entries: Iterable[tuple[int, Entry]], spoken_of: frozenset[str], path: Path) -> None:
    """Skeletons of the Latin names with their places, and the Arabic words that are like one of them.

    `spoken_of` are the countries whose places count wherever they are named.
    """
    sounds: dict[str, list[tuple[int, Sounds]]] = defaultdict(list)
    free: set[int] = set()
    for ordinal, entry in entries:
        key = name_key(entry.name)
        heard = of_latin(key)
        if entry.kind in _KINDS and key.isascii() and len(key) >= SHORTEST and len(skeleton(heard)) >= FEWEST:
            sounds[skeleton(heard)].append((ordinal, heard))
            if entry.iso2 in spoken_of or entry.kind in _AREAS:
                free.add(ordinal)
    rows = [
        (bones, (2 * ordinal + (ordinal in free),)) for bones, named in sounds.items() for ordinal, _ in named
    ]
    words: dict[str, int] = {}
    for word in top_n_list("ar", _WORDS):
        key = fold(word)
        if key.startswith(ARTICLE):
            continue
        heard_ = of_arabic(key) if len(key) >= SHORTEST else None
        if heard_ is not None and any(agree(heard_, latin) for _, latin in sounds.get(skeleton(heard_), ())):
            frequent = zipf_frequency(word, "ar") >= _FREQUENT
            words[key] = max(words.get(key, 0), int(frequent))
    rows += [((COMMON if frequent else LISTED) + word, (0,)) for word, frequent in words.items()]
    draft = path.with_name(f".{path.name}.tmp")
    marisa_trie.RecordTrie(FORMAT, sorted(rows)).save(str(draft))
    draft.replace(path)
