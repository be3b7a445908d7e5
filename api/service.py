"""Everything one worker holds while it serves: settings, releases, threads, counters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from api import __version__
from api.desk import Desk
from api.errors import ApiError
from api.exports import Exports
from api.extraction import Extraction
from api.library import Library
from api.observe import AccessLog, Counters
from api.query_string import parse
from api.resource import Answer
from api.routes import resources
from api.sandbox.pool import Pool
from api.schemas.tools import Health, Ready
from api.settings import Settings
from sql.export.shapes import encode
from sql.store import locate

if TYPE_CHECKING:
    from litestar import Request

    from api.edge import Edge


Direct = Callable[[str, bytes, str, str], Awaitable[Answer]]


def service_of(request: Request) -> Service:  # type: ignore[type-arg]
    """The service that answers a request."""
    service: Service = request.app.state.service
    return service


class Service:
    """The parts of one worker; opened by `open` and then `start`, closed by `stop`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.library = Library(settings)
        self.desk = Desk(self.library, settings, resources())
        self.counters = Counters()
        self.log = AccessLog(settings.access_log)
        self.sandboxes = Pool(settings, self.counters)
        self.extraction = Extraction(settings, self.counters)
        self.exports = Exports(locate(settings.store).root)
        self.edge: Edge | None = None
        self._system: dict[str, Direct] = {"/v1/health": self.health, "/v1/ready": self.ready}

    def open(self) -> None:
        """The current release can be read, where there is one."""
        self.library.refresh()

    def direct(self, path: str) -> Direct | None:
        """What answers a GET of this address from its path, its query, Accept and the base address."""
        found = self.desk.at(path)
        return self._system.get(path) if found is None else partial(self.desk.answer, *found)

    def start(self) -> None:
        """The sandboxes, and what makes later answers quick, are on their way."""
        self.library.settle()
        try:
            self.sandboxes.start(str(self.library.current().path))
        except ApiError:
            self.sandboxes.start("")

    def stop(self) -> None:
        """Nothing is left running or unwritten."""
        self.sandboxes.close()
        self.extraction.close()
        self.exports.close()
        self.desk.close()
        self.library.close()
        self.log.flush()

    async def health(self, path: str, query: bytes, accept: str, base: str) -> Answer:
        """Alive."""
        parse(query, {}, lambda name: None)
        return Answer(encode(Health(status="ok", release=self.library.release_id, version=__version__)))

    async def ready(self, path: str, query: bytes, accept: str, base: str) -> Answer:
        """Able to answer: each part and whether it works."""
        parse(query, {}, lambda name: None)
        checks = self.checks()
        good = all(value == "ok" for value in checks.values())
        told = Ready(status="ready" if good else "not_ready", release=self.library.release_id, checks=checks)
        if good:
            return Answer(encode(told))
        return Answer(encode(told), headers={"Retry-After": "2"}, status=503)

    def checks(self) -> dict[str, str]:
        """Each part that an answer needs and `ok`, or what is wrong with it."""
        found: dict[str, str] = {}
        try:
            release = self.library.current()
            rows = release.query("SELECT count(*) FROM facts").rows
            found["release"] = "ok" if rows[0][0] == release.record.facts else "counts differ"
        except ApiError as error:
            found["release"] = error.detail
        return found

    def metrics(self) -> str:
        held = self.edge.held if self.edge is not None else 0
        return self.counters.render(self.library.release_id, {"cache_bytes": float(held)})
