"""The command `humstats ingest`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from etl.errors import EtlError
from etl.ingest import Progress
from etl.ingest import ingest as ingest_documents
from etl.load import Report
from etl.report import shown, write_report
from sql import spool
from sql.errors import LedgerBusyError, StoreError
from sql.options import UnableError, store_option
from sql.store import ReleaseRecord, locate

# How long a watching ingest lets pass between two looks, in seconds.
PAUSE = 2.0
# Files that are still being written are waited for, but not for ever: so many looks.
PATIENCE = 30


@click.command(
    epilog="""\b
Examples:
  humstats ingest reports/ interview.txt
  humstats ingest            takes what waits in the spool
  humstats ingest --watch    goes on taking it until stopped"""
)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--watch", is_flag=True, help="Go on: look again every two seconds, until stopped.")
@click.option("--until-closed", is_flag=True, hidden=True, help="With --watch: until standard input ends.")
@click.option("--report", type=click.Path(path_type=Path), help="Write what became of everything as JSON.")
@store_option
def ingest(paths: tuple[Path, ...], watch: bool, until_closed: bool, report: Path | None, store: str) -> None:
    """Take in documents and publish a release.

    PATH is a file or a folder; NAME.meta.json beside a file tells its title, lang, published_at, publisher,
    url and licence. Without a PATH, what waits in the spool. Documents that are there already add nothing.
    """
    if watch:
        sys.exit(_watch(store, paths, report, until_closed=until_closed))
    try:
        outcome, record = _once(store, paths)
    except (EtlError, StoreError) as error:
        raise UnableError(str(error)) from None
    tell(store, outcome, record)
    if report is not None:
        write_report(report, outcome, record)
    sys.exit(1 if outcome.refused else 0)


def _once(store: str, paths: tuple[Path, ...]) -> tuple[Report, ReleaseRecord | None]:
    console = Console(stderr=True)
    if not console.is_terminal:
        return ingest_documents(store, paths)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        return ingest_documents(store, paths, progress=_Shown(bar))


class _Shown(Progress):
    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._task = bar.add_task("reading", total=None)

    def files(self, total: int) -> None:
        self._bar.update(self._task, total=total)

    def document(self, source: str) -> None:
        self._bar.advance(self._task)

    def step(self, name: str) -> None:
        self._bar.update(self._task, description=name)


def tell(store: str, report: Report, record: ReleaseRecord | None) -> None:
    """The refused are named on stderr, the outcome stands on stdout."""
    for refusal in report.refused:
        click.echo(f"refused: {shown(refusal)}", err=True)
    click.echo(f"taken {report.taken}, known {report.known}, refused {len(report.refused)}")
    if report.passed_over:
        kinds = ", ".join(sorted({Path(name).suffix.lower() for name in report.passed_over}))
        click.echo(f"passed over {len(report.passed_over)}, of kinds that are not read ({kinds})")
    if report.near:
        click.echo(f"nearly the same text {len(report.near)}")
    if record is None:
        click.echo("no change: the current release stands")
    else:
        click.echo(f"release {record.release_id}: {record.facts} facts from {record.documents} documents")


def _watch(
    store: str, paths: tuple[Path, ...], target: Path | None = None, *, until_closed: bool = False
) -> int:
    stop = threading.Event()
    if until_closed:
        threading.Thread(target=_await_end, args=(stop,), daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stopper(stop))
    place = locate(store)
    seen: dict[str, object] | None = None
    settling = _Settling()
    refused = False
    first = True
    begun = False
    trouble: str | None = None
    while not stop.is_set():
        for group in ((), paths) if paths else ((),):
            stamps = _stamps(group) if group else dict.fromkeys(spool.waiting(place))
            due = stamps != seen and settling.done(stamps) if group else first or bool(stamps)
            if not due or (not group and not stamps and paths):
                continue
            try:
                report, record = _once(store, group)
                if report.taken or report.refused or record:
                    tell(store, report, record)
                    if target is not None:
                        write_report(target, report, record)
            except LedgerBusyError as error:
                click.echo(str(error), err=True)
                continue
            except (EtlError, StoreError, OSError) as error:
                if not begun:
                    raise UnableError(str(error)) from None
                # A full disk may be emptied: nothing is lost by trying again.
                if str(error) != trouble:
                    click.echo(str(error), err=True)
                trouble, refused = str(error), True
                continue
            begun, trouble = True, None
            if group:
                seen = stamps
            refused = refused or bool(report.refused)
        first = False
        stop.wait(PAUSE)
    return 1 if refused else 0


class _Settling:
    """Tells when files have stayed as they are from one look to the next, or have been waited for enough."""

    def __init__(self) -> None:
        self._last: dict[str, object] | None = None
        self._looks = 0

    def done(self, stamps: dict[str, object]) -> bool:
        same = stamps == self._last
        self._last = stamps
        self._looks += 1
        if same or self._looks > PATIENCE:
            self._looks = 0
            return True
        return False


def _stamps(paths: tuple[Path, ...]) -> dict[str, object]:
    """What would tell a changed file from an unchanged one, sidecars included."""
    stamps: dict[str, object] = {}
    for path in paths:
        for entry in [path, *sorted(path.rglob("*"))] if path.is_dir() else [path]:
            try:
                status = entry.stat()
            except OSError:
                continue
            if not entry.is_dir():
                stamps[str(entry)] = (status.st_mtime_ns, status.st_size)
    return stamps


def _await_end(stop: threading.Event) -> None:
    """Stops the watch when whoever holds the other end of standard input is gone."""
    # Not through sys.stdin: its lock, held while waiting, would stop the interpreter from ending.
    while os.read(0, 1024):
        pass
    stop.set()


def _stopper(stop: threading.Event) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    return handle
