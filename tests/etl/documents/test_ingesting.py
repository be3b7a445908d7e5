"""Files of every kind end in one release with a report; a watched folder is taken in as it fills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner

from etl.cli.ingest import ingest

STORY = (
    "The governor of the province said on Tuesday that {killed} people were killed when shells fell on the "
    "market of Azaz in northern Syria, and that about 3,000 people fled the town for villages near the line, "
    "where the mayor opened two schools for them and asked for blankets, water and medicine before the cold "
    "of the coming night."
)


def put(folder: Path, name: str, text: str, publisher: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    about = {"published_at": "2024-03-06", "publisher": publisher, "lang": "en"}
    (folder / f"{name}.meta.json").write_text(json.dumps(about), encoding="utf-8")


def test_the_report_tells_what_became_of_each_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder, "a.txt", STORY.format(killed=12), "One")
    page = f"<html><body><p>{STORY.format(killed=12)} Updated.</p></body></html>"
    put(folder, "b.html", page, "Two")
    put(folder, "c.txt", " ", "Three")
    arguments = [str(folder), "--store", str(tmp_path / "store"), "--report", str(tmp_path / "report.json")]
    first = CliRunner().invoke(ingest, arguments)
    assert first.exit_code == 1, first.output
    assert "taken 2, known 0, refused 1" in first.output
    assert "nearly the same text 1" in first.output
    report = json.loads((tmp_path / "report.json").read_bytes())
    assert {Path(one["source"]).name: one["outcome"] for one in report["documents"]} == {
        "a.txt": "taken",
        "b.html": "taken",
    }
    assert report["near_duplicates"] == [sorted(one["document_id"] for one in report["documents"])]
    assert [refusal["reason"] for refusal in report["refusals"]] == ["holds no text"]
    second = CliRunner().invoke(ingest, arguments)
    assert "taken 0, known 2, refused 1" in second.output
    assert {one["outcome"] for one in json.loads((tmp_path / "report.json").read_bytes())["documents"]} == {
        "known"
    }


def test_a_watched_folder_is_taken_in_as_it_fills(tmp_path: Path) -> None:
    folder, report = tmp_path / "in", tmp_path / "report.json"
    put(folder, "a.txt", STORY.format(killed=12), "One")
    command = [sys.executable, "-m", "sql.cli", "ingest", str(folder), "--watch", "--report", str(report)]
    environment = {**os.environ, "HUMSTATS_STORE": str(tmp_path / "store")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def taken(name: str) -> bool:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if report.exists():
                documents = json.loads(report.read_bytes())["documents"]
                if any(one["source"].endswith(name) and one["outcome"] == "taken" for one in documents):
                    return True
            time.sleep(0.1)
        return False

    try:
        assert taken("a.txt")
        put(folder, "b.txt", "Nine people were hurt near Idlib on Monday.", "Two")
        assert taken("b.txt")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
