"""Rows on their way into a table: as JSON lines, checked and cast by the database itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import duckdb
import msgspec

# What DuckDB sets aside for one JSON line when nobody says otherwise; longer documents ask for more.
SMALLEST_BUFFER = 16 * 1024 * 1024
# No file takes the name of one before, so that nothing remembered of it is mistaken for its content.
_numbers = count()


def load_rows(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: str, rows: Sequence[msgspec.Struct]
) -> None:
    """The rows are in the temporary table incoming_<table>, which has the columns of the table."""
    # JSON lines are DuckDB's fastest way in that needs no further library: decimals travel as strings and
    # are cast exactly; row-by-row inserts are a thousand times slower.
    connection.execute(f"CREATE OR REPLACE TEMP TABLE incoming_{table} AS FROM {table} LIMIT 0")
    if not rows:
        return
    path = folder / f"{table}-{next(_numbers)}.jsonl"
    try:
        longest = _write_lines(path, rows)
        fields = set(rows[0].__struct_fields__)
        columns = [
            f"'{name}': '{kind}'"
            for name, kind, *_ in connection.execute(f"DESCRIBE incoming_{table}").fetchall()
            if name in fields
        ]
        connection.execute(
            f"INSERT INTO incoming_{table} BY NAME SELECT * FROM read_json(?, "
            f"format='newline_delimited', columns={{{', '.join(columns)}}}, maximum_object_size=?)",
            [str(path), max(longest + 1, SMALLEST_BUFFER)],
        )
    finally:
        path.unlink(missing_ok=True)


def _write_lines(path: Path, rows: Sequence[msgspec.Struct]) -> int:
    """The rows are in the file, one JSON object a line; the length of the longest line."""
    encoder = msgspec.json.Encoder()
    longest = 0
    with path.open("wb") as file:
        for row in rows:
            line = encoder.encode(row)
            longest = max(longest, len(line))
            file.write(line)
            file.write(b"\n")
    return longest
