"""Scores the extractor on the annotated corpus: per language and field, dev and held-out apart.

Run `python -m tests.corpus.score` for a table, `--errors LANG` to read what went wrong in `dev/`, and
`--write` to publish the score and raise the floors. Floors only rise; lowering one takes `--lower`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from etl.model import Document, Fact
from etl.pipeline import EXTRACTOR, extract

HERE = Path(__file__).parent
FLOORS = HERE / "floors.json"
PUBLISHED = HERE.parent.parent / "sql" / "quality" / "quality.json"
README = HERE.parent.parent / "README.md"
OPENING, CLOSING = "<!-- quality -->", "<!-- /quality -->"
SPLITS = ("dev", "heldout")
SHOWN = {
    "mention_f1": "figures found, F1",
    "value_indicator_f1": "value with indicator, F1",
    "value": "value and bounds",
    "quantifier": "quantifier",
    "unit": "unit",
    "indicator": "indicator",
    "period": "period",
    "country": "country",
    "attribution": "attribution",
    "subset": "part of which whole",
    "distractors_left_alone": "distractors left alone",
}
# A floor sits this far below the score it was set from, so that one passage cannot flip the build.
MARGIN = 0.005

_ENDS_IN_NUMBER = re.compile(r"(\d|\d[.,٫٬])\Z")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ ]*")
_STARTS_IN_NUMBER = re.compile(r"\d|[.,٫٬]\d")

FIELDS = (
    "quantifier",
    "unit",
    "indicator",
    "measure",
    "assertion",
    "population",
    "period",
    "country",
    "admin1",
    "attribution",
    "org",
    "subset",
    "duplicate",
)


class GoldFact(msgspec.Struct, forbid_unknown_fields=True):
    """What a careful reader says of one figure; a field left at None is not scored."""

    number: str
    quantifier: str
    unit: str | list[str]
    indicator: str | list[str]
    value: int | float | None = None
    min: int | float | None = None
    max: int | float | None = None
    measure: str | list[str] | None = None
    assertion: str | list[str] | None = None
    population: list[str] | None = None
    period: list[str] | None = None
    iso3: str | None = None
    admin1: str | None = None
    attribution: str | None = None
    org: str | None = None
    subset_of: str | None = None
    duplicate_of: str | None = None


class Passage(msgspec.Struct, forbid_unknown_fields=True):
    """One annotated text."""

    id: str
    lang: str
    register: str
    text: str
    kind: str = "passage"
    published_at: date | None = None
    distractors: list[str] = []
    optional: list[str] = []
    fact: list[GoldFact] = []


class Corpus(msgspec.Struct, forbid_unknown_fields=True):
    """One file of passages."""

    passage: list[Passage]


class AnnotationError(Exception):
    """An annotation that does not fit its own text; names the passage and the words."""


def load(split: str) -> list[Passage]:
    """Every passage of a split, in file order. Raises AnnotationError where words are not in the text."""
    passages: list[Passage] = []
    seen: set[str] = set()
    for path in sorted((HERE / split).rglob("*.toml")):
        for passage in msgspec.toml.decode(path.read_bytes(), type=Corpus).passage:
            if passage.id in seen:
                raise AnnotationError(f"{path.name}: {passage.id} stands twice")
            seen.add(passage.id)
            for gold in passage.fact:
                span(passage, gold.number)
                for other in (gold.subset_of, gold.duplicate_of):
                    if other:
                        span(passage, other)
            for words in (*passage.distractors, *passage.optional):
                span(passage, words)
            passages.append(passage)
    return passages


def digest() -> str:
    """Sixteen hex digits over every corpus file of both splits."""
    sha = hashlib.sha256()
    for split in SPLITS:
        for path in sorted((HERE / split).rglob("*.toml")):
            sha.update(f"{split}/{path.name}\0".encode() + path.read_bytes())
    return sha.hexdigest()[:16]


def span(passage: Passage, words: str) -> tuple[int, int]:
    """Where the words stand in the text; "48#2" is the second place that is no part of a longer number."""
    needle, _, nth = words.partition("#")
    if not nth and _LATIN_WORD.fullmatch(needle):
        # "dos" without a count is the word, not the end of "heridos".
        whole = re.search(rf"(?<![^\W\d_]){re.escape(needle)}(?![^\W\d_])", passage.text)
        if whole is not None:
            return whole.span()
    wanted = int(nth or 1)
    position = -1
    while wanted:
        position = passage.text.find(needle, position + 1)
        if position < 0:
            raise AnnotationError(f"{passage.id}: {words!r} is not in the text")
        end = position + len(needle)
        before, after = passage.text[max(0, position - 2) : position], passage.text[end : end + 2]
        if not (needle[0].isdigit() and _ENDS_IN_NUMBER.search(before)) and not (
            needle[-1].isdigit() and _STARTS_IN_NUMBER.match(after)
        ):
            wanted -= 1
    return position, position + len(needle)


def align(passage: Passage, facts: list[Fact]) -> dict[int, Fact]:
    """Gold index to the extracted fact that overlaps its number, each fact used once, best overlap first."""
    pairs = []
    for index, gold in enumerate(passage.fact):
        start, end = span(passage, gold.number)
        for order, fact in enumerate(facts):
            overlap = min(end, fact.end) - max(start, fact.start)
            if overlap > 0:
                pairs.append((-overlap, abs(fact.start - start) + abs(fact.end - end), index, order))
    taken: dict[int, Fact] = {}
    used: set[int] = set()
    for _, _, index, order in sorted(pairs):
        if index not in taken and order not in used:
            taken[index] = facts[order]
            used.add(order)
    return taken


def same(expected: str | list[str], got: str) -> bool:
    """A list in the annotation names every reading that a careful reader accepts."""
    return got in expected if isinstance(expected, list) else got == expected


def number_equal(expected: float | None, got: Any) -> bool:
    """Values agree to a millionth; None agrees only with None."""
    if expected is None or got is None:
        return expected is None and got is None
    return abs(float(expected) - float(got)) <= 1e-6 * max(1.0, abs(float(expected)))


def contains(text: str | None, words: str) -> bool:
    """Empty words want nobody; otherwise one must contain the other."""
    if not words:
        return not text
    return bool(text) and (words.casefold() in text.casefold() or text.casefold() in words.casefold())


def judge(
    passage: Passage, gold: GoldFact, fact: Fact, taken: dict[int, Fact]
) -> Iterator[tuple[str, bool, str]]:
    """(field, right, what was got) for every field the annotation speaks of."""
    value_right = number_equal(gold.value, fact.value)
    if (
        gold.min is not None
        or gold.max is not None
        or gold.quantifier in ("approximately", "order_of_magnitude")
    ):
        value_right &= number_equal(gold.min, fact.value_min) and number_equal(gold.max, fact.value_max)
    indicator_right = same(gold.indicator, fact.indicator)
    shown = f"{fact.value} [{fact.value_min}, {fact.value_max}]"
    yield "value", value_right, shown
    yield "value_indicator", value_right and indicator_right, f"{shown} {fact.indicator}"
    yield "quantifier", gold.quantifier == fact.quantifier, fact.quantifier
    yield "unit", same(gold.unit, fact.unit), fact.unit
    yield "indicator", indicator_right, fact.indicator
    if gold.measure is not None:
        yield "measure", same(gold.measure, fact.measure), fact.measure
    if gold.assertion is not None:
        yield "assertion", same(gold.assertion, fact.assertion), fact.assertion
    if gold.population is not None:
        yield "population", sorted(gold.population) == sorted(fact.population), ",".join(fact.population)
    if gold.period is not None:
        got = [str(fact.period_start), str(fact.period_end)] if fact.period_end else []
        yield "period", gold.period == got, f"{got} {fact.period_text!r}"
    if gold.iso3 is not None:
        iso3 = (fact.place.iso3 if fact.place else None) or ""
        yield "country", gold.iso3 == iso3, iso3
    if gold.admin1 is not None:
        admin1 = (fact.place.admin1 if fact.place else None) or ""
        yield "admin1", gold.admin1 == admin1, admin1
    if gold.attribution is not None:
        yield "attribution", contains(fact.attribution, gold.attribution), str(fact.attribution)
    if gold.org is not None:
        yield "org", contains(fact.attribution_org, gold.org), str(fact.attribution_org)
    by_words = {g.number: taken[i].fact_id for i, g in enumerate(passage.fact) if i in taken}
    for field, words, got_id in (
        ("subset", gold.subset_of, fact.subset_of),
        ("duplicate", gold.duplicate_of, fact.duplicate_of),
    ):
        if words is not None:
            yield field, (by_words.get(words) == got_id if words else got_id is None), str(got_id)


def table(result: dict[str, Any]) -> str:
    """The held-out score as the README shows it, with the corpus it was measured on."""
    corpus, names = result["corpus"], {"ar": "Arabic", "en": "English", "fr": "French", "es": "Spanish"}
    lines = ["| on texts no rule was written from | " + " | ".join(names.values()) + " |"]
    lines.append("| --- " * (len(names) + 1) + "|")
    for field, said in SHOWN.items():
        values = (result["languages"].get(lang, {}).get(field) for lang in names)
        lines.append(f"| {said} | " + " | ".join("" if v is None else f"{v:.3f}" for v in values) + " |")
    lines.append("")
    lines.append(
        f"Measured on our own annotated corpus: {corpus['passages']} texts, {corpus['articles']} of them full"
        f" articles; {corpus['facts']} figures and {corpus['distractors']} distractors; digest"
        f" `{corpus['digest']}`."
    )
    return "\n".join(lines) + "\n"


class Tally:
    """Counts of one language in one split."""

    def __init__(self) -> None:
        self.passages = 0
        self.articles = 0
        self.gold = 0
        self.extracted = 0
        self.found = 0
        self.value_indicator = 0
        self.distractors = 0
        self.left_alone = 0
        self.fields: dict[str, Counter[bool]] = defaultdict(Counter)

    def scores(self) -> dict[str, float | int]:
        """Precision, recall and F1 of mentions; of values with indicator; accuracy per field."""

        def ratio(part: int, whole: int) -> float:
            return round(part / whole, 4) if whole else 1.0

        def f1(hits: int) -> float:
            return ratio(2 * hits, self.gold + self.extracted)

        result: dict[str, float | int] = {
            "passages": self.passages,
            "articles": self.articles,
            "facts": self.gold,
            "distractors": self.distractors,
            "mention_precision": ratio(self.found, self.extracted),
            "mention_recall": ratio(self.found, self.gold),
            "mention_f1": f1(self.found),
            "value_indicator_f1": f1(self.value_indicator),
            "distractors_left_alone": ratio(self.left_alone, self.distractors),
        }
        for field in ("value", *FIELDS):
            counted = self.fields[field]
            if counted.total():
                result[field] = ratio(counted[True], counted.total())
        return result


def evaluate(passages: list[Passage], errors: list[str] | None = None) -> dict[str, Tally]:
    """Tallies per language; with `errors`, a line for everything that went wrong."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for passage in passages:
        tally = tallies[passage.lang]
        lang = None if passage.lang == "mixed" else passage.lang
        facts = extract(
            Document(id=passage.id, text=passage.text, lang=lang, published_at=passage.published_at)
        )
        taken = align(passage, facts)
        matched = {fact.fact_id for fact in taken.values()}
        tolerated = [span(passage, words) for words in passage.optional]
        # What two careful readers would treat differently counts neither for nor against.
        spare = [f for f in facts if f.fact_id not in matched]
        spare = [f for f in spare if not any(f.start < end and start < f.end for start, end in tolerated)]
        tally.passages += 1
        tally.articles += passage.kind == "article"
        tally.gold += len(passage.fact)
        tally.extracted += len(taken) + len(spare)
        tally.found += len(taken)

        def note(what: str, words: str, passage: Passage = passage) -> None:
            if errors is not None:
                errors.append(f"{passage.id}\t{what}\t{words}")

        for index, gold in enumerate(passage.fact):
            if index not in taken:
                note("missed", f"{gold.number} {gold.indicator}")
                continue
            for field, right, got in judge(passage, gold, taken[index], taken):
                tally.fields[field][right] += 1
                tally.value_indicator += field == "value_indicator" and right
                if not right and field != "value_indicator":
                    note(field, f"{gold.number}: got {got}; want {_wanted(gold, field)}")
        for fact in spare:
            note("invented", f"{passage.text[fact.start : fact.end]} {fact.indicator} {fact.unit}")
        for words in passage.distractors:
            start, end = span(passage, words)
            tally.distractors += 1
            tally.left_alone += not any(fact.start < end and start < fact.end for fact in facts)
    return tallies


