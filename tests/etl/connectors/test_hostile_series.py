"""Services on a bad night: rows are read or refused by name, whatever they say, and no paging is endless."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
import upstream as up

from etl.collect import Collected
from sql.records import FactRow

Run = Callable[..., Collected]
Facts = Callable[[], list[FactRow]]

KEYS = {
    "HUMSTATS_HAPI_APP_IDENTIFIER": "x",
    "HUMSTATS_IDMC_CLIENT_ID": "x",
    "HUMSTATS_UCDP_TOKEN": "x",
    "HUMSTATS_RELIEFWEB_APPNAME": "x",
}
# What a column can come to hold when a service changes; halves of characters are legal JSON.
ODD: tuple[Any, ...] = (
    None, "", "-", "²", "٣", "1,234", "1.234,5", "12e3", "NaN", float("nan"), True, [], {}, [1], {"a": 1}, -1,
    10**30, 1e300, "x" * 5_000, "\ud83d", "2024-02-30", "0000-00-00", "syr", "XXX", "\x00", " 5 ", 0.5,
    "9" * 5_000, "1e400",
)  # fmt: skip
EVENT = {
    "id": 1, "country": "Syria", "date_prec": 1, "date_start": "2023-05-01", "date_end": "2023-05-01",
    "where_prec": 1, "where_description": "Town", "adm_1": "Aleppo", "latitude": 36.5, "longitude": 37.0,
    "deaths_civilians": 1, "best": 5, "low": 4, "high": 6, "source_office": "Desk",
}  # fmt: skip
YEAR = {
    "year": 2023, "coo_iso": "SYR", "coo_name": "Syria", "coa_iso": "DEU", "coa_name": "Germany",
    "refugees": 5,
    "asylum_seekers": "3", "returned_refugees": "-", "idps": 0, "returned_idps": 0, "stateless": 1,
}  # fmt: skip
UPDATE = {
    "id": 1, "iso3": "SYR", "latitude": 36.5, "longitude": 37.0, "role": "Recommended figure", "figure": 20,
    "displacement_type": "Conflict", "qualifier": "total", "displacement_date": "2024-01-01",
    "displacement_start_date": "2024-01-01", "displacement_end_date": "2024-01-02", "locations_name": "Town",
    "locations_accuracy": "Town", "sources": "Desk",
}  # fmt: skip
ROUND = {
    "location_code": "SYR", "location_name": "Syria", "admin1_code": "SY02", "admin1_name": "Aleppo",
    "provider_admin1_name": "H", "admin2_code": None, "admin2_name": None, "provider_admin2_name": "",
    "admin_level": 1, "reference_period_start": "2024-01-01", "reference_period_end": "2024-01-31",
    "population": 5, "operation": "North", "reporting_round": 7, "assessment_type": "BA",
}  # fmt: skip
REPORT = {
    "title": "Report",
    "date": {"original": "2024-01-01T00:00:00+00:00", "created": "2024-02-01T08:00:00+00:00"},
    "body-html": "<p>Nine fled.</p>", "language": [{"code": "en"}], "source": [{"shortname": "OCHA"}],
    "url_alias": "https://reliefweb.int/report/1",
}  # fmt: skip


def changed(base: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    row = {**base, "id": number} if "id" in base else dict(base)
    for name in chance.sample(sorted(row), chance.choice((1, 1, 2))):
        if chance.random() < 0.2:
            del row[name]
        else:
            row[name] = chance.choice(ODD)
    return row


SERVICES: dict[str, tuple[dict[str, Any], Callable[[list[Any]], Any], dict[str, Any]]] = {
    "ucdp": (EVENT, lambda rows: {"TotalCount": len(rows), "TotalPages": 1, "Result": rows}, {}),
    "unhcr": (YEAR, lambda rows: {"page": 1, "maxPages": 1, "items": rows}, {}),
    "idmc": (UPDATE, lambda rows: rows, {}),
    "hapi": (ROUND, lambda rows: {"data": rows}, {"resources": ("idps",)}),
    "reliefweb": (
        REPORT,
        lambda rows: {"data": [{"id": str(n), "fields": row} for n, row in enumerate(rows)]},
        {},
    ),
}


@pytest.mark.parametrize("name", SERVICES)
def test_whatever_a_field_says_the_others_are_read(
    name: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.connectors.rows.MOST_REFUSED", 10_000)
    base, envelope, wish = SERVICES[name]
    chance = random.Random(7)
    rows = [changed(base, n + 10, chance) for n in range(90)] + [{**base, "id": 1}]
    with up.serving(up.once(up.Reply(json.dumps(envelope(rows))))) as server:
        result = run(name, KEYS, endpoint=server.url, **wish)
    assert result.failure is None
    assert result.rows + result.documents.taken > 0
    assert result.documents.refused
    assert all(error.source and error.reason for error in result.documents.refused)


def test_the_same_events_on_two_pages_end_the_run(run: Run, facts: Facts) -> None:
    with up.serving(up.once(up.Reply({"TotalPages": 900, "Result": [EVENT]}))) as server:
        result = run("ucdp", KEYS, endpoint=server.url)
    assert "gives the same events on page 1 as on the one before" in str(result.failure)
    assert len(server.paths()) == 2
    assert len(facts()) == 2


def test_pages_without_rows_end_the_run(run: Run) -> None:
    def script(asked: Any) -> Any:
        return up.Reply({"page": int(asked.query["page"]), "maxPages": 10**9, "items": []})

    with up.serving(script) as server:
        result = run("unhcr", endpoint=server.url)
    assert "gives no rows on page 1 of 1000000000" in str(result.failure)
    assert len(server.paths()) == 1


def test_a_service_that_knows_no_offset_ends_the_run(run: Run) -> None:
    page = {"data": [{"id": str(n), "fields": {**REPORT, "title": f"{n}"}} for n in range(2)]}
    with up.serving(up.once(up.Reply(page))) as server:
        result = run("reliefweb", KEYS, endpoint=server.url, options={"page_size": "2"})
    assert "gives the same reports again (offset 2)" in str(result.failure)
    assert result.documents.taken + result.documents.known == 2


def test_a_report_whose_file_cannot_be_had_is_asked_for_again(run: Run) -> None:
    down = [True]

    def script(asked: Any) -> Any:
        if asked.path == "/a.pdf":
            return up.Reply(status=503) if down else up.Reply(status=404)
        since = str(json.loads(asked.body)["filter"]["conditions"][-1]["value"])
        assert down or "2024-02-02" not in since
        bare = {name: value for name, value in REPORT.items() if name != "body-html"}
        file = {**bare, "file": [{"url": f"{server.url}/a.pdf"}]}
        later = {**REPORT, "date": {"created": "2024-02-02T08:00:00+00:00"}}
        return up.Reply({"data": [{"id": "1", "fields": file}, {"id": "2", "fields": later}]})

    with up.serving(script) as server:
        wish: dict[str, Any] = {"endpoint": server.url, "options": {"files": "yes"}}
        first = run("reliefweb", KEYS, **wish)
        assert [error.reason for error in first.documents.refused] == ["answered 503 (Service Unavailable)"]
        assert first.documents.taken == 1
        down.clear()
        again = run("reliefweb", KEYS, **wish)
    assert [error.reason for error in again.documents.refused] == ["answered 404 (Not Found)"]
    assert again.documents.known == 1


@pytest.mark.parametrize("name", ["ucdp", "unhcr"])
@pytest.mark.parametrize("said", ["²", None, -1, "many", True, 1.5, "9" * 5_000])
def test_numbers_of_pages_that_are_none_are_told(run: Run, name: str, said: Any) -> None:
    base, envelope, _ = SERVICES[name]
    page = envelope([base])
    page["TotalPages" if name == "ucdp" else "maxPages"] = said
    with up.serving(up.once(up.Reply(json.dumps(page)))) as server:
        result = run(name, KEYS, endpoint=server.url)
    assert "answered without a number" in str(result.failure)
