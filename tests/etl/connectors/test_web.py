"""The way out is bounded, polite, repeatable and keeps credentials to itself."""

from __future__ import annotations

import asyncio
import gzip
import logging
import sqlite3
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
import upstream as up

from etl.connectors import addresses
from etl.connectors.addresses import is_public
from etl.connectors.robots import parse
from etl.connectors.web import Answer, Credential, Limits, Web, origin_of
from etl.errors import SourceError
from sql.paths import Store

QUICK = Limits(first_wait=0.01, longest_wait=0.05, pause=0.0, read=5.0, attempt=10.0, attempts=4)


def get(folder: Path, url: str, method: str = "get", limits: Limits = QUICK, **options: Any) -> Any:
    web_options = {name: options.pop(name) for name in ("credentials", "allowed") if name in options}

    async def run() -> object:
        async with Web(Store(folder), limits=limits, **web_options) as web:
            return await getattr(web, method)(url, **options)

    return asyncio.run(run())


def limits(**changes: Any) -> Limits:
    return msgspec.structs.replace(QUICK, **changes)


def test_errors_of_the_server_are_tried_again(tmp_path: Path) -> None:
    replies = [up.Reply(status=500), up.Reply(status=503), up.Reply({"data": [1]})]
    with up.serving(up.once(*replies)) as server:
        value, answer = get(tmp_path, server.url, "json")
    assert value == {"data": [1]}
    assert isinstance(answer, Answer)
    assert len(server.asked) == 3


def test_retry_after_is_waited_for(tmp_path: Path) -> None:
    replies = [up.Reply(status=429, headers={"Retry-After": "1"}), up.Reply({})]
    with up.serving(up.once(*replies)) as server:
        get(tmp_path, server.url, "json")
    assert server.asked[1].at - server.asked[0].at >= 1.0


def test_a_long_retry_after_ends_the_run_and_says_so(tmp_path: Path) -> None:
    with up.serving(up.once(up.Reply(status=429, headers={"Retry-After": "86400"}))) as server:
        with pytest.raises(SourceError, match="asks to wait 86400 seconds"):
            get(tmp_path, server.url, "json")
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "message", "attempts"),
    [
        (up.Reply(status=404), "answered 404", 1),
        (up.Reply(status=410), "is gone", 1),
        (up.Reply(status=202, body=[]), "still being prepared", 4),
        (up.Reply(b"<html>blocked</html>", kind="text/html"), "a web page instead of data", 1),
        (up.Reply(b"<html>blocked</html>"), "no whole JSON", 4),
        (up.Reply({"data": list(range(99))}, cut=20), "connection failed", 4),
        (up.Reply(b'{"data": [1, 2'), "no whole JSON", 4),
        (up.Reply(b"\x1f\x8bnothing", headers={"Content-Encoding": "gzip"}), "damaged body", 4),
    ],
)
def test_what_is_no_answer_is_told(tmp_path: Path, reply: Any, message: str, attempts: int) -> None:
    with up.serving(up.once(reply)) as server:
        with pytest.raises(SourceError, match=message):
            get(tmp_path, server.url, "json")
        assert len(server.asked) == attempts


def test_a_body_that_was_cut_off_does_not_come_out_of_the_cache(tmp_path: Path) -> None:
    tagged = {"ETag": '"1"'}
    replies = [up.Reply(b'{"data": [1, 2', headers=tagged), up.Reply({"data": [1, 2]}, headers=tagged)]
    with up.serving(up.once(*replies)) as server:
        assert get(tmp_path, server.url, "json")[0] == {"data": [1, 2]}


def test_a_slow_drip_is_not_waited_for(tmp_path: Path) -> None:
    begin = time.monotonic()
    with up.serving(up.once(up.Reply(b" " * 1000, drip=0.05))) as server:
        with pytest.raises(SourceError, match="took longer"):
            get(tmp_path, server.url, "json", limits=limits(attempt=0.3, attempts=2))
        assert time.monotonic() - begin < 5


