"""The part that each fact plays in one total: which are counted, and why every other one is not.

The outcome is a function of the set of facts: their order of arrival never matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sql.totals.board import Board, Cluster
from sql.totals.bounds import Amount
from sql.totals.choices import Choices, Part, counted_of
from sql.totals.claims import Claim
from sql.totals.clusters import between, gather
from sql.totals.compare import LONG
from sql.totals.outcomes import COUNTED, Outcome
from sql.totals.packing import ENDS, pack
from sql.totals.rivals import one_of_each, rival_groups
from sql.totals.sources import Reliability
from sql.totals.ties import NO_TIES, Ties
from sql.totals.verdicts import Standing, Verdict
from sql.totals.wording import fill


@dataclass
class Resolution:
    """An outcome for each claim, by position, what counts, and the choices that were open, if any."""

    outcomes: list[Outcome]
    counted: list[int]
    alternatives: dict[int, list[int]]
    choices: Choices | None


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


class _Row(Board):
    def __init__(
        self, claims: Sequence[Claim], ties: Ties, policy: str, reliability: Reliability | None
    ) -> None:
        super().__init__(claims, ties, policy, reliability)
        self.cluster_of: dict[int, Cluster] = {}

    def resolve(self, settled: Mapping[int, Outcome]) -> Resolution:
        for i, outcome in settled.items():
            self.outcomes[i] = outcome
        live = self._countable()
        known = list(self.outcomes)
        told, self.cluster_of = gather(self, live)
        standing = self._newest(self._parts_told(told))
        parts = [self._work_out(clusters) for clusters in self._components(standing)]
        found = counted_of(parts)
        claims = self.claims
        found.counted.sort(key=lambda i: claims[i].order)
        for i in found.counted:
            self.outcomes[i] = COUNTED
        self._echo()
        outcomes = [outcome if outcome is not None else COUNTED for outcome in self.outcomes]
        is_open = any(part.alternatives for part in parts) or any(map(self._told_differently, told))
        choices = Choices(self, parts, known) if is_open else None
        return Resolution(outcomes, found.counted, found.alternatives, choices)

    def _work_out(self, clusters: list[Cluster]) -> Part:
        if len(clusters) == 1:
            return Part([clusters], clusters, {})
        groups = rival_groups(self, clusters)
        kept, alternatives = one_of_each(self, groups)
        return Part(groups, pack(self, kept), alternatives)

    def _components(self, clusters: list[Cluster]) -> list[list[Cluster]]:
        """The clusters, those together that can touch each other, directly or through others."""
        leaders = {cluster.leader: cluster for cluster in clusters}
        if len(leaders) == 1:
            return [clusters]
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
                near = leaders.keys() & self.near[one].keys()
                if ends and self.claims[one].place_role in ENDS and self.claims[one].place:
                    # Who left and who arrived meet wherever in the country they are.
                    near.update(ends.pop(self.claims[one].place[0], ()))
                near -= seen
                seen |= near
                component += near
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

    def _parts_told(self, clusters: list[Cluster]) -> list[Cluster]:
        """Without the parts whose whole stands in the same row: "among them 3,400 suspects"."""
        if not self.ties.whole:
            return clusters
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
                (leaders[j], verdict)
                for j, verdict in self.near[cluster.leader].items()
                if verdict.standing is _EARLIER and j in leaders
            ]
            if self.ties.later:
                later += self._told_later(cluster)
            if later:
                own = self._recency(cluster)
                newer = [entry for entry in later if self._recency(entry[0]) > own]
                if newer:
                    winner, verdict = max(newer, key=lambda entry: self._recency(entry[0]))
                    self.set_aside(cluster, "superseded", verdict, winner)
                    continue
            kept.append(cluster)
        return self._valid(kept)

    def _told_later(self, cluster: Cluster) -> list[tuple[Cluster, Verdict]]:
        """What replaces the claim because a person said so."""
        return [
            (found, Verdict(Standing.EARLIER, rule, because))
            for i in cluster.members
            for other, rule, because in self.ties.later.get(self.claims[i].fact_id, ())
            if (found := self.cluster_of.get(self.position.get(other, -1))) is not None
            and found is not cluster
        ]

    def _valid(self, clusters: list[Cluster]) -> list[Cluster]:
        """Without stocks that are more than a year older than the newest of their country."""
        if not clusters or self.claims[clusters[0].leader].measure != "stock":
            return clusters
        newest: dict[str, Cluster] = {}
        for cluster in clusters:
            country = self._country(cluster)
            if country not in newest or self._recency(cluster) > self._recency(newest[country]):
                newest[country] = cluster
        stale: set[int] = set()
        for cluster in clusters:
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
            verdict = between(self, i, cluster.stands)
            if verdict is None or verdict.standing is not _SAME:
                verdict = SAME_AS_ANOTHER
            witness = (
                claim.document_id != stands.document_id
                and claim.source is not None
                and stands.source is not None
                and claim.source.key != stands.source.key
            )
            if self.ties.said:
                told = next((said for j in cluster.members if (said := self._said(i, j)) is not None), None)
                verdict = Verdict(Standing.SAME, *told) if told is not None else verdict
            role = "triangulation" if witness else "duplicate"
            self.outcomes[i] = Outcome(role, verdict.rule, fill(verdict, claim, stands), (stands.fact_id,))


_SAME, _EARLIER = Standing.SAME, Standing.EARLIER
# A state that nobody has confirmed for so long is not taken to hold still.
STALE_DAYS = 366
STALE = Verdict(
    Standing.EARLIER, "stock.stale", "It holds for a day more than a year before the newest stock, {later}."
)
SAME_AS_ANOTHER = Verdict(Standing.SAME, "same.claim", "It makes the same claim as {other}.")
PART_TOLD = ("part.told", "The text says that it is part of {other}.")
