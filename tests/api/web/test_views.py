"""Every view in Arabic and English, light and dark, narrow and wide: no fault, no stranger, accessible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from page_views import VIEWS, addresses

pytestmark = pytest.mark.browser

WAYS = [("en", "light", 1280), ("ar", "dark", 380), ("en", "dark", 380), ("ar", "light", 1280)]
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


@pytest.mark.parametrize(("lang", "scheme", "width"), WAYS)
@pytest.mark.parametrize("view", VIEWS)
def test_view_is_whole(
    visitors: Callable[..., Any], site: str, view: str, lang: str, scheme: str, width: int
) -> None:
    visitor = visitors(scheme, width)
    path = addresses(site)[view]
    answer = visitor.go(path + ("&" if "?" in path else "?") + f"lang={lang}")
    page = visitor.page
    assert answer.status == 200
    assert page.get_attribute("html", "lang") == lang
    assert page.get_attribute("html", "dir") == ("rtl" if lang == "ar" else "ltr")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "the page is wider than the screen"
    )
    assert page.locator("h1").count() == 1
    # Axe looks at both colour schemes, both directions and both widths; the other two ways differ in no rule.
    if (lang == "ar") == (scheme == "dark"):
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(item["id"], [node["html"][:200] for node in item["nodes"][:3]]) for item in found] == []
    assert visitor.faults == []
    assert visitor.strangers == []


def test_what_is_not_there_is_said(visitor: Any, site: str) -> None:
    answer = visitor.go("/figures/f_000000000000000000000000")
    assert answer.status == 404
    assert "No figure of this release" in visitor.page.inner_text("main")
    answer = visitor.go("/?country=XYZ")
    assert answer.status == 400
    assert "country" in visitor.page.inner_text("main")


def test_page_is_light_before_a_chart(visitor: Any) -> None:
    sizes: list[int] = []
    visitor.page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    visitor.go("/")
    visitor.page.wait_for_load_state("networkidle")
    assert len(sizes) >= 3
    assert sum(sizes) < 100_000
    visitor.go("/map")
    visitor.page.wait_for_load_state("networkidle")
    assert sum(sizes) < 300_000


def test_policy_lets_nothing_in(site: str) -> None:
    policy = httpx.get(site + "/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_first_figures_come_with_the_page(site: str) -> None:
    for country in ("SYR", "SDN", "COL", "COD"):
        assert "<mark>" in httpx.get(site + f"/?country={country}").text
