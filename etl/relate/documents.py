"""Documents that are one text but for a few words, among those whose figures were found to say the same."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from etl.relate.sketches import HeldTexts
from sql.ledger import Ledger
from sql.store import load_query


def near_duplicates(ledger: Ledger, document_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Each of the documents beside another that is nearly the same, sorted; pairs told once.

    The figures of both are linked by their relations already; here the texts are compared.
    """
    wanted = msgspec.json.encode(sorted(set(document_ids))).decode()
    pairs = ledger.connection.execute(load_query("ledger/repeating_documents"), [wanted]).fetchall()
    if not pairs:
        return []
    similarity = HeldTexts(ledger)
    similarity.compare(pairs)
    return [(one, other) for one, other in pairs if similarity.near(one, other)]
