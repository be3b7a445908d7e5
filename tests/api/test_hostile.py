"""Whatever is sent gets an answer or a problem document, never a fault, and nothing of the inside is told."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from api_client import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import extraction
from api.errors import UnavailableError
from api.observe import Counters
from api.openapi import build
from api.schemas.tools import ExtractDocument
from api.settings import Settings

GETS = [
    (path, [parameter["name"] for parameter in methods["get"]["parameters"] if parameter["in"] == "query"])
    for path, methods in build()["paths"].items()
    if "get" in methods and "duckdb" not in path
]
POSTS = ("/v1/extract", "/v1/sql", "/v1/documents")
SECRETS = ("Traceback", "/releases/r", "site-packages", ".duckdb'", "duckdb.", 'File "')
AWKWARD = [
    *("", " ", "\0", "'", '"', ";", "--", "%", "\\", "null", "NaN", "-1", "1e999", "9" * 400, "0x10", "١٠٠"),
    *("\u202e", "\ufeff", "\ud7ff", "a" * 5_000, "," * 500, "$x", "{0}", "../../etc/passwd", "' OR 1=1 --"),
    *(
        "2019-02-30",
        "0001-01-01",
        "9999-12-31",
        "99999-01-01",
        "true",
        "AAAA" * 40,
        "*",
        "(",
        "[a-",
        "الباغوز",
    ),
]
values = st.one_of(
    st.sampled_from(AWKWARD), st.text(max_size=40), st.integers().map(str), st.floats().map(str)
)
quick = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


def sound(answer: Any) -> None:
    assert answer.status_code < 500, (answer.request.method, str(answer.request.url)[:300], answer.text[:500])
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        if answer.request.method == "HEAD":
            return
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["type"].startswith("urn:humstats:problem:")
        assert not [secret for secret in SECRETS if secret in problem.get("detail", "")]


@quick
@given(data=st.data())
def test_parameters(client: Client, data: st.DataObject) -> None:
    path, names = data.draw(st.sampled_from(GETS))
    while "{" in path:
        begin, end = path.index("{"), path.index("}")
        path = path[:begin] + quote(data.draw(values), safe="") + path[end + 1 :]
    chosen = data.draw(st.lists(st.sampled_from([*names, "surprise"]), max_size=4))
    query = "&".join(f"{name}={quote(data.draw(values), safe='')}" for name in chosen)
    sound(client.get(f"{path}?{query}"))


@quick
@given(raw=st.binary(max_size=200))
def test_query_strings_that_are_no_text(client: Client, raw: bytes) -> None:
    query = "".join(f"%{byte:02x}" for byte in raw)
    for name in ("q", "cursor", "as_of", "bbox", query):
        sound(client.get(f"/v1/facts?{name}={query}"))


leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), values)
bodies = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["text", "html", "sql", "params", "lang", "published_at", "url", "x"]), inner
        ),
    ),
    max_leaves=12,
)


@settings(quick, max_examples=60)
@given(path=st.sampled_from(POSTS), body=bodies)
def test_bodies(client: Client, path: str, body: Any) -> None:
    content = json.dumps(body).encode()
    sound(client.post(path, content=content, headers={"Content-Type": "application/json"}))


@settings(quick, max_examples=40)
@given(path=st.sampled_from(POSTS), content=st.binary(max_size=300))
def test_bodies_that_are_no_json(client: Client, path: str, content: bytes) -> None:
    sound(client.post(path, content=content, headers={"Content-Type": "application/json"}))


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b'{"text":' * 50_000,
        b'{"sql":"SELECT 1","params":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"sql":"SELECT 1","params":[1e400]}',
        b'{"sql":"SELECT 1","params":[' + b"9" * 5_000 + b"]}",
        b'{"sql":"SELECT ?","params":[' + b"9" * 40 + b"]}",
        b'{"sql":"SELECT $a","params":{"a":[{"b":-' + b"9" * 400 + b"}]}}",
        b'{"text":"\\ud800"}',
        b'{"text":"a\\u0000b"}',
        b'\xef\xbb\xbf{"text":"a"}',
        '{"text":"a"}'.encode("utf-16"),
        b'{"text":"a","text":"b"}',
    ],
    ids=range(12),
)
@pytest.mark.parametrize("path", POSTS)
def test_bodies_made_to_break_readers(client: Client, path: str, content: bytes) -> None:
    sound(client.post(path, content=content, headers={"Content-Type": "application/json"}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Accept", "," * 5_000),
        ("Accept", "text/csv;q=nan, */*;q=inf"),
        ("Accept", "\xff\xfe"),
        ("Accept-Encoding", "gzip;q=1e999, zstd;q=-1, br;q=, *;q=x"),
        ("If-None-Match", '"' * 8_000),
        ("If-Modified-Since", "Thu, 99 Foo 99999 99:99:99 GMT"),
        ("Range", "bytes=" + "0-1," * 2_000),
        ("Range", "bytes=" + "9" * 400 + "-"),
        ("Range", "bytes=-" + "9" * 400),
        ("Range", "lines=1-2"),
        ("If-Range", "\x01"),
        ("Authorization", "Bearer \xe9\xff"),
        ("Content-Length", "-5"),
        ("Content-Length", "9" * 50),
        ("Content-Type", "application/json; charset=utf-99"),
        ("Content-Encoding", "zstd"),
        ("Host", "evil.example/@x"),
        ("X-Forwarded-For", "1.2.3.4, " * 1_000),
        ("X-HTTP-Method-Override", "DELETE"),
        ("Expect", "200-ok"),
    ],
)
def test_headers(client: Client, name: str, value: str) -> None:
    headers = {name: value.encode("latin-1")}
    for path in ("/v1/facts?limit=2", "/v1/releases/current/humstats.duckdb", "/v1/exports/facts.csv"):
        sound(client.get(path, headers=headers))
        sound(client.request("HEAD", path, headers=headers))
    sound(
        client.post(
            "/v1/sql", headers={"Content-Type": "application/json", **headers}, content=b'{"sql": "SELECT 1"}'
        )
    )
    sound(client.request("OPTIONS", "/v1/facts", headers=headers))
    sound(client.request("PURGE", "/v1/facts", headers=headers))


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1, 10**40])
def test_numbers_that_no_parameter_of_sql_can_be_are_named(client: Client, number: int) -> None:
    given = {"sql": "SELECT ?", "params": [number]}
    by_body = client.post("/v1/sql", content=json.dumps(given), headers={"Content-Type": "application/json"})
    by_link = client.get(f"/v1/sql?sql=SELECT%20%3F&params={quote(json.dumps([number]))}")
    for answer in (by_body, by_link):
        assert answer.status_code == 400
        assert answer.json()["parameter"] == "params"
    largest = client.get(f"/v1/sql?sql=SELECT%20%3F&params=[{2**64 - 1}]")
    assert largest.json()["data"] == [[str(2**64 - 1)]]


@pytest.mark.parametrize("path", POSTS)
def test_a_body_that_breaks_off_is_a_bad_request(client: Client, path: str) -> None:
    """As the server tells of chunks that cannot be read."""
    messages = iter(
        [{"type": "http.request", "body": b'{"te', "more_body": True}, {"type": "http.disconnect"}]
    )
    sent: list[Any] = []

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"testserver"), (b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 5),
        "server": ("testserver", 80),
        "state": {},
    }
    asyncio.run_coroutine_threadsafe(client.app(scope, receive, send), client._loop).result(30)  # type: ignore[operator]
    # Nothing is read of what nobody may write.
    wanted = 401 if path == "/v1/documents" else 400
    assert [message["status"] for message in sent if "status" in message] == [wanted]


@pytest.mark.parametrize("asked", ["%25", "(((", "_%5C", "%F0%9F%87%B8"])
def test_a_question_without_a_word_finds_nothing_anywhere(client: Client, asked: str) -> None:
    assert client.get(f"/v1/facts?q={asked}").json()["data"] == []
    assert client.get(f"/v1/aggregates?indicator=displaced&q={asked}").json()["data"] == []
    assert client.get("/v1/aggregates?indicator=displaced").json()["data"]


def test_every_word_of_a_question_counts(client: Client) -> None:
    quote_of = client.get("/v1/facts?limit=1&indicator=displaced").json()["data"][0]["quote"]
    word = max(quote_of.split(), key=len).strip(".,")
    many = "+".join([word, *(f"{word}" for _ in range(5))])
    assert client.get(f"/v1/facts?q={quote(word)}").json()["data"]
    assert client.get(f"/v1/facts?q={quote(many, safe='+')}").json()["data"]
    others = "+".join([*(quote(part) for part in quote_of.split()[:3] * 10), *(f"zz{i}" for i in range(40))])
    assert client.get(f"/v1/facts?q={others}").json()["data"] == []
    unfound = "+".join([quote(word), *(chr(97 + i) for i in range(25))])
    assert client.get(f"/v1/facts?q={unfound}").json()["data"] == []


def test_the_last_day_there_is_asks_for_what_is_known_now(client: Client) -> None:
    assert client.get("/v1/facts?as_of=9999-12-31").status_code == 200


def test_who_sends_a_paragraph_does_not_wait_for_long_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long texts have a process of their own, and not many of them wait for it."""
    held = threading.Event()

    def ask(reader: Any, question: Any) -> Any:
        if len(question["documents"][0].text) > 20_000:
            assert held.wait(30)
        return {"facts": [b"[]"]}

    monkeypatch.setattr(extraction._Reader, "_ask", ask)

    async def both() -> None:
        service = extraction.Extraction(Settings(), Counters())
        long = [
            asyncio.ensure_future(service.ask([ExtractDocument(text="a" * 30_000)]))
            for _ in range(extraction._WAITING_LONG)
        ]
        await asyncio.sleep(0)
        assert await asyncio.wait_for(service.ask([ExtractDocument(text="5 killed")]), 20)
        with pytest.raises(UnavailableError):
            await service.ask([ExtractDocument(text="a" * 30_000)])
        held.set()
        assert len(await asyncio.gather(*long)) == extraction._WAITING_LONG
        service.close()

    asyncio.run(both())


@pytest.mark.parametrize("sort", ["", "&sort=value", "&sort=-period_end", "&sort=published_at"])
@pytest.mark.parametrize("key", ["x", "nan", "1e999", "9999-99-99", "\0", "-infinity", "a" * 300, None, ""])
@pytest.mark.parametrize("offset", [0, 1, 2**53 - 1, 2**60, -1])
def test_cursors_of_ones_own_making(client: Client, sort: str, key: str | None, offset: int) -> None:
    following = client.get(f"/v1/facts?limit=1{sort}").json()["next"]
    given = following.rpartition("cursor=")[2]
    release, digest, *_ = msgspec.msgpack.decode(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    for row_id in ("", "f_x", "' OR 1=1", "\0"):
        for named in (release, "r0001-x", "../../x"):
            forged = msgspec.msgpack.encode([named, digest, key, row_id, offset])
            cursor = base64.urlsafe_b64encode(forged).decode().rstrip("=")
            sound(client.get(f"/v1/facts?limit=1{sort}&cursor={cursor}"))
