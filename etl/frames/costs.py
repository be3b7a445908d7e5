"""What it costs a figure to take its frame from a trigger within, around, before or behind its phrase."""

from __future__ import annotations

from etl.frames.costs_before import cost_before, ended
from etl.frames.costs_behind import cost_behind, one_word
from etl.frames.fitting import THINGS, lent
from etl.frames.lexicon import Rule
from etl.frames.scene import Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity

_BEHIND = 2
_PARTED = 8
_LABEL_MARKS = (":", "–", "—", "-", "|", "=", "(")


def cost_of(
    scene: Scene, index: int, at: int, rule: Rule, trigger: Trigger, quantity: Quantity, middle: int, end: int
) -> tuple[str, int] | None:
    if trigger.companion >= 0:
        if trigger.last <= quantity.first and quantity.number.last <= trigger.companion:
            if rule.side == "after" or _strayed(scene, index, rule, trigger):
                return None
            cost = min(6, quantity.first - trigger.last) + scene.clauses.between(trigger.last, quantity.first)
            return "around", cost + (_PARTED if _parted(scene, index, trigger) else 0)
        # "Leaving 26 missing": what stands between the halves is no adverb but the figure of the verb.
        whole = trigger.companion - trigger.last <= 1 and all(
            other.number.first != trigger.last for other in scene.quantities
        )
        if trigger.companion == trigger.last and not (trigger.passive or _verb_first(scene)):
            return None
        if (trigger.passive or whole) and quantity.last <= trigger.first:
            return cost_behind(scene, index, at, rule, trigger, quantity, end)
        behind = trigger.companion + len(rule.gap)
        if ended(scene, trigger, quantity, behind):
            return None
        if rule.role == "subject" and scene.lexicon.clauses.inverted_subjects and (
            rule.gap[-1] in scene.lexicon.prepositions.root
        ):  # fmt: skip
            # "قدم البرنامج قسائم إلى 119 ألفا": behind a preposition stands no subject.
            return None
        if rule.role == "subject" and scene.lexicon.nominal_before and scene.clauses.between(
            behind, quantity.first
        ):  # fmt: skip
            # "37 people lost their lives and 414,000 were uprooted": its subject stands before it.
            return None
        if 0 <= quantity.first - behind <= _BEHIND and not _figure_between(scene, index, trigger.last, rule):
            return "after", 3 + scene.clauses.between(behind, quantity.first)
        return None
    if trigger.first < quantity.last and trigger.last > quantity.first:
        if rule.pos == "verb" and quantity.noun_last <= trigger.first and lent(quantity):
            if trigger.agreeing or scene.lexicon.clauses.agreeing_endings:
                return _within_label(scene, rule, trigger, quantity)
            # "IDPs reached 2.1 million": the verb only links the number to its noun.
            if _labels(scene, rule, trigger, quantity):
                return "linked", 2 if rule.role == "object" else 5
            return None
        if rule.pos == "verb" and _plural_noun(scene, trigger, quantity):
            return None
        if (
            lent(quantity)
            and quantity.unit in THINGS
            and quantity.unit not in rule.units
            and trigger.first == quantity.noun_last
        ):
            # "Animales muertos: 300": no people.
            return None
        if rule.pos == "noun" and rule.role == "object" and trigger.first >= quantity.number.last:
            # "12 relief workers": what complements the counted noun governs nothing.
            return None
        label = quantity.noun_first <= trigger.first < quantity.noun_last
        if trigger.last <= quantity.number.first and rule.pos == "verb" and not (
            label and (scene.lexicon.nominal_before or _heads_label(scene, rule, trigger, quantity))
        ):  # fmt: skip
            # "ما يصل إلى 300": a verb that only bounds the number.
            return None
        if rule.side == "after" and trigger.last > quantity.last:
            # It reaches out of the phrase to the figure that it is of.
            return None
        # Inside the phrase: a participle or noun that is the unit or stands beside it.
        return "fused", 0
    if trigger.first >= quantity.last:
        return cost_behind(scene, index, at, rule, trigger, quantity, end)
    return cost_before(scene, index, at, rule, trigger, quantity, middle)


