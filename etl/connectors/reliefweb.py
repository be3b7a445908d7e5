"""ReliefWeb v2: reports as documents, oldest first, Arabic included."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from etl.connectors.interface import Context, Item, Mark, Option, Wish, required
from etl.connectors.rows import listed
from etl.connectors.web import Answer, Credential, LaterError
from etl.documents.markup import fragment_text
from etl.documents.pdf import text_and_title
from etl.documents.record import SourceDocument, make_document
from etl.errors import DocumentError, SourceError
from etl.model import LANGS

BASE = "https://api.reliefweb.int/v2/"
VARIABLE = "HUMSTATS_RELIEFWEB_APPNAME"
FORMATS = ("Situation Report", "News and Press Release")
FIELDS = (
    "id", "title", "body", "body-html", "date.original", "date.created", "language.code",
    "primary_country.iso3", "country.iso3", "source.shortname", "source.name",
    "format.name", "url", "url_alias", "origin",
)  # fmt: skip
PAGE = 100


class ReliefWeb:
    """Reports by language, country and format; `date.created` is the cursor."""

    name = "reliefweb"
    summary = "Situation reports and news from ReliefWeb, as documents."
    options: Sequence[Option] = (
        Option("format", f"formats of reports, separated by '|' (default: {'|'.join(FORMATS)})"),
        Option("files", "yes: where a report has no text of its own, the first PDF that hangs on it"),
        Option("page_size", f"reports in one answer, up to 1000 (default {PAGE})"),
    )

    def credentials(self, environment: Mapping[str, str], wish: Wish) -> Sequence[Credential]:
        how = "ReliefWeb gives an approved appname on request"
        appname = required(environment, VARIABLE, self.name, how)
        base = wish.endpoint or BASE
        return (Credential(origin=base, variable=VARIABLE, params={"appname": appname}),)

    async def collect(self, context: Context) -> AsyncIterator[Item]:
        wish = context.wish
        url = (wish.endpoint or BASE).rstrip("/") + "/reports"
        size = page_size(self.name, wish, PAGE, 1000)
        since = context.cursor or (f"{wish.since.isoformat()}T00:00:00+00:00" if wish.since else None)
        offset = 0
        newest = since
        seen: set[str] = set()
        waiting = False
        while True:
            value, answer = await context.web.json(url, body=_query(wish, since, size, offset))
            items = listed(answer, value, "data")
            names = [str(item["id"]) for item in items if isinstance(item, dict) and "id" in item]
            if seen and names and seen.issuperset(names):
                raise SourceError(answer.url, f"gives the same reports again (offset {offset})")
            seen.update(names)
            for number, item in enumerate(items):
                try:
                    document, created = await _document(context, answer, f"/data/{number}", item)
                    newest = newest if waiting else created or newest
                    yield document
                except LaterError as error:
                    # The next run begins with this one again.
                    waiting = True
                    yield DocumentError(error.source, error.reason)
                except DocumentError as error:
                    yield error
            # Within a second others may have been created that come next time; they are known by their text.
            if newest is not None:
                yield Mark(newest)
            if len(items) < size:
                return
            offset += len(items)


def page_size(connector: str, wish: Wish, default: int, largest: int) -> int:
    """The number of rows to ask for at once. Raises SourceError for what is none."""
    text = wish.options.get("page_size", str(default))
    if not text.isdigit() or not 1 <= int(text) <= largest:
        raise SourceError(connector, f"page_size is {text!r}, not a number from 1 to {largest}")
    return int(text)


def _query(wish: Wish, since: str | None, size: int, offset: int) -> dict[str, object]:
    formats = [name for name in wish.options.get("format", "|".join(FORMATS)).split("|") if name]
    conditions: list[dict[str, object]] = [
        {"field": "language.code", "value": list(wish.langs or LANGS), "operator": "OR"},
        {"field": "format.name", "value": formats, "operator": "OR"},
    ]
    if wish.countries:
        codes = [code.lower() for code in wish.countries]
        conditions.append({"field": "country.iso3", "value": codes, "operator": "OR"})
    span = {"from": since} if since else {}
    if wish.until:
        span["to"] = f"{wish.until.isoformat()}T23:59:59+00:00"
    if span:
        conditions.append({"field": "date.created", "value": span})
    return {
        "limit": size,
        "offset": offset,
        "fields": {"include": [*FIELDS, "file.url"]},
        "filter": {"operator": "AND", "conditions": conditions},
        "sort": ["date.created:asc", "id:asc"],
    }


async def _document(
    context: Context, answer: Answer, pointer: str, item: object
) -> tuple[SourceDocument, str | None]:
    place = f"{answer.url}#{pointer}"
    fields: dict[str, Any] = item.get("fields", {}) if isinstance(item, dict) else {}
    if not isinstance(fields, dict) or not isinstance(fields.get("title"), str):
        raise DocumentError(place, "is no report with a title")
    source = next((link for link in (fields.get("url_alias"), fields.get("url")) if link), None)
    dates: dict[str, Any] = next(iter(_entries(fields.get("date"))), {})
    created = dates.get("created") if isinstance(dates.get("created"), str) else None
    html, body = fields.get("body-html"), fields.get("body")
    if isinstance(html, str) and html.strip():
        text = fragment_text(html)
    elif isinstance(body, str) and body.strip():
        text = body
    else:
        text = await _file_text(context, place, fields)
    codes = {str(entry.get("code", "")).lower() for entry in _entries(fields.get("language"))}
    publishers = [entry.get("shortname") or entry.get("name") for entry in _entries(fields.get("source"))]
    known = {
        "title": fields["title"],
        # A report in several languages is read paragraph by paragraph.
        "lang": next(iter(codes)) if len(codes) == 1 and codes <= set(LANGS) else None,
        "published_at": dates.get("original") or created,
        "publisher": "; ".join(str(name) for name in publishers if name) or None,
        "url": source,
    }
    return make_document(str(source or place), text, known), created


async def _file_text(context: Context, place: str, fields: Mapping[str, Any]) -> str:
    links = [entry.get("url") for entry in _entries(fields.get("file"))]
    wanted = next((link for link in links if isinstance(link, str) and link.lower().endswith(".pdf")), None)
    if wanted is None:
        raise DocumentError(place, "has no text")
    if context.wish.options.get("files") != "yes":
        raise DocumentError(place, f"has its text in a file only ({wanted}); files=yes would fetch it")
    try:
        answer = await context.web.get(wanted, kinds=("application/pdf",))
    except LaterError:
        raise
    except SourceError as error:
        raise DocumentError(error.source, error.reason) from None
    return text_and_title(wanted, answer.content)[0]


def _entries(value: object) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [entry for entry in found if isinstance(entry, dict)]


CONNECTOR = ReliefWeb()
