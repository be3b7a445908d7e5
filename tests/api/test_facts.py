"""Figures over HTTP: exact filters, folded words, pages, and the same figures in every format."""

from __future__ import annotations

import csv
import io
import json
import socket
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import hxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from api_client import Client

from api.settings import Settings
from sql.export.columns import FACT_COLUMNS
from sql.search import finder, words


def ids(client: Client, query: str) -> set[str]:
    answer = client.get("/v1/facts?" + query)
    assert answer.status_code == 200, answer.text
    return {fact["fact_id"] for fact in answer.json()["data"]}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("country=MLI", {"f_ml_killed"}),
        ("country=SOM", set()),
        ("indicator=displaced,detained", {"f_ar_displaced", "f_ar_suspects"}),
        ("indicator=displaced&indicator=detained", {"f_ar_displaced", "f_ar_suspects"}),
        ("population=civilians", {"f_en_evacuated"}),
        ("quantifier=more_than", {"f_ar_displaced"}),
        ("assertion=reported&indicator=killed", {"f_ml_killed"}),
        ("publisher=" + quote("Sample News, Ltd"), {"f_en_evacuated", "f_en_surrendered"}),
        ("attribution_org=OCHA", {"f_en_evacuated"}),
        ("lang=ar", {"f_ar_displaced", "f_ar_suspects"}),
        ("from=2019-02-14&to=2019-02-28", {"f_ar_displaced", "f_ar_suspects"}),
        ("from=2019-02-13&to=2019-02-13&country=SYR&lang=en", {"f_en_evacuated", "f_en_surrendered"}),
        ("min_value=10000&max_value=40000&country=SYR", {"f_ar_displaced"}),
        ("min_value=1e4&max_value=4.00000000001E%2B4&country=SYR", {"f_ar_displaced"}),
        ("min_value=1e300&country=SYR", set()),
        ("bbox=-10,10,-5,15", {"f_ml_killed"}),
        ("bbox=170,-90,0,90", {"f_ml_killed"}),
        ("licence=CC-BY-4.0&lang=en", {"f_en_evacuated", "f_en_surrendered"}),
        ("q=men", {"f_en_surrendered"}),
        ("q=MEN+surrendered", {"f_en_surrendered"}),
        ("q=surrender", set()),
        ("q=" + quote("كانون الاول"), {"f_ar_displaced", "f_ar_suspects"}),
        ("q=" + quote("مشتبه"), {"f_ar_displaced", "f_ar_suspects"}),
        ("q=" + quote("ألـف"), {"f_ar_displaced", "f_ar_suspects"}),
        ("q=" + quote("مرصد"), {"f_ar_displaced", "f_ar_suspects"}),
    ],
)
def test_filters_are_exact_and_words_are_folded(client: Client, query: str, wanted: set[str]) -> None:
    assert ids(client, query) == wanted


def test_a_fact_carries_its_words_its_terms_and_its_selectors(client: Client) -> None:
    fact = client.get("/v1/facts/f_ar_displaced").json()
    assert (fact["value"], fact["value_min"], fact["value_max"]) == (38000, 38000, None)
    exact, position = fact["selector"]
    assert exact["exact"] == "38 ألف"
    text = client.get(f"/v1/documents/{fact['document_id']}/text").json()["text"]
    assert text[position["start"] : position["end"]] == exact["exact"]
    assert exact["prefix"] + exact["exact"] + exact["suffix"] in text
    assert text[fact["quote_start"] : fact["quote_end"]] == fact["quote"]
    assert fact["document"]["licence"] == "CC-BY-4.0"
    assert "CC-BY-4.0" in fact["citation"]
    assert "Agence Exemple" in fact["citation"]
    assert fact["relations"][0]["relation"] == "subset_of"
    assert fact["provenance"]["rules"] == ["test.rule"]


def test_provenance_is_linked_data_that_finds_the_number(client: Client) -> None:
    answer = client.get("/v1/facts/f_ar_displaced/provenance")
    assert answer.headers["content-type"].startswith("application/ld+json")
    document = answer.json()
    assert isinstance(document["@context"], dict)
    annotation = next(node for node in document["graph"] if node["type"] == "Annotation")
    kinds = [selector["type"] for selector in annotation["target"]["selector"]]
    assert kinds == ["TextQuoteSelector", "TextPositionSelector"]
    entity = document["graph"][0]
    assert entity["type"] == "prov:Entity"
    assert entity["wasQuotedFrom"].endswith("/v1/documents/" + annotation["target"]["source"].split("/")[-2])


def test_a_series_row_points_into_the_response(client: Client) -> None:
    fact = client.get("/v1/facts/f_series").json()
    assert fact["value"] == 12345.5
    assert fact["selector"] == [
        {"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc6901", "value": "/data/0"}
    ]
    assert fact["provenance"]["source_url"] == "https://data.example.org/series.json"
    graph = client.get("/v1/facts/f_series/provenance").json()["graph"]
    assert graph[0]["wasDerivedFrom"] == "https://data.example.org/series.json"


