"""Known errors of sources, declared in files and applied visibly.

    [[correction]]
    id = "two-zeros-too-many"
    document_id = "…"            # and the words of the number, as they stand in the text
    words = "380,000"
    indicator = "displaced"      # where the words alone name several figures; or occurrence = 2
    reason = "The agency corrected its release on 3 May: 3,800."
    by = "A. Analyst"
    on = 2024-05-04
    withdrawn = false            # true: nobody stands by the figure any more; it is kept and not counted
    [correction.set]             # any of value, value_min, value_max, quantifier, unit, indicator, measure, …
    value = 3800

A value without bounds is exact. The corrected fact carries `correction.<id>` among its rules; its words, span
and id stay as they are. A correction that does not match exactly one figure stops the run with its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec

from etl.relate.declared import DeclarationError, Named, by_document, find, read_files
from sql.records import FactRow


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The fields that a correction puts right; those left out stay."""

    value: Decimal | None = None
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    quantifier: str | None = None
    unit: str | None = None
    indicator: str | None = None
    measure: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    iso3: str | None = None
    admin1: str | None = None
    place_name: str | None = None


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One declared error: where, what is right, why, and who says so."""

    id: str
    document_id: str
    words: str
    reason: str
    by: str
    on: date
    indicator: str | None = None
    occurrence: int | None = None
    withdrawn: bool = False
    set: Change = Change()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    correction: tuple[Correction, ...] = ()


def load_corrections(folder: Path) -> list[Correction]:
    """The corrections that the files of the folder declare; two of one id are an error."""
    corrections = [entry for file in read_files(folder, _File) for entry in file.correction]
    seen: dict[str, Correction] = {}
    for correction in corrections:
        if correction.id in seen:
            raise DeclarationError(f"correction {correction.id}", "declared twice")
        if not correction.withdrawn and not _changes(correction.set):
            raise DeclarationError(f"correction {correction.id}", "changes nothing")
        seen[correction.id] = correction
    return corrections


def correct(
    facts: Sequence[FactRow], texts: Mapping[str, str], corrections: Iterable[Correction]
) -> list[FactRow]:
    """The facts with every correction applied, in their order; applying twice changes nothing more."""
    put_right: dict[str, FactRow] = {}
    places = by_document(facts)
    for correction in corrections:
        name = f"correction {correction.id}"
        named = Named(correction.document_id, correction.words, correction.indicator, correction.occurrence)
        fact = find(named, name, places, texts)
        rule = f"correction.{correction.id}"
        if rule in fact.rules:
            continue
        fact = put_right.get(fact.fact_id, fact)
        changes = _changes(correction.set)
        if "value" in changes and not {"value_min", "value_max", "quantifier"} & changes.keys():
            changes |= {"value_min": changes["value"], "value_max": changes["value"], "quantifier": "exact"}
        if correction.withdrawn:
            changes["assertion"] = "denied"
        put_right[fact.fact_id] = msgspec.structs.replace(fact, **changes, rules=(*fact.rules, rule))
    return [put_right.get(fact.fact_id, fact) for fact in facts]


def _changes(change: Change) -> dict[str, object]:
    return {name: value for name in change.__struct_fields__ if (value := getattr(change, name)) is not None}
