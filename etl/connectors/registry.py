"""Connectors by name: those of this package, and those that installed packages add."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points

from etl.connectors.interface import Connector
from etl.errors import SourceError

GROUP = "humstats.connectors"
# Imported when asked for: a command that collects from one source loads no other.
BUILT_IN = {
    "feed": "etl.connectors.feeds",
    "pages": "etl.connectors.pages",
    "reliefweb": "etl.connectors.reliefweb",
    "hapi": "etl.connectors.hapi",
    "unhcr": "etl.connectors.unhcr",
    "idmc": "etl.connectors.idmc",
    "ucdp": "etl.connectors.ucdp",
}


def names() -> list[str]:
    """The names of all connectors: the built-in ones, then those of other packages."""
    added = sorted({point.name for point in entry_points(group=GROUP)} - BUILT_IN.keys())
    return [*BUILT_IN, *added]


def connector(name: str) -> Connector:
    """The connector of this name. Raises SourceError for an unknown name and for what is no connector."""
    if name in BUILT_IN:
        found: object = import_module(BUILT_IN[name]).CONNECTOR
    else:
        points = sorted(entry_points(group=GROUP, name=name), key=lambda point: point.value)
        if not points:
            raise SourceError(name, f"is no connector; one of: {', '.join(names())}")
        try:
            found = points[0].load()
        except (ImportError, AttributeError) as error:
            raise SourceError(name, f"cannot be loaded from {points[0].value} ({error})") from None
    if isinstance(found, type):
        found = found()
    if not isinstance(found, Connector):
        raise SourceError(name, f"{type(found).__name__} lacks a member of etl.connectors.Connector")
    return found
