"""The outermost layer: limits, cached bytes ahead of routing, conditional requests, compression, headers,
log.

An answer is kept as the very bytes that were sent, by path, query, Accept, encoding and host, for the
release it
was made from; a new release empties the cache. Everything below sees only what the cache could not answer.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import brotli
import zstandard

from api.errors import (
    PROBLEM_JSON,
    AddressError,
    ApiError,
    BadValueError,
    InternalError,
    TooLargeError,
    TooManyError,
)
from api.library import Library
from api.limits import Buckets
from api.observe import AccessLog, Counters
from api.settings import Settings
from sql.export.shapes import encode

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFETY: Headers = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
EXPOSED = b"ETag, Humstats-Release, Link, Location, X-Request-Id, Retry-After, Content-Range, Accept-Ranges"
ALLOWED = b"Accept, Authorization, Content-Type, If-None-Match, If-Range, Range"
_SMALL = 860
_COMPRESSIBLE = (
    b"application/json",
    b"application/problem+json",
    b"application/ld+json",
    b"application/geo+json",
    b"application/x-ndjson",
    b"text/",
    b"image/svg",
    b"application/javascript",
)
_UNKEPT = ("/v1/health", "/v1/ready", "/metrics", "/v1/sql", "/v1/documents/spool")
_COSTLY = ("/v1/sql", "/sql")
_HOST = re.compile(rb"[A-Za-z0-9_.\-]{1,253}(:[0-9]{1,5})?\Z|\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?\Z")
_LARGEST_KEPT = 4_000_000
# A list or a figure with its format as a suffix, as people type it: /v1/facts.csv.
_SUFFIX = re.compile(
    r"(/v1/(?:facts|aggregates|documents|indicators|places|sources|codelists|coverage|releases|changes)"
    r"(?:/[A-Za-z0-9_\-]+)?)\.(json|ndjson|csv|hxl|geojson|parquet|arrow)\Z"
)


class Entry:
    """One kept answer."""

    __slots__ = ("body", "etag", "headers", "route", "size")

    def __init__(self, etag: bytes, headers: Headers, body: bytes, route: str) -> None:
        self.etag = etag
        self.headers = headers
        self.body = body
        self.route = route
        self.size = len(body) + 1_000


class Edge:
    """The ASGI application that the server calls."""

    def __init__(
        self, app: App, library: Library, settings: Settings, counters: Counters, log: AccessLog
    ) -> None:
        self._app = app
        self.litestar: Any = None
        self.methods: Callable[[str], bytes] = lambda path: b"GET, HEAD, OPTIONS"
        self._library = library
        self._settings = settings
        self._counters = counters
        self._log = log
        self._cache: OrderedDict[tuple[Any, ...], Entry] = OrderedDict()
        self._tags: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._held = 0
        self._release = ""
        self._all = Buckets(settings.rate_per_second, settings.rate_burst)
        self._costly = Buckets(settings.costly_per_second, settings.costly_burst)
        self._proxies = frozenset(
            part.strip() for part in settings.trusted_proxies.split(",") if part.strip()
        )
        # Unique among workers and restarts; no secret, so a counter after a random start is enough.
        self._prefix = os.urandom(6).hex()
        self._serial = 0
        self._common: Headers = list(SAFETY)
        if settings.cors_origins:
            self._common += [
                (b"access-control-allow-origin", settings.cors_origins.encode()),
                (b"access-control-expose-headers", EXPOSED),
            ]
        self._age = (
            f"public, max-age={settings.max_age}, stale-while-revalidate={settings.max_age * 10}".encode()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        self._serial += 1
        request_id = f"{self._prefix}-{self._serial:x}"
        method: str = scope["method"]
        accept = encodings = match = host = forwarded = length = b""
        ranged = False
        for name, value in scope["headers"]:
            if name == b"accept":
                accept = value
            elif name == b"accept-encoding":
                encodings = value
            elif name == b"host":
                host = value
            elif name == b"if-none-match":
                match = value
            elif name == b"x-forwarded-for":
                forwarded = value
            elif name == b"content-length":
                length = value
            elif name == b"range":
                ranged = True
        path: str = scope["path"]
        query: bytes = scope["query_string"]
        reading = method == "GET" or method == "HEAD"
        self._library.refresh()
        release = self._library.release_id
        if release != self._release:
            self._forget(release)
        key: tuple[Any, ...] | None = None
        if reading and not ranged:
            key = (path, query, accept, encodings, host)
            entry = self._cache.get(key)
            if entry is not None:
                self._cache.move_to_end(key)
                await self._send_kept(entry, method, match, request_id, path, query, began, send)
                return
            tag = self._tags.get(key)
            if tag is not None and match and _matches(match, tag):
                headers = [
                    *self._common,
                    (b"etag", tag),
                    (b"cache-control", self._age),
                    (b"vary", b"Accept, Accept-Encoding"),
                    (b"humstats-release", release.encode()),
                    (b"x-request-id", request_id.encode()),
                ]
                await send({"type": "http.response.start", "status": 304, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                self._note(path, method, 304, 0, began, request_id, query, "etag")
                return
        answer = _Answer(self, scope, send, request_id, began, key, release, match, encodings)
        try:
            self._check(scope, method, path, query, forwarded, length, host)
            if method == "OPTIONS":
                await answer.preflight(self.methods(path))
                return
            if method == "HEAD":
                scope = {**scope, "method": "GET", "humstats_head": True}
            suffixed = _SUFFIX.match(path)
            if suffixed is not None:
                scope = _by_suffix(scope, suffixed[1], suffixed[2])
            await self._app(scope, _limited(receive, self._settings.max_body_bytes), answer.send)
        except ApiError as error:
            await answer.problem(error)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:
            self._counters.events["internal_error"] += 1
            answer.note = f"internal: {type(error).__name__}"
            await answer.problem(InternalError("internal", "The fault is noted under this request's id."))
        if not answer.started and not answer.done:
            await answer.problem(InternalError("internal", "The fault is noted under this request's id."))

    def _check(
        self, scope: Scope, method: str, path: str, query: bytes, forwarded: bytes, length: bytes, host: bytes
    ) -> None:
        settings = self._settings
        client = scope["client"][0] if scope.get("client") else "local"
        if forwarded and client in self._proxies:
            client = forwarded.split(b",")[-1].strip().decode("latin-1")[:64]
        costly = method == "POST" or path in _COSTLY
        wait = (self._costly if costly else self._all).take(client)
        if wait > 0:
            self._counters.events["rate_limited"] += 1
            raise TooManyError(
                "too-many-requests",
                "This client asks too often; come back later.",
                headers={"Retry-After": str(max(1, int(wait + 0.999)))},
            )
        if len(query) > settings.max_query_bytes:
            raise AddressError(
                "query-too-long", f"The query string may have {settings.max_query_bytes} bytes."
            )
        if length.isdigit() and int(length) > settings.max_body_bytes:
            raise TooLargeError("too-large", f"The body may have {settings.max_body_bytes} bytes.")
        if host and not _HOST.match(host):
            raise BadValueError("bad-value", "The Host header is not a host name.", parameter="Host")

    async def _send_kept(
        self,
        entry: Entry,
        method: str,
        match: bytes,
        request_id: str,
        path: str,
        query: bytes,
        began: float,
        send: Send,
    ) -> None:
        headers = [*entry.headers, (b"x-request-id", request_id.encode())]
        if match and _matches(match, entry.etag):
            status, body = 304, b""
            headers = [
                pair
                for pair in headers
                if pair[0] not in (b"content-length", b"content-type", b"content-encoding")
            ]
        else:
            status, body = 200, entry.body if method == "GET" else b""
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        seconds = time.perf_counter() - began
        counters = self._counters
        counters.events["cache_hit"] += 1
        counters.request(entry.route, method, status, seconds)
        self._log.add(request_id, method, path, query.decode("latin-1"), status, len(body), seconds, "cache")

    def _note(
        self,
        path: str,
        method: str,
        status: int,
        size: int,
        began: float,
        request_id: str,
        query: bytes,
        note: str,
    ) -> None:
        seconds = time.perf_counter() - began
        known = method if method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE") else "other"
        self._counters.request(route_of(path), known, status, seconds)
        self._log.add(request_id, known, path, query.decode("latin-1"), status, size, seconds, note)

    def _forget(self, release: str) -> None:
        self._cache.clear()
        self._tags.clear()
        self._held = 0
        self._release = release

    def keep(self, key: tuple[Any, ...], entry: Entry, release: str) -> None:
        """The answer is kept, if it is still the release's and small enough; the least used make room."""
        if release != self._release:
            return
        self._tags[key] = entry.etag
        if len(self._tags) > 20_000:
            self._tags.popitem(last=False)
        size = entry.size + len(key[1])
        if size > min(_LARGEST_KEPT, self._settings.cache_bytes // 4):
            return
        entry.size = size
        old = self._cache.pop(key, None)
        if old is not None:
            self._held -= old.size
        self._cache[key] = entry
        self._held += size
        while self._held > self._settings.cache_bytes:
            _, dropped = self._cache.popitem(last=False)
            self._held -= dropped.size

    @property
    def held(self) -> int:
        """Bytes of kept answers."""
        return self._held


class _Answer:
    """What the application sends, finished: compressed, tagged, with every header, noted."""

    def __init__(
        self,
        edge: Edge,
        scope: Scope,
        send: Send,
        request_id: str,
        began: float,
        key: tuple[Any, ...] | None,
        release: str,
        match: bytes,
        encodings: bytes,
    ) -> None:
        self._edge = edge
        self._scope = scope
        self._send = send
        self._request_id = request_id
        self._began = began
        self._key = key
        self._release = release
        self._match = match
        self._encodings = encodings
        self._status = 0
        self._headers: dict[bytes, bytes] = {}
        self._streaming = False
        self._sent = 0
        self.started = False
        self.done = False
        self.note = ""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {bytes(name).lower(): bytes(value) for name, value in message["headers"]}
            return
        if message["type"] != "http.response.body":
            return
        body = message.get("body", b"")
        if self._streaming:
            await self._stream(body, message.get("more_body", False))
        elif message.get("more_body", False):
            self._streaming = True
            await self._start(self._headers, self._status)
            await self._stream(body, True)
        else:
            await self._finish(bytes(body))

    async def _stream(self, body: bytes, more: bool) -> None:
        if self._scope["method"] == "HEAD":
            body = b""
        self._sent += len(body)
        await self._send({"type": "http.response.body", "body": body, "more_body": more})
        if not more:
            self._noted()

    async def _start(self, headers: dict[bytes, bytes], status: int) -> Headers:
        headers.setdefault(b"humstats-release", self._release.encode())
        common = [pair for pair in self._edge._common if pair[0] not in headers]
        pairs = [*common, *headers.items()]
        self.started = True
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*pairs, (b"x-request-id", self._request_id.encode())],
            }
        )
        return pairs

    async def _finish(self, body: bytes) -> None:
        headers, status = self._headers, self._status
        method = self._scope["method"]
        path = self._scope["path"]
        kept = (
            self._key is not None
            and status == 200
            and not path.startswith(_UNKEPT)
            and b"x-no-keep" not in headers
        )
        headers.pop(b"x-no-keep", None)
        headers.pop(b"content-length", None)
        reading = method in ("GET", "HEAD")
        if status == 200 and reading and b"content-range" not in headers:
            kind = headers.get(b"content-type", b"")
            coding = b""
            if len(body) >= _SMALL and kind.startswith(_COMPRESSIBLE) and b"content-encoding" not in headers:
                coding = choose_coding(self._encodings)
            if b"etag" not in headers:
                headers[b"etag"] = self._tag(body, kind, coding, kept)
            headers.setdefault(b"cache-control", self._edge._age if kept else b"no-cache")
            headers.setdefault(b"vary", b"Accept, Accept-Encoding")
            if self._match and _matches(self._match, headers[b"etag"]):
                for name in (b"content-type", b"content-encoding"):
                    headers.pop(name, None)
                status, body, kept = 304, b"", False
            elif coding:
                # Large bodies are packed beside the loop, so that other requests go on.
                if len(body) > 200_000:
                    body = await asyncio.get_running_loop().run_in_executor(None, compress, body, coding)
                else:
                    body = compress(body, coding)
                headers[b"content-encoding"] = coding
        else:
            headers.setdefault(b"cache-control", b"no-store")
        if status not in (204, 304):
            headers[b"content-length"] = str(len(body)).encode()
        shown = b"" if method == "HEAD" else body
        pairs = await self._start(headers, status)
        self._sent = len(shown)
        await self._send({"type": "http.response.body", "body": shown})
        if kept and self._key is not None:
            self._edge.keep(self._key, Entry(headers[b"etag"], pairs, body, route_of(path)), self._release)
        self._noted()

    def _tag(self, body: bytes, kind: bytes, coding: bytes, kept: bool) -> bytes:
        digest = hashlib.blake2b(digest_size=15)
        if kept and self._scope["path"].startswith("/v1/"):
            parts = sorted(self._scope["query_string"].split(b"&"))
            host = self._key[4] if self._key else b""
            for part in (self._release.encode(), self._scope["path"].encode(), *parts, kind, host):
                digest.update(part + b"\0")
        else:
            digest.update(body)
        digest.update(coding)
        return b'"' + digest.hexdigest().encode() + b'"'

    def _noted(self) -> None:
        self.done = True
        scope = self._scope
        self._edge._note(
            scope["path"],
            scope["method"],
            self._status,
            self._sent,
            self._began,
            self._request_id,
            scope["query_string"],
            self.note,
        )

    async def problem(self, error: ApiError) -> None:
        if self.started:
            # Half an answer is out: all that is left is to end it.
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
            self._noted()
            return
        self._status = error.status
        self._headers = {
            b"content-type": PROBLEM_JSON.encode(),
            **{name.lower().encode(): value.encode() for name, value in error.headers.items()},
        }
        await self._finish(encode(error.problem(self._scope["path"][:200])))

    async def preflight(self, allowed: bytes) -> None:
        self._status = 204
        self._headers = {
            b"allow": allowed,
            b"access-control-allow-methods": allowed,
            b"access-control-allow-headers": ALLOWED,
            b"access-control-max-age": b"86400",
        }
        await self._finish(b"")


