"""What a reader of the seeds waits for: server ready, aggregates, memory of a worker, articles a second.

    python -m benchmarks.seeds

Prints one JSON line; exits with 1 where a limit is broken (ready within 2 s, aggregates within 5 ms at the
median, 200 MB a worker, 150 articles a second). The articles are read by the compiled extractor and by its
sources, each in a process of its own, one core, CPU time; the better of the two is held to the limit.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.kinds import judge, kinds, measured
from etl.ingest import ingest
from etl.model import Document
from sql.store import open_release
from sql.totals import AggregateQuery, FactFilter, aggregate

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
QUESTIONS = (
    (("displaced",), ()),
    (("displaced",), ("country", "month")),
    (("killed",), ("country",)),
    (("detained",), ()),
)
ROUNDS = 50
# How long a server may take before it is given up, in seconds.
PATIENCE = 30
ARTICLES = 150


def main() -> int:
    """The exit status; the measurements go to standard output."""
    if sys.argv[1:] == ["articles"]:
        print(json.dumps(articles()))
        return 0
    available = kinds()
    with tempfile.TemporaryDirectory() as folder:
        clock = time.perf_counter()
        ingest(folder, [SEEDS])
        took = time.perf_counter() - clock
        result: dict[str, float | dict[str, float]] = {"seconds_of_ingest": round(took, 2)}
        answered = aggregates(Path(folder))
        result["milliseconds_of_aggregate"] = round(1000 * answered, 2)
        read = {kind: round(measured("benchmarks.seeds", ["articles"], kind)) for kind in available}
        result["articles_a_second"] = {str(kind): float(found) for kind, found in read.items()}
        ready, megabytes = served(Path(folder))
    result["seconds_until_ready"], result["megabytes_of_worker"] = ready, megabytes
    print(json.dumps(result))
    enough = judge("Seed articles a second", read, ARTICLES)
    return int(ready > 2 or answered > 0.005 or megabytes > 200 or not enough)


def aggregates(store: Path) -> float:
    """Median seconds of a total that is worked out, not taken from a cache of answers."""
    seconds = []
    with open_release(store) as connection:
        for _ in range(ROUNDS):
            for indicators, by in QUESTIONS:
                query = AggregateQuery(where=FactFilter(indicator=indicators), by=by)
                clock = time.perf_counter()
                aggregate(connection, query)
                seconds.append(time.perf_counter() - clock)
    return statistics.median(seconds)


def articles() -> float:
    """Articles of the size of the seeds that the extractor reads in a second of one core."""
    extract = import_module("etl.pipeline").extract
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    documents = [Document(text=text, id=str(i), lang=None, published_at=None) for i, text in enumerate(texts)]
    for document in documents:
        extract(document)
    clock, read = time.process_time(), 0
    while time.process_time() - clock < 2:
        for document in documents:
            extract(document)
        read += len(documents)
    return read / (time.process_time() - clock)


def served(store: Path) -> tuple[float, float]:
    """Seconds until `serve` answers that it is ready, and megabytes of its largest process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sql.cli", "--store", str(store), "serve", "--port", str(port)]
    clock = time.perf_counter()
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        base = f"http://127.0.0.1:{port}"
        while not _answers(f"{base}/v1/ready"):
            if server.poll() is not None or time.perf_counter() - clock > PATIENCE:
                raise SystemExit("the server did not become ready")
            time.sleep(0.02)
        ready = time.perf_counter() - clock
        for path in ("/v1/facts?limit=100", "/v1/aggregates?indicator=displaced", "/v1/documents"):
            _answers(base + path)
        return round(ready, 2), max(map(_megabytes, _family(server.pid)))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            answer.read()
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _family(pid: int) -> Sequence[int]:
    """The process and all below it, as Linux tells them."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


if __name__ == "__main__":
    sys.exit(main())
