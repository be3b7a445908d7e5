"""Corrections and decisions: applied visibly, and loud when they no longer match."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from etl.relate.corrections import correct, load_corrections
from etl.relate.decisions import decide, load_decisions
from etl.relate.declared import DeclarationError
from sql.records import FactRow

TEXT = "Officials said 380,000 people fled. Later they spoke of 3,800 people."
CORRECTION = """
[[correction]]
id = "zeros"
document_id = "a"
words = "380,000"
reason = "The agency corrected its release."
by = "A. Analyst"
on = 2024-05-04
[correction.set]
value = 3800
"""
DECISION = """
[[decision]]
id = "one"
kind = "{kind}"
reason = "Both tell of the same flight."
by = "A. Analyst"
on = 2024-05-04
figure = {{ document_id = "a", words = "3,800" }}
others = [{{ document_id = "a", words = "380,000" }}]
"""


def fact(name: str, words: str, value: int) -> FactRow:
    start = TEXT.index(words)
    return FactRow(
        fact_id=name, document_id="a", value=Decimal(value), value_min=None, value_max=None,
        quantifier="approximately", unit="person", indicator="displaced", measure="flow",
        assertion="reported",
        start=start, end=start + len(words), rules=("en.num",),
    )  # fmt: skip


FACTS = [fact("f1", "380,000", 380000), fact("f2", "3,800", 3800)]


def write(folder: Path, text: str) -> Path:
    (folder / "declared.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_correction_changes_the_figure_and_says_so(tmp_path: Path) -> None:
    corrections = load_corrections(write(tmp_path, CORRECTION))
    once = correct(FACTS, {"a": TEXT}, corrections)
    assert (once[0].value, once[0].value_min, once[0].quantifier) == (3800, 3800, "exact")
    assert once[0].rules == ("en.num", "correction.zeros")
    assert once[1] == FACTS[1]
    assert correct(once, {"a": TEXT}, corrections) == once


def test_a_withdrawn_figure_is_kept_and_not_counted(tmp_path: Path) -> None:
    text = CORRECTION.replace("[correction.set]\nvalue = 3800", "withdrawn = true")
    corrected = correct(FACTS, {"a": TEXT}, load_corrections(write(tmp_path, text)))
    assert (corrected[0].value, corrected[0].assertion) == (380000, "denied")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"380,000"', '"380 000"'),
        ('document_id = "a"', 'document_id = "b"'),
        ("value = 3800", "valeu = 3800"),
        ("value = 3800", ""),
        ('by = "A. Analyst"\n', ""),
    ],
)
def test_a_correction_that_does_not_match_is_loud(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(DeclarationError):
        correct(FACTS, {"a": TEXT}, load_corrections(write(tmp_path, CORRECTION.replace(old, new))))


@pytest.mark.parametrize(
    ("kind", "relation"),
    [
        ("same", ("f1", "duplicate_of", "f2")),
        ("part", ("f1", "subset_of", "f2")),
        ("recommended", ("f2", "supersedes", "f1")),
    ],
)
def test_a_decision_becomes_a_relation(tmp_path: Path, kind: str, relation: tuple[str, str, str]) -> None:
    (row,) = decide(FACTS, {"a": TEXT}, load_decisions(write(tmp_path, DECISION.format(kind=kind))))
    assert (row.fact_id, row.relation, row.other_id) == relation
    assert (row.origin, row.rule) == ("decision", "decision.one")
    assert row.because == "A. Analyst decided on 2024-05-04: Both tell of the same flight."


def test_a_decision_about_words_that_are_gone_is_loud(tmp_path: Path) -> None:
    decisions = load_decisions(write(tmp_path, DECISION.format(kind="same")))
    with pytest.raises(DeclarationError, match="decision one"):
        decide(FACTS[:1], {"a": TEXT}, decisions)


def test_no_folder_declares_nothing(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "none") == []
    assert load_decisions(tmp_path / "none") == []
