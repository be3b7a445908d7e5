"""The gazetteer's files: consistent with one another, compact, and cited."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from etl.places.gazetteer import gazetteer
from etl.places.keys import name_key

TABLES = Path(str(files("sql") / "gazetteer"))


def curated() -> list[dict[str, str]]:
    with (files("etl.places") / "data" / "curated.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deir ez-Zor", "Deir Ezzor"),
        ("خان يونس", "خانيونس"),
        ("Port-au-Prince", "port au prince"),
        ("‘Afrīn", "Afrin"),
        ("Diyarbakır", "Diyarbakir"),
        ("إدلب", "ادلب"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_tables_and_reader_hold_the_same_places() -> None:
    places = pl.read_parquet(TABLES / "places.parquet")
    assert places.height == gazetteer().count
    assert places["place_id"].is_unique().all()
    names = pl.read_parquet(TABLES / "place_names.parquet")
    assert set(names["place_id"].unique()) <= set(places["place_id"])
    first = places.row(0, named=True)
    entry = gazetteer().entry(0)
    assert (entry.place_id, entry.name, entry.iso3) == (first["place_id"], first["name"], first["iso3"])


def test_files_stay_small() -> None:
    for path in TABLES.glob("*.parquet"):
        assert path.stat().st_size < 3_500_000
    assert (TABLES / "SOURCE.md").read_text(encoding="utf-8").count(
        "creativecommons.org/licenses/by/4.0"
    ) == 1


def test_curated_places_are_complete_and_cited() -> None:
    rows = curated()
    assert len(rows) >= 300
    assert len({row["place_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["name_en"], row["place_id"]
        if row["lat"]:
            assert row["source"], row["place_id"]
            assert -90 <= float(row["lat"]) <= 90
            assert -180 <= float(row["lon"]) <= 180


def test_every_curated_name_finds_its_place() -> None:
    names = gazetteer()
    for row in curated():
        for name in [
            row["name_en"],
            row["name_ar"],
            row["name_fr"],
            row["name_es"],
            *row["variants"].split("|"),
        ]:
            if name:
                bearers = [names.entry(ordinal).place_id for ordinal, _ in names.named(name_key(name))]
                assert row["place_id"] in bearers, name


def test_baghouz_stands_where_it_is_cited() -> None:
    names = gazetteer()
    ((ordinal, _),) = names.named(name_key("الباغوز"))
    entry = names.entry(ordinal)
    assert (entry.place_id, entry.iso3, entry.admin1) == ("hs:baghouz", "SYR", "SY-DY")
    assert (entry.lat, entry.lon) == (3_446_670, 4_095_000)


def test_every_subdivision_belongs_to_its_country() -> None:
    places = pl.read_parquet(TABLES / "places.parquet").filter(pl.col("kind") == "admin1")
    assert (places["admin1"] == places["place_id"].str.strip_prefix("iso:")).all()
    assert places["iso3"].is_not_null().all()