@pytest.mark.parametrize("sort", ["fact_id", "-value", "value", "period_start", "-published_at", "country"])
def test_pages_hold_every_fact_once_in_order(client: Client, sort: str) -> None:
    whole = [fact["fact_id"] for fact in client.get(f"/v1/facts?sort={sort}").json()["data"]]
    paged: list[str] = []
    url: str | None = f"/v1/facts?sort={sort}&limit=2&count=true"
    while url:
        answer = client.get(url)
        body = answer.json()
        assert body["total"] == 6
        paged += [fact["fact_id"] for fact in body["data"]]
        url = body["next"]
        assert ("link" in answer.headers) == (url is not None)
    assert paged == whole
    assert len(set(whole)) == 6


def test_paging_stays_in_its_release_while_a_new_one_is_published(tmp_path: Path) -> None:
    import api_samples

    api_samples.build(tmp_path)
    with Client(Settings(store=str(tmp_path), access_log=False)) as client:
        first = client.get("/v1/facts?limit=4&sort=-published_at")
        api_samples.build_next(tmp_path)
        import time

        time.sleep(0.1)
        assert client.get("/v1/facts?count=true&limit=1").json()["total"] == 7
        second = client.get(first.json()["next"])
        assert second.headers["humstats-release"] == first.headers["humstats-release"]
        seen = [fact["fact_id"] for fact in first.json()["data"] + second.json()["data"]]
        assert len(seen) == len(set(seen)) == 6
        then = client.get(f"/v1/facts?as_of={first.headers['humstats-release']}&count=true").json()
        assert then["total"] == 6
        changes = client.get(f"/v1/changes?since={first.headers['humstats-release']}").json()["data"]
        assert [(change["fact_id"], change["change"], change["cause"]) for change in changes] == [
            ("f_ye_houses", "added", "new_document")
        ]


def test_the_past_is_answered_when_its_file_is_gone(tmp_path: Path) -> None:
    import api_samples

    first = api_samples.build(tmp_path)
    api_samples.build_next(tmp_path)
    for path in (tmp_path / "releases").glob(f"{first.release_id}*"):
        path.unlink()
    with Client(Settings(store=str(tmp_path), access_log=False)) as client:
        then = client.get(f"/v1/facts?as_of={first.release_id}&count=true")
        assert then.json()["total"] == 6
        assert client.get(f"/v1/facts/f_ye_houses?as_of={first.release_id}").status_code == 404
        assert client.get("/v1/facts/f_ye_houses").status_code == 200


def test_every_format_tells_the_same_facts(client: Client) -> None:
    wanted = {fact["fact_id"]: fact for fact in client.get("/v1/facts").json()["data"]}
    lines = [json.loads(line) for line in client.get("/v1/facts?format=ndjson").text.splitlines()]
    assert {line["fact_id"]: line["value"] for line in lines} == {k: v["value"] for k, v in wanted.items()}
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/facts?format=csv").text)))
    assert {row["fact_id"] for row in rows} == set(wanted)
    assert next(row for row in rows if row["fact_id"] == "f_ar_displaced")["value"] == "38000"
    table = pq.read_table(io.BytesIO(client.get("/v1/facts?format=parquet").content))
    assert table.column_names == [column.name for column in FACT_COLUMNS]
    assert table.schema.field("value").type == pa.decimal128(24, 6)
    found = {row["fact_id"]: row for row in table.to_pylist()}
    assert found["f_series"]["value"] == Decimal("12345.5")
    assert found["f_en_evacuated"]["population"] == ["civilians"]
    arrow = pa.ipc.open_stream(client.get("/v1/facts?format=arrow").content).read_all()
    assert arrow.num_rows == 6
    points = client.get("/v1/facts?format=geojson").json()
    assert len(points["features"]) == 6
    assert {f["id"] for f in points["features"] if f["geometry"] is None} == {"f_series"}


def test_accept_chooses_the_format(client: Client) -> None:
    csv_answer = client.get("/v1/facts", headers={"Accept": "text/csv"})
    assert csv_answer.headers["content-type"].startswith("text/csv")
    both = client.get("/v1/facts", headers={"Accept": "text/csv;q=0.5, application/x-ndjson"})
    assert both.headers["content-type"] == "application/x-ndjson"
    assert client.get("/v1/facts", headers={"Accept": "image/png"}).status_code == 406


def test_spreadsheets_cannot_run_what_we_write(client: Client) -> None:
    answer = client.get("/v1/facts?format=csv&bom=true&indicator=evacuated")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    row = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert row["unit_text"] == "'=civilians"
    assert row["quote"].startswith("'=cmd")
    assert row["lon"] == "40.95"


def test_hxl_is_read_by_libhxl(client: Client, tmp_path: Path) -> None:
    answer = client.get("/v1/facts?format=hxl")
    path = tmp_path / "facts.csv"
    path.write_bytes(answer.content)
    with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
        rows = list(source)
        assert "#country" in [column.tag for column in source.columns]
        assert len(rows) == 6


