"""Which frame governs each quantity of a sentence: every likely pair has a cost, the cheapest are kept.

The order of the search is the order of the costs: a noun or participle fused with the quantity, then the
governing word to the left in the clause, then the verb right after the noun phrase, then what lies across
clause marks. A trigger gives its role to one quantity; coordination shares it (see `coordination`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from etl.frames.clauses import BREAK, Clauses
from etl.frames.lexicon import Lexicon, Rule
from etl.frames.triggers import Trigger
from etl.model import Quantity, Sentence
from etl.quantities.lexicon import lexicon as units

# Triggers looked at on each side of a quantity; keeps a sentence of any length linear.
_WINDOW = 6
_LIMIT = 28
# What a row's priority is worth.
_PRIORITY = 2
_OTHER_QUANTITY = 3
_OTHER_TRIGGER = 3
_CHILD_BEFORE = 8
_ATTRIBUTIVE = 18
_RELATIVE = 8
_RELATIVE_REACH = 11
_DISTANCE = 10
_UNLINKED = 7
_INVERTED = 6
_UNKNOWN = 3
_BEHIND = 2
_VAGUE = ("unknown", "incident", "case")
_MONEY = 1000
_MILLION = 1_000_000
_ACROSS = 8
_CONJUNCT = 4
_CLOSED = 8
_ADVERB = 4
_LIMIT_BEFORE = 26
_LIMIT_PART = 44
_REDUCED = 14
_LINKING = 10
_LABELLED = 14
_THING = 6
_COMPLEMENT = 16
_PHRASE = 4
_PAIR = 2
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
_SHARED = 3
_HEADED = 3
# Rows of nouns that name a status, not what happened, are ranked this low.
_STATUS = -2
_TOPIC = 4


class Link(msgspec.Struct, frozen=True, gc=False):
    """A quantity's frame: the rule, the trigger it came by, and how (`fused`, `after`, `before`, …)."""

    rule: Rule
    trigger: Trigger | None
    way: str
    cost: int


class Scene(msgspec.Struct, frozen=True, gc=False):
    """What is known of a sentence when its quantities look for their frames.

    `openers[i]` is the first token of the words that make quantity `i` a part of another, or -1.
    `asides[i]` says that quantity `i` stands in brackets or apposition right behind the one before it.
    `money[i]` is the currency that an elided unit may mean. `linked[i]` is the first token of the words that
    link a figure to what it counts ("rises to"), or -1. `labelled[i]` says that a bare number follows the
    noun that it numbers ("exhibits 201"). `agents[i]` is true where the quantity follows the mark of an
    agent ("by 5 gunmen").
    """

    sentence: Sentence
    lexicon: Lexicon
    clauses: Clauses
    quantities: Sequence[Quantity]
    triggers: Sequence[Trigger]
    openers: Sequence[int]
    asides: Sequence[bool]
    money: Sequence[str | None]
    agents: Sequence[bool]
    prepositions: Sequence[bool]
    linked: Sequence[int]
    labelled: Sequence[bool]
    starts: Sequence[int]


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
    _prefer_nouns(candidates)
    candidates.sort(key=lambda c: c[:4])
    links: list[Link | None] = [None] * len(scene.quantities)
    taken: set[int] = set()
    for _, _, index, at, link in candidates:
        if links[index] is None and at not in taken:
            links[index] = link
            taken.add(at)
    _pass_on(scene, links)
    return links


def _prefer_nouns(candidates: list[tuple[int, int, int, int, Link]]) -> None:
    """No rank of a row farther off beats the figure's own noun for what happened ("14 وفاة")."""
    named = {
        index
        for cost, _, index, _, link in candidates
        if cost == 0 and link.way == "fused" and link.rule.role == "fused" and link.rule.priority == 0
    }
    for place, (cost, far, index, at, link) in enumerate(candidates):
        if cost < 1 and index in named and link.way != "fused":
            candidates[place] = (1, far, index, at, link)


