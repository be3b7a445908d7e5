"""How fast the API answers beside a constant-bytes application, Datasette, ROAPI and FastAPI with DuckDB.

    python -m benchmarks.api --facts 200000 --rivals FOLDER/OF/A/VENV

Every server has one worker on the first core, the load (wrk) is on the second. What is counted are answers
per second of processor time of the server and its processes, so that others on the machine do not matter
much. The rivals hold the same facts as they would be kept for them: SQLite with indexes, Parquet, a DuckDB
file; for a total they give the figures of the window and their plain sum. Prints a table and the ratios;
`--store` and `--rivals` are kept, so that a second run is quick.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache, partial
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import duckdb

from benchmarks.stories import stories
from sql.ledger import Reading, open_ledger
from sql.release import publish
from sql.store import connect_locked, current_release, locate
from sql.totals import AggregateQuery, FactFilter, aggregate

ROOT = Path(__file__).parents[1]
RIVALS = ("datasette", "roapi", "fastapi", "granian", "duckdb")
BATCH = 5_000
CONNECTIONS = 8
URLS = 4_000
WINDOWS = 2_000
ABOUT_TEN = range(8, 13)
# Countries, indicators, and the days that some flows in a row end on.
WINDOWS_SQL = """
    SELECT iso3, indicator, CAST(min(period_end) AS VARCHAR), CAST(max(period_end) AS VARCHAR)
    FROM (
        SELECT iso3, indicator, period_end,
            (row_number() OVER (PARTITION BY iso3, indicator ORDER BY period_end) - 1) // ? AS part
        FROM facts
        WHERE iso3 IS NOT NULL AND period_end IS NOT NULL AND unit = 'person' AND measure = 'flow'
    )
    GROUP BY iso3, indicator, part
    ORDER BY hash(iso3, indicator, part)
