"""Parts that the words around them give away: the worst-hit place, the rest, those named behind a colon."""

from __future__ import annotations

from collections.abc import Sequence

from etl.frames import relations, resumption
from etl.frames.scene import Link, Scene

# How far from its figure the words may stand that single out a place.
_TOPPED = 12
# Between a whole and the colon behind it stand no more than its adjectives.
_COLON = 3
_OPENING = (",", ";", ":", "،", "؛")


def find(view: Scene, at: int, links: list[Link | None], parts: list[int | None]) -> bool:
    """Make the figure a part where such words say so; whether they do.

    "Two of his sons" are named behind a colon as others are, though "his" tells of a set.
    """
    if parts[at] is not None:
        return parts[at] == relations.LOOSE and _named_behind(view, at, links, parts)
    return (
        _topmost(view, at, links, parts)
        or _rest(view, at, parts)
        or _named_behind(view, at, links, parts)
        or _of_those_aboard(view, at, links, parts)
    )


def _topmost(view: Scene, at: int, links: Sequence[Link | None], parts: list[int | None]) -> bool:
    """Whether the words single out where most of those told before were; then the figure is one of them.

    "The toll is 2,497. Al-Haouz is the worst-hit province (1,452 dead)".
    """
    link, words = links[at], relations.relations(view.sentence.lang).topping
    if link is None or not words.root or link.rule.indicator == "other":
        return False
    tokens, quantity = view.sentence.tokens, view.quantities[at]
    if at and parts[at - 1] == relations.TOPMOST and (
        link.way in ("coordinated", "repeat") or view.clauses.conjunction[quantity.first - 1]
    ):  # fmt: skip
        # "…, devant Taroudant (764)", "95 morts et 210 000 sinistrés".
        parts[at] = relations.TOPMOST
        return True
    low = max(view.quantities[at - 1].last if at else 0, quantity.first - _TOPPED)
    high = min(len(tokens), quantity.last + _TOPPED)
    if at + 1 < len(view.quantities):
        high = min(high, view.quantities[at + 1].first)
    starts = words.starts
    near = (*range(low, quantity.first), *range(quantity.last, high))
    if not any(starts[tokens[n].raw] and words.longest(tokens, n) is not None for n in near):
        return False
    own = [
        n
        for n in range(at)
        if (told := links[n]) is not None
        and told.rule.indicator == link.rule.indicator
        and relations.within(quantity, view.quantities[n])
    ]
    parts[at] = own[-1] if own else relations.TOPMOST
    return True


def _rest(view: Scene, at: int, parts: list[int | None]) -> bool:
    """Whether the figure is the rest of those of whom one part was told ("…, les trois autres …")."""
    quantity, tokens = view.quantities[at], view.sentence.tokens
    words = relations.relations(view.sentence.lang)
    first = quantity.number.first
    if not words.rest or first == 0 or tokens[first - 1].key not in words.rest:
        return False
    last = quantity.number.last
    if last >= len(tokens) or tokens[last].key not in words.others:
        return False
    if quantity.unit in ("percent", "currency"):
        return False
    for n in range(at - 1, -1, -1):
        whole = parts[n] if parts[n] is not None else n
        if whole is not None and 0 <= whole < at and relations.within(quantity, view.quantities[whole]):
            parts[at] = whole
            return True
    parts[at] = -1
    return True


def _named_behind(view: Scene, at: int, links: Sequence[Link | None], parts: list[int | None]) -> bool:
    """Whether a colon right behind a whole names who they were, this figure among them.

    "Eight dead: the headman, two of his sons and five guards".
    """
    quantity, tokens = view.quantities[at], view.sentence.tokens
    if at == 0 or quantity.unit not in ("person", None) or not quantity.unit_text:
        return False
    if parts[at - 1] is not None and parts[at - 1] == _colon_whole(view, at - 1):
        whole = _colon_whole(view, at - 1)
    else:
        whole = at - 1
    if whole < 0 or _colon_whole(view, at) != whole or links[whole] is None:
        return False
    colon = next(n for n in range(view.quantities[whole].last, quantity.first) if tokens[n].raw == ":")
    verbs = any(t.first > colon and (t.finite or t.passive or t.active) for t in view.triggers)
    total = 0.0
    for other in view.quantities[whole + 1 :]:
        if other.unit not in ("person", None):
            return False
        total += float(other.value or 0)
    held = view.quantities[whole].value
    if verbs or held is None or total > float(held) or not relations.within(quantity, view.quantities[whole]):
        return False
    parts[at] = whole
    return True


def _colon_whole(view: Scene, at: int) -> int:
    """The figure before `at` right behind which a colon opens the list that `at` stands in, or -1."""
    tokens = view.sentence.tokens
    for whole in range(at - 1, -1, -1):
        last = view.quantities[whole].last
        for n in range(last, min(view.quantities[whole + 1].first, last + _COLON)):
            if tokens[n].raw == ":":
                between = tokens[n + 1 : view.quantities[at].first]
                return -1 if any(token.raw in ";؛:" for token in between) else whole
    return -1


def _of_those_aboard(view: Scene, at: int, links: list[Link | None], parts: list[int | None]) -> bool:
    """Whether a bare figure tells the fate of some who were just counted, without one of their own.

    "They packed 54 people into the van, 46 suffocated".
    """
    quantity, link = view.quantities[at], links[at]
    if at == 0 or quantity.unit is not None or link is None or link.way != "before" or quantity.first == 0:
        return False
    if view.sentence.tokens[quantity.first - 1].raw not in _OPENING or resumption.others(view, quantity):
        return False
    whole, left = view.quantities[at - 1], links[at - 1]
    # What only shares the verb of this figure has none of its own.
    shared = left is not None and left.way == "coordinated" and left.trigger is link.trigger
    told = left is not None and left.rule.indicator != "other" and not shared
    if told or whole.unit != "person" or parts[at - 1] is not None:
        return False
    if link.trigger is None or link.trigger.first < quantity.last or not relations.within(quantity, whole):
        return False
    if shared:
        links[at - 1] = None
    parts[at] = at - 1
    return True
