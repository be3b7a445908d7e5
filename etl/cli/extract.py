"""The commands `extract` and `numbers`: documents as JSON lines in, facts or numbers as JSON lines out."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

import click

from etl.model import Document
from etl.stream import answer, lines

_EVERY = 100


@click.command(
    epilog="""\b
Example:
  echo '{"id": "a", "text": "12 people were killed.", "published_at": "2019-02-14"}' | humstats extract
"""
)
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE]")
def extract(source: BinaryIO) -> None:
    """Read the facts of documents, one JSON object a line: {"id", "text", "lang"?, "published_at"?}.

    Writes one line per document, in order: {"id", "facts": [...]}. A bad line is answered by
    {"id", "error"} in its place, and the exit status is then 1. Without FILE, reads standard input.
    """
    from etl.pipeline import extract as read

    _run(source, "facts", read)


@click.command(
    epilog="""\b
Example:
  echo '{"id": "a", "text": "Two and a half million people"}' | humstats numbers
"""
)
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE]")
def numbers(source: BinaryIO) -> None:
    """Read every number expression of documents, one JSON object a line; dates and clock times left out.

    Writes one line per document, in order: {"id", "numbers": [{"value", "start", "end", "text", "kind"}]}.
    Offsets count code points. A range has no value but value_min and value_max. A bad line is answered by
    {"id", "error"} in its place, and the exit status is then 1. Without FILE, reads standard input.
    """
    from etl.numbers.listing import listed

    _run(source, "numbers", listed)


def _run(source: BinaryIO, key: str, work: Callable[[Document], object]) -> None:
    output = sys.stdout.buffer
    shown = sys.stderr.isatty()
    done = refused = 0
    # The first document makes the lexicons, which stay: looking for garbage among them finds none.
    gc.disable()
    try:
        for line, good in answer(lines(source), key, work):
            output.write(line)
            # A reader at the other end of a pipe gets each answer as soon as it is there.
            output.flush()
            gc.enable()
            done += 1
            refused += not good
            if shown and done % _EVERY == 0:
                click.echo(f"\r{done} documents, {refused} refused", nl=False, err=True)
    except BrokenPipeError:
        # The reader has seen enough; keep the interpreter from complaining when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())
        return
    finally:
        gc.enable()
    if shown and done:
        click.echo(f"\r{done} documents, {refused} refused", err=True)
    if refused:
        sys.exit(1)
