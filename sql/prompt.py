"""The prompt of `humstats sql`: one query after another, with history and a few commands of its own."""

from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import click
import duckdb
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from sql.errors import QueryError
from sql.query import ask, write_table
from sql.store import load_query

HELP = """.tables         the views, and what each holds
.schema [VIEW]  the columns, and what each means
.help           this
.quit           leave (also Ctrl-D)
A query ends with a semicolon or an empty line; Ctrl-C stops it."""
# Rows shown at the prompt; `humstats sql "…" --format csv` gives all of them.
MOST = 200
KEYWORDS = (
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "ORDER BY",
    "LIMIT",
    "DESCRIBE",
    "SUMMARIZE",
    "sum",
    "count",
)


class Prompt:
    """A session on one open release."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, history: Path) -> None:
        self._connection = connection
        self._history = history

    def run(self) -> None:
        """Answers queries until the person leaves."""
        tables = [row[0] for row in self._connection.execute(load_query("tables")).fetchall()]
        session: PromptSession[str] = PromptSession(
            history=self._past(),
            completer=WordCompleter([*tables, *KEYWORDS], ignore_case=True),
            reserve_space_for_menu=4,
        )
        click.echo("Humstats SQL; .help tells what there is.", err=True)
        while (text := self._read(session)) is not None:
            if text and not self.answer(text):
                return

    def _past(self) -> History:
        try:
            self._history.touch(mode=0o600)
        except OSError:
            return InMemoryHistory()
        return FileHistory(str(self._history))

    def _read(self, session: PromptSession[str]) -> str | None:
        lines: list[str] = []
        while True:
            try:
                line = session.prompt("humstats> " if not lines else "      ..> ")
            except EOFError:
                return None
            except KeyboardInterrupt:
                lines = []
                continue
            lines.append(line)
            text = "\n".join(lines).strip()
            if not line.strip() or text.startswith(".") or text.endswith(";"):
                return text

    def answer(self, text: str) -> bool:
        """Answers one query or command; False when the person wants to leave."""
        command, _, rest = text.partition(" ")
        match command.rstrip(";"):
            case ".quit" | ".exit":
                return False
            case ".help":
                click.echo(HELP)
            case ".tables":
                self._show(load_query("tables"))
            case ".schema":
                name = rest.strip().rstrip(";")
                found = self._connection.execute(load_query("columns"), [name, name]).fetchall()
                for line in found:
                    click.echo("  ".join(str(part) for part in line))
                if not found:
                    click.echo(f"no view {name}; .tables lists them", err=True)
            case other if other.startswith("."):
                click.echo(f"no command {other}; .help lists them", err=True)
            case _:
                self._show(text)
        return True

    def _show(self, text: str) -> None:
        cursor = self._connection.cursor()
        shown = io.BytesIO()
        try:
            with ThreadPoolExecutor(1) as beside:
                asked = beside.submit(lambda: write_table(ask(cursor, text, cursor), shown, MOST))
                try:
                    # Waiting in short turns: Ctrl-C would not reach a wait for the query itself.
                    while not wait((asked,), 0.05).done:
                        pass
                except KeyboardInterrupt:
                    cursor.interrupt()
                    wait((asked,))
                    click.echo("stopped", err=True)
                    return
            asked.result()
            sys.stdout.buffer.write(shown.getvalue())
            sys.stdout.buffer.flush()
        except QueryError as error:
            click.echo(str(error), err=True)
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
        finally:
            cursor.close()
