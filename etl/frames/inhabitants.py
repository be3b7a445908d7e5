"""Of a place's people only some met with what the clause tells: "half of the town's 60,000 people fled"."""

from __future__ import annotations

from collections.abc import Sequence

from etl.frames.lexicon import Rule
from etl.frames.scene import Link, Scene

_POPULATION = "population"


def counted(view: Scene, links: list[Link | None], parts: Sequence[int | None]) -> None:
    """Let the verb of a share be that of the share, and the whole be how many live there.

    "9,500 of the town's 17,000 people are missing", but not "eight of the 25 people killed".
    """
    if not view.lexicon.clauses.possessives:
        return
    for at in range(len(links) - 1):
        if parts[at] != at + 1 or not _lives_there(view, at + 1):
            continue
        link, own = links[at + 1], links[at]
        if link is not None and link.rule.indicator == _POPULATION:
            continue
        if link is not None and (
            link.trigger is None or link.trigger.first < view.quantities[at + 1].last or own is not None
        ):  # fmt: skip
            continue
        rule = _rule(view)
        if rule is None:
            return
        if link is not None:
            links[at] = Link(link.rule, link.trigger, "before", link.cost)
        links[at + 1] = Link(rule, None, "fused", 0)


def _lives_there(view: Scene, index: int) -> bool:
    """Whether the figure counts the people of the place before it ("the island's 320,000 people")."""
    quantity, clauses, tokens = view.quantities[index], view.lexicon.clauses, view.sentence.tokens
    if quantity.unit != "person" or quantity.population or quantity.noun_last <= quantity.number.last:
        return False
    if tokens[quantity.noun_last - 1].key not in clauses.inhabitants:
        return False
    first = quantity.first
    return any(tokens[at].key in clauses.possessives for at in (first - 1, first) if 0 <= at < len(tokens))


def _rule(view: Scene) -> Rule | None:
    return next(
        (rule for rule in view.lexicon.rules if rule.indicator == _POPULATION and rule.role == "fused"), None
    )
