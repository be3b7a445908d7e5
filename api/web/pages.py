"""Pages as bytes: templates filled with what a view found."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.web.messages import LANGUAGES, Words, words_of
from api.web.reading import clean, direction, group_of

NAVIGATION = (
    ("overview", "/"),
    ("map", "/map"),
    ("documents", "/documents"),
    ("try", "/try"),
    ("sql", "/sql"),
)
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files("api.web") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        languages=[(lang, words_of(lang).find("name")) for lang in LANGUAGES],
        navigation=NAVIGATION,
        groups_of=group_of,
        direction=direction,
        asset=asset,
    )
    environment.filters["clean"] = clean
    return environment


def render(template: str, words: Words, **context: Any) -> bytes:
    """The page in one language."""
    text = _environment().get_template(template).render(t=words, **context)
    return text.encode("utf-8", "replace")


def warm() -> None:
    """The first visitor waits for no template, message or file to be read."""
    environment = _environment()
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
    static_files()


@cache
def static_files() -> dict[str, tuple[bytes, str, str]]:
    """Every static file by name: its bytes, its type and a digest of it."""
    found = {}
    for entry in sorted((files("api.web") / "static").iterdir(), key=lambda entry: entry.name):
        kind = _TYPES.get(entry.name[entry.name.rfind(".") :])
        if kind is not None:
            body = entry.read_bytes()
            found[entry.name] = (body, kind, hashlib.blake2b(body, digest_size=6).hexdigest())
    return found


def asset(name: str) -> str:
    """The address of a static file, with its digest so that browsers may keep it."""
    return f"/static/{name}?v={static_files()[name][2]}"
