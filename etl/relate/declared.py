"""What people declare about figures of texts: how a file names a figure, and how it is found again.

A figure is named by its document and its words, never by an id of ours, so that it survives a new extractor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from etl.errors import EtlError
from sql.records import FactRow

Declared = TypeVar("Declared")


class DeclarationError(EtlError):
    """A declaration cannot be read, or no longer matches. `declaration` names it, `reason` says why."""

    def __init__(self, declaration: str, reason: str) -> None:
        super().__init__(f"{declaration}: {reason}")
        self.declaration = declaration
        self.reason = reason


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure by its document and the words of its number; `occurrence` counts equal words from 1."""

    document_id: str
    words: str
    indicator: str | None = None
    occurrence: int | None = None


def read_files(folder: Path, kind: type[Declared]) -> list[Declared]:
    """What every TOML file of the folder declares, by file name; nothing where there is no folder."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(msgspec.toml.decode(path.read_bytes(), type=kind))
        except msgspec.MsgspecError as error:
            raise DeclarationError(path.name, str(error)) from None
    return found


def find(
    named: Named, declaration: str, facts: Mapping[str, list[FactRow]], texts: Mapping[str, str]
) -> FactRow:
    """The one fact that is named; anything else is an error that says what was found."""
    text = texts.get(named.document_id)
    if text is None:
        raise DeclarationError(declaration, f"there is no document {named.document_id}")
    alike = [
        fact
        for fact in sorted(facts.get(named.document_id, ()), key=lambda fact: (fact.start or 0, fact.fact_id))
        if fact.start is not None
        and fact.end is not None
        and text[fact.start : fact.end] == named.words
        and named.indicator in (None, fact.indicator)
    ]
    if named.occurrence is not None:
        alike = alike[named.occurrence - 1 : named.occurrence]
    if len(alike) != 1:
        raise DeclarationError(
            declaration,
            f"{named.words!r} names {len(alike)} figures of document {named.document_id}, not one",
        )
    return alike[0]


def by_document(facts: Iterable[FactRow]) -> dict[str, list[FactRow]]:
    """The facts of each document."""
    found: dict[str, list[FactRow]] = {}
    for fact in facts:
        found.setdefault(fact.document_id, []).append(fact)
    return found
