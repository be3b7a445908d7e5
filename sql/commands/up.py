"""The command `humstats up`."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click

import sql
from sql.options import store_option


@click.command(
    epilog="""\b
Examples:
  humstats up
  humstats --store demo up --port 9000"""
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--seeds", type=click.Path(path_type=Path), help="Folder to take in first. [default: seeds/]")
@store_option
@click.pass_context
def up(ctx: click.Context, host: str, port: int, workers: int, seeds: Path | None, store: str) -> None:
    """Ingest the seeds, publish a release and serve it: API, documentation and page.

    What comes in over HTTP meanwhile is taken from the spool and published while serving.
    """
    folder = find_seeds() if seeds is None else seeds
    if seeds is not None and not seeds.exists():
        raise click.UsageError(f"--seeds {seeds} does not exist")
    command = [sys.executable, "-m", "sql.cli", "--store", store, "ingest"]
    if folder is None:
        click.echo("no seeds folder here; serving what the store holds", err=True)
    # In a process of its own: the extractor's memory is not the server's to keep.
    seeds_only = [str(folder)] if folder is not None else []
    done = subprocess.run([*command, *seeds_only], stdout=sys.stderr, check=False)
    if done.returncode > 1:
        sys.exit(done.returncode)
    # What waits in the spool is the watcher's first catch.
    # It reads from this pipe only to notice its end: however this process goes, the watcher goes with it.
    watcher = subprocess.Popen(
        [*command, "--watch", "--until-closed"],
        stdin=subprocess.PIPE,
        stdout=sys.stderr,
        start_new_session=True,
    )
    try:
        ctx.invoke(import_module("api.cli").serve, store=store, host=host, port=port, workers=workers)
    finally:
        watcher.terminate()
        watcher.wait()


def find_seeds() -> Path | None:
    """The folder `seeds` here or in the project that this package is run from."""
    for parent in (Path.cwd(), Path(sql.__file__).resolve().parent.parent):
        if (parent / "seeds").is_dir():
            return parent / "seeds"
    return None
