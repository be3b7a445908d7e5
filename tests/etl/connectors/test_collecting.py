"""A collection loses nothing and doubles nothing, whatever happens on the way; memory stays flat."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil
import pytest
import upstream as up
from click.testing import CliRunner

from etl.cli import collect as command
from etl.collect import Collected, collect
from etl.connectors import Context, Item, Wish, connector, names
from etl.connectors.web import Limits
from etl.errors import SourceError
from etl.model import Document, Fact
from sql.ledger import open_ledger
from sql.records import FactRow
from sql.store import open_release

Run = Callable[..., Collected]
Facts = Callable[[], list[FactRow]]
PROGRAM = Path(__file__).with_name("collect_process.py")
QUICK = Limits(pause=0.0, first_wait=0.01, longest_wait=0.05, attempts=2)


def event(number: int) -> dict[str, Any]:
    return {
        "id": number, "country": "Syria", "date_prec": 1, "date_start": "2023-05-01",
        "date_end": "2023-05-01", "where_prec": 1, "where_description": "Town", "adm_1": "Aleppo",
        "latitude": 36.5, "longitude": 37.0, "deaths_civilians": number % 3, "best": number, "low": number,
        "high": number + number % 2,
    }  # fmt: skip


def events(asked: Any) -> Any:
    size, page = int(asked.query["pagesize"]), int(asked.query["page"])
    pages = -(-40 // size)
    rows = [event(number) for number in range(1, 41)][page * size : (page + 1) * size]
    return up.Reply({"TotalCount": 40, "TotalPages": pages, "Result": rows})


def test_a_collection_that_is_killed_again_and_again_ends_like_one_that_is_not(tmp_path: Path) -> None:
    chance = random.Random(6)
    with up.serving(events) as server:

        def start(store: Path) -> subprocess.Popen[bytes]:
            return subprocess.Popen([sys.executable, PROGRAM, store, "ucdp", server.url, "4"])

        assert start(tmp_path / "whole").wait(60) == 0
        begin = time.monotonic()
        asked = len(server.asked)
        killed = 0
        while killed < 4:
            process = start(tmp_path / "killed")
            # From the moment it first asks, anything may be going on when it ends.
            before = len(server.asked)
            while len(server.asked) == before and process.poll() is None:
                time.sleep(0.005)
            time.sleep(chance.random() * 0.4)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                killed += 1
            process.wait(10)
            if time.monotonic() - begin > 30:
                break
        assert killed
        assert start(tmp_path / "killed").wait(60) == 0
        assert len(server.asked) > asked
    told = []
    for name in ("whole", "killed"):
        with open_ledger(tmp_path / name) as ledger:
            rows = ledger.connection.execute(
                "SELECT * EXCLUDE (retrieved_at, source_url, run_from) FROM facts ORDER BY fact_id"
            ).fetchall()
            told.append(rows)
    assert len(told[0]) == 80
    assert told[0] == told[1]


def test_memory_stays_flat_over_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred thousand rows, the last eighty thousand take no memory of their own."""
    monkeypatch.setattr("etl.collect.publish", lambda ledger, report=None: None)
    total, period = 100_000, '"reference_period_start":"2024-01-01","reference_period_end":"2024-12-31"'

    def page(asked: Any) -> Any:
        offset, limit = int(asked.query["offset"]), int(asked.query["limit"])
        rows = (
            f'{{"location_code":"SYR","location_name":"Syria","appeal_code":"A{number}",{period},'
            f'"requirements_usd":{number + 1},"funding_usd":null}}'
            for number in range(offset, min(offset + limit, total))
        )
        return up.Reply(f'{{"data":[{",".join(rows)}]}}')

    process = psutil.Process()
    resident: dict[int, int] = {}

    def note(collected: Collected) -> None:
        resident[collected.rows] = process.memory_info().rss

    with up.serving(page) as server:
        found, _ = collect(
            tmp_path / "store",
            connector("hapi"),
            Wish(endpoint=server.url, resources=("funding",), options={"page_size": "10000"}),
            environment={"HUMSTATS_HAPI_APP_IDENTIFIER": "x"},
            load_extractor=lambda: (nothing, "none"),
            limits=QUICK,
            tell=note,
        )
    assert (found.failure, found.rows) == (None, total)
    # Held as rows or facts they would take several times as much.
    assert resident[total] - resident[20_000] < 100_000_000, resident


def nothing(document: Document) -> list[Fact]:
    return []


