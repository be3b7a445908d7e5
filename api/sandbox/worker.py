"""One sandbox process: reads queries on stdin, answers on stdout, under limits that it cannot lift.

Frames are a length of four bytes and MessagePack. The process has no environment to speak of, opens no
file but
the release, may write none, and dies with its parent.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import msgspec

from api.sandbox.guard import RefusedError, check
from api.sandbox.values import duration, json_safe
from sql.store import connect_locked

_CHUNK = 200
# What a query allocates outside DuckDB's own accounting has to fit in here as well.
_OVERHEAD = 256 * 1024 * 1024

_encoder = msgspec.json.Encoder(decimal_format="number")


class Work(msgspec.Struct):
    """One query and its limits."""

    release: str
    sql: str
    params: Any
    rows: int
    bytes: int
    seconds: float


def main() -> None:
    """Answers until stdin ends."""
    memory_mb = int(sys.argv[1])
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Nothing but frames may reach the parent.
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    opened = ""
    connection: duckdb.DuckDBPyConnection | None = None
    if len(sys.argv) > 2 and sys.argv[2]:
        opened, connection = sys.argv[2], _open(sys.argv[2], memory_mb)
    _bound_memory(memory_mb)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    _write(sink, {"ready": True})
    decoder = msgspec.msgpack.Decoder(Work)
    while (frame := _read(source)) is not None:
        work = decoder.decode(frame)
        try:
            if connection is None or opened != work.release:
                if connection is not None:
                    connection.close()
                opened, connection = work.release, _open(work.release, memory_mb)
            used = resource.getrusage(resource.RUSAGE_SELF)
            limit = int(used.ru_utime + used.ru_stime + work.seconds * 2 + 2)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
            answer = _answer(connection, work)
        except RefusedError as error:
            answer = {"error": "sql-refused", "detail": str(error)}
        except (duckdb.OutOfMemoryException, MemoryError):
            answer = {"error": "sql-too-large", "detail": "The query needs more memory than it may have."}
        except duckdb.Error as error:
            answer = {"error": "sql-error", "detail": _told(error, opened)}
        except (ValueError, OverflowError, TypeError, RecursionError) as error:
            answer = {"error": "sql-error", "detail": f"The result cannot be shown: {type(error).__name__}."}
        _write(sink, answer)


def _open(release: str, memory_mb: int) -> duckdb.DuckDBPyConnection:
    return connect_locked(
        Path(release),
        settings={
            "threads": 1,
            "memory_limit": f"{memory_mb // 2}MB",
            "temp_directory": "",
            "max_temp_directory_size": "0B",
            "python_enable_replacements": False,
            "allow_community_extensions": False,
            "enable_external_file_cache": False,
        },
    )


def _bound_memory(memory_mb: int) -> None:
    # What is mapped already (code, the release) stays out of the account.
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = mapped + memory_mb * 1024 * 1024 + _OVERHEAD
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(connection: duckdb.DuckDBPyConnection, work: Work) -> dict[str, Any]:
    select = check(connection, work.sql)
    cursor = connection.cursor()
    try:
        # A question mark takes a list, a dollar name an object: DuckDB's own rule.
        cursor.execute(select, work.params) if work.params else cursor.execute(select)
        columns = [{"name": column[0], "type": str(column[1])} for column in cursor.description or ()]
        durations = frozenset(i for i, column in enumerate(columns) if column["type"] == "INTERVAL")
        if durations:
            # As Python's own durations they would have lost their months.
            select = _as_text(select, len(columns), durations)
            cursor.execute(select, work.params) if work.params else cursor.execute(select)
        rows: list[bytes] = []
        size = 0
        truncated = False
        while not truncated and (chunk := cursor.fetchmany(min(_CHUNK, work.rows + 1 - len(rows)))):
            for row in chunk:
                values = [duration(v) if i in durations else json_safe(v) for i, v in enumerate(row)]
                blob = _encoder.encode(values)
                if len(rows) == work.rows or size + len(blob) > work.bytes:
                    truncated = True
                    break
                rows.append(blob)
                size += len(blob)
    finally:
        cursor.close()
    return {
        "columns": _encoder.encode(columns),
        "data": b"[" + b",".join(rows) + b"]",
        "row_count": len(rows),
        "truncated": truncated,
    }


def _as_text(select: str, columns: int, texts: frozenset[int]) -> str:
    """The same rows, some of their columns as the text that DuckDB writes for them."""
    names = [f"c{i}" for i in range(columns)]
    shown = ", ".join(f"CAST({name} AS VARCHAR)" if i in texts else name for i, name in enumerate(names))
    return f"SELECT {shown} FROM (\n{select.rstrip().rstrip(';')}\n) AS asked({', '.join(names)})"


def _told(error: duckdb.Error, opened: str) -> str:
    """DuckDB's message, short, without a path of this machine."""
    text = str(error).strip()
    if isinstance(error, duckdb.IOException | duckdb.InternalException | duckdb.FatalException):
        return "The query could not be run."
    for name in (opened, str(Path(opened).parent), sys.prefix):
        if len(name) > 1:
            text = text.replace(name, "…")
    return text[:1500]


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    return source.read(length)


def _write(sink: BinaryIO, answer: dict[str, Any]) -> None:
    frame = msgspec.msgpack.encode(answer)
    sink.write(struct.pack(">I", len(frame)) + frame)
    sink.flush()


if __name__ == "__main__":
    main()
