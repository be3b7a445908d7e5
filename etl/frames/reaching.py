"""What is said of an event or a vessel is said of its people: "the arrests took in 640", "a ship with 90".

A verb that only says whom an event reached leaves it to the event to tell what befell them; people aboard
arrive or leave with what carries them, where its verb comes first.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.frames.clauses import BREAK
from etl.frames.fitting import fits
from etl.frames.scene import Link, Scene
from etl.frames.triggers import Trigger

# How many triggers before the verb its subject may be.
_NEAR = 2
# The vessel itself and a place may be triggers too.
_VESSEL = 3
_CARRIED = ("arrived", "departed", "returned", "evacuated", "relocated")


def tell_events(scene: Scene, links: list[Link | None]) -> None:
    """Give figures that such a verb governs the frame of the event that is its subject."""
    words = scene.lexicon.reaching
    if not words:
        return
    for index, link in enumerate(links):
        if link is None or link.trigger is None or link.rule.pos != "verb" or link.way != "after":
            continue
        trigger, quantity = link.trigger, scene.quantities[index]
        if trigger.companion >= 0 or trigger.last - trigger.first != 1:
            continue
        if scene.sentence.tokens[trigger.first].key not in words:
            continue
        for event in _subjects(scene, index, trigger):
            rules = [
                rule
                for rule in event.rules
                if rule.pos == "noun" and rule.role == "object" and rule.indicator != "other"
                and fits(rule, quantity)
            ]  # fmt: skip
            if rules:
                links[index] = Link(rules[0], event, "after", link.cost)
                break


def carry_along(scene: Scene, links: list[Link | None]) -> None:
    """Give people who are said to be aboard the frame of the verb that the vessel is the subject of."""
    words = scene.lexicon.aboard
    if not words:
        return
    tokens = scene.sentence.tokens
    for index, link in enumerate(links):
        if link is None or link.trigger is None or link.rule.indicator != "other" or link.way != "after":
            continue
        trigger, quantity = link.trigger, scene.quantities[index]
        if not any(tokens[at].key in words for at in range(trigger.first, trigger.last)):
            continue
        at = scene.triggers.index(trigger)
        for other in reversed(scene.triggers[max(0, at - _VESSEL) : at]):
            if any(other.last <= q.first < trigger.first for q in scene.quantities) or (
                scene.clauses.between(other.last, trigger.first) >= BREAK
            ):
                break
            rules = [
                rule
                for rule in other.rules
                if rule.pos == "verb" and rule.role == "subject" and rule.indicator in _CARRIED
                and fits(rule, quantity)
            ]  # fmt: skip
            if rules:
                links[index] = Link(rules[0], other, "after", link.cost)
                break


def _subjects(scene: Scene, index: int, verb: Trigger) -> Iterator[Trigger]:
    """What may be the subject of the verb: between it and the figure, else right before it in the clause."""
    at = scene.triggers.index(verb)
    first, clauses = scene.quantities[index].first, scene.clauses
    for other in scene.triggers[at + 1 : at + 1 + _NEAR]:
        if other.last <= first:
            yield other
    for other in reversed(scene.triggers[max(0, at - _NEAR) : at]):
        if clauses.between(other.last, verb.first) >= BREAK or any(
            other.last <= quantity.first < verb.first for quantity in scene.quantities
        ):
            return
        yield other
