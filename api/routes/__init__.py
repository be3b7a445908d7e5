"""One module per resource; each declares its resources, and `resources()` gives every GET resource in
order.
"""

from __future__ import annotations

from api.resource import Resource


def resources() -> list[Resource]:
    """Every GET resource under /v1, in the order of the documentation."""
    from api.routes import aggregates, documents, facts, places, quality, reference, releases

    return [
        *facts.RESOURCES,
        *aggregates.RESOURCES,
        *documents.RESOURCES,
        *reference.RESOURCES,
        *places.RESOURCES,
        *releases.RESOURCES,
        *quality.RESOURCES,
    ]
