"""The claims of a release are laid out as this version reads them: `python -m sql.totals.afresh FILE`.

Another version of humstats may have published the release; until its claims are laid out anew, every total
of it takes a query. That needs much memory for a moment, so it is done in a process of its own.
"""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

import duckdb

from sql.errors import StoreError
from sql.store import connect_locked
from sql.totals.drafts import write_claims
from sql.totals.layout import claims_path, is_stale
from sql.totals.scope import read_all


def lay_out(release_file: Path) -> bool:
    """Whether the claims were laid out here: not where they are right, where another process is at it, or
    where nothing may be written.
    """
    if not os.access(release_file.parent, os.W_OK):
        return False
    folder = os.open(release_file.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        if not is_stale(release_file):
            return False
        connection = connect_locked(release_file, settings={"threads": 1})
        try:
            every = read_all(connection)
            write_claims(claims_path(release_file), every.claims, every.details)
        finally:
            connection.close()
        return True
    finally:
        os.close(folder)


def main(arguments: list[str]) -> int:
    """0 where the claims are right, or will soon be; 1 where they cannot be laid out here."""
    os.nice(10)
    try:
        lay_out(Path(arguments[0]))
    except (OSError, StoreError, duckdb.Error):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
