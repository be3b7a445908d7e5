"""Digests of the code and the tables that totals are worked out with, and that claims are laid out with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

# What a file of claims is made by, beside the modules that these import; a test compares the list with them.
LAID_OUT_BY = (
    "export/shapes.py",
    "queries/totals/changed_facts.sql",
    "queries/totals/every_fact.sql",
    "queries/totals/needed_facts.sql",
    "queries/totals/relations.sql",
    "queries/totals/relations_of.sql",
    "records.py",
    "totals/bounds.py",
    "totals/claims.py",
    "totals/drafts.py",
    "totals/evidence.py",
    "totals/layout.py",
    "totals/markers.csv",
    "totals/marks.py",
    "totals/model.py",
    "totals/organisation_kinds.csv",
    "totals/organisations.csv",
    "totals/outcomes.py",
    "totals/populations.csv",
    "totals/populations.py",
    "totals/scope.py",
    "totals/sources.py",
    "totals/tails.py",
    "totals/ties.py",
)


@cache
def rules_digest() -> str:
    """SHA-256 over the code and the tables that totals are worked out with."""
    entries = sorted((files("sql") / "totals").iterdir(), key=lambda entry: entry.name)
    return _digest(f"totals/{entry.name}" for entry in entries if entry.is_file())


@cache
def layout_digest() -> str:
    """SHA-256 over the code and the tables that shape a file of claims."""
    return _digest(LAID_OUT_BY)


def _digest(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode())
        digest.update((files("sql") / name).read_bytes())
    return digest.hexdigest()[:16]
