"""Files of every kind become documents; what cannot be read is named with its reason."""

from __future__ import annotations

import codecs
import importlib.util
import io
import json
import os
import tarfile
import zipfile
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pytest

from etl.documents import SourceDocument, bundle, find, read
from etl.errors import DocumentError


def _load() -> ModuleType:
    path = Path(__file__).with_name("document_files.py")
    spec = importlib.util.spec_from_file_location("document_files", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pdf = _load().pdf

ARABIC = (
    "أعلنت السلطات المحلية مقتل اثني عشر شخصا في بلدة قرب حلب، ونزح نحو ثلاثة آلاف شخص إلى القرى المجاورة."
)
FRENCH = "Le ministère a déclaré que douze personnes étaient décédées près de la frontière."
PAGE = """<!doctype html><html lang="ar-SY"><head><title>Short name | Paper</title>
<meta property="og:title" content="Twelve killed near the river">
<meta property="article:published_time" content="2024-03-05T23:30:00+03:00">
<meta property="og:site_name" content="The Paper"><link rel="canonical" href="https://paper.example/a/1">
<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2024-04-01"}</script>
<style>p {color: red}</style></head><body>
<nav><a href="/">Home</a> <a href="/w">700 jobs</a></nav>
<article><h1>Twelve killed near the river</h1>
<p>At least 12 people were killed near the river on Monday, the governor of the province said.</p>
<p>About 3,000 people left the three villages along its bank; many of them went to the school.</p>
<p>Rescue teams looked for the missing until the evening and will go on in the morning, he said.</p></article>
<aside>Most read: 99 hurt elsewhere</aside><footer>Since 1998, 45 staff</footer></body></html>"""


def one(path: Path) -> SourceDocument:
    found = list(read(path))
    assert len(found) == 1
    document = found[0]
    assert isinstance(document, SourceDocument), document
    return document


def refusal(path: Path) -> str:
    found = list(read(path))
    assert len(found) == 1
    assert isinstance(found[0], DocumentError)
    return found[0].reason


def put(folder: Path, name: str, content: bytes | str, **fields: object) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if fields:
        (folder / f"{name}.meta.json").write_text(json.dumps(fields), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "utf-8"), (ARABIC, "utf-8-sig"), (ARABIC, "utf-16"), (ARABIC, "utf-16-le"),
        (ARABIC, "utf-16-be"), (ARABIC, "utf-32"), (ARABIC, "cp1256"), (ARABIC, "iso8859_6"),
        (FRENCH, "cp1252"), (FRENCH, "iso8859_15"), (FRENCH, "utf-16-le"),
    ],
)  # fmt: skip
def test_encodings_are_told_apart(tmp_path: Path, text: str, encoding: str) -> None:
    assert one(put(tmp_path, "a.txt", text.encode(encoding))).text == text


def test_a_text_of_no_known_encoding_is_refused(tmp_path: Path) -> None:
    assert "NUL bytes" in refusal(put(tmp_path, "a.txt", b"\x7fELF\x00\x01\x02\x03\x00binary\x00\x00"))
    assert "damaged" in refusal(put(tmp_path, "b.txt", codecs.BOM_UTF8 + b"abc \xff\xfe def"))
    assert "holds no text" in refusal(put(tmp_path, "c.txt", b"\xef\xbb\xbf \n"))


def test_markdown_keeps_its_text_and_tells_its_title(tmp_path: Path) -> None:
    text = "\n# Flood, day 2 #\n\n12 people were **killed**.\n"
    document = one(put(tmp_path, "a.md", text))
    assert (document.text, document.title) == (text, "Flood, day 2")
    assert one(put(tmp_path, "b.md", text, title="Told")).title == "Told"


