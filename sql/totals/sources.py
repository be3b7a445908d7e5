"""Who says a figure: one key for an organisation in every language, and how reliable its kind is.

The tables `organisations.csv`, `organisation_kinds.csv` and `reliability.csv` are data; a user can replace
the last.
"""

from __future__ import annotations

import csv
import os
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import msgspec

_UNITE = str.maketrans("أإآٱىيةؤئ’", "اااايىهوى'")


class Source(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An organisation: its key and its kind."""

    key: str
    kind: str


@dataclass(frozen=True)
class Reliability:
    """The reliability of each kind of organisation, and its rank."""

    levels: dict[str, tuple[str, int]]

    def of(self, kind: str) -> tuple[str, int]:
        return self.levels.get(kind) or self.levels.get("unknown", ("unknown", 0))


def load_reliability(path: Path | None = None) -> Reliability:
    """The table in the package, or the one a user put in its place (columns kind, reliability, rank)."""
    text = _read("reliability.csv") if path is None else path.read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return Reliability({row["kind"]: (row["reliability"], int(row["rank"])) for row in rows})


@cache
def reliability() -> Reliability:
    """The table that the setting HUMSTATS_RELIABILITY names, or else the one in the package."""
    path = os.environ.get("HUMSTATS_RELIABILITY")
    return load_reliability(Path(path) if path else None)


def fold(words: str) -> str:
    """A key in which spellings of one name meet: no case, accents, vowel signs, or alef and ya variants."""
    folded = words.casefold()
    if not folded.isascii():
        bare = unicodedata.normalize("NFKD", folded).translate(_without_marks)
        folded = unicodedata.normalize("NFKC", bare)
    return " ".join(folded.translate(_letters).split())


class _WithoutMarks(dict[int, int | None]):
    """Characters as they are but for marks on others; each looked up once."""

    def __missing__(self, code: int) -> int | None:
        found = self[code] = None if unicodedata.combining(chr(code)) else code
        return found


class _Letters(dict[int, str | None]):
    """United letters and digits; everything else parts words, but the tatweel, which is nothing."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code).translate(_UNITE)
        found = self[code] = None if letter == "ـ" else letter if letter.isalnum() else " "
        return found


_without_marks, _letters = _WithoutMarks(), _Letters()


@cache
def identify(name: str | None) -> Source | None:
    """The organisation that an attribution names, or None where it names nobody.

    A name without an entry keeps its own folded words as key, so two spellings of it still meet.
    """
    folded = fold(name) if name else ""
    if not folded:
        return None
    known = _organisations()
    entry = known.get(folded) or known.get(_bare(folded))
    if entry is None:
        padded = f" {folded} "
        # "A spokesman of the World Food Programme" names the programme; the longest name wins.
        entry = next((known[alias] for alias in _by_length() if f" {alias} " in padded), None)
    if entry is not None:
        key, kind = entry
    else:
        key, kind = _bare(folded), _kind(folded)
    return Source(key, kind)


def _bare(folded: str) -> str:
    words = folded.split()
    while len(words) > 1 and words[0] in {"the", "le", "la", "les", "el", "los", "las", "l"}:
        words = words[1:]
    return " ".join(words)


def _kind(folded: str) -> str:
    padded = f" {folded} "
    for kind, words in _kinds():
        if any(f" {word} " in padded or f" {word}s " in padded or f" ال{word} " in padded for word in words):
            return kind
    return "unknown"


@cache
def _organisations() -> dict[str, tuple[str, str]]:
    rows = csv.DictReader(_read("organisations.csv").splitlines())
    return {
        _bare(fold(name)): (row["org_id"], row["kind"]) for row in rows for name in row["names"].split("|")
    }


@cache
def _by_length() -> tuple[str, ...]:
    # A short acronym or a common word inside a longer phrase says too little.
    names = [name for name in _organisations() if len(name) >= 4]
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def _kinds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = csv.DictReader(_read("organisation_kinds.csv").splitlines())
    return tuple((row["kind"], tuple(fold(word) for word in row["words"].split("|"))) for row in rows)


# How many characters before and behind a number may tell that it is the figure of before.
_AROUND = 30


@cache
def _markers(kind: str) -> tuple[str, ...]:
    rows = csv.DictReader(_read("markers.csv").splitlines())
    return tuple(f" {fold(word)} " for row in rows if row["kind"] == kind for word in row["words"].split("|"))


def says(quote: str | None, span: tuple[int, int] | None = None) -> tuple[bool, bool, bool]:
    """What the sentence says of its figure: it replaces another, tells another event, or is what is replaced.

    `span` is where the figure's number stands in the quote: "lowered to 24 from 30" replaces the 30.
    """
    if not quote:
        return False, False, False
    revises, separate = _marked(quote)
    return (
        revises,
        separate,
        span is not None and _former(quote[: span[0]], quote[span[1] :], revises),
    )


@lru_cache(100_000)
def _marked(quote: str) -> tuple[bool, bool]:
    # Asked when a document is related and again when its figures are added up.
    padded = f" {fold(quote)} "
    revises, separate = (
        any(marker in padded for marker in _markers(kind)) for kind in ("revised", "separate")
    )
    return revises, separate


def _former(before: str, after: str, revises: bool) -> bool:
    """Whether the words around a number say that it is the figure of before: "from 30", "de 30 à 24"."""
    ahead, behind = f" {fold(before[-_AROUND:])} ", f" {fold(after[:_AROUND])} "
    if revises and ahead.endswith(_markers("former")):
        return True
    return ahead.endswith(_markers("from")) and behind.startswith(_markers("to"))


def _read(name: str) -> str:
    return (files("sql") / "totals" / name).read_text(encoding="utf-8")
