"""What is posted: texts to read, documents for the spool; keys, limits, and nothing half accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from api_client import Client

from api.settings import Settings
from sql.identity import document_id
from sql.keys import create_key

TEXT = "At least 1,500 people were displaced from Aleppo on 3 May 2020."


@pytest.fixture(scope="module")
def key(store: Path) -> str:
    return create_key(store, "tests of the API")


def test_extraction_answers_and_stores_nothing(client: Client, store: Path) -> None:
    before = sorted(path.name for path in store.rglob("*") if "spool" in path.parts)
    one = client.post("/v1/extract", json={"text": TEXT, "lang": "en", "published_at": "2020-05-04"})
    assert one.status_code == 200, one.text
    (fact,) = one.json()["facts"]
    assert fact["value"] == 1500
    assert TEXT[fact["start"] : fact["end"]].endswith("1,500")
    many = client.post("/v1/extract", json=[{"text": TEXT}, {"text": "Nothing is counted here."}])
    assert [len(entry["facts"]) for entry in many.json()["data"]] == [1, 0]
    assert sorted(path.name for path in store.rglob("*") if "spool" in path.parts) == before


def test_a_document_is_accepted_once_it_is_on_disk(client: Client, store: Path, key: str) -> None:
    body = {"text": TEXT, "publisher": "Sample News", "licence": "CC-BY-4.0", "published_at": "2020-05-04"}
    answer = client.post("/v1/documents", json=body, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 202
    assert answer.json()["document_id"] == document_id(TEXT)
    spooled = [json.loads(path.read_bytes()) for path in (store / "spool").glob("*.json")]
    assert body in spooled


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer hs_wrong", "Basic abc", "Bearer " + "x" * 500]
)
def test_writes_need_a_key(client: Client, store: Path, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = client.post("/v1/documents", json={"text": "unwanted"}, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert all(b"unwanted" not in path.read_bytes() for path in (store / "spool").glob("*.json"))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": "a", "html": "b"}, 400),
        ({"text": " "}, 400),
        ({"html": "<script>alert(1)</script>"}, 400),
        ({"html": "<p> </p><style>p { color: red }</style>"}, 400),
        ({"text": "a\u0000b"}, 400),
        ({"text": "a", "colour": "red"}, 400),
        ({"text": "a", "published_at": "yesterday!"}, 400),
        ({"text": "a", "url": "file:///etc/passwd"}, 400),
        ([], 400),
        ([{"text": "fine"}, {"text": ""}], 400),
        ("text", 400),
    ],
)
def test_a_bad_body_is_refused_whole(
    client: Client, store: Path, key: str, body: object, status: int
) -> None:
    before = len(list((store / "spool").glob("*.json")))
    answer = client.post("/v1/documents", json=body, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == status, answer.text
    assert answer.json()["type"].startswith("urn:humstats:problem:")
    assert len(list((store / "spool").glob("*.json"))) == before


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"text=a", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 400),
    ],
)
@pytest.mark.parametrize("path", ["/v1/extract", "/v1/sql"])
def test_what_is_not_json_is_told_so(
    client: Client, path: str, content: bytes, kind: str, status: int
) -> None:
    answer = client.post(path, content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text


def test_an_extractor_that_cannot_be_loaded_stops_nothing_else(store: Path) -> None:
    settings = Settings(
        store=str(store), access_log=False, extractor="no_such_module:extract", extract_seconds=1.0
    )
    with Client(settings) as client:
        answer = client.post("/v1/extract", json={"text": "x"})
        assert answer.status_code == 503
        assert client.get("/v1/health").status_code == 200
