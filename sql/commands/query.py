"""The command `humstats sql`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sql.options import store_option


@click.command(
    "sql",
    epilog="""\b
Examples:
  humstats sql "SELECT indicator, sum(value) FROM figures GROUP BY ALL"
  humstats sql "FROM aggregates_monthly" --format csv --output monthly.csv
  echo "FROM runs" | humstats sql --format json
  humstats sql               a prompt; .help tells what it knows""",
)
@click.argument("query", required=False)
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "json", "csv", "parquet"]),
    default="table",
    show_default=True,
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write instead of stdout."
)
@click.option("--release", "release_id", help="A release other than the current one.")
@store_option
def query(query: str | None, style: str, output: Path | None, release_id: str | None, store: str) -> None:
    """Ask the current release in SQL, read-only; without a query, a prompt.

    The views are facts, documents, figures, aggregates_monthly, places, indicators and runs; the prompt's
    .tables lists all of them.
    """
    from sql.query import ask, write
    from sql.store import open_release

    with open_release(store, release_id) as connection:
        if query is None and sys.stdin.isatty():
            from sql.prompt import Prompt

            Prompt(connection, history=Path.home() / ".humstats_history").run()
            return
        text = sys.stdin.read() if query is None else query
        if not text.strip():
            raise click.UsageError("no query: give one as argument or on stdin")
        if style == "parquet" and output is None and sys.stdout.isatty():
            raise click.UsageError("Parquet is not for a terminal: name a file with --output")
        answer = ask(connection, text)
        if output is None:
            write(answer, style, sys.stdout.buffer)
        else:
            with output.open("wb") as file:
                write(answer, style, file)
