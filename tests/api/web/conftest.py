"""A real server on the seeds and one hostile document, and Debian's Chromium to look at it with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_server import serve
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

ROOT = Path(__file__).parents[3]
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--disable-quic", "--disable-extensions"),
)
HOSTILE_WORD = "w" * 10_000
HOSTILE = (
    "<script>window.broken = 1</script><img src=x onerror='window.broken = 2'> \u202eevil\u202c said "
    "that 4,321 people fled Goma on 3 March 2025.\n\n"
    f"{HOSTILE_WORD} and 87 people were killed in Goma on 4 March 2025 </textarea></script>.\n"
)


@pytest.fixture(scope="session")
def page_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the seeds and a document that tries to break the page."""
    folder = tmp_path_factory.mktemp("page")
    bad = folder / "bad"
    bad.mkdir()
    (bad / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    sidecar = {
        "title": "<b>Bold</b> \u202etitle\u202c \"'><script>window.broken = 3</script>",
        "lang": "en",
        "published_at": "2025-03-05",
        "publisher": "<i>Nobody</i> & Sons",
        "url": 'https://example.org/?a="><script>window.broken = 4</script>',
        "licence": "CC-BY-4.0",
    }
    (bad / "hostile.meta.json").write_text(json.dumps(sidecar), encoding="utf-8")
    command = [sys.executable, "-m", "sql.cli", "--store", str(folder / "store"), "ingest"]
    done = subprocess.run(
        [*command, str(ROOT / "seeds"), str(bad)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "store"


@pytest.fixture(scope="session")
def site(page_store: Path) -> Iterator[str]:
    """The address of the served page."""
    with serve(page_store) as address:
        yield address


# Closed with each module: while it is open, its event loop runs and nothing else may run one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        pytest.skip("Chromium is not installed here: apt-get install chromium")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


class Visitor:
    """A page that notes what goes wrong on it and what it asks other hosts for."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.faults: list[str] = []
        self.strangers: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda note: self.faults.append(note.text) if note.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        context.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.site, "data:", "about:", "blob:")):
            self.strangers.append(url)

    def go(self, path: str) -> Response:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return answer


@pytest.fixture(scope="module")
def visitors(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """Visitors by how they look at the page; one browser context for each way."""
    held: dict[Any, Visitor] = {}

    def visitor(scheme: str = "light", width: int = 1280, **options: Any) -> Visitor:
        key = (scheme, width, tuple(sorted(options.items(), key=str)))
        if key not in held:
            context = browser.new_context(
                color_scheme=scheme,
                viewport={"width": width, "height": 900},
                permissions=["clipboard-read", "clipboard-write"],
                **options,
            )
            context.set_default_timeout(20_000)
            held[key] = Visitor(context, site)
        return held[key]

    yield visitor
    for opened in held.values():
        opened.context.close()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Visitor]:
    """A new visitor, with no cookie."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
        locale="en-GB",
    )
    context.set_default_timeout(20_000)
    yield Visitor(context, site)
    context.close()
