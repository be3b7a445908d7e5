"""Documents, reference data, releases and the extractor's quality as JSON shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec

from api.schemas.figures import Instant, Publication
from sql.export.shapes import Fact


class StoredDocument(msgspec.Struct, kw_only=True):
    """What every door tells of a stored text."""

    document_id: str
    title: str | None
    lang: str | None
    published_at: date | None
    publisher: str | None
    url: str | None
    licence: str | None
    text_open: bool
    characters: int


class Document(StoredDocument, kw_only=True):
    """What is known of a stored text."""

    facts: int


class DocumentDetail(StoredDocument, kw_only=True):
    """A document with its publications and its figures."""

    release: str
    extractor: str | None
    publications: list[Publication]
    facts: list[Fact]


class DocumentText(msgspec.Struct, kw_only=True):
    """A stored text, to which every offset refers."""

    document_id: str
    licence: str | None
    text: str
    citation: str


class Indicator(msgspec.Struct, kw_only=True):
    """What is counted, in four languages, with its mappings."""

    indicator: str
    label_ar: str | None
    label_en: str | None
    label_fr: str | None
    label_es: str | None
    description: str | None
    usual_measure: list[str]
    part_of: str | None
    helix_category: str | None
    helix_term: str | None
    hapi: str | None
    hxl: str | None
    facts: int | None
    documents: int | None


class Code(msgspec.Struct, kw_only=True):
    """A code and its labels in four languages."""

    codelist: str
    code: str
    label_ar: str | None
    label_en: str | None
    label_fr: str | None
    label_es: str | None
    description: str | None


class CodelistName(msgspec.Struct, kw_only=True):
    """A code list and how many codes it has."""

    codelist: str
    codes: int
    url: str


class PlaceEntry(msgspec.Struct, kw_only=True):
    """A place with its names in four languages."""

    place_id: str
    name: str | None
    name_ar: str | None
    name_en: str | None
    name_fr: str | None
    name_es: str | None
    iso3: str | None
    admin1: str | None
    admin1_name: str | None
    kind: str | None
    geonames_id: int | None
    lat: float | None
    lon: float | None
    accuracy: str | None
    population: int | None
    facts: int


class Source(msgspec.Struct, kw_only=True):
    """A publisher and what the release holds of it."""

    publisher: str | None
    documents: int
    first_published: date | None
    last_published: date | None
    languages: list[str]
    licences: list[str]
    facts: int


class Coverage(msgspec.Struct, kw_only=True):
    """How many figures and documents there are."""

    indicator: str
    country: str | None
    month: date | None
    publisher: str | None
    facts: int
    documents: int


class ReleaseEntry(msgspec.Struct, kw_only=True):
    """A published release."""

    release_id: str
    published_at: Instant
    facts: int
    documents: int
    sha256: str
    bytes: int


class Change(msgspec.Struct, kw_only=True):
    """What became different between two releases, and why."""

    fact_id: str
    change: str
    field: str | None
    old: Any
    new: Any
    cause: str
    release_id: str


Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class QualityCorpus(msgspec.Struct, kw_only=True):
    """What the extractor was measured on."""

    passages: int
    articles: int
    facts: int
    distractors: int
    digest: str


class QualityScore(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Figures found and read right; a field that no passage is annotated for is left out."""

    passages: int
    articles: int
    facts: int
    distractors: int
    mention_precision: Share
    mention_recall: Share
    mention_f1: Share
    value_indicator_f1: Share
    distractors_left_alone: Share
    value: Share | msgspec.UnsetType = msgspec.UNSET
    quantifier: Share | msgspec.UnsetType = msgspec.UNSET
    unit: Share | msgspec.UnsetType = msgspec.UNSET
    indicator: Share | msgspec.UnsetType = msgspec.UNSET
    measure: Share | msgspec.UnsetType = msgspec.UNSET
    assertion: Share | msgspec.UnsetType = msgspec.UNSET
    population: Share | msgspec.UnsetType = msgspec.UNSET
    period: Share | msgspec.UnsetType = msgspec.UNSET
    country: Share | msgspec.UnsetType = msgspec.UNSET
    attribution: Share | msgspec.UnsetType = msgspec.UNSET
    org: Share | msgspec.UnsetType = msgspec.UNSET
    subset: Share | msgspec.UnsetType = msgspec.UNSET
    duplicate: Share | msgspec.UnsetType = msgspec.UNSET


class Quality(msgspec.Struct, kw_only=True):
    """How well the extractor reads, on an annotated corpus: `languages` is the held-out part of `splits`.

    Nulls and empty mappings where nothing is measured yet.
    """

    extractor: str | None
    corpus: QualityCorpus | None
    languages: dict[str, QualityScore]
    splits: dict[str, dict[str, QualityScore]]
