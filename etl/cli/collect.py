"""The command `humstats collect`."""

from __future__ import annotations

import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from types import FrameType

import click
from rich.console import Console

from etl.cli.ingest import tell
from etl.collect import Collected
from etl.collect import collect as collect_from
from etl.connectors import Connector, Wish, connector, names
from etl.connectors.interface import current_environment
from etl.errors import EtlError, SourceError
from etl.ingest import load_extractor
from sql.errors import StoreError
from sql.options import UnableError, store_option
from sql.store import ReleaseRecord

_PERIOD = re.compile(r"(\d+)\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SHORTEST = 10


class Period(click.ParamType[int]):
    """A time like 30m, 6h or 1d, in seconds."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = _PERIOD.fullmatch(str(value).strip().lower())
        seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
        if seconds < SHORTEST:
            self.fail(f"{value!r} is no time like 30m, 6h or 1d, of at least {SHORTEST} seconds", param, ctx)
        return seconds


@click.command(
    epilog="""\b
Examples:
  humstats collect --list
  humstats collect unhcr --since 2015-01-01 --country SYR
  humstats collect reliefweb --lang ar --every 6h
  humstats collect feed --url https://news.example/rss.xml"""
)
@click.argument("name", metavar="CONNECTOR", required=False)
@click.option("--list", "listing", is_flag=True, help="List the connectors with their options.")
@click.option("--country", "countries", multiple=True, metavar="ISO3", help="Only this country; repeatable.")
@click.option("--resource", "resources", multiple=True, help="Only this part of the source; repeatable.")
@click.option("--lang", "langs", multiple=True, help="Only documents in this language; repeatable.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Up to this day.")
@click.option("--url", "addresses", multiple=True, help="Address of a feed or page; repeatable.")
@click.option("--urls", type=click.File(encoding="utf-8"), help="A file of addresses, one a line.")
@click.option("--option", "pairs", multiple=True, metavar="NAME=VALUE", help="An option of the connector.")
@click.option("--endpoint", metavar="URL", help="Another address of the same service, such as a mirror.")
@click.option("--every", type=Period(), help="Again and again with this pause, such as 6h, until stopped.")
@click.option("--report", type=click.Path(path_type=Path), help="Write what became of everything as JSON.")
@store_option
def collect(
    name: str | None,
    listing: bool,
    countries: tuple[str, ...],
    resources: tuple[str, ...],
    langs: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    addresses: tuple[str, ...],
    urls: Iterable[str] | None,
    pairs: tuple[str, ...],
    endpoint: str | None,
    every: int | None,
    report: Path | None,
    store: str,
) -> None:
    """Fetch from an upstream and publish a release.

    A collection that was broken off goes on where it stopped; what is known already adds nothing. Credentials
    come from the environment; a missing one is named.
    """
    if listing:
        _list()
        return
    if name is None:
        raise click.UsageError(f"Missing argument 'CONNECTOR'; one of: {', '.join(names())}")
    listed = [line.strip() for line in urls or () if line.strip() and not line.startswith("#")]
    wish = Wish(
        countries=tuple(code.upper() for code in countries),
        resources=resources,
        langs=langs,
        since=since.date() if since else None,
        until=until.date() if until else None,
        addresses=(*addresses, *listed),
        endpoint=endpoint,
        options=dict(_pair(text) for text in pairs),
    )
    try:
        source = connector(name)
        if every is None:
            sys.exit(_once(store, source, wish, report))
        sys.exit(_again(store, source, wish, report, every))
    except (EtlError, StoreError) as error:
        raise UnableError(str(error)) from None


def _list() -> None:
    for name in names():
        source = connector(name)
        click.echo(f"{name:12} {source.summary}")
        for option in source.options:
            click.echo(f"{'':14} --option {option.name}=…  {option.help}")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise click.UsageError(f"--option wants NAME=VALUE, not {text!r}")
    return key, value


def _once(store: str, source: Connector, wish: Wish, report: Path | None) -> int:
    console = Console(stderr=True)
    status = console.status("fetching") if console.is_terminal else None

    def show(collected: Collected) -> None:
        if status is not None:
            documents = collected.documents
            status.update(f"{documents.taken + documents.known} documents, {collected.rows} rows")

    if status is not None:
        with status:
            collected, record = _collect(store, source, wish, show)
    else:
        collected, record = _collect(store, source, wish, show)
    return say(store, collected, record, report)


def _collect(
    store: str, source: Connector, wish: Wish, show: Callable[[Collected], None]
) -> tuple[Collected, ReleaseRecord | None]:
    return collect_from(
        store, source, wish, environment=current_environment(), load_extractor=load_extractor, tell=show
    )


def say(store: str, collected: Collected, record: ReleaseRecord | None, report: Path | None) -> int:
    """The exit status; what came stands on stdout, what did not on stderr."""
    if collected.rows:
        click.echo(f"rows {collected.rows}, of them new or changed {collected.rows_changed}")
    tell(store, collected.documents, record)
    if report is not None:
        collected.write(report, record)
    if collected.failure is not None:
        click.echo(f"stopped early: {collected.failure}", err=True)
        click.echo("what came before is kept; run the same again to go on from there", err=True)
        return 2 if not (collected.rows or collected.documents.taken or collected.documents.known) else 1
    return 1 if collected.documents.refused else 0


def _again(store: str, source: Connector, wish: Wish, report: Path | None, every: int) -> int:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stopper(stop))
    worst = 0
    while True:
        try:
            worst = max(worst, _once(store, source, wish, report))
        except (SourceError, StoreError, OSError) as error:
            # A full disk, a busy ledger or a bad night: the next round may be better.
            click.echo(str(error), err=True)
            worst = max(worst, 1)
        if stop.wait(every):
            return worst


def _stopper(stop: threading.Event) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    return handle
