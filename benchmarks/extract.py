"""How fast the extractor reads, beside quantulum3 (on the English part) and a plain regular expression.

    python -m benchmarks.extract --megabytes 2
    python -m benchmarks.extract --quantulum path/to/python    # an interpreter that has quantulum3

One process on one core, CPU time. The corpus is the repository's own texts in four languages, replicated; the
figures of every copy differ, so that no copy repeats another. An article has 3,350 characters, which are 6 kB
of Arabic. The compiled extractor and its sources are measured in processes of their own. Prints one JSON
line; exits with 1 where the better of the two misses a goal: 500 articles a second, 40 times quantulum3, a
first short document within 1 s of CPU, 250 MB.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
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

from benchmarks.kinds import environment, judge, kinds, measured
from etl.model import Document

ROOT = Path(__file__).parents[1]
ARTICLE = 3_350
ARTICLES, TIMES, SECONDS, MEGABYTES = 500, 40, 1.0, 250
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


def start_up(kind: str) -> float:
    """Seconds of CPU until `humstats extract` has read a first short document and ended; best of three."""
    line = json.dumps({"id": "1", "lang": "ar", "text": "قتل 3 أشخاص في حلب."}) + "\n"
    best = float("inf")
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-c", "from sql.cli import main; main()", "extract"],
            input=line, capture_output=True, text=True, check=True, cwd=ROOT, env=environment(kind),
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def read(size: int) -> dict[str, float]:
    """What one kind of extractor takes for the corpus, in this process."""
    from etl.pipeline import extract

    documents = corpus(size)
    english = [document for document in documents if document.lang == "en"]
    for document in documents[: len(documents) // 4]:
        extract(document)
    seconds, facts = timed(extract, documents)
    seconds_english, _ = timed(extract, english)
    characters = sum(len(document.text) for document in documents)
    in_english = sum(len(document.text) for document in english)
    return {
        "facts": facts,
        "articles_per_second": round(characters / ARTICLE / seconds, 1),
        "megabytes_per_second": round(sum(len(d.text.encode()) for d in documents) / 1e6 / seconds, 3),
        "milliseconds_per_article": round(1000 * seconds * ARTICLE / characters, 2),
        "english_articles_per_second": round(in_english / ARTICLE / seconds_english, 1),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> int:
    """The exit status; the measurements go to standard output."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=float, default=1.0)
    options.add_argument("--quantulum", default=None, help="an interpreter that has quantulum3")
    options.add_argument("--read", action="store_true", help="only read the corpus, in this process")
    arguments = options.parse_args()
    length = int(arguments.megabytes * 1_000_000)
    if arguments.read:
        print(json.dumps(read(length)))
        return 0
    own: dict[str, dict[str, float]] = {}
    for kind in kinds():
        own[kind] = measured("benchmarks.extract", ["--read", "--megabytes", str(arguments.megabytes)], kind)
        own[kind]["startup_seconds"] = round(start_up(kind), 2)
    documents = corpus(length)
    seconds_plain, matches = timed(lambda document: _PLAIN.findall(document.text), documents)
    characters = sum(len(document.text) for document in documents)
    plain = {"matches": matches, "articles_per_second": round(characters / ARTICLE / seconds_plain)}
    report: dict[str, object] = {
        "documents": len(documents),
        "megabytes": round(sum(len(document.text.encode()) for document in documents) / 1e6, 2),
        **own,
        "plain_regex": plain,
    }
    speeds = {kind: found["articles_per_second"] for kind, found in own.items()}
    reached = [judge("Articles of 3,350 characters a second", speeds, ARTICLES)]
    # The other parser is slow: a part of the English texts is enough to tell its speed.
    english = [document for document in documents if document.lang == "en"]
    sample = english[: max(1, len(english) // 10)]
    other = quantulum([document.text for document in sample], arguments.quantulum)
    if other is not None:
        its = sum(len(d.text) for d in sample) / ARTICLE / other["seconds"]
        times = {kind: round(found["english_articles_per_second"] / its, 1) for kind, found in own.items()}
        report["quantulum3"] = {"articles_per_second": round(its, 1), "times_faster": times}
        reached.append(judge("Times the speed of quantulum3", times, TIMES))
    better = own[max(speeds, key=lambda kind: speeds[kind])]
    small = better["startup_seconds"] < SECONDS and better["peak_megabytes"] < MEGABYTES
    print(json.dumps(report))
    return int(not (small and all(reached)))


if __name__ == "__main__":
    sys.exit(main())
