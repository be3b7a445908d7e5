"""What a release is made of, as a digest: the same content by the same version makes the same release."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from sql.ledger import Ledger
from sql.store import ReleaseRecord, load_query

Content = dict[str, tuple[int, int]]


def read_content(ledger: Ledger, last: ReleaseRecord | None) -> Content:
    """For each kind of current row in the ledger how many there are, and their digests combined.

    Neither the order in which things came, nor the runs, nor any clock changes it. What the last release
    tells of itself is taken over, so that only what the open run has changed is read.
    """
    content = _content_of(ledger.store.release_file(last.release_id)) if last is not None else {}
    ledger.connection.execute("SET VARIABLE run = ?", [ledger.run_id])
    ledger.connection.execute("SET VARIABLE everything = ?", [not content])
    for kind, rows, digest in ledger.connection.execute(load_query("release/content")).fetchall():
        before = content.get(kind, (0, 0))
        content[kind] = (before[0] + rows, before[1] ^ int(digest))
    return content


def _content_of(release: Path) -> Content:
    try:
        with duckdb.connect(str(release), read_only=True) as connection:
            rows = connection.execute("SELECT kind, rows, digest FROM base.content").fetchall()
    except duckdb.Error:
        # Gone, damaged from outside, or written by an older version.
        return {}
    return {kind: (count, int(digest)) for kind, count, digest in rows}


def content_digest(content: Content, recipe: str) -> str:
    """SHA-256 over the content of the ledger and over everything a release is made with."""
    digest = hashlib.sha256(recipe.encode())
    for kind, (rows, combined) in sorted(content.items()):
        if rows:
            digest.update(f"{kind} {rows} {combined:032x}\n".encode())
    return digest.hexdigest()


def recipe_digest(layout: object) -> str:
    """SHA-256 over the layout, views, code lists, places and totals that a release is built with."""
    digest = hashlib.sha256(repr(layout).encode())
    for folder in ("views", "codelists", "gazetteer", "totals", "queries/release"):
        for name, entry in sorted(_entries(files("sql") / folder, folder)):
            digest.update(name.encode())
            digest.update(hashlib.sha256(entry.read_bytes()).digest())
    return digest.hexdigest()


def _entries(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    if not folder.is_dir():
        return []
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            if not entry.name.startswith(("_", ".")):
                found += _entries(entry, f"{name}/{entry.name}")
        elif not entry.name.endswith(".pyc"):
            found.append((f"{name}/{entry.name}", entry))
    return found
