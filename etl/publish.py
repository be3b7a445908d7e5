"""From a ledger with new facts to a release: relate what is new, then publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from importlib.resources import files

from sql import release, spool
from sql.ledger import Ledger
from sql.store import ReleaseRecord

Report = Callable[[str], None]


def publish(ledger: Ledger, *, report: Report | None = None) -> ReleaseRecord | None:
    """The release of what the ledger holds now; None where the current release holds the same."""
    tell = report or (lambda step: None)
    tell("relating")
    relate_all(ledger)
    record = release.publish(ledger, report=tell)
    # Only now does somebody else answer for the text, so only now may the spool forget it.
    for name in spool.extracted(ledger.store):
        spool.finish(ledger.store, name)
    return record


def relate_all(ledger: Ledger) -> None:
    """The relations of the ledger are those that the rules of this version find between its current facts."""
    name = f"relate:{rules_digest()}"
    if ledger.has_batch(name) and not ledger.has_changes():
        return
    relate = getattr(import_module("etl.relate"), "relate", None)
    if relate is not None:
        ledger.relate(relate(ledger.facts(), ledger.documents()), batch_id=name)


def rules_digest() -> str:
    """SHA-256 over the rules that relate facts: a newer version relates everything anew."""
    digest = hashlib.sha256()
    for entry in sorted((files("etl") / "relate").iterdir(), key=lambda entry: entry.name):
        if entry.is_file():
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:32]
