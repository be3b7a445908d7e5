"""Figures that share a frame: "killed 3 soldiers and 12 civilians", "12 men and 5 women were killed"."""

from __future__ import annotations

from collections.abc import Sequence

from etl.frames.agreement import hung
from etl.frames.attributes import modifies, yields
from etl.frames.conjuncts import (
    LIST_REACH,
    broken_down,
    compared,
    is_so,
    joined,
    opens,
    own_verb,
    predicate,
    predicated,
    stays,
)
from etl.frames.fitting import fits, lent
from etl.frames.lexicon import Rule
from etl.frames.relations import Relations, leads
from etl.frames.scene import Link, Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity, Value

# A figure is compared with an earlier one of its list where that is so many times nearer in size.
_FAR_NEARER = 1.5
_UNLIKE = 1e9
# The longest words for an exchange, and one more.
_EXCHANGE = 6
# Rows of nouns that name a status (prisoners, refugees), not what just happened, are ranked this low.
_STATUS = -2
_SHARED_RIGHT = ("before", "fused", "coordinated")


def share(scene: Scene, links: list[Link | None], words: Relations) -> list[int]:
    """Fill in the frames that conjuncts share; returns for each quantity the conjunct it leans on, or -1."""
    quantities = scene.quantities
    leans = [-1] * len(quantities)
    for index in range(1, len(quantities)):
        left = links[index - 1]
        if left is None and index > 1 and quantities[index - 1].unit == "percent" and (
            scene.openers[index - 1] >= 0 and compared(scene, index)
        ):  # fmt: skip
            # "2,980 cases (41% of them tested), against 3,120": the share has no frame of its own.
            left = links[index - 2]
        if left is not None and not _named_behind(scene, index, links[index]) and (
            scene.quantities[index].unit is None and compared(scene, index)
        ):  # fmt: skip
            # Brackets between them say the first again in another unit.
            aside = scene.asides[index - 1] or links[index - 1] is None
            base = index - 2 if aside and index > 1 and links[index - 2] is not None else index - 1
            base = _likest(scene, links, index, base)
            left = links[base] or left
            links[index] = Link(left.rule, left.trigger, "coordinated", left.cost + 2)
            leans[index] = base
            continue
        freed = links[index - 2] if index > 1 else None
        if freed is not None and freed.trigger is not None and _exchanged(scene, index, freed, links[index]):
            # "33 hostages, eight of them dead, in exchange for 1,800 prisoners"
            links[index] = Link(freed.rule, freed.trigger, "coordinated", freed.cost + 2)
            leans[index] = index - 2
            continue
        if left is not None and left.trigger is not None and _exchanged(scene, index, left, links[index]):
            links[index] = Link(left.rule, left.trigger, "coordinated", left.cost + 2)
            leans[index] = index - 1
            continue
        if left is not None and _bracketed(scene, index):
            links[index] = Link(left.rule, left.trigger, "coordinated", left.cost + 2)
            leans[index] = index - 1
            continue
        if left is not None and _cut_short(scene, index, links[index], words):
            # "Doce fallecieron en el acto y tres cuando eran trasladadas": the verb is said once.
            links[index] = Link(left.rule, left.trigger, "coordinated", left.cost + 2)
            leans[index] = index - 1
            continue
        listed = joined(scene, index, words) or (links[index] is None and broken_down(scene, index))
        own = predicate(scene, index) or (left is not None and stays(scene, index, left))
        own = own or is_so(scene, index, links[index])
        own = own or _parted(scene, index, words)
        yielding = _open(links[index], left) or _overruled(quantities[index], links[index], left)
        if yielding and left is not None and listed and not own:
            rule = _shared(left, _with_unit(quantities, index))
            if scene.openers[index] < 0 and rule is not None:
                links[index] = Link(rule, left.trigger, "coordinated", left.cost + 2)
                leans[index] = index - 1
        elif left is not None and _farther(links[index], left) and _rises(scene, index, left):
            links[index] = Link(left.rule, left.trigger, "linked", left.cost + 1)
    for index in range(len(quantities) - 2, -1, -1):
        right = links[index + 1]
        if _open(links[index], right) and right is not None and right.way in _SHARED_RIGHT:
            inside = (
                right.way == "fused"
                and right.trigger is not None
                and _own_word(quantities[index + 1], right)
                and not _with_participle(scene, quantities[index + 1], right.trigger)
            )
            opener = scene.openers[index]
            # "Of whom" opens a clause that the two share the verb of, "including" none.
            clause = opener >= 0 and words.relative.longest(scene.sentence.tokens, opener) is not None
            loose = scene.openers[index + 1] < 0 and (clause or opener < 0) and not inside
            if (
                loose
                and not hung(scene, index + 1)
                and (_closed_aside(scene, index, right) or not _some_of(scene, quantities[index + 1], words))
                and not own_verb(scene, index)
                and not predicated(scene, index)
                and (clause or not leads(scene.sentence, quantities[index], words))
                and right.trigger is not None
                and (
                    right.trigger.first >= quantities[index + 1].last
                    or _with_participle(scene, quantities[index + 1], right.trigger)
                )
                and joined(scene, index + 1, words)
                and not _clause_between(scene, index)
            ):
                rule = _shared(right, quantities[index])
                if rule is not None:
                    links[index] = Link(rule, right.trigger, "coordinated", right.cost + 2)
                    leans[index] = index + 1
    return leans


