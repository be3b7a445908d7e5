"""Figures: a list with filters, one figure with its provenance and relations, and its provenance as linked
data.
"""

from __future__ import annotations

from typing import Any

import duckdb
import msgspec

from api.cursors import Cursor, digest_of, no_such_place, read_cursor
from api.errors import NotFoundError
from api.formats import FACT_FORMATS
from api.pages import Page, envelope, next_url, open_page, page_headers
from api.parameters import AS_OF, FACT_FILTERS, FACT_SORTS, LIST, Parameter, sort_parameter
from api.provenance import linked_data
from api.queries import parts
from api.resource import Answer, Question, Resource, table_answer
from api.schemas.figures import FactDetail, Listing, Provenance, Publication, Relation
from api.selection import Selection, fact_filters
from sql.export.columns import FACT_COLUMNS, STORED, flat_fact
from sql.export.shapes import Fact, encode, fact_of
from sql.export.tables import Table

_DEFAULT_SORT = "-published_at"
_KEY_TYPES = {
    "published_at": "DATE",
    "period_start": "DATE",
    "period_end": "DATE",
    "value": "DECIMAL(24, 6)",
    "confidence": "DOUBLE",
    "indicator": "VARCHAR",
    "country": "VARCHAR",
    "fact_id": "VARCHAR",
}

FACT_ID = Parameter(name="fact_id", kind="text", about="Id of a figure.", example="f_0123456789abcdef")


def list_facts(question: Question) -> Answer:
    """The figures that pass every filter, a page of them, in any format."""
    question, page = open_page(question)
    if (found := _in_order(question, page)) is not None:
        return found
    selection = fact_filters(question.values, question.run, folded=question.release.folded)
    total = None
    release = question.release
    if question["count"]:
        total = release.query(
            f"SELECT count(*) FROM {selection.source}{selection.where}", selection.values
        ).rows[0][0]
    sort = question["sort"] or _DEFAULT_SORT
    rows = _ids(question, selection, sort, page.cursor, page.limit + 1)
    following = None
    if len(rows) > page.limit:
        rows = rows[: page.limit]
        last_id, last_key = rows[-1]
        following = next_url(question, Cursor(release.id, page.digest, last_key, last_id))
    ids = [row[0] for row in rows]
    if question.format == "json":
        return envelope(question, facts_json(question, ids), following, total)
    flat = facts_flat(question, ids)
    return table_answer(question, Table(FACT_COLUMNS, flat), page_headers(question, following, total))


def list_at_once(question: Question) -> Answer | None:
    """The page where it is at hand; None where something has to be read first."""
    ordering = question.release.ordering
    if ordering is None or not ordering.holds(question.values):
        return None
    asked = question.query + b"&" + question.path.encode()
    cursor = read_cursor(question["cursor"], digest_of(asked)) if question["cursor"] else None
    return _in_order(question, Page(cursor, question["limit"], asked))


def _in_order(question: Question, page: Page) -> Answer | None:
    """The page where it can be given without a query of its own; None where the database has to be asked."""
    release, cursor = question.release, page.cursor
    ordering = release.ordering
    if ordering is None or question.run is not None or question.format != "json":
        return None
    if cursor is not None and (cursor.release != release.id or cursor.offset == 0):
        return None
    if not ordering.answers(question.values):
        return None
    start = cursor.offset if cursor is not None else 0
    found = ordering.find(question.values, start, page.limit, count=question["count"])
    blobs = release.facts.many(ordering.places(found.ranks))
    following = None
    if found.more:
        last = found.ranks[-1]
        last_id = msgspec.json.decode(blobs[-1], type=_Id).fact_id
        following = next_url(
            question, Cursor(release.id, page.digest, ordering.day(last), last_id, offset=last + 1)
        )
    return envelope(question, blobs, following, found.total)


class _Id(msgspec.Struct):
    fact_id: str


def _ids(
    question: Question, selection: Selection, sort: str, cursor: Cursor | None, limit: int
) -> list[tuple[str, str | None]]:
    sql = parts("api/facts")
    name = sort.removeprefix("-")
    down = sort.startswith("-")
    key, kind = sql["sort_" + name], _KEY_TYPES[name]
    values = {**selection.values, "page_limit": limit}
    conditions = list(selection.conditions)
    if cursor is not None:
        values["last_id"] = cursor.row_id
        if cursor.key is None:
            conditions.append(f"{key} IS NULL AND fact_id > $last_id")
        else:
            values["last_key"] = cursor.key
            beyond = "<" if down else ">"
            last = f"CAST($last_key AS {kind})"
            conditions.append(
                f"({key} {beyond} {last} OR ({key} = {last} AND fact_id > $last_id) OR {key} IS NULL)"
            )
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = f"{key} {'DESC' if down else 'ASC'} NULLS LAST, fact_id"
    try:
        rows = question.release.query(
            f"SELECT fact_id, CAST({key} AS VARCHAR) FROM {selection.source}{where} "
            f"ORDER BY {order} LIMIT $page_limit",
            values,
        ).rows
    except duckdb.DataError:
        if cursor is None:
            raise
        # A cursor of one's own making, with a key that is no day or no number.
        raise no_such_place(question["cursor"]) from None
    return [(row[0], row[1]) for row in rows]


