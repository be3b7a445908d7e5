"""Every frame row is held by its own example, and its near miss stays clear of it."""

from __future__ import annotations

import pytest

from etl.frames.lexicon import indicators
from etl.frames.packs import FrameRow
from etl.lang.packs import read_csv
from etl.model import LANGS, Document, Lang
from etl.pipeline import extract

ROWS = [(lang, row) for lang in LANGS for row in read_csv(lang, "frames", FrameRow)]


@pytest.mark.parametrize(("lang", "row"), ROWS, ids=[row.id for _, row in ROWS])
def test_example_fires_its_row(lang: Lang, row: FrameRow) -> None:
    facts = extract(Document(text=row.example, lang=lang))
    assert any(row.id in fact.rules and fact.indicator == row.indicator for fact in facts)


@pytest.mark.parametrize(
    ("lang", "row"), [r for r in ROWS if r[1].near_miss], ids=[row.id for _, row in ROWS if row.near_miss]
)
def test_near_miss_leaves_the_row_alone(lang: Lang, row: FrameRow) -> None:
    assert not any(row.id in fact.rules for fact in extract(Document(text=row.near_miss or "", lang=lang)))


def test_every_indicator_has_rows_in_every_language() -> None:
    for lang in LANGS:
        named = {row.indicator for language, row in ROWS if language == lang}
        assert named | {"other"} == set(indicators())


def test_row_ids_are_unique_and_name_language_and_indicator() -> None:
    ids = [row.id for _, row in ROWS]
    assert len(ids) == len(set(ids))
    assert all(row.id.startswith(f"frame.{lang}.{row.indicator}.") for lang, row in ROWS)


def test_no_surface_stands_twice_under_one_indicator_role_and_unit() -> None:
    for lang in LANGS:
        seen: dict[tuple[str, str, str, str, str], str] = {}
        for language, row in ROWS:
            if language != lang:
                continue
            for surface in row.pattern.split("|"):
                key = (surface, row.indicator, row.pos, row.role, row.units or "")
                assert seen.setdefault(key, row.id) == row.id, (
                    f"{surface} shadows itself: {seen[key]}, {row.id}"
                )
