"""How long it takes to publish a large store from nothing, and again after one new document; with its totals.

    python -m benchmarks.publish --documents 20000

Prints one JSON line; exits with 1 where a limit is broken (3 s for one document, 1 s for any total).
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.stories import Story, stories
from etl.publish import publish
from sql.ledger import Ledger, Reading, open_ledger
from sql.store import open_release
from sql.totals import AggregateQuery, FactFilter, aggregate

# Documents that go into the ledger as one batch.
BATCH = 2_500
QUESTIONS = (
    (("displaced",), (), ()),
    (("displaced",), (), ("country", "month")),
    (("killed",), (), ("country",)),
    (("killed",), ("SYR",), ("month",)),
)


class Steps:
    """The seconds that each step of a publication took, as its reports tell."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._name = ""
        self._since = time.perf_counter()

    def __call__(self, name: str) -> None:
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = round(self.seconds.get(self._name, 0) + now - self._since, 3)
        self._name, self._since = name, now


def main() -> int:
    """The exit status; the measurements go to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--store", type=Path, help="keep the store here; one that is there is used again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = measure(options.store or Path(folder), options.documents)
    print(json.dumps(result))
    slowest = max(result["seconds_of_totals"].values())
    return int(result["seconds_one_document"] > 3 or slowest > 1)


def measure(store: Path, documents: int) -> dict[str, object]:
    """Seconds and megabytes of each part."""
    told = list(stories(documents + 1))
    result: dict[str, object] = {"documents": documents, "facts": sum(len(facts) for *_, facts in told)}
    if not (store / "current.json").exists():
        with open_ledger(store) as ledger:
            for first in range(0, documents, BATCH):
                add(ledger, told[first : min(first + BATCH, documents)])
            result["seconds_from_nothing"], result["steps_from_nothing"] = timed(ledger)
    result["megabytes_from_nothing"] = peak()
    with open_ledger(store) as ledger:
        add(ledger, told[documents:])
        result["seconds_one_document"], result["steps_one_document"] = timed(ledger)
    result["seconds_of_totals"] = totals(store)
    result["megabytes"] = peak()
    return result


def add(ledger: Ledger, told: Sequence[Story]) -> None:
    """The documents are in the ledger as one batch."""
    ledger.add(
        f"b_{told[0][0].document_id}_{len(told)}",
        documents=[document for document, _, _ in told],
        publications=[publication for _, publication, _ in told],
        readings=[
            Reading(document_id=document.document_id, extractor="benchmark", facts=facts)
            for document, _, facts in told
        ],
    )


def timed(ledger: Ledger) -> tuple[float, dict[str, float]]:
    """Seconds that a publication took, in all and step by step."""
    steps = Steps()
    clock = time.perf_counter()
    publish(ledger, report=steps)
    seconds = time.perf_counter() - clock
    steps("")
    return round(seconds, 2), steps.seconds


def totals(store: Path) -> dict[str, float]:
    """Median seconds of each question, asked of the release three times."""
    found = {}
    with open_release(store) as connection:
        for indicators, countries, by in QUESTIONS:
            query = AggregateQuery(where=FactFilter(indicator=indicators, country=countries), by=by)
            seconds = []
            for _ in range(3):
                clock = time.perf_counter()
                aggregate(connection, query)
                seconds.append(time.perf_counter() - clock)
            name = " ".join((*indicators, *countries, *(("by", *by) if by else ())))
            found[name] = round(statistics.median(seconds), 3)
    return found


def peak() -> int:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