def _counted(scene: Scene) -> dict[int, int]:
    """The triggers that are only the counted noun of a figure ("4 أسر", families or captivity), by figure."""
    found: dict[int, int] = {}
    for index, quantity in enumerate(scene.quantities):
        first = max(quantity.noun_first, quantity.number.last)
        for at in range(bisect_left(scene.starts, first), len(scene.starts)):
            trigger = scene.triggers[at]
            if trigger.first >= quantity.noun_last:
                break
            if trigger.companion < 0 and all(r.pos == "noun" and r.role == "object" for r in trigger.rules):
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
    for rule in trigger.rules:
        # Where the trigger is the counted noun itself, the row knows better what it is ("1,193 murders").
        named = inside and "currency" not in rule.units and rule.indicator != "other" and (
            quantity.unit == "unknown" or (quantity.unit in _VAGUE and rule.role == "fused")
        )  # fmt: skip
        if not (
            fits(rule, quantity)
            or named
            or _paid(rule, quantity, scene.money[index])
            or _share_of(scene, rule, trigger, quantity)
        ):
            continue
        # A participle that serves as the noun ("300 displaced") is read by the row for the noun.
        if rule.role != "fused" and rule.indicator in nouns:
            continue
        found = _cost(scene, index, at, rule, trigger, quantity, middle, end)
        if found is None:
            continue
        way, cost = found
        cost -= _PRIORITY * rule.priority
        if quantity.unit == "unknown" or (lent(quantity) and quantity.unit not in rule.units):
            cost += _UNKNOWN
        if quantity.unit is None and "person" not in rule.units and way in ("after", "before", "linked"):
            # A bare figure is people before it is houses, but money where money stands right before it.
            cost += _THING if not _next_to_money(scene, index, rule) else -_THING
        if way == "after" and rule.indicator in _EASY and _bare(scene, index):
            continue
        if best is None or cost < best.cost:
            best = Link(rule, trigger, way, cost)
    return best


def _next_to_money(scene: Scene, index: int, rule: Rule) -> bool:
    """Whether the frame takes money and the figure before is some ("needs $32.9m; received 9.2m")."""
    return "currency" in rule.units and index > 0 and scene.quantities[index - 1].unit == "currency"


def _bare(scene: Scene, index: int) -> bool:
    """Whether a small figure names nothing, nor does one before it ("cleared for landing on 120")."""
    quantity = scene.quantities[index]
    if quantity.unit is not None or not quantity.number.digits or not scene.lexicon.nominal_before:
        return False
    small = quantity.value is not None and quantity.value < _MONEY
    return small and not any(q.unit in ("person", "household") for q in scene.quantities[:index])


def fits(rule: Rule, quantity: Quantity) -> bool:
    """Whether the frame counts such things at all; an elided unit fits every frame of countables."""
    unit = quantity.unit
    if unit is None or (lent(quantity) and unit not in rule.units):
        return "currency" not in rule.units
    if unit == "percent":
        if quantity.base not in (None, "unknown", "household") and quantity.base not in rule.units:
            return False
        return rule.state or rule.indicator in ("housing_destroyed", "housing_damaged", "facilities_damaged")
    if unit == "unknown":
        if quantity.number.noun is not None:
            # A dual that no lexicon knows may be any thing.
            return False
        # A noun that a lexicon knows to be a thing ("35 mines") is never a person.
        strange = "unit.unknown" in quantity.rules
        return (rule.open and strange) or ("person" in rule.units and _named(quantity))
    if rule.who and not rule.who.intersection(quantity.population):
        return False
    return unit in rule.units


