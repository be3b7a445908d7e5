"""The one way out: bounded, polite and repeatable HTTP.

Every request has time limits and a largest size, is tried again where that helps, waits its turn at its host,
follows few redirects, goes to judged addresses only (etl.connectors.addresses), and asks if its cache still
holds. Credentials are added below the cache and the log: no address told, stored or raised here has one.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import msgspec
import stamina
from hishel import AsyncSqliteStorage, CacheOptions
from hishel.httpx import AsyncCacheTransport

from etl.connectors import responses, robots
from etl.connectors.addresses import GuardedTransport, allowed_hosts
from etl.documents.encoding import decode
from etl.errors import DocumentError, SourceError
from sql.paths import Store

AGENT = "humstats"
JSON = ("application/json", "text/json", "+json")
PAGES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf")
FEEDS = (
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "text/xml",
    "+xml",
    "application/rdf",
)

_SQLITE = b"SQLite format 3\0"
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 521, 522, 523, 524})
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long, how much, how often; seconds and bytes."""

    connect: float = 15.0
    read: float = 30.0
    # For one attempt, from the first byte sent to the last one read.
    attempt: float = 300.0
    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0
    # A host that asks for more than this is asked again in another run.
    longest_retry_after: float = 300.0
    pause: float = 1.0
    redirects: int = 5
    largest: int = 64_000_000
    largest_download: int = 2_000_000_000
    largest_cached: int = 16_000_000
    cache: int = 500_000_000


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """What one origin wants to see with every request; `variable` names where it came from."""

    origin: str
    variable: str
    headers: Mapping[str, str] = {}
    params: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"Credential({self.origin!r}, {self.variable})"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer in full; `url` is where it came from in the end. A download has a path and no content."""

    url: str
    kind: str
    charset: str | None
    content: bytes
    sha256: str
    retrieved_at: datetime
    path: Path | None = None

    def text(self, declared: Sequence[str] = ()) -> str:
        """The content as text. Raises SourceError."""
        try:
            return decode(self.url, self.content, (self.charset, *declared))
        except DocumentError as error:
            raise SourceError(self.url, error.reason) from None


class LaterError(SourceError):
    """The source may answer better later; `wait` is what it asked for."""

    def __init__(self, source: str, reason: str, wait: float | None = None) -> None:
        super().__init__(source, reason)
        self.wait = wait


class _SigningTransport(httpx.AsyncBaseTransport):
    """Adds the credential of an origin at the last moment, and to no other origin."""

    def __init__(self, inner: httpx.AsyncBaseTransport, credentials: Sequence[Credential]) -> None:
        self._inner = inner
        self._credentials = {origin_of(credential.origin): credential for credential in credentials}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        credential = self._credentials.get(origin_of(str(request.url)))
        if credential is not None:
            signed = httpx.Request(
                request.method,
                request.url.copy_merge_params(credential.params),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
            signed.headers.update(credential.headers)
            request = signed
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parsed = httpx.URL(url)
    port = parsed.port or {"https": 443, "http": 80}.get(parsed.scheme, 0)
    return f"{parsed.scheme}://{parsed.host}:{port}"


class Web:
    """A client for one run. `credentials` are those of the connector that runs."""

    def __init__(
        self,
        store: Store,
        *,
        credentials: Sequence[Credential] = (),
        allowed: frozenset[str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.store = store
        self.limits = limits or Limits()
        self._variables = {origin_of(one.origin): one.variable for one in credentials}
        self._robots: dict[str, robots.Robots] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._last: dict[str, float] = {}
        inner = _SigningTransport(
            GuardedTransport(allowed_hosts() if allowed is None else allowed), credentials
        )
        folder = store.root / "http"
        folder.mkdir(parents=True, exist_ok=True)
        _drop_damaged(folder / "cache.sqlite3")
        storage = AsyncSqliteStorage(
            database_path=folder / "cache.sqlite3",
            max_stream_size=self.limits.largest_cached,
            max_size=self.limits.cache,
        )
        timeout = httpx.Timeout(self.limits.read, connect=self.limits.connect)
        headers = {"User-Agent": agent(), "Accept-Encoding": "gzip"}
        self._cached = httpx.AsyncClient(
            transport=AsyncCacheTransport(inner, storage=storage, rfc=CacheOptions(shared=False)),
            timeout=timeout,
            headers={**headers, "Cache-Control": "no-cache"},
        )
        self._direct = httpx.AsyncClient(transport=inner, timeout=timeout, headers=headers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._cached.aclose()
        await self._direct.aclose()

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        kinds: Sequence[str] = PAGES,
        obey_robots: bool = False,
    ) -> Answer:
        """The answer in full. Raises SourceError."""
        address = _address(url, params)
        async for attempt in self._attempts():
            with attempt:
                return await self._once("GET", address, None, kinds, obey_robots, fresh=False)
        raise AssertionError("an attempt returns or raises")

    async def json(
        self, url: str, *, params: Mapping[str, str] | None = None, body: object = None
    ) -> tuple[object, Answer]:
        """The answer decoded, numbers exactly, and as it came; posted with a body. Raises SourceError."""
        address = _address(url, params)
        content = None if body is None else msgspec.json.encode(body)
        fresh = False
        async for attempt in self._attempts():
            with attempt:
                method = "GET" if content is None else "POST"
                answer = await self._once(method, address, content, JSON, False, fresh=fresh)
                # What was cut off must not come out of the cache again.
                fresh = True
                return read_json(answer.url, answer.content, answer.charset), answer
        raise AssertionError("an attempt returns or raises")

    async def download(
        self, url: str, *, params: Mapping[str, str] | None = None, kinds: Sequence[str] = JSON
    ) -> Answer:
        """The answer, however large, in a file among the stored responses. Raises SourceError."""
        address = _address(url, params)
        async for attempt in self._attempts():
            with attempt:
                return await self._once("GET", address, None, kinds, False, fresh=True, to_file=True)
        raise AssertionError("an attempt returns or raises")

    def _attempts(self) -> AsyncIterator[stamina.Attempt]:
        limits = self.limits
        return stamina.retry_context(
            on=_again,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.first_wait,
            wait_max=limits.longest_wait,
            wait_jitter=limits.first_wait / 2,
        ).__aiter__()

    async def _once(
        self,
        method: str,
        url: str,
        body: bytes | None,
        kinds: Sequence[str],
        obey_robots: bool,
        *,
        fresh: bool,
        to_file: bool = False,
    ) -> Answer:
        client = self._direct if fresh or body is not None else self._cached
        seen = {url}
        for _ in range(self.limits.redirects + 1):
            _check_scheme(url)
            if obey_robots and not (await self._rules(url)).allow(url):
                raise SourceError(url, "robots.txt asks programs not to fetch it")
            await self._turn(url)
            headers = {"Accept": ", ".join(kind for kind in kinds if "/" in kind) + ", */*;q=0.1"}
            if body is not None:
                headers["Content-Type"] = "application/json"
            request = client.build_request(method, url, content=body, headers=headers)
            try:
                async with asyncio.timeout(self.limits.attempt):
                    response = await client.send(request, stream=True)
                    try:
                        target = self._next(url, response)
                        if target is None:
                            return await self._read(url, response, kinds, to_file)
                    finally:
                        await response.aclose()
            except TimeoutError:
                raise LaterError(url, f"took longer than {self.limits.attempt:g} seconds") from None
            except httpx.TimeoutException:
                raise LaterError(url, "did not answer in time") from None
            except httpx.TransportError as error:
                # Never the exception itself: it holds the request with its credential.
                raise LaterError(url, f"the connection failed ({error or type(error).__name__})") from None
            except httpx.DecodingError:
                raise LaterError(url, "answered with a damaged body") from None
            if target in seen:
                raise SourceError(url, "redirects in a circle")
            if url.startswith("https:") and target.startswith("http:"):
                raise SourceError(url, "redirects from https to http")
            seen.add(target)
            url = target
        raise SourceError(url, f"redirects more than {self.limits.redirects} times")

    def _next(self, url: str, response: httpx.Response) -> str | None:
        """Where a redirect leads, None for an answer. Raises SourceError for what is no answer."""
        status = response.status_code
        if status in (200, 203):
            return None
        if status in _ELSEWHERE:
            location = response.headers.get("Location")
            if not location:
                raise SourceError(url, f"redirects ({status}) without saying where to")
            try:
                return str(httpx.URL(url).join(location).copy_with(fragment=None))
            except httpx.InvalidURL:
                raise SourceError(url, f"redirects ({status}) to what is no address") from None
        if status == 202:
            raise LaterError(url, "is still being prepared (202); try again later", _wait(response))
        if status in _LATER:
            wait = _wait(response)
            if wait is not None and wait > self.limits.longest_retry_after:
                raise SourceError(
                    url, f"answered {status} and asks to wait {wait:.0f} seconds; run it again then"
                )
            raise LaterError(url, f"answered {status} ({response.reason_phrase})", wait)
        if status in (401, 403):
            variable = self._variables.get(origin_of(url))
            hint = f"; check {variable}: it may be wrong, expired or not approved" if variable else ""
            raise SourceError(url, f"refused ({status} {response.reason_phrase}){hint}")
        if status == 410:
            raise SourceError(url, "is gone (410): this version of the service is no longer there")
        raise SourceError(url, f"answered {status} ({response.reason_phrase})")

    async def _read(self, url: str, response: httpx.Response, kinds: Sequence[str], to_file: bool) -> Answer:
        kind, charset = _content_type(response)
        if kind and not _fits(kind, kinds):
            told = "a web page instead of data" if "html" in kind else f"{kind}, which is not read here"
            raise SourceError(url, f"answered with {told}")
        largest = self.limits.largest_download if to_file else self.limits.largest
        if int(response.headers.get("Content-Length") or 0) > largest:
            raise SourceError(url, f"is larger than {largest:,} bytes")
        retrieved_at = datetime.now(UTC).replace(microsecond=0)
        digest = hashlib.sha256()
        if to_file:
            with responses.draft(self.store) as path:
                with path.open("wb") as file:
                    async for chunk in _bounded(url, response, largest):
                        digest.update(chunk)
                        file.write(chunk)
                place = responses.keep_file(self.store, path, digest.hexdigest())
            return Answer(
                url=url, kind=kind, charset=charset, content=b"", sha256=digest.hexdigest(),
                retrieved_at=retrieved_at, path=place,
            )  # fmt: skip
        content = bytearray()
        async for chunk in _bounded(url, response, largest):
            content += chunk
        digest.update(content)
        return Answer(
            url=url, kind=kind, charset=charset, content=bytes(content), sha256=digest.hexdigest(),
            retrieved_at=retrieved_at,
        )  # fmt: skip

    async def _rules(self, url: str) -> robots.Robots:
        origin = origin_of(url)
        if origin not in self._robots:
            self._robots[origin] = robots.Robots()
            address = str(httpx.URL(url).copy_with(path="/robots.txt", query=None, fragment=None))
            try:
                answer = await self.get(address, kinds=("text/plain", "text/", "application/octet-stream"))
                text = answer.content[: robots.LARGEST].decode("utf-8", "replace")
                self._robots[origin] = robots.parse(text, AGENT)
            except LaterError:
                # A host that cannot say what it allows is not fetched from.
                self._robots[origin] = robots.Robots((("/", False),))
            except SourceError:
                pass
        return self._robots[origin]

    async def _turn(self, url: str) -> None:
        """It is this request's turn at its host."""
        origin = origin_of(url)
        async with self._turns.setdefault(origin, asyncio.Lock()):
            pause = max(self.limits.pause, self._robots.get(origin, robots.Robots()).delay)
            due = self._last.get(origin, -pause) + pause - time.monotonic()
            if due > 0 and origin in self._last:
                await asyncio.sleep(due)
            self._last[origin] = time.monotonic()


