"""A client that calls the application in this process, from plain tests, over httpx."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Any

import httpx

from api.app import create_app
from api.settings import Settings


class Client:
    """One worker with its own loop in a thread, as under a server; answers are httpx responses."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._inbox: asyncio.Queue[dict[str, Any]] | None = None
        self._started = threading.Event()
        self._stopped = threading.Event()

    def __enter__(self) -> Client:
        self._thread.start()
        self._life = asyncio.run_coroutine_threadsafe(self._lifespan(), self._loop)
        if not self._started.wait(20):
            self._life.result(1)
            raise AssertionError("the application did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._inbox is not None
        self._loop.call_soon_threadsafe(self._inbox.put_nowait, {"type": "lifespan.shutdown"})
        assert self._stopped.wait(20), "the application did not stop"
        self._life.result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _lifespan(self) -> None:
        self._inbox = asyncio.Queue()
        self._inbox.put_nowait({"type": "lifespan.startup"})
        inbox = self._inbox

        async def send(message: Any) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._started.set()
            if message["type"] == "lifespan.shutdown.complete":
                self._stopped.set()

        async def receive() -> Any:
            return await inbox.get()

        await self.app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)

    async def _request(self, method: str, url: str, **given: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", timeout=60) as client:
            return await client.request(method, url, **given)

    def request(self, method: str, url: str, **given: Any) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(self._request(method, url, **given), self._loop).result(90)

    def get(self, url: str, **given: Any) -> httpx.Response:
        return self.request("GET", url, **given)

    def post(self, url: str, **given: Any) -> httpx.Response:
        return self.request("POST", url, **given)

    async def _both(self, calls: list[tuple[str, str, dict[str, Any]]]) -> list[httpx.Response]:
        return await asyncio.gather(*(self._request(method, url, **given) for method, url, given in calls))

    def together(self, calls: list[tuple[str, str, dict[str, Any]]]) -> list[httpx.Response]:
        """All of the requests at once; their answers in the same order."""
        return asyncio.run_coroutine_threadsafe(self._both(calls), self._loop).result(180)