def _share_of(scene: Scene, rule: Rule, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the figure is a share of the very people that the trigger names ("70% of the dead")."""
    last, tokens = quantity.number.last, scene.sentence.tokens
    if quantity.unit != "percent" or rule.role != "fused" or not 0 < trigger.first - last <= _SHARED:
        return False
    return scene.lexicon.partitives.longest(tokens, last) is not None


def _named(quantity: Quantity) -> bool:
    """Whether the unknown noun is a proper name, as of a people ("12 Rohingya")."""
    return quantity.unit_text is not None and quantity.unit_text[:1].isupper()


def _paid(rule: Rule, quantity: Quantity, currency: str | None) -> bool:
    """Whether an elided unit may be money that was named before ("needs $674 million, got 45 million")."""
    if quantity.unit is not None or "currency" not in rule.units:
        return False
    if currency is None:
        # "The bank will lend 500 million": what only money is said of.
        number = quantity.number
        large = number.value is not None and number.value >= _MILLION and number.last - number.first > 1
        return large and rule.units == {"currency"} and rule.pos == "verb" and rule.indicator != "other"
    return quantity.value is None or quantity.value >= _MONEY


def lent(quantity: Quantity) -> bool:
    """Whether the noun stands before the number, so that it may belong to something else."""
    return quantity.unit not in (None, "currency", "percent") and (
        quantity.noun_first < quantity.noun_last <= quantity.number.first
    )


def _cost(
    scene: Scene, index: int, at: int, rule: Rule, trigger: Trigger, quantity: Quantity, middle: int, end: int
) -> tuple[str, int] | None:
    if trigger.companion >= 0:
        if trigger.last <= quantity.first and quantity.number.last <= trigger.companion:
            if rule.side == "after":
                return None
            return "around", min(6, quantity.first - trigger.last) + _between(
                scene, trigger.last, quantity.first
            )
        whole = trigger.companion - trigger.last <= 1
        if trigger.companion == trigger.last and not (trigger.passive or _verb_first(scene)):
            return None
        if (trigger.passive or whole) and quantity.last <= trigger.first:
            return _before(scene, index, at, rule, trigger, quantity, end)
        behind = trigger.companion + len(rule.gap)
        if 0 <= quantity.first - behind <= _BEHIND and not _figure_between(scene, index, trigger.last, rule):
            return "after", 3 + _between(scene, behind, quantity.first)
        return None
    if trigger.first < quantity.last and trigger.last > quantity.first:
        if (
            rule.pos == "verb"
            and quantity.noun_last <= trigger.first
            and lent(quantity)
            and not trigger.agreeing
        ):
            # "IDPs reached 2.1 million": the verb only links the number to its noun.
            return None
        if rule.pos == "verb" and _plural_noun(scene, trigger, quantity):
            return None
        if rule.pos == "noun" and rule.role == "object" and trigger.first >= quantity.number.last:
            # "12 relief workers": what complements the counted noun governs nothing.
            return None
        label = quantity.noun_first <= trigger.first < quantity.noun_last
        if trigger.last <= quantity.number.first and rule.pos == "verb" and not (
            label and scene.lexicon.nominal_before
        ):  # fmt: skip
            # "ما يصل إلى 300": a verb that only bounds the number.
            return None
        if rule.side == "after" and trigger.last > quantity.last:
            # It reaches out of the phrase to the figure that it is of.
            return None
        # Inside the phrase: a participle or noun that is the unit or stands beside it.
        return "fused", 0
    if trigger.first >= quantity.last:
        return _before(scene, index, at, rule, trigger, quantity, end)
    return _after(scene, index, at, rule, trigger, quantity, middle)


def _plural_noun(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the counted noun only looks like a verb ("two trains")."""
    token = scene.sentence.tokens[trigger.first]
    return bool(scene.lexicon.nominal_before) and _single(trigger) and token.key.endswith("s") and (
        quantity.noun_first <= trigger.first < quantity.noun_last
    )  # fmt: skip


def _headed(scene: Scene, trigger: Trigger) -> bool:
    """Whether a word for a count stands a little before ("the number of pilgrims who died")."""
    tokens, heads = scene.sentence.tokens, units(scene.sentence.lang).counters
    return any(
        heads.starting(tokens, at) is not None for at in range(max(0, trigger.first - _HEADED), trigger.first)
    )


def _reached(scene: Scene, trigger: Trigger) -> bool:
    """Whether the linking verb stands right before the noun ("بلغت الوفيات المرتبطة به 1,975")."""
    tokens, links = scene.sentence.tokens, scene.lexicon.links
    return (
        scene.lexicon.clauses.inverted_subjects
        and trigger.first > 0
        and any(end == trigger.first for end, _, _ in links.readings(tokens, trigger.first - 1))
    )


def _label(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the noun and its figure stand alone between marks ("facilities closed 11; arrests 97")."""
    tokens = scene.sentence.tokens
    if quantity.last < len(tokens) and tokens[quantity.last].kind != "mark":
        return False
    first = trigger.first
    while first > max(0, trigger.first - _HEADED) and tokens[first - 1].kind == "word":
        first -= 1
    return first == 0 or tokens[first - 1].kind == "mark"


def _oblique(scene: Scene, quantity: Quantity) -> bool:
    """Whether a preposition that no subject follows stands right before the figure."""
    obliques = scene.lexicon.obliques
    if not obliques or quantity.first == 0:
        return False
    return scene.sentence.tokens[quantity.first - 1].key in obliques


def _complement(scene: Scene, at: int) -> bool:
    """Whether a preposition hangs the noun on an earlier trigger ("the toll from the bombing rose to 17")."""
    trigger = scene.triggers[at]
    if at == 0:
        return False
    head = scene.triggers[at - 1]
    tokens, lexicon = scene.sentence.tokens, scene.lexicon
    for place in range(max(head.last, trigger.first - _PHRASE), trigger.first):
        for end, _, _ in lexicon.prepositions.readings(tokens, place):
            if end <= trigger.first and scene.clauses.between(head.last, trigger.first) < BREAK:
                return True
    return False


def _marked_object(scene: Scene, quantity: Quantity) -> bool:
    """Whether a word that marks objects stands right before the figure ("mantienen retenidos a 34")."""
    tokens = scene.sentence.tokens
    marks = scene.lexicon.object_marks
    return any(tokens[at].key in marks for at in range(max(0, quantity.first - 2), quantity.first))


def _colon(scene: Scene, last: int, first: int) -> bool:
    """Whether a colon that is no label's stands between the tokens ("hit the boat: 49 civilians died")."""
    tokens = scene.sentence.tokens
    return any(tokens[at].raw == ":" for at in range(last + 1, min(first, last + _LIMIT)))


def _verb_first(scene: Scene) -> bool:
    return scene.lexicon.clauses.inverted_passives


def _figure_between(scene: Scene, index: int, first: int, rule: Rule) -> bool:
    """Whether the figure before stands behind token `first` and is of the frame's kind itself."""
    if index == 0 or scene.quantities[index - 1].first < first:
        return False
    return scene.quantities[index - 1].unit is None or scene.quantities[index - 1].unit in rule.units


def _between(scene: Scene, last: int, first: int) -> int:
    return scene.clauses.between(last, first)


def _after(
    scene: Scene, index: int, at: int, rule: Rule, trigger: Trigger, quantity: Quantity, middle: int
) -> tuple[str, int] | None:
    """The cost of a trigger to the left of the quantity."""
    opener = scene.openers[index]
    # "They received, of that, 300": a word right before the opener governs across it.
    if (opener >= 0 and trigger.first < opener and trigger.last < opener) or rule.side == "before":
        return None
    link = scene.linked[index]
    loose = quantity.unit is None or lent(quantity)
    linking = loose and 0 <= link < trigger.last and rule.pos == "verb"
    # "Have detained [a] 20": the mark of an object that ends the surface links nothing.
    inner = trigger.first <= link and scene.sentence.tokens[link].key not in scene.lexicon.object_marks
    if linking and (rule.role == "subject" or (inner and quantity.unit is None and trigger.active)):
        return None
    if rule.pos == "verb" and rule.role == "subject" and link >= trigger.last and _oblique(scene, quantity):
        # "It reached, by May, 120 million": no subject stands behind "to".
        return None
    if trigger.last != quantity.first and _conjunct(scene, quantity.first):
        cost_of_conjunct = _CONJUNCT
    else:
        cost_of_conjunct = 0
    lexicon = scene.lexicon
    distance = quantity.first - trigger.last
    cost = min(distance, _DISTANCE) + _between(scene, trigger.last, quantity.first)
    cost += _OTHER_TRIGGER * (middle - at - 1)
    if index and scene.quantities[index - 1].first >= trigger.last:
        cost += _OTHER_QUANTITY
    if trigger.agreeing and link < 0 and not _marked_object(scene, quantity):
        # A participle that agrees with the noun before it takes no object ("1,300 sinistrés | 290 déplacés").
        return None
    if rule.pos == "verb" and trigger.active and _colon(scene, trigger.last, quantity.first):
        cost += BREAK
    if rule.pos == "verb":
        cost += cost_of_conjunct
        if linking:
            # "The toll could reach 150": what the number is of stands before the verb.
            cost += _LINKING
        if scene.labelled[index] and distance:
            cost += _LABELLED
        if scene.agents[index] and trigger.last != quantity.first:
            return None
        if scene.prepositions[index] and trigger.last != quantity.first:
            cost += 8
        if trigger.passive and not lexicon.clauses.inverted_passives:
            cost += _INVERTED
        if rule.role == "subject" and not lexicon.clauses.inverted_subjects:
            cost += _INVERTED + (_REDUCED if lexicon.nominal_before and not trigger.active else 0)
        elif rule.role == "subject" and scene.sentence.lang != "ar":
            cost += 2
        return "after", cost + 2
    if rule.role == "object":
        # A definite verbal noun takes no object of its own ("rescue teams evacuated 450").
        single = trigger.last - trigger.first == 1
        if trigger.definite and single and _between(scene, trigger.last, quantity.first):
            return None
        return "after", cost + (_ATTRIBUTIVE if trigger.definite and single else 1)
    if rule.pos == "participle" and rule.role == "subject" and trigger.passive and (
        lexicon.clauses.inverted_subjects
    ):  # fmt: skip
        # "Quedarían atrapadas 800.000 personas": with its auxiliary a participle is a verb.
        return None if scene.agents[index] else ("after", cost + cost_of_conjunct + 2)
    # A fused noun or participle governs to the right only over a linking word or mark ("toll rises to 21").
    linked = link >= 0 or (distance == 0 and (trigger.definite or trigger.last - trigger.first > 1))
    linked = linked or (trigger.definite and (_headed(scene, trigger) or _reached(scene, trigger)))
    people = "person" in rule.units or rule.pos == "participle"
    linked = linked or (
        people and distance == 0 and quantity.unit is None and _label(scene, trigger, quantity)
    )
    if not linked and quantity.unit is None and trigger.last - trigger.first == 1:
        return None
    if not linked:
        cost += _UNLINKED
    if rule.pos == "participle" and rule.role == "subject":
        cost += 4
    if rule.measure == "cumulative" or rule.id.endswith("count"):
        cost -= 1
    if link >= 0 and quantity.unit is None and _complement(scene, at):
        cost += _COMPLEMENT
    elif _reached(scene, trigger) and not (index and scene.quantities[index - 1].first >= trigger.last):
        # "The number of those who left the prison came to 3,600 detainees": the topic says it.
        return "linked", min(cost + 2, _TOPIC)
    # "Families displaced: 300" reads through the mark; the noun itself is no barrier.
    return "linked", cost + 2 if quantity.unit is None else cost + 4


def _before(
    scene: Scene, index: int, at: int, rule: Rule, trigger: Trigger, quantity: Quantity, end: int
) -> tuple[str, int] | None:
    """The cost of a trigger to the right of the quantity."""
    if rule.side == "after":
        return None
    lexicon = scene.lexicon
    clauses = scene.clauses
    last = _past_bracket(scene, quantity.last, trigger.first)
    last = _past_aside(scene, index, last, trigger.first)
    distance = trigger.first - last
    weight = _between(scene, last, trigger.first)
    relative = _relative(scene, last, trigger.first)
    if relative:
        # A relative clause belongs to the noun before it, whatever its opener weighs elsewhere.
        weight = max(0, weight - BREAK - 2)
    cost = min(distance, _DISTANCE) + weight
    cost += _OTHER_TRIGGER * (at - end)
    status = rule.role == "fused" and rule.priority <= _STATUS
    if (
        trigger.first > last
        and clauses.relative[trigger.first - 1]
        and distance <= _RELATIVE_REACH
        and not status
    ):
        # Farther on, "the heat that reached 51 degrees" has a noun of its own.
        cost -= _RELATIVE
    aside = False
    following = index + 1 < len(scene.quantities) and scene.quantities[index + 1].first < trigger.first
    if following:
        aside = scene.openers[index + 1] >= 0 or scene.asides[index + 1]
        near = aside or not weight
        cost += _OTHER_QUANTITY if near else _ACROSS
    inner = scene.openers[index] >= 0 or (scene.asides[index] and quantity.unit is None)
    if inner and not relative and (distance > 0 or rule.pos == "verb"):
        cost += _CHILD_BEFORE
        if clauses.commas_between(last, trigger.first):
            cost += _CLOSED
    if trigger.joined and not relative:
        cost += BREAK
    tokens = scene.sentence.tokens
    if rule.role == "fused":
        if following and distance and not aside:
            cost += _ACROSS
        if distance == 0 or _copulas_only(scene, last, trigger.first):
            return "fused", cost if weight else min(cost, 3)
        if distance == 1:
            return "fused", cost + _ADVERB
        if quantity.unit is None and (weight or "person" not in rule.units):
            # A figure that names nothing takes no noun from another phrase.
            return None
        if distance <= 4 and lexicon.partitives.longest(tokens, last) is not None:
            return "fused", cost
        return "fused", cost + _UNLINKED
    if rule.pos == "noun":
        # A nominalisation takes what follows it; only a phrase right before it may be its figure.
        if trigger.definite and _single(trigger) and distance:
            # "5,000 still wait for the evacuation": none of them was evacuated.
            return None
        return ("before", cost + _UNLINKED) if distance <= 3 else None
    if rule.pos == "verb" and not trigger.passive and _main_verb_follows(scene, at, index):
        cost += _REDUCED
    if scene.labelled[index] and rule.pos == "verb":
        cost += _LABELLED
    if rule.role == "subject":
        if trigger.passive and rule.pos == "verb" and _single(trigger) and lexicon.clauses.nominal_before:
            return None
        if trigger.definite and distance > 0:
            cost += _ATTRIBUTIVE
        return "before", cost + 3
    if trigger.finite and rule.role == "object" and not relative:
        # "It employs 800 guards and houses …": a finite verb acts on what follows it.
        return None
    if trigger.active or (_object_follows(scene, trigger, index) and not trigger.passive):
        # An active verb with an object of its own: what stands before it acts, it is not acted upon.
        return None
    if rule.voice == "active":
        return None
    return "before", cost + 3


def _past_bracket(scene: Scene, last: int, first: int) -> int:
    """The token behind the bracket that opens at `last` and closes before `first`; else `last` itself."""
    tokens = scene.sentence.tokens
    if last >= len(tokens) or tokens[last].raw != "(":
        return last
    for at in range(last + 1, min(first, last + _LIMIT)):
        if tokens[at].raw == ")":
            return at + 1
    return last


def _past_aside(scene: Scene, index: int, last: int, first: int) -> int:
    """The token behind an aside between commas that parts a subject from its auxiliary; else `last` itself.

    "Sixty migrants, women and children among them, were drowned": what follows the second comma is the verb.
    """
    tokens = scene.sentence.tokens
    if last >= len(tokens) or tokens[last].raw != "," or first - last > _LIMIT:
        return last
    closing = next(
        (at for at in range(first - 1, max(last, first - _PHRASE), -1) if tokens[at].raw == ","), -1
    )
    if closing < 0 or scene.clauses.commas_between(last, first) != _PAIR:
        return last
    inner = next((q.first for q in scene.quantities[index + 1 :]), len(tokens))
    lexicon = scene.lexicon
    helped = any(
        tokens[at].key in lexicon.passive or tokens[at].key in lexicon.clauses.reflexives
        for at in range(closing + 1, first + 1)
    )
    return closing + 1 if helped and inner > closing else last


def _single(trigger: Trigger) -> bool:
    return trigger.last - trigger.first == 1


def _main_verb_follows(scene: Scene, at: int, index: int) -> bool:
    """Whether a verb with its auxiliary follows in the clause ("900 abducted children have been freed")."""
    trigger = scene.triggers[at]
    if trigger.active:
        return False
    for other in scene.triggers[at + 1 : at + 4]:
        if not other.passive or other.rules[0].pos != "verb":
            continue
        if index + 1 < len(scene.quantities) and scene.quantities[index + 1].first < other.first:
            return False
        return _between(scene, trigger.last, other.first) == 0
    return False


def _conjunct(scene: Scene, first: int) -> bool:
    """Whether a conjunction stands right before, or is written on to, token `first`."""
    clauses = scene.clauses
    return clauses.joined[first] or (first > 0 and clauses.conjunction[first - 1])


def _relative(scene: Scene, last: int, first: int) -> bool:
    relative = scene.clauses.relative
    return any(relative[at] for at in range(last, min(first + 1, last + 3, len(relative))))


def _copulas_only(scene: Scene, last: int, first: int) -> bool:
    tokens = scene.sentence.tokens
    return first - last <= 6 and all(tokens[at].key in scene.lexicon.copulas for at in range(last, first))


def _object_follows(scene: Scene, trigger: Trigger, index: int) -> bool:
    """Whether a figure stands right after the verb as its object, without a mark or preposition between."""
    for other in range(index + 1, min(index + 3, len(scene.quantities))):
        quantity = scene.quantities[other]
        if quantity.first < trigger.last:
            continue
        if quantity.first - trigger.last > 3 or scene.prepositions[other] or scene.agents[other]:
            return False
        if _colon(scene, trigger.last - 1, quantity.first):
            return False
        if scene.clauses.between(trigger.last, quantity.first):
            return False
        # "12 killed 30 injured": the figure after has a word of its own, so the first keeps this one.
        near = bisect_left(scene.starts, quantity.last - 1)
        own = near < len(scene.starts) and scene.starts[near] <= quantity.last
        return not (own and scene.quantities[index].last == trigger.first and trigger.rules[0].pos == "verb"
                    and scene.quantities[index].unit is None)  # fmt: skip
    return False
