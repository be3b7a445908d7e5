"""What people decided about figures, declared in files; a decision comes before every rule.

    [[decision]]
    id = "one-attack"
    kind = "same"                # same: the others make the figure's claim
    reason = "Both dispatches tell of the bridge."     # part: the others are part of the figure
    by = "A. Analyst"                                  # recommended: the figure counts, the others do not
    on = 2024-05-04
    figure = { document_id = "…", words = "17" }
    others = [{ document_id = "…", words = "twelve" }]

A decision that does not match exactly one figure for each name stops the run with its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from etl.relate.declared import DeclarationError, Named, by_document, find, read_files
from sql.records import FactRow, RelationRow


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One decision: what stands in which relation to what, why, and who said so."""

    id: str
    kind: Literal["same", "part", "recommended"]
    reason: str
    by: str
    on: date
    figure: Named
    others: tuple[Named, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    decision: tuple[Decision, ...] = ()


def load_decisions(folder: Path) -> list[Decision]:
    """The decisions that the files of the folder declare; two of one id are an error."""
    decisions = [entry for file in read_files(folder, _File) for entry in file.decision]
    names = [decision.id for decision in decisions]
    for name in names:
        if names.count(name) > 1:
            raise DeclarationError(f"decision {name}", "declared twice")
    return decisions


def decide(
    facts: Sequence[FactRow], texts: Mapping[str, str], decisions: Iterable[Decision]
) -> list[RelationRow]:
    """The relations that the decisions make, with origin `decision`."""
    places = by_document(facts)
    relations = []
    for decision in decisions:
        name = f"decision {decision.id}"
        figure = find(decision.figure, name, places, texts).fact_id
        because = f"{decision.by} decided on {decision.on}: {decision.reason}"
        for other in decision.others:
            other_id = find(other, name, places, texts).fact_id
            if other_id == figure:
                raise DeclarationError(name, "names one figure twice")
            recommended = decision.kind == "recommended"
            relations.append(
                RelationRow(
                    fact_id=figure if recommended else other_id,
                    relation=_RELATIONS[decision.kind],
                    other_id=other_id if recommended else figure,
                    rule=f"decision.{decision.id}",
                    because=because,
                    origin="decision",
                )
            )
    return relations


_RELATIONS = {"same": "duplicate_of", "part": "subset_of", "recommended": "supersedes"}
