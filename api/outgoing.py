"""An answer on its way out: compressed, tagged, with every header, noted, and kept where it may be."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from api.coding import COMPRESSIBLE, SMALL, choose_coding, compress
from api.errors import PROBLEM_JSON, ApiError
from api.headers import ALLOWED, VARY, Headers, matches
from api.kept import Entry, Kept, Key
from api.observe import AccessLog, Counters, route_of
from api.resource import Answer
from sql.export.shapes import encode

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_UNKEPT = ("/v1/health", "/v1/ready", "/metrics", "/v1/sql")
# Larger bodies are packed beside the loop, so that other requests go on.
_LARGE = 200_000
_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))


class Sink:
    """Where the answers of one worker leave their traces, and the headers they all have."""

    def __init__(
        self, kept: Kept, counters: Counters, log: AccessLog, common: Headers, lasting: bytes
    ) -> None:
        self.kept = kept
        self.counters = counters
        self.log = log
        self.common = common
        self.names = frozenset(name for name, _ in common)
        self.lasting = lasting

    def note(
        self,
        path: str,
        query: bytes,
        method: str,
        status: int,
        size: int,
        began: float,
        request_id: str,
        said: str,
    ) -> None:
        """The request is counted and logged."""
        seconds = time.perf_counter() - began
        known = method if method in _METHODS else "other"
        self.counters.request(route_of(path), known, status, seconds)
        if self.log.enabled:
            self.log.add(request_id, known, path, query.decode("latin-1"), status, size, seconds, said)


class Outgoing:
    """What answers one request; knows afterwards whether anything was sent."""

    def __init__(
        self,
        sink: Sink,
        scope: Scope,
        send: Send,
        request_id: str,
        began: float,
        key: Key | None,
        release: str,
        match: bytes,
        encodings: bytes,
    ) -> None:
        self._sink = sink
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

    async def answer(self, answer: Answer) -> None:
        """A resource's own answer, without a detour."""
        kind = answer.media_type
        headers = {b"content-type": (f"{kind}; charset=utf-8" if kind[:5] == "text/" else kind).encode()}
        for name, value in answer.headers.items():
            headers[name.lower().encode("latin-1")] = value.encode("latin-1")
        self._status, self._headers = answer.status, headers
        await self._finish(answer.body)

    async def send(self, message: Message) -> None:
        """What an ASGI application sends."""
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

    async def problem(self, error: ApiError) -> None:
        """The problem document of an error; where half an answer is out, all that is left is to end it."""
        if self.started:
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
        """The methods of an address."""
        self._status = 204
        self._headers = {
            b"allow": allowed,
            b"access-control-allow-methods": allowed,
            b"access-control-allow-headers": ALLOWED,
            b"access-control-max-age": b"86400",
        }
        await self._finish(b"")

    async def _stream(self, body: bytes, more: bool) -> None:
        if self._scope["method"] == "HEAD":
            body = b""
        self._sent += len(body)
        await self._send({"type": "http.response.body", "body": body, "more_body": more})
        if not more:
            self._noted()

    async def _start(self, headers: dict[bytes, bytes], status: int) -> Headers:
        headers.setdefault(b"humstats-release", self._release.encode())
        common = self._sink.common
        if not self._sink.names.isdisjoint(headers):
            common = [pair for pair in common if pair[0] not in headers]
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
        method, path = self._scope["method"], self._scope["path"]
        kept = (
            self._key is not None
            and status == 200
            and not path.startswith(_UNKEPT)
            and b"x-no-keep" not in headers
        )
        headers.pop(b"x-no-keep", None)
        headers.pop(b"content-length", None)
        if status == 200 and method in ("GET", "HEAD") and b"content-range" not in headers:
            kind = headers.get(b"content-type", b"")
            coding = b""
            if len(body) >= SMALL and kind.startswith(COMPRESSIBLE) and b"content-encoding" not in headers:
                coding = choose_coding(self._encodings)
            if b"etag" not in headers:
                headers[b"etag"] = self._tag(body, kind, coding, kept)
            headers.setdefault(b"cache-control", self._sink.lasting if kept else b"no-cache")
            headers.setdefault(b"vary", VARY)
            if self._match and matches(self._match, headers[b"etag"]):
                for name in (b"content-type", b"content-encoding"):
                    headers.pop(name, None)
                status, body, kept = 304, b"", False
            elif coding:
                if len(body) > _LARGE:
                    body = await asyncio.get_running_loop().run_in_executor(None, compress, body, coding)
                else:
                    body = compress(body, coding)
                headers[b"content-encoding"] = coding
        else:
            headers.setdefault(b"cache-control", b"no-store")
        if status not in (204, 304):
            headers[b"content-length"] = str(len(body)).encode()
        self._status = status
        shown = b"" if method == "HEAD" else body
        pairs = await self._start(headers, status)
        self._sent = len(shown)
        await self._send({"type": "http.response.body", "body": shown})
        if kept and self._key is not None:
            self._sink.kept.put(
                self._key, Entry(headers[b"etag"], pairs, body, route_of(path)), self._release
            )
        self._noted()

    def _tag(self, body: bytes, kind: bytes, coding: bytes, kept: bool) -> bytes:
        if kept and self._key is not None and self._scope["path"].startswith("/v1/"):
            parts = sorted(self._scope["query_string"].split(b"&"))
            told = (self._release.encode(), self._scope["path"].encode(), *parts, kind, self._key[4], coding)
            digest = hashlib.blake2b(b"\0".join(told), digest_size=15)
        else:
            digest = hashlib.blake2b(body, digest_size=15)
            digest.update(coding)
        return b'"' + digest.hexdigest().encode() + b'"'

    def _noted(self) -> None:
        self.done = True
        scope = self._scope
        self._sink.note(
            scope["path"],
            scope["query_string"],
            scope["method"],
            self._status,
            self._sent,
            self._began,
            self._request_id,
            self.note,
        )
