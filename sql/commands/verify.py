"""The command `humstats verify`."""

from __future__ import annotations

import sys

import click

from sql.options import store_option


@click.command(epilog="\b\nExample:\n  humstats verify")
@click.option("--release", "release_id", help="A release other than the current one.")
@store_option
def verify(release_id: str | None, store: str) -> None:
    """Find every quote again in its stored text and recompute every published total from its facts.

    Each mismatch is named on stdout; exit status 1 if there is any.
    """
    from sql.verify import verify as check

    result = check(store, release_id)
    for mismatch in result.mismatches:
        click.echo(mismatch)
    for note in result.notes:
        click.echo(note, err=True)
    click.echo(
        f"release {result.release_id}: {result.quotes} quotes, {result.totals} totals, "
        f"{len(result.mismatches)} mismatches"
    )
    sys.exit(1 if result.mismatches else 0)