"""
# One request after another from a file, in its order, so that every server is asked the same.
SCRIPT = """
local urls = {}
local at = 0
init = function(args)
    for line in io.lines("%s") do urls[#urls + 1] = wrk.format("GET", line) end
end
request = function() at = at %% #urls + 1; return urls[at] end
"""
CONSTANT = """
import json, pathlib
bodies = {int(k): v.encode() for k, v in json.loads(pathlib.Path(%r).read_text()).items()}
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = bodies[int(scope["path"][1:])]
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
"""
PLAIN = """
import duckdb
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.encoders import jsonable_encoder
app = FastAPI()
base = duckdb.connect(%r, read_only=True, config={"threads": 1})
def rows(sql, values):
    found = base.cursor().execute(sql, values)
    names = [column[0] for column in found.description]
    return JSONResponse(jsonable_encoder([dict(zip(names, row)) for row in found.fetchall()]))
@app.get("/one/{fact_id}")
def one(fact_id: str):
    return rows("SELECT * FROM facts WHERE fact_id = ?", [fact_id])
@app.get("/page")
def page(country: str, to: str):
    return rows("SELECT * FROM facts WHERE iso3 = ? AND published_at <= CAST(? AS DATE) "
                "ORDER BY published_at DESC, fact_id LIMIT 100", [country, to])
@app.get("/total")
def total(country: str, indicator: str, first: str, last: str):
    return rows("SELECT *, sum(value) OVER () AS total FROM facts WHERE iso3 = ? AND indicator = ? "
                "AND unit = 'person' AND measure <> 'stock' "
                "AND period_end >= CAST(? AS DATE) AND period_start <= CAST(? AS DATE)",
                [country, indicator, first, last])
"""


def make_store(store: Path, facts: int) -> None:
    """A store with a release of at least so many generated facts."""
    if (store / "current.json").exists():
        return
    count = 0
    with open_ledger(store) as ledger:
        told = []
        for story in stories(facts):
            told.append(story)
            count += len(story[2])
            if count >= facts:
                break
        for first in range(0, len(told), BATCH):
            part = told[first : first + BATCH]
            ledger.add(
                f"b{first}",
                documents=[document for document, _, _ in part],
                publications=[publication for _, publication, _ in part],
                readings=[
                    Reading(document_id=d.document_id, extractor="benchmark", facts=f) for d, _, f in part
                ],
            )
        publish(ledger)


def has_about_ten(store: Path, window: tuple[str, str, str, str]) -> bool:
    """True where the total of a window has about ten figures in its provenance, by our own account."""
    iso3, indicator, first, last = window
    where = FactFilter(
        indicator=(indicator,),
        country=(iso3,),
        period_from=date.fromisoformat(first),
        period_to=date.fromisoformat(last),
    )
    rows = aggregate(_reader(store), AggregateQuery(where=where, measure="flow")).rows
    return len(rows) == 1 and len(rows[0].provenance) in ABOUT_TEN


@cache
def _reader(store: Path) -> duckdb.DuckDBPyConnection:
    return connect_locked(locate(store).release_file(current_release(locate(store)).release_id))


class Questions:
    """The same questions for every server: a figure by id, a page of 100, totals.

    `total` has about ten figures in its provenance, `wide` is a window with ten flows by their last day.
    """

    def __init__(self, store: Path, release: Path) -> None:
        chance = random.Random(7)
        with duckdb.connect(str(release), read_only=True) as connection:
            self.ids = [row[0] for row in connection.execute(
                "SELECT fact_id FROM facts USING SAMPLE reservoir(4000 ROWS) REPEATABLE (7) ORDER BY fact_id"
            ).fetchall()]  # fmt: skip
            chance.shuffle(self.ids)
            days = connection.execute(
                "SELECT DISTINCT CAST(published_at AS VARCHAR)[:10] FROM facts WHERE published_at IS NOT NULL"
            ).fetchall()
            countries = [
                r[0] for r in connection.execute("SELECT DISTINCT iso3 FROM facts").fetchall() if r[0]
            ]
            late = sorted(day for (day,) in days)[len(days) // 4 :]
            self.pages = [(country, day) for country in sorted(countries) for day in late]
            chance.shuffle(self.pages)
            few, wide = (connection.execute(WINDOWS_SQL, [flows]).fetchall() for flows in (3, 10))
        about_ten = filter(partial(has_about_ten, store), few)
        self.windows = {"total": list(islice(about_ten, WINDOWS)), "wide": wide[:WINDOWS]}
        self.pages = self.pages[:URLS]

    def humstats(self) -> dict[str, list[str]]:
        return {
            "one": [f"/v1/facts/{name}" for name in self.ids],
            "page": [f"/v1/facts?country={country}&published_to={day}" for country, day in self.pages],
            **{
                name: [
                    f"/v1/aggregates?country={c}&indicator={i}&measure=flow&from={first}&to={last}"
                    for c, i, first, last in windows
                ]
                for name, windows in self.windows.items()
            },
        }

    def datasette(self) -> dict[str, list[str]]:
        sql = quote(
            "select *, sum(value) over () as total from facts where iso3=:c and indicator=:i "
            "and unit='person' and measure<>'stock' and period_end>=:a and period_start<=:b"
        )
        return {
            "one": [f"/facts/facts/{name}.json?_shape=objects" for name in self.ids],
            "page": [
                f"/facts/facts.json?_shape=objects&_size=100&_nocount=1&_nofacet=1&_sort_desc=published_at"
                f"&iso3={country}&published_at__lte={day}"
                for country, day in self.pages
            ],
            **{
                name: [
                    f"/facts.json?_shape=objects&sql={sql}&c={c}&i={i}&a={first}&b={last}"
                    for c, i, first, last in windows
                ]
                for name, windows in self.windows.items()
            },
        }

    def roapi(self) -> dict[str, list[str]]:
        def text(value: str) -> str:
            return quote(f"'{value}'")

        return {
            "one": [f"/api/tables/facts?filter[fact_id]={text(name)}" for name in self.ids],
            "page": [
                f"/api/tables/facts?filter[iso3]={text(country)}&filter[published_at]lte={text(day)}"
                "&sort=-published_at&limit=100"
                for country, day in self.pages
            ],
            **{
                name: [
                    f"/api/tables/facts?filter[iso3]={text(c)}&filter[indicator]={text(i)}"
                    f"&filter[unit]={text('person')}"
                    f"&filter[period_end]gte={text(first)}&filter[period_start]lte={text(last)}"
                    for c, i, first, last in windows
                ]
                for name, windows in self.windows.items()
            },
        }

    def plain(self) -> dict[str, list[str]]:
        return {
            "one": [f"/one/{name}" for name in self.ids],
            "page": [f"/page?country={country}&to={day}" for country, day in self.pages],
            **{
                name: [
                    f"/total?country={c}&indicator={i}&first={first}&last={last}"
                    for c, i, first, last in windows
                ]
                for name, windows in self.windows.items()
            },
        }


def make_copies(release: Path, folder: Path) -> None:
    """The same facts as each rival would hold them."""
    parquet, lite, plain = folder / "facts.parquet", folder / "facts.db", folder / "plain.duckdb"
    if plain.exists():
        return
    with duckdb.connect(str(release), read_only=True) as connection:
        columns = "* EXCLUDE (population, rules, refers_to) REPLACE (CAST(value AS DOUBLE) AS value, "
        columns += "CAST(value_min AS DOUBLE) AS value_min, CAST(value_max AS DOUBLE) AS value_max, "
        columns += "CAST(CAST(published_at AS DATE) AS VARCHAR) AS published_at, "
        columns += "CAST(period_start AS VARCHAR) AS period_start, CAST(period_end AS VARCHAR) AS period_end)"
        columns += ", array_to_string(population, '|') AS population, array_to_string(rules, '|') AS rules"
        connection.execute(f"COPY (SELECT {columns} FROM facts) TO '{parquet}'")
        found = connection.execute(f"SELECT * FROM '{parquet}'")
        names = [column[0] for column in found.description or ()]
        with sqlite3.connect(lite) as target:
            listed = ", ".join(f'"{name}"' + (" PRIMARY KEY" if name == "fact_id" else "") for name in names)
            target.execute(f"CREATE TABLE facts ({listed})")
            marks = ", ".join("?" * len(names))
            while rows := found.fetchmany(5_000):
                told = [[str(v) if hasattr(v, "isoformat") else v for v in row] for row in rows]
                target.executemany(f"INSERT INTO facts VALUES ({marks})", told)
            target.execute("CREATE INDEX by_country ON facts (iso3, published_at)")
            target.execute("CREATE INDEX by_indicator ON facts (indicator, iso3, period_end)")
            target.execute("ANALYZE")
    with duckdb.connect(str(plain)) as connection:
        connection.execute(f"CREATE TABLE facts AS FROM '{parquet}'")
        connection.execute("ALTER TABLE facts ALTER published_at TYPE DATE")
        connection.execute("ALTER TABLE facts ALTER period_start TYPE DATE")
        connection.execute("ALTER TABLE facts ALTER period_end TYPE DATE")
        connection.execute("CREATE UNIQUE INDEX by_id ON facts (fact_id)")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Server:
    """A server that runs: its address, when it was ready, the memory of its largest process."""

    def __init__(self, port: int, process: subprocess.Popen[bytes], ready: float) -> None:
        self.port, self.process, self.ready = port, process, ready

    def memory(self) -> tuple[int, int]:
        """Megabytes of the worker: resident, and of these its own (not the page cache of files)."""
        found = [(0, 0)]
        for path in Path("/proc").glob("[0-9]*/status"):
            try:
                told = dict(line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
            except OSError:
                continue
            parents = {int(told["Pid"]), int(told["PPid"])}
            if self.process.pid in parents and "VmRSS" in told:
                found.append((int(told["VmRSS"].split()[0]) // 1024, int(told["RssAnon"].split()[0]) // 1024))
        return max(found)

    def processes(self) -> list[int]:
        """The server and what it started."""
        parents: dict[int, int] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError, IndexError):
                parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def processor(self) -> float:
        """Seconds of processor time used so far."""
        ticks = 0
        for pid in self.processes():
            with suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def settled(self) -> None:
        """Whatever the server does after its start is done, or half a minute is over."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            before = self.processor()
            time.sleep(1)
            if self.processor() - before < 0.05:
                return


@contextmanager
def serving(command: Sequence[str], port: int, path: str, folder: Path, **variables: str) -> Iterator[Server]:
    """The server of a command on the first core, once `path` answers."""
    began = time.perf_counter()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            ["taskset", "-c", "0", *command], cwd=folder, stdout=log, stderr=log,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", **variables},
        )  # fmt: skip
        try:
            while True:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                        break
                except urllib.error.HTTPError as error:
                    raise SystemExit(
                        f"{command[0]}: {path} is {error.code}: {error.read()[:300]!r}"
                    ) from None
                except OSError:
                    pass
                if process.poll() is not None or time.perf_counter() - began > 60:
                    raise SystemExit(
                        f"{command[0]} did not come up: {(folder / 'server.log').read_text()[-500:]}"
                    )
                time.sleep(0.02)
            yield Server(port, process, time.perf_counter() - began)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def load(server: Server, urls: Sequence[str], seconds: float, folder: Path) -> float:
    """Good answers per second of processor time, asked for on a few connections."""
    began = server.processor()
    (folder / "urls.txt").write_text("\n".join(urls) + "\n")
    (folder / "load.lua").write_text(SCRIPT % (folder / "urls.txt"))
    told = subprocess.run(
        ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "-s",
         str(folder / "load.lua"), f"http://127.0.0.1:{server.port}"],
        capture_output=True, text=True, check=True, timeout=seconds + 60,
    ).stdout  # fmt: skip
    used = max(server.processor() - began, 0.01)
    asked = re.search(r"(\d+) requests in", told)
    assert asked is not None, told
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    if bad is not None:
        print(f"{bad[1]} of {asked[1]} answers are errors, for example of {urls[0]}", file=sys.stderr)
    return (int(asked[1]) - (int(bad[1]) if bad else 0)) / used