def _drop_damaged(cache: Path) -> None:
    """A cache that is no database any more is begun anew: it only saves fetching again."""
    try:
        with cache.open("rb") as file:
            begins = file.read(len(_SQLITE))
    except FileNotFoundError:
        return
    if begins and begins != _SQLITE:
        for path in cache.parent.glob(f"{cache.name}*"):
            path.unlink()


def agent() -> str:
    """The name this program tells the hosts."""
    try:
        return f"{AGENT}/{version('humstats')}"
    except PackageNotFoundError:
        return AGENT


def read_json(source: str, content: bytes, charset: str | None = None) -> object:
    """The value, its fractions as Decimal. Raises LaterError for what is cut off or no JSON at all."""
    try:
        text = decode(source, content, (charset,))
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError, DocumentError) as error:
        reason = error.reason if isinstance(error, DocumentError) else str(error)
        raise LaterError(source, f"answered with what is no whole JSON ({reason})") from None


def _again(error: Exception) -> bool | float:
    if not isinstance(error, LaterError):
        return False
    return True if error.wait is None else error.wait


async def _bounded(url: str, response: httpx.Response, largest: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > largest:
            raise SourceError(url, f"is larger than {largest:,} bytes")
        yield chunk


def _address(url: str, params: Mapping[str, str] | None) -> str:
    try:
        return str(httpx.URL(url).copy_merge_params(params or {}))
    except httpx.InvalidURL as error:
        raise SourceError(url[:200], f"is no address ({error})") from None


def _check_scheme(url: str) -> None:
    parsed = httpx.URL(url)
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise SourceError(url, "is not an http or https address")
    if parsed.userinfo:
        raise SourceError(
            str(parsed.copy_with(username=None, password=None)), "has a user name in its address"
        )


def _fits(kind: str, kinds: Sequence[str]) -> bool:
    """True where the content type is listed, or has a listed ending ("+json") or beginning ("text/")."""
    return any(
        kind == one
        or (one.startswith("+") and kind.endswith(one))
        or (one.endswith("/") and kind.startswith(one))
        for one in kinds
    )


def _content_type(response: httpx.Response) -> tuple[str, str | None]:
    kind, _, rest = response.headers.get("Content-Type", "").partition(";")
    charset = next(
        (part.split("=", 1)[1].strip(" \"'") for part in rest.split(";") if "charset=" in part.lower()), None
    )
    return kind.strip().lower(), charset


def _wait(response: httpx.Response) -> float | None:
    """The seconds that a Retry-After asks for, stated as such or as an instant."""
    text = response.headers.get("Retry-After", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
