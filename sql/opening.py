"""How the databases of a store are opened for writing: settings, scratch space, migrations, transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import duckdb

from sql.errors import LedgerBusyError, MigrationError, StoreError
from sql.paths import Store, sync_file

# A shorter file holds no table yet.
_HEADERS = 3 * 4096


def workroom(store: Store) -> Path:
    """The folder for unfinished files of the one writer."""
    return store.root / ".work"


def settings(store: Store) -> dict[str, str | bool | int | float | list[str]]:
    """Nothing is fetched from anywhere; what does not fit into memory goes into the store itself."""
    return {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(workroom(store)),
    }


def connect(store: Store) -> duckdb.DuckDBPyConnection:
    """The ledger of a store, open for writing."""
    config = {**settings(store), "preserve_insertion_order": True}
    try:
        if not _begun(store.ledger):
            # Whole or not at all: half a file, as a full disk leaves it, could never be opened again.
            draft = workroom(store) / store.ledger.name
            duckdb.connect(str(draft), config=config).close()
            sync_file(draft)
            draft.replace(store.ledger)
        return duckdb.connect(str(store.ledger), config=config)
    except OSError as error:
        raise StoreError(f"{store.ledger} cannot be opened: {error.strerror or error}") from None
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise LedgerBusyError(str(store.ledger), "another program that has it open") from None
        raise StoreError(f"{store.ledger} cannot be opened: {str(error).splitlines()[0]}") from None
    except duckdb.Error as error:
        raise StoreError(f"{store.ledger} cannot be opened: {str(error).splitlines()[0]}") from None


def _begun(ledger: Path) -> bool:
    """False where there is none, or the beginning of one; a file of another kind is not overwritten."""
    try:
        with ledger.open("rb") as file:
            content = file.read(_HEADERS)
    except FileNotFoundError:
        return False
    return len(content) == _HEADERS or (content[8:12] != b"DUCK" and any(content))


def migrate(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The ledger has every migration; the names of those that were missing, in the order applied."""
    connection.execute("CREATE TABLE IF NOT EXISTS migrations (name VARCHAR, applied_at TIMESTAMPTZ)")
    done = {name for (name,) in connection.execute("SELECT name FROM migrations").fetchall()}
    steps = {
        entry.name.removesuffix(".sql"): entry
        for entry in (files("sql") / "migrations").iterdir()
        if entry.name.endswith(".sql")
    }
    unknown = sorted(done - steps.keys())
    if unknown:
        raise MigrationError(unknown[-1], "was applied by a newer version of humstats; upgrade it")
    applied = []
    for name in sorted(steps.keys() - done):
        try:
            with transaction(connection):
                connection.execute(steps[name].read_text(encoding="utf-8"))
                connection.execute("INSERT INTO migrations VALUES (?, ?)", [name, datetime.now(UTC)])
        except duckdb.Error as error:
            raise MigrationError(name, str(error)) from None
        applied.append(name)
    return applied


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that happens in the block is committed, or none of it."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def quote(path: Path) -> str:
    """A path as it stands between single quotes in SQL."""
    return str(path).replace("'", "''")
