"""How fast the extractor reads, beside quantulum3 (on the English part) and a plain regular expression.

    python -m benchmarks.extract --megabytes 2
    python -m benchmarks.extract --quantulum path/to/python    # an interpreter that has quantulum3

One process on one core, CPU time. The corpus is the repository's own texts in four languages, replicated; the
figures of every copy differ, so that no copy repeats another. Prints one JSON line; a seed-size article
has 3,350 characters. The sources are measured as they are (`HUMSTATS_NATIVE=0`), and beside them what
`make native` built from them, where it did.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import resource
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from etl.model import Document

ROOT = Path(__file__).parents[1]
ARTICLE = 3_350
# Figures of three digits and more that are no years.
_FIGURE = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d(?!\d))\d{3,}")
_PLAIN = re.compile(
    r"\d[\d.,٫٬]*(?:\s?(?:thousand|million|billion|ألف|آلاف|مليون|mille|millions?|mil|millones))?"
)
_QUANTULUM = """
import json, sys, time
from quantulum3 import parser
texts = json.load(sys.stdin)
parser.parse("500 people")
clock = time.process_time()
found = sum(len(parser.parse(text)) for text in texts)
print(json.dumps({"seconds": time.process_time() - clock, "found": found}))
"""
_NATIVE = """
import json, sys
from etl.native import built
if not built():
    print("null")
    sys.exit()
from benchmarks.extract import corpus, timed
from etl.pipeline import extract
documents = corpus(int(sys.argv[1]))
for document in documents[: len(documents) // 4]:
    extract(document)
print(json.dumps(timed(extract, documents)[0]))
"""


def originals() -> Iterator[Document]:
    """Every seed and every annotated article that rules may be written from, in a fixed order."""
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        meta = json.loads(path.with_suffix(".meta.json").read_text("utf-8"))
        yield Document(
            text=path.read_text("utf-8"),
            lang=meta["lang"],
            published_at=date.fromisoformat(meta["published_at"][:10]),
        )
    for path in sorted((ROOT / "tests" / "corpus" / "dev").glob("*.toml")):
        for passage in tomllib.loads(path.read_text("utf-8"))["passage"]:
            if passage.get("kind") != "article":
                # Passages are all figures; no article is.
                continue
            lang = passage["lang"] if passage["lang"] != "mixed" else None
            yield Document(text=passage["text"], lang=lang, published_at=passage.get("published_at"))


def corpus(size: int) -> list[Document]:
    """About `size` bytes of UTF-8, the figures of every copy its own."""
    documents: list[Document] = []
    total = copy = 0
    known = list(originals())
    while total < size:
        for document in known:
            text = _FIGURE.sub(partial(_raised, copy), document.text)
            documents.append(Document(text=text, lang=document.lang, published_at=document.published_at))
            total += len(text.encode())
            if total >= size:
                break
        copy += 1
    return documents


def _raised(by: int, match: re.Match[str]) -> str:
    return str(int(match.group()) + by)


def timed(work: Callable[[Document], Sequence[Any]], documents: Sequence[Document]) -> tuple[float, int]:
    """Seconds of CPU and how much was found."""
    clock = time.process_time()
    found = sum(len(work(document)) for document in documents)
    return time.process_time() - clock, found


def quantulum(texts: Sequence[str], interpreter: str | None) -> dict[str, float] | None:
    """What quantulum3 takes for the texts; None where it is not installed."""
    if interpreter is None:
        if importlib.util.find_spec("quantulum3") is None:
            return None
        interpreter = sys.executable
    done = subprocess.run(
        [interpreter, "-c", _QUANTULUM], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def native(size: int) -> float | None:
    """Seconds of CPU that the compiled modules take for the corpus; None where there are none."""
    done = subprocess.run(
        [sys.executable, "-c", _NATIVE, str(size)],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "HUMSTATS_NATIVE": "1"},
    )  # fmt: skip
    answer: float | None = json.loads(done.stdout)
    return answer


def start_up() -> float:
    """Seconds until `humstats extract` has read its first short document in a new process; best of three."""
    line = json.dumps({"id": "1", "lang": "ar", "text": "قتل 3 أشخاص في حلب."}) + "\n"
    best = float("inf")
    for _ in range(3):
        clock = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", "from sql.cli import main; main()", "extract"],
            input=line, capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        best = min(best, time.perf_counter() - clock)
    return best


def main() -> int:
    """The exit status; the measurements go to standard output."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=float, default=1.0)
    options.add_argument("--quantulum", default=None, help="an interpreter that has quantulum3")
    arguments = options.parse_args()
    startup = start_up()

    from etl.pipeline import extract

    length = int(arguments.megabytes * 1_000_000)
    documents = corpus(length)
    english = [document for document in documents if document.lang == "en"]
    for document in documents[: len(documents) // 4]:
        extract(document)
    seconds, facts = timed(extract, documents)
    seconds_english, _ = timed(extract, english)
    seconds_plain, matches = timed(lambda document: _PLAIN.findall(document.text), documents)
    characters = sum(len(document.text) for document in documents)
    size = sum(len(document.text.encode()) for document in documents)
    report: dict[str, object] = {
        "documents": len(documents),
        "megabytes": round(size / 1e6, 2),
        "facts": facts,
        "articles_per_second": round(characters / ARTICLE / seconds, 1),
        "megabytes_per_second": round(size / 1e6 / seconds, 3),
        "milliseconds_per_article": round(1000 * seconds * ARTICLE / characters, 2),
        "plain_regex": {"matches": matches, "times_faster": round(seconds / max(seconds_plain, 1e-9))},
        "startup_seconds": round(startup, 2),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    seconds_native = native(length)
    if seconds_native is not None:
        report["native"] = {
            "articles_per_second": round(characters / ARTICLE / seconds_native, 1),
            "milliseconds_per_article": round(1000 * seconds_native * ARTICLE / characters, 2),
            "times_faster": round(seconds / seconds_native, 2),
        }
    # The other parser is slow: a part of the English texts is enough to tell its speed.
    sample = english[: max(1, len(english) // 10)]
    other = quantulum([document.text for document in sample], arguments.quantulum)
    if other is not None:
        own = seconds_english / sum(len(d.text) for d in english)
        its = other["seconds"] / sum(len(d.text) for d in sample)
        report["quantulum3"] = {
            "articles_per_second": round(1 / its / ARTICLE, 1),
            "ratio": round(its / own, 1),
        }
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
