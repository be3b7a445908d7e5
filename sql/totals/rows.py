"""Facts in scope, grouped into rows and resolved: what `aggregate` shows and what a release stores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sql.totals.claims import Claim
from sql.totals.compare import Standing, Verdict, compare
from sql.totals.increments import Increment, increments
from sql.totals.refusals import RefusedSumError
from sql.totals.resolve import Outcome, Resolution, Ties, resolve
from sql.totals.sources import Reliability
from sql.totals.wording import fill

Key = str | int | date | None
# A row of one country and month is part of all time and the world; one of one publisher is a view of its own.
_PARTITIONS = frozenset({"indicator", "country", "admin1", "place", "day", "month", "year"})


@dataclass
class Row:
    """The facts of one row with their outcomes; `kin` are figures of related indicators inside it."""

    keys: dict[str, Key]
    indicator: str
    unit: str
    currency: str | None
    kind: str
    claims: list[Claim]
    resolution: Resolution
    kin: list[tuple[Claim, Outcome]]
    derived: dict[str, Increment]
    settled: dict[int, Outcome]

    @property
    def counted(self) -> list[Claim]:
        return [self.claims[i] for i in self.resolution.counted]


def key_of(claim: Claim, by: Sequence[str]) -> tuple[tuple[Key, ...], dict[str, Key]]:
    """What the claim is grouped by, and the key columns that are shown."""
    fact = claim.fact
    last = fact.period_end or fact.period_start
    group: list[Key] = []
    shown: dict[str, Key] = {}
    for name in by:
        match name:
            case "country":
                value: Key = fact.iso3
            case "place":
                value = fact.place_name
                group.append("/".join(claim.place))
            case "day":
                value = last
            case "month":
                value = last.replace(day=1) if last is not None else None
            case "year":
                value = last.year if last is not None else None
            case "population":
                value = "|".join(sorted(fact.population)) or None
            case "publisher":
                value = claim.publisher
            case _:
                value = getattr(fact, name)
        group.append(value)
        shown[name] = value
    return tuple(group), shown


def make_rows(
    claims: Sequence[Claim],
    related: Sequence[Claim],
    ties: Ties,
    *,
    by: Sequence[str],
    measure: str | None,
    policy: str,
    reliability: Reliability | None = None,
    refuse: bool = True,
    only: frozenset[tuple[Key, ...]] | None = None,
) -> list[Row]:
    """The rows for claims of one indicator, in the order of their keys.

    `related` are claims of kin indicators: they never count here, but those inside a
    counted window are shown. `only` are the groups whose rows are wanted.
    """
    derived: dict[str, Increment] = {}
    if measure == "flow":
        claims, derived = increments(claims, by, refuse=refuse)
    settled = _settle(claims, ties, by) if by and set(by) <= _PARTITIONS else {}
    rows = []
    kin_by_key: dict[tuple[object, ...], list[Claim]] = {}
    for claim in related:
        key = (key_of(claim, by)[0], claim.fact.unit, claim.fact.currency)
        kin_by_key.setdefault(key, []).append(claim)
    for (group, unit, currency, kind), members in _group(claims, by).items():
        if only is not None and group not in only:
            continue
        place = {claim.fact_id: i for i, claim in enumerate(members)}
        known = {place[fact_id]: outcome for fact_id, outcome in settled.items() if fact_id in place}
        resolution = resolve(members, ties, policy, reliability, known)
        near = kin_by_key.get((group, unit, currency), ()) if kind != "stock" else ()
        rows.append(
            Row(
                keys=key_of(members[0], by)[1],
                indicator=members[0].fact.indicator,
                unit=unit,
                currency=currency,
                kind=kind,
                claims=members,
                resolution=resolution,
                kin=_inside(near, [members[i] for i in resolution.counted]),
                derived=derived,
                settled=known,
            )
        )
    rows.sort(
        key=lambda row: (
            *(_sortable(value) for value in row.keys.values()),
            row.unit,
            row.currency or "",
            row.kind,
        )
    )
    return rows


def _group(
    claims: Sequence[Claim], by: Sequence[str]
) -> dict[tuple[tuple[Key, ...], str, str | None, str], list[Claim]]:
    groups: dict[tuple[tuple[Key, ...], str, str | None, str], list[Claim]] = {}
    unclear: list[tuple[tuple[Key, ...], Claim]] = []
    for claim in claims:
        group, _ = key_of(claim, by)
        fact = claim.fact
        if fact.measure in ("stock", "flow", "cumulative"):
            kind = "stock" if fact.measure == "stock" else "flow"
            groups.setdefault((group, fact.unit, fact.currency, kind), []).append(claim)
        else:
            unclear.append((group, claim))
    for group, claim in unclear:
        # What cannot be added is shown beside what can, so that nobody thinks it was overlooked.
        keys = [(group, claim.fact.unit, claim.fact.currency, kind) for kind in ("flow", "stock")]
        found = next((key for key in keys if key in groups), None)
        groups.setdefault(found or (*keys[0][:3], claim.fact.measure), []).append(claim)
    return groups


def _settle(claims: Sequence[Claim], ties: Ties, by: Sequence[str]) -> dict[str, Outcome]:
    """Outcomes of facts whose claim is counted, or was replaced, in another row of the same answer."""
    groups = {claim.fact_id: key_of(claim, by)[0] for claim in claims}
    named = {claim.fact_id: claim for claim in claims}
    homes: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda claim: claim.order):
        if claim.counted:
            homes.setdefault(ties.root.get(claim.fact_id, claim.fact_id), claim)
    settled: dict[str, Outcome] = {}
    for claim in claims:
        if not claim.counted:
            continue
        home = homes[ties.root.get(claim.fact_id, claim.fact_id)]
        if groups[home.fact_id] != groups[claim.fact_id] and home.fact.measure == claim.fact.measure:
            rule, because = ties.said.get((claim.fact_id, home.fact_id), ELSEWHERE)
            verdict = Verdict(Standing.SAME, rule, because)
            settled[claim.fact_id] = Outcome("duplicate", rule, fill(verdict, claim, home), (home.fact_id,))
            continue
        for later, rule, because in ties.replaced.get(claim.fact_id, ()):
            if later in named and groups[later] != groups[claim.fact_id] and named[later].counted:
                settled[claim.fact_id] = Outcome("superseded", rule, because, (later,))
                break
    return settled


def _inside(related: Sequence[Claim], counted: Sequence[Claim]) -> list[tuple[Claim, Outcome]]:
    """The related claims that lie inside a counted window, with the first that holds each."""
    wholes = _Wholes(counted)
    found = []
    for claim in related:
        if not claim.counted or claim.fact.measure not in ("flow", "cumulative"):
            continue
        for whole in wholes.around(claim):
            verdict = compare(claim, whole)
            role = _KIN_ROLES.get(verdict.standing)
            if verdict.rule == "overlap.partial" and claim.document_id == whole.document_id:
                role = "within_window"
            if role is not None:
                outcome = Outcome(role, verdict.rule, fill(verdict, claim, whole), (whole.fact_id,))
                found.append((claim, outcome))
                break
    return found


class _Wholes:
    """Counted claims, to be found by what can lie inside them: in nested places, on shared days."""

    def __init__(self, counted: Sequence[Claim]) -> None:
        self._counted = counted
        self._at: dict[tuple[str, ...], list[int]] = {}
        self._under: dict[tuple[str, ...], list[int]] = {}
        self._told: dict[tuple[str, str], list[int]] = {}
        for i, whole in enumerate(counted):
            self._at.setdefault(whole.place, []).append(i)
            for depth in range(1, len(whole.place) + 1):
                self._under.setdefault(whole.place[:depth], []).append(i)
            self._told.setdefault((whole.document_id, _country(whole)), []).append(i)

    def around(self, claim: Claim) -> Iterator[Claim]:
        """Those that can stand to the claim otherwise than apart, in their order."""
        place = claim.place
        near = set(self._under.get(place, ()) if place else self._at.get((), ()))
        for depth in range(1, len(place)):
            near.update(self._at.get(place[:depth], ()))
        # One text may tell of one place in different words.
        near.update(self._told.get((claim.document_id, _country(claim)), ()))
        for i in sorted(near):
            whole = self._counted[i]
            if claim.document_id != whole.document_id and whole.days < claim.days:
                continue
            if not _disjoint(claim, whole):
                yield whole


def _country(claim: Claim) -> str:
    return claim.place[0] if claim.place else ""


def _disjoint(one: Claim, other: Claim) -> bool:
    if one.first is None or other.first is None or one.last is None or other.last is None:
        return False
    return one.first > other.last or other.first > one.last


ELSEWHERE = ("same.claim", "It makes the same claim as {other}, which stands in another row.")
_KIN_ROLES: Mapping[Standing, str] = {
    Standing.INSIDE: "within_window",
    Standing.PART: "subset",
    Standing.SAME: "duplicate",
}


def refuse_rates() -> RefusedSumError:
    """The refusal of any sum of rates."""
    return RefusedSumError(
        "rates",
        "Rates and percentages have different bases and are never added; their facts can be listed.",
        {"measure": "rate"},
        resource="facts",
    )


def _sortable(value: Key) -> tuple[bool, str, int]:
    if value is None:
        return (True, "", 0)
    return (False, "", value) if isinstance(value, int) else (False, str(value), 0)
