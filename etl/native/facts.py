"""Every fact of the seeds and of the passages that rules are written from, as JSON lines.

`python -m etl.native.facts` runs once with and once without the compiled modules; the lines are the same, or
nothing is kept.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from etl.model import LANGS, Document
from etl.native import ROOT, built
from etl.pipeline import extract


def documents(root: Path) -> Iterator[Document]:
    """The texts of a project, each with its language given and with its language to find out."""
    for path in sorted((root / "seeds").glob("*.txt")):
        fields = json.loads(path.with_suffix(".meta.json").read_bytes())
        day = date.fromisoformat(fields["published_at"][:10])
        for lang in (fields["lang"], None):
            yield Document(text=path.read_text("utf-8"), lang=lang, published_at=day)
    for path in sorted((root / "tests" / "corpus" / "dev").glob("*.toml")):
        for at, passage in enumerate(tomllib.loads(path.read_text("utf-8"))["passage"]):
            lang = passage["lang"] if passage["lang"] in LANGS and at % 4 else None
            yield Document(text=passage["text"], lang=lang, published_at=passage.get("published_at"))


def main() -> int:
    """0; the lines go to standard output. 1 where compiled modules are wanted and not used."""
    if os.environ.get("HUMSTATS_NATIVE") == "1" and not built():
        sys.stderr.write("the compiled modules are not used\n")
        return 1
    for document in documents(ROOT):
        for fact in extract(document):
            sys.stdout.buffer.write(msgspec.json.encode(fact) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