def test_redirects_are_followed_and_bounded(tmp_path: Path) -> None:
    def script(asked: Any) -> Any:
        number = int(asked.path.strip("/") or 0)
        if number == 3:
            return up.Reply({"at": 3})
        return up.Reply(status=302, headers={"Location": f"/{number + 1}"})

    with up.serving(script) as server:
        value, answer = get(tmp_path, f"{server.url}/0", "json")
        assert (value, answer.url) == ({"at": 3}, f"{server.url}/3")
        with pytest.raises(SourceError, match="redirects more than 2 times"):
            get(tmp_path, f"{server.url}/0", "json", limits=limits(redirects=2))
    with (
        up.serving(up.once(up.Reply(status=302, headers={"Location": "/a"}))) as server,
        pytest.raises(SourceError, match="in a circle"),
    ):
        get(tmp_path, f"{server.url}/a", "json")


@pytest.mark.parametrize(
    "target", ["http://localhost:1/", "http://[::1]:1/", "http://169.254.169.254/", "ftp://a/b"]
)
def test_a_redirect_into_the_inside_is_refused(tmp_path: Path, target: str) -> None:
    with (
        up.serving(up.once(up.Reply(status=302, headers={"Location": target}))) as server,
        pytest.raises(SourceError, match=r"not on the public network|not an http"),
    ):
        get(tmp_path, server.url, "json")


def test_addresses_inside_are_refused_unless_they_are_listed(tmp_path: Path) -> None:
    with up.serving(up.once(up.Reply({}))) as server:
        with pytest.raises(SourceError, match=r"HUMSTATS_ALLOW_HOSTS=127\.0\.0\.1 would allow it"):
            get(tmp_path, server.url, "json", allowed=frozenset())
        assert server.asked == []
        get(tmp_path, server.url, "json", allowed=frozenset({"127.0.0.1"}))
    outside = ("8.8.8.8", "2606:4700::1111")
    inside = (
        "10.1.2.3", "127.0.0.2", "169.254.1.1", "192.168.0.1", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",
        "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::",
    )  # fmt: skip
    assert [is_public(one) for one in (*outside, *inside)] == [True] * 2 + [False] * len(inside)


