"""Settings of the API: read once from `HUMSTATS_*`, documented in docs/settings.md.

`HUMSTATS_` and the upper-cased field name is the variable; a value that does not fit its type is refused
by name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec

PREFIX = "HUMSTATS_"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator may change; every field has a default that suits one machine."""

    store: str = "store"
    """Folder of the ledger, the releases and the spool."""
    extractor: str = "etl.pipeline:extract"
    """Import string of the extractor that POST /v1/extract calls."""
    html_reader: str = "etl.documents.html:text_of"
    """Import string of what turns HTML into text, so that POST /v1/documents can tell the document_id."""
    extract_seconds: float = 10.0
    """Time limit of one POST /v1/extract."""
    extract_documents: int = 100
    """Most documents in one POST /v1/extract or POST /v1/documents."""
    max_body_bytes: int = 2_000_000
    """Largest request body."""
    max_query_bytes: int = 49_152
    """Longest query string."""
    max_text_chars: int = 400_000
    """Longest text of one document in POST /v1/extract and POST /v1/documents."""
    cache_bytes: int = 32_000_000
    """Bound of the cache of encoded answers, per worker."""
    query_seconds: float = 15.0
    """Time limit of one query on a release; late ones are interrupted."""
    query_threads: int = 4
    """Threads per worker that wait for queries."""
    duckdb_memory_mb: int = 96
    """Memory that DuckDB may use per worker for the API's own queries."""
    releases_open: int = 3
    """Releases kept open per worker, so that cursors and as_of stay quick."""
    rate_per_second: float = 2_000.0
    """Uncached requests a client may make per second, on average; 0 lifts the limit."""
    rate_burst: int = 10_000
    """Uncached requests a client may make at once."""
    costly_per_second: float = 50.0
    """POST requests and SQL queries a client may make per second, on average; 0 lifts the limit."""
    costly_burst: int = 500
    """POST requests and SQL queries a client may make at once."""
    trusted_proxies: str = ""
    """Comma list of proxy addresses whose X-Forwarded-For names the client."""
    cors_origins: str = "*"
    """Value of Access-Control-Allow-Origin; empty switches CORS off."""
    public_url: str = ""
    """Address that `next` links begin with; empty takes scheme and host from the request."""
    max_age: int = 60
    """Seconds that a client may reuse an answer without asking again."""
    sql_workers: int = 3
    """Sandbox processes for SQL per API worker; 0 closes the SQL door."""
    sql_seconds: float = 5.0
    """Time limit of one SQL query; the sandbox is killed when it is late."""
    sql_rows: int = 10_000
    """Most rows of one SQL answer; more are cut and `truncated` says so."""
    sql_bytes: int = 16_000_000
    """Most bytes of one SQL answer."""
    sql_memory_mb: int = 512
    """Memory that one sandbox process may use for a query."""
    sql_queue: int = 32
    """SQL queries that may wait for a sandbox; more are told to come back."""
    access_log: bool = True
    """Write one JSON line per request to stderr."""


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings an environment gives; a value of the wrong type raises `SystemExit` naming its
    variable.
    """
    found = os.environ if environ is None else environ
    given = {
        name: found[PREFIX + name.upper()]
        for name in Settings.__struct_fields__
        if found.get(PREFIX + name.upper(), "") != ""
    }
    for flag in ("access_log",):
        if flag in given:
            given[flag] = {"yes": "true", "no": "false", "on": "true", "off": "false"}.get(
                given[flag].lower(), given[flag].lower()
            )
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SystemExit(f"{PREFIX}*: {error}") from error
