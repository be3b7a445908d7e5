"""`python -m etl.places.build` writes the gazetteer anew; two runs give the same bytes.

Two outputs from the same names: the reader's mapped files in `etl/places/data`, and the reference
tables `places.parquet` and `place_names.parquet` in `sql/gazetteer`.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import marisa_trie
import msgspec
import polars as pl

from etl.places.build import spellings
from etl.places.build.names import Wariness
from etl.places.build.sources import (
    SEAT_REACH_KM,
    Draft,
    apart_km,
    cities,
    countries,
    policy,
    rows,
    subdivisions,
)
from etl.places.gazetteer import KEYS_FORMAT, Entry, Record
from etl.places.keys import DEMONYM, STARTS

ACCURACY = {
    "country": "country",
    "region": "admin1",
    "admin1": "admin1",
    "admin2": "admin2",
    "town": "point",
    "site": "site",
}
LONGEST = 6


def assemble(rules: dict[str, Any]) -> list[Draft]:
    """Every place once, ordered by id, the curated file laid over the sources."""
    subs, codes = subdivisions()
    codes |= rules["codes"]
    named = {int(row["place_id"][3:]) for row in rows("curated.csv") if row["place_id"].startswith("gn:")}
    towns = cities(codes, set(rules["crisis"]), rules["minimum_population"], named)
    drafts = {draft.place_id: draft for draft in [*countries(), *subs, *towns]}
    _seat_palestine(drafts)
    _curate(drafts)
    _centre(drafts)
    names = {d.admin1: d for d in drafts.values() if d.kind == "admin1"}
    for draft in drafts.values():
        # A subdivision without an Arabic name borrows that of the town it is called after.
        if draft.kind == "town" and draft.admin1 in names and "ar" in draft.labels:
            above = names[draft.admin1]
            if "ar" not in above.labels and draft.name in (above.name, above.labels.get("en")):
                above.labels["ar"] = draft.labels["ar"]
                above.names.append((draft.labels["ar"], True, None))
    return [drafts[place_id] for place_id in sorted(drafts)]


def _seat_palestine(drafts: dict[str, Draft]) -> None:
    seats = {}
    for seat, code in _PALESTINE.items():
        seats[code] = min((d for d in drafts.values() if d.geonames_id == seat), key=lambda d: d.place_id)
    for draft in drafts.values():
        if draft.iso2 == "PS" and draft.kind == "town":
            near = min(seats.items(), key=lambda item: (apart_km(draft, item[1]), item[0]))
            draft.admin1 = near[0] if apart_km(draft, near[1]) <= SEAT_REACH_KM else None


# GeoNames id of the seat of each governorate.
_PALESTINE = {
    281133: "PS-GZA", 281102: "PS-RFH", 281124: "PS-KYS", 281141: "PS-DEB", 281145: "PS-NGZ",
    281184: "PS-JEM", 285066: "PS-HBN", 282239: "PS-RBH", 282615: "PS-NBS", 284315: "PS-BTH",
    283506: "PS-JEN", 281577: "PS-TKM", 284899: "PS-JRH", 282457: "PS-QQA", 281581: "PS-TBS",
    282039: "PS-SLT",
}  # fmt: skip


def _curate(drafts: dict[str, Draft]) -> None:
    iso3 = {d.iso2: d.iso3 for d in drafts.values() if d.kind == "country"}
    back = {three: two for two, three in iso3.items()}
    for row in rows("curated.csv"):
        place_id = row["place_id"]
        draft = drafts.get(place_id)
        if draft is None:
            if place_id.startswith("gn:") or not row["kind"]:
                sys.exit(f"curated.csv: {place_id} ({row['name_en']}) is in no source")
            draft = drafts[place_id] = Draft(place_id, row["name_en"], back.get(row["iso3"]), row["kind"])
            draft.iso3 = row["iso3"] or None
            draft.admin1 = row["admin1"] or None
            draft.source = row["source"]
            draft.geonames_id = int(row["geonames_id"]) if row["geonames_id"] else None
        if not (row["name_fr"] or row["name_es"] or row["kind"]):
            draft.spelled = frozenset((row["name_ar"], *row["variants"].split("|")))
        draft.curated = True
        if row["kind"]:
            draft.kind = row["kind"]
        if row["lat"]:
            draft.lat, draft.lon = float(row["lat"]), float(row["lon"])
            draft.source = row["source"]
        if row["admin1"]:
            draft.admin1 = row["admin1"]
        draft.name = row["name_en"] or draft.name
        for lang in ("ar", "en", "fr", "es"):
            if row[f"name_{lang}"]:
                draft.labels[lang] = row[f"name_{lang}"]
                draft.names.append((row[f"name_{lang}"], True, None))
        draft.names += [(name, True, None) for name in row["variants"].split("|") if name]


def _centre(drafts: dict[str, Draft]) -> None:
    """Gives subdivisions the mean of their towns, weighted by population, and countries theirs."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for draft in sorted(drafts.values(), key=lambda d: d.place_id):
        if draft.kind == "town" and draft.lat is not None and draft.lon is not None:
            weight = max(draft.population, 100)
            for area in (f"iso:{draft.admin1}", f"iso:{draft.iso2}"):
                entry = sums[area]
                entry[0] += weight
                entry[1] += weight * draft.lat
                entry[2] += weight * draft.lon
    for place_id, (people, lat, lon) in sums.items():
        whole = drafts.get(place_id)
        if whole is not None and whole.lat is None and people:
            whole.lat, whole.lon = round(lat / people, 4), round(lon / people, 4)
            if whole.kind == "admin1" and not whole.population:
                whole.population = int(people)