def facts_json(question: Question, ids: list[str]) -> list[bytes]:
    """Facts by id as JSON objects, in the order of `ids`."""
    if question.run is not None:
        return [encode(fact_of(row)) for row in _stored(question, ids)]
    facts = question.release.facts
    blobs = [facts.get(fact_id) for fact_id in ids]
    return [blob for blob in blobs if blob is not None]


def _stored(question: Question, ids: list[str]) -> list[dict[str, Any]]:
    names = ", ".join(f'"{name}"' for name in STORED)
    selection = fact_filters({}, question.run)
    rows = question.release.query(
        f"SELECT {names} FROM {selection.source} WHERE list_contains($ids, fact_id)",
        {**selection.values, "ids": ids},
    ).records()
    by_id = {row["fact_id"]: row for row in rows}
    return [by_id[fact_id] for fact_id in ids if fact_id in by_id]


def facts_flat(question: Question, ids: list[str]) -> list[tuple[Any, ...]]:
    """Facts by id as flat rows, in the order of `ids`."""
    return [flat_fact(row) for row in _stored(question, ids)]


def _fact(question: Question) -> bytes:
    blobs = facts_json(question, [question["fact_id"]])
    if not blobs:
        raise NotFoundError(
            "not-found",
            "No figure of this release has this id.",
            parameter="fact_id",
            value=question["fact_id"],
        )
    return blobs[0]


def _provenance(question: Question, fact: dict[str, Any]) -> Provenance:
    reference, sql = parts("api/reference"), parts("api/facts")
    release = question.release
    publications = release.query(reference["publications"], {"document_id": fact["document_id"]}).records()
    origin = release.query(sql["origin"], {"fact_id": fact["fact_id"]}).records()
    found = (
        origin[0]
        if origin
        else dict.fromkeys(("source_url", "retrieved_at", "response_sha256", "json_pointer", "run_from"))
    )
    return Provenance(
        document=fact["document"],
        publications=[Publication(**row) for row in publications],
        selector=fact["selector"],
        extractor=fact["extractor"],
        rules=fact["rules"],
        linked_data=f"/v1/facts/{fact['fact_id']}/provenance",
        **found,
    )


def get_fact(question: Question) -> Answer:
    """One figure with its provenance block and its relations."""
    fact_id = question["fact_id"]
    if question.format != "json":
        _fact(question)
        return table_answer(question, Table(FACT_COLUMNS, facts_flat(question, [fact_id])))
    if question.run is None and (found := fact_at_once(question)) is not None:
        return found
    release = b',"release":' + encode(question.release.id) + b","
    blob = _fact(question)
    relations = question.release.query(parts("api/facts")["relations"], {"fact_id": fact_id}).records()
    tail = encode(
        {
            "provenance": _provenance(question, _decode(blob)),
            "relations": [Relation(**row) for row in relations],
        }
    )
    return Answer(blob[:-1] + release + tail[1:])


def fact_at_once(question: Question) -> Answer | None:
    """The figure as the lookup file has it; None where it has not, or another format is asked for."""
    if question.format != "json":
        return None
    release = question.release
    whole = release.facts.get_whole(question["fact_id"])
    if whole is None:
        return None
    fact, rest = whole
    return Answer(b"".join((fact[:-1], b',"release":', encode(release.id), b",", rest[1:])))


def get_provenance(question: Question) -> Answer:
    """Where a figure comes from, as JSON-LD: W3C PROV and Web Annotation."""
    fact = _decode(_fact(question))
    provenance = _provenance(question, fact)
    body = encode(linked_data(fact, provenance, question.release.record, question.base))
    kind = "application/ld+json" if question.format == "jsonld" else "application/json"
    return Answer(body, kind)


def _decode(blob: bytes) -> dict[str, Any]:
    fact: dict[str, Any] = msgspec.json.decode(blob)
    return fact


RESOURCES = [
    Resource(
        operation_id="list_facts",
        path="/v1/facts",
        tag="figures",
        summary="Figures that pass every filter",
        about="Each with its exact words, its bounds, who said it, its document and its part in the totals.",
        answers=list_facts,
        at_once=list_at_once,
        schema=Listing[Fact],
        parameters={
            **FACT_FILTERS,
            "sort": sort_parameter(FACT_SORTS, _DEFAULT_SORT),
            "as_of": AS_OF,
            **LIST,
        },
        formats=FACT_FORMATS,
        errors=(404, 410),
        pages=True,
    ),
    Resource(
        operation_id="get_fact",
        path="/v1/facts/{fact_id}",
        tag="figures",
        summary="One figure with its provenance and its relations",
        answers=get_fact,
        at_once=fact_at_once,
        schema=FactDetail,
        parameters={"as_of": AS_OF},
        path_parameters=(FACT_ID,),
        formats=("json", "ndjson", "csv", "hxl", "geojson", "parquet", "arrow"),
        errors=(404, 410),
    ),
    Resource(
        operation_id="get_fact_provenance",
        path="/v1/facts/{fact_id}/provenance",
        tag="figures",
        summary="The provenance of a figure as linked data",
        about="JSON-LD with an embedded context: W3C PROV, and Web Annotation selectors.",
        answers=get_provenance,
        schema=dict[str, Any],
        parameters={"as_of": AS_OF},
        path_parameters=(FACT_ID,),
        formats=("jsonld", "json"),
        errors=(404, 410),
    ),
]
