"""One module per resource; each declares its resources, and `resources()` gives every GET resource in order."""

from __future__ import annotations

from api.resource import Resource


def resources() -> list[Resource]:
    """Every GET resource under /v1, in the order of the documentation."""
    from api.routes import documents, facts, reference

    return [*facts.RESOURCES, *documents.RESOURCES, *reference.RESOURCES]
