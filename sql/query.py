"""One ad-hoc query on an open release, and its answer as a table, JSON, CSV or Parquet."""

from __future__ import annotations

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import msgspec

from sql.errors import QueryError

WIDEST = 60
# What a terminal would obey, or what would turn the order of a line, instead of showing it.
_OBEYED = re.compile("[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+")


class Answer:
    """The answer to one query: column names and types, rows as they are fetched."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        description = cursor.description or []
        self.names = [str(column[0]) for column in description]
        self.types = [str(column[1]) for column in description]
        self._cursor = cursor

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Every row once."""
        while chunk := self._fetched():
            yield from chunk

    def _fetched(self) -> list[tuple[Any, ...]]:
        with _told():
            return self._cursor.fetchmany(5_000)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise QueryError(str(error)) from None
    except RuntimeError as error:
        # This is how DuckDB passes on Ctrl-C.
        if "interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise


def ask(
    connection: duckdb.DuckDBPyConnection, text: str, cursor: duckdb.DuckDBPyConnection | None = None
) -> Answer:
    """The answer to exactly one statement that only reads; on a cursor that somebody may interrupt, where one
    is given. Raises QueryError.
    """
    with _told():
        statements = connection.extract_statements(text)
    if len(statements) != 1:
        raise QueryError(f"one statement at a time, not {len(statements)}")
    if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        raise QueryError("only SELECT (or FROM, DESCRIBE, SUMMARIZE, EXPLAIN): a release never changes")
    with _told():
        return Answer((cursor or connection.cursor()).execute(statements[0]))


def write(answer: Answer, style: str, file: BinaryIO) -> None:
    """The answer stands in the file in the format that `style` names."""
    {"table": write_table, "json": write_json, "csv": write_csv, "parquet": write_parquet}[style](
        answer, file
    )


def write_json(answer: Answer, file: BinaryIO) -> None:
    """One array of objects, one object a line; decimals as numbers, dates as ISO 8601."""
    encoder = msgspec.json.Encoder(enc_hook=str, decimal_format="number")
    names = unique(answer.names)
    file.write(b"[")
    for position, row in enumerate(answer.rows()):
        file.write(b",\n " if position else b"\n ")
        file.write(encoder.encode({name: _shortened(value) for name, value in zip(names, row, strict=True)}))
    file.write(b"\n]\n")


def write_csv(answer: Answer, file: BinaryIO) -> None:
    """A header and one line a row, UTF-8; lists joined by "|"."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(answer.names)
    for row in answer.rows():
        writer.writerow(["" if value is None else _cell(value) for value in row])
    text.detach()


def write_parquet(answer: Answer, file: BinaryIO) -> None:
    """A Parquet file with the columns' own types."""
    # The release's connection may not write files; a second one may, and sees nothing but these rows.
    columns = ", ".join(
        f"{_quoted(name)} {kind}" for name, kind in zip(unique(answer.names), answer.types, strict=True)
    )
    with tempfile.TemporaryDirectory(prefix="humstats-") as folder, duckdb.connect() as connection:
        path = Path(folder) / "answer.parquet"
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE TABLE answer ({columns})")
        lines = Path(folder) / "answer.jsonl"
        encoder = msgspec.json.Encoder(enc_hook=str)
        with lines.open("wb") as rows:
            for row in answer.rows():
                rows.write(encoder.encode(dict(zip(unique(answer.names), row, strict=True))) + b"\n")
        types = ", ".join(
            f"{_literal(name)}: {_literal(kind)}"
            for name, kind in zip(unique(answer.names), answer.types, strict=True)
        )
        connection.execute(
            f"INSERT INTO answer FROM read_json({_literal(str(lines))}, format='newline_delimited', "
            f"columns={{{types}}}, maximum_object_size=134217728)"
        )
        connection.execute(f"COPY answer TO {_literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
        file.write(path.read_bytes())


def write_table(answer: Answer, file: BinaryIO, most: int | None = None) -> None:
    """Columns in line, numbers to the right, long values cut with an ellipsis; the number of rows below.

    Only the first `most` rows are shown; where there are more, the last line says so.
    """
    names = answer.names
    rows = [[_shown(value) for value in row] for row in islice(answer.rows(), most and most + 1)]
    more = most is not None and len(rows) > most
    if more:
        rows.pop()
    widths = [max([width(name), *(width(row[index]) for row in rows)]) for index, name in enumerate(names)]
    right = [
        kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")) or kind.endswith(("INT", "INTEGER"))
        for kind in answer.types
    ]
    lines = [_line(names, widths, [False] * len(names)), "  ".join("─" * size for size in widths)]
    lines += [_line(row, widths, right) for row in rows]
    number = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    lines.append(f"(the first {number}, there are more)" if more else f"({number})")
    file.write(("\n".join(line.rstrip() for line in lines) + "\n").encode())


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for cell, size, to_right in zip(cells, widths, right, strict=True):
        gap = " " * (size - width(cell))
        padded.append(gap + cell if to_right else cell + gap)
    return "  ".join(padded)


def width(text: str) -> int:
    """The number of columns that a terminal gives the text: combining signs none, wide signs two."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _shown(value: Any) -> str:
    if value is None:
        return "NULL"
    text = _OBEYED.sub(" ", " ".join(_cell(value).split()))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _cell(value: Any) -> str:
    value = _shortened(value)
    if isinstance(value, list | tuple):
        return "|".join("" if item is None else _cell(item) for item in value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return msgspec.json.encode(value, enc_hook=str).decode()
    return str(value)


def _shortened(value: Any) -> Any:
    """A decimal without the zeros of its column's scale, also inside lists; anything else as it is."""
    if isinstance(value, Decimal) and value.is_finite():
        whole = value.to_integral_value()
        return whole if value == whole else value.normalize()
    if isinstance(value, list | tuple):
        return [_shortened(item) for item in value]
    if isinstance(value, timedelta | memoryview):
        return str(value)
    return value


def unique(names: list[str]) -> list[str]:
    """The names, the second of two equal ones with a number behind it."""
    taken = set(names)
    seen: dict[str, int] = {}
    result = []
    for name in names:
        number = seen[name] = seen.get(name, 0) + 1
        shown = name
        while number > 1 and (shown := f"{name}_{number}") in taken:
            number += 1
        taken.add(shown)
        result.append(shown)
    return result


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
