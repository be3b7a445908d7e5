"""Feeds and hosts as on a bad night: what can be read is read, what cannot is named, nothing takes long."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import upstream as up

from etl.collect import Collected
from etl.connectors.dates import stated_day
from etl.connectors.robots import parse
from sql.ledger import open_ledger
from sql.records import DocumentRow

Run = Callable[..., Collected]
WORDS: dict[str, Any] = {"options": {"full": "no"}}


def rss(*items: str, head: str = "", encoding: str = "utf-8") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>{head}<rss version="2.0"><channel><title>Desk</title>'
        f"{inside}</channel></rss>"
    )


def held(store: Path) -> list[DocumentRow]:
    with open_ledger(store / "store") as ledger:
        return sorted(ledger.documents(), key=lambda row: row.text)


def reasons(result: Collected) -> list[str]:
    return [error.reason for error in result.documents.refused]


def test_links_are_read_from_where_the_feed_is(run: Run, tmp_path: Path) -> None:
    def script(asked: Any) -> Any:
        match asked.path:
            case "/feed":
                return up.Reply(status=301, headers={"Location": "/news/feed.xml"})
            case "/news/feed.xml":
                return up.Reply(rss("<title>A</title><link>a.txt</link>"), kind="application/rss+xml")
            case "/news/a.txt":
                return up.Reply("Nine people fled.", kind="text/plain")
        return up.Reply(status=404)

    with up.serving(script) as server:
        assert run("feed", addresses=(f"{server.url}/feed",)).documents.taken == 1
    assert held(tmp_path)[0].text == "Nine people fled."


def test_entries_without_any_name_are_told_apart(run: Run, tmp_path: Path) -> None:
    feed = rss(
        "<description>One fled.</description>", "<description>Two fled.</description>",
        "<guid>1</guid><title>Same</title><description>Three fled.</description>",
        "<guid>1</guid><title>Same</title><description>Four fled.</description>",
    )  # fmt: skip
    with up.serving(up.once(up.Reply(feed, kind="text/xml"))) as server:
        first = run("feed", addresses=(server.url,), **WORDS)
        again = run("feed", addresses=(server.url,), **WORDS)
    assert (first.documents.taken, first.documents.refused) == (4, [])
    assert (again.documents.taken, again.documents.known) == (0, 0)
    assert len(held(tmp_path)) == 4


@pytest.mark.parametrize(
    ("told", "encoding"),
    [
        ("utf-8", "cp1256"), ("windows-1256", "utf-8"), ("", "cp1256"), ("", "utf-8"), ("nonsense", "utf-8"),
        ("", "utf-16"),
    ],
)  # fmt: skip
def test_what_a_server_says_of_the_bytes_does_not_spoil_them(
    run: Run, tmp_path: Path, told: str, encoding: str
) -> None:
    named = {"cp1256": "windows-1256"}.get(encoding, encoding)
    feed = rss("<title>خبر</title><description>نزح ألف شخص من حلب</description>", encoding=named)
    reply = up.Reply(feed.encode(encoding), kind=f"application/rss+xml; charset={told}")
    with up.serving(up.once(reply)) as server:
        assert run("feed", addresses=(server.url,), **WORDS).documents.refused == []
    assert [(row.title, row.text) for row in held(tmp_path)] == [("خبر", "نزح ألف شخص من حلب")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tue, 05 Mar 2024 23:30:00 +0300", "2024-03-05"), ("2024-03-05T23:30:00Z", "2024-03-05"),
        ("2024-03-05", "2024-03-05"), ("5 March 2024", "2024-03-05"),
        ("March 5, 2024 10:30 AM", "2024-03-05"),
        ("الثلاثاء، 05 مارس 2024 23:30", "2024-03-05"), ("5 آذار 2024", "2024-03-05"),
        ("٥ مارس ٢٠٢٤", "2024-03-05"), ("5 mars 2024", "2024-03-05"),
        ("martes 5 de marzo de 2024", "2024-03-05"),
        ("", None), ("yesterday", None), ("05/03/2024", None), ("Tue 05/03/2024", None), ("March 2024", None),
        ("Tue, 99 Mar 2024 23:30:00 GMT", None), ("2024", None), ("x" * 10_000, None), ("0000-00-00x", None),
    ],
)  # fmt: skip
def test_days_are_read_as_they_are_written(text: str, day: str | None) -> None:
    assert stated_day(text) == day


def test_rss_1_has_its_day_in_dublin_core(run: Run, tmp_path: Path) -> None:
    feed = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel>'
        '<item rdf:about="i1"><title>A</title><description>Nine fled.</description>'
        "<dc:date>2024-03-05T23:00:00-05:00</dc:date></item></rdf:RDF>"
    )
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id><title>B</title>'
        "<updated>2024-03-05T00:00:00Z</updated><summary>Ten fled.</summary></entry></feed>"
    )
    replies = {
        "/a": up.Reply(feed, kind="application/rdf+xml"),
        "/b": up.Reply(atom, kind="application/atom+xml"),
    }
    with up.serving(lambda asked: replies.get(asked.path, up.Reply(status=404))) as server:
        run("feed", addresses=(f"{server.url}/a", f"{server.url}/b"), **WORDS)
    # The day of a change is no day of publication.
    assert [(row.title, row.published_at) for row in held(tmp_path)] == [
        ("A", date(2024, 3, 5)),
        ("B", None),
    ]


def test_feeds_served_as_something_else_are_feeds(run: Run, tmp_path: Path) -> None:
    feed = rss("<title>A</title><description>Nine fled.</description>")
    replies = {
        "/a": up.Reply(feed, kind="text/html; charset=utf-8"),
        "/b": up.Reply(feed.replace("Nine", "Ten"), kind="text/plain"),
        "/c": up.Reply("<html><body>Sign in</body></html>", kind="text/html"),
        "/d": up.Reply(b'{"items": []}', kind="application/json"),
    }
    with up.serving(lambda asked: replies.get(asked.path, up.Reply(status=404))) as server:
        result = run("feed", addresses=tuple(server.url + path for path in replies), **WORDS)
    assert result.documents.taken == 2
    assert reasons(result) == [
        "answered with a web page instead of a feed",
        "answered with application/json, which is not read here",
    ]  # fmt: skip


def test_feeds_made_to_exhaust_their_reader_are_refused_at_once(run: Run, tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{(f"&a{n - 1};" if n else "aaaaaaaaaa") * 10}">' for n in range(12))
    reads = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    replies = {
        "/bomb": up.Reply(
            rss("<title>&a11;</title><description>&a11;</description>", head=f"<!DOCTYPE r [{entities}]>"),
            kind="text/xml",
        ),
        "/deep": up.Reply(rss("<title>" + "<a>" * 200_000 + "</title>"), kind="text/xml"),
        "/large": up.Reply(
            gzip.compress(rss("<title>" + " " * 20_000_000 + "</title>").encode()), kind="text/xml",
            headers={"Content-Encoding": "gzip"},
        ),
        "/reads": up.Reply(rss("<description>&e; nine fled.</description>", head=reads), kind="text/xml"),
    }  # fmt: skip
    with up.serving(lambda asked: replies.get(asked.path, up.Reply(status=404))) as server:
        result = run("feed", addresses=tuple(server.url + path for path in replies), **WORDS)
    told = " | ".join(reasons(result))
    assert "nests more than 2,000 elements" in told
    assert "is larger than 16,000,000 bytes" in told
    texts = [row.text for row in held(tmp_path)]
    assert all(len(text) < 100 for text in texts)
    hostname = Path("/etc/hostname")
    assert not hostname.exists() or not any(hostname.read_text().strip() in text for text in texts)


def test_links_that_are_none_do_not_end_the_collection(run: Run, tmp_path: Path) -> None:
    links = (
        "http://[::1",
        "http://a.example:abc/",
        "http://a/&#8238;b",
        "javascript:alert(1)",
        "mailto:x",
        "",
    )
    items = [
        f"<guid>g{n}</guid><title>{n}</title><link>{link}</link><description>Word {n} fled.</description>"
        for n, link in enumerate(links)
    ]
    with up.serving(up.once(up.Reply(rss(*items), kind="text/xml"))) as server:
        result = run("feed", addresses=(server.url, "http://[::1", "gopher://x/", "nonsense"))
    told = reasons(result)
    assert sum("is no address" in reason for reason in told) >= 2
    assert sum("not an http or https address" in reason for reason in told) == 2
    # Where there is nothing to be fetched, the feed's own words are taken.
    assert {row.text for row in held(tmp_path)} >= {f"Word {n} fled." for n in (3, 4, 5)}


def test_what_many_feeds_show_is_not_forgotten(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.connectors.feeds.KEPT", 3)
    feed = rss(*(f"<guid>g{n}</guid><description>Word {n} fled.</description>" for n in range(8)))
    with up.serving(up.once(up.Reply(feed, kind="text/xml"))) as server:
        first = run("feed", addresses=(server.url,), **WORDS)
        again = run("feed", addresses=(server.url,), **WORDS)
    assert (first.documents.taken, again.documents.taken, again.documents.known) == (8, 0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, {"Retry-After": "Wed, 21 Oct 2015 07:28:00"},
        {"Retry-After": "-5"}, {"Retry-After": "\u00b2"}, {"Retry-After": "soon"}, {"Retry-After": ""},
    ],
)  # fmt: skip
def test_pauses_that_are_none_are_no_pauses(run: Run, headers: dict[str, str]) -> None:
    replies = [up.Reply(status=429, headers=headers), up.Reply(rss(), kind="text/xml")]
    with up.serving(up.once(*replies)) as server:
        assert run("feed", addresses=(server.url,)).documents.refused == []


def test_nothing_new_from_a_host_that_was_never_asked_is_told(run: Run) -> None:
    with up.serving(up.once(up.Reply(status=304))) as server:
        assert reasons(run("feed", addresses=(server.url,))) == ["answered 304 (Not Modified)"]


def test_a_damaged_cache_is_begun_anew(run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = tmp_path / "store" / "http" / "cache.sqlite3"
    cache.parent.mkdir(parents=True)
    cache.write_bytes(b"half a page of something else")
    with up.serving(up.once(up.Reply(rss(), kind="text/xml", headers={"ETag": '"1"'}))) as server:
        assert run("feed", addresses=(server.url,)).documents.refused == []
    assert cache.read_bytes().startswith(b"SQLite format 3")
    assert "Traceback" not in caplog.text


def test_rules_with_many_asterisks_are_tried_quickly() -> None:
    rules = parse(
        f"User-agent: *\nDisallow: /{'*a' * 200}*b\nDisallow: /*.pdf$\nDisallow: /x*y*$\n", "humstats"
    )
    assert rules.allow("https://a.example/" + "a" * 3_000)
    assert not rules.allow("https://a.example/" + "a" * 3_000 + "b")
    allowed = {"/a.pdf": False, "/a.pdf.html": True, "/xy": False, "/x/y/z": False, "/x": True, "/pdf": True}
    assert {path: rules.allow(f"https://a.example{path}") for path in allowed} == allowed
