"""The part that each fact plays in one total: which are counted, and why every other one is not.

The outcome is a function of the set of facts: their order of arrival never matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sql.totals.board import COUNTED, Board, Cluster, Outcome
from sql.totals.bounds import Amount
from sql.totals.claims import Claim
from sql.totals.compare import LONG, Standing, Verdict
from sql.totals.packing import ENDS, pack
from sql.totals.pairs import neighbours
from sql.totals.rivals import one_of_each
from sql.totals.sources import Reliability
from sql.totals.ties import NO_TIES, Ties
from sql.totals.wording import fill


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


@dataclass
class _Part:
    """Clusters that can touch each other and no others, and what came of them."""

    clusters: list[Cluster]
    counted: list[Cluster]
    alternatives: dict[int, list[int]]


class _Row(Board):
    def __init__(
        self, claims: Sequence[Claim], ties: Ties, policy: str, reliability: Reliability | None
    ) -> None:
        super().__init__(claims, ties, policy, reliability)
        self.cluster_of: dict[int, Cluster] = {}
        # What no policy changes: what was never compared, and the claims that nothing replaced.
        self.settled: list[Outcome | None] = []
        self.parts: list[_Part] = []

    def resolve(self, settled: Mapping[int, Outcome]) -> Resolution:
        for i, outcome in settled.items():
            self.outcomes[i] = outcome
        live = self._countable()
        self.settled = list(self.outcomes)
        found = neighbours([self.claims[i] for i in live])
        self.near = [{} for _ in self.claims]
        for place, verdicts in enumerate(found):
            if verdicts:
                self.near[live[place]] = {live[other]: verdict for other, verdict in verdicts.items()}
        told = self._clusters(live)
        standing = self._newest(self._parts_told(told))
        self.parts = [self._work_out(self, clusters) for clusters in self._components(standing)]
        for part in self.parts:
            for cluster in part.counted:
                self.outcomes[cluster.stands] = COUNTED
        self._echo()
        choices = any(part.alternatives for part in self.parts) or any(map(self._told_differently, told))
        return self._result(self.parts, choices)

    def again(self, policy: str) -> Resolution:
        """What another policy counts; nothing is compared again, and no reasons are told."""
        other = Board(self.claims, self.ties, policy, self.reliability)
        other.explain = False
        other.near = self.near
        other.outcomes = list(self.settled)
        parts = []
        for part in self.parts:
            twins = [
                cluster
                if len(cluster.members) == 1
                else Cluster(cluster.leader, cluster.members, other.stand(cluster.members))
                for cluster in part.clusters
            ]
            if not part.alternatives and all(
                a.stands == b.stands for a, b in zip(twins, part.clusters, strict=True)
            ):
                parts.append(part)
            else:
                parts.append(self._work_out(other, twins))
        return self._result(parts, choices=True)

    @staticmethod
    def _work_out(board: Board, clusters: list[Cluster]) -> _Part:
        if len(clusters) == 1:
            return _Part(clusters, clusters, {})
        kept, alternatives = one_of_each(board, clusters)
        return _Part(clusters, pack(board, kept), alternatives)

    def _result(self, parts: Sequence[_Part], choices: bool) -> Resolution:
        counted = [(cluster, part) for part in parts for cluster in part.counted]
        positions = sorted((c.stands for c, _ in counted), key=lambda i: self.claims[i].order)
        open_to = {c.stands: part.alternatives.get(c.leader, []) for c, part in counted}
        outcomes = [outcome if outcome is not None else COUNTED for outcome in self.outcomes]
        return Resolution(outcomes, positions, open_to, choices, self)

    def _components(self, clusters: list[Cluster]) -> list[list[Cluster]]:
        """The clusters, those together that can touch each other, directly or through others."""
        leaders = {cluster.leader: cluster for cluster in clusters}
        ends: dict[str, list[int]] = {}
        for leader in leaders:
            claim = self.claims[leader]
            if claim.place_role in ENDS and claim.place:
                ends.setdefault(claim.place[0], []).append(leader)
        found: list[list[Cluster]] = []
        seen: set[int] = set()
        for leader in leaders:
            if leader in seen:
                continue
            seen.add(leader)
            component = [leader]
            for one in component:
                near = [j for j in self.near[one] if j in leaders]
                claim = self.claims[one]
                if claim.place_role in ENDS and claim.place:
                    # Who left and who arrived meet wherever in the country they are.
                    near += ends.pop(claim.place[0], ())
                for j in near:
                    if j not in seen:
                        seen.add(j)
                        component.append(j)
            # In the order of the claims, as if all had been looked at together.
            if len(component) > 1:
                component.sort(key=lambda j: self.claims[j].order)
            found.append([leaders[j] for j in component])
        return found

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
                kind = claim.assertion
                self.outcomes[i] = Outcome(
                    "not_counted_assertion",
                    "assertion." + kind,
                    f"It is {kind}, not something that happened.",
                )
            elif claim.measure == "unknown":
                self.outcomes[i] = Outcome(
                    "out_of_scope",
                    "measure.unknown",
                    "The text does not tell whether it is a state or an event, so it is not added.",
                )
            elif claim.measure == "rate":
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
        # The most precise figure of each claim so far: what is the same as it belongs to the claim as well.
        anchors: dict[int, int] = {}
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
                    and (self.cluster_of[j].leader == j or anchors[self.cluster_of[j].leader] == j)
                    and not self._told_part(i, j)
                ]
                cluster = min(same, key=lambda c: self.claims[c.leader].order, default=None)
            if cluster is None:
                cluster = Cluster(i, [], i)
                clusters.append(cluster)
                anchors[i] = i
            elif self.claims[i].is_closer(self.claims[anchors[cluster.leader]]):
                anchors[cluster.leader] = i
            by_root.setdefault(root, cluster)
            cluster.members.append(i)
            self.cluster_of[i] = cluster
        for cluster in clusters:
            if len(cluster.members) > 1:
                cluster.stands = self.stand(cluster.members)
        return clusters

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
                self.set_aside(cluster, "subset", found[1], found[0])
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
            self.set_aside(cluster, "superseded", verdict, winner)
        return self._valid(kept)

    def _valid(self, clusters: list[Cluster]) -> list[Cluster]:
        """Without stocks that are more than a year older than the newest of their country."""
        newest: dict[str, Cluster] = {}
        stocks = [c for c in clusters if self.claims[c.leader].measure == "stock"]
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
                self.set_aside(cluster, "out_of_scope", STALE, latest)
        return [c for c in clusters if c.leader not in stale]

    def _country(self, cluster: Cluster) -> str:
        return self.claims[cluster.leader].place[0] if self.claims[cluster.leader].place else ""

    def _recency(self, cluster: Cluster) -> tuple[bool, int, int, tuple[int, str, int, str, str]]:
        claim = self.claims[cluster.leader]
        decided = self.is_decided(cluster)
        published = claim.published if claim.published is not None else 0
        # The toll of one event is as new as the report of it; a running total as the day that it reaches.
        reaches = claim.measure == "stock" or (claim.measure == "cumulative" and claim.days >= LONG)
        day = claim.as_of if reaches else None
        return decided, day if day is not None else published, published, claim.order

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
