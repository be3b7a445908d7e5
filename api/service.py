"""Everything one worker holds while it serves: settings, releases, threads, counters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Request

from api.errors import ApiError
from api.exports import Exports
from api.extraction import Extraction
from api.library import Library
from api.observe import AccessLog, Counters
from api.resource import Desk
from api.sandbox.pool import Pool
from api.settings import Settings
from sql.store import locate

if TYPE_CHECKING:
    from api.edge import Edge


def service_of(request: Request) -> Service:  # type: ignore[type-arg]
    """The service that answers a request."""
    service: Service = request.app.state.service
    return service


class Service:
    """The parts of one worker; opened by `start`, closed by `stop`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.library = Library(settings)
        self.desk = Desk(self.library, settings)
        self.counters = Counters()
        self.log = AccessLog(settings.access_log)
        self.sandboxes = Pool(settings, self.counters)
        self.extraction = Extraction(settings, self.counters)
        self.exports = Exports(locate(settings.store).root)
        self.edge: Edge | None = None

    def start(self) -> None:
        """What takes time to come up is on its way."""
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

    async def checks(self) -> dict[str, str]:
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
