"""What became of an ingestion or a collection, as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from etl.errors import DocumentError
from etl.load import Report
from sql.paths import write_durably
from sql.store import ReleaseRecord


def shown(error: DocumentError) -> str:
    """The refusal on one line, whatever a file is called: what steers a terminal is spelt out."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in str(error)
    )


def write_report(
    path: Path,
    report: Report,
    record: ReleaseRecord | None,
    extra: Mapping[str, object] | None = None,
) -> None:
    """The file holds the report: counts, every document with its outcome, every refusal with its reason."""
    content = {
        "taken": report.taken,
        "known": report.known,
        "refused": len(report.refused),
        "facts": report.facts,
        "release_id": record.release_id if record else None,
        **(extra or {}),
        "documents": [
            {
                "source": one.source,
                "document_id": one.document_id,
                "outcome": "known" if one.known else "taken",
            }
            for one in report.documents
        ],
        "near_duplicates": [list(pair) for pair in report.near],
        "passed_over": report.passed_over,
        "refusals": [{"source": error.source, "reason": error.reason} for error in report.refused],
    }
    write_durably(path, msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
