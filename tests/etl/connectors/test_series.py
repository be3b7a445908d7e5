"""Series become figures that are right, once, and lead back to their answer; surprises are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import upstream as up

from etl.collect import Collected
from etl.errors import SourceError
from sql.records import FactRow

Run = Callable[..., Collected]
Facts = Callable[[], list[FactRow]]

KEYS = {
    "HUMSTATS_HAPI_APP_IDENTIFIER": "aGFwaQ==",
    "HUMSTATS_IDMC_CLIENT_ID": "client",
    "HUMSTATS_UCDP_TOKEN": "token",
}


def hapi_row(**changes: Any) -> dict[str, Any]:
    return {
        "location_ref": 1,
        "location_code": "SYR",
        "location_name": "Syrian Arab Republic",
        "has_hrp": True,
        "admin1_ref": 2,
        "admin1_code": "SY02",
        "admin1_name": "Aleppo",
        "provider_admin1_name": "Halab",
        "admin2_ref": 3,
        "admin2_code": None,
        "admin2_name": None,
        "provider_admin2_name": "",
        "admin_level": 1,
        "resource_hdx_id": "0e3f",
        "reference_period_start": "2024-01-01T00:00:00",
        "reference_period_end": "2024-01-31T23:59:59",
        **changes,
    }


def idp(population: Any, **changes: Any) -> dict[str, Any]:
    return hapi_row(
        **{
            "population": population,
            "operation": "North",
            "reporting_round": 7,
            "assessment_type": "BA",
            **changes,
        }
    )


def paged(rows: list[Any], name: str = "data") -> Any:
    """Serves the rows by limit and offset."""

    def script(asked: Any) -> Any:
        offset, limit = int(asked.query.get("offset", 0)), int(asked.query.get("limit", 100))
        return up.Reply({name: rows[offset : offset + limit]})

    return script


def pointed_at(store: Path, fact: FactRow) -> Any:
    """What the fact's pointer leads to in the stored response."""
    value = json.loads((store / "responses" / str(fact.response_sha256)).read_bytes())
    for part in str(fact.json_pointer).strip("/").split("/"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def test_idps_come_page_by_page_with_their_evidence(run: Run, facts: Facts, tmp_path: Path) -> None:
    rows = [idp(100 + n, admin1_code=f"SY{n:02}", admin1_name=f"Place {n}") for n in range(5)]
    with up.serving(paged(rows)) as server:
        result = run("hapi", KEYS, endpoint=server.url, resources=("idps",), options={"page_size": "2"})
        assert server.paths() == ["/affected-people/idps"] * 3
        assert server.asked[0].query["app_identifier"] == "aGFwaQ=="
    assert result.failure is None
    assert (result.rows, result.rows_changed) == (5, 5)
    found = sorted(facts(), key=lambda fact: fact.value or 0)
    assert [fact.value for fact in found] == [Decimal(100 + n) for n in range(5)]
    first = found[0]
    assert (first.indicator, first.measure, first.unit, first.population) == (
        "displaced",
        "stock",
        "person",
        ("idps",),
    )
    assert (first.period_start, first.period_end, first.date_accuracy) == (
        date(2024, 1, 1),
        date(2024, 1, 31),
        "month",
    )
    assert (first.iso3, first.admin1, first.place_accuracy) == ("SYR", "Place 0", "admin1")
    assert "aGFwaQ" not in str(first.source_url)
    for fact in found:
        assert pointed_at(tmp_path / "store", fact)["population"] == fact.value


def test_only_the_newest_round_of_each_operation_counts(run: Run, facts: Facts) -> None:
    rows = [
        idp(10, reporting_round=6, reference_period_end="2024-05-31"),
        idp(11, reporting_round=7),
        idp(12, reporting_round=7, admin1_code="SY03"),
        idp(20, operation="South", reporting_round=2),
        idp(30, operation="East", reporting_round=None, reference_period_end="2024-02-01"),
        idp(31, operation="East", reporting_round=None, reference_period_end="2024-03-01"),
    ]
    with up.serving(paged(rows)) as server:
        run("hapi", KEYS, endpoint=server.url, resources=("idps",), options={"page_size": "2"})
    assert sorted(int(fact.value or 0) for fact in facts()) == [11, 12, 20, 31]


def test_collecting_again_changes_nothing_and_a_correction_replaces(
    run: Run, facts: Facts, tmp_path: Path
) -> None:
    rows = [idp(1), idp(2, admin1_code="SY03")]
    with up.serving(paged(rows)) as server:
        wish: dict[str, Any] = {"endpoint": server.url, "resources": ("idps",)}
        run("hapi", KEYS, **wish)
        before = facts()
        again = run("hapi", KEYS, **wish)
        assert (again.rows, again.rows_changed) == (2, 0)
        assert facts() == before
        rows[1] = idp(3, admin1_code="SY03")
        assert run("hapi", KEYS, **wish).rows_changed == 1
        corrected = facts()
        rows[1] = idp(2, admin1_code="SY03")
        assert run("hapi", KEYS, **wish).rows_changed == 1
    assert sorted(int(fact.value or 0) for fact in corrected) == [1, 3]
    assert {fact.fact_id for fact in corrected} == {fact.fact_id for fact in before}
    assert sorted(int(fact.value or 0) for fact in facts()) == [1, 2]


@pytest.mark.parametrize(
    ("value", "taken", "message"),
    [
        ("1,234", 1234, None),
        ("1234", 1234, None),
        (1234.0, 1234, None),
        ("-", None, None),
        (None, None, None),
        ("", None, None),
        ("1.234,5", None, "not a number"),
        ("12k", None, "not a number"),
        (-5, None, "counts nothing"),
        (True, None, "not a number"),
        ({}, None, "not a number"),
        (1e300, None, "counts nothing"),
        ("٣", 3, None),
    ],
)
def test_a_number_is_read_or_told_and_never_guessed(
    run: Run, facts: Facts, value: Any, taken: int | None, message: str | None
) -> None:
    rows = [idp(value), idp(7, admin1_code="SY09")]
    with up.serving(paged(rows)) as server:
        result = run("hapi", KEYS, endpoint=server.url, resources=("idps",))
    assert sorted(int(fact.value or 0) for fact in facts()) == sorted([7, *([taken] if taken else [])])
    told = [error.reason for error in result.documents.refused]
    assert len(told) == (message is not None)
    assert message is None or message in told[0]


def test_drift_of_the_schema_is_told(run: Run, facts: Facts) -> None:
    missing = idp(5, admin1_code="SY05")
    del missing["population"]
    rows = [
        idp(1, brand_new={"a": [1]}),
        missing,
        idp(2, location_code="Syria"),
        idp(3, reference_period_end="soon"),
    ]
    with up.serving(paged(rows)) as server:
        result = run("hapi", KEYS, endpoint=server.url, resources=("idps",))
    assert [fact.value for fact in facts()] == [1]
    reasons = sorted(error.reason for error in result.documents.refused)
    assert reasons == [
        "lacks the field population",
        "location_code is 'Syria', not an ISO 3166 code",
        "reference_period_end is 'soon', not a date",
    ]
    assert all("#/data/" in error.source for error in result.documents.refused)


def test_many_bad_rows_end_the_collection(run: Run, facts: Facts) -> None:
    rows = [{"people": n} for n in range(50)]
    with up.serving(paged(rows)) as server:
        result = run("hapi", KEYS, endpoint=server.url, resources=("funding",))
    assert result.failure is not None
    assert "schema seems to have changed" in result.failure.reason
    with up.serving(up.once(up.Reply({"rows": []}))) as server:
        result = run("hapi", KEYS, endpoint=server.url, resources=("funding",))
    assert "without a list data (it has: rows)" in str(result.failure)
    assert facts() == []


def test_a_page_that_comes_twice_counts_once(run: Run, facts: Facts) -> None:
    one = [
        hapi_row(
            appeal_code=f"A{n}",
            requirements_usd=n,
            funding_usd="-",
            admin1_code="",
            admin1_name="",
            provider_admin1_name="",
        )
        for n in range(1, 3)
    ]
    with up.serving(up.once(*[up.Reply({"data": one})] * 2, up.Reply({"data": one[:1]}))) as server:
        result = run("hapi", KEYS, endpoint=server.url, resources=("funding",), options={"page_size": "2"})
    assert result.failure is None
    assert sorted(int(fact.value or 0) for fact in facts()) == [1, 2]
    assert {(fact.unit, fact.currency, fact.place_accuracy) for fact in facts()} == {
        ("currency", "USD", "country")
    }
    with up.serving(up.once(up.Reply({"data": one}))) as server:
        result = run("hapi", KEYS, endpoint=server.url, resources=("funding",), options={"page_size": "2"})
    assert "same page again" in str(result.failure)


def test_two_rows_of_one_key_that_differ_are_told(run: Run, facts: Facts) -> None:
    with up.serving(paged([idp(1), idp(2)])) as server:
        result = run("hapi", KEYS, endpoint=server.url, resources=("idps",))
    assert [fact.value for fact in facts()] == [1]
    assert "says 2 where another row of the same key says 1" in result.documents.refused[0].reason


def test_every_resource_of_hapi_says_what_it_counts(run: Run, facts: Facts) -> None:
    people = {
        "origin_location_code": "SYR",
        "origin_location_name": "Syria",
        "asylum_location_code": "TUR",
        "asylum_location_name": "Türkiye",
        "gender": "all",
        "age_range": "all",
        "min_age": None,
        "max_age": None,
        "reference_period_start": "2023-01-01",
        "reference_period_end": "2023-12-31",
    }
    answers = {
        "/affected-people/refugees-persons-of-concern": [
            {**people, "population_group": "REF", "population": 50},
            {**people, "population_group": "OOC", "population": 9},
            {**people, "population_group": "REF", "population": 20, "gender": "f"},
        ],
        "/affected-people/returnees": [{**people, "population_group": "RET", "population": 60}],
        "/affected-people/humanitarian-needs": [
            hapi_row(
                sector_code="Intersectoral",
                sector_name="",
                category="",
                population_status=status,
                population=n,
            )
            for n, status in enumerate(("AFF", "INN", "TGT", "REA", "all"), 1)
        ]
        + [hapi_row(sector_code="EDU", category="Children", population_status="INN", population=70)],
        "/coordination-context/conflict-events": [
            hapi_row(event_type="political_violence", events=4, fatalities=8),
            hapi_row(event_type="civilian_targeting", events=3, fatalities=6),
            hapi_row(event_type="demonstration", events=2, fatalities=0),
        ],
        "/food-security-nutrition-poverty/food-security": [
            hapi_row(ipc_phase=phase, ipc_type=kind, population_in_phase=n, population_fraction_in_phase=0.1)
            for n, (phase, kind) in enumerate(
                (("3+", "current"), ("3+", "first projection"), ("1", "current")), 80
            )
        ],
    }
    with up.serving(lambda asked: up.Reply({"data": answers[asked.path]})) as server:
        wanted = ("refugees", "returnees", "humanitarian-needs", "conflict-events", "food-security")
        result = run("hapi", KEYS, endpoint=server.url, resources=wanted)
    assert (result.failure, result.documents.refused) == (None, [])
    told = sorted(
        (f.indicator, f.measure, int(f.value or 0), f.assertion, f.iso3 or "", len(f.rules) > 1)
        for f in facts()
    )
    assert told == [
        ("affected", "stock", 1, "reported", "SYR", False),
        ("assisted", "stock", 4, "reported", "SYR", False),
        ("attacks", "flow", 3, "reported", "SYR", True),
        ("attacks", "flow", 4, "reported", "SYR", True),
        ("food_insecure", "stock", 80, "estimated", "SYR", False),
        ("food_insecure", "stock", 81, "forecast", "SYR", False),
        ("in_need", "stock", 2, "reported", "SYR", False),
        ("in_need", "stock", 70, "reported", "SYR", True),
        ("killed", "flow", 6, "reported", "SYR", True),
        ("killed", "flow", 8, "reported", "SYR", True),
        ("population", "stock", 5, "reported", "SYR", False),
        ("refugees", "stock", 50, "reported", "TUR", True),
        ("returned", "flow", 60, "reported", "SYR", True),
        ("targeted", "stock", 3, "reported", "SYR", False),
    ]


def unhcr_row(year: Any, side: str, code: str, iso: str, **numbers: Any) -> dict[str, Any]:
    other = "coo" if side == "coa" else "coa"
    return {
        "year": year,
        f"{side}_id": 1,
        f"{side}": code,
        f"{side}_iso": iso,
        f"{side}_name": f"Name of {code}",
        f"{other}_id": "-",
        other: "-",
        f"{other}_iso": "-",
        f"{other}_name": "-",
        "refugees": 0,
        "asylum_seekers": "0",
        "returned_refugees": 0,
        "idps": "-",
        "returned_idps": "-",
        "stateless": 0,
        "ooc": 0,
        "oip": "-",
        "hst": "-",
        **numbers,
    }


def unhcr(asked: Any) -> Any:
    year, page = int(asked.query["yearFrom"]), int(asked.query["page"])
    assert asked.query["cf_type"] == "ISO"
    if "coa_all" in asked.query:
        pages = [
            [unhcr_row(year, "coa", "GFR", "DEU", refugees="1,000", asylum_seekers=200)],
            [
                unhcr_row(str(year), "coa", "SYR", "SYR", idps=7000),
                unhcr_row(year, "coa", "XXA", "XXA", refugees=5),
            ],
        ]
        return up.Reply(
            {"page": page, "short-url": "x", "maxPages": 2, "total": [], "items": pages[page - 1]}
        )
    items = [unhcr_row(year, "coo", "SYR", "SYR", refugees=900, returned_refugees=30, returned_idps=40)]
    return up.Reply({"page": 1, "maxPages": 1, "items": items})


def test_unhcr_goes_by_iso_codes_and_by_year(run: Run, facts: Facts) -> None:
    with up.serving(unhcr) as server:
        result = run(
            "unhcr",
            endpoint=server.url,
            since=date(2022, 1, 1),
            until=date(2023, 12, 31),
            options={"page_size": "1"},
        )
        years = [asked.query["yearFrom"] for asked in server.asked]
    assert (result.failure, result.documents.refused) == (None, [])
    assert years == sorted(years)
    told = {
        (f.iso3, f.indicator, f.place_role): int(f.value or 0)
        for f in facts()
        if f.value and f.period_end == date(2023, 12, 31)
    }
    assert told == {
        ("DEU", "refugees", "destination"): 1000,
        ("DEU", "asylum_seekers", "destination"): 200,
        ("SYR", "displaced", "origin_and_destination"): 7000,
        ("SYR", "refugees", "origin"): 900,
        ("SYR", "returned", "destination"): 30,
        ("SYR", "returned", "origin_and_destination"): 40,
    }
    assert {f.iso3 for f in facts()} == {"DEU", "SYR"}


def test_unhcr_that_mixes_up_pages_or_years_is_refused(run: Run, facts: Facts) -> None:
    wish: dict[str, Any] = {"since": date(2023, 1, 1), "until": date(2023, 12, 31)}
    with up.serving(
        up.once(up.Reply({"page": 2, "maxPages": 1, "items": [unhcr_row(2023, "coa", "A", "DEU")]}))
    ) as server:
        assert "gives page 2 where page 1" in str(run("unhcr", endpoint=server.url, **wish).failure)
    with up.serving(
        up.once(up.Reply({"page": 1, "maxPages": 1, "items": [unhcr_row(2022, "coa", "A", "DEU")]}))
    ) as server:
        result = run("unhcr", endpoint=server.url, **wish)
    assert "is about the year 2022" in result.documents.refused[0].reason
    assert facts() == []


def idu(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "country": "Sudan",
        "iso3": "SDN",
        "latitude": 13.5,
        "longitude": 30.2,
        "role": "Recommended figure",
        "displacement_type": "Conflict",
        "qualifier": "total",
        "figure": 100 + number,
        "displacement_date": f"2024-03-{number % 28 + 1:02}",
        "displacement_start_date": "2024-03-01",
        "displacement_end_date": "2024-03-05",
        "year": 2024,
        "event_id": 5,
        "event_name": "Town",
        "standard_popup_text": "<b>Sudan: 999 homes destroyed</b>",
        "sources": "Local authorities",
        "locations_name": "Town",
        "created_at": "2024-03-06",
        **changes,
    }


def test_idmc_follows_to_the_prepared_file_and_reads_it(run: Run, facts: Facts, tmp_path: Path) -> None:
    rows = [
        idu(1),
        idu(2, qualifier="more than"),
        idu(3, qualifier="approximately", figure="1,300"),
        idu(4, role="Triangulation"),
        idu(5, qualifier="roughly speaking"),
        idu(6, figure=None),
        idu(7, displacement_end_date="2024-02-01"),
    ]
    dump = json.dumps(rows, indent=1, ensure_ascii=False)
    with up.serving(up.once(up.Reply(dump, kind="binary/octet-stream"))) as store:

        def script(asked: Any) -> Any:
            assert asked.query == {"client_id": "client"}
            return up.Reply(status=302, headers={"Location": f"{store.url}/dump.json?signed=1"})

        with up.serving(script) as server:
            result = run("idmc", KEYS, endpoint=server.url)
        assert "client_id" not in store.asked[0].query
    assert result.failure is None
    told = {
        int(f.value or 0): (f.quantifier, f.value_min and int(f.value_min), f.value_max and int(f.value_max))
        for f in facts()
    }
    assert told == {
        101: ("exact", 101, 101),
        102: ("more_than", 102, None),
        1300: ("approximately", None, None),
    }
    reasons = sorted(error.reason for error in result.documents.refused)
    assert len(reasons) == 2
    assert "displacement_end_date is before" in reasons[0]
    assert "qualifier is 'roughly speaking'" in reasons[1]
    for fact in facts():
        assert pointed_at(tmp_path / "store", fact)["iso3"] == fact.iso3 == "SDN"
        assert (fact.measure, fact.attribution) == ("flow", "Local authorities")


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (up.Reply([], status=202), "try again later"),
        (up.Reply("[" + json.dumps(idu(1))), "cut off"),
        (up.Reply({"detail": "no"}), "no list of records"),
        (up.Reply(status=403), "check HUMSTATS_IDMC_CLIENT_ID"),
        (up.Reply("<html></html>", kind="text/html"), "a web page"),
        (up.Reply("[1, 2]"), "no list of records"),
        (up.Reply('[{"id": 1} nonsense'), "cut off"),
    ],
)
def test_idmc_dumps_that_are_none_are_told(run: Run, facts: Facts, reply: Any, message: str) -> None:
    with up.serving(up.once(reply)) as server:
        result = run("idmc", KEYS, endpoint=server.url)
    assert message in str(result.failure)
    assert facts() == []


