"""The Litestar application of a worker, loaded beside the first answers: who asks for data does not wait.

Routing, templates and the sandboxes of SQL take longer to come up than a release takes to open; whoever asks
for a page or writes in that moment waits for it, whoever asks for data does not.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.service import Service

_APPLICATION = "api.application"
_PAUSE = 0.5


class Rooms:
    """What lies behind the resources: pages, writes, SQL, files, documentation."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._opening: asyncio.Future[Any] | None = None
        self._warming: asyncio.Future[None] | None = None
        self._app: Any = None

    def begin(self) -> None:
        """The application is on its way, and after it what its first visitors would wait for."""
        loop = asyncio.get_running_loop()
        self._opening = loop.run_in_executor(None, self._build)
        self._warming = asyncio.ensure_future(self._warm())

    async def open(self) -> Any:
        """The application."""
        if self._app is None:
            if self._opening is None:
                self.begin()
            assert self._opening is not None
            self._app = await asyncio.shield(self._opening)
        return self._app

    async def methods(self, path: str) -> bytes:
        """What an address answers to; NotFoundError where nothing is."""
        application = import_module(_APPLICATION) if await self.open() else None
        assert application is not None
        allowed: bytes = application.methods_of(self._app, path)
        return allowed

    async def close(self) -> None:
        """Nothing is being loaded any more."""
        if self._warming is not None:
            await asyncio.wait((self._warming,))

    def _build(self) -> Any:
        return import_module(_APPLICATION).build(self._service)

    async def _warm(self) -> None:
        await self.open()
        # Whoever came first is answered first.
        await asyncio.sleep(_PAUSE)
        await asyncio.get_running_loop().run_in_executor(None, import_module("api.web.pages").warm)
        self._service.start()
