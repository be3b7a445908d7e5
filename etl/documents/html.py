"""HTML pages: the main text, without what stands around it; date and title from the page's own metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import trafilatura

from etl.documents.encoding import decode
from etl.documents.markup import declared_encodings, fragment_text, is_page, page_fields
from etl.documents.plain import read_bytes
from etl.documents.record import SourceDocument, make_document
from etl.documents.sidecar import read_sidecar
from etl.errors import DocumentError
from etl.model import LANGS

# What is never part of the text, also on pages too short for anything to be learnt from their structure.
_AROUND = ["//nav", "//footer", "//aside", "//form", "//*[@role='navigation' or @role='complementary']"]


def read(path: Path) -> Iterator[SourceDocument]:
    """The one document of the file; a sidecar's fields go before the page's. Raises DocumentError."""
    content = read_bytes(path)
    markup = decode(str(path), content, declared_encodings(content))
    yield page_document(str(path), markup, read_sidecar(path))


def page_document(source: str, markup: str, known: Mapping[str, object]) -> SourceDocument:
    """The document of a page; what is known of it goes before what it says itself. Raises DocumentError."""
    fields = page_fields(markup)
    # A page in a language that is not read here may hold paragraphs in one that is.
    lang = str(fields["lang"] or "").replace("_", "-").split("-")[0].lower()
    fields["lang"] = lang if lang in LANGS else None
    if not str(fields["url"] or "").lower().startswith(("http://", "https://")):
        fields["url"] = None
    given = {key: value for key, value in known.items() if value is not None and value != ""}
    text = text_of(markup)
    if not text.strip():
        raise DocumentError(source, "holds no text that is not navigation")
    return make_document(source, text, {**fields, **given})


def text_of(markup: str) -> str:
    """The main text of a page, or the whole text of a fragment; a line for each paragraph."""
    if not is_page(markup):
        return fragment_text(markup)
    try:
        text = trafilatura.extract(
            markup, include_comments=False, include_tables=True, include_formatting=False, prune_xpath=_AROUND
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        # Markup that the extractor stumbles over is still read, with less knowledge of what is the main text.
        text = None
    return text if text and text.strip() else fragment_text(markup)
