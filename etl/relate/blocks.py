"""Which facts can touch each other: those of one block, and no others across documents."""

from __future__ import annotations

from sql.records import FactRow
from sql.totals.claims import COUNTED_ASSERTIONS, Claim
from sql.totals.scope import family


def block(fact: FactRow | Claim) -> str | None:
    """The key of the fact's block; None for what is compared with nothing (denied, planned, a rate).

    Neither is a row of an official series: it stands beside what texts say, and makes no claim.
    """
    if isinstance(fact, FactRow) and fact.json_pointer is not None:
        return None
    if fact.assertion not in COUNTED_ASSERTIONS or fact.measure not in ("stock", "flow", "cumulative"):
        return None
    kind = "stock" if fact.measure == "stock" else "flow"
    return "|".join((family(fact.indicator), kind, fact.unit, fact.currency or "", fact.iso3 or ""))


def blocks(fact: FactRow) -> tuple[str, ...]:
    """The keys of all blocks that the fact lies in: one or none."""
    key = block(fact)
    return () if key is None else (key,)