def _wanted(gold: GoldFact, field: str) -> Any:
    names = {"country": "iso3", "subset": "subset_of", "duplicate": "duplicate_of"}
    if field == "value":
        return f"{gold.value} [{gold.min}, {gold.max}]"
    return getattr(gold, names.get(field, field))


def report() -> dict[str, Any]:
    """The published score: the held-out score per language, both splits, the corpus's size and digest."""
    splits = {
        split: {lang: tally.scores() for lang, tally in sorted(evaluate(load(split)).items())}
        for split in SPLITS
    }
    sizes = ("passages", "articles", "facts", "distractors")
    corpus: dict[str, Any] = {
        name: sum(int(scores[name]) for languages in splits.values() for scores in languages.values())
        for name in sizes
    }
    corpus["digest"] = digest()
    return {"extractor": EXTRACTOR, "corpus": corpus, "languages": splits["heldout"], "splits": splits}


def main() -> int:
    """Print the table; exit 1 where a floor is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", metavar="LANG", help="list what went wrong in dev/ (all: every language)")
    parser.add_argument("--write", action="store_true", help="publish the score and raise the floors")
    parser.add_argument("--lower", action="store_true", help="with --write: let floors drop")
    options = parser.parse_args()
    out = sys.stdout.write
    if options.errors:
        errors: list[str] = []
        passages = [p for p in load("dev") if options.errors in ("all", p.lang)]
        evaluate(passages, errors)
        out("\n".join(errors) + "\n")
        return 0
    result = report()
    for split, languages in result["splits"].items():
        for lang, scores in languages.items():
            out(f"{split} {lang}: " + " ".join(f"{k}={v}" for k, v in scores.items()) + "\n")
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {"digest": "", "floors": {}}
    broken = broken_floors(result, floors)
    for line in broken:
        out(f"below its floor: {line}\n")
    if options.write:
        raised = {
            split: {
                lang: {
                    field: max(
                        round(score - MARGIN, 4),
                        -1.0
                        if options.lower
                        else floors["floors"].get(split, {}).get(lang, {}).get(field, -1.0),
                    )
                    for field, score in scores.items()
                    if isinstance(score, float)
                }
                for lang, scores in languages.items()
            }
            for split, languages in result["splits"].items()
        }
        FLOORS.write_text(
            json.dumps({"digest": result["corpus"]["digest"], "floors": raised}, indent=1) + "\n"
        )
        PUBLISHED.write_text(json.dumps(result, indent=1) + "\n")
        before, opening, rest = README.read_text().partition(OPENING)
        _, closing, after = rest.partition(CLOSING)
        README.write_text(before + opening + "\n" + table(result) + closing + after)
    return 1 if broken and not options.lower else 0


def broken_floors(result: dict[str, Any], floors: dict[str, Any]) -> list[str]:
    """Every field that fell below its committed floor."""
    return [
        f"{split} {lang} {field}: {result['splits'].get(split, {}).get(lang, {}).get(field, 0.0)} < {floor}"
        for split, languages in floors["floors"].items()
        for lang, fields in languages.items()
        for field, floor in fields.items()
        if result["splits"].get(split, {}).get(lang, {}).get(field, 0.0) < floor
    ]


if __name__ == "__main__":
    raise SystemExit(main())