def _strayed(scene: Scene, index: int, rule: Rule, trigger: Trigger) -> bool:
    """Whether an adverb is none of the verb's, as words stand before it ("threw … and 40 staggered out")."""
    if len(rule.gap) != 1 or rule.gap[0] not in scene.lexicon.clauses.adverbial:
        return False
    last = max(q.last for q in scene.quantities[index:] if q.first < trigger.companion)
    return trigger.companion > last


def _parted(scene: Scene, index: int, trigger: Trigger) -> bool:
    """Whether another figure, no part or aside of this one, stands behind a mark before the second half."""
    if index + 1 >= len(scene.quantities):
        return False
    last, following = scene.quantities[index].last, scene.quantities[index + 1]
    return (
        following.first < trigger.companion
        and scene.clauses.commas_between(last, following.first) > 0
        and scene.openers[index + 1] < 0
        and not scene.asides[index + 1]
    )


def _labels(scene: Scene, rule: Rule, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether a participle stands between the noun and what links it ("Homes gutted: 214")."""
    if not scene.lexicon.nominal_before or trigger.first != quantity.noun_last:
        return False
    if quantity.unit not in rule.units:
        # "Goats killed: 300".
        return False
    tokens, number = scene.sentence.tokens, quantity.number
    if trigger.last < number.first and tokens[trigger.last].raw in _LABEL_MARKS:
        return True
    return any(
        end <= number.first
        for at in range(trigger.last, number.first)
        for end, _, _ in scene.lexicon.links.readings(tokens, at)
    )


def _within_label(scene: Scene, rule: Rule, trigger: Trigger, quantity: Quantity) -> tuple[str, int] | None:
    """What the verb of a label costs: its participle ("Maisons inondées : 40"), or that of its clause.

    "Personas que requieren ayuda: 900". A verb without a mark behind it only links number and noun.
    """
    tokens, number = scene.sentence.tokens, quantity.number
    if quantity.unit not in rule.units or not any(
        tokens[at].raw in _LABEL_MARKS for at in range(trigger.last, number.first)
    ):
        return None
    relative = trigger.first > quantity.noun_last and scene.lexicon.relatives.longest(
        tokens, quantity.noun_last
    )
    participle = trigger.agreeing or tokens[trigger.first].key.endswith(
        scene.lexicon.clauses.agreeing_endings or "\0"
    )
    if participle or trigger.passive:
        return ("linked", 1) if rule.role == "object" else ("linked", 4)
    return ("linked", 2) if relative and rule.role == "subject" else None


def _heads_label(scene: Scene, rule: Rule, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether a participle is all the noun that a label has ("Rescatados: 40", "Privados de libertad: 7")."""
    tokens, number = scene.sentence.tokens, quantity.number
    endings = scene.lexicon.clauses.agreeing_endings
    return (
        bool(endings)
        and rule.role == "object"
        and quantity.unit in rule.units
        and lent(quantity)
        and tokens[trigger.first].key.endswith(endings)
        and tokens[number.first - 1].raw in _LABEL_MARKS
    )


def _plural_noun(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the counted noun only looks like a verb ("two trains")."""
    token = scene.sentence.tokens[trigger.first]
    return bool(scene.lexicon.nominal_before) and one_word(trigger) and token.key.endswith("s") and (
        quantity.noun_first <= trigger.first < quantity.noun_last
    )  # fmt: skip


def _verb_first(scene: Scene) -> bool:
    return scene.lexicon.clauses.inverted_passives


def _figure_between(scene: Scene, index: int, first: int, rule: Rule) -> bool:
    """Whether the figure before stands behind token `first` and is of the frame's kind itself."""
    if index == 0 or scene.quantities[index - 1].first < first:
        return False
    return scene.quantities[index - 1].unit is None or scene.quantities[index - 1].unit in rule.units
