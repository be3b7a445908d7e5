"""The command `humstats releases`."""

from __future__ import annotations

import sys

import click
import msgspec

from sql.options import store_option
from sql.store import current_release, list_releases


@click.command(
    epilog="""\b
Examples:
  humstats releases
  humstats releases --format json"""
)
@click.option("--format", "style", type=click.Choice(["table", "json"]), default="table", show_default=True)
@store_option
def releases(style: str, store: str) -> None:
    """List the releases, newest first, with dates and counts; * marks the current one."""
    records = list_releases(store)
    current = current_release(store).release_id
    if style == "json":
        fields = ("release_id", "published_at", "facts", "documents", "sha256", "bytes")
        rows = [{field: getattr(record, field) for field in fields} for record in records]
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")
        return
    click.echo(f"  {'release':<16}  {'published':<20}  {'facts':>9}  {'documents':>9}  {'bytes':>12}")
    for record in records:
        mark = "*" if record.release_id == current else " "
        published = record.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        click.echo(
            f"{mark} {record.release_id:<16}  {published:<20}  {record.facts:>9}  {record.documents:>9}"
            f"  {record.bytes:>12}"
        )
