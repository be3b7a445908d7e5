"""Releases: immutable, named by their content, swapped in whole, answering for the past."""

from __future__ import annotations

import os
import stat
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import msgspec
import pytest

from sql import release
from sql.errors import BrokenReleaseError, NoReleaseError, StoreError
from sql.identity import document_id
from sql.ledger import Ledger, Reading, open_ledger
from sql.paths import Store
from sql.records import DocumentRow, FactRow, PublicationRow, RelationRow
from sql.release import publish
from sql.store import (
    ReleaseReader,
    current_release,
    find_release,
    list_releases,
    locate,
    open_release,
)

CONTRACT = {"facts", "documents", "figures", "aggregates_monthly", "places", "indicators", "runs"}


def add(ledger: Ledger, text: str, value: int, **fields: str | None) -> None:
    name = document_id(text)
    fact = FactRow(
        fact_id=f"f_{name[2:12]}", document_id=name, value=Decimal(value), value_min=Decimal(value),
        value_max=Decimal(value), quantifier="exact", unit="person", indicator="killed", measure="flow",
        assertion="reported", iso3="SYR", period_start=date(2019, 2, 1), period_end=date(2019, 2, 1),
        start=0, end=1, quote=text, quote_start=0, quote_end=len(text), extractor="1",
    )  # fmt: skip
    ledger.add(
        f"{text}{value}{fields}",
        documents=[DocumentRow(document_id=name, text=text)],
        publications=[PublicationRow(document_id=name, **fields)],
        readings=[Reading(document_id=name, extractor="1", facts=[fact])],
    )


