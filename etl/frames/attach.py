"""Which frame governs each quantity of a sentence: every likely pair has a cost, the cheapest are kept.

The order of the search is the order of the costs: a noun or participle fused with the quantity, then the
governing word to the left in the clause, then the verb right after the noun phrase, then what lies across
clause marks. A trigger gives its role to one quantity; coordination shares it (see `coordination`).
"""

from __future__ import annotations

from bisect import bisect_left

from etl.frames.attributes import prefer_events
from etl.frames.costs import cost_of
from etl.frames.fitting import (
    THINGS,
    fits,
    lent,
    may_be_money,
    next_to_money,
    share_of_trigger,
    small_and_bare,
)
from etl.frames.lexicon import Rule
from etl.frames.preferences import prefer_governing, prefer_known, prefer_main, prefer_nouns
from etl.frames.reaching import carry_along, tell_events
from etl.frames.relations import relations
from etl.frames.scene import Link, Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity
from etl.quantities.lexicon import lexicon as units

# Triggers looked at on each side of a quantity; keeps a sentence of any length linear.
_WINDOW = 6
_LIMIT = 28
# What a row's priority is worth.
_PRIORITY = 2
_UNKNOWN = 3
_VAGUE = ("unknown", "incident", "case")
_LIMIT_BEFORE = 26
# How far before a bare figure the things stand that it counts.
_NAMED = 40
_SHARE_OF = 3
_LIMIT_PART = 44
_THING = 6
_BUILT = ("facilities_damaged", "housing_destroyed", "housing_damaged", "housing_uninhabitable")
# What verbs of other things say too, so that a small bare figure behind them is none of these.
_EASY = (
    "arrived",
    "departed",
    "returned",
    "relocated",
    "assisted",
    "in_need",
    "affected",
    "targeted",
    "sheltered",
)


def attach(scene: Scene) -> list[Link | None]:
    """The frame of each quantity, or None where no trigger of the sentence governs it."""
    candidates: list[tuple[int, int, int, int, Link]] = []
    starts = scene.starts
    counted = _counted(scene)
    for index, quantity in enumerate(scene.quantities):
        if quantity.unit == "percent" and scene.asides[index]:
            # "38 million (24%)": the share speaks of the figure before it and takes no frame from it.
            continue
        middle = bisect_left(starts, quantity.first)
        end = bisect_left(starts, quantity.last)
        for at in range(max(0, middle - _WINDOW), min(len(starts), end + _WINDOW)):
            if counted.get(at, index) != index:
                continue
            best = _best(scene, index, at, quantity, middle, end)
            if best is not None and best.cost <= _limit(scene, index, best):
                candidates.append((best.cost, abs(at - middle), index, at, best))
    prefer_governing(scene, candidates)
    prefer_main(scene, candidates)
    prefer_nouns(scene, candidates)
    prefer_events(scene, candidates)
    prefer_known(candidates)
    # No two are of one figure and one trigger, so that links are never compared.
    candidates.sort()
    links: list[Link | None] = [None] * len(scene.quantities)
    taken: set[int] = set()
    for _, _, index, at, link in candidates:
        # One verb may be found twice, alone and with its second half.
        verb = scene.starts[at]
        if links[index] is None and verb not in taken:
            links[index] = link
            taken.add(verb)
    _pass_on(scene, links)
    _swap_shares(scene, links)
    _ask_for_wholes(scene, links)
    tell_events(scene, links)
    carry_along(scene, links)
    return links


def _swap_shares(scene: Scene, links: list[Link | None]) -> None:
    """Of money asked for, it is the share that came in ("43% of the $50bn requested had been received")."""
    for index in range(len(links) - 1):
        share, money = scene.quantities[index], scene.quantities[index + 1]
        one, two = links[index], links[index + 1]
        if share.unit == "percent" and one is not None and two is not None and (
            one.rule.indicator == "funding_required"
            and two.rule.indicator == "funding_received"
            and 0 <= money.first - share.last <= _SHARE_OF
        ):  # fmt: skip
            links[index], links[index + 1] = two, one


