"""RSS and Atom: the articles that feeds point to, as documents."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import feedparser
import msgspec

from etl.connectors.dates import stated_day
from etl.connectors.interface import Context, Item, Mark, Option, Wish
from etl.connectors.pages import fetch
from etl.connectors.web import FEEDS, Answer, Credential, LaterError
from etl.documents.encoding import decode
from etl.documents.html import text_of
from etl.documents.record import make_document
from etl.errors import DocumentError, SourceError

# A feed shows a few dozen entries at a time; what was seen is kept for many times as many.
KEPT = 5_000
# No feed is larger or more deeply nested; what is, takes its reader hours.
LARGEST = 16_000_000
DEEPEST = 2_000
# Feeds are often served as something else; what they are shows in their content.
_KINDS = (*FEEDS, "text/html", "text/plain", "application/octet-stream")
_PROLOG = re.compile(rb"""\A[\s\xef\xbb\xbf]*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")


class Feed:
    """Each new entry's page; what cannot be fetched now is tried again in the next run."""

    name = "feed"
    summary = "Articles from RSS and Atom feeds, as documents."
    options: Sequence[Option] = (
        Option("full", "no: take the words in the feed itself and fetch no pages"),
        Option("publisher", "who publishes the feed (default: the title of the feed)"),
        Option("licence", "the licence of the articles"),
    )

    def credentials(self, environment: Mapping[str, str], wish: Wish) -> Sequence[Credential]:
        if not wish.addresses:
            raise SourceError(self.name, "needs the address of a feed (--url)")
        return ()

    async def collect(self, context: Context) -> AsyncIterator[Item]:
        seen = _seen(context.cursor)
        shown: set[str] = set()
        for url in context.wish.addresses:
            try:
                answer = await context.web.get(url, kinds=_KINDS, obey_robots=True)
                feed = _parsed(url, answer)
            except (SourceError, DocumentError) as error:
                yield DocumentError(error.source, error.reason)
                continue
            days = [_day(entry, feed.version) for entry in feed.entries]
            repeated = Counter(str(entry.get("id") or "") for entry in feed.entries)
            dated = sorted(zip(days, feed.entries, strict=True), key=lambda pair: pair[0] or "9999")
            for day, entry in dated:
                name = _name(entry, alone=repeated[str(entry.get("id") or "")] == 1)
                if name in seen:
                    # Shown again, so it is kept longer than what no feed shows any more.
                    seen[name] = seen.pop(name)
                    shown.add(name)
                    continue
                shown.add(name)
                try:
                    yield await self._document(context, url, str(feed.feed.get("title", "")), entry, day)
                except LaterError as error:
                    yield DocumentError(error.source, error.reason)
                    continue
                except SourceError as error:
                    yield DocumentError(error.source, error.reason)
                except DocumentError as error:
                    yield error
                seen[name] = None
                yield Mark(_cursor(seen, len(shown)))
        yield Mark(_cursor(seen, len(shown)))

    async def _document(self, context: Context, url: str, title: str, entry: Any, day: str | None) -> Item:
        options = context.wish.options
        link = _link(entry)
        known = {
            "title": entry.get("title"),
            "published_at": day,
            "publisher": options.get("publisher") or title or None,
            "url": link,
            "licence": options.get("licence"),
        }
        if options.get("full") == "no" or not link:
            contents = [part.get("value", "") for part in entry.get("content", [])]
            markup = max([*contents, entry.get("summary", "")], key=len)
            return make_document(str(link or f"{url}#{_name(entry, alone=False)}"), text_of(markup), known)
        return await fetch(context.web, link, known)


def _parsed(url: str, answer: Answer) -> Any:
    """The feed of the answer. Raises DocumentError for what is none."""
    content = answer.content
    if len(content) > LARGEST:
        raise DocumentError(url, f"is larger than {LARGEST:,} bytes, as no feed is")
    if _depth(content) > DEEPEST:
        raise DocumentError(url, f"nests more than {DEEPEST:,} elements, as no feed does")
    prolog = _PROLOG.search(content)
    try:
        # What the bytes are goes before what a server says of them.
        text = decode(url, content, (answer.charset, prolog[1].decode() if prolog else None))
    except DocumentError:
        text = None
    if text is not None:
        content = text.encode()
    charset = "utf-8" if text is not None else answer.charset or ""
    told = {"content-type": f"application/xml; charset={charset}", "content-location": answer.url}
    feed = feedparser.parse(content, response_headers=told)
    if not feed.entries and (feed.bozo or not feed.version):
        if "html" in answer.kind:
            raise DocumentError(url, "answered with a web page instead of a feed")
        raise DocumentError(url, f"is no feed ({feed.get('bozo_exception', 'no entries')})")
    return feed


def _depth(content: bytes) -> int:
    """How deeply elements are nested at most, those that nobody closes left out at every entry."""
    deepest = depth = 0
    for found in _TAG.finditer(content):
        tag = found[0][1:8].lower()
        if found[1]:
            depth -= 1
        elif not found[2]:
            depth = 0 if tag.startswith((b"item", b"entry")) else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _link(entry: Any) -> str | None:
    """The address of the entry, where it is one that can be fetched."""
    link = str(entry.get("link") or "").strip()
    return link if link.lower().startswith(("http://", "https://")) else None


def _name(entry: Any, *, alone: bool) -> str:
    """Names an entry from run to run; by all it says where its id is none, or stands for several."""
    told = str(entry.get("id") or entry.get("link") or "")
    if not told or not alone:
        parts = ("id", "link", "title", "published", "summary")
        told = "\n".join(str(entry.get(part) or "") for part in parts)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _day(entry: Any, version: str) -> str | None:
    """The day of publication. RSS 1 has it where others have the day of a change."""
    text = entry.get("published")
    if not text and version.startswith("rss"):
        text = entry.get("updated")
    return stated_day(str(text or ""))


def _seen(cursor: str | None) -> dict[str, None]:
    try:
        return dict.fromkeys(msgspec.json.decode(cursor or "[]", type=list[str]))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}


def _cursor(seen: dict[str, None], shown: int) -> str:
    while len(seen) > max(KEPT, 2 * shown):
        del seen[next(iter(seen))]
    return msgspec.json.encode(list(seen)).decode()


CONNECTOR = Feed()
