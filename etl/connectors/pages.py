"""A list of addresses: web pages, texts and PDF files, as documents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from etl.connectors.interface import Context, Item, Option, Wish
from etl.connectors.web import PAGES, Credential, Web
from etl.documents.html import page_document
from etl.documents.markup import declared_encodings
from etl.documents.pdf import text_and_title
from etl.documents.record import SourceDocument, make_document
from etl.errors import DocumentError, SourceError


class Pages:
    """Each address once a run; a page that has changed is a new document."""

    name = "pages"
    summary = "Web pages, texts and PDF files from a list of addresses."
    options: Sequence[Option] = (
        Option("publisher", "who publishes them, where they do not say so themselves"),
        Option("licence", "their licence"),
    )

    def credentials(self, environment: Mapping[str, str], wish: Wish) -> Sequence[Credential]:
        if not wish.addresses:
            raise SourceError(self.name, "needs addresses (--url or --urls FILE)")
        return ()

    async def collect(self, context: Context) -> AsyncIterator[Item]:
        options = context.wish.options
        known = {"licence": options.get("licence"), "publisher": options.get("publisher")}
        for url in dict.fromkeys(context.wish.addresses):
            try:
                yield await fetch(context.web, url, {**known, "url": url})
            except (SourceError, DocumentError) as error:
                yield DocumentError(error.source, error.reason)


async def fetch(web: Web, url: str, known: Mapping[str, object]) -> SourceDocument:
    """The document at an address, if robots.txt lets it be fetched. Raises SourceError and DocumentError."""
    answer = await web.get(url, kinds=PAGES, obey_robots=True)
    if answer.kind == "application/pdf" or answer.content.startswith(b"%PDF-"):
        text, title = text_and_title(url, answer.content)
        return make_document(url, text, {"title": title, **{k: v for k, v in known.items() if v}})
    if answer.kind in ("text/plain", "text/markdown"):
        return make_document(url, answer.text(), known)
    return page_document(url, answer.text(tuple(declared_encodings(answer.content))), known)


CONNECTOR = Pages()
