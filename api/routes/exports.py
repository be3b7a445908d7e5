"""The whole release as files, and the data package that describes them."""

from __future__ import annotations

import asyncio

from litestar import Request, get
from litestar.response import Response, Stream

from api.errors import NotFoundError
from api.exports import FORMATS, Exports
from api.files import file_response
from api.formats import MEDIA_TYPES
from api.library import Release
from api.query_string import parse
from api.service import service_of
from sql.export.bulk import digest
from sql.export.columns import FACT_COLUMNS
from sql.export.package import describe, descriptor
from sql.export.shapes import encode

MEDIA = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "arrow": "application/vnd.apache.arrow.file",
    "geojson": "application/geo+json",
}


def package_of(release: Release, exports: Exports) -> bytes:
    """datapackage.json with every export of the release, its size and its checksum."""
    kept: bytes | None = release.memo.get("datapackage")
    if kept is None:
        resources = []
        for form in ("csv", "parquet", "arrow", "geojson"):
            path = exports.file(release, form)
            name = "facts" if form == "csv" else f"facts-{form}"
            resources.append(describe(name, f"facts.{form}", form, FACT_COLUMNS, path))
        licences = release.query(
            "SELECT DISTINCT licence FROM documents WHERE licence IS NOT NULL ORDER BY licence"
        )
        sources = release.query(
            "SELECT DISTINCT publisher FROM documents WHERE publisher IS NOT NULL ORDER BY ALL LIMIT 500"
        )
        kept = release.memo["datapackage"] = encode(
            descriptor(
                release.record, resources, [row[0] for row in licences.rows], [row[0] for row in sources.rows]
            )
        )
    return kept


@get("/v1/exports/{name:str}", include_in_schema=False)
async def export(request: Request) -> Response[bytes] | Stream:  # type: ignore[type-arg]
    """A file of the whole release, in ranges where asked."""
    name = str(request.path_params["name"])
    parse(request.scope["query_string"], {}, lambda parameter: None)
    service = service_of(request)
    release = service.library.current()
    loop = asyncio.get_running_loop()
    if name == "datapackage.json":
        body = await loop.run_in_executor(None, package_of, release, service.exports)
        return Response(body, media_type=MEDIA_TYPES["json"], headers={"Humstats-Release": release.id})
    form = name.removeprefix("facts.")
    if form not in FORMATS or name != f"facts.{form}":
        raise NotFoundError(
            "not-found",
            "There is no such export.",
            parameter="name",
            value=name,
            allowed=[*(f"facts.{known}" for known in FORMATS), "datapackage.json"],
        )
    path = await loop.run_in_executor(None, service.exports.file, release, form)
    tags: dict[str, str] = release.memo.setdefault("export_tags", {})
    if form not in tags:
        tags[form] = await loop.run_in_executor(None, digest, path)
    return file_response(
        request,
        path,
        etag=f'"{tags[form][:40]}"',
        modified=release.record.published_at,
        media_type=MEDIA[form],
        download=f"humstats-{release.id}-facts.{form}",
        release=release.id,
        lasting=False,
    )


HANDLERS = [export]
