"""Documents into a store: each once, faults named, and the same release whatever happened on the way."""

from __future__ import annotations

import importlib.util
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from etl.ingest import ingest
from etl.model import Document, Fact
from etl.publish import publish
from etl.relating import relate_due, rules_digest
from sql import spool
from sql.ledger import open_ledger
from sql.store import current_release, list_releases, locate, open_release

pytestmark = pytest.mark.usefixtures("one_gazetteer")

PROGRAM = Path(__file__).with_name("ingest_process.py")


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ingest_process", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PLAIN = _load()


def take(store: Path, *paths: Path, extractor: str = PLAIN.VERSION) -> tuple[int, int, list[str]]:
    report, _ = ingest(store, list(paths), extract=PLAIN.extract, extractor=extractor)
    return report.taken, report.known, [str(error) for error in report.refused]


def write(folder: Path, name: str, text: str, **fields: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    if fields:
        path.with_suffix(".meta.json").write_text(json.dumps(fields), encoding="utf-8")
    return path


def rows(store: Path, query: str) -> list[tuple[object, ...]]:
    with open_release(store) as connection:
        return connection.execute(query).fetchall()


def content(store: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Every row of every table of the current release but the instants of publishing."""
    with open_release(store) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'base' "
            "AND NOT starts_with(table_name, 'place') ORDER BY 1"
        ).fetchall()
        found = []
        for (table,) in tables:
            columns = [row[0] for row in connection.execute(f"DESCRIBE base.{table}").fetchall()]
            if table in ("meta", "releases", "runs"):
                columns.remove("published_at")
            wanted = ", ".join(f'"{column}"' for column in columns)
            found.append(
                (table, connection.execute(f"SELECT {wanted} FROM base.{table} ORDER BY ALL").fetchall())
            )
    return found


def a_folder(folder: Path, count: int = 20) -> Path:
    for number in range(count):
        write(
            folder, f"{number:03}.txt", f"report {number}\n{number % 5 + 10} killed in the north\n",
            lang="en", published_at=f"2019-02-{number % 27 + 1:02}", publisher=f"P{number % 3}",
        )  # fmt: skip
    return folder


def test_the_same_documents_again_add_nothing(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "in")
    assert take(tmp_path / "s", folder) == (20, 0, [])
    before = current_release(tmp_path / "s")
    assert take(tmp_path / "s", folder) == (0, 20, [])
    assert current_release(tmp_path / "s") == before
    assert before.facts == 40


def test_a_second_publisher_is_a_publication_and_no_second_witness(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", "5 killed", publisher="A", published_at="2019-02-02")
    take(tmp_path / "s", tmp_path / "in")
    write(tmp_path / "in", "b.txt", "5 killed", publisher="B", published_at="2019-02-03")
    assert take(tmp_path / "s", tmp_path / "in") == (1, 1, [])
    assert rows(tmp_path / "s", "SELECT publisher, publications, facts FROM documents") == [("A", 2, 1)]


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_the_first_publication_anchors_the_text_whatever_came_first(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    days = {"a": "2019-02-02", "b": "2019-02-05"}
    for name in order:
        take(
            tmp_path / "s",
            write(tmp_path / name, "x.txt", "5 killed", publisher=name, published_at=days[name]),
        )
    found = rows(tmp_path / "s", "SELECT CAST(period_end AS VARCHAR), publisher FROM facts")
    assert found == [("2019-02-02", "a")]


@pytest.mark.parametrize(
    ("name", "text", "sidecar", "reason"),
    [
        ("x.txt", b"5 killed \x81\x8d\xff\xfe", None, "is not UTF-8"),
        ("x.txt", b"\x81\x8d\x8f\x90\x9d", None, "is not UTF-8"),
        ("x.txt", b"  \n", None, "holds no text"),
        ("x.txt", b"5\x00 killed", None, "NUL"),
        ("x.txt", b"5 killed", "{", "not a JSON object"),
        ("x.txt", b"5 killed", "[]", "not a JSON object"),
        ("x.txt", b"5 killed", '{"publishedat": "2019-02-02"}', "'published_at' meant"),
        ("x.txt", b"5 killed", '{"published_at": "14/02/2019"}', "not a date"),
        ("x.txt", b"5 killed", '{"published_at": "2019-02-30"}', "not a date"),
        ("x.txt", b"5 killed", '{"published_at": 20190214}', "not a string"),
        ("x.txt", b"5 killed", '{"lang": "xx"}', "unknown lang 'xx'; one of: ar, en, fr, es"),
        ("x.txt", b"5 killed", b'{"title": "\xff"}', "not a JSON object"),
        ("x.jsonl", b'{"title": "no text"}', None, "has no text"),
        ("x.jsonl", b'{"text": 5}', None, "text is not a string"),
        ("x.jsonl", b"not json", None, "not a JSON object"),
        ("x.bin", b"5 killed", None, "of this kind"),
    ],
)
def test_a_faulty_document_is_named_and_the_rest_goes_on(
    tmp_path: Path, name: str, text: bytes, sidecar: str | bytes | None, reason: str
) -> None:
    (tmp_path / name).write_bytes(text)
    if sidecar is not None:
        (tmp_path / "x.meta.json").write_bytes(sidecar.encode() if isinstance(sidecar, str) else sidecar)
    good = write(tmp_path / "in", "good.txt", "7 killed")
    taken, known, refused = take(tmp_path / "s", tmp_path / name, good, tmp_path / "missing.txt")
    assert (taken, known) == (1, 0)
    assert len(refused) == 2
    assert name in refused[0]
    assert reason in refused[0]
    assert refused[1].endswith("missing.txt: does not exist")


def test_notes_of_a_sidecar_and_unknown_keys_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path / "in", "a.txt", "5 killed", published_at="2019-02-14T10:00:00+03:00", lang="en-GB",
        published_at_basis="worked out", editor="somebody", publisher=None, title="  ",
    )  # fmt: skip
    assert take(tmp_path / "s", tmp_path / "in") == (1, 0, [])
    found = rows(tmp_path / "s", "SELECT CAST(published_at AS VARCHAR), lang, title FROM documents")
    assert found == [("2019-02-14", "en", None)]


def test_a_language_that_is_not_stated_is_found(tmp_path: Path) -> None:
    write(
        tmp_path / "in",
        "a.txt",
        "قُتل 5 مدنيين في قصف على المدينة\nPlus de 7 personnes ont été tuées dans la ville",
    )
    take(tmp_path / "s", tmp_path / "in")
    assert rows(tmp_path / "s", "SELECT value, lang FROM facts ORDER BY value") == [(5, "ar"), (7, "fr")]
    assert rows(tmp_path / "s", "SELECT lang FROM documents") in ([("ar",)], [("fr",)])


def test_text_is_stored_exactly(tmp_path: Path) -> None:
    text = "\ufeff5 قتلى\r\n\tسطر\u200f 🙂\u2028x"
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8"))
    take(tmp_path / "s", tmp_path / "a.txt")
    with open_ledger(tmp_path / "s") as ledger:
        assert ledger.documents()[0].text == text.removeprefix("\ufeff")


def test_an_extractor_fault_on_one_text_leaves_the_others(tmp_path: Path) -> None:
    def fragile(document: Document) -> list[Fact]:
        if "bad" in document.text:
            raise IndexError("out of range")
        found: list[Fact] = PLAIN.extract(document)
        return found

    for name in ("a", "bad", "c"):
        write(tmp_path / "in", f"{name}.txt", f"{name} 5")
    write(tmp_path / "in", "huge.txt", "9" * 19)
    report, _ = ingest(tmp_path / "s", [tmp_path / "in"], extract=fragile, extractor="1")
    assert report.taken == 2
    assert ["IndexError" in str(error) or "beyond" in str(error) for error in report.refused] == [True, True]


def test_a_newer_extractor_reads_again_and_keeps_what_is_the_same(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "in", 3)
    take(tmp_path / "s", folder)
    assert take(tmp_path / "s", folder, extractor="plain-2") == (0, 3, [])
    assert rows(
        tmp_path / "s", "SELECT count(*), count(*) FILTER (run_to IS NOT NULL) FROM fact_history"
    ) == [(6, 0)]
    assert len(list_releases(tmp_path / "s")) == 1


def test_incremental_relations_are_those_of_a_rebuild(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "in", 24)
    files = sorted(folder.glob("*.txt"))
    random.Random(7).shuffle(files)
    for first in range(0, len(files), 6):
        take(tmp_path / "s", *files[first : first + 6])
    with open_ledger(tmp_path / "s") as ledger:
        step_by_step = ledger.relations()
        assert publish(ledger) is None
        ledger.connection.execute("DELETE FROM batches WHERE batch_id = ?", [f"relate:{rules_digest()}"])
        ledger.connection.execute("DELETE FROM relations")
        relate_due(ledger)
        assert ledger.relations() == step_by_step
        assert step_by_step


def test_the_spool_is_taken_and_emptied(tmp_path: Path) -> None:
    spool.put(tmp_path, spool.SpoolEntry(text="5 killed", publisher="A", published_at="2019-02-02"))
    spool.put(tmp_path, spool.SpoolEntry(text="6 killed", published_at="soon"))
    assert len(spool.waiting(tmp_path)) == 2
    taken, _, refused = take(tmp_path)
    assert taken == 1
    assert len(refused) == 1
    assert list(locate(tmp_path).spool.iterdir()) == []
    (left,) = locate(tmp_path).refused.iterdir()
    assert "not a date" in json.loads(left.read_text())["refused"]
    assert take(tmp_path) == (0, 0, [])
    assert rows(tmp_path, "SELECT publisher FROM documents") == [("A",)]


def test_a_spool_entry_that_kills_its_reader_is_set_aside(tmp_path: Path) -> None:
    class KilledError(BaseException):
        pass

    def deadly(document: Document) -> list[Fact]:
        raise KilledError

    spool.put(tmp_path, spool.SpoolEntry(text="5 killed"))
    for _ in range(spool.ATTEMPTS):
        with pytest.raises(KilledError):
            ingest(tmp_path, [], extract=deadly, extractor="1")
    report, _ = ingest(tmp_path, [], extract=deadly, extractor="1")
    assert len(report.refused) == 1
    assert spool.waiting(tmp_path) == []
    assert len(list(locate(tmp_path).refused.iterdir())) == 1


def test_killed_anywhere_and_run_again_gives_the_release_of_one_clean_run(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "in", 30)
    command = [sys.executable, str(PROGRAM)]
    clean, hit = tmp_path / "clean", tmp_path / "hit"
    # The first run in a while takes longer than those that follow.
    for store in (tmp_path / "first", clean):
        began = time.monotonic()
        subprocess.run([*command, str(store), str(folder)], check=True)
        whole = time.monotonic() - began
    chance = random.Random(20190214)
    kills = 0
    for _ in range(12):
        with subprocess.Popen([*command, str(hit), str(folder)], start_new_session=True) as process:
            try:
                process.wait(chance.uniform(0.2, 1.0) * whole)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                kills += 1
    subprocess.run([*command, str(hit), str(folder)], check=True)
    assert kills > 0
    assert current_release(hit).release_id == current_release(clean).release_id
    assert content(hit) == content(clean)
    assert not (hit / ".work").exists()
    with duckdb.connect(str(locate(hit).ledger), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM releases").fetchone() == (1,)


def test_a_full_disk_leaves_the_last_release_and_the_next_run_goes_on(tmp_path: Path) -> None:
    store, folder = tmp_path / "s", a_folder(tmp_path / "in", 3)
    take(store, folder)
    before = current_release(store)
    a_folder(tmp_path / "in", 6)
    # No file may grow beyond what the release of the first documents took: the next one does not fit.
    code = (
        "import resource, runpy, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({before.bytes // 2}, {before.bytes // 2}))\n"
        f"sys.argv = ['', {str(store)!r}, {str(folder)!r}]\n"
        f"runpy.run_path({str(PROGRAM)!r}, run_name='__main__')"
    )
    full = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "StoreError" in full.stderr.splitlines()[-1]
    assert current_release(store) == before
    assert rows(store, "SELECT count(*) FROM facts") == [(6,)]
    take(store, folder)
    assert rows(store, "SELECT count(*) FROM facts") == [(12,)]


def test_a_watch_ends_with_whoever_started_it(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sql.cli",
        "--store",
        str(tmp_path),
        "ingest",
        "--watch",
        "--until-closed",
    ]
    watcher = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert watcher.poll() is None
        assert watcher.stdin is not None
        watcher.stdin.close()
        assert watcher.wait(timeout=60) == 0
    finally:
        watcher.kill()
        watcher.wait()
        for stream in (watcher.stdout, watcher.stderr):
            assert stream is not None
            stream.close()


def test_a_declaration_that_matches_nothing_is_named_and_nothing_is_published(tmp_path: Path) -> None:
    article = write(tmp_path / "in", "a.txt", "5 killed")
    folder = tmp_path / "s" / "decisions"
    folder.mkdir(parents=True)
    (folder / "x.toml").write_text("[[decision]]\nnonsense = 1\n", encoding="utf-8")
    command = [sys.executable, "-m", "sql.cli", "--store", str(tmp_path / "s"), "ingest", str(article)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert "x.toml" in done.stderr
    assert "Traceback" not in done.stderr
    assert list_releases(tmp_path / "s") == []