def test_a_name_is_judged_by_what_it_resolves_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(self: object, host: str, port: int, **_: object) -> list[Any]:
        return [(2, 1, 6, "", ("8.8.8.8", port)), (2, 1, 6, "", ("10.0.0.1", port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)
    with pytest.raises(SourceError, match=r"is at 10\.0\.0\.1"):
        asyncio.run(addresses.resolve("news.example", 80, ()))


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    def script(asked: Any) -> Any:
        if asked.headers.get("if-none-match") == '"1"':
            return up.Reply(status=304, headers={"ETag": '"1"'})
        return up.Reply({"n": 1}, headers={"ETag": '"1"', "Cache-Control": "max-age=3600"})

    with up.serving(script) as server:
        first = get(tmp_path, server.url, "json")
        again = get(tmp_path, server.url, "json")
    assert first[0] == again[0] == {"n": 1}
    assert first[1].sha256 == again[1].sha256
    # Fresh or not, the source is asked whether it still says so.
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"1"']


def test_a_credential_is_sent_and_told_to_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with up.serving(up.once(up.Reply({}, headers={"ETag": '"1"'}))) as other:

        def script(asked: Any) -> Any:
            if asked.path == "/away":
                return up.Reply(status=302, headers={"Location": other.url})
            if asked.path == "/no":
                return up.Reply(status=403)
            return up.Reply({"ok": True}, headers={"ETag": '"1"'})

        with up.serving(script) as server:
            key = Credential(
                origin=server.url,
                variable="HUMSTATS_X",
                headers={"x-token": "s3cret"},
                params={"id": "s3cret"},
            )
            _, answer = get(tmp_path, f"{server.url}/a?b=c", "json", credentials=[key])
            assert server.asked[0].headers["x-token"] == "s3cret"
            assert server.asked[0].query == {"b": "c", "id": "s3cret"}
            get(tmp_path, f"{server.url}/away", "json", credentials=[key])
            with pytest.raises(SourceError, match="check HUMSTATS_X") as refused:
                get(tmp_path, f"{server.url}/no", "json", credentials=[key])
        assert "x-token" not in other.asked[0].headers
        assert other.asked[0].query == {}
    assert answer.url == f"{server.url}/a?b=c"
    assert "s3cret" not in repr(key) + str(refused.value) + caplog.text
    for path in (tmp_path / "http").iterdir():
        assert b"s3cret" not in path.read_bytes()
    with sqlite3.connect(tmp_path / "http" / "cache.sqlite3") as cache:
        assert cache.execute("SELECT count(*) FROM entries").fetchone() != (0,)
    cache.close()


def test_sizes_are_limited(tmp_path: Path) -> None:
    packed = gzip.compress(b" " * 5_000_000)
    replies = {
        "/plain": up.Reply(b" " * 2000),
        "/packed": up.Reply(packed, headers={"Content-Encoding": "gzip"}),
    }
    with up.serving(lambda asked: replies[asked.path]) as server:
        for path, largest in (("/plain", 1000), ("/packed", 1_000_000)):
            with pytest.raises(SourceError, match="is larger than"):
                get(tmp_path, server.url + path, "json", limits=limits(largest=largest))
            with pytest.raises(SourceError, match="is larger than"):
                get(tmp_path, server.url + path, "download", limits=limits(largest_download=largest))
    assert not list((tmp_path / "responses").iterdir())


def test_one_host_is_not_hurried(tmp_path: Path) -> None:
    async def three(url: str) -> None:
        async with Web(Store(tmp_path), limits=limits(pause=0.2)) as web:
            await web.json(url)
            await asyncio.gather(*(web.json(url) for _ in range(3)))

    with up.serving(up.once(up.Reply({}))) as server:
        asyncio.run(three(server.url))
    times = [asked.at for asked in server.asked[1:]]
    assert min(after - before for before, after in pairwise(times)) > 0.15


def test_robots_are_obeyed() -> None:
    rules = parse(
        "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-Agent: HumStats # us\nDisallow: /private\n"
        "Allow: /private/open\nDisallow: /*.pdf$\nCrawl-delay: 2\n",
        "humstats",
    )
    allowed = {
        "/": True, "/private/x": False, "/private/open/x": True, "/a.pdf": False, "/a.pdf?x=1": True,
    }  # fmt: skip
    assert {path: rules.allow(f"https://a.example{path}") for path in allowed} == allowed
    assert rules.delay == 2.0
    assert not parse("User-agent: *\nDisallow: /", "humstats").allow("https://a.example/x")
    assert parse("User-agent: *\nDisallow:", "humstats").allow("https://a.example/x")


def test_a_host_that_cannot_tell_its_rules_is_left_alone(tmp_path: Path) -> None:
    def script(asked: Any) -> Any:
        return (
            up.Reply(status=500) if asked.path == "/robots.txt" else up.Reply(b"<p>x</p>", kind="text/html")
        )

    with up.serving(script) as server:
        with pytest.raises(SourceError, match=r"robots\.txt"):
            get(tmp_path, server.url + "/a", obey_robots=True)
        assert server.paths() == []


def test_a_wrong_charset_is_seen_through(tmp_path: Path) -> None:
    text = '{"name": "حلب"}'
    replies = {
        "/1": up.Reply(text, kind="application/json; charset=iso-8859-1"),
        "/2": up.Reply(text.encode("cp1256"), kind="application/json; charset=windows-1256"),
        "/3": up.Reply(text.encode("utf-16"), kind="application/json"),
    }
    with up.serving(lambda asked: replies[asked.path]) as server:
        for path in replies:
            assert get(tmp_path, server.url + path, "json")[0] == {"name": "حلب"}


def test_an_origin_has_its_port() -> None:
    assert (
        origin_of("https://a.example/x?y")
        == origin_of("https://a.example:443")
        != origin_of("http://a.example")
    )
