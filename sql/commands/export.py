"""The command `humstats export`."""

from __future__ import annotations

from pathlib import Path

import click

from sql.options import store_option


@click.command(
    epilog="""\b
Examples:
  humstats export package/
  humstats export package/ --format csv"""
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "csv", "hxl", "geojson"]),
    default="parquet",
    show_default=True,
)
@click.option("--release", "release_id", help="A release other than the current one.")
@store_option
def export(folder: Path, form: str, release_id: str | None, store: str) -> None:
    """Write the current release as a Frictionless data package, with checksums and licences.

    The names of the files written stand on stdout.
    """
    from sql.export.package import write_package
    from sql.store import current_release, find_release, locate

    place = locate(store)
    record = current_release(place) if release_id is None else find_release(place, release_id)
    for path in write_package(place.release_file(record.release_id), record, folder, form):
        click.echo(path)