def write(drafts: list[Draft], rules: dict[str, Any], into: Path, tables: Path) -> dict[str, int]:
    """Writes the four files; returns their sizes in bytes."""
    wary = Wariness(rules)
    wary.learn(drafts)
    pairs: list[tuple[str, tuple[int, int]]] = []
    firsts: dict[str, int] = {}
    found: dict[str, set[str]] = defaultdict(set)
    for ordinal, draft in enumerate(drafts):
        for key, words, flags in wary.flagged(draft):
            pairs.append((key, (ordinal, flags)))
            if not flags & DEMONYM:
                found[key].add(draft.place_id)
            if len(words) > 1:
                firsts[words[0]] = max(firsts.get(words[0], 1), min(len(words), LONGEST))
    pairs += [(STARTS + first, (count, 0)) for first, count in firsts.items()]
    trie = marisa_trie.RecordTrie(KEYS_FORMAT, sorted(set(pairs)))
    _replace(into / "gazetteer.marisa", lambda draft: trie.save(str(draft)))
    _write_records(drafts, into / "gazetteer.places")
    entries = enumerate(Entry(*_record(draft)) for draft in drafts)
    spellings.write(entries, frozenset((*rules["crisis"], *rules["arab"])), into / "spellings.marisa")
    _write_tables(drafts, found, tables)
    built = [into / name for name in ("gazetteer.marisa", "gazetteer.places", "spellings.marisa")]
    written = [*built, *sorted(tables.glob("*.parquet"))]
    return {path.name: path.stat().st_size for path in written} | {"places": len(drafts), "names": len(pairs)}


def _record(d: Draft) -> Record:
    return (
        d.place_id,
        d.name,
        d.iso2,
        d.iso3,
        d.admin1,
        d.kind,
        None if d.lat is None else round(d.lat * 100_000),
        None if d.lon is None else round(d.lon * 100_000),
        d.population,
        d.geonames_id,
    )


def _write_records(drafts: list[Draft], path: Path) -> None:
    encoded = [msgspec.msgpack.encode(_record(draft)) for draft in drafts]
    at = 4 * (len(encoded) + 2)
    header = [len(encoded), at]
    for record in encoded:
        at += len(record)
        header.append(at)
    whole = b"".join(number.to_bytes(4, "little") for number in header) + b"".join(encoded)
    _replace(path, lambda draft: draft.write_bytes(whole))


def _write_tables(drafts: list[Draft], found: dict[str, set[str]], tables: Path) -> None:
    above = {d.admin1: d.name for d in drafts if d.kind == "admin1"}
    records = [
        {
            "place_id": d.place_id,
            "name": d.name,
            "name_ar": d.labels.get("ar"),
            "name_en": d.labels.get("en", d.name),
            "name_fr": d.labels.get("fr"),
            "name_es": d.labels.get("es"),
            "iso3": d.iso3,
            "admin1": d.admin1,
            "admin1_name": above.get(d.admin1),
            "kind": d.kind,
            "accuracy": ACCURACY[d.kind],
            "lat": d.lat,
            "lon": d.lon,
            "population": d.population,
            "geonames_id": d.geonames_id,
            "source": d.source,
        }
        for d in drafts
    ]
    schema: dict[str, Any] = dict.fromkeys(records[0], pl.String)
    schema |= {
        "lat": pl.Float64,
        "lon": pl.Float64,
        "population": pl.Int64,
        "geonames_id": pl.Int32,
    }
    _write(pl.DataFrame(records, schema=schema), tables / "places.parquet")
    names = sorted((key, place_id) for key, ids in found.items() for place_id in ids)
    frame = pl.DataFrame(names, schema={"key": pl.String, "place_id": pl.String}, orient="row")
    _write(frame, tables / "place_names.parquet")


def _write(frame: pl.DataFrame, path: Path) -> None:
    _replace(path, lambda draft: frame.write_parquet(draft, compression="zstd", compression_level=19))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """The whole file is at `path`, or what was there before: running readers have it mapped."""
    draft = path.with_name(f".{path.name}.tmp")
    write(draft)
    draft.replace(path)


def main() -> None:
    """Builds everything and says how much it is."""
    rules = policy()
    into = Path(str(files("etl.places") / "data"))
    tables = Path(str(files("sql") / "gazetteer"))
    sizes = write(assemble(rules), rules, into, tables)
    out = csv.writer(sys.stdout, delimiter="\t")
    out.writerows(sizes.items())


if __name__ == "__main__":
    main()
