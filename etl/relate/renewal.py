"""The relations that some changed facts bring into a block, from its earlier outcome: those of a rebuild.

Two claims are joined where one may lead the other: by a verdict that they are the same, by the text, or by
one text printed twice. What a claim leads or follows depends on the claims that it is joined to, however many
steps away, and on no others; its other relations depend on its neighbours that lead a claim. So it is enough
to look again at the claims joined to a changed one, as it is or was, and at the neighbours of these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from etl.relate.engine import PART_TOLD, Number, number_of, same, standing
from etl.relate.texts import Similarity
from sql.records import RelationRow
from sql.totals.claims import Claim
from sql.totals.nearby import Nearby
from sql.totals.verdicts import Standing, Verdict

KEPT, GONE, NEW = 0, 1, 2


class Renewal:
    """One block: its claims as they were, those of changed documents, and those that came in their place."""

    def __init__(self, held: Iterable[Claim], changed: Collection[str], fresh: Iterable[Claim]) -> None:
        """`held` are all claims before, `changed` documents; `fresh` the claims of these documents now."""
        marked = [(claim, GONE if claim.document_id in changed else KEPT) for claim in held]
        self._ids = {claim.fact_id for claim, _ in marked}
        marked += [(claim, NEW) for claim in fresh]
        marked.sort(key=lambda entry: (entry[0].order, entry[1]))
        self._claims = [claim for claim, _ in marked]
        self._gone = {i for i, (_, mark) in enumerate(marked) if mark == GONE}
        self._new = {i for i, (_, mark) in enumerate(marked) if mark == NEW}
        self._now = {claim.fact_id: i for i, claim in enumerate(self._claims) if i not in self._gone}
        self._index = Nearby(self._claims)
        self._near: dict[int, dict[int, Verdict]] = {}
        self._joined: set[int] = set()
        self._around: list[int] = []

    def reach(self, similarity: Similarity) -> list[str]:
        """The facts of unchanged documents of which something can differ: their relations are needed."""
        self._join(similarity)
        around = {j for i in self._joined for j in self._near_to(i)}
        self._around = sorted(around - self._joined)
        return [self._claims[i].fact_id for i in (*self._members(), *self._around) if i not in self._new]

    def relations(
        self, earlier: Mapping[str, Sequence[RelationRow]], similarity: Similarity
    ) -> dict[str, list[RelationRow]]:
        """The relations of every fact that can have others than before; of new facts those in the block.

        `earlier` has the relations of the facts that `reach` names. Decisions are left out.
        """
        claims, members = self._claims, self._members()
        place = {position: i for i, position in enumerate(members)}
        near = [{place[j]: v for j, v in self._near_to(i).items() if j in place} for i in members]
        leading, repeats = same([claims[i] for i in members], near, similarity)
        leaders = {members[i] for i in leading}
        found: dict[str, list[RelationRow]] = {claims[i].fact_id: [] for i in members}
        for relation in repeats:
            found[relation.fact_id].append(relation)
        beside: dict[int, list[int]] = {}
        for i in sorted(leaders):
            verdicts = self._near_to(i)
            found[claims[i].fact_id] = standing(claims, i, self._leading(verdicts, leaders))
            for j in verdicts:
                beside.setdefault(j, []).append(i)
        for i in self._around:
            if self._leads(i, leaders):
                name = claims[i].fact_id
                candidates = self._candidates(i, beside.get(i, ()), leaders, earlier.get(name, ()))
                found[name] = standing(claims, i, candidates)
        for name, rows in found.items():
            rows += [row for row in earlier.get(name, ()) if not self._inside(row) and not _decided(row)]
        return found

    def _members(self) -> list[int]:
        return sorted(self._joined - self._gone)

    def _join(self, similarity: Similarity) -> None:
        """Finds the claims that are joined to a changed one, as it is or was."""
        claims = self._claims
        numbers: dict[Number, list[int]] = {}
        told: dict[str, list[int]] = {}
        for i, claim in enumerate(claims):
            numbers.setdefault(number_of(claim), []).append(i)
            if claim.duplicate_of is not None:
                told.setdefault(claim.duplicate_of, []).append(i)
        wave = self._gone | self._new
        while wave:
            self._joined |= wave
            following: set[int] = set()
            alike: list[tuple[int, int]] = []
            for i in wave:
                claim = claims[i]
                following |= {j for j, v in self._index_near(i).items() if v.standing is Standing.SAME}
                following |= set(told.get(claim.fact_id, ()))
                if claim.duplicate_of in self._now:
                    following.add(self._now[claim.duplicate_of])
                others = numbers[number_of(claim)]
                alike += [(i, j) for j in others if claims[j].document_id != claim.document_id]
            alike = [(i, j) for i, j in alike if j not in self._joined and j not in following]
            similarity.expect({claims[i].document_id for pair in alike for i in pair})
            for i, j in alike:
                one, other = (similarity.bands(claims[k].document_id) for k in (i, j))
                if any(a == b for a, b in zip(one, other, strict=False)):
                    following.add(j)
            wave = following - self._joined

    def _index_near(self, position: int) -> dict[int, Verdict]:
        near = self._near.get(position)
        if near is None:
            near = self._near[position] = self._index.near(position)
        return near

    def _near_to(self, position: int) -> dict[int, Verdict]:
        """The neighbours of a claim that are there now."""
        near = self._index_near(position)
        if self._gone.isdisjoint(near):
            return near
        return {j: verdict for j, verdict in near.items() if j not in self._gone}

    def _leading(self, near: Mapping[int, Verdict], leaders: Collection[int]) -> dict[int, Verdict]:
        return {j: verdict for j, verdict in near.items() if self._leads(j, leaders)}

    def _leads(self, position: int, leaders: Collection[int]) -> bool:
        if position in self._joined:
            return position in leaders
        # It is joined to no changed claim, so it leads what it led before.
        return not any(
            tie.relation == "duplicate_of" and not tie.decided and tie.other_id in self._ids
            for tie in self._claims[position].ties
        )

    def _candidates(
        self, position: int, beside: Iterable[int], leaders: Collection[int], earlier: Iterable[RelationRow]
    ) -> dict[int, Verdict]:
        """The claims that relations of a claim which is not in question are chosen from.

        What it was related to comes before all else that is not in question: beside it, only the leaders
        among those in question have to be looked at. Where it is gone or leads no more, all neighbours do.
        """
        chosen = [self._now.get(row.other_id, -1) for row in earlier if self._inside(row)]
        if any(j < 0 or j in self._new or (j in self._joined and j not in leaders) for j in chosen):
            return self._leading(self._near_to(position), leaders)
        return {j: self._index.verdict(position, j) for j in (*chosen, *beside)}

    def _inside(self, row: RelationRow) -> bool:
        """True for a relation that the block gave: neither decided nor told by a text across blocks."""
        return not _decided(row) and row.rule != PART_TOLD and row.other_id in self._ids


def _decided(row: RelationRow) -> bool:
    return row.origin == "decision"
