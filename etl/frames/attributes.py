"""What befell people goes before the word that tells which ones they were: "rescued 29 stranded hikers"."""

from __future__ import annotations

from etl.frames.costs_behind import past_aside
from etl.frames.scene import Link, Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity

# States that tell which people are meant where a verb says what happened to them.
_STATES = frozenset(
    ("displaced", "stranded", "abducted", "detained", "injured", "missing", "malnourished", "food_insecure",
     "besieged", "refugees", "asylum_seekers", "stateless", "returned", "arrived", "evacuated", "homeless",
     "in_need", "affected")
)  # fmt: skip
# Of these the noun itself is no more than a name of who they are ("160 asylum-seekers").
_NAMES = frozenset(
    ("displaced", "refugees", "asylum_seekers", "stateless", "returned", "arrived", "evacuated", "detained",
     "abducted")
)  # fmt: skip
_EVENTS = frozenset(
    ("killed", "missing", "abducted", "detained", "released", "evacuated", "relocated", "returned", "evicted",
     "surrendered")
)  # fmt: skip
# Whoever comes, goes or is treated stays what he was where that is the graver news.
_MOVES = frozenset(("arrived", "departed", "forced_to_flee", "assisted"))
_GRAVE = frozenset(("injured", "missing"))
_TREATED = frozenset(("malnourished", "food_insecure"))
_LOOSE = -4
_NEAR = 1
_GROUP = 3
_REACH = 8
_ASIDE = 12


def prefer_events(scene: Scene, candidates: list[tuple[int, int, int, int, Link]]) -> None:
    """Let a word inside the figure's phrase give way to the verb that governs the phrase.

    "13 malnourished children died", "freed 41 abducted girls", "to relocate 160 asylum-seekers", but not
    "hosts 300 displaced people", where the verb tells no event.
    """
    clauses = scene.lexicon.clauses
    behind = bool(clauses.agreeing_endings) and clauses.inverted_subjects
    if not (scene.lexicon.nominal_before or behind):
        return
    described = _qualified if behind else modified
    states = {index for _, _, index, _, link in candidates if described(scene.quantities[index], link)}
    if not states:
        return
    least: dict[int, tuple[int, str]] = {}
    for cost, _, index, at, link in candidates:
        if index in states and _governs(scene, index, at, link):
            told = (cost, link.rule.indicator)
            least[index] = min(told, least.get(index, told))
    for place, (cost, far, index, at, link) in enumerate(candidates):
        main = least.get(index)
        if main is not None and cost <= main[0] and described(scene.quantities[index], link) and (
            yields(link.rule.indicator, main[1])
            and not (behind and main[1] in _MOVES and _own_noun(scene.quantities[index], link))
        ):  # fmt: skip
            candidates[place] = (main[0] + 1, far, index, at, link)


def _own_noun(quantity: Quantity, link: Link) -> bool:
    """Whether the state is what the figure counts: whoever takes in 450 evacuees helps evacuees."""
    return link.trigger is not None and link.trigger.first < quantity.noun_last


def _qualified(quantity: Quantity, link: Link) -> bool:
    """Whether the frame is the figure's own noun or stands right behind it ("41 niñas secuestradas")."""
    trigger = link.trigger
    if link.way != "fused" or trigger is None or link.rule.indicator not in _STATES:
        return False
    return quantity.number.last <= trigger.first <= quantity.noun_last


def modified(quantity: Quantity, link: Link) -> bool:
    """Whether the frame is a word of the figure's phrase that tells which people are meant."""
    trigger = link.trigger
    if link.way != "fused" or trigger is None or link.rule.indicator not in _STATES:
        return False
    if not quantity.number.last <= trigger.first or quantity.noun_last <= quantity.number.last:
        return False
    return modifies(quantity, link) or (trigger.first < quantity.noun_last and link.rule.indicator in _NAMES)


def modifies(quantity: Quantity, link: Link) -> bool:
    """Whether the frame is a state that stands before the figure's noun ("four injured climbers")."""
    trigger = link.trigger
    if link.way != "fused" or trigger is None or link.rule.indicator not in _STATES:
        return False
    return quantity.number.last <= trigger.first < quantity.noun_last - 1


def yields(state: str, event: str) -> bool:
    """Whether the state is less than the news of the event."""
    if state == event or (state == "injured" and event == "relocated"):
        # Who is taken to another hospital stays hurt.
        return False
    if event in _EVENTS:
        return True
    if event not in _MOVES or state in _GRAVE or (state == "returned" and event != "assisted"):
        return False
    return state not in _TREATED


def _governs(scene: Scene, index: int, at: int, link: Link) -> bool:
    """Whether a verb tells what happened to the figure as its object or subject, with nothing between."""
    rule, trigger, quantity = link.rule, link.trigger, scene.quantities[index]
    if trigger is None or rule.pos == "noun" or rule.priority <= _LOOSE:
        return False
    if rule.indicator not in _EVENTS and rule.indicator not in _MOVES:
        return False
    if link.way == "around":
        return True
    if link.way == "after":
        inverted = scene.lexicon.clauses.inverted_subjects
        object_ = rule.role == "object" and (inverted or not trigger.passive)
        apart = quantity.first - trigger.last
        grouped = inverted and apart <= _GROUP and _grouped(scene, trigger.last, quantity.first)
        return (object_ or inverted) and (0 <= apart <= _NEAR or grouped)
    if link.way != "before":
        return False
    return _straight(scene, index, at, trigger)


def _grouped(scene: Scene, last: int, first: int) -> bool:
    """Whether only a noun for a group stands between ("regresó un grupo de 120 refugiados")."""
    tokens, lexicon = scene.sentence.tokens, scene.lexicon
    parted = scene.clauses.between(last, first) or lexicon.prepositions.longest(tokens, last) is not None
    return not parted and first > last and tokens[first - 1].key in lexicon.partitives.root


def _straight(scene: Scene, index: int, at: int, trigger: Trigger) -> bool:
    """Whether neither a mark, another clause, figure nor verb parts the subject from the verb behind it."""
    if trigger.first - scene.quantities[index].last > _REACH + _ASIDE:
        return False
    last, clauses = past_aside(scene, index, scene.quantities[index].last, trigger.first), scene.clauses
    parted = clauses.between(last, trigger.first) or any(clauses.relative[last : trigger.first])
    if parted or trigger.first - last > _REACH:
        return False
    others = scene.quantities[index + 1 : index + 3]
    if any(last <= other.first < trigger.first for other in others):
        return False
    return not any(last <= other.first and other.rules[0].pos != "noun" for other in scene.triggers[:at])
