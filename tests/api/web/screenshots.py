"""Pictures of every view, for people to look at: `python tests/api/web/screenshots.py [FOLDER]`.

Serves the seeds from a new store and writes PNG files to artefacts/, or to the folder given. With `--docs` it
writes the two small pictures of the README to docs/images/ instead.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from api_server import serve
from page_views import addresses
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[3]
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
)
DOCS = (("page-en.png", "en", "/?country=SYR&lang=en"), ("page-ar.png", "ar", "/?country=SYR&lang=ar"))
WAYS = (("light", 1280), ("dark", 380))


def shoot(browser: Browser, url: str, path: Path, scheme: str, width: int, whole: bool = True) -> None:
    """One picture."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=whole)
    context.close()


def main(arguments: list[str]) -> None:
    """Every view in two languages and two ways, or the pictures of the README."""
    docs = "--docs" in arguments
    named = [Path(name) for name in arguments if not name.startswith("-")]
    folder = ROOT / "docs" / "images" if docs else named[0] if named else ROOT / "artefacts"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        store = Path(place) / "store"
        command = [sys.executable, "-m", "sql.cli", "--store", str(store), "ingest", str(ROOT / "seeds")]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
        with serve(store) as site, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            if docs:
                for name, _, path in DOCS:
                    shoot(browser, site + path, folder / name, "light", 1000, whole=False)
            else:
                for view, path in addresses(site).items():
                    for lang in ("en", "ar"):
                        for scheme, width in WAYS:
                            url = site + path + ("&" if "?" in path else "?") + f"lang={lang}"
                            shoot(browser, url, folder / f"{view}-{lang}-{scheme}-{width}.png", scheme, width)
            browser.close()
    sys.stdout.write(f"{folder}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
