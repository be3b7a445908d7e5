"""Language packs as data: load a lexicon of a language into typed structs, and hash them all.

A room of the extractor owns its lexicon files (`numbers.toml`, `periods.toml`, …) and their struct; this
module only finds, decodes and hashes them. A lexicon that does not fit its struct fails on load
with the file and the field named.
"""

from __future__ import annotations

import csv
import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import TypeVar

import msgspec

from etl.errors import LexiconError

T = TypeVar("T")

_ROOT = files("etl.lang")


def read_toml(lang: str, name: str, into: type[T]) -> T:
    """The lexicon `lang/name.toml`, decoded and validated into `into`. Raises LexiconError."""
    resource = _ROOT / lang / f"{name}.toml"
    try:
        return msgspec.toml.decode(resource.read_bytes(), type=into)
    except (OSError, msgspec.MsgspecError) as error:
        raise LexiconError(f"{lang}/{name}.toml", str(error)) from error


def read_csv(lang: str, name: str, into: type[T]) -> list[T]:
    """The rows of `lang/name.csv`, each validated into `into`; the header names the fields."""
    resource = _ROOT / lang / f"{name}.csv"
    try:
        lines = resource.read_text(encoding="utf-8").splitlines()
        rows = [{k: v for k, v in row.items() if v not in (None, "")} for row in csv.DictReader(lines)]
        return msgspec.convert(rows, list[into], strict=False)  # type: ignore[valid-type]
    except (OSError, msgspec.MsgspecError) as error:
        raise LexiconError(f"{lang}/{name}.csv", str(error)) from error


@lru_cache(maxsize=1)
def lexicon_hash() -> str:
    """Twelve hex digits over every lexicon file of every language, in name order."""
    digest = hashlib.sha256()
    for lang in sorted(entry.name for entry in _ROOT.iterdir() if entry.is_dir()):
        for entry in sorted((_ROOT / lang).iterdir(), key=lambda e: e.name):
            if entry.name.endswith((".toml", ".csv")):
                digest.update(f"{lang}/{entry.name}\0".encode())
                digest.update(entry.read_bytes())
    return digest.hexdigest()[:12]
