"""Totals as JSON: the same bytes that their structs would be encoded as, from what lies ready."""

from __future__ import annotations

from collections.abc import Sequence

from sql.export.shapes import encode
from sql.totals.claims import Claim
from sql.totals.evidence import show
from sql.totals.layout import Key, key_of
from sql.totals.model import AggregateRow
from sql.totals.outcomes import Outcome
from sql.totals.scope import Scope
from sql.totals.tails import join, levels_digest

_NO_EVIDENCE = b',"provenance":[],'
_KEYS = b',"keys":{'


def evidence_json(shown: Sequence[tuple[Claim, Outcome]], scope: Scope) -> bytes:
    """The evidence of a row as a list."""
    laid = scope.laid
    if laid is None or laid.levels != levels_digest(None):
        return encode([show(claim, outcome, scope.details, None) for claim, outcome in shown])
    places: dict[Key, list[int]] = {}
    for i, (claim, _) in enumerate(shown):
        places.setdefault(key_of(claim), []).append(i)
    parts = [b""] * len(shown)
    for key, members in places.items():
        tails = laid.tails(key, [shown[i][0].seat for i in members])
        for i, tail in zip(members, tails, strict=True):
            parts[i] = join(*shown[i], tail)
    return b"[" + b",".join(parts) + b"]"


def row_json(row: AggregateRow, provenance: bytes) -> bytes:
    """The row as `flat` shows it, with this evidence, but for the brace that ends it."""
    # No text of a row can hold these bytes: JSON would escape their quotation marks.
    told, _, keys = encode(row).rpartition(_KEYS)
    before, gap, after = told.partition(_NO_EVIDENCE)
    if keys == b"}}":
        return b"".join((before, gap[:14], provenance, b",", after))
    if "indicator" in row.keys:
        before = before[len(b'{"indicator":,') + len(encode(row.indicator)) :]
    else:
        before = before[1:]
    return b"".join((b"{", keys[:-2], b",", before, gap[:14], provenance, b",", after))
