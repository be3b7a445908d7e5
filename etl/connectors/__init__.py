"""Sources: one module for each, found by name.

A connector says what it is and yields what it finds; the rest is done for it: HTTP (etl.connectors.web), the
ledger, the cursor, the report. Other packages add connectors by an entry point of the group
`humstats.connectors`, whose object is an instance of a class with the members of `Connector`.
"""

from etl.connectors.interface import Connector, Context, Item, Mark, Option, Series, SeriesRow, Wish
from etl.connectors.registry import connector, names

__all__ = [
    "Connector",
    "Context",
    "Item",
    "Mark",
    "Option",
    "Series",
    "SeriesRow",
    "Wish",
    "connector",
    "names",
]
