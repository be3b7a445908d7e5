"""The generated month lexicons match their generator, where CLDR is installed."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from etl.model import LANGS


@pytest.mark.parametrize("lang", LANGS)
def test_months_match_their_generator(lang: str) -> None:
    pytest.importorskip("babel", reason="CLDR (the data group) is not installed")
    from etl.lang.generate.months import rows

    with (files("etl.lang") / lang / "months.csv").open(encoding="utf-8", newline="") as lines:
        committed = list(csv.reader(lines))[1:]
    assert committed == [[name, str(month), calendar, clear] for name, month, calendar, clear in rows(lang)]


@pytest.mark.parametrize("lang", LANGS)
def test_no_name_stands_for_two_months(lang: str) -> None:
    from etl.text.fold import fold

    with (files("etl.lang") / lang / "months.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = [(row["calendar"], fold(row["surface"])) for row in rows]
    assert len(names) == len(set(names))
    assert {row["month"] for row in rows if row["calendar"] == "gregorian"} == {str(n) for n in range(1, 13)}