def test_a_page_gives_its_main_text_and_what_its_metadata_states(tmp_path: Path) -> None:
    document = one(put(tmp_path, "a.html", PAGE))
    assert "At least 12 people were killed near the river on Monday" in document.text
    for around in ("700", "99", "45", "color"):
        assert around not in document.text
    assert document.title == "Twelve killed near the river"
    # The day as the publisher wrote it, not as another time zone would have it; never the day of a change.
    assert document.published_at == date(2024, 3, 5)
    assert (document.publisher, document.lang) == ("The Paper", "ar")
    assert document.url == "https://paper.example/a/1"


def test_a_sidecar_goes_before_the_metadata(tmp_path: Path) -> None:
    path = put(tmp_path, "a.html", PAGE, published_at="2024-03-06", publisher="Desk")
    assert (one(path).published_at, one(path).publisher) == (date(2024, 3, 6), "Desk")


def test_a_page_in_an_old_encoding_is_read_by_what_it_declares(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="windows-1256"></head><body><p>{ARABIC}</p></body></html>'
    assert ARABIC in one(put(tmp_path, "a.html", page.encode("cp1256"))).text


def test_a_date_that_is_not_stated_as_publication_is_not_taken(tmp_path: Path) -> None:
    page = "<html><head><meta name='last-modified' content='2024-01-02'></head><body><p>In 2019, 12 fled.</p>"
    assert one(put(tmp_path, "a.html", page)).published_at is None


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    assert "no text" in refusal(put(tmp_path, "a.html", "<html><body><nav>a b</nav></body></html>"))


def test_pdf_lines_are_put_together_again(tmp_path: Path) -> None:
    lines = [
        "Situation report",
        "On Tuesday the governor of the province said that more than three hundred families had been dis-",
        "placed by the fighting around the town, and that twelve people, among them four children, had been",
        "killed.",
        "- 40 houses destroyed",
        "- 12 schools closed",
    ]
    document = one(put(tmp_path, "a.pdf", pdf(lines, title="Report 7")))
    assert document.text.split("\n") == [
        "Situation report",
        "On Tuesday the governor of the province said that more than three hundred families had been "
        "displaced by the fighting around the town, and that twelve people, among them four children, had "
        "been killed.",
        "- 40 houses destroyed",
        "- 12 schools closed",
    ]
    assert document.title == "Report 7"
    assert one(put(tmp_path, "b.pdf", pdf(lines, title="Microsoft Word - x.docx"))).title is None


def test_pdfs_that_are_none_are_refused(tmp_path: Path) -> None:
    assert "no readable PDF" in refusal(put(tmp_path, "a.pdf", b"%PDF-1.4 and nothing"))
    assert "no text" in refusal(put(tmp_path, "b.pdf", pdf([])))


def test_word_files_give_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Weekly"
    document.add_paragraph("Twelve people were killed.")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Town", "Killed"), ("Azaz", "12")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Others fled.")
    document.save(str(tmp_path / "a.docx"))
    read_back = one(tmp_path / "a.docx")
    assert read_back.text == "Twelve people were killed.\nTown | Killed\nAzaz | 12\nOthers fled."
    assert read_back.title == "Weekly"
    assert "no readable Word file" in refusal(put(tmp_path, "b.docx", b"PK nothing"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_holds_a_document_a_row(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["id", "Title", "Text", "published_at", "desk"],
        ["1", "A", '"Twelve killed,\nthree; hurt"', "2024-01-02", "x"],
        ["2", "B", "", "", ""],
        ["3", "C", "Forty fled.", "soon", ""],
        ["4", "D", "Nine hurt.", "", ""],
    ]
    path = put(tmp_path, "a.csv", "\ufeff" + "\n".join(delimiter.join(row) for row in rows))
    first, second, third, fourth = read(path)
    assert isinstance(first, SourceDocument)
    assert (first.text, first.published_at) == ("Twelve killed,\nthree; hurt", date(2024, 1, 2))
    assert first.source == f"{path}:1"
    assert "holds no text" in str(second)
    assert "published_at is not a date" in str(third)
    assert isinstance(fourth, SourceDocument)
    assert "has no column text" in refusal(put(tmp_path, "b.csv", "country,killed\nSYR,12\n"))


def test_an_archive_is_read_like_a_folder(tmp_path: Path) -> None:
    members = {
        "in/b.html": PAGE.encode(),
        "in/a.txt": b"Twelve people were killed.",
        "in/a.txt.meta.json": b'{"publisher": "Desk", "published_at": "2024-01-02"}',
        "in/rows.jsonl": b'{"text": "Nine hurt."}\n{"no": 1}\n',
        "__MACOSX/in/a.txt": b"junk",
        "photo.jpg": b"\xff\xd8",
        "../out.txt": b"Seven fled.",
        "more.zip": b"PK",
    }
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    for name in ("a.zip", "a.tar.gz"):
        path = tmp_path / name
        found = list(read(path))
        documents = [outcome for outcome in found if isinstance(outcome, SourceDocument)]
        refused = [str(outcome) for outcome in found if isinstance(outcome, DocumentError)]
        assert sorted(document.source for document in documents) == [
            f"{path}!../out.txt", f"{path}!in/a.txt", f"{path}!in/b.html", f"{path}!in/rows.jsonl:1",
        ]  # fmt: skip
        by_name = {document.source.rsplit("!", 1)[1]: document for document in documents}
        assert by_name["in/a.txt"].publisher == "Desk"
        assert by_name["in/a.txt"].published_at == date(2024, 1, 2)
        assert any("archive inside an archive" in text for text in refused)
        assert any(f"{path}!in/rows.jsonl:2: has no text" in text for text in refused)
        assert any("link" in text for text in refused) == (name == "a.tar.gz")
    assert not (tmp_path.parent / "out.txt").exists()


def test_archives_made_to_fill_a_disk_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 5_000_000)
        archive.writestr("b.txt", b"Nine hurt.")
    first, second = read(tmp_path / "a.zip")
    assert "times its size" in str(first)
    assert isinstance(second, SourceDocument)
    monkeypatch.setattr(bundle, "LARGEST_TOTAL", 1000)
    assert "unpacks to more than" in refusal(tmp_path / "a.zip")
    monkeypatch.setattr(bundle, "MOST_MEMBERS", 1)
    assert "more than 1 files" in refusal(tmp_path / "a.zip")
    assert "neither" in refusal(put(tmp_path, "c.zip", b"nothing"))
    with tarfile.open(tmp_path / "d.tar.gz", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("a.txt"))
    (tmp_path / "d.tar.gz").write_bytes((tmp_path / "d.tar.gz").read_bytes()[:-20])
    assert all(
        "damaged" in str(outcome) or "neither" in str(outcome) for outcome in read(tmp_path / "d.tar.gz")
    )


def test_a_folder_is_walked_for_every_kind(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.HTML", "c.tar.gz", "d.jpg", "e.txt.meta.json", "f.gz", "g.csv", "in/h.txt"):
        put(tmp_path, name, b"x")
    (tmp_path / "in" / "back").symlink_to(tmp_path)
    left: list[Path] = []
    found = [path.name for path in find([tmp_path], left) if isinstance(path, Path)]
    assert found == ["a.txt", "b.HTML", "c.tar.gz", "g.csv", "h.txt"]
    assert [path.name for path in left] == ["d.jpg", "f.gz"]


def test_a_folder_that_cannot_be_read_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/b.txt", "c/d.txt"):
        (tmp_path / name).parent.mkdir()
        put(tmp_path, name, b"x")
    look = os.scandir

    def locked(folder: Path) -> Any:
        if folder.name == "a":
            raise PermissionError(13, "Permission denied")
        return look(folder)

    monkeypatch.setattr(os, "scandir", locked)
    refused, found = find([tmp_path])
    assert str(refused) == f"{tmp_path / 'a'}: cannot be read (Permission denied)"
    assert found == tmp_path / "c" / "d.txt"