def _by_suffix(scope: Scope, path: str, form: str) -> Scope:
    query = b"&".join(part for part in (scope["query_string"], b"format=" + form.encode()) if part)
    return {**scope, "path": path, "raw_path": path.encode(), "query_string": query}


def route_of(path: str) -> str:
    """The resource of a path, without ids, so that counters stay few."""
    parts = path.split("/")
    if len(parts) > 2 and parts[1] == "v1" and re.fullmatch(r"[a-z]{1,20}", parts[2]):
        route = "/v1/" + parts[2]
        return route if route in _ROUTES else "other"
    return path if path in ("/", "/openapi.json", "/docs", "/metrics") else "other"


_RESOURCES = (
    *("facts", "aggregates", "documents", "indicators", "places", "sources", "codelists", "coverage"),
    *("releases", "exports", "changes", "extract", "sql", "quality", "health", "ready"),
)
_ROUTES = frozenset("/v1/" + name for name in _RESOURCES)


def _matches(header: bytes, tag: bytes) -> bool:
    if header == tag:
        return True
    return any(part.strip().removeprefix(b"W/") in (tag, b"*") for part in header.split(b","))


def choose_coding(header: bytes) -> bytes:
    """The content coding to use: zstd before br before gzip where the client likes them equally."""
    best, coding = 0.0, b""
    if not header:
        return coding
    for part in header.split(b","):
        name, _, rest = part.strip().partition(b";")
        weight = 1.0
        if rest.strip().startswith(b"q="):
            try:
                weight = float(rest.strip()[2:])
            except ValueError:
                weight = 0.0
        for position, known in enumerate((b"zstd", b"br", b"gzip")):
            if name.strip().lower() == known and weight > 0:
                rank = weight - position * 1e-6
                if rank > best:
                    best, coding = rank, known
    return coding


def compress(body: bytes, coding: bytes) -> bytes:
    """The body in a content coding; levels are those where more effort stopped paying on pages of facts."""
    if coding == b"zstd":
        return zstandard.ZstdCompressor(level=3).compress(body)
    if coding == b"br":
        packed: bytes = brotli.compress(body, quality=4)
        return packed
    return gzip.compress(body, compresslevel=5, mtime=0)


def _limited(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                raise TooLargeError("too-large", f"The body may have {most} bytes.")
        return message

    return counted
