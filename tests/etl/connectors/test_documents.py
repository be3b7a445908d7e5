"""Reports, articles and pages become documents with the day and publisher that their source states."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import upstream as up

from etl.collect import Collected
from sql.ledger import open_ledger
from sql.records import DocumentRow, PublicationRow

Run = Callable[..., Collected]
KEYS = {"HUMSTATS_RELIEFWEB_APPNAME": "office-app"}


def held(store: Path) -> tuple[list[DocumentRow], list[PublicationRow]]:
    with open_ledger(store) as ledger:
        return sorted(ledger.documents(), key=lambda row: row.title or ""), ledger.publications()


def report(number: int, **changes: Any) -> dict[str, Any]:
    fields = {
        "id": number, "title": f"تقرير {number:03}", "date": {
            "original": f"2024-01-{number % 28 + 1:02}T00:00:00+00:00",
            "created": f"2024-02-{number % 28 + 1:02}T08:00:00+00:00",
        },
        "body-html": f"<p>نزح {number * 100} شخص من المدينة.</p><p>وقتل اثنان.</p>", "body": "not taken",
        "language": [{"code": "ar"}], "primary_country": {"iso3": "syr"},
        "source": [{"shortname": "OCHA", "name": "Office"}, {"name": "Red Crescent"}],
        "format": [{"name": "Situation Report"}], "url": "https://reliefweb.int/node/1",
        "url_alias": f"https://reliefweb.int/report/{number}", **changes,
    }  # fmt: skip
    return {"id": str(number), "score": 1, "href": "https://x", "fields": fields}


def reliefweb(reports: list[dict[str, Any]]) -> Any:
    """Answers as the service does: filtered by creation, oldest first, by limit and offset."""

    def script(asked: Any) -> Any:
        query = json.loads(asked.body)
        assert asked.method == "POST"
        assert asked.query == {"appname": "office-app"}
        assert query["sort"][0] == "date.created:asc"
        since = next(
            (
                c["value"].get("from", "")
                for c in query["filter"]["conditions"]
                if c["field"] == "date.created"
            ),
            "",
        )
        found = sorted(
            (one for one in reports if one["fields"]["date"]["created"] >= since),
            key=lambda one: one["fields"]["date"]["created"],
        )
        page = found[query["offset"] : query["offset"] + query["limit"]]
        return up.Reply({
            "href": "x", "time": 3, "links": {}, "totalCount": len(found), "count": len(page), "data": page,
        })  # fmt: skip

    return script


def test_reports_come_oldest_first_and_go_on_where_they_stopped(run: Run, tmp_path: Path) -> None:
    reports = [report(number) for number in range(1, 6)]
    wish: dict[str, Any] = {"options": {"page_size": "2"}, "langs": ("ar",)}
    with up.serving(reliefweb(reports)) as server:
        result = run("reliefweb", KEYS, endpoint=server.url, **wish)
        assert (result.failure, result.documents.taken) == (None, 5)
        assert json.loads(server.asked[0].body)["filter"]["conditions"][0]["value"] == ["ar"]
        reports.append(report(9))
        server.asked.clear()
        again = run("reliefweb", KEYS, endpoint=server.url, **wish)
        # The last one comes once more, because others may have been created in the same second.
        assert (again.documents.taken, again.documents.known) == (1, 1)
        assert len(server.asked) == 2
    documents, publications = held(tmp_path / "store")
    assert documents[0].text == "نزح 100 شخص من المدينة.\nوقتل اثنان."
    assert (documents[0].lang, documents[0].published_at) == ("ar", date(2024, 1, 2))
    assert publications[0].publisher == "OCHA; Red Crescent"
    assert {row.url for row in publications} == {
        f"https://reliefweb.int/report/{n}" for n in (1, 2, 3, 4, 5, 9)
    }


def test_reports_that_are_odd_are_told(run: Run, tmp_path: Path) -> None:
    bare = report(3)
    del bare["fields"]["body-html"], bare["fields"]["body"]
    reports = [
        report(1, language=[{"code": "ar"}, {"code": "en"}], date={"created": "2024-02-01T00:00:00+00:00"}),
        report(2, **{"body-html": None, "body": "Two *fled*."}), bare,
        {"id": "4", "fields": {"date": {"created": "2024-02-09"}}},
    ]  # fmt: skip
    with up.serving(reliefweb(reports)) as server:
        result = run("reliefweb", KEYS, endpoint=server.url)
    assert result.documents.taken == 2
    assert sorted(error.reason for error in result.documents.refused) == [
        "has no text", "is no report with a title",
    ]  # fmt: skip
    documents, _ = held(tmp_path / "store")
    assert documents[0].lang is None
    assert documents[0].published_at == date(2024, 2, 1)
    assert documents[1].text == "Two *fled*."


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (up.Reply(status=403), "check HUMSTATS_RELIEFWEB_APPNAME"), (up.Reply(status=410), "is gone"),
        (up.Reply("<html>denied</html>", kind="text/html"), "a web page instead of data"),
        (up.Reply({"data": "x"}), "without a list data"),
    ],
)  # fmt: skip
def test_a_refusal_of_the_service_is_told(run: Run, reply: Any, message: str) -> None:
    with up.serving(up.once(reply)) as server:
        result = run("reliefweb", KEYS, endpoint=server.url)
    assert message in str(result.failure)
    assert "office-app" not in str(result.failure)


RSS = """<?xml version="1.0" encoding="windows-1256"?><rss version="2.0"><channel><title>وكالة</title>
<item><title>Second</title><link>{url}/2</link><guid>g2</guid>
<pubDate>Tue, 05 Mar 2024 23:30:00 +0300</pubDate></item>
<item><title>First</title><link>{url}/1</link><guid>g1</guid>
<pubDate>Mon, 04 Mar 2024 08:00:00 GMT</pubDate></item>
<item><title>Hidden</title><link>{url}/private</link><guid>g3</guid></item>
<item><title>Down</title><link>{url}/down</link><guid>g4</guid></item>
</channel></rss>"""


def page(text: str) -> str:
    return f"<html><head><title>t</title></head><body><article><p>{text}</p></article></body></html>"


def test_a_feed_gives_its_articles_once(run: Run, tmp_path: Path) -> None:
    down = [True]

    def script(asked: Any) -> Any:
        if asked.path == "/robots.txt":
            return up.Reply("User-agent: *\nDisallow: /private\n", kind="text/plain")
        if asked.path == "/feed":
            return up.Reply(RSS.replace("{url}", server.url).encode("cp1256"), kind="application/rss+xml")
        if asked.path == "/down" and down:
            return up.Reply(status=503)
        return up.Reply(
            page(f"Article {asked.path} says that 12 people fled."), kind="text/html; charset=utf-8"
        )

    with up.serving(script) as server:
        wish: dict[str, Any] = {"addresses": (f"{server.url}/feed",)}
        result = run("feed", **wish)
        assert result.documents.taken == 2
        assert sorted(error.reason for error in result.documents.refused) == [
            "answered 503 (Service Unavailable)", "robots.txt asks programs not to fetch it",
        ]  # fmt: skip
        assert "/private" not in server.paths()
        server.asked.clear()
        down.clear()
        again = run("feed", **wish)
        # Only what could not be had then is fetched now.
        assert server.paths() == ["/feed", "/down"]
        assert again.documents.taken == 1
    documents, publications = held(tmp_path / "store")
    assert [(row.title, row.published_at) for row in documents] == [
        ("Down", None), ("First", date(2024, 3, 4)), ("Second", date(2024, 3, 5)),
    ]  # fmt: skip
    assert {row.publisher for row in publications} == {"وكالة"}


def test_atom_and_the_words_in_the_feed_itself(run: Run, tmp_path: Path) -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title><id>x</id>
    <entry><id>e1</id><title>One</title><published>2024-01-02T22:00:00-05:00</published>
    <updated>2024-02-02T00:00:00Z</updated>
    <link href="https://desk.example/1"/>
    <content type="html">&lt;p&gt;Nine fled.&lt;/p&gt;&lt;p&gt;Two died.&lt;/p&gt;</content>
    </entry></feed>"""
    with up.serving(up.once(up.Reply(atom, kind="application/atom+xml"))) as server:
        result = run("feed", addresses=(server.url,), options={"full": "no", "licence": "CC BY 4.0"})
        assert result.documents.taken == 1
        assert len(server.paths()) == 1
    documents, publications = held(tmp_path / "store")
    assert documents[0].text == "Nine fled.\nTwo died."
    assert documents[0].published_at == date(2024, 1, 2)
    assert publications[0].licence == "CC BY 4.0"


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (up.Reply("<html>no</html>", kind="text/html"), "a web page"),
        (up.Reply("not xml at all", kind="application/xml"), "is no feed"),
    ],
)
def test_what_is_no_feed_is_told(run: Run, reply: Any, message: str) -> None:
    with up.serving(up.once(reply)) as server:
        result = run("feed", addresses=(server.url,))
    assert message in result.documents.refused[0].reason


def test_pages_of_a_list_are_taken_by_their_kind(run: Run, tmp_path: Path) -> None:
    replies = {
        "/robots.txt": up.Reply(status=404),
        "/a": up.Reply(
            page("نزح ألف شخص من البلدة").encode("cp1256"), kind="text/html; charset=windows-1256"
        ),
        "/b.txt": up.Reply("Nine fled.", kind="text/plain"),
        "/c.jpg": up.Reply(b"\xff\xd8", kind="image/jpeg"),
    }
    with up.serving(lambda asked: replies.get(asked.path, up.Reply(status=404))) as server:
        addresses = tuple(f"{server.url}/{name}" for name in ("a", "b.txt", "c.jpg", "gone", "a"))
        result = run("pages", addresses=addresses)
    assert result.documents.taken == 2
    assert sorted(error.reason for error in result.documents.refused) == [
        "answered 404 (Not Found)", "answered with image/jpeg, which is not read here",
    ]  # fmt: skip
    documents, _ = held(tmp_path / "store")
    assert {row.text for row in documents} == {"نزح ألف شخص من البلدة", "Nine fled."}
