"""What it costs a figure to be governed by a trigger that stands before it."""

from __future__ import annotations

from etl.frames.clauses import BREAK
from etl.frames.fitting import fits, lent
from etl.frames.lexicon import Rule
from etl.frames.relations import relations
from etl.frames.scene import Scene, colon_between
from etl.frames.triggers import Trigger
from etl.model import Quantity
from etl.quantities.lexicon import lexicon as units

# What both sides weigh alike.
OTHER_QUANTITY = 3
OTHER_TRIGGER = 3
ATTRIBUTIVE = 18
DISTANCE = 10
UNLINKED = 7
_INVERTED = 6
_CONJUNCT = 4
REDUCED = 14
_LINKING = 10
LABELLED = 14
_COMPLEMENT = 16
_PHRASE = 4
_HEADED = 3
_TOPIC = 4
_STRAIGHT = 2
# Less than any word within the figure's phrase, and the marks behind which a headline begins.
_FRONTED = -6
_OPENING = (":", "-", "–", "—", "|", "#", "«", "»", "“", "”", ".", "¡", ")")


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
    if quantity.last < len(tokens) and not _parts(scene, quantity.last):
        return False
    first = trigger.first
    while first > max(0, trigger.first - _HEADED) and not _parts(scene, first - 1):
        first -= 1
    return first == 0 or _parts(scene, first - 1)


