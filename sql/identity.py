"""Names that follow from content alone: the same text has the same id on every machine."""

from __future__ import annotations

import hashlib


def document_id(text: str) -> str:
    """The content address of a stored text: "d_" and the first 128 bits of its SHA-256."""
    return "d_" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:32]