def test_totals_open_into_their_facts(client: Client) -> None:
    body = client.get("/v1/aggregates?indicator=displaced&country=SYR&by=country,month").json()
    (row,) = body["data"]
    assert (row["value"], row["value_min"], row["value_max"]) == (38000, 38000, None)
    assert row["country"] == "SYR"
    assert str(row["month"]).startswith("2019-02")
    assert row["licences"] == ["CC-BY-4.0"]
    assert "Agence Exemple" in row["citation"]
    counted = [item for item in row["provenance"] if item["role"] == "recommended"]
    assert len(counted) == row["facts_counted"]
    for item in row["provenance"]:
        assert item["role"] == "recommended" or item["because"]


def test_wrong_sums_are_refused_with_the_right_question(client: Client) -> None:
    answer = client.get("/v1/aggregates?indicator=displaced&unit=person,household")
    assert answer.status_code == 400
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == "urn:humstats:problem:refused-sum"
    assert client.get(problem["alternatives"][0]["url"]).status_code == 200


def test_texts_are_shown_only_where_their_licence_allows(client: Client) -> None:
    fact = client.get("/v1/facts/f_ml_killed").json()
    answer = client.get(f"/v1/documents/{fact['document_id']}/text")
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:humstats:problem:text-withheld"
    document = client.get(f"/v1/documents/{fact['document_id']}").json()
    assert [found["fact_id"] for found in document["facts"]] == ["f_ml_killed"]
    assert document["text_open"] is False


@pytest.mark.parametrize(
    ("name", "place"),
    [("Alep", "Aleppo"), ("حلب", "Aleppo"), ("Alepo", "Aleppo"), ("aleppo", "Aleppo"), ("Siria", "Syria"),
     ("سوريا", "Syria"), ("Syrie", "Syria"), ("Deir Ezzor", "Deir ez-Zor"), ("دير الزّور", "Deir ez-Zor")],
)  # fmt: skip
def test_places_are_found_by_any_spelling(client: Client, name: str, place: str) -> None:
    data = client.get("/v1/places", params={"q": name, "limit": "3"}).json()["data"]
    assert place in {found["name"] for found in data} | {found["name_en"] for found in data}


def test_rest_and_sql_give_the_same_numbers(client: Client) -> None:
    rest = {
        fact["fact_id"]: (fact["value"], fact["value_min"], fact["value_max"])
        for fact in client.get("/v1/facts").json()["data"]
    }
    sql = client.post(
        "/v1/sql", json={"sql": "SELECT fact_id, value, value_min, value_max FROM facts"}
    ).json()
    assert {row[0]: tuple(row[1:]) for row in sql["data"]} == rest
    months = client.post(
        "/v1/sql",
        json={"sql": "SELECT value, value_min FROM aggregates_monthly WHERE indicator = ? AND iso3 = ?",
              "params": ["displaced", "SYR"]},
    ).json()  # fmt: skip
    total = client.get("/v1/aggregates?indicator=displaced&country=SYR&by=month").json()["data"][0]
    assert months["data"] == [[total["value"], total["value_min"]]]


def test_arabic_words_are_understood_percent_encoded_or_not(served: str) -> None:
    """What people type behind `curl` reaches the server as bare UTF-8; bytes that are none are named."""
    host, _, port = served.removeprefix("http://").partition(":")

    def ask(query: bytes) -> tuple[int, int]:
        head = b"GET /v1/facts?" + query + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        with socket.create_connection((host, int(port)), timeout=10) as open_socket:
            open_socket.sendall(head)
            answer = b"".join(iter(lambda: open_socket.recv(65536), b""))
        return int(answer.split()[1]), answer.count(b'"fact_id"')

    encoded = ask(b"q=" + quote("شخص").encode())
    assert encoded[0] == 200
    assert encoded[1] > 0
    assert ask("q=شخص".encode()) == encoded
    assert ask(b"q=\xff\xfe")[0] == 400


def test_totals_and_figures_find_the_same_words(client: Client) -> None:
    facts = client.get("/v1/facts?limit=1000&unit=person").json()["data"]
    quotes = [fact["quote"] for fact in facts if fact["quote"]]
    asked = {word for quote in quotes for word in words(quote)}
    asked |= {word[:-1] for word in asked if len(word) > 3} | {"شخص", "الشخص", "evacu"}
    for word in sorted(asked):
        found = client.get("/v1/facts", params={"q": word, "limit": "1000", "unit": "person"}).json()["data"]
        holds = finder([word])
        assert [fact["fact_id"] for fact in facts if holds(fact["quote"])] == [
            fact["fact_id"] for fact in found
        ], word


def test_a_part_of_a_word_is_no_word_for_totals_either(client: Client) -> None:
    url = "/v1/aggregates?indicator=displaced,evacuated,detained&country=SYR"
    whole = client.get(url).json()["data"]
    quote = next(item["quote"] for row in whole for item in row["provenance"] if item["quote"].isascii())
    word = max(words(quote), key=len)
    assert client.get(url, params=None).status_code == 200
    assert any(row["facts_counted"] for row in client.get(f"{url}&q={word}").json()["data"])
    assert not any(row["facts_counted"] for row in client.get(f"{url}&q={word[:-1]}").json()["data"])
