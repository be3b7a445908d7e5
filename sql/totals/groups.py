"""What a row is of: the keys that claims are grouped by, and as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from sql.totals.claims import Claim

Key = str | int | date | None
Group = tuple[Key, ...]


@cache
def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


@cache
def _month(ordinal: int) -> date:
    return date.fromordinal(ordinal).replace(day=1)


@cache
def _year(ordinal: int) -> int:
    return date.fromordinal(ordinal).year


# A window longer than a row belongs to the row of its last day.
_KEYS: dict[str, Callable[[Claim], Key]] = {
    "indicator": lambda claim: claim.indicator,
    "country": lambda claim: claim.iso3,
    "admin1": lambda claim: claim.admin1,
    "place": lambda claim: claim.place_name,
    "day": lambda claim: None if claim.last is None else _day(claim.last),
    "month": lambda claim: None if claim.last is None else _month(claim.last),
    "year": lambda claim: None if claim.last is None else _year(claim.last),
    "population": lambda claim: "|".join(sorted(claim.population)) or None,
    "attribution_org": lambda claim: claim.attribution_org,
    "publisher": lambda claim: claim.publisher,
}


def group_key(by: Sequence[str]) -> Callable[[Claim], Group]:
    """What tells one group of claims from another. Places of one name are told apart."""
    keys = [_KEYS[name] for name in by]
    if "place" in by:
        keys.append(lambda claim: "/".join(claim.place))
    if not keys:
        return lambda claim: ()
    if len(keys) == 1:
        (only,) = keys
        return lambda claim: (only(claim),)
    if len(keys) == 2:
        one, other = keys
        return lambda claim: (one(claim), other(claim))
    return lambda claim: tuple(key(claim) for key in keys)


def shown_keys(by: Sequence[str]) -> Callable[[Claim], dict[str, Key]]:
    """The key columns of a row as they are shown, from any of its claims."""
    keys = [(name, _KEYS[name]) for name in by]
    return lambda claim: {name: key(claim) for name, key in keys}