def _ask_for_wholes(scene: Scene, links: list[Link | None]) -> None:
    """Money that came in came in of what was asked for ("60 million out of 216 million dollars")."""
    for index in range(1, len(links)):
        left, part, whole = links[index - 1], scene.quantities[index - 1], scene.quantities[index]
        if left is None or left.rule.indicator != "funding_received" or whole.unit != "currency":
            continue
        if scene.asides[index] and part.unit == "percent":
            # "28% of what it needs, or $60 million": the same in money.
            links[index] = left
            continue
        own = links[index]
        if part.unit not in ("currency", "percent", None) or (
            own is not None and own.rule.indicator != "other"
        ):
            continue
        if not 0 < whole.first - part.last <= _SHARE_OF or not any(
            found is not None and found[0] >= whole.first - 1
            for at in range(part.last, whole.first)
            if (found := scene.lexicon.partitives.longest(scene.sentence.tokens, at)) is not None
        ):
            continue
        rule = next((rule for rule in scene.lexicon.rules if rule.indicator == "funding_required"), None)
        if rule is not None:
            links[index] = Link(rule, None, "coordinated", left.cost + 2)


def _counted(scene: Scene) -> dict[int, int]:
    """The triggers that are only the counted noun of a figure ("4 أسر", families or captivity), by figure."""
    found: dict[int, int] = {}
    for index, quantity in enumerate(scene.quantities):
        first = max(quantity.noun_first, quantity.number.last)
        for at in range(bisect_left(scene.starts, first), len(scene.starts)):
            trigger = scene.triggers[at]
            if trigger.first >= quantity.noun_last:
                break
            if trigger.companion < 0 and (trigger.agreeing or all(r.pos != "verb" for r in trigger.rules)):
                found[at] = index
    return found


def _pass_on(scene: Scene, links: list[Link | None]) -> None:
    """Behind a verb that comes first, the second of two adjoining figures suffers it and the first does it.

    "قتل 5 مسلحين 12 شخصا": twelve were killed.
    """
    if not scene.lexicon.clauses.inverted_subjects or scene.sentence.lang != "ar":
        return
    for index in range(len(links) - 1):
        link, left, right = links[index], scene.quantities[index], scene.quantities[index + 1]
        if (
            link is not None
            and link.way == "after"
            and link.rule.pos == "verb"
            and links[index + 1] is None
            and right.first == left.last
            # "ثلاثة أطفال وامرأتان": a conjunction glued to the dual joins the two.
            and right.number.start == scene.sentence.tokens[right.first].start
            and left.unit == right.unit == "person"
            and not scene.linked[index + 1] >= 0
        ):
            links[index], links[index + 1] = None, link


def _limit(scene: Scene, index: int, link: Link) -> int:
    """How far a trigger may be: a part may look beyond its aside, a subject before its verb may not."""
    if scene.openers[index] >= 0:
        return _LIMIT_PART
    return _LIMIT_BEFORE if link.way == "before" else _LIMIT


def _best(scene: Scene, index: int, at: int, quantity: Quantity, middle: int, end: int) -> Link | None:
    trigger = scene.triggers[at]
    best: Link | None = None
    inside = trigger.first < quantity.last and trigger.last > quantity.first
    beside = inside or trigger.first == quantity.last
    nouns = {r.indicator for r in trigger.rules if r.role == "fused"} if beside else ()
    people = quantity.unit in (None, "percent") and _of_people(scene, quantity)
    thing = _thing_before(scene, trigger) if quantity.unit is None else None
    for rule in trigger.rules:
        if people and "person" not in rule.units:
            continue
        # Where the trigger is the counted noun itself, the row knows better what it is ("1,193 murders").
        named = inside and "currency" not in rule.units and rule.indicator != "other" and (
            quantity.unit == "unknown" or (quantity.unit in _VAGUE and rule.role == "fused")
        )  # fmt: skip
        if not (
            fits(rule, quantity)
            or named
            or may_be_money(rule, quantity, scene.money[index])
            or share_of_trigger(scene, rule, trigger, quantity)
        ):
            continue
        # A participle that serves as the noun ("300 displaced") is read by the row for the noun.
        if rule.role != "fused" and rule.indicator in nouns:
            continue
        found = cost_of(scene, index, at, rule, trigger, quantity, middle, end)
        if found is None:
            continue
        way, cost = found
        cost -= _PRIORITY * rule.priority
        if quantity.unit == "unknown" or (lent(quantity) and quantity.unit not in rule.units):
            cost += _UNKNOWN
        if quantity.unit is None and "person" not in rule.units and way in ("after", "before", "linked"):
            # A bare figure is people before it is houses, but money where money stands right before it.
            if rule.pos != "noun" and "currency" not in rule.units and not _spoken_of(scene, index, rule):
                # "The bank closed at 9,870": no schools.
                continue
            cost += _THING if not next_to_money(scene, index, rule) else -_THING
            if rule.indicator in _BUILT and way == "after" and not _things_told(scene, index, rule):
                # "Roads 4, 34 and 232 closed", "the dam burst at dawn on the 11 th": no houses are spoken of.
                continue
        if quantity.unit is None and _other_thing(scene, index, rule):
            cost += 1
        if thing is not None and thing not in rule.units:
            cost += _THING
        if way == "fused" and _named_within(scene, index, trigger):
            cost += 1
        if way == "after" and rule.indicator in _EASY and small_and_bare(scene, index):
            continue
        if way == "before" and rule.indicator == "population" and quantity.unit is None:
            # "Sur les 60 que compte la ville": of what, the sentence says elsewhere.
            continue
        if best is None or cost < best.cost:
            best = Link(rule, trigger, way, cost)
    return best


