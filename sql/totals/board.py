"""What a row is resolved on: its claims, how they stand to each other, and the outcomes found so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sql.totals.claims import Claim
from sql.totals.outcomes import Outcome
from sql.totals.pairs import Near
from sql.totals.policies import stand_for
from sql.totals.sources import Reliability
from sql.totals.ties import Ties
from sql.totals.verdicts import Verdict
from sql.totals.wording import fill


@dataclass(slots=True)
class Cluster:
    """One claim, said by one or more facts: the earliest leads, the one the policy picks stands for it."""

    leader: int
    members: list[int]
    stands: int


class Board:
    """The claims of a row by position, one policy, and what is known so far."""

    def __init__(
        self, claims: Sequence[Claim], ties: Ties, policy: str, reliability: Reliability | None
    ) -> None:
        self.claims = claims
        self.ties = ties
        self.policy = policy
        self.reliability = reliability
        self.explain = True
        self.outcomes: list[Outcome | None] = [None] * len(claims)
        self.near: Near = []

    def under(self, policy: str, outcomes: Sequence[Outcome | None]) -> Board:
        """The same claims under another policy, with these outcomes; no reasons are told."""
        other = Board(self.claims, self.ties, policy, self.reliability)
        other.explain = False
        other.near = self.near
        other.outcomes = list(outcomes)
        return other

    @cached_property
    def position(self) -> dict[str, int]:
        """Where the claim of each fact stands."""
        return {claim.fact_id: i for i, claim in enumerate(self.claims)}

    def stand(self, members: Sequence[int]) -> int:
        """The fact that stands for a claim made by several."""
        if len(members) == 1:
            return members[0]
        if self.ties.decided or self.ties.heads:
            decided = self._decided(members)
            if decided is not None:
                return decided
        return stand_for(self.claims, members, self.policy, self.reliability)

    def _decided(self, members: Sequence[int]) -> int | None:
        """The figure that a person named as the one, where it is among these."""
        for i in members:
            fact_id = self.claims[i].fact_id
            named = fact_id if fact_id in self.ties.decided else self.ties.heads.get(fact_id)
            position = self.position.get(named or "", -1)
            if position in members:
                return position
        return None

    def is_decided(self, cluster: Cluster) -> bool:
        """True where a person named one of the figures as the one to count."""
        decided = self.ties.decided
        return bool(decided) and any(self.claims[i].fact_id in decided for i in cluster.members)

    def set_aside(self, cluster: Cluster, role: str, verdict: Verdict, *others: Cluster) -> None:
        """The cluster is not counted, because of how it stands to the others."""
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
