"""The outermost layer: limits, kept bytes ahead of routing, and the short way to the resources.

Everything below sees only what the kept answers could not give. A GET of a declared resource goes from here
to the desk that answers it; everything else goes to the Litestar application, whose resources are answered
by the same desk.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Awaitable, Callable

from api.errors import (
    AddressError,
    BadValueError,
    TooLargeError,
    TooManyError,
    problem_of,
)
from api.headers import HOST, VARY, base_address, common_headers, lasting, matches
from api.kept import Entry, Kept, Key
from api.limits import Buckets
from api.outgoing import Message, Outgoing, Receive, Scope, Send, Sink
from api.rooms import Rooms
from api.service import Service

_COSTLY = ("/v1/sql", "/sql")
# A list or a figure with its format as a suffix, as people type it: /v1/facts.csv.
_SUFFIX = re.compile(
    r"(/v1/(?:facts|aggregates|documents|indicators|places|sources|codelists|coverage|releases|changes)"
    r"(?:/[A-Za-z0-9_\-]+)?)\.(json|ndjson|csv|hxl|geojson|parquet|arrow)\Z"
)


class Edge:
    """The ASGI application that the server calls."""

    def __init__(self, service: Service, rooms: Rooms) -> None:
        settings = service.settings
        self.service = service
        self._rooms = rooms
        self._desk = service.desk
        self._library = service.library
        self._settings = settings
        self._counters = service.counters
        self._log = service.log
        self._kept = Kept(settings.cache_bytes)
        self._sink = Sink(
            self._kept, service.counters, service.log, common_headers(settings), lasting(settings)
        )
        self._all = Buckets(settings.rate_per_second, settings.rate_burst)
        self._costly = Buckets(settings.costly_per_second, settings.costly_burst)
        self._proxies = frozenset(
            part.strip() for part in settings.trusted_proxies.split(",") if part.strip()
        )
        # Unique among workers and restarts; no secret, so a counter after a random start is enough.
        self._prefix = os.urandom(6).hex()
        self._serial = 0

    @property
    def held(self) -> int:
        """Bytes of kept answers."""
        return self._kept.held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
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
        if release != self._kept.release:
            self._kept.begin(release)
        key: Key | None = None
        if reading and not ranged:
            key = (path, query, accept, encodings, host)
            entry = self._kept.get(key)
            if entry is not None:
                await self._send_kept(entry, method, match, request_id, path, query, began, send)
                return
            tag = self._kept.tag(key)
            if tag is not None and match and matches(match, tag):
                await self._send_unchanged(tag, release, request_id, send)
                self._sink.note(path, query, method, 304, 0, began, request_id, "etag")
                return
        out = Outgoing(self._sink, scope, send, request_id, began, key, release, match, encodings)
        try:
            self._check(scope, method, path, query, forwarded, length, host)
            await self._answer(scope, receive, out, accept, host)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:
            problem = problem_of(error)
            if problem.status == 500:
                self._counters.events["internal_error"] += 1
                self._log.fault(path, error.__cause__ or error)
                out.note = f"internal: {type(error).__name__}"
            await out.problem(problem)
        if not out.started and not out.done:
            await out.problem(problem_of(RuntimeError("nothing was sent")))

    async def _answer(
        self, scope: Scope, receive: Receive, out: Outgoing, accept: bytes, host: bytes
    ) -> None:
        method: str = scope["method"]
        if method == "OPTIONS":
            await out.preflight(await self._rooms.methods(scope["path"]))
            return
        suffixed = _SUFFIX.match(scope["path"])
        if suffixed is not None:
            scope = _by_suffix(scope, suffixed[1], suffixed[2])
        if method == "HEAD":
            scope = {**scope, "method": "GET", "humstats_head": True}
        if method == "GET" or method == "HEAD":
            found = self.service.direct(scope["path"])
            if found is not None:
                base = base_address(self._settings, scope["scheme"], host.decode("latin-1"))
                asked = (scope["path"], scope["query_string"], accept.decode("latin-1"), base)
                await out.answer(await found(*asked))
                return
        rooms = await self._rooms.open()
        await rooms(scope, _limited(receive, self._settings.max_body_bytes), out.send)

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
        if host and not HOST.match(host):
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
        if match and matches(match, entry.etag):
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
        if self._log.enabled:
            self._log.add(
                request_id, method, path, query.decode("latin-1"), status, len(body), seconds, "cache"
            )

    async def _send_unchanged(self, tag: bytes, release: str, request_id: str, send: Send) -> None:
        headers = [
            *self._sink.common,
            (b"etag", tag),
            (b"cache-control", self._sink.lasting),
            (b"vary", VARY),
            (b"humstats-release", release.encode()),
            (b"x-request-id", request_id.encode()),
        ]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start and stop, as the server tells them."""
        await receive()
        try:
            self.service.open()
            self._rooms.begin()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": type(error).__name__})
            raise
        flusher = asyncio.create_task(self._flush())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        flusher.cancel()
        await self._rooms.close()
        self.service.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(0.25)
            self._log.flush()


def _by_suffix(scope: Scope, path: str, form: str) -> Scope:
    query = b"&".join(part for part in (scope["query_string"], b"format=" + form.encode()) if part)
    return {**scope, "path": path, "raw_path": path.encode(), "query_string": query}


def _limited(receive: Receive, most: int) -> Callable[[], Awaitable[Message]]:
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