def measure(folder: Path, store: Path, rivals: Path, seconds: float) -> dict[str, dict[str, float]]:
    """Requests per second by server and question, and what else was seen of each."""
    release = locate(store).release_file(current_release(store).release_id)
    make_copies(release, folder)
    asked = Questions(store, release)
    granian = [str(rivals / "bin" / "granian"), "--interface", "asgi"]
    ours = [sys.executable, "-c", "from api.cli import serve; serve()", "--store", str(store.resolve())]
    quiet = {"HUMSTATS_ACCESS_LOG": "false", "HUMSTATS_RATE_PER_SECOND": "0"}
    results: dict[str, dict[str, float]] = {}
    urls, bodies = asked.humstats(), {}
    port = free_port()
    with serving([*ours, "--port", str(port)], port, "/v1/ready", folder, **quiet) as server:
        found = results["humstats cached"] = {"ready": server.ready}
        server.settled()
        for number, (name, paths) in enumerate(urls.items()):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{paths[0]}") as answer:
                bodies[number] = answer.read().decode()
            found[name] = load(server, paths[:1], seconds, folder)
        found["MB"], found["own MB"] = server.memory()
    with serving(
        [*ours, "--port", str(port)], port, "/v1/ready", folder, HUMSTATS_CACHE_BYTES="0", **quiet
    ) as server:
        found = results["humstats uncached"] = {"ready": server.ready}
        server.settled()
        for name, paths in urls.items():
            found[name] = load(server, paths, seconds, folder)
        found["MB"], found["own MB"] = server.memory()
    (folder / "bodies.json").write_text(json.dumps(bodies))
    (folder / "constant.py").write_text(CONSTANT % str(folder / "bodies.json"))
    (folder / "plain.py").write_text(PLAIN % str(folder / "plain.duckdb"))
    table = f"facts={folder / 'facts.parquet'}"
    data = str(folder / "facts.db")
    others = {
        "constant bytes": (
            [*granian, "--no-ws", "--port", "{port}", "constant:app"],
            {name: [f"/{number}"] for number, name in enumerate(urls)},
        ),
        "datasette": (
            [str(rivals / "bin" / "datasette"), "serve", data, "--port", "{port}",
             *("--setting", "sql_time_limit_ms", "5000", "--setting", "suggest_facets", "off")],
            asked.datasette(),
        ),
        "roapi": ([str(rivals / "bin" / "roapi"), "-t", table, "-a", "127.0.0.1:{port}"], asked.roapi()),
        "fastapi + duckdb": ([*granian, "--no-ws", "--port", "{port}", "plain:app"], asked.plain()),
    }  # fmt: skip
    for server_name, (command, questions) in others.items():
        port = free_port()
        told = [part.replace("{port}", str(port)) for part in command]
        first = next(iter(questions.values()))[0]
        with serving(told, port, first, folder) as server:
            found = results[server_name] = {"ready": server.ready}
            server.settled()
            for name, paths in questions.items():
                found[name] = load(server, paths, seconds, folder)
            found["MB"], found["own MB"] = server.memory()
    return results


