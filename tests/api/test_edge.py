"""The outermost layer: validators, encodings, limits, headers, and what is never said."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import brotli
import httpx
import pytest
import zstandard
from api_client import Client
from prometheus_client.parser import text_string_to_metric_families

from api import application
from api.coding import choose_coding
from api.limits import Buckets
from api.settings import Settings

HALF = b"POST /v1/sql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
PATHS = [
    "/v1/facts",
    "/v1/aggregates?indicator=displaced",
    "/v1/facts/f_ar_displaced",
    "/v1/codelists",
    "/v1/health",
]


@pytest.mark.parametrize("path", PATHS)
def test_the_same_question_costs_nothing_twice(client: Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert first.headers["humstats-release"].startswith("r0001-")
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    head = client.request("HEAD", path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == tag
    assert head.headers["content-length"] == first.headers["content-length"]


DIRECT = [
    *PATHS,
    "/v1/ready",
    "/v1/facts?limit=2&format=csv",
    "/v1/facts?limit=2&format=hxl",
    "/v1/facts/f_ar_displaced/provenance",
    "/v1/codelists/indicator",
    "/v1/facts/nothing",
    "/v1/facts?colour=red",
    "/v1/facts?format=xml",
    "/v1/nothing",
    "/v1/facts/f_ar_displaced/nothing",
]


@pytest.mark.parametrize("path", DIRECT)
def test_the_short_way_says_what_the_application_says(client: Client, path: str) -> None:
    rooms = application.build(client.app.service)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=rooms)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as direct:
            return await direct.get(path)

    short, long = client.get(path), asyncio.run(ask())
    assert short.status_code == long.status_code
    assert short.content == long.content
    for name in ("content-type", "link", "humstats-total", "content-disposition", "retry-after"):
        assert short.headers.get(name) == long.headers.get(name)


def test_data_is_answered_before_the_pages_are_loaded() -> None:
    told = "import sys, api.app; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert {"litestar", "jinja2", "polars"}.isdisjoint(found.stdout.split())


def test_validators_differ_by_format_encoding_and_question(client: Client) -> None:
    tags = {
        client.get("/v1/facts", headers={"Accept-Encoding": "identity"}).headers["etag"],
        client.get("/v1/facts", headers={"Accept-Encoding": "gzip"}).headers["etag"],
        client.get("/v1/facts?format=csv").headers["etag"],
        client.get("/v1/facts?limit=5").headers["etag"],
    }
    assert len(tags) == 4
    ordered = client.get("/v1/facts?limit=5&country=SYR").headers["etag"]
    assert client.get("/v1/facts?country=SYR&limit=5").headers["etag"] == ordered


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "identity"])
def test_every_coding_holds_the_same_bytes(client: Client, coding: str) -> None:
    async def raw() -> tuple[bytes, str]:
        transport = httpx.ASGITransport(app=client.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as opened:
            request = opened.build_request("GET", "/v1/facts", headers={"Accept-Encoding": coding})
            answer = await opened.send(request, stream=True)
            body = b"".join([part async for part in answer.aiter_raw()])
            return body, answer.headers.get("content-encoding", "identity")

    body, used = asyncio.run_coroutine_threadsafe(raw(), client._loop).result(30)
    assert used == coding
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.decompress}
    plain = unpack[coding](body) if coding in unpack else body
    assert len(json.loads(plain)["data"]) == 6


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (b"gzip, br", b"br"),
        (b"gzip;q=1, br;q=0.5", b"gzip"),
        (b"zstd;q=0, gzip", b"gzip"),
        (b"", b""),
        (b"x", b""),
    ],
)
def test_coding_follows_the_client(header: bytes, coding: bytes) -> None:
    assert choose_coding(header) == coding


def test_every_answer_is_safe_and_shared(client: Client) -> None:
    for path in ("/", "/docs", "/v1/facts", "/v1/nope"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-request-id"]
    preflight = client.request("OPTIONS", "/v1/sql", headers={"Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204
    assert preflight.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert client.request("OPTIONS", "/v1/nope").status_code == 404


def test_the_reference_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/docs").text
    assert "<script" not in page
    assert "style=" not in page
    assert "/docs/reference.css" in page
    assert client.get("/docs/reference.css").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/v1/facts?colour=red", 400, "unknown-parameter"),
        ("GET", "/v1/facts?indicator=fled", 400, "unknown-code"),
        ("GET", "/v1/facts?country=XXX", 400, "unknown-code"),
        ("GET", "/v1/facts?limit=0", 400, "bad-value"),
        ("GET", "/v1/facts?limit=1001", 400, "bad-value"),
        ("GET", "/v1/facts?limit=ten", 400, "bad-value"),
        ("GET", "/v1/facts?from=2019-02-30", 400, "bad-value"),
        ("GET", "/v1/facts?from=yesterday", 400, "bad-value"),
        ("GET", "/v1/facts?bbox=1,2,3", 400, "bad-value"),
        ("GET", "/v1/facts?bbox=nan,0,0,0", 400, "bad-value"),
        ("GET", "/v1/facts?sort=colour", 400, "bad-value"),
        ("GET", "/v1/facts?cursor=abc", 400, "bad-cursor"),
        ("GET", "/v1/facts?format=xml", 400, "unknown-code"),
        ("GET", "/v1/facts?min_value=many", 400, "bad-value"),
        ("GET", "/v1/facts?q=%00", 400, "bad-value"),
        ("GET", "/v1/facts?q=%ff", 400, "bad-value"),
        ("GET", "/v1/facts?count=maybe", 400, "bad-value"),
        ("GET", "/v1/facts?limit=1&limit=2", 400, "bad-value"),
        ("GET", "/v1/facts?as_of=once", 400, "bad-value"),
        ("GET", "/v1/facts?q=" + "a" * 50_000, 414, "query-too-long"),
        ("GET", "/v1/aggregates?indicator=displaced&by=colour", 400, "unknown-code"),
        ("GET", "/v1/aggregates?indicator=displaced&policy=best", 400, "unknown-code"),
        ("GET", "/v1/changes?since=once", 400, "bad-value"),
        ("GET", "/v1/health?x=1", 400, "unknown-parameter"),
        ("GET", "/v1/facts/f_none", 404, "not-found"),
        ("GET", "/v1/documents/d_none", 404, "not-found"),
        ("GET", "/v1/codelists/none", 404, "not-found"),
        ("GET", "/v1/exports/facts.xml", 404, "not-found"),
        ("GET", "/v1/none", 404, "not-found"),
        ("DELETE", "/v1/facts", 405, "method-not-allowed"),
        ("PUT", "/v1/documents", 405, "method-not-allowed"),
    ],
)
def test_errors_have_one_shape_and_a_name(
    client: Client, method: str, path: str, status: int, kind: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["humstats-release"]
    problem = answer.json()
    assert problem["type"] == f"urn:humstats:problem:{kind}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    if kind in ("unknown-code", "unknown-parameter"):
        assert problem["allowed"] or kind == "unknown-parameter"
        assert problem["parameter"]
    if status == 405:
        assert "GET" in answer.headers["allow"]


def test_a_fault_says_nothing_of_the_inside(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.routes import reference

    def broken(*_: object) -> None:
        raise RuntimeError("secret path /srv/private")

    with Client(Settings(store=str(store), access_log=False)) as client:
        monkeypatch.setattr(reference, "list_rows", broken)
        answer = client.get("/v1/sources")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["type"] == "urn:humstats:problem:internal"


def test_bodies_have_a_limit(store: Path) -> None:
    with Client(Settings(store=str(store), access_log=False, max_body_bytes=1_000)) as client:
        answer = client.post("/v1/sql", json={"sql": "SELECT '" + "x" * 2_000 + "'"})
        assert answer.status_code == 413
        assert answer.json()["type"].endswith("too-large")

        def pieces() -> object:
            for _ in range(20):
                yield b"x" * 100

        async def sent() -> object:
            for piece in pieces():  # type: ignore[attr-defined]
                yield piece

        chunked = client.request(
            "POST", "/v1/sql", content=sent(), headers={"Content-Type": "application/json"}
        )
        assert chunked.status_code == 413


def test_a_client_that_asks_too_often_is_told_when_to_come_back(store: Path) -> None:
    settings = Settings(store=str(store), access_log=False, rate_per_second=1.0, rate_burst=3)
    with Client(settings) as client:
        answers = [client.get(f"/v1/facts?limit={n}") for n in range(1, 7)]
        assert [answer.status_code for answer in answers[:3]] == [200, 200, 200]
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        # What is kept costs nothing, so it is answered still.
        assert client.get("/v1/facts?limit=1").status_code == 200


def test_buckets_refill() -> None:
    buckets = Buckets(2.0, 2)
    assert [buckets.take("a", 0.0), buckets.take("a", 0.0)] == [0.0, 0.0]
    assert buckets.take("a", 0.0) == pytest.approx(0.5)
    assert buckets.take("b", 0.0) == 0.0
    assert buckets.take("a", 1.0) == 0.0


def test_the_cache_stays_within_its_bound(store: Path) -> None:
    with Client(Settings(store=str(store), access_log=False, cache_bytes=60_000)) as client:
        for limit in range(1, 80):
            assert client.get(f"/v1/facts?limit={limit}").status_code == 200
        assert 0 < client.app.held <= 60_000


def test_metrics_are_read_by_prometheus(client: Client) -> None:
    client.get("/v1/facts")
    answer = client.get("/metrics")
    families = {family.name for family in text_string_to_metric_families(answer.text)}
    assert {"humstats_requests", "humstats_request_seconds", "humstats_release_info"} <= families


def test_logs_name_parameters_but_hold_no_values(
    store: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    with Client(Settings(store=str(store))) as client:
        client.get("/v1/facts?q=privatewords", headers={"Authorization": "Bearer hs_secret"})
        client.post("/v1/documents", json={"text": "x"}, headers={"Authorization": "Bearer hs_secret"})
    logged = capfdbinary.readouterr().err
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith(b"{")]
    assert any(line["path"] == "/v1/facts" and line["parameters"] == ["q"] for line in lines)
    assert all(line["request_id"] for line in lines)
    assert b"privatewords" not in logged
    assert b"hs_secret" not in logged


def test_not_ready_until_something_is_published(tmp_path: Path) -> None:
    import api_samples

    with Client(Settings(store=str(tmp_path), access_log=False)) as client:
        assert client.get("/v1/health").status_code == 200
        assert client.get("/v1/ready").status_code == 503
        answer = client.get("/v1/facts")
        assert answer.status_code == 503
        assert answer.json()["type"].endswith("no-release")
        api_samples.build(tmp_path)
        time.sleep(0.1)
        assert client.get("/v1/ready").status_code == 200
        assert client.get("/v1/facts").status_code == 200


def test_slow_clients_do_not_stop_the_others(served: str) -> None:
    host, port = served.removeprefix("http://").split(":")
    slow = []
    for _ in range(30):
        opened = socket.create_connection((host, int(port)), timeout=5)
        opened.sendall(HALF)
        slow.append(opened)
    assert httpx.get(served + "/v1/facts", timeout=60).status_code == 200
    assert httpx.post(served + "/v1/sql", json={"sql": "SELECT 1"}, timeout=60).status_code == 200
    # The others were first: nothing has come back to the slow ones yet.
    for opened in slow:
        opened.setblocking(False)
        with pytest.raises(BlockingIOError):
            opened.recv(1)
        opened.close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/facts.csv", "text/csv"),
        ("/v1/facts.geojson?country=SYR", "application/geo+json"),
        ("/v1/facts/f_ar_displaced.ndjson", "application/x-ndjson"),
        ("/v1/aggregates.csv?indicator=displaced", "text/csv"),
        ("/v1/codelists/indicator.json", "application/json"),
    ],
)
def test_a_suffix_names_the_format(client: Client, path: str, kind: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(kind)
    assert client.get(path).content == answer.content
    assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_suffix_that_is_not_offered_is_refused_by_name(client: Client) -> None:
    problem = client.get("/v1/coverage.geojson")
    assert problem.status_code == 400
    assert problem.json()["parameter"] == "format"
    assert client.get("/v1/facts.csv?format=json").status_code == 400
    assert client.get("/v1/facts.exe").status_code == 404
