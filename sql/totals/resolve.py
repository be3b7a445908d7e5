"""The part that each fact plays in one total: which are counted, and why every other one is not.

The outcome is a function of the set of facts: their order of arrival never matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from sql.totals.bounds import Amount, Figure
from sql.totals.claims import Claim
from sql.totals.compare import Standing, Verdict, windows
from sql.totals.pairs import Near, neighbours
from sql.totals.policies import choose, stand_for
from sql.totals.sources import Reliability
from sql.totals.wording import fill


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """The role of one fact, and for every role but recommended the rule, the reason and whom it refers to."""

    role: str
    rule: str | None = None
    because: str | None = None
    refers_to: tuple[str, ...] = ()


COUNTED = Outcome("recommended")
_REPLACED = Outcome("superseded")


@dataclass
class Ties:
    """What is known of facts beyond the row: relations found when the release was built, and decisions."""

    root: dict[str, str] = field(default_factory=dict)
    whole: dict[str, list[str]] = field(default_factory=dict)
    later: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    replaced: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    said: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


NO_TIES = Ties()


@dataclass
class Cluster:
    """One claim, said by one or more facts: the earliest leads, the one the policy picks stands for it."""

    leader: int
    members: list[int]
    stands: int


@dataclass
class Resolution:
    """An outcome for each claim, by position, the positions that count, and the choices that were open."""

    outcomes: list[Outcome]
    counted: list[int]
    alternatives: dict[int, list[int]]
    choices: bool
    row: _Row

    def again(self, policy: str) -> Resolution:
        """What another policy counts; it tells no reasons."""
        return self.row.again(policy)


def resolve(
    claims: Sequence[Claim],
    ties: Ties = NO_TIES,
    policy: str = "recommended",
    reliability: Reliability | None = None,
    settled: Mapping[int, Outcome] | None = None,
) -> Resolution:
    """The outcome for each of the claims; all have one indicator, unit and currency; all are stocks, or none.

    `settled` are outcomes, by position, that are known from outside the row.
    """
    return _Row(claims, ties, policy, reliability).resolve(settled or {})


class _Row:
    def __init__(
        self, claims: Sequence[Claim], ties: Ties, policy: str, reliability: Reliability | None
    ) -> None:
        self.claims = claims
        self.ties = ties
        self.policy = policy
        self.reliability = reliability
        self.explain = True
        self.outcomes: list[Outcome | None] = [None] * len(claims)
        self.position = {claim.fact_id: i for i, claim in enumerate(claims)}
        self.cluster_of: dict[int, Cluster] = {}
        self.near: Near = []
        # What no policy changes: what was never compared, all claims, and those that nothing replaced.
        self.settled: list[Outcome | None] = []
        self.told: list[Cluster] = []
        self.standing: list[Cluster] = []

    def resolve(self, settled: Mapping[int, Outcome]) -> Resolution:
        for i, outcome in settled.items():
            self.outcomes[i] = outcome
        live = self._countable()
        self.settled = list(self.outcomes)
        found = neighbours([self.claims[i] for i in live])
        self.near = [{} for _ in self.claims]
        for place, verdicts in enumerate(found):
            self.near[live[place]] = {live[other]: verdict for other, verdict in verdicts.items()}
        self.told = self._clusters(live)
        self.standing = self._newest(self._parts_told(self.told))
        return self._choose(self.standing)

    def again(self, policy: str) -> Resolution:
        """The resolution by another policy, without reasons; nothing is compared again."""
        other = _Row(self.claims, self.ties, policy, self.reliability)
        other.explain = False
        other.near = self.near
        other.outcomes = list(self.settled)
        standing = {cluster.leader for cluster in self.standing}
        kept = []
        for cluster in self.told:
            twin = Cluster(cluster.leader, cluster.members, other._stand(cluster))
            for i in cluster.members:
                other.cluster_of[i] = twin
            if cluster.leader in standing:
                kept.append(twin)
            else:
                other.outcomes[twin.stands] = _REPLACED
        return other._choose(kept)

    def _choose(self, clusters: list[Cluster]) -> Resolution:
        clusters, alternatives = self._one_of_each(clusters)
        counted = self._pack(clusters)
        for cluster in counted:
            self.outcomes[cluster.stands] = COUNTED
        if self.explain:
            self._echo()
        outcomes = [outcome if outcome is not None else COUNTED for outcome in self.outcomes]
        positions = sorted((c.stands for c in counted), key=lambda i: self.claims[i].order)
        choices = bool(alternatives) or any(self._told_differently(c) for c in self.cluster_of.values())
        open_to = {c.stands: alternatives.get(c.leader, []) for c in counted}
        return Resolution(outcomes, positions, open_to, choices, self)

    def _told_differently(self, cluster: Cluster) -> bool:
        stated = {self._stated(i) for i in cluster.members} if len(cluster.members) > 1 else ()
        return len(stated) > 1

    def _stated(self, i: int) -> tuple[Amount | None, Amount | None, Amount | None]:
        figure = self.claims[i].figure
        return figure.value, figure.minimum, figure.maximum

    def _countable(self) -> list[int]:
        live = []
        for i, claim in enumerate(self.claims):
            if self.outcomes[i] is not None:
                continue
            if not claim.counted:
                kind = claim.fact.assertion
                self.outcomes[i] = Outcome(
                    "not_counted_assertion",
                    "assertion." + kind,
                    f"It is {kind}, not something that happened.",
                )
            elif claim.fact.measure == "unknown":
                self.outcomes[i] = Outcome(
                    "out_of_scope",
                    "measure.unknown",
                    "The text does not tell whether it is a state or an event, so it is not added.",
                )
            elif claim.fact.measure == "rate":
                self.outcomes[i] = Outcome("out_of_scope", "measure.rate", "A rate is never added.")
            else:
                live.append(i)
        return self._placed(live)

    def _placed(self, live: list[int]) -> list[int]:
        placed = [i for i in live if self.claims[i].place]
        if not placed or len(placed) == len(live):
            return live
        for i in live:
            if not self.claims[i].place:
                self.outcomes[i] = Outcome(
                    "out_of_scope",
                    "place.unknown",
                    "The text names no place, so it may be among those that are counted.",
                )
        return placed

    def _clusters(self, live: list[int]) -> list[Cluster]:
        """Facts that make one claim, each set led by its earliest."""
        clusters: list[Cluster] = []
        by_root: dict[str, Cluster] = {}
        for i in sorted(live, key=lambda i: self.claims[i].order):
            fact_id = self.claims[i].fact_id
            root = self.ties.root.get(fact_id, fact_id)
            cluster = by_root.get(root)
            if cluster is None:
                same = [
                    self.cluster_of[j]
                    for j, verdict in self.near[i].items()
                    if verdict.standing is Standing.SAME
                    and j in self.cluster_of
                    and self.cluster_of[j].leader == j
                    and not self._told_part(i, j)
                ]
                cluster = min(same, key=lambda c: self.claims[c.leader].order, default=None)
            if cluster is None:
                cluster = Cluster(i, [], i)
                clusters.append(cluster)
            by_root.setdefault(root, cluster)
            cluster.members.append(i)
            self.cluster_of[i] = cluster
        for cluster in clusters:
            cluster.stands = self._stand(cluster)
        return clusters

    def _stand(self, cluster: Cluster) -> int:
        decided = self._decided(cluster)
        if decided is not None:
            return decided
        return stand_for(self.claims, cluster.members, self.policy, self.reliability)

    def _decided(self, cluster: Cluster) -> int | None:
        """The figure that a person named as the one, where it is among these."""
        members = set(cluster.members)
        for i in cluster.members:
            fact_id = self.claims[i].fact_id
            named = fact_id if fact_id in self.ties.decided else self.ties.heads.get(fact_id)
            position = self.position.get(named or "", -1)
            if position in members:
                return position
        return None

    def _told_part(self, one: int, other: int) -> bool:
        a, b = self.claims[one].fact_id, self.claims[other].fact_id
        return b in self.ties.whole.get(a, ()) or a in self.ties.whole.get(b, ())

    def _parts_told(self, clusters: list[Cluster]) -> list[Cluster]:
        """Without the parts whose whole stands in the same row: "among them 3,400 suspects"."""
        kept = []
        for cluster in clusters:
            found = self._whole(cluster)
            if found is None:
                kept.append(cluster)
            else:
                self._set_aside(cluster, "subset", found[1], found[0])
        return kept

    def _whole(self, cluster: Cluster) -> tuple[Cluster, Verdict] | None:
        for i in cluster.members:
            for other in self.ties.whole.get(self.claims[i].fact_id, ()):
                found = self.cluster_of.get(self.position.get(other, -1))
                if found is not None and found is not cluster:
                    rule, because = self.ties.said.get((self.claims[i].fact_id, other), PART_TOLD)
                    return found, Verdict(Standing.PART, rule, because)
        return None

    def _newest(self, clusters: list[Cluster]) -> list[Cluster]:
        """Without what a later figure for the same thing has replaced."""
        kept = []
        leaders = {c.leader: c for c in clusters}
        for cluster in clusters:
            later = [
                (self._recency(leaders[j]), leaders[j], verdict)
                for j, verdict in self.near[cluster.leader].items()
                if verdict.standing is Standing.EARLIER and j in leaders
            ]
            later += [
                (self._recency(found), found, Verdict(Standing.EARLIER, rule, because))
                for i in cluster.members
                for other, rule, because in self.ties.later.get(self.claims[i].fact_id, ())
                if (found := self.cluster_of.get(self.position.get(other, -1))) is not None
                and found is not cluster
            ]
            own = self._recency(cluster)
            newer = [entry for entry in later if entry[0] > own]
            if not newer:
                kept.append(cluster)
                continue
            _, winner, verdict = max(newer, key=lambda entry: entry[0])
            self._set_aside(cluster, "superseded", verdict, winner)
        return self._valid(kept)

    def _valid(self, clusters: list[Cluster]) -> list[Cluster]:
        """Without stocks that are more than a year older than the newest of their country."""
        newest: dict[str, Cluster] = {}
        stocks = [c for c in clusters if self.claims[c.leader].fact.measure == "stock"]
        for cluster in stocks:
            country = self._country(cluster)
            if country not in newest or self._recency(cluster) > self._recency(newest[country]):
                newest[country] = cluster
        stale: set[int] = set()
        for cluster in stocks:
            latest = newest[self._country(cluster)]
            one, other = self.claims[cluster.leader].as_of, self.claims[latest.leader].as_of
            if one is not None and other is not None and other - one > STALE_DAYS:
                stale.add(cluster.leader)
                self._set_aside(cluster, "out_of_scope", STALE, latest)
        return [c for c in clusters if c.leader not in stale]

    def _country(self, cluster: Cluster) -> str:
        return self.claims[cluster.leader].place[0] if self.claims[cluster.leader].place else ""

    def _recency(self, cluster: Cluster) -> tuple[bool, int, int, tuple[int, str, int, str, str]]:
        claim = self.claims[cluster.leader]
        decided = any(self.claims[i].fact_id in self.ties.decided for i in cluster.members)
        published = claim.published if claim.published is not None else 0
        day = claim.as_of if claim.fact.measure in ("stock", "cumulative") else None
        return decided, day if day is not None else published, published, claim.order

    def _one_of_each(self, clusters: list[Cluster]) -> tuple[list[Cluster], dict[int, list[int]]]:
        """One cluster for each box that several fill; the policy says which."""
        leaders = {c.leader: c for c in clusters}
        kept: list[Cluster] = []
        alternatives: dict[int, list[int]] = {}
        seen: set[int] = set()
        for cluster in clusters:
            if cluster.leader in seen:
                continue
            group = [cluster]
            seen.add(cluster.leader)
            for member in group:
                for j, verdict in sorted(self.near[member.leader].items()):
                    rival = verdict.standing in (Standing.CONFLICTS, Standing.AGREES)
                    if rival and j in leaders and j not in seen:
                        seen.add(j)
                        group.append(leaders[j])
            if len(group) == 1:
                kept.append(cluster)
                continue
            open_ones = self._not_implied(group)
            stands = choose(
                self.claims, [(c.stands, c.members) for c in open_ones], self.policy, self.reliability
            )
            winner = next(c for c in open_ones if c.stands == stands)
            kept.append(winner)
            alternatives[winner.leader] = [c.stands for c in open_ones]
            for other in group:
                if other is not winner:
                    self._lose(other, winner)
        return kept, alternatives

    def _not_implied(self, group: list[Cluster]) -> list[Cluster]:
        """Without bounds that a closer figure fulfils: "at least 12 killed" says no more than 21 killed."""

        def implied(one: Cluster) -> bool:
            mine = self.claims[one.stands].figure
            return any(
                other is not one and _closer(self.claims[other.stands].figure, mine) for other in group
            )

        return [c for c in group if not implied(c)] or group

    def _lose(self, loser: Cluster, winner: Cluster) -> None:
        verdict = self.near[loser.leader].get(winner.leader)
        if verdict is not None and verdict.standing is Standing.AGREES:
            self._set_aside(loser, "triangulation", verdict, winner)
        else:
            rival = Verdict(
                Standing.CONFLICTS, "conflict.bounds", "It contradicts {other}, which the policy chose."
            )
            self._set_aside(loser, "conflicting", rival, winner)

    def _pack(self, clusters: list[Cluster]) -> list[Cluster]:
        """Boxes that share nothing, the largest figures first, so that nobody is counted twice."""
        leaders = {c.leader: c for c in clusters}
        remaining = sorted(clusters, key=self._weight)
        counted: list[Cluster] = []
        chosen: set[int] = set()
        moved: dict[tuple[str, str], list[Cluster]] = {}
        for cluster in remaining:
            rivals = [
                (leaders[j], verdict)
                for j, verdict in self.near[cluster.leader].items()
                if j in chosen and verdict.standing is not Standing.APART
            ]
            rivals += [(c, ARRIVED) for c in moved.get(self._arrivals(cluster), ()) if self._meet(cluster, c)]
            if not rivals:
                if self._outweighed(cluster, leaders):
                    continue
                counted.append(cluster)
                chosen.add(cluster.leader)
                claim = self.claims[cluster.leader]
                if claim.place:
                    moved.setdefault((claim.place[0], claim.fact.place_role or ""), []).append(cluster)
                continue
            # The closest reason is told: a whole that holds it, before one that only touches it.
            winner, verdict = min(
                rivals,
                key=lambda rival: (_REASONS.index(rival[1].standing), self.claims[rival[0].leader].order),
            )
            self._set_aside(cluster, self._packed_role(cluster, winner, verdict), verdict, winner)
        return counted

    def _weight(self, cluster: Cluster) -> tuple[object, ...]:
        claim = self.claims[cluster.stands]
        decided = any(self.claims[i].fact_id in self.ties.decided for i in cluster.members)
        undated = claim.first is None and claim.fact.measure != "stock"
        return (not decided, undated, -claim.figure.weight, len(claim.place), -claim.days, claim.order)

    def _outweighed(self, whole: Cluster, leaders: Mapping[int, Cluster]) -> bool:
        """True where parts that may be added come to more than the whole can hold; then they are counted."""
        ceiling = self.claims[whole.stands].figure.high
        if ceiling is None:
            return False
        inner = [
            leaders[j]
            for j, verdict in self.near[whole.leader].items()
            if j in leaders
            and self.outcomes[leaders[j].stands] is None
            and verdict.standing in (Standing.HOLDS, Standing.WHOLE)
        ]
        if len(inner) < 2:
            return False
        picked: list[Cluster] = []
        total: Amount = 0
        for part in sorted(inner, key=self._weight):
            if any(other.leader in self.near[part.leader] for other in picked):
                continue
            picked.append(part)
            figure = self.claims[part.stands].figure
            total += figure.low if figure.low is not None else 0
        if total <= ceiling:
            return False
        verdict = Verdict(
            Standing.CONFLICTS, "parts.exceed", "Figures for its parts, which are counted, add up to more."
        )
        self._set_aside(whole, "conflicting", verdict, *picked)
        return True

    def _arrivals(self, cluster: Cluster) -> tuple[str, str]:
        """Country and role of those figures that count the same people at the other end of their way."""
        claim = self.claims[cluster.leader]
        other = {"origin": "destination", "destination": "origin"}.get(claim.fact.place_role or "")
        if other is None or claim.fact.measure == "stock" or not claim.place:
            return ("", "")
        return (claim.place[0], other)

    def _meet(self, one: Cluster, other: Cluster) -> bool:
        return windows(self.claims[one.leader], self.claims[other.leader]) is not None

    def _packed_role(self, cluster: Cluster, winner: Cluster, verdict: Verdict) -> str:
        if verdict.rule == "overlap.larger":
            one, other = self.claims[cluster.stands].figure, self.claims[winner.stands].figure
            return "triangulation" if one.maximum is None and one.weight <= other.weight else "conflicting"
        if verdict.standing in (Standing.PART, Standing.WHOLE):
            return "subset"
        return "within_window"

    def _set_aside(self, cluster: Cluster, role: str, verdict: Verdict, *others: Cluster) -> None:
        if not self.explain:
            self.outcomes[cluster.stands] = Outcome(role, verdict.rule)
            return
        stands = [self.claims[other.stands] for other in others]
        self.outcomes[cluster.stands] = Outcome(
            role,
            verdict.rule,
            fill(verdict, self.claims[cluster.stands], stands[0]),
            tuple(claim.fact_id for claim in stands),
        )

    def _said(self, one: int, other: int) -> tuple[str, str] | None:
        return self.ties.said.get((self.claims[one].fact_id, self.claims[other].fact_id))

    def _echo(self) -> None:
        """Every other fact of a cluster says what the one that stands for it says."""
        for i, cluster in self.cluster_of.items():
            if self.outcomes[i] is not None or i == cluster.stands:
                continue
            claim, stands = self.claims[i], self.claims[cluster.stands]
            verdict = self.near[i].get(cluster.stands)
            if verdict is None or verdict.standing is not Standing.SAME:
                verdict = Verdict(Standing.SAME, "same.claim", "It makes the same claim as {other}.")
            witness = (
                claim.document_id != stands.document_id
                and claim.source is not None
                and stands.source is not None
                and claim.source.key != stands.source.key
            )
            told = next((said for j in cluster.members if (said := self._said(i, j)) is not None), None)
            if told is not None:
                verdict = Verdict(Standing.SAME, *told)
            role = "triangulation" if witness else "duplicate"
            self.outcomes[i] = Outcome(role, verdict.rule, fill(verdict, claim, stands), (stands.fact_id,))


# A state that nobody has confirmed for so long is not taken to hold still.
STALE_DAYS = 366
STALE = Verdict(
    Standing.EARLIER, "stock.stale", "It holds for a day more than a year before the newest stock, {later}."
)
PART_TOLD = ("part.told", "The text says that it is part of {other}.")
ARRIVED = Verdict(
    Standing.PART, "part.destination", "Those who arrived are among those who left, counted as {other}."
)
_REASONS = (
    Standing.PART,
    Standing.INSIDE,
    Standing.SAME,
    Standing.EARLIER,
    Standing.LATER,
    Standing.AGREES,
    Standing.CONFLICTS,
    Standing.OVERLAPS,
    Standing.WHOLE,
    Standing.HOLDS,
)


def _closer(one: Figure, other: Figure) -> bool:
    """True where the first is a stated number that fits the second's looser bounds."""
    if one.value is None or (one.maximum is None and one.minimum is not None):
        return False
    if other.value is not None and other.minimum is not None and other.maximum is not None:
        return False
    if other.value is not None and other.minimum is None and other.maximum is None:
        return False
    above = other.minimum is None or one.value >= other.minimum
    return above and (other.maximum is None or one.value <= other.maximum)
