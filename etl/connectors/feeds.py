"""RSS and Atom: the articles that feeds point to, as documents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import msgspec

from etl.connectors.interface import Context, Item, Mark, Option, Wish
from etl.connectors.pages import fetch
from etl.connectors.web import FEEDS, Credential, LaterError
from etl.documents.html import text_of
from etl.documents.record import make_document
from etl.errors import DocumentError, SourceError

# A feed shows a few dozen entries at a time; what was seen is kept for many times as many.
KEPT = 5_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


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
        for url in context.wish.addresses:
            try:
                answer = await context.web.get(url, kinds=FEEDS, obey_robots=True)
            except SourceError as error:
                yield DocumentError(error.source, error.reason)
                continue
            feed = feedparser.parse(
                answer.content,
                response_headers={"content-type": f"{answer.kind}; charset={answer.charset or ''}"},
            )
            if not feed.entries and (feed.bozo or not feed.version):
                yield DocumentError(url, f"is no feed ({feed.get('bozo_exception', 'no entries')})")
                continue
            dated = sorted(feed.entries, key=lambda entry: _day(entry) or "9999")
            for entry in dated:
                name = _name(entry)
                if name in seen:
                    continue
                try:
                    yield await self._document(context, url, str(feed.feed.get("title", "")), entry)
                except LaterError as error:
                    yield DocumentError(error.source, error.reason)
                    continue
                except SourceError as error:
                    yield DocumentError(error.source, error.reason)
                except DocumentError as error:
                    yield error
                seen[name] = None
                yield Mark(_cursor(seen))
        yield Mark(_cursor(seen))

    async def _document(self, context: Context, url: str, title: str, entry: Any) -> Item:
        options = context.wish.options
        link = entry.get("link")
        known = {
            "title": entry.get("title"),
            "published_at": _day(entry),
            "publisher": options.get("publisher") or title or None,
            "url": link,
            "licence": options.get("licence"),
        }
        if options.get("full") == "no" or not link:
            contents = [part.get("value", "") for part in entry.get("content", [])]
            markup = max([*contents, entry.get("summary", "")], key=len)
            return make_document(str(link or f"{url}#{_name(entry)}"), text_of(markup), known)
        return await fetch(context.web, link, known)


def _name(entry: Any) -> str:
    told = str(entry.get("id") or entry.get("link") or entry.get("title") or "")
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _day(entry: Any) -> str | None:
    """The day of publication as the feed wrote it; none is made up where the feed gives none."""
    text = str(entry.get("published") or "").strip()
    if _DAY.match(text):
        return text[:10]
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return None


def _seen(cursor: str | None) -> dict[str, None]:
    try:
        return dict.fromkeys(msgspec.json.decode(cursor or "[]", type=list[str]))
    except msgspec.MsgspecError:
        return {}


def _cursor(seen: dict[str, None]) -> str:
    while len(seen) > KEPT:
        del seen[next(iter(seen))]
    return msgspec.json.encode(list(seen)).decode()


CONNECTOR = Feed()
