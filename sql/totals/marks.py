"""Which claims of kin indicators may lie inside others, told by one number each, before any is read.

A mark has a digest of the document in its upper half and one of the country and first-level area in its
lower half, 0 there where the claim may be near any other. Two of one digest may be of different places:
whoever reads the claims compares them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sql.totals.claims import Claim

_HALF = 0xFFFF
_SIGN = 1 << 31


def mark_of(claim: Claim) -> int:
    """The mark of a claim, as a signed number of 32 bits."""
    mark = _digest(claim.document_id) << 16
    # What is tied to another claim may link others that are.
    if not (claim.ties or claim.duplicate_of or claim.subset_of or len(claim.place) < 2):
        mark |= _area(claim)
    return mark - 2 * _SIGN if mark >= _SIGN else mark


class Surroundings(NamedTuple):
    """The documents and areas of some claims."""

    documents: frozenset[int]
    areas: frozenset[int]

    def among(self, found: Sequence[int], marks: Sequence[int]) -> list[int]:
        """Those whose marks tell that they may lie inside one of the claims."""
        documents, areas = self
        return [
            i
            for i in found
            if (area := (mark := marks[i]) & _HALF) == 0 or area in areas or (mark >> 16) & _HALF in documents
        ]


def surroundings(claims: Iterable[Claim]) -> Surroundings | None:
    """Where claims of kin are looked for; None where they may be anywhere."""
    documents, areas = set(), set()
    for claim in claims:
        if len(claim.place) < 2:
            return None
        documents.add(_digest(claim.document_id))
        areas.add(_area(claim))
    return Surroundings(frozenset(documents), frozenset(areas))


def _area(claim: Claim) -> int:
    return 1 + zlib.crc32("\0".join(claim.place[:2]).encode()) % _HALF


def _digest(name: str) -> int:
    return zlib.crc32(name.encode()) & _HALF
