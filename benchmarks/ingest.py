"""How fast a folder of mixed files gets into the store, beside the bare extractor on the same texts.

    python -m benchmarks.ingest --files 5000

Text, Markdown, HTML, Word, PDF, JSON lines, CSV and zipped files, most with a sidecar, replicated from the
repository's own texts with figures of their own. Ingestion reads, extracts, relates and publishes; the bare
extractor reads nothing and writes nothing. Prints one JSON line; exits with 1 below 60 percent, or where the
two do not find the same figures in the same documents.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from itertools import cycle, islice
from pathlib import Path

from benchmarks.extract import _FIGURE, _raised, originals
from etl.documents import SourceDocument, find, read
from etl.ingest import Progress, ingest
from etl.model import Document
from etl.pipeline import extract

FLOOR = 0.6
# Of every twenty files so many are of each kind.
KINDS = {"txt": 9, "md": 2, "html": 4, "docx": 1, "pdf": 1, "jsonl": 1, "csv": 1, "zip": 1}
_LATIN = re.compile(r"[^\x20-\x7e\n]")
_ESCAPED = re.compile(r"[()\\]")


def text_file(path: Path, document: Document) -> None:
    path.write_text(document.text, "utf-8")
    sidecar(path, document)


def html_file(path: Path, document: Document) -> None:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in document.text.splitlines() if line.strip())
    navigation = (
        "<nav><ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(12)) + "</ul></nav>"
    )
    path.write_text(
        f"<!doctype html><html lang='{document.lang or 'en'}'><head><meta charset='utf-8'>"
        "<title>Report</title>"
        f"<meta property='article:published_time' content='{document.published_at}'></head>"
        f"<body>{navigation}<article><h1>Report</h1>{paragraphs}</article>"
        "<footer>Imprint</footer></body></html>",
        "utf-8",
    )
    sidecar(path, document)


def word_file(path: Path, document: Document) -> None:
    from docx import Document as Word

    word = Word()
    for line in document.text.splitlines():
        word.add_paragraph(line)
    word.save(str(path))
    sidecar(path, document)


def pdf_file(path: Path, document: Document) -> None:
    """One page of text in a font that every reader has: what is not Latin is left out."""
    lines = [_LATIN.sub("", line)[:95] for line in document.text.splitlines() if line.strip()][:50]
    escaped = (_ESCAPED.sub(r"\\\g<0>", line) for line in lines)
    shown = "\n".join(f"({line}) Tj T*" for line in escaped)
    stream = f"BT /F1 10 Tf 50 800 Td 14 TL\n{shown}\nET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table))
    path.write_bytes(out.getvalue())
    sidecar(path, document)


def lines_file(path: Path, document: Document) -> None:
    path.write_text(
        json.dumps({**fields(document), "text": document.text}, ensure_ascii=False) + "\n", "utf-8"
    )


def table_file(path: Path, document: Document) -> None:
    row = {**fields(document), "text": document.text}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)


def zip_file(path: Path, document: Document) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("report.txt", document.text)
        bundle.writestr("report.meta.json", json.dumps(fields(document)))


def fields(document: Document) -> dict[str, str]:
    known = {"title": "Report", "publisher": "Desk", "lang": document.lang}
    if document.published_at is not None:
        known["published_at"] = document.published_at.isoformat()
    return {name: value for name, value in known.items() if value is not None}


def sidecar(path: Path, document: Document) -> None:
    path.with_name(path.name + ".meta.json").write_text(json.dumps(fields(document)), "utf-8")


WRITERS: dict[str, Callable[[Path, Document], None]] = {
    "txt": text_file, "md": text_file, "html": html_file, "docx": word_file, "pdf": pdf_file,
    "jsonl": lines_file, "csv": table_file, "zip": zip_file,
}  # fmt: skip


def write_folder(folder: Path, files: int) -> None:
    """So many files in folders of a thousand, the same ones every time."""
    known = list(originals())
    kinds = cycle([kind for kind, count in KINDS.items() for _ in range(count)])
    for number, kind in enumerate(islice(kinds, files)):
        place = folder / f"{number // 1000:03}"
        place.mkdir(exist_ok=True)
        document = known[number % len(known)]
        text = _FIGURE.sub(partial(_raised, number), document.text)
        WRITERS[kind](
            place / f"{number:06}.{kind}",
            Document(text=text, lang=document.lang, published_at=document.published_at),
        )


def main() -> int:
    """The exit status; the measurements go to standard output."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=5_000)
    arguments = options.parse_args()
    steps = Steps()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "files")
        place.mkdir()
        write_folder(place, arguments.files)
        clock = time.perf_counter()
        report, _ = ingest(Path(folder, "store"), [place], progress=steps)
        seconds = time.perf_counter() - clock
        steps.step("")
        documents = list(distinct(place))
    clock = time.perf_counter()
    facts = sum(len(extract(document)) for document in documents)
    bare = time.perf_counter() - clock
    share = report.taken / seconds / (len(documents) / bare)
    print(
        json.dumps(
            {
                "files": arguments.files,
                "documents": report.taken,
                "copies": report.known,
                "refused": len(report.refused),
                "facts": report.facts,
                "facts_bare": facts,
                "documents_a_second": round(report.taken / seconds, 1),
                "bare_documents_a_second": round(len(documents) / bare, 1),
                "share_of_bare": round(share, 2),
                "steps": steps.seconds,
                "cpu_seconds": cpu(),
            }
        )
    )
    return int(share < FLOOR or report.facts != facts or report.taken != len(documents))


class Steps(Progress):
    """The seconds that each step of the ingestion took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._name, self._since = "reading", time.perf_counter()

    def step(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[self._name] = round(now - self._since, 1)
        self._name, self._since = name, now


def distinct(folder: Path) -> Iterator[Document]:
    """The documents of the files, each text once, as ingestion takes them."""
    seen: set[str] = set()
    for path in find([folder]):
        for outcome in read(path) if isinstance(path, Path) else ():
            if isinstance(outcome, SourceDocument) and outcome.text not in seen:
                seen.add(outcome.text)
                yield Document(text=outcome.text, lang=outcome.lang, published_at=outcome.published_at)


def cpu() -> dict[str, float]:
    """Seconds of CPU so far: of this process, the bare extractor among them, and of those it started."""
    used = {"own": resource.RUSAGE_SELF, "workers": resource.RUSAGE_CHILDREN}
    times = {name: resource.getrusage(who) for name, who in used.items()}
    return {name: round(time.ru_utime + time.ru_stime, 1) for name, time in times.items()}


if __name__ == "__main__":
    sys.exit(main())
