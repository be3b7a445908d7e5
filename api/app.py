"""The ASGI application of one worker: `create_app()` makes it from settings; the server opens it.

What answers for data is all that is imported here; everything else is loaded by `api.rooms`.
"""

from __future__ import annotations

from api.edge import Edge
from api.rooms import Rooms
from api.service import Service
from api.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Edge:
    """The ASGI application for one worker."""
    service = Service(settings or read_settings())
    edge = Edge(service, Rooms(service))
    service.edge = edge
    return edge
