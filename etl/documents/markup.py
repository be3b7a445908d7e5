"""What an HTML page says of itself, and the text of a fragment that has no page around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from html.parser import HTMLParser

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_PROLOG = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[Tt ])")

# Only what states a day of publication; the day of a change or of the download would anchor dates wrongly.
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued",
    "dcterms.issued", "citation_publication_date", "citation_date", "parsely-pub-date", "publish-date",
    "publication_date", "pubdate", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "date",
)  # fmt: skip
_TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title")
_PUBLISHERS = ("og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher")
_UNREAD = frozenset(
    {"script", "style", "template", "noscript", "svg", "nav", "footer", "aside", "form", "head"}
)
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "wbr", "source", "area", "base", "col", "embed"}
)


def declared_encodings(content: bytes) -> Iterator[str]:
    """The encodings that a page names in its first bytes."""
    for pattern in (_PROLOG, _CHARSET):
        found = pattern.search(content[:4096])
        if found:
            yield found[1].decode("ascii")


def is_page(markup: str) -> bool:
    """True for a whole page, false for a fragment of one."""
    head = markup[:2000].lower()
    return "<html" in head or "<!doctype" in head or "<body" in head


def page_fields(markup: str) -> dict[str, object]:
    """Title, language, date and publisher as the page's metadata states them, and its canonical address."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    linked = dict(reader.linked())
    meta = reader.meta
    published = _first(
        _day(value) for value in (linked.get("date"), *(meta.get(name) for name in _DATES), reader.time)
    )
    return {
        "title": _first((linked.get("title"), *(meta.get(name) for name in _TITLES), reader.title)),
        "lang": reader.lang,
        "published_at": published,
        "publisher": _first((linked.get("publisher"), *(meta.get(name) for name in _PUBLISHERS))),
        "url": reader.canonical or meta.get("og:url"),
    }


def fragment_text(markup: str) -> str:
    """The words of the markup, a line for each block; without scripts, navigation and the like."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.text()


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _day(value: str | None) -> str | None:
    """The day that an ISO date or instant begins with; nothing is made of other ways to write one."""
    text = (value or "").strip().replace("/", "-")
    try:
        return date.fromisoformat(text[:10]).isoformat() if _DAY.match(text) else None
    except ValueError:
        return None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.lang: str | None = None
        self.canonical: str | None = None
        self.time: str | None = None
        self._title: list[str] = []
        self._data: list[str] = []
        self._lines: list[str] = []
        self._line: list[str] = []
        self._unread: list[str] = []
        self._into: list[str] | None = None

    @property
    def title(self) -> str | None:
        return _SPACES.sub(" ", "".join(self._title)).strip() or None

    def text(self) -> str:
        self._break()
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html" and self.lang is None:
            self.lang = values.get("lang") or values.get("xml:lang") or None
        elif tag == "meta":
            self._take_meta(values)
        elif tag == "link" and "canonical" in values.get("rel", "").lower().split():
            self.canonical = self.canonical or values.get("href") or None
        elif tag == "time" and self.time is None:
            stated = values.get("itemprop", "").lower() == "datepublished" or "pubdate" in values
            self.time = values.get("datetime") if stated else None
        elif tag == "title" and not self._title:
            self._into = self._title
        elif tag == "script" and values.get("type", "").lower() == "application/ld+json":
            self._data.append("")
            self._into = self._data
        if tag in _UNREAD:
            self._unread.append(tag)
        elif tag in _BLOCKS:
            self._break()
        elif tag in ("td", "th") and any(part.strip() for part in self._line):
            self._line.append(" | ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "script"):
            self._into = None
        if tag in self._unread:
            while self._unread.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._into is self._data:
            self._data[-1] += data
        elif self._into is not None:
            self._into.append(data)
        elif not self._unread:
            self._line.append(data)

    def linked(self) -> Iterator[tuple[str, str]]:
        """What linked data says of the article, the last mention first so that the first one wins."""
        for block in reversed(self._data):
            try:
                value = json.loads(block)
            except (ValueError, RecursionError):
                continue
            for item in reversed(list(_articles(value))):
                for key, name in (
                    ("headline", "title"),
                    ("datePublished", "date"),
                    ("publisher", "publisher"),
                ):
                    found = item.get(key)
                    if isinstance(found, dict):
                        found = found.get("name")
                    if isinstance(found, str) and found.strip():
                        yield name, found.strip()

    def _take_meta(self, values: dict[str, str]) -> None:
        name = (values.get("property") or values.get("name") or values.get("itemprop") or "").lower().strip()
        content = _SPACES.sub(" ", values.get("content", "")).strip()
        if name and content:
            self.meta.setdefault(name, content)

    def _break(self) -> None:
        line = _SPACES.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if line:
            self._lines.append(line)


def _articles(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    if depth > 8:
        return
    if isinstance(value, list):
        for item in value[:100]:
            yield from _articles(item, depth + 1)
    elif isinstance(value, dict):
        if "datePublished" in value or "headline" in value:
            yield value
        for item in value.values():
            if isinstance(item, (dict, list)):
                yield from _articles(item, depth + 1)