@pytest.fixture(autouse=True)
def _places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gazetteer is laid out once for all tests, not once a store."""
    shared = tmp_path_factory.getbasetemp() / "places"
    make = release.places_template
    ledger_workroom = shared / ".work"

    def once(_: Store) -> Path:
        ledger_workroom.mkdir(parents=True, exist_ok=True)
        return make(Store(shared))

    monkeypatch.setattr(release, "places_template", once)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with open_ledger(tmp_path) as ledger:
        add(ledger, "1 killed", 1, publisher="A", title="T", licence="CC BY 4.0")
        add(ledger, "2 killed", 2, publisher="B", licence="all rights reserved")
        publish(ledger)
    return tmp_path


def test_an_empty_ledger_gives_an_empty_release(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        record = publish(ledger)
    assert record is not None
    assert (record.facts, record.documents) == (0, 0)
    with open_release(tmp_path) as connection:
        for name in sorted(CONTRACT):
            connection.execute(f"FROM {name}").fetchall()


def test_the_same_content_is_not_published_again(store: Path) -> None:
    before = current_release(store)
    with open_ledger(store) as ledger:
        assert publish(ledger) is None
        add(ledger, "1 killed", 1, publisher="A", title="T", licence="CC BY 4.0")
        assert publish(ledger) is None
    assert current_release(store) == before


def test_ids_are_ordered_and_follow_from_content(store: Path, tmp_path: Path) -> None:
    first = current_release(store)
    with open_ledger(tmp_path / "other") as ledger:
        add(ledger, "2 killed", 2, publisher="B", licence="all rights reserved")
        add(ledger, "1 killed", 1, publisher="A", title="T", licence="CC BY 4.0")
        twin = publish(ledger)
    assert twin is not None
    assert twin.release_id == first.release_id
    with open_ledger(store) as ledger:
        add(ledger, "3 killed", 3)
        second = publish(ledger)
    assert second is not None
    assert second.release_id > first.release_id
    assert second.release_id.startswith("r0002-")


def test_every_view_and_column_has_a_comment(store: Path) -> None:
    with open_release(store) as connection:
        views = dict(
            connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
        )
        assert views.keys() >= CONTRACT
        assert all(views.values())
        bare = connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
            "WHERE NOT internal AND comment IS NULL ORDER BY ALL"
        ).fetchall()
        assert bare == []


def test_columns_of_the_view_facts_hold_the_record_and_the_document(store: Path) -> None:
    with open_release(store) as connection:
        columns = {row[0] for row in connection.execute("DESCRIBE facts").fetchall()}
    extra = {"title", "publisher", "url", "published_at", "licence", "role", "because", "refers_to"}
    assert columns == set(FactRow.__struct_fields__) | extra


def test_a_reader_reaches_nothing_but_the_release(store: Path) -> None:
    with open_release(store) as connection:
        for attack in (
            "FROM read_text('/etc/hostname')",
            "COPY facts TO '/tmp/facts.csv'",
            "ATTACH 'other.duckdb'",
            "SET enable_external_access = true",
            "CREATE TABLE t (a INT)",
            "DELETE FROM base.facts",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(attack)


def test_only_texts_with_an_open_licence_are_passed_on(store: Path) -> None:
    with open_release(store) as connection:
        assert connection.execute("SELECT text FROM texts").fetchall() == [("1 killed",)]
        found = connection.execute("SELECT publisher, text_open FROM documents ORDER BY publisher").fetchall()
    assert found == [("A", True), ("B", False)]


def test_earlier_runs_are_answered_from_the_newest_release(store: Path) -> None:
    with open_ledger(store) as ledger:
        add(ledger, "1 killed", 10, publisher="A", title="T", licence="CC BY 4.0")
        add(ledger, "2 killed", 2, publisher="0 earlier")
        publish(ledger)
        ledger.relate(
            [
                RelationRow(
                    fact_id="x", relation="duplicate_of", other_id="y", rule="r", because="b", origin="across"
                )
            ]
        )
        publish(ledger)
    wanted = {1: [(1, "A"), (2, "B")], 2: [(2, "0 earlier"), (10, "A")], 3: [(2, "0 earlier"), (10, "A")]}
    with open_release(store) as connection:
        for run, rows in wanted.items():
            found = connection.execute(
                f"SELECT value, publisher FROM facts_as_of({run}) ORDER BY value"
            ).fetchall()
            assert found == rows
            related = connection.execute(f"SELECT count(*) FROM relations_as_of({run})").fetchone()
            assert related == (1 if run == 3 else 0,)
        runs = connection.execute("SELECT run_id, facts_added, facts_closed FROM runs").fetchall()
        assert runs == [(1, 2, 0), (2, 1, 1), (3, 0, 0)]


def test_a_reader_notices_a_new_release_and_keeps_the_old_while_in_use(store: Path) -> None:
    reader = ReleaseReader(store)
    with reader.cursor() as (first, cursor):
        with open_ledger(store) as ledger:
            add(ledger, "3 killed", 3)
            publish(ledger, keep=1)
        assert cursor.execute("SELECT count(*) FROM facts").fetchone() == (2,)
        with reader.cursor() as (second, other):
            assert second.run_id == first.run_id + 1
            assert other.execute("SELECT count(*) FROM facts").fetchone() == (3,)
        assert cursor.execute("SELECT count(*) FROM facts").fetchone() == (2,)
    reader.close()


def test_readers_never_see_half_a_release_while_publishing(store: Path) -> None:
    reader = ReleaseReader(store)
    stop = threading.Event()
    faults: list[object] = []

    def read() -> None:
        while not stop.is_set():
            with reader.cursor() as (record, cursor):
                row = cursor.execute(
                    "SELECT (SELECT count(*) FROM facts), (SELECT max(run_id) FROM runs)"
                ).fetchone()
                if row != (record.facts, record.run_id):
                    faults.append((row, record))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    with open_ledger(store) as ledger:
        for number in range(3, 6):
            add(ledger, f"{number} killed", number)
            publish(ledger, keep=2)
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert reader.release.run_id == 4
    reader.close()


def test_old_releases_are_dropped_beyond_the_setting(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUMSTATS_KEEP_RELEASES", "2")
    with open_ledger(store) as ledger:
        for number in range(3, 6):
            add(ledger, f"{number} killed", number)
            publish(ledger)
    assert [record.run_id for record in list_releases(store)] == [4, 3]
    assert len(list(locate(store).releases.iterdir())) == len(
        [path for path in locate(store).releases.iterdir() if path.name.startswith(("r0004", "r0003"))]
    )
    with pytest.raises(NoReleaseError, match="r0001"):
        find_release(store, "r0001-00000000")
    monkeypatch.setenv("HUMSTATS_KEEP_RELEASES", "many")
    with open_ledger(store) as ledger:
        add(ledger, "9 killed", 9)
        with pytest.raises(StoreError, match="HUMSTATS_KEEP_RELEASES"):
            publish(ledger)


@pytest.mark.parametrize("damage", ["", "{", '{"release_id": "r9999-00000000"}', "null"])
def test_a_damaged_pointer_is_passed_over_and_mended(store: Path, damage: str) -> None:
    record = current_release(store)
    locate(store).current.write_text(damage)
    assert current_release(store) == record
    with open_ledger(store) as ledger:
        assert publish(ledger) is None
    assert msgspec.json.decode(locate(store).current.read_bytes())["release_id"] == record.release_id


def test_a_missing_release_file_is_passed_over_and_built_again(store: Path) -> None:
    first = current_release(store)
    with open_ledger(store) as ledger:
        add(ledger, "3 killed", 3)
        second = publish(ledger)
    assert second is not None
    locate(store).release_file(second.release_id).unlink()
    assert current_release(store) == first
    with open_ledger(store) as ledger:
        publish(ledger)
    assert current_release(store).content_sha256 == second.content_sha256


def test_no_release_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoReleaseError, match="humstats ingest"):
        open_release(tmp_path)


def test_a_release_file_that_is_damaged_is_named(store: Path) -> None:
    path = locate(store).release_file(current_release(store).release_id)
    path.write_bytes(b"x" * 5000)
    with pytest.raises(BrokenReleaseError, match=r"cannot be opened"):
        open_release(store)


@pytest.mark.parametrize("step", ["enter", "point_to", "drop_old", "_settle", "create_views"])
def test_killed_between_two_steps_ends_with_the_same_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class KilledError(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise KilledError

    with open_ledger(tmp_path / "calm") as ledger:
        add(ledger, "1 killed", 1)
        calm = publish(ledger)
    with open_ledger(tmp_path / "hit") as ledger, monkeypatch.context() as patch:
        add(ledger, "1 killed", 1)
        patch.setattr(release, step, kill)
        with pytest.raises(KilledError):
            publish(ledger)
    with open_ledger(tmp_path / "hit") as ledger:
        publish(ledger)
    assert calm is not None
    found = current_release(tmp_path / "hit")
    assert (found.release_id, found.content_sha256) == (calm.release_id, calm.content_sha256)
    assert [record.release_id for record in list_releases(tmp_path / "hit")] == [calm.release_id]
    assert not (tmp_path / "hit" / ".work").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser writes where nobody may")
def test_readers_need_no_right_to_write(store: Path) -> None:
    folder = locate(store).releases
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with open_release(store) as connection:
            assert connection.execute("SELECT count(*) FROM facts").fetchone() == (2,)
    finally:
        folder.chmod(stat.S_IRWXU)
