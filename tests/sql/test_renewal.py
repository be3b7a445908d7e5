"""A release that is the renewed copy of the one before has the content of one laid out anew."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from benchmarks.publish import add
from benchmarks.stories import Story, stories
from etl.publish import publish
from sql import release
from sql.export.lookup import Lookup, lookup_path
from sql.ledger import Ledger, Reading, open_ledger
from sql.records import PublicationRow
from sql.store import current_release, locate

# What tells one release from another made of the same content.
_OWN = {"meta": "release_id, published_at, renewals"}


def content(path: Path) -> dict[str, list[str]]:
    """Every table of a release as sorted text."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT starts_with(table_name, 'place')"
        ).fetchall()
        found = {}
        for (table,) in tables:
            without = f" EXCLUDE ({_OWN[table]})" if table in _OWN else ""
            if table in ("releases", "runs"):
                without = " EXCLUDE (published_at)"
            rows = connection.execute(
                f"SELECT CAST(t AS VARCHAR) FROM (SELECT *{without} FROM base.{table}) AS t"
            )
            found[table] = sorted(row for (row,) in rows.fetchall())
        return found


def blobs(path: Path) -> dict[str, tuple[bytes, bytes] | None]:
    """Every fact as its lookup file has it."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("SELECT fact_id FROM facts").fetchall()
    lookup = Lookup(lookup_path(path))
    assert len(lookup) == len(names)
    return {name: lookup.get_whole(name) for (name,) in names}


def change(ledger: Ledger, chance: random.Random, told: Sequence[Story], step: int) -> None:
    """One of the things that a run can bring: new documents, a new reading, a new publication."""
    kind = chance.choice(("new", "new", "less", "moved", "publication", "reading"))
    document, publication, facts = told[chance.randrange(30)]
    if kind == "new":
        add(ledger, told[30 + 2 * step : 32 + 2 * step])
        return
    extractor = f"benchmark {step}"
    if kind == "less":
        facts = facts[1:]
    elif kind == "moved":
        facts = [type(fact)(**{**_fields(fact), "iso3": "SYR", "indicator": "killed"}) for fact in facts]
    elif kind == "publication":
        earlier = PublicationRow(
            document_id=document.document_id, publisher=f"Outlet {step}", licence="CC BY 4.0"
        )
        ledger.add(f"p{step}", documents=[document], publications=[earlier])
        return
    ledger.add(
        f"r{step}",
        documents=[document],
        publications=[publication],
        readings=[Reading(document_id=document.document_id, extractor=extractor, facts=facts)],
    )


def _fields(fact: object) -> dict[str, object]:
    return {name: getattr(fact, name) for name in fact.__struct_fields__}  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_renewed_release_is_the_one_laid_out_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    told = list(stories(60, seed))
    with open_ledger(tmp_path / "store") as ledger:
        add(ledger, told[:30])
        publish(ledger)
        store = locate(tmp_path / "store")
        monkeypatch.setattr(release, "RENEWED_SHARE", 1.0)
        for step in range(5):
            change(ledger, chance, told, step)
            if publish(ledger) is None:
                continue
            record = current_release(store)
            renewed = store.release_file(record.release_id)
            assert content(renewed)["meta"], "the release tells of itself"
            monkeypatch.setattr(release, "MOST_RENEWALS", 0)
            with monkeypatch.context() as patch:
                patch.setattr(release, "last_release", lambda ledger: None)
                anew = rebuild(ledger, record.run_id, record.content_sha256, tmp_path / "anew")
            monkeypatch.setattr(release, "MOST_RENEWALS", 50)
            one, other = content(renewed), content(anew)
            assert one.keys() == other.keys()
            for table in one:
                assert one[table] == other[table], table
            assert blobs(renewed) == blobs(anew)
        with duckdb.connect(str(renewed), read_only=True) as connection:
            assert connection.execute("SELECT renewals FROM base.meta").fetchone() != (0,)


def rebuild(ledger: Ledger, run_id: int, digest: str, folder: Path) -> Path:
    """The file of the same run, laid out from the ledger alone, beside the store."""
    kept = ledger.store
    twin = locate(folder)
    twin.root.mkdir(exist_ok=True)
    release.workroom(twin).mkdir(exist_ok=True)
    ledger.connection.execute("BEGIN")
    ledger.connection.execute("DELETE FROM releases WHERE run_id = ?", [run_id])
    ledger.connection.execute("COMMIT")
    try:
        ledger.store = twin
        record = release.build(ledger, run_id, digest, release.read_content(ledger, None), lambda step: None)
    finally:
        ledger.store = kept
        record_again = current_release(kept)
        release.enter(ledger, record_again)
    return twin.release_file(record.release_id)
