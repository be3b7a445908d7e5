"""Run as a program: ingests a folder with a small extractor that is slow enough to be killed."""

from __future__ import annotations

import re
import sys
import time
from datetime import timedelta
from pathlib import Path

from etl import load
from etl.ingest import ingest
from etl.model import Document, Fact, Place
from sql.identity import document_id

VERSION = "plain-1"


def extract(document: Document) -> list[Fact]:
    """One fact for every number, killed in Syria on the day of publication, with the line as its quote."""
    name = document_id(document.text)
    facts = []
    for line in re.finditer(r"[^\n]+", document.text):
        for number in re.finditer(r"\d+", line.group()):
            start = line.start() + number.start()
            day = document.published_at
            facts.append(Fact(
                fact_id=f"f_{name[2:18]}_{start}", document_id=name, value=int(number.group()),
                value_min=int(number.group()), value_max=int(number.group()), quantifier="exact",
                unit="person", unit_text=None, currency=None, indicator="killed", population=(),
                measure="flow", assertion="reported",
                period_start=day and day - timedelta(days=1), period_end=day,
                period_text=None, date_accuracy="day", place=Place(name="Syria", text="Syria", iso3="SYR"),
                attribution=None, attribution_org=None, start=start, end=start + len(number.group()),
                quote=line.group(), quote_start=line.start(), quote_end=line.end(), modifier_text=None,
                subset_of=None, duplicate_of=None, rules=("plain",), extractor=VERSION, confidence=0.5,
            ))  # fmt: skip
    return facts


if __name__ == "__main__":
    # Small batches, so that a kill can fall between any two of them.
    load.BATCH = 3

    def slow(document: Document) -> list[Fact]:
        time.sleep(0.005)
        return extract(document)

    ingest(sys.argv[1], [Path(path) for path in sys.argv[2:]], extract=slow, extractor=VERSION)