def show(results: dict[str, dict[str, float]]) -> None:
    """The table and the ratios that matter."""
    names = ("one", "page", "total", "wide", "ready", "MB", "own MB")
    print(f"{'answers per CPU second':24}" + "".join(f"{name:>10}" for name in names))
    for server, found in results.items():
        print(
            f"{server:24}"
            + "".join(f"{found[name]:10.2f}" if name == "ready" else f"{found[name]:10.0f}" for name in names)
        )
    pairs = [("humstats cached", "constant bytes", (0.85, 0.85, 0.85, 0))]
    pairs += [("humstats uncached", rival, goals) for rival, goals in (
        ("datasette", (8, 4, 4, 0)), ("roapi", (8, 2, 2, 0)), ("fastapi + duckdb", (0, 0, 0, 0)),
    )]  # fmt: skip
    for ours, rival, goals in pairs:
        told = "  ".join(
            f"{name} {results[ours][name] / max(results[rival][name], 0.01):.2f}"
            + (f" (goal {goal:g})" if goal else "")
            for name, goal in zip(("one", "page", "total", "wide"), goals, strict=True)
        )
        print(f"{ours} / {rival}: {told}")


def main() -> int:
    """The exit status; the table goes to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=3.0, help="of load for each question")
    parser.add_argument("--store", type=Path, help="keep the store here; one that is there is used again")
    parser.add_argument("--rivals", type=Path, help="a venv with what is compared; made where it is missing")
    options = parser.parse_args()
    if shutil.which("wrk") is None or shutil.which("taskset") is None:
        print("wrk and taskset are needed (Debian: wrk, util-linux)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rivals = (options.rivals or folder / "rivals").absolute()
        if not (rivals / "bin" / "datasette").exists():
            subprocess.run([sys.executable, "-m", "venv", str(rivals)], check=True)
            subprocess.run([str(rivals / "bin" / "pip"), "install", "--quiet", *RIVALS], check=True)
        store = options.store or folder / "store"
        make_store(store, options.facts)
        results = measure(folder, store, rivals, options.seconds)
    print(
        json.dumps({server: {k: round(v, 2) for k, v in found.items()} for server, found in results.items()})
    )
    show(results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
