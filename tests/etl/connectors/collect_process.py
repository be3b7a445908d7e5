"""Run as a program: collects from a series into a store, in batches small enough to be killed between."""

from __future__ import annotations

import sys

from etl import collect as collecting
from etl.connectors import Wish, connector
from etl.connectors.web import Limits
from etl.model import Document, Fact


def nothing(document: Document) -> list[Fact]:
    return []


if __name__ == "__main__":
    store, name, endpoint, size = sys.argv[1:5]
    collecting.ROWS = 3
    collecting.publish = lambda ledger, report=None: None  # type: ignore[assignment]
    collected, _ = collecting.collect(
        store,
        connector(name),
        Wish(endpoint=endpoint, options={"page_size": size}),
        environment={"HUMSTATS_UCDP_TOKEN": "token"},
        load_extractor=lambda: (nothing, "none"),
        limits=Limits(pause=0.02, first_wait=0.01, longest_wait=0.05, attempts=3),
    )
    if collected.failure is not None:
        sys.exit(str(collected.failure))
