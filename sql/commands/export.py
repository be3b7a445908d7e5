"""The command `humstats export`."""

from __future__ import annotations

from pathlib import Path

import click

from sql.export.package import FORMATS, write_package
from sql.options import UnableError, store_option
from sql.store import current_release, locate


@click.command(
    "export",
    epilog="""\b
Examples:
  humstats export figures                    Parquet, with datapackage.json
  humstats export figures --format csv       CSV, with a schema for each table""",
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--format", "form", type=click.Choice(FORMATS), default="parquet", show_default=True)
@store_option
def export(folder: Path, form: str, store: str) -> None:
    """Write the current release as a Frictionless data package with checksums and licences."""
    place = locate(store)
    record = current_release(place)
    try:
        written = write_package(place.release_file(record.release_id), record, folder, form)
    except OSError as error:
        raise UnableError(f"{folder} cannot be written: {error.strerror or error}") from None
    for path in written:
        click.echo(str(path))
    click.echo(f"release {record.release_id}: {record.facts} figures in {len(written)} files", err=True)