def _some_of(scene: Scene, quantity: Quantity, words: Relations) -> bool:
    """Whether a pronoun says that these are some of those ("40 pasajeros, cinco de ellos fallecidos")."""
    tokens, last = scene.sentence.tokens, quantity.number.last
    return last < len(tokens) and words.followers.longest(tokens, last) is not None


def _closed_aside(scene: Scene, index: int, right: Link) -> bool:
    """Whether a comma closes the aside of a part before the verb ("10 people, four of them boys, died")."""
    last = scene.quantities[index + 1].last
    first = right.trigger.first if right.trigger is not None else last
    return first > last and scene.clauses.commas_between(last, first) > 0


def _exchanged(scene: Scene, index: int, left: Link, own: Link | None) -> bool:
    """Whether these were let go for those before ("freed 90 prisoners in exchange for three hostages")."""
    quantity, lexicon = scene.quantities[index], scene.lexicon
    if left.rule.indicator != "released" or quantity.unit not in (None, "person"):
        return False
    if own is not None and own.way != "fused":
        return False
    for at in range(max(scene.quantities[index - 1].last, quantity.first - _EXCHANGE), quantity.first):
        found = lexicon.exchanges.longest(scene.sentence.tokens, at)
        if found is not None and quantity.first - found[0] <= 1:
            return True
    return False


def _parted(scene: Scene, index: int, words: Relations) -> bool:
    """Whether the figure opens the parts of the one before: "Of the 60 wounded, 12 men and 3 women died"."""
    left, right = scene.quantities[index - 1], scene.quantities[index]
    near = left.last < right.first <= left.last + 2
    return near and scene.sentence.tokens[left.last].kind == "mark" and leads(scene.sentence, left, words)


def _bracketed(scene: Scene, index: int) -> bool:
    """Whether a bare figure stands alone in brackets as the one before ("Aleppo (12 dead), Idlib (5)")."""
    left, right, tokens = scene.quantities[index - 1], scene.quantities[index], scene.sentence.tokens
    if right.unit is not None or right.last >= len(tokens) or tokens[right.last].raw != ")":
        return False
    opened = left.first > 0 and tokens[left.first - 1].raw == tokens[right.first - 1].raw == "("
    return opened and right.first - left.last <= LIST_REACH


def _clause_between(scene: Scene, index: int) -> bool:
    """Whether a clause opens between the figure and the next ("85% are women, and that 40 live …")."""
    low, high = scene.quantities[index].last, scene.quantities[index + 1].first
    return any(opens(scene, at) for at in range(low, high))


def _named_behind(scene: Scene, index: int, own: Link | None) -> bool:
    """Whether the noun of a bare figure follows it ("puts at 30,000 the displaced")."""
    if own is None or own.way != "fused" or own.trigger is None:
        return False
    return own.trigger.first >= scene.quantities[index].number.last


def _cut_short(scene: Scene, index: int, own: Link | None, words: Relations) -> bool:
    """Whether a bare conjunct leaves its verb out before words that open a clause ("and three when …")."""
    quantity, tokens = scene.quantities[index], scene.sentence.tokens
    at = quantity.last
    if quantity.unit is not None or at >= len(tokens) or scene.openers[index] >= 0:
        return False
    if own is not None and (own.trigger is None or own.trigger.first < at):
        return False
    if not scene.clauses.conjunction[max(0, quantity.first - 1)] or not joined(scene, index, words):
        return False
    return scene.lexicon.breaks.longest(tokens, at) is not None and (
        scene.lexicon.relatives.longest(tokens, at) is None
    )


