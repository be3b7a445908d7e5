"""Processes side by side give what one process gives, in the same order, whatever becomes of them."""

from __future__ import annotations

import multiprocessing
import pickle
from pathlib import Path

from etl.documents import find, read
from etl.errors import DocumentError
from etl.load import speak
from etl.workers import Workers
from sql.ledger import Reading
from sql.records import DocumentRow, PublicationRow

TEXTS = [f"At least {n} people were killed in Aleppo on Monday, officials said." for n in range(20, 44)]


def rows() -> list[tuple[str, DocumentRow]]:
    return [
        (f"text {at}", speak(text, [PublicationRow(document_id=f"d_{at}", lang="en", source=f"text {at}")]))
        for at, text in enumerate(TEXTS)
    ]


def folder(place: Path) -> list[Path | DocumentError]:
    for at, text in enumerate(TEXTS):
        (place / f"{at:02}.html").write_text(f"<html><body><article><p>{text}</p></article></body></html>")
    (place / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (place / "plain.txt").write_text(TEXTS[0])
    return list(find([place]))


def shown(files: Workers, found: list[Path | DocumentError]) -> list[tuple[str, list[str]]]:
    return [(name, [str(outcome) for outcome in outcomes]) for name, outcomes in files.files(found)]


def test_texts_and_files_come_back_in_order_and_alike(tmp_path: Path) -> None:
    found = folder(tmp_path)
    with Workers(1) as alone, Workers(2, worth=1) as two:
        expected = list(alone.readings(rows(), "v1"))
        assert list(two.readings(rows(), "v1")) == expected
        assert all(isinstance(reading, Reading) and reading.facts for reading in expected)
        assert shown(two, found) == shown(alone, found)


def test_a_process_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    with Workers(2, worth=1) as two:
        first = list(two.readings(rows(), "v1"))
        for process in multiprocessing.active_children():
            process.kill()
        assert list(two.readings(rows(), "v1")) == first
        assert shown(two, folder(tmp_path)) == [
            (str(item), [str(outcome) for outcome in read(item)])
            for item in folder(tmp_path)
            if isinstance(item, Path)
        ]


def test_an_error_crosses_from_process_to_process() -> None:
    error = pickle.loads(pickle.dumps(DocumentError("a.pdf", "has no text")))
    assert (error.source, error.reason, str(error)) == ("a.pdf", "has no text", "a.pdf: has no text")
