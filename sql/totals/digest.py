"""A digest of the rules that totals are worked out with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files


@cache
def rules_digest() -> str:
    """SHA-256 over the code and the tables that totals are worked out with."""
    digest = hashlib.sha256()
    for entry in sorted((files("sql") / "totals").iterdir(), key=lambda entry: entry.name):
        if entry.is_file():
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]
