"""From a ledger with new facts to a release: relate what they can touch, then publish."""

from __future__ import annotations

from collections.abc import Callable

from etl.declarations import apply_corrections
from etl.relate.side import Spread
from etl.relating import relate_due
from sql import release, spool
from sql.ledger import Ledger
from sql.store import ReleaseRecord

Report = Callable[[str], None]


def publish(
    ledger: Ledger, *, report: Report | None = None, spread: Spread | None = None
) -> ReleaseRecord | None:
    """The release of what the ledger holds now; None where the current release holds the same.

    `spread` does parts of the work side by side, where there is much of it.
    """
    tell = report or (lambda step: None)
    tell("relating")
    apply_corrections(ledger)
    relate_due(ledger, spread)
    record = release.publish(ledger, report=tell)
    # Only now does somebody else answer for the text, so only now may the spool forget it.
    for name in spool.extracted(ledger.store):
        spool.finish(ledger.store, name)
    return record
