"""The page for people at `/`: files of the package, served as they are."""

from __future__ import annotations

from importlib.resources import files

from litestar import Response, get

_EMPTY = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Humstats</title>
<h1>Humstats</h1><p>Every humanitarian figure in the news, with its receipt. <a href="/docs">API</a></p>
</html>"""


@get("/", include_in_schema=False, sync_to_thread=False)
def page() -> Response[bytes]:
    file = files("api") / "web" / "index.html"
    body = file.read_bytes() if file.is_file() else _EMPTY
    return Response(body, media_type="text/html")


HANDLERS = [page]