THIRD_PARTY = '''
"""A connector of another package."""
from etl.connectors import Mark
from etl.documents import SourceDocument


class Hills:
    name = "hills"
    summary = "Reports from the hills."
    options = ()

    def credentials(self, environment, wish):
        return ()

    async def collect(self, context):
        yield SourceDocument(source="hills:1", text=f"Nine fled, {context.wish.options['who']} said.")
        yield Mark("1")
'''


def test_a_connector_of_an_installed_package_is_found(tmp_path: Path) -> None:
    package = tmp_path / "site"
    metadata = package / "hills-1.0.dist-info"
    metadata.mkdir(parents=True)
    (package / "hills.py").write_text(THIRD_PARTY, encoding="utf-8")
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: hills\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[humstats.connectors]\nhills = hills:Hills\n")
    program = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(package)!r})
        from etl import collect
        from etl.connectors import Wish, connector, names
        assert "hills" in names(), names()
        collect.publish = lambda ledger, report=None: None
        found, _ = collect.collect(
            {str(tmp_path / "store")!r}, connector("hills"), Wish(options={{"who": "a boy"}}),
            environment={{}},
            load_extractor=lambda: ((lambda document: []), "none"),
        )
        assert found.documents.taken == 1, found
    """)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with open_ledger(tmp_path / "store") as ledger:
        assert [row.text for row in ledger.documents()] == ["Nine fled, a boy said."]


def test_connectors_are_found_by_name() -> None:
    built_in = ["feed", "pages", "reliefweb", "hapi", "unhcr", "idmc", "ucdp"]
    assert names()[:7] == built_in
    for name in built_in:
        assert connector(name).name == name
    with pytest.raises(SourceError, match="is no connector; one of: feed, pages"):
        connector("nowhere")


class Stumbling:
    """Yields a document, then fails."""

    name = "stumbling"
    summary = "Fails."
    options = ()

    def credentials(self, environment: object, wish: object) -> tuple[()]:
        return ()

    async def collect(self, context: Context) -> AsyncIterator[Item]:
        from etl.documents import SourceDocument

        yield SourceDocument(source="a", text="Nine people fled.")
        raise SourceError("stumbling", "is down")


def test_what_came_before_a_failure_is_published(tmp_path: Path) -> None:
    collected, record = collect(
        tmp_path / "store", Stumbling(), Wish(), environment={}, load_extractor=lambda: (nothing, "none")
    )
    assert str(collected.failure) == "stumbling: is down"
    assert record is not None
    assert record.documents == 1


def test_the_command_collects_reports_and_publishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load_extractor", lambda: (nothing, "none"))
    monkeypatch.setenv("HUMSTATS_UCDP_TOKEN", "token")
    store = str(tmp_path / "store")
    with up.serving(events) as server:
        arguments = ["ucdp", "--store", store, "--endpoint", server.url, "--report", str(tmp_path / "r.json")]
        result = CliRunner().invoke(command.collect, arguments)
    assert result.exit_code == 0, result.output
    assert "rows 80, of them new or changed 80" in result.output
    report = json.loads((tmp_path / "r.json").read_bytes())
    assert (report["rows"], report["refused"]) == (80, 0)
    with open_release(store) as connection:
        row = connection.execute(
            "SELECT value, publisher, licence, source_url, json_pointer, quote FROM facts "
            "WHERE value = 40 AND len(population) = 0"
        ).fetchone()
    assert row == (Decimal(40), "UCDP", "CC BY 4.0", f"{server.url}/gedevents/25.1?pagesize=1000&page=0",
                   "/Result/39", None)  # fmt: skip


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "store"):
        result = CliRunner().invoke(command.collect, ["unhcr", "--store", str(tmp_path / "store")])
    assert result.exit_code == 2
    assert "is being written by process" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "is no connector; one of"),
        (["ucdp"], "HUMSTATS_UCDP_TOKEN is not set"),
        (["feed"], "needs the address of a feed"),
        (["hapi", "--resource", "x"], "has no resource 'x'; one of: idps"),
        (["unhcr", "--every", "soon"], "no time like 30m"),
        (["unhcr", "--option", "x"], "NAME=VALUE"),
        ([], "one of:"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = CliRunner(env={"HUMSTATS_UCDP_TOKEN": ""}).invoke(
        command.collect, [*arguments, "--store", str(tmp_path / "store")]
    )
    assert result.exit_code == 2
    assert message in result.output


def test_the_connectors_are_listed() -> None:
    result = CliRunner().invoke(command.collect, ["--list"])
    assert result.exit_code == 0
    assert "reliefweb    Situation reports" in result.output