def _spoken_of(scene: Scene, index: int, rule: Rule) -> bool:
    """Whether things that the row counts are named in the sentence or were counted right before it."""
    if scene.unit_before in rule.units or any(other.unit in rule.units for other in scene.quantities[:index]):
        return True
    nouns, tokens = units(scene.sentence.lang).nouns, scene.sentence.tokens
    for at in range(max(0, scene.quantities[index].first - _NAMED), len(tokens)):
        noun = nouns.starting(tokens, at)
        if noun is not None and noun.entry.unit in rule.units:
            return True
    return False


def _things_told(scene: Scene, index: int, rule: Rule) -> bool:
    """Whether such things were counted beside a bare figure, or words link it to what it counts."""
    if scene.linked[index] >= 0 or scene.openers[index] >= 0 or scene.unit_before in rule.units:
        return True
    return any(other.unit in rule.units for at, other in enumerate(scene.quantities) if at != index)


def _other_thing(scene: Scene, index: int, rule: Rule) -> bool:
    """Whether the row counts other things than those counted before ("12 schools burned. 14 were looted")."""
    before = scene.quantities[index - 1].unit if index else scene.unit_before
    return before in THINGS and "person" not in rule.units and before not in rule.units


def _named_within(scene: Scene, index: int, trigger: Trigger) -> bool:
    """Whether the noun is that of a whole inside the figure's phrase ("seven of the 31 dead")."""
    following = scene.quantities[index + 1] if index + 1 < len(scene.quantities) else None
    number = scene.quantities[index].number
    return following is not None and number.last <= following.number.first < trigger.last


def _thing_before(scene: Scene, trigger: Trigger) -> str | None:
    """The unit of the things right before a verb of theirs ("schools looted has risen to 12")."""
    if not scene.lexicon.nominal_before or len(trigger.rules) < 2 or trigger.first == 0:
        return None
    noun = units(scene.sentence.lang).nouns.ending(scene.sentence.tokens, trigger.first)
    if noun is None or noun.entry.kind != "noun" or noun.entry.unit not in THINGS:
        return None
    return noun.entry.unit if any(noun.entry.unit in rule.units for rule in trigger.rules) else None


def _of_people(scene: Scene, quantity: Quantity) -> bool:
    """Whether a pronoun right behind the number says that it counts people ("ثلاثة منهم")."""
    owners, last = scene.lexicon.clauses.owners, quantity.number.last
    if quantity.unit is None and quantity.last < len(scene.sentence.tokens) and (
        scene.sentence.tokens[quantity.last].key in scene.lexicon.clauses.personal
    ):  # fmt: skip
        return True
    if quantity.unit is None and scene.lexicon.clauses.agreeing_endings and last < len(scene.sentence.tokens):
        words = relations(scene.sentence.lang)
        hung = words.followers.longest(scene.sentence.tokens, last) is not None
        if hung and not any(other.unit in THINGS for other in scene.quantities if other is not quantity):
            # "Llegar a España, 1.538 de ellos menores".
            return True
    if quantity.unit == "percent":
        return (
            bool(owners)
            and last < len(scene.sentence.tokens)
            and scene.sentence.tokens[last].key.endswith(owners)
        )
    return bool(owners) and quantity.last > last and scene.sentence.tokens[last].key.endswith(owners)
