"""The operations that are not plain GET resources, as the OpenAPI document shows them."""

from __future__ import annotations

from typing import Any

import msgspec

from api.exports import FORMATS as EXPORT_FORMATS
from api.parameters import Declared, Parameter
from api.routes.exports import MEDIA as EXPORT_MEDIA
from api.routes.releases import RELEASE_ID
from api.routes.sql import FORMATS, GET_PARAMETERS, POST_PARAMETERS
from api.schemas.tools import (
    Accepted,
    AcceptedDocument,
    ExtractBody,
    Extraction,
    Extractions,
    Health,
    Ready,
    SqlAnswer,
    SqlQuery,
    SubmittedBody,
)

_WRITING = (400, 406, 408, 413, 414, 415, 429, 500, 503)


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation beyond the GET resources."""

    operation_id: str
    method: str
    path: str
    tag: str
    summary: str
    about: str = ""
    parameters: Declared = {}
    path_parameters: tuple[Parameter, ...] = ()
    body: Any = None
    example: Any = None
    answer: tuple[Any, ...] = ()
    media: tuple[str, ...] = ("application/json",)
    statuses: tuple[int, ...] = (200,)
    errors: tuple[int, ...] = _WRITING
    secured: bool = False


_SQL_MEDIA = tuple(
    {"json": "application/json", "ndjson": "application/x-ndjson", "csv": "text/csv"}[f] for f in FORMATS
)
_SQL_ABOUT = (
    "One SELECT over the views facts, documents, figures, aggregates_monthly, places, indicators and runs. "
    "It may take a few seconds and some hundred megabytes; `truncated` says that there were more rows."
)
OPERATIONS = (
    Operation(
        operation_id="extract_figures",
        method="post",
        path="/v1/extract",
        tag="documents",
        summary="The figures of a text, or of a list of texts; nothing is stored",
        body=ExtractBody,
        example={
            "text": "About 1,500 people fled Baghouz on 13 February 2019.",
            "lang": "en",
            "published_at": "2019-02-14",
        },
        answer=(Extraction, Extractions),
    ),
    Operation(
        operation_id="submit_documents",
        method="post",
        path="/v1/documents",
        tag="documents",
        summary="A document, or a list of them, accepted for ingestion once it is on disk",
        about="Each has either `text` or `html`. It is in a release after the next ingestion.",
        body=SubmittedBody,
        example={
            "text": "About 1,500 people fled Baghouz on 13 February 2019.",
            "lang": "en",
            "published_at": "2019-02-14",
            "publisher": "Sample News",
            "licence": "CC-BY-4.0",
        },
        answer=(AcceptedDocument, Accepted),
        statuses=(202,),
        errors=(*_WRITING, 401),
        secured=True,
    ),
    Operation(
        operation_id="query_sql",
        method="post",
        path="/v1/sql",
        tag="sql",
        summary="The rows of one SELECT over the published views",
        about=_SQL_ABOUT,
        parameters=POST_PARAMETERS,
        body=SqlQuery,
        example={
            "sql": "SELECT indicator, count(*) AS facts FROM facts WHERE iso3 = ? GROUP BY ALL ORDER BY ALL",
            "params": ["SYR"],
        },
        answer=(SqlAnswer,),
        media=_SQL_MEDIA,
    ),
    Operation(
        operation_id="query_sql_by_link",
        method="get",
        path="/v1/sql",
        tag="sql",
        summary="The rows of one SELECT, as a link",
        about=_SQL_ABOUT,
        parameters=GET_PARAMETERS,
        answer=(SqlAnswer,),
        media=_SQL_MEDIA,
        statuses=(200, 304),
        errors=(400, 406, 414, 429, 500, 503),
    ),
    Operation(
        operation_id="download_release",
        method="get",
        path="/v1/releases/{release_id}/humstats.duckdb",
        tag="releases",
        summary="The release as a DuckDB file, whole or in ranges",
        about="DuckDB attaches it over HTTP: ATTACH 'https://HOST/v1/releases/current/humstats.duckdb' AS h.",
        path_parameters=(RELEASE_ID,),
        media=("application/vnd.duckdb",),
        statuses=(200, 206, 304),
        errors=(400, 404, 414, 416, 429, 500, 503),
    ),
    Operation(
        operation_id="download_export",
        method="get",
        path="/v1/exports/{name}",
        tag="releases",
        summary="All figures of the release in one file, or the data package that describes the files",
        path_parameters=(
            Parameter(
                name="name",
                kind="choice",
                choices=(*(f"facts.{form}" for form in EXPORT_FORMATS), "datapackage.json"),
                about="Name of the file.",
                example="facts.parquet",
            ),
        ),
        media=(*(kind.split(";")[0] for kind in EXPORT_MEDIA.values()), "application/json"),
        statuses=(200, 206, 304),
        errors=(400, 404, 414, 416, 429, 500, 503),
    ),
    Operation(
        operation_id="get_health",
        method="get",
        path="/v1/health",
        tag="system",
        summary="Alive",
        answer=(Health,),
        statuses=(200, 304),
        errors=(400, 414, 429, 500),
    ),
    Operation(
        operation_id="get_ready",
        method="get",
        path="/v1/ready",
        tag="system",
        summary="Able to answer: each part and whether it works",
        answer=(Ready,),
        statuses=(200, 304, 503),
        errors=(400, 414, 429, 500),
    ),
)
