"""A release as a DuckDB file, whole or in ranges, so that it can be downloaded or attached over HTTP."""

from __future__ import annotations

from datetime import datetime

from litestar import Request, get
from litestar.response import Response, Stream

from api.files import file_response
from api.query_string import parse
from api.routes.releases import find_record
from api.service import service_of


@get("/v1/releases/{release_id:str}/humstats.duckdb", include_in_schema=False)
async def release_file(request: Request) -> Response[bytes] | Stream:  # type: ignore[type-arg]
    """The release as a DuckDB file, whole or in ranges."""
    release_id = str(request.path_params["release_id"])
    parse(request.scope["query_string"], {}, lambda name: None)
    library = service_of(request).library
    record = find_record(library, release_id)
    published: datetime = record.published_at
    return file_response(
        request,
        library.file(record),
        etag=f'"{record.sha256[:40]}"',
        modified=published,
        media_type="application/vnd.duckdb",
        download="humstats.duckdb",
        release=record.release_id,
        lasting=release_id != "current",
    )


HANDLERS = [release_file]
