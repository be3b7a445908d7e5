"""The currency that a bare name stands for: a "peso" is what the country named in the sentence pays with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from etl.lang.packs import read_csv
from etl.model import PlaceMention

_ANYWHERE = "*"


class FamilyRow(msgspec.Struct, frozen=True):
    """One country's currency among those that share a name; `*` holds where no country is named."""

    family: str
    country: str
    currency: str


@lru_cache(maxsize=1)
def _families() -> dict[str, dict[str, str]]:
    families: dict[str, dict[str, str]] = {}
    for row in read_csv("en", "units_currencies", FamilyRow):
        families.setdefault(row.family, {})[row.country] = row.currency
    return families


def currency(code: str | None, places: Sequence[PlaceMention]) -> str | None:
    """The ISO 4217 code for a code or a shared name; None where the name leaves it open."""
    if code is None or code.isupper():
        return code
    members = _families().get(code, {})
    for mention in places:
        found = members.get(mention.place.iso3 or "")
        if found is not None:
            return found
    return members.get(_ANYWHERE)
