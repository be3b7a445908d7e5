"""What a reader does: sees figures in words, opens them, cites them, filters, searches, in any language."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.browser


def first_fact(site: str, **query: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(site + "/v1/facts", params=query).json()["data"][0]
    return found


def test_headlines_say_bounds_in_words(visitor: Any) -> None:
    visitor.go("/?country=SYR&lang=en")
    text = visitor.page.inner_text("main")
    assert "more than 38,000 people" in re.sub(r"\s+", " ", text)
    assert "Newest report: 14 February 2019" in text
    assert "source" in text
    visitor.go("/?country=SYR&lang=ar")
    text = visitor.page.inner_text("main")
    assert "أكثر من 38,000 شخص" in re.sub(r"\s+", " ", text)
    assert "14 شباط/فبراير 2019" in text
    visitor.go("/?country=COL&lang=es")
    assert "más de 36.000 personas" in re.sub(r"\s+", " ", visitor.page.inner_text("main"))
    visitor.go("/?country=COD&lang=fr")
    assert "plus de 400 000 personnes" in re.sub(r"\s+", " ", visitor.page.inner_text("main"))


def test_figures_and_evidence_work_without_script(visitors: Any, site: str) -> None:
    visitor = visitors(java_script_enabled=False)
    visitor.go("/?country=SYR&indicator=displaced")
    page = visitor.page
    marked = page.locator(".card blockquote mark").first
    assert marked.inner_text() in ("38,000", "38 ألف")
    page.locator(".card summary").first.click()
    reasons = page.locator(".card .reasons").first
    assert "1,500" in reasons.inner_text()
    assert "Its period lies inside a longer one that is counted." in reasons.inner_text()
    page.locator(".card .big a").first.click()
    assert page.locator("h1").inner_text().startswith("more than")
    page.locator(".rows .row a").first.click()
    assert page.locator("blockquote.full mark").count() == 1
    assert "/figures/f_" in page.url


def test_a_number_opens_beside_the_page_and_closes(visitor: Any) -> None:
    visitor.go("/?country=SYR&indicator=displaced")
    page = visitor.page
    link = page.locator(".card .big a").first
    link.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("dialog.drawer")
    drawer.wait_for(state="visible")
    assert drawer.locator("blockquote mark").count() >= 1
    assert drawer.evaluate("node => node.contains(document.activeElement)")
    drawer.locator(".row a").first.click()
    page.locator("dialog.drawer blockquote.full").wait_for()
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    assert link.evaluate("node => node === document.activeElement")
    assert page.url.endswith("/?country=SYR&indicator=displaced")
    assert visitor.faults == []


def test_evidence_shows_the_sentence_in_its_own_direction(visitor: Any, site: str) -> None:
    fact = first_fact(site, indicator="displaced", country="SYR", lang="ar")
    visitor.go(f"/figures/{fact['fact_id']}?lang=en")
    page = visitor.page
    quote = page.locator("blockquote.full")
    assert quote.get_attribute("dir") == "rtl"
    assert quote.get_attribute("lang") == "ar"
    assert quote.inner_text() == fact["quote"]
    first = fact["quote_start"]
    assert quote.locator("mark").inner_text() == fact["quote"][fact["start"] - first : fact["end"] - first]
    text = page.inner_text("main")
    for said in (
        "38,000",
        "CC-BY-4.0",
        "14 February 2019",
        fact["rules"][0],
        fact["attribution_org"],
        "3,400",
    ):
        assert said in text
    assert page.locator(".tree .edge").count() >= 1


def test_numbers_are_the_same_at_every_door(visitor: Any, site: str) -> None:
    visitor.go("/series?indicator=displaced&country=SYR&lang=en")
    page = visitor.page
    codes = [page.locator(".copy code").nth(index).inner_text() for index in range(4)]
    citation, link, curl, sql = codes
    assert "Humstats" in citation
    assert httpx.get(link).status_code == 200
    url = re.search(r"'(.+)'", curl)
    assert url is not None
    rows = httpx.get(url[1]).json()["data"]
    row = next(row for row in rows if row["month"].startswith("2019-02"))
    answer = httpx.post(site + "/v1/sql", json={"sql": sql}).json()
    assert [row["value"], row["value_min"], row["value_max"]] == answer["data"][0] == [38000, 38000, None]
    table = page.inner_text("table")
    assert "more than 38,000 people" in re.sub(r"\s+", " ", table)
    csv = httpx.get(site + str(page.locator(".downloads a").first.get_attribute("href")))
    assert csv.headers["content-type"].startswith("text/csv")
    assert "38000" in csv.text


def test_a_citation_is_copied(visitor: Any, site: str) -> None:
    fact = first_fact(site, indicator="displaced", country="SYR", lang="en")
    visitor.go(f"/figures/{fact['fact_id']}")
    page = visitor.page
    page.locator("[data-copy]").first.click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == fact["citation"]


def test_filters_live_in_the_address(visitor: Any) -> None:
    visitor.go("/")
    page = visitor.page
    page.select_option("#country", "SDN")
    page.select_option("#indicator", "killed")
    page.click("form.filters button[type=submit]")
    assert "country=SDN" in page.url
    assert "indicator=killed" in page.url
    assert page.locator(".card").count() == 1
    assert "300" in page.locator(".card").inner_text()
    assert page.input_value("#country") == "SDN"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("سوريا", "Syria"),
        ("Syrie", "Syria"),
        ("Siria", "Syria"),
        ("killed", "Killed"),
        ("déplacés", "Displaced"),
        ("نازحون", "Displaced"),
    ],
)
def test_search_knows_four_languages(visitor: Any, asked: str, found: str) -> None:
    visitor.go(f"/?q={asked}&lang=en")
    assert found in visitor.page.locator(".found").inner_text()


def test_search_finds_sentences(visitor: Any) -> None:
    visitor.go("/?q=نزحت")
    assert visitor.page.locator(".matches blockquote mark").count() >= 1


def test_language_is_remembered(visitor: Any) -> None:
    visitor.go("/")
    page = visitor.page
    page.get_by_role("link", name="العربية").click()
    assert page.get_attribute("html", "dir") == "rtl"
    visitor.go("/documents")
    assert page.get_attribute("html", "lang") == "ar"


def test_browser_language_is_the_first_guess(site: str) -> None:
    text = httpx.get(site + "/", headers={"Accept-Language": "de, fr-CA;q=0.8, en;q=0.5"}).text
    assert '<html lang="fr"' in text


def test_keyboard_reaches_the_content_first(visitor: Any) -> None:
    visitor.go("/")
    page = visitor.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
