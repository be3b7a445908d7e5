"""The codes that the extractor, the ledger and the doors share, from the CSV files beside this module.

Every list has code, label_ar, label_en, label_fr, label_es and description; further columns are mappings and
stay text ("|" between several values).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import msgspec

from sql.errors import StoreError, UnknownCodeError

COMMON = ("code", "label_ar", "label_en", "label_fr", "label_es", "description")


class Code(msgspec.Struct, frozen=True):
    """One code of a list with its labels; `extra` holds the list's further columns, "" where empty."""

    code: str
    label_ar: str
    label_en: str
    label_fr: str
    label_es: str
    description: str
    extra: dict[str, str]


@cache
def load_codelists() -> Mapping[str, tuple[Code, ...]]:
    """Every code list by name, each in the order of its file."""
    lists = {}
    for entry in sorted((files("sql") / "codelists").iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".csv"):
            continue
        name = entry.name.removesuffix(".csv")
        rows = list(csv.DictReader(io.StringIO(entry.read_text(encoding="utf-8"))))
        lists[name] = tuple(_code(name, row) for row in rows)
    return MappingProxyType(lists)


def _code(name: str, row: dict[str, str]) -> Code:
    missing = [column for column in COMMON if not row.get(column)]
    if missing or None in row or None in row.values():
        raise StoreError(
            f"code list {name}: code {row.get('code')!r} lacks {', '.join(missing) or 'a column'}"
        )
    extra = {column: text for column, text in row.items() if column not in COMMON}
    return Code(extra=extra, **{column: row[column] for column in COMMON})


def codes(name: str) -> tuple[str, ...]:
    """The codes of one list, in order."""
    return tuple(code.code for code in load_codelists()[name])


def check_code(name: str, code: str) -> str:
    """The code itself, when its list has it; UnknownCodeError with the allowed ones when not."""
    allowed = codes(name)
    if code not in allowed:
        raise UnknownCodeError(name, code, allowed)
    return code
