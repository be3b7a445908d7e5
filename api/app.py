"""The ASGI application of one worker: `create_app()` makes it from settings; the server opens it.

What answers for data is all that is imported here; everything else is loaded by `api.rooms`.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from api.edge import Edge
from api.rooms import Rooms
from api.service import Service
from api.settings import Settings, read_settings


def worker() -> Edge:
    """The application of a process that does nothing but serve."""
    # DuckDB looks for pandas with every value that it is handed; where there is none, once is enough.
    if find_spec("pandas") is None:
        sys.modules["pandas"] = None  # type: ignore[assignment]
    # Litestar takes up pydantic where it is installed, which takes longer than the rest; it is not used.
    sys.modules.setdefault("pydantic", None)  # type: ignore[arg-type]
    return create_app()


def create_app(settings: Settings | None = None) -> Edge:
    """The ASGI application for one worker."""
    service = Service(settings or read_settings())
    edge = Edge(service, Rooms(service))
    service.edge = edge
    return edge
