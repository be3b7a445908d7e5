"""Reference data: code lists and indicators with labels in four languages, publishers, coverage."""

from __future__ import annotations

from api.errors import NotFoundError
from api.formats import TABLE_FORMATS
from api.pages import list_held, list_rows
from api.parameters import LIST, Parameter
from api.queries import parts
from api.resource import Answer, Question, Resource
from api.schemas.figures import Listing
from api.schemas.reference import Code, CodelistName, Coverage, Indicator, Source
from sql.export.tables import Column

_LABELS = tuple(Column(f"label_{lang}", "text") for lang in ("ar", "en", "fr", "es"))
_INDICATOR = (
    Column("indicator", "text"),
    *_LABELS,
    Column("description", "text"),
    Column("usual_measure", "texts"),
    *(Column(name, "text") for name in ("part_of", "helix_category", "helix_term", "hapi", "hxl")),
    Column("facts", "integer"),
    Column("documents", "integer"),
)
_CODE = (Column("codelist", "text"), Column("code", "text"), *_LABELS, Column("description", "text"))
_CODELIST = (Column("codelist", "text"), Column("codes", "integer"), Column("url", "text"))
_SOURCE = (
    Column("publisher", "text"),
    Column("documents", "integer"),
    Column("first_published", "date"),
    Column("last_published", "date"),
    Column("languages", "texts"),
    Column("licences", "texts"),
    Column("facts", "integer"),
)
_COVERAGE = (
    Column("indicator", "text"),
    Column("country", "text"),
    Column("month", "date"),
    Column("publisher", "text"),
    Column("facts", "integer"),
    Column("documents", "integer"),
)


def list_indicators(question: Question) -> Answer:
    return list_rows(question, _INDICATOR, parts("api/reference")["indicators"], {})


def list_codelists(question: Question) -> Answer:
    counts: dict[str, int] = {}
    for row in question.release.query(parts("api/reference")["codelists"]).rows:
        counts[row[0]] = counts.get(row[0], 0) + 1
    rows = [(name, count, f"{question.base}/v1/codelists/{name}") for name, count in counts.items()]
    return list_held(question, _CODELIST, rows)


def get_codelist(question: Question) -> Answer:
    rows = question.release.query(parts("api/reference")["codelists"]).rows
    chosen = [row for row in rows if row[0] == question["name"]]
    if not chosen:
        raise NotFoundError(
            "not-found",
            "There is no such code list.",
            parameter="name",
            value=question["name"],
            allowed=list(dict.fromkeys(row[0] for row in rows)),
        )
    return list_held(question, _CODE, chosen)


def list_sources(question: Question) -> Answer:
    return list_rows(question, _SOURCE, parts("api/reference")["sources"], {})


def list_coverage(question: Question) -> Answer:
    return list_rows(question, _COVERAGE, parts("api/reference")["coverage"], {})


RESOURCES = [
    Resource(
        operation_id="list_indicators",
        path="/v1/indicators",
        tag="reference",
        summary="What is counted, with labels in four languages and mappings",
        answers=list_indicators,
        schema=Listing[Indicator],
        parameters=LIST,
        formats=TABLE_FORMATS,
        errors=(404,),
        pages=True,
    ),
    Resource(
        operation_id="list_codelists",
        path="/v1/codelists",
        tag="reference",
        summary="The code lists",
        answers=list_codelists,
        schema=Listing[CodelistName],
        parameters=LIST,
        formats=TABLE_FORMATS,
        errors=(404,),
        pages=True,
    ),
    Resource(
        operation_id="get_codelist",
        path="/v1/codelists/{name}",
        tag="reference",
        summary="The codes of one list, with labels in four languages",
        answers=get_codelist,
        schema=Listing[Code],
        parameters=LIST,
        path_parameters=(
            Parameter(name="name", kind="text", about="Name of a code list.", example="quantifier"),
        ),
        formats=TABLE_FORMATS,
        errors=(404,),
        pages=True,
    ),
    Resource(
        operation_id="list_sources",
        path="/v1/sources",
        tag="reference",
        summary="Who published the documents, in which languages and on what terms",
        answers=list_sources,
        schema=Listing[Source],
        parameters=LIST,
        formats=TABLE_FORMATS,
        errors=(404,),
        pages=True,
    ),
    Resource(
        operation_id="list_coverage",
        path="/v1/coverage",
        tag="reference",
        summary="Counts of figures and documents by indicator, country, month and publisher",
        answers=list_coverage,
        schema=Listing[Coverage],
        parameters=LIST,
        formats=TABLE_FORMATS,
        errors=(404,),
        pages=True,
    ),
]
