"""Documents: what is known of them, their figures, and their stored text where its licence allows."""

from __future__ import annotations

from typing import Any

from api.errors import ForbiddenError, NotFoundError
from api.formats import TABLE_FORMATS
from api.pages import list_rows
from api.parameters import FACT_FILTERS, LIST, Parameter
from api.queries import parts
from api.resource import Answer, Question, Resource
from api.routes.facts import facts_json
from api.schemas.figures import Listing
from api.schemas.reference import Document, DocumentDetail, DocumentText
from sql.export.shapes import citation, encode
from sql.export.tables import Column

DOCUMENT_ID = Parameter(
    name="document_id", kind="text", about="Id of a document.", example="d_0123456789abcdef"
)
_COLUMNS = (
    Column("document_id", "text"),
    Column("title", "text"),
    Column("lang", "text"),
    Column("published_at", "date"),
    Column("publisher", "text"),
    Column("url", "text"),
    Column("licence", "text"),
    Column("text_open", "boolean"),
    Column("characters", "integer"),
    Column("facts", "integer"),
)
_FILTERS = ("lang", "publisher", "licence", "published_from", "published_to")


def list_documents(question: Question) -> Answer:
    """The documents, newest first."""
    values = {name: question[name] for name in _FILTERS}
    return list_rows(question, _COLUMNS, parts("api/reference")["documents"], values)


def get_document(question: Question) -> Answer:
    """A document with its publications and its figures."""
    row = _document(question)
    reference, release = parts("api/reference"), question.release
    values = {"document_id": question["document_id"]}
    publications = release.query(reference["publications"], values).records()
    ids = [found[0] for found in release.query(reference["document_facts"], values).rows]
    row.pop("facts")
    head = encode({"release": release.id, **row, "publications": publications})
    return Answer(head[:-1] + b',"facts":[' + b",".join(facts_json(question, ids)) + b"]}")


def get_text(question: Question) -> Answer:
    """The stored text, exactly; refused where no licence allows it to be passed on."""
    row = _document(question)
    found = question.release.query(
        parts("api/reference")["text"], {"document_id": question["document_id"]}
    ).rows
    if not row["text_open"] or not found:
        raise ForbiddenError(
            "text-withheld",
            f"The licence of this document ({row['licence'] or 'not stated'}) does not allow its text to be "
            "passed on; its figures carry their quotes.",
            parameter="document_id",
            value=question["document_id"],
        )
    text = found[0][0]
    if question.format == "text":
        return Answer(text.encode(), "text/plain")
    return Answer(
        encode(
            DocumentText(
                document_id=row["document_id"],
                licence=row["licence"],
                text=text,
                citation=citation({**row, "fact_id": "text"}).replace(" Figure read by Humstats, text.", ""),
            )
        )
    )


def _document(question: Question) -> dict[str, Any]:
    rows = question.release.query(
        parts("api/reference")["document"], {"document_id": question["document_id"]}
    ).records()
    if not rows:
        raise NotFoundError(
            "not-found",
            "No document of this release has this id.",
            parameter="document_id",
            value=question["document_id"],
        )
    return rows[0]


RESOURCES = [
    Resource(
        operation_id="list_documents",
        path="/v1/documents",
        tag="documents",
        summary="The documents that figures were read in, newest first",
        answers=list_documents,
        schema=Listing[Document],
        parameters={**{name: FACT_FILTERS[name] for name in _FILTERS}, **LIST},
        formats=TABLE_FORMATS,
        errors=(404,),
        pages=True,
    ),
    Resource(
        operation_id="get_document",
        path="/v1/documents/{document_id}",
        tag="documents",
        summary="A document with its publications and its figures",
        answers=get_document,
        schema=DocumentDetail,
        path_parameters=(DOCUMENT_ID,),
        errors=(404,),
    ),
    Resource(
        operation_id="get_document_text",
        path="/v1/documents/{document_id}/text",
        tag="documents",
        summary="The stored text of a document, where its licence allows",
        answers=get_text,
        schema=DocumentText,
        path_parameters=(DOCUMENT_ID,),
        formats=("json", "text"),
        errors=(403, 404),
    ),
]
