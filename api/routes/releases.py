"""Releases: the list, one of them, and what became different between two."""

from __future__ import annotations

import re
from typing import Any

from api.errors import BadValueError, NotFoundError
from api.formats import TABLE_FORMATS
from api.library import Library
from api.pages import list_held
from api.parameters import LIST, RELEASE_PATTERN, Parameter
from api.queries import parts
from api.resource import Answer, Question, Resource
from api.schemas.figures import Listing
from api.schemas.reference import Change, ReleaseEntry
from sql.export.shapes import encode, plain_number
from sql.export.tables import Column
from sql.store import ReleaseRecord

RELEASE_ID = Parameter(
    name="release_id", kind="text", about="Id of a release, or current.", example="current"
)
_RELEASE = (
    Column("release_id", "text"),
    Column("published_at", "instant"),
    Column("facts", "integer"),
    Column("documents", "integer"),
    Column("sha256", "text"),
    Column("bytes", "integer"),
)
_CHANGE = (
    Column("fact_id", "text"),
    Column("change", "text"),
    Column("field", "text"),
    Column("old", "json"),
    Column("new", "json"),
    Column("cause", "text"),
    Column("release_id", "text"),
)
# Columns that say when a row held, not what it says.
_BOOKKEEPING = frozenset(("fact_id", "run_from", "run_to"))


def find_record(library: Library, release_id: str) -> ReleaseRecord:
    """The record of a kept release by its id, or of the current one."""
    if release_id == "current":
        return library.current().record
    for record in library.records():
        if record.release_id == release_id:
            return record
    raise NotFoundError(
        "not-found",
        "No release of this id is kept.",
        parameter="release_id",
        value=release_id,
        allowed=[record.release_id for record in library.records()[:50]],
    )


def _row(record: ReleaseRecord) -> tuple[Any, ...]:
    return tuple(getattr(record, column.name) for column in _RELEASE)


def list_releases(question: Question) -> Answer:
    return list_held(question, _RELEASE, [_row(record) for record in question.library.records()])


def get_release(question: Question) -> Answer:
    record = find_record(question.library, question["release_id"])
    return Answer(encode(dict(zip((column.name for column in _RELEASE), _row(record), strict=True))))


def list_changes(question: Question) -> Answer:
    """What appeared, changed or went since a release, up to the current one."""
    release = question.release
    runs = {row[0]: row[1] for row in release.query(parts("api/reference")["releases"]).rows}
    names = {run: name for name, run in runs.items()}
    since = question["since"]
    if since not in runs:
        known = re.fullmatch(RELEASE_PATTERN, since)
        raise (NotFoundError if known else BadValueError)(
            "not-found" if known else "bad-value",
            f"since: {since[:100]!r} is not a release.",
            parameter="since",
            value=since,
            allowed=list(runs)[:50],
        )
    return list_held(question, _CHANGE, list(_changes(question, runs[since], names)))


def _changes(question: Question, since: int, names: dict[int, str]) -> list[tuple[Any, ...]]:
    sql, release = parts("api/changes"), question.release
    touched = release.query(sql["touched"], {"since": since}).records()
    ids = list(dict.fromkeys(row["fact_id"] for row in touched))
    before = {
        row["fact_id"]: row for row in release.query(sql["before"], {"ids": ids, "since": since}).records()
    }
    after = {row["fact_id"]: row for row in touched if row["run_to"] is None}
    documents = {
        row["document_id"]: row
        for row in release.query(
            sql["documents"],
            {"since": since, "documents": sorted({row["document_id"] for row in touched})},
        ).records()
    }
    changes: list[tuple[Any, ...]] = []
    for fact_id in ids:
        old, new = before.get(fact_id), after.get(fact_id)
        present = new or old
        if present is None:
            continue
        cause = _cause(old, new, documents.get(present["document_id"]), since)
        if old is None:
            changes.append((fact_id, "added", None, None, None, cause, names.get(present["run_from"])))
        elif new is None:
            changes.append((fact_id, "removed", None, None, None, cause, names.get(old["run_to"])))
        else:
            changes += [
                (
                    fact_id,
                    "changed",
                    field,
                    _plain(old[field]),
                    _plain(new[field]),
                    cause,
                    names.get(new["run_from"]),
                )
                for field in old
                if field not in _BOOKKEEPING and old[field] != new[field]
            ]
    for fact_id, relation, old_id, new_id, run in release.query(sql["decisions"], {"since": since}).rows:
        changes.append((fact_id, "changed", relation, old_id, new_id, "decision", names.get(run)))
    return sorted(changes, key=lambda change: (change[0], change[5] == "decision"))


def _cause(
    old: dict[str, Any] | None, new: dict[str, Any] | None, document: dict[str, Any] | None, since: int
) -> str:
    """Why a figure appeared, changed or went: what a document brought, a correction, or another reading.

    A further publication of a text can give it an earlier date: the document itself, not another extractor.
    """
    if old is not None and new is not None and _corrections(old) != _corrections(new):
        return "correction"
    if document is None or (old is None and document["run_from"] > since):
        # Rows of a series have no text to be read again: another answer came.
        return "new_document"
    earlier = old["extractor"] if old is not None else document["extractor_then"]
    later = new["extractor"] if new is not None else document["extractor"]
    return "new_document" if earlier == later and document["dated"] > since else "new_extractor"


def _corrections(fact: dict[str, Any]) -> set[str]:
    return {rule for rule in fact["rules"] or () if rule.startswith("correction.")}


def _plain(value: Any) -> Any:
    from decimal import Decimal

    return plain_number(value) if isinstance(value, Decimal) else value


RESOURCES = [
    Resource(
        operation_id="list_releases",
        path="/v1/releases",
        tag="releases",
        summary="The releases that are kept, newest first",
        answers=list_releases,
        schema=Listing[ReleaseEntry],
        parameters=LIST,
        formats=TABLE_FORMATS,
        errors=(404,),
        pages=True,
    ),
    Resource(
        operation_id="get_release",
        path="/v1/releases/{release_id}",
        tag="releases",
        summary="One release",
        answers=get_release,
        schema=ReleaseEntry,
        path_parameters=(RELEASE_ID,),
        errors=(404,),
    ),
    Resource(
        operation_id="list_changes",
        path="/v1/changes",
        tag="releases",
        summary="What appeared, changed or went since a release, with old value, new value and cause",
        answers=list_changes,
        schema=Listing[Change],
        parameters={
            "since": Parameter(
                name="since",
                kind="text",
                required=True,
                about="Id of an earlier release.",
                shape={"type": "string", "pattern": RELEASE_PATTERN},
                example="r0001-00000000",
            ),
            **LIST,
        },
        formats=TABLE_FORMATS,
        errors=(404,),
        pages=True,
    ),
]