def _open(own: Link | None, other: Link | None) -> bool:
    """Whether a figure takes the frame of its conjunct: it has none, or only its noun's ("14 prisoners")."""
    if own is None:
        return True
    noun = own.way == "fused" and own.rule.role == "fused" and own.rule.priority <= _STATUS
    return noun and other is not None and not _weak(other) and other.way in ("after", "before", "around")


def _overruled(quantity: Quantity, own: Link | None, other: Link | None) -> bool:
    """Whether a conjunct's frame only tells who they are ("rescued 29 people and four injured climbers")."""
    return (
        own is not None
        and other is not None
        and other.way in ("after", "around", "coordinated")
        and modifies(quantity, own)
        and yields(own.rule.indicator, other.rule.indicator)
    )


def _shared(link: Link, quantity: Quantity) -> Rule | None:
    """The rule by which a conjunct shares the trigger: another row where it is another kind of thing."""
    if fits(link.rule, quantity):
        return link.rule
    if link.trigger is None or (link.rule.pos == "noun" and link.rule.role != "object"):
        return None
    same = [r for r in link.trigger.rules if r.role == link.rule.role and fits(r, quantity)]
    return same[0] if same else None


def _likest(scene: Scene, links: list[Link | None], index: int, base: int) -> int:
    """The figure that is compared: of a list, the one whose size is far nearer than the last one's."""
    own = scene.quantities[index].value
    best, least = base, _ratio(own, scene.quantities[base].value)
    for at in range(base - 1, max(-1, base - 4), -1):
        ratio = _ratio(own, scene.quantities[at].value)
        if links[at] is not None and ratio * _FAR_NEARER < least:
            best, least = at, ratio
    return best


def _ratio(one: Value | None, two: Value | None) -> float:
    if not one or not two or one < 0 or two < 0:
        return _UNLIKE
    return float(max(one, two) / min(one, two))


def equivalents(scene: Scene, links: list[Link | None]) -> None:
    """Let a figure said again in another unit share the frame ("8,000 households, or 40,000 people")."""
    for index in range(1, len(links)):
        left, right = scene.quantities[index - 1], scene.quantities[index]
        if scene.asides[index] and left.unit == "percent" and right.unit == "currency":
            if links[index] is None and links[index - 1] is not None:
                links[index] = links[index - 1]
            continue
        if scene.asides[index] and right.unit == "currency" and links[index - 1] is not None and (
            left.unit in ("currency", None) and left.currency != right.currency
        ):  # fmt: skip
            # "1.6 billion kwacha ($1.5 million) for those affected".
            links[index] = links[index - 1]
            continue
        if not scene.asides[index] or {left.unit, right.unit} != {"person", "household"}:
            continue
        one, two = links[index - 1], links[index]
        if two is not None and (one is None or _weak(one)) and not _weak(two) and fits(two.rule, left):
            links[index - 1] = Link(two.rule, two.trigger, "coordinated", two.cost + 2)
        elif one is not None and (two is None or _weak(two)) and fits(one.rule, right):
            links[index] = Link(one.rule, one.trigger, "coordinated", one.cost + 2)


def _weak(link: Link) -> bool:
    return link.rule.priority < 0


def _farther(own: Link | None, left: Link) -> bool:
    """Whether the figure has no frame, or one of a noun farther off than that of the figure before it."""
    return own is None or (own.way == left.way == "linked" and own.cost > left.cost)


def _rises(scene: Scene, index: int, left: Link) -> bool:
    """Whether the figure ends a rise that the one before it begins, whose noun stands before both."""
    return (left.way == "linked" or lent(scene.quantities[index - 1])) and _step(scene, index)


def _step(scene: Scene, index: int) -> bool:
    """Whether the figure is where a rise ends ("rose from 31 to 46")."""
    left, right = scene.quantities[index - 1], scene.quantities[index]
    return right.unit is None and scene.linked[index] >= 0 and 0 <= right.first - left.last <= 2


def _own_word(quantity: Quantity, link: Link) -> bool:
    trigger = link.trigger
    return trigger is not None and trigger.first < quantity.last


def _with_participle(scene: Scene, quantity: Quantity, trigger: Trigger) -> bool:
    """Whether the word is the noun with a participle that may be that of both ("5 hospitales cerrados")."""
    endings = scene.lexicon.clauses.agreeing_endings
    return (
        bool(endings)
        and trigger.last > quantity.noun_last
        and trigger.last > trigger.first + 1
        and scene.sentence.tokens[trigger.last - 1].key.endswith(endings)
    )


def _with_unit(quantities: Sequence[Quantity], index: int) -> Quantity:
    quantity = quantities[index]
    return quantities[index - 1] if quantity.unit is None else quantity
