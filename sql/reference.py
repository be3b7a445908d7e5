"""What every release has whatever the ledger holds: code lists, indicators and places."""

from __future__ import annotations

import hashlib
from importlib.resources import as_file, files
from pathlib import Path

import duckdb
import msgspec

from sql.codelists import load_codelists
from sql.opening import settings, workroom
from sql.paths import Store, sync_file
from sql.store import load_query

PLACE_TABLES = ("places", "place_names")


def add_reference(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables that do not come from the ledger: code lists, indicators, places."""
    connection.execute(load_query("release/tables"))
    rows = [
        {"codelist": name, "position": position, **msgspec.to_builtins(code)}
        for name, codes in sorted(load_codelists().items())
        for position, code in enumerate(codes, start=1)
    ]
    connection.execute(load_query("release/codelists"), {"rows": msgspec.json.encode(rows).decode()})
    connection.execute(load_query("release/reference"))


def places_template(store: Store) -> Path:
    """A database with the places and nothing else, made once for each version of the gazetteer.

    The places are most of a small release and always the same: copying the file is a hundred times faster
    than filling the tables.
    """
    folder = store.root / ".cache"
    digest = hashlib.sha256(load_query("release/places").encode())
    for table in PLACE_TABLES:
        digest.update((files("sql") / "gazetteer" / f"{table}.parquet").read_bytes())
    path = folder / f"places-{digest.hexdigest()[:16]}.duckdb"
    if path.exists():
        return path
    folder.mkdir(exist_ok=True)
    for old in folder.glob("places-*"):
        old.unlink()
    draft = workroom(store) / path.name
    draft.unlink(missing_ok=True)
    with duckdb.connect(str(draft), config=settings(store)) as connection:
        connection.execute(load_query("release/places"))
        for table in PLACE_TABLES:
            with as_file(files("sql") / "gazetteer" / f"{table}.parquet") as source:
                connection.execute(
                    f"INSERT INTO base.{table} BY NAME SELECT * FROM read_parquet(?)", [str(source)]
                )
        connection.execute("CHECKPOINT")
    sync_file(draft)
    draft.replace(path)
    return path
