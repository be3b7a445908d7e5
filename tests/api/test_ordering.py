"""A page from the order of publication is the page that the database gives."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_client import Client

from api.settings import Settings
from benchmarks.stories import stories
from sql.ledger import Reading, open_ledger
from sql.release import publish

FILTERS: list[dict[str, str]] = [
    {},
    {"country": "SYR"},
    {"country": "SYR,IRQ,YEM", "indicator": "displaced,killed"},
    {"unit": "person", "measure": "flow", "quantifier": "more_than,exact"},
    {"publisher": "North Wire"},
    {"attribution_org": "OCHA,UNHCR", "assertion": "attributed,reported"},
    {"population": "civilians"},
    {"published_from": "2024-06-01"},
    {"published_to": "2024-06-01"},
    {"published_from": "2024-03-01", "published_to": "2024-09-30", "country": "SYR"},
    {"published_from": "2030-01-01"},
    {"published_to": "1999-01-01"},
    {"published_from": "2024-09-30", "published_to": "2024-03-01"},
    {"licence": "no such licence"},
]


@pytest.fixture(scope="module")
def arranged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    store: Path = tmp_path_factory.mktemp("ordered")
    told = list(stories(250))
    with open_ledger(store) as ledger:
        ledger.add(
            "all",
            documents=[document for document, _, _ in told],
            publications=[publication for _, publication, _ in told[:-20]],
            readings=[Reading(document_id=d.document_id, extractor="x", facts=f) for d, _, f in told],
        )
        publish(ledger)
    with Client(Settings(store=str(store), access_log=False, cache_bytes=0)) as client:
        library = client.app.service.library
        deadline = time.monotonic() + 20
        while library.current().ordering is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield client


def both(client: Client, url: str, **given: Any) -> tuple[Any, Any]:
    release = client.app.service.library.current()
    ordering = release.ordering
    ordered = client.get(url, **given).json()
    release.ordering = None
    try:
        queried = client.get(url, **given).json()
    finally:
        release.ordering = ordering
    return ordered, queried


@pytest.mark.parametrize("asked", FILTERS, ids=lambda asked: "&".join(asked) or "none")
def test_the_same_page_either_way(arranged: Client, asked: dict[str, str]) -> None:
    ordered, queried = both(arranged, "/v1/facts", params={**asked, "limit": "37", "count": "true"})
    assert [fact["fact_id"] for fact in ordered["data"]] == [fact["fact_id"] for fact in queried["data"]]
    assert ordered["total"] == queried["total"]
    assert (ordered["next"] is None) == (queried["next"] is None)


@pytest.mark.parametrize("asked", [{}, {"country": "SYR,IRQ"}], ids=["none", "country"])
def test_pages_go_through_all_whoever_answers_each(arranged: Client, asked: dict[str, str]) -> None:
    release = arranged.app.service.library.current()
    ordering = release.ordering
    whole = arranged.get("/v1/facts", params={**asked, "limit": "1000", "count": "true"}).json()
    try:
        for turns in ((True,), (False,), (True, False), (False, True)):
            url: str | None = str(arranged.get("/v1/facts", params={**asked, "limit": "23"}).url)
            seen: list[str] = []
            for turn in itertools.cycle(turns):
                release.ordering = ordering if turn else None
                page = arranged.get(url).json()
                seen += [fact["fact_id"] for fact in page["data"]]
                url = page["next"]
                if url is None or len(seen) >= 500:
                    break
            expected = [fact["fact_id"] for fact in whole["data"]]
            assert seen[: min(len(seen), len(expected))] == expected[: len(seen)]
            assert len(seen) == len(set(seen))
    finally:
        release.ordering = ordering
