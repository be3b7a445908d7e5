"""Facts in scope, grouped into rows and resolved: what `aggregate` shows and what a release stores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from sql.totals.claims import Claim
from sql.totals.compare import compare
from sql.totals.groups import Group, Key, group_key, shown_keys
from sql.totals.increments import Increment, increments
from sql.totals.outcomes import Outcome
from sql.totals.refusals import RefusedSumError
from sql.totals.resolve import Resolution, resolve
from sql.totals.sources import Reliability
from sql.totals.ties import Ties
from sql.totals.verdicts import Standing, Verdict
from sql.totals.wording import fill

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


class Plan(NamedTuple):
    """A row that is still to be worked out: its facts, what is settled elsewhere, and its kin."""

    keys: dict[str, Key]
    unit: str
    currency: str | None
    kind: str
    claims: list[Claim]
    settled: Mapping[str, _Settled]
    kin: Sequence[Claim]
    derived: dict[str, Increment]

    def work_out(self, ties: Ties, policy: str, reliability: Reliability | None) -> Row:
        """The row, with an outcome for each of its facts."""
        known: dict[int, Outcome] = {}
        if self.settled:
            for i, claim in enumerate(self.claims):
                found = self.settled.get(claim.fact_id)
                if found is not None:
                    known[i] = found.outcome(claim)
        resolution = resolve(self.claims, ties, policy, reliability, known)
        return Row(
            keys=self.keys,
            indicator=self.claims[0].indicator,
            unit=self.unit,
            currency=self.currency,
            kind=self.kind,
            claims=self.claims,
            resolution=resolution,
            kin=_inside(self.kin, [self.claims[i] for i in resolution.counted]) if self.kin else [],
            derived=self.derived,
            settled=known,
        )


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
    only: frozenset[Group] | None = None,
) -> list[Row]:
    """The rows for claims of one indicator, in the order of their keys; see plan_rows."""
    plans = plan_rows(claims, related, ties, by=by, measure=measure, refuse=refuse, only=only)
    return [plan.work_out(ties, policy, reliability) for plan in plans]


def plan_rows(
    claims: Sequence[Claim],
    related: Sequence[Claim],
    ties: Ties,
    *,
    by: Sequence[str],
    measure: str | None,
    refuse: bool = True,
    only: frozenset[Group] | None = None,
) -> list[Plan]:
    """The rows that claims of one indicator will give, in the order of their keys.

    `related` are claims of kin indicators: they never count here, but those inside a
    counted window are shown. `only` are the groups whose rows are wanted.
    """
    derived: dict[str, Increment] = {}
    if measure == "flow":
        claims, derived = increments(claims, by, refuse=refuse)
    key = group_key(by)
    groups = [key(claim) for claim in claims]
    settled = _settle(claims, groups, ties) if by and set(by) <= _PARTITIONS else {}
    rows = _group(claims, groups, only)
    kin_by_key: dict[_RowKey, list[Claim]] = {}
    kinds = {(group, unit, currency, "") for group, unit, currency, kind in rows if kind != "stock"}
    for claim in related if kinds else ():
        place = (key(claim), claim.unit, claim.currency, "")
        if place in kinds:
            kin_by_key.setdefault(place, []).append(claim)
    show = shown_keys(by)
    plans = [
        Plan(
            keys=show(members[0]),
            unit=unit,
            currency=currency,
            kind=kind,
            claims=members,
            settled=settled,
            kin=kin_by_key.get((group, unit, currency, ""), ()) if kind != "stock" else (),
            derived=derived,
        )
        for (group, unit, currency, kind), members in rows.items()
    ]
    plans.sort(
        key=lambda plan: (
            *(_sortable(value) for value in plan.keys.values()),
            plan.unit,
            plan.currency or "",
            plan.kind,
        )
    )
    return plans


_RowKey = tuple[Group, str, str | None, str]


def _group(
    claims: Sequence[Claim], groups: Sequence[Group], only: frozenset[Group] | None
) -> dict[_RowKey, list[Claim]]:
    rows: dict[_RowKey, list[Claim]] = {}
    unclear: list[tuple[Group, Claim]] = []
    for claim, group in zip(claims, groups, strict=True):
        if only is not None and group not in only:
            continue
        if claim.measure in ("stock", "flow", "cumulative"):
            kind = "stock" if claim.measure == "stock" else "flow"
            rows.setdefault((group, claim.unit, claim.currency, kind), []).append(claim)
        else:
            unclear.append((group, claim))
    for group, claim in unclear:
        # What cannot be added is shown beside what can, so that nobody thinks it was overlooked.
        keys = [(group, claim.unit, claim.currency, kind) for kind in ("flow", "stock")]
        found = next((key for key in keys if key in rows), None)
        rows.setdefault(found or (*keys[0][:3], claim.measure), []).append(claim)
    return rows


class _Settled(NamedTuple):
    """Why a fact is not counted here: its claim is counted, or was replaced, in another row of the answer."""

    role: str
    rule: str
    because: str
    other: Claim

    def outcome(self, claim: Claim) -> Outcome:
        verdict = Verdict(Standing.SAME, self.rule, self.because)
        because = fill(verdict, claim, self.other) if self.role == "duplicate" else self.because
        return Outcome(self.role, self.rule, because, (self.other.fact_id,))


def _settle(claims: Sequence[Claim], groups: Sequence[Group], ties: Ties) -> dict[str, _Settled]:
    """The facts whose claim stands in another row."""
    group_of = {claim.fact_id: group for claim, group in zip(claims, groups, strict=True)}
    named = {claim.fact_id: claim for claim in claims}
    homes: dict[str, Claim] = {}
    roots = ties.root
    for claim in sorted(claims, key=lambda claim: claim.order):
        if claim.counted:
            homes.setdefault(roots.get(claim.fact_id, claim.fact_id), claim)
    settled: dict[str, _Settled] = {}
    for claim in claims:
        if not claim.counted:
            continue
        name = claim.fact_id
        home = homes[roots.get(name, name)]
        if home is not claim and group_of[home.fact_id] != group_of[name] and home.measure == claim.measure:
            rule, because = ties.said.get((name, home.fact_id), ELSEWHERE)
            settled[name] = _Settled("duplicate", rule, because, home)
            continue
        for later, rule, because in ties.replaced.get(name, ()):
            other = named.get(later)
            if other is not None and group_of[later] != group_of[name] and other.counted:
                settled[name] = _Settled("superseded", rule, because, other)
                break
    return settled


def _inside(related: Sequence[Claim], counted: Sequence[Claim]) -> list[tuple[Claim, Outcome]]:
    """The related claims that lie inside a counted window, with the first that holds each."""
    around = _Wholes(counted).around if len(counted) > _FEW else partial(_around, counted)
    found = []
    for claim in related:
        if not claim.counted or claim.measure not in ("flow", "cumulative"):
            continue
        for whole in around(claim):
            verdict = compare(claim, whole)
            role = _KIN_ROLES.get(verdict.standing)
            if verdict.rule == "overlap.partial" and claim.document_id == whole.document_id:
                role = "within_window"
            if role is not None:
                outcome = Outcome(role, verdict.rule, fill(verdict, claim, whole), (whole.fact_id,))
                found.append((claim, outcome))
                break
    return found


# So many counted claims are gone through faster than they are indexed.
_FEW = 12


def _around(counted: Sequence[Claim], claim: Claim) -> Iterator[Claim]:
    """As `_Wholes.around`."""
    place, document, days = claim.place, claim.document_id, claim.days
    for whole in counted:
        if _disjoint(claim, whole):
            continue
        if document == whole.document_id:
            near = _country(claim) == _country(whole) or _nested(place, whole.place)
        else:
            near = whole.days >= days and _nested(place, whole.place)
        if near:
            yield whole


def _nested(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) == len(other):
        return one == other
    inner, outer = (one, other) if len(one) > len(other) else (other, one)
    return bool(outer) and inner[: len(outer)] == outer


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
