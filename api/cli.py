"""`humstats serve`: the API and the page under Granian."""

from __future__ import annotations

import os

import click

from api.settings import PREFIX, read_settings


@click.command(epilog="Example: humstats serve --store store --port 8000 --workers 2")
@click.option(
    "--store", envvar=PREFIX + "STORE", default="store", show_default=True, help="Folder of the store."
)
@click.option(
    "--host", envvar=PREFIX + "HOST", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port", envvar=PREFIX + "PORT", default=8000, show_default=True, type=click.IntRange(1, 65535)
)
@click.option(
    "--workers", envvar=PREFIX + "WORKERS", default=1, show_default=True, type=click.IntRange(1, 64)
)
def serve(store: str, host: str, port: int, workers: int) -> None:
    """Serve the current release: REST API, SQL and page. A new release is taken up without a restart."""
    os.environ[PREFIX + "STORE"] = store
    # A setting that cannot be read stops here, with its name, and not in a worker.
    read_settings()
    from granian import Granian
    from granian.constants import Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    click.echo(f"Humstats at http://{host}:{port}/ (API under /v1, documentation at /docs)", err=True)
    Granian(
        "api.app:worker",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        loop=Loops.auto,
        factory=True,
        websockets=False,
        backlog=1024,
        # A client that sends its headers drop by drop is let go; one that reads slowly is given little ahead.
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=128 * 1024),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