def ged(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "relid": f"SYR-{number}",
        "type_of_violence": 1,
        "country": "Syria",
        "country_id": 652,
        "date_prec": 1,
        "date_start": "2023-05-01 00:00:00.000",
        "date_end": "2023-05-01 00:00:00.000",
        "where_prec": 1,
        "where_description": "Azaz town",
        "adm_1": "Aleppo",
        "latitude": "36.5",
        "longitude": 37.0,
        "deaths_a": 0,
        "deaths_b": 1,
        "deaths_civilians": 2,
        "deaths_unknown": 0,
        "best": 3,
        "low": 3,
        "high": 3,
        "source_office": "AFP",
        **changes,
    }


def ged_pages(pages: list[list[Any]]) -> Any:
    def script(asked: Any) -> Any:
        assert asked.headers["x-ucdp-access-token"] == "token"
        assert asked.path == "/gedevents/25.1"
        page = int(asked.query["page"])
        return up.Reply(
            {
                "TotalCount": sum(map(len, pages)),
                "TotalPages": len(pages),
                "PreviousPageUrl": "",
                "NextPageUrl": "",
                "Result": pages[page] if page < len(pages) else [],
            }
        )

    return script


def test_ucdp_events_keep_their_bounds_and_a_version_is_fetched_once(run: Run, facts: Facts) -> None:
    pages = [
        [ged(1), ged(2, low=2, high="9", deaths_civilians="-")],
        [ged(3, country="Yemen (North Yemen)", date_prec=4, where_prec=6), ged(4, low=5)],
    ]
    with up.serving(ged_pages(pages)) as server:
        result = run("ucdp", KEYS, endpoint=server.url)
        asked = len(server.asked)
        assert run("ucdp", KEYS, endpoint=server.url).rows == 0
        assert len(server.asked) == asked == 2
    assert "outside of low 5" in result.documents.refused[0].reason
    whole = [f for f in facts() if not f.population]
    assert sorted((f.iso3, f.quantifier, f.value, f.value_min, f.value_max) for f in whole) == [
        ("SYR", "approximately", 3, 2, 9),
        ("SYR", "exact", 3, 3, 3),
        ("YEM", "exact", 3, 3, 3),
    ]
    assert {f.population for f in facts() if f.population} == {("civilians",)}


