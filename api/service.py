"""Everything one worker holds while it serves: settings, releases, threads, counters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.errors import ApiError
from api.library import Library
from api.observe import AccessLog, Counters
from api.resource import Desk
from api.settings import Settings

if TYPE_CHECKING:
    from api.edge import Edge


class Service:
    """The parts of one worker; opened by `start`, closed by `stop`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.library = Library(settings)
        self.desk = Desk(self.library, settings)
        self.counters = Counters()
        self.log = AccessLog(settings.access_log)
        self.edge: Edge | None = None

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
