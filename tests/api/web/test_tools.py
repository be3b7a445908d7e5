"""Documents, map, chart, the text box and the SQL box, with friendly and hostile input."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import quote

import httpx
import pytest

pytestmark = pytest.mark.browser

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TEXT = "More than 2,500 people fled Goma on Friday along Route 5. <script>window.broken = 6</script>"


def document_of(site: str, **query: str) -> dict[str, Any]:
    fact = httpx.get(site + "/v1/facts", params=query).json()["data"][0]
    found: dict[str, Any] = httpx.get(f"{site}/v1/documents/{fact['document_id']}").json()
    return found


def test_document_highlights_every_figure_and_nothing_else(visitor: Any, site: str) -> None:
    document = document_of(site, indicator="displaced", country="SYR", lang="ar")
    visitor.go(f"/documents/{document['document_id']}?lang=en")
    page = visitor.page
    text = httpx.get(f"{site}/v1/documents/{document['document_id']}/text").json()["text"]
    spans = sorted({(fact["start"], fact["end"]) for fact in document["facts"]})
    marks = page.locator(".prose mark").all_inner_texts()
    assert marks == [text[start:end] for start, end in spans]
    shown = page.locator(".prose").inner_text()
    for distractor in ("عفرين", "الـ48"):
        assert distractor in shown
        assert not any(distractor in mark for mark in marks)
    assert page.locator(".prose").get_attribute("dir") == "rtl"
    names = page.locator(".prose .fig").evaluate_all("nodes => nodes.map(node => node.className)")
    assert len(set(names)) > 1


def test_figures_in_a_text_are_reached_by_keyboard_and_hover(visitor: Any, site: str) -> None:
    document = document_of(site, indicator="displaced", country="SYR", lang="en")
    visitor.go(f"/documents/{document['document_id']}?lang=en")
    page = visitor.page
    figure = page.locator(".prose .fig").first
    figure.focus()
    tip = page.locator(".tip")
    tip.wait_for(state="visible")
    assert tip.inner_text() == figure.get_attribute("data-note")
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    page.locator(".prose .fig").nth(1).hover()
    assert tip.is_visible()
    figure.press("Enter")
    page.locator("dialog.drawer blockquote mark").wait_for()


def test_hostile_text_is_inert_and_readable(visitors: Any, site: str) -> None:
    visitor = visitors("light", 380)
    document = document_of(site, publisher="<i>Nobody</i> & Sons")
    fact = document["facts"][0]
    for path in (
        f"/documents/{document['document_id']}",
        f"/figures/{fact['fact_id']}",
        "/?country=COD",
        "/documents",
        "/?q=" + quote("<script>window.broken=5</script>"),
        f"/series?indicator={fact['indicator']}&country=COD&month=2025-03",
    ):
        assert visitor.go(path + ("&" if "?" in path else "?") + "lang=en").status == 200
        page = visitor.page
        assert page.evaluate("window.broken") is None
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        text = page.inner_text("body")
        assert not any(char in text for char in OVERRIDES)
        assert visitor.faults == []
    visitor.go(f"/documents/{document['document_id']}?lang=en")
    shown = visitor.page.inner_text("main")
    assert "<script>window.broken = 1</script>" in shown
    assert "w" * 10_000 in shown
    assert "<i>Nobody</i> & Sons" in shown


def test_map_and_table_say_the_same(visitor: Any, site: str) -> None:
    visitor.go("/map?lang=en")
    page = visitor.page
    assert page.locator("svg .land").count() > 50
    bubbles = page.locator("svg .bubble").count()
    assert bubbles == page.locator("tbody tr").count() > 5
    links = [str(link.get_attribute("href")) for link in page.locator(".downloads a").all()]
    rows = list(csv.DictReader(io.StringIO(httpx.get(site + links[0]).text)))
    data = httpx.get(site + links[1]).json()["data"]
    assert [row["fact_id"] for row in rows] == [row["fact_id"] for row in data]
    assert len(rows) == bubbles
    page.locator("svg a").first.focus()
    page.keyboard.press("Enter")
    page.locator("dialog.drawer blockquote mark").wait_for()
    assert visitor.faults == []


def test_interactive_chart_comes_from_here_and_without_eval(visitor: Any, site: str) -> None:
    httpx.get(site + "/static/vega.js", timeout=60)
    visitor.go("/series?indicator=injured&country=MOZ&lang=en")
    page = visitor.page
    assert page.locator("[data-chart-place] svg .point").count() >= 1
    page.get_by_role("button", name="Interactive chart").click()
    page.locator(".vega svg .mark-symbol path").first.wait_for(timeout=30_000)
    assert visitor.faults == []
    assert visitor.strangers == []
    page.locator(".vega svg .mark-symbol path").first.click()
    page.locator("dialog.drawer blockquote mark").wait_for()


def test_try_it_shows_figures_and_stores_nothing(visitor: Any, site: str) -> None:
    before = httpx.get(site + "/v1/facts?count=true&limit=1").json()["total"]
    visitor.go("/try?lang=en")
    page = visitor.page
    page.fill(
        "#text",
        "More than 2,500 people fled Goma on Friday along Route 5. <script>window.broken = 6</script>",
    )
    page.fill("#published", "2025-02-02")
    page.select_option("#text-lang", "en")
    page.click("form.tool button[type=submit]")
    page.locator(".prose mark").first.wait_for()
    assert page.locator(".prose mark").all_inner_texts() == ["2,500"]
    assert "more than 2,500 people" in page.locator(".figures").inner_text()
    assert "<script>" in page.locator(".prose").inner_text()
    assert page.evaluate("window.broken") is None
    assert httpx.get(site + "/v1/facts?count=true&limit=1").json()["total"] == before
    assert visitor.faults == []
    page.fill("#text", "No figure stands here.")
    page.click("form.tool button[type=submit]")
    page.get_by_text("No figure found").wait_for()


def test_sql_box_answers_and_explains(visitor: Any, site: str) -> None:
    visitor.go("/sql?lang=en")
    page = visitor.page
    assert page.locator(".schema summary").count() >= 7
    page.locator(".schema summary", has_text="facts").first.click()
    page.fill("#sql", "SELECT value, quote FROM facts WHERE value = 38000 ORDER BY fact_id")
    page.press("#sql", "Control+Enter")
    page.locator("table.data").wait_for()
    assert "38000" in page.inner_text("table.data")
    assert page.locator("table.data tbody tr").count() == 2
    page.fill("#sql", "SELECT nothing FROM nowhere")
    page.click("form.tool button[type=submit]")
    page.locator("[role=alert]").wait_for()
    assert "nowhere" in page.inner_text("[role=alert]")
    page.fill("#sql", "DROP TABLE facts")
    page.click("form.tool button[type=submit]")
    page.locator("[role=alert]").wait_for()
    for example in range(page.locator(".chips a").count()):
        page.locator(".chips a").nth(example).click()
        page.locator("table.data").wait_for()
    assert visitor.faults == []
