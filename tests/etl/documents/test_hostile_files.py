"""Files as a bad night leaves them: read as far as they can be; what cannot be is named with its reason."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from etl.documents import SourceDocument, find, read, watching
from etl.documents.record import make_document
from etl.errors import DocumentError
from etl.ingest import ingest

STORY = "The governor said that {} people were killed in Azaz on Monday and that 3,000 fled to the villages."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def outcomes(path: Path) -> tuple[list[str], list[str]]:
    """The texts that were read, and the refusals without the folder."""
    found = list(read(path))
    texts = [outcome.text for outcome in found if isinstance(outcome, SourceDocument)]
    refused = [str(outcome) for outcome in found if isinstance(outcome, DocumentError)]
    return texts, [text.replace(f"{path.parent}/", "") for text in refused]


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def tarred(path: Path, *members: tuple[str, str]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, text in members:
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return path


def spoilt(path: Path, words: str) -> Path:
    """The first of the words has one bit turned."""
    content = bytearray(path.read_bytes())
    content[content.find(words.encode())] ^= 1
    path.write_bytes(content)
    return path


def test_a_damaged_member_of_a_zip_leaves_the_others(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.txt", STORY.format(11)), ("b.txt", STORY.format(12)))
    texts, refused = outcomes(spoilt(path, STORY.format(11)))
    assert texts == [STORY.format(12)]
    assert len(refused) == 1
    assert refused[0].startswith("a.zip!a.txt: is damaged (BadZipFile: Bad CRC-32")


def test_a_method_that_nobody_unpacks_leaves_the_others(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("a.txt", STORY.format(11)), ("b.txt", STORY.format(12)))
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", content, content.find(mark) + at, 99)
    path.write_bytes(content)
    texts, refused = outcomes(path)
    assert texts == [STORY.format(12)]
    assert "compression method is not supported" in refused[0]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_one_name_in_an_archive_are_all_read(tmp_path: Path) -> None:
    members = [("a.txt", STORY.format(11)), ("a.txt", STORY.format(12)), ("b.txt", STORY.format(13))]
    for path in (zipped(tmp_path / "a.zip", *members), tarred(tmp_path / "a.tar", *members)):
        texts, refused = outcomes(path)
        assert sorted(texts) == [STORY.format(n) for n in (11, 12, 13)]
        assert not refused


def test_a_link_in_a_zip_is_no_document(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    texts, refused = outcomes(
        zipped(tmp_path / "a.zip", (link, "/etc/hostname"), ("b.txt", STORY.format(12)))
    )
    assert texts == [STORY.format(12)]
    assert refused == ["a.zip!link.txt: is a link or a device, not a file"]


@pytest.mark.parametrize("cut", [1024, 1024 + 512, 1024 + 600, 2048])
def test_an_archive_that_breaks_off_says_so_and_gives_what_came_before(tmp_path: Path, cut: int) -> None:
    # Each member has a block for its header and one for its text.
    path = tarred(tmp_path / "a.tar", *((f"{n}.txt", STORY.format(n)) for n in (11, 12, 13)))
    path.write_bytes(path.read_bytes()[:cut])
    texts, refused = outcomes(path)
    assert texts == [STORY.format(n) for n in (11, 12, 13)][: cut // 1024]
    # A member that breaks off is named, and so is the archive.
    assert [text.split(": ")[0] for text in refused[:-1]] == ["a.tar!12.txt"] * (cut % 1024 > 0)
    assert refused[-1].startswith("a.tar: is damaged (")
    assert refused[-1].endswith("the rest is left out")


def test_a_packed_archive_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    tarred(tmp_path / "a.tar", ("a.txt", STORY.format(11)), ("b.txt", os.urandom(60_000).hex()))
    packed = gzip.compress((tmp_path / "a.tar").read_bytes())
    (tmp_path / "b.tar.gz").write_bytes(packed[: len(packed) // 2])
    texts, refused = outcomes(tmp_path / "b.tar.gz")
    assert texts == [STORY.format(11)]
    assert [text.split(":")[0] for text in refused] == ["b.tar.gz!b.txt", "b.tar.gz"]


def test_archives_and_tables_with_nothing_in_them_are_named(tmp_path: Path) -> None:
    zipped(tmp_path / "a.zip")
    zipped(tmp_path / "b.zip", ("a.txt.meta.json", "{}"), ("c.jpg", b"\xff"))
    (tmp_path / "c.tar.gz").write_bytes(gzip.compress(bytes(100_000)))
    (tmp_path / "d.csv").write_text("text,title\n", "utf-8")
    (tmp_path / "e.jsonl").write_bytes(b"")
    for path in sorted(tmp_path.iterdir()):
        texts, refused = outcomes(path)
        assert not texts
        assert len(refused) == 1, path
        assert ": holds no " in refused[0]


def test_a_sidecar_in_an_archive_is_named_as_the_archive_has_it(tmp_path: Path) -> None:
    _, refused = outcomes(zipped(tmp_path / "a.zip", ("in/a.txt", STORY), ("in/a.txt.meta.json", "{broken")))
    assert refused[0].startswith("a.zip!in/a.txt: sidecar a.txt.meta.json is not a JSON object")


def test_links_that_lead_nowhere_or_back_leave_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    (tmp_path / "back.txt").symlink_to(tmp_path / "back.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe.txt")
    found = [outcome for item in find([tmp_path]) if isinstance(item, Path) for outcome in read(item)]
    assert [type(outcome) for outcome in found] == [SourceDocument, *[DocumentError] * 3]
    (loop,) = find([tmp_path / "back.txt" / "a.txt"])
    assert isinstance(loop, DocumentError)


def word_file(path: Path, replaced: Callable[[bytes], bytes], notes: str = "") -> Path:
    """A Word file of one paragraph, its body changed, with a footnote if there are words for one."""
    document = docx.Document()
    document.add_paragraph(STORY.format(11))
    document.save(str(path))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = replaced(parts["word/document.xml"])
    if notes:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>",
            f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
        )
        parts["word/footnotes.xml"] = (
            f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>line</w:t>'
            f'</w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:t>{notes}</w:t></w:r></w:p>'
            "</w:footnote></w:footnotes>"
        ).encode()
    zipped(path, *parts.items())
    return path


def body(markup: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(b"<w:sectPr", markup.encode() + b"<w:sectPr", 1)


def run(words: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>"


def test_word_files_read_as_they_do_with_all_changes_accepted(tmp_path: Path) -> None:
    struck = "<w:del w:id='1' w:author='a'><w:r><w:delText>15</w:delText></w:r></w:del>"
    added = f"<w:ins w:id='2' w:author='a'>{run('17')}</w:ins>"
    away = f"<w:moveFrom w:id='3' w:author='a'>{run('77 moved')}</w:moveFrom>"
    markup = (
        f"<w:p>{run('Killed were ')}{struck}{added}{run(' people in Gao.')}{away}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('In a control 18 died.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:hyperlink>{run('Linked: 19 hurt.')}</w:hyperlink></w:p>"
        f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run('In a box 20 fled.')}</w:p></w:txbxContent></w:pict>"
        "</w:r></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('Azaz')}</w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p>{run('21')}</w:p>"
        "</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>"
    )
    texts, refused = outcomes(word_file(tmp_path / "a.docx", body(markup), "22 of them were women."))
    assert not refused
    assert texts[0].split("\n") == [
        STORY.format(11), "Killed were 17 people in Gao.", "In a control 18 died.", "Linked: 19 hurt.",
        "In a box 20 fled.", "Azaz | 21", "22 of them were women.",
    ]  # fmt: skip


def test_word_files_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))
    assert "encrypted with a password" in outcomes(tmp_path / "a.docx")[1][0]
    entities = "".join(f'<!ENTITY a{n} "{(f"&a{n - 1};" if n else "aaaaaaaaaa") * 10}">' for n in range(9))
    bomb = word_file(
        tmp_path / "b.docx",
        lambda content: content.replace(b"<w:document", f"<!DOCTYPE x [{entities}]><w:document".encode(), 1)
        .replace(b"The governor", b"&a8;"),
    )  # fmt: skip
    assert "no readable Word file" in outcomes(bomb)[1][0]
    reads = word_file(
        tmp_path / "c.docx",
        lambda content: content.replace(
            b"<w:document", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document', 1
        ).replace(b"The governor", b"&e;"),
    )
    assert "declares entities" in outcomes(reads)[1][0]
    broken = word_file(tmp_path / "d.docx", lambda content: content[:-30])
    assert "no readable Word file" in outcomes(broken)[1][0]


def test_tables_say_how_they_are_separated(tmp_path: Path) -> None:
    for name, content in {
        "a.csv": 'sep=;\r\ntext;title\r\n"12 killed, 3 hurt";A\r\n',
        "b.csv": "text|title\n12 killed, 3 hurt|A\n",
    }.items():
        (tmp_path / name).write_text(content, "utf-8", newline="")
        assert outcomes(tmp_path / name) == (["12 killed, 3 hurt"], [])
    (tmp_path / "c.csv").write_text("text,text\n12 killed,13 killed\n", "utf-8")
    assert outcomes(tmp_path / "c.csv") == ([], ["c.csv: has more than one column text"])


def test_lines_in_utf_16_are_lines(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in (STORY, "قتل 12 شخصا"))
    (tmp_path / "a.jsonl").write_bytes(codecs.BOM_UTF16_LE + lines.encode("utf-16-le"))
    assert outcomes(tmp_path / "a.jsonl") == ([STORY, "قتل 12 شخصا"], [])
    (tmp_path / "b.jsonl").write_bytes(lines.encode("cp1256"))
    texts, refused = outcomes(tmp_path / "b.jsonl")
    assert texts == [STORY]
    assert refused == ["b.jsonl:2: is not UTF-8 (byte 0xde)"]


def test_a_day_that_is_none_in_a_page_does_not_lose_the_page(tmp_path: Path) -> None:
    meta = "<meta property='article:published_time' content='0000-00-00T00:00'>"
    (tmp_path / "a.html").write_text(f"<html><head>{meta}</head><body><p>{STORY}</p></body></html>", "utf-8")
    (document,) = read(tmp_path / "a.html")
    assert isinstance(document, SourceDocument)
    assert document.published_at is None


@pytest.mark.parametrize(
    ("text", "fields", "reason"),
    [
        ("12 \ud83d killed", {}, "text holds half a character (U+D83D at 3)"),
        (STORY, {"title": "a\udcff"}, "title holds half a character"),
        (STORY, {"title": "a" * 4_001}, "title is longer than 4,000 characters"),
        (STORY, {"url": " JavaScript:alert(1)"}, "url is no address"),
        (STORY, {"url": "data:text/html,x"}, "url is no address"),
    ],
)
def test_fields_that_would_do_harm_are_refused(text: str, fields: dict[str, object], reason: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        make_document("a", text, fields)
    assert refusal.value.reason.startswith(reason)


def test_names_that_are_no_text_do_not_stop_an_ingestion(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (
        (b"a\xff.txt", STORY.format(11)),
        (b"b\xfe.txt", " "),
        (b"c\nd.txt", STORY.format(12)),
    ):
        (folder / os.fsdecode(name)).write_text(text, "utf-8")
    report, record = ingest(tmp_path / "store", [folder])
    assert (report.taken, len(report.refused)) == (2, 1)
    assert record is not None
    assert report.refused[0].source == str(folder / "b\\udcfe.txt")
    assert sorted(Path(one.source).name for one in report.documents) == ["a\\udcff.txt", "c\nd.txt"]


def test_a_file_that_changes_while_it_is_read_is_left_for_later(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STORY, "utf-8")

    def growing(read_path: Path) -> list[SourceDocument]:
        text = read_path.read_text("utf-8")
        with read_path.open("a", encoding="utf-8") as file:
            file.write(" And more.")
        return [make_document(str(read_path), text, {})]

    (outcome,) = watching(path, growing)
    assert isinstance(outcome, DocumentError)
    assert "changed while it was read" in outcome.reason
    (outcome,) = read(path)
    assert isinstance(outcome, SourceDocument)
