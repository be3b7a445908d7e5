"""The types of answers and bodies, as the OpenAPI document shows them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from sql.export.shapes import DocumentRef, Fact, Selector
from sql.official import OfficialFigure

T = TypeVar("T")


class Listing(msgspec.Struct, Generic[T], kw_only=True):
    """A page of a list, the release it was read from, and the address of the next page."""

    release: str
    data: list[T]
    next: str | None
    total: int | None


class Relation(msgspec.Struct, kw_only=True):
    """How one figure stands to another, and which rule said so."""

    fact_id: str
    relation: str
    other_id: str
    rule: str
    because: str
    origin: str


class Publication(msgspec.Struct, kw_only=True):
    """One appearance of a document."""

    title: str | None
    publisher: str | None
    url: str | None
    published_at: date | None
    licence: str | None
    source: str | None


class Provenance(msgspec.Struct, kw_only=True):
    """Where a figure comes from and what built it."""

    document: DocumentRef
    publications: list[Publication]
    selector: list[Selector]
    extractor: str
    rules: list[str]
    run_from: int | None
    source_url: str | None
    retrieved_at: datetime | None
    response_sha256: str | None
    json_pointer: str | None
    linked_data: str


class FactDetail(Fact, kw_only=True):
    """A figure with its provenance and its relations."""

    release: str
    provenance: Provenance
    relations: list[Relation]


class TotalEntry(msgspec.Struct, kw_only=True):
    """A value with its bounds."""

    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None


class EvidenceEntry(msgspec.Struct, kw_only=True):
    """One figure in the scope of a total: its role, and for every role but recommended the reason."""

    fact_id: str
    role: str
    because: str | None
    refers_to: list[str]
    indicator: str
    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    quantifier: str
    unit: str
    measure: str
    assertion: str
    period_start: date | None
    period_end: date | None
    place_name: str | None
    iso3: str | None
    quote: str | None
    selector: list[dict[str, Any]]
    attribution: str | None
    attribution_org: str | None
    reliability: str
    corrections: list[str]
    document: DocumentRef


class AggregateEntry(msgspec.Struct, kw_only=True):
    """One total; a key field for each `by` stands beside these."""

    indicator: str
    value: Decimal | None
    value_min: Decimal | None
    value_max: Decimal | None
    unit: str
    currency: str | None
    measure: str
    method: str
    policy: str
    derived: bool
    period_start: date | None
    period_end: date | None
    reliability: list[str]
    notes: list[str]
    facts_counted: int
    facts_set_aside: int
    provenance: list[EvidenceEntry]
    other_policies: dict[str, TotalEntry]
    licences: list[str]
    citation: str
    official: OfficialFigure | None


class LeftOutEntry(msgspec.Struct, kw_only=True):
    """Figures that the unit or the measure of the question left out."""

    unit: str
    measure: str
    facts: int


class Aggregates(Listing[AggregateEntry], kw_only=True):
    """Totals, and what the question left out."""

    left_out: list[LeftOutEntry]


class Document(msgspec.Struct, kw_only=True):
    """What is known of a stored text."""

    document_id: str
    title: str | None
    lang: str | None
    published_at: date | None
    publisher: str | None
    url: str | None
    licence: str | None
    text_open: bool
    characters: int
    facts: int


class DocumentDetail(msgspec.Struct, kw_only=True):
    """A document with its publications and its figures."""

    release: str
    document_id: str
    title: str | None
    lang: str | None
    published_at: date | None
    publisher: str | None
    url: str | None
    licence: str | None
    text_open: bool
    characters: int
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
    published_at: datetime
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


class Health(msgspec.Struct, kw_only=True):
    """Alive."""

    status: str
    release: str
    version: str


class Ready(msgspec.Struct, kw_only=True):
    """Able to answer: each part and whether it works."""

    status: str
    release: str
    checks: dict[str, str]


Words = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]
Day = Annotated[
    str,
    msgspec.Meta(
        min_length=10,
        max_length=40,
        extra_json_schema={"anyOf": [{"format": "date"}, {"format": "date-time"}]},
    ),
]
Language = Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
Address = Annotated[str, msgspec.Meta(max_length=2000, pattern="^https?://[!-~]+$")]
Line = Annotated[str, msgspec.Meta(max_length=2000, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")]


class ExtractDocument(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A text to read figures from; nothing is stored."""

    text: Words
    id: Line | None = None
    lang: Language | None = None
    published_at: Day | None = None


class SubmittedDocument(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A document to take in: its text or its HTML, and what is known of it."""

    text: Words | None = None
    html: Words | None = None
    title: Line | None = None
    url: Address | None = None
    lang: Language | None = None
    published_at: Day | None = None
    publisher: Line | None = None
    licence: Line | None = None


ExtractBody = ExtractDocument | Annotated[list[ExtractDocument], msgspec.Meta(min_length=1, max_length=100)]
SubmittedBody = (
    SubmittedDocument | Annotated[list[SubmittedDocument], msgspec.Meta(min_length=1, max_length=100)]
)


class SqlQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One SELECT over the published views, with its parameters."""

    sql: Words
    params: list[Any] | dict[str, Any] | None = None


class SqlColumn(msgspec.Struct, kw_only=True):
    """A column of an SQL answer and its DuckDB type."""

    name: str
    type: str


class SqlAnswer(msgspec.Struct, kw_only=True):
    """The rows of one query; `truncated` says that there were more."""

    columns: list[SqlColumn]
    data: list[list[Any]]
    row_count: int
    truncated: bool


class AcceptedDocument(msgspec.Struct, kw_only=True):
    """A document that lies in the spool, on disk, and waits to be taken in."""

    document_id: str
    status: str


class Accepted(msgspec.Struct, kw_only=True):
    """Documents that lie in the spool, in the order they were sent."""

    accepted: list[AcceptedDocument]


class Extraction(msgspec.Struct, kw_only=True):
    """The figures of one text."""

    id: str | None
    facts: list[dict[str, Any]]


class Extractions(msgspec.Struct, kw_only=True):
    """The figures of each text, in order."""

    data: list[Extraction]
