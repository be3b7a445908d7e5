"""A full disk costs nothing at any step: what waits goes on waiting, and is taken once there is room."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from sql import spool
from sql.ledger import open_ledger
from sql.paths import locate, write_durably
from sql.store import open_release

TEXTS = [f"At least {n} people were killed in Aleppo on Monday, officials said." for n in range(20, 32)]


def ingest(store: Path, largest: int | None) -> subprocess.CompletedProcess[str]:
    """Takes what waits in the spool; no file can become larger than so many bytes."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return subprocess.run(
        [sys.executable, "-m", "sql.cli", "ingest", "--store", str(store)],
        capture_output=True, text=True, timeout=120, preexec_fn=limit, check=False,
        env={**os.environ, "HUMSTATS_NATIVE": "0"},
    )  # fmt: skip


def test_what_waits_is_taken_once_there_is_room(tmp_path: Path) -> None:
    names = [spool.put(tmp_path, spool.SpoolEntry(text=text, published_at="2024-03-05")) for text in TEXTS]
    # At the first file, within the ledger, and behind it within the release.
    for largest in (2_000, 100_000, 600_000, 3_000_000):
        failed = ingest(tmp_path, largest)
        assert failed.returncode == 2, (largest, failed)
        assert failed.stderr.startswith("Error: "), failed.stderr
        assert "Traceback" not in failed.stderr
        left = {spool.state_of(tmp_path, name).state for name in names}
        assert left <= {"new", "extracted"}
        assert all(spool.state_of(tmp_path, name).attempts <= 1 for name in names)
        assert not locate(tmp_path).refused.exists()
    whole = ingest(tmp_path, None)
    assert whole.returncode == 0, whole.stderr
    assert spool.waiting(tmp_path) == spool.extracted(tmp_path) == []
    with open_release(tmp_path) as release:
        assert release.execute("SELECT count(*) FROM documents").fetchone() == (len(TEXTS),)


@pytest.mark.parametrize("begun", [b"", bytes(8) + b"DUCK" + b"x" * 5_000, bytes(8_192)])
def test_half_of_a_new_ledger_is_begun_anew(tmp_path: Path, begun: bytes) -> None:
    locate(tmp_path).ledger.write_bytes(begun)
    with open_ledger(tmp_path) as ledger:
        assert ledger.run_id == 1


def test_an_attempt_that_a_full_disk_ended_counts_for_nothing(tmp_path: Path) -> None:
    name = spool.put(tmp_path, spool.SpoolEntry(text=TEXTS[0]))
    for _ in range(2 * spool.ATTEMPTS):
        assert spool.take(tmp_path, name) is not None
        spool.give_back(tmp_path, name)
    assert spool.state_of(tmp_path, name).attempts == 0


def test_half_written_files_do_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_durably(tmp_path / "a.json", b"{}")
    assert list(tmp_path.iterdir()) == []