def _hung(scene: Scene, index: int, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether a pronoun makes the figure some of those before a comma, of whom the words are said."""
    tokens, last = scene.sentence.tokens, quantity.number.last
    if not index or last >= len(tokens) or trigger.first < scene.quantities[index - 1].last:
        return False
    if not scene.clauses.commas_between(trigger.last, quantity.first):
        return False
    return relations(scene.sentence.lang).followers.longest(tokens, last) is not None


def _parts(scene: Scene, at: int) -> bool:
    """Whether a mark or conjunction parts the items of a list ("muertos 12, heridos 45 y detenidos 7")."""
    token = scene.sentence.tokens[at]
    return token.kind == "mark" or token.key in scene.lexicon.conjunctions.root


def _oblique(scene: Scene, quantity: Quantity) -> bool:
    """Whether a preposition that no subject follows stands right before the figure."""
    obliques = scene.lexicon.obliques
    if not obliques or quantity.first == 0:
        return False
    return scene.sentence.tokens[quantity.first - 1].key in obliques


def of_one(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the verb is in the singular and the figure names nothing, so that it is no subject of it."""
    endings, number = scene.lexicon.clauses.singular_endings, quantity.number
    if not endings or quantity.unit is not None or number.kind != "cardinal" or number.vague:
        return False
    if trigger.companion >= 0 or not number.digits or quantity.value in (None, 1):
        return False
    tokens, at = scene.sentence.tokens, trigger.first
    if tokens[at].key in scene.lexicon.clauses.reflexives:
        at += 1
    lexicon = scene.lexicon
    before = tokens[at - 1].key if at else ""
    helped = before in lexicon.active and before not in lexicon.prepositions.root
    return tokens[at - helped].raw.casefold().endswith(endings)


def _of_both(scene: Scene, trigger: Trigger) -> bool:
    """Whether a verb with a subject of its own ends in a preposition, which governs what stands behind it."""
    if trigger.companion >= 0 or scene.sentence.tokens[trigger.last - 1].key not in scene.lexicon.obliques:
        return False
    return any(other.role == "subject" for other in trigger.rules)


def _numbered(scene: Scene, at: int) -> bool:
    """Whether a noun that figures count stands before the verb, which links them ("the dead got to 30")."""
    trigger = scene.triggers[at]
    return any(
        other.rules[0].role == "fused" and scene.clauses.between(other.last, trigger.first) < BREAK
        for other in scene.triggers[max(0, at - 2) : at]
    )


def _fronted(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether a participle that agrees with the counted noun opens the sentence right before the figure.

    Or it stands behind the verb of what there is: "hay heridas 130 personas".
    """
    endings, tokens = scene.lexicon.clauses.agreeing_endings, scene.sentence.tokens
    if not endings or quantity.noun_first < quantity.number.last or quantity.unit in (None, "unknown"):
        return False
    if trigger.companion >= 0 or quantity.first != trigger.last:
        return False
    first = trigger.first
    if first > 1 and tokens[first - 2].raw == "#":
        # "#ÚltimaHora Liberados los 178".
        first -= 1
    lead = tokens[first - 1] if first else None
    if lead is not None and lead.raw not in _OPENING and lead.key not in scene.lexicon.clauses.existing:
        return False
    return tokens[trigger.first].key.endswith(endings)


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


def _straight_object(scene: Scene, index: int, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the figure stands behind its mark in the verb's own clause, with only adverbs between."""
    tokens, first = scene.sentence.tokens, quantity.first
    if first == 0 or trigger.passive or tokens[first - 1].key not in scene.lexicon.object_marks:
        return False
    if index and scene.quantities[index - 1].first >= trigger.last:
        return False
    link = scene.linked[index]
    return (link < 0 or link == first - 1) and not scene.clauses.between(trigger.last, first)


def cost_before(
    scene: Scene, index: int, at: int, rule: Rule, trigger: Trigger, quantity: Quantity, middle: int
) -> tuple[str, int] | None:
    """The cost of a trigger to the left of the quantity."""
    if _hung(scene, index, trigger, quantity):
        # "7.000 yacen bajo los escombros, 4.700 de ellas mujeres": said of the 7,000.
        return None
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
    if rule.pos == "verb" and rule.role == "subject" and of_one(scene, trigger, quantity):
        # "Llegó a la estación 4 con 90": a verb in the singular says nothing of ninety.
        return None
    if rule.pos == "verb" and rule.role == "subject" and _oblique(scene, quantity) and (
        link >= trigger.last
        or (trigger.last == quantity.first and any(r.role == "object" for r in trigger.rules))
    ):  # fmt: skip
        # "It reached, by May, 120 million", "they got to 30 people": no subject stands behind "to".
        return None
    if rule.role == "object" and _of_both(scene, trigger) and (
        trigger.last < quantity.first or _numbered(scene, at)
    ):  # fmt: skip
        # "Reached the camp in the night 300 people": what stands farther off is the subject.
        return None
    if trigger.last != quantity.first and _conjunct(scene, quantity.first):
        cost_of_conjunct = _CONJUNCT
    else:
        cost_of_conjunct = 0
    lexicon = scene.lexicon
    distance = quantity.first - trigger.last
    cost = min(distance, DISTANCE) + scene.clauses.between(trigger.last, quantity.first)
    cost += OTHER_TRIGGER * _rivals(scene, at, middle, quantity)
    if index and scene.quantities[index - 1].first >= trigger.last:
        cost += OTHER_QUANTITY
    if link < 0 and ended(scene, trigger, quantity, trigger.last):
        return None
    if quantity.unit == "percent" and "currency" in rule.units and any(
        scene.clauses.relative[trigger.last + _STRAIGHT : quantity.first]
    ):  # fmt: skip
        # "… pledged, has not stopped the gangs, which hold 80% of the capital": no share of the money.
        return None
    if link < 0 and _fronted(scene, trigger, quantity):
        # "Liberados los 178 guías retenidos": a headline opens with what befell them.
        return "after", _FRONTED
    label = rule.pos == "noun" and not distance and _label(scene, trigger, quantity)
    if trigger.agreeing and link < 0 and not label and not _marked_object(scene, quantity):
        # A participle that agrees with the noun before it takes no object ("1,300 sinistrés | 290 déplacés").
        return None
    if rule.pos == "verb" and trigger.active and colon_between(scene, trigger.last, quantity.first):
        cost += BREAK
    if rule.pos == "verb":
        cost += cost_of_conjunct
        if linking:
            # "The toll could reach 150": what the number is of stands before the verb.
            cost += _LINKING
        if rule.role == "object" and middle - at == 1 and _straight_object(scene, index, trigger, quantity):
            # "Liberaron en la madrugada a 34 presos": the mark says whom the verb acts on.
            cost = min(cost, _STRAIGHT)
        if scene.labelled[index] and distance:
            cost += LABELLED
        if scene.agents[index] and trigger.last != quantity.first:
            return None
        if scene.prepositions[index] and trigger.last != quantity.first:
            cost += 8
        if trigger.passive and not lexicon.clauses.inverted_passives:
            cost += _INVERTED
        if rule.role == "subject" and not lexicon.clauses.inverted_subjects:
            cost += _INVERTED + (REDUCED if lexicon.nominal_before and not trigger.active else 0)
        elif rule.role == "subject" and scene.sentence.lang != "ar":
            cost += 2
        return "after", cost + 2
    if rule.role == "object":
        # A definite verbal noun takes no object of its own ("rescue teams evacuated 450").
        single = trigger.last - trigger.first == 1
        if trigger.definite and single and scene.clauses.between(trigger.last, quantity.first):
            return None
        return "after", cost + (ATTRIBUTIVE if trigger.definite and single else 1)
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
        cost += UNLINKED
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


def _rivals(scene: Scene, at: int, middle: int, quantity: Quantity) -> int:
    """How many triggers between may govern the figure as well (not "convoy" in "the convoy moved 40")."""
    rivals = middle - at - 1
    if rivals:
        return sum(
            any(fits(rule, quantity) for rule in other.rules) for other in scene.triggers[at + 1 : middle]
        )
    return rivals


def ended(scene: Scene, trigger: Trigger, quantity: Quantity, last: int) -> bool:
    """Whether a passive that takes its subject before it ends with its clause before the figure.

    "52 were dug out and more than 250 villagers are missing".
    """
    return (
        trigger.passive
        and bool(scene.lexicon.nominal_before)
        and quantity.unit is not None
        and scene.clauses.between(last, quantity.first) > 0
    )


def _conjunct(scene: Scene, first: int) -> bool:
    """Whether a conjunction stands right before, or is written on to, token `first`."""
    clauses = scene.clauses
    return clauses.joined[first] or (first > 0 and clauses.conjunction[first - 1])