def test_a_token_that_has_expired_is_named_and_what_came_is_kept(run: Run, facts: Facts) -> None:
    pages = ged_pages([[ged(1)], [ged(2)], [ged(3)]])
    refused = [1]

    def script(asked: Any) -> Any:
        return up.Reply(status=401) if int(asked.query["page"]) in refused else pages(asked)

    with up.serving(script) as server:
        result = run("ucdp", KEYS, endpoint=server.url)
        assert "check HUMSTATS_UCDP_TOKEN" in str(result.failure)
        assert len(facts()) == 2
        refused.clear()
        assert run("ucdp", KEYS, endpoint=server.url).failure is None
        assert [asked.query["page"] for asked in server.asked] == ["0", "1", "1", "2"]
    assert len(facts()) == 6


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("reliefweb", "HUMSTATS_RELIEFWEB_APPNAME"),
        ("hapi", "HUMSTATS_HAPI_APP_IDENTIFIER"),
        ("idmc", "HUMSTATS_IDMC_CLIENT_ID"),
        ("ucdp", "HUMSTATS_UCDP_TOKEN"),
    ],
)
def test_a_missing_credential_is_named(run: Run, name: str, variable: str) -> None:
    with pytest.raises(SourceError, match=f"{variable} is not set"):
        run(name)
