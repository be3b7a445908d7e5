"""A quantity with its frame, unit and population: what of it becomes a fact."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from etl.frames import assertions, conjuncts, epidemics, populations, relations, resumption
from etl.frames.fitting import THINGS, lent
from etl.frames.scene import Link, Scene
from etl.model import Quantity
from etl.quantities.lexicon import lexicon as units

_CAPTOR = 8
_TOTAL = 9
# How far before a share the verb that makes people of it may stand.
_MAKES = 3
# Rows of verbs that say of many things that they hold people are ranked this low.
_LOOSE = -4
_TOTAL_REACH = 20
_BY_UNIT = {"vehicle": "vehicles", "square_kilometre": "area", "hectare": "area"}


class Figure(msgspec.Struct, frozen=True, gc=False):
    """A quantity that becomes a fact; `part_of` is the index of its whole, -1 one said earlier, None none."""

    quantity: Quantity
    scene: Scene
    index: int
    link: Link | None
    part_of: int | None
    leans: int
    indicator: str
    unit: str
    population: tuple[str, ...]
    cues: list[assertions.Cue]
    total: bool
    rules: tuple[str, ...]


def make_figure(
    view: Scene,
    at: int,
    quantity: Quantity,
    link: Link | None,
    whole: int | None,
    lean: int,
    cues: list[assertions.Cue],
    figures: Sequence[Quantity],
    links: Sequence[Link | None],
) -> Figure:
    """The figure of a quantity with its unit, its indicator and the people it counts."""
    unit = quantity.unit
    # What stands behind the words that open a part, or behind the next figure, speaks of that figure.
    limit = len(view.sentence.tokens)
    if at + 1 < len(figures):
        limit = view.openers[at + 1] if view.openers[at + 1] >= 0 else figures[at + 1].first
    if link is not None and unit is None and _more_things(view, at, link):
        link = None
    if link is not None and (unit in (None, "unknown") or (lent(quantity) and unit not in link.rule.units)):
        measured = unit == "unknown" and link.rule.indicator == "area"
        # "1.2 million square metres" are no square kilometres.
        unit = unit if measured else _elided_unit(view, at, link, lean, whole, figures)
        if unit == "currency":
            quantity = msgspec.structs.replace(quantity, unit=unit, currency=view.money[at])
    rules: tuple[str, ...]
    if link is not None:
        indicator = link.rule.indicator
        rules = (link.rule.id, f"attach.{link.way}")
        armed = {"security_forces", "fighters"}.intersection(quantity.population)
        if (
            indicator == "detained"
            and not armed
            and (_captured(view, link) or _carried_off(view, quantity, link))
        ):
            indicator, rules = "abducted", (*rules, "context.captors")
        if indicator in ("detained", "arrived") and not armed and _taken_in(view, link):
            indicator, rules = "sheltered", (*rules, "context.shelters")
        elif indicator == "sheltered" and link.rule.priority <= _LOOSE and _locked(view, link):
            indicator, rules = "detained", (*rules, "context.prisons")
        if indicator == "assisted" and _sought(view, at, link, links):
            indicator, rules = "targeted", (*rules, "context.purpose")
        if indicator == "sheltered" and link.rule.pos == "verb" and "refugees" in quantity.population:
            if link.rule.role == "object":
                # Whoever hosts refugees is asked how many there are.
                indicator = "refugees"
        elif indicator in ("killed", "injured") and unit in ("case", "incident"):
            unit = "person"
        elif indicator == "cases" and unit == "person" and epidemics.infection(quantity, view.lexicon):
            unit = "case"
    else:
        # "Thousands" without a noun are people.
        unit = "person" if unit is None and quantity.number.vague else unit
        if unit is None and whole is not None and whole >= 0:
            unit = figures[whole].unit
        elif unit is None and at and (
            resumption.others(view, quantity)
            or conjuncts.compared(view, at)
            or resumption.elsewhere(view, at)
            or resumption.opens_clause(view, quantity)
        ):  # fmt: skip
            unit = figures[at - 1].unit
        elif unit is None and resumption.takes_up(view, quantity):
            # "75 hikers were caught. Les sauveteurs en ont redescendu 52".
            unit = figures[at - 1].unit if at else view.unit_before
        elif unit is None and view.unit_before in THINGS and resumption.others(view, quantity):
            unit = view.unit_before
        indicator = _BY_UNIT.get(unit or "", "other")
        rules = (f"frame.unit.{unit or 'none'}",)
    people = populations.of(view.sentence, quantity, view.lexicon, limit)
    if unit == "case":
        # "38 cas suspects": the disease is suspected, nobody is.
        people = tuple(code for code in people if code != "suspects")
    if quantity.unit is None and view.openers[at] > 0:
        people = _accounting(view, at) or people
    people = people or _told_of(view, quantity)
    return Figure(
        quantity=quantity, scene=view, index=at, link=link, part_of=whole, leans=lean, indicator=indicator,
        unit=unit or "unknown", population=people,
        cues=cues,
        total=link is not None and _total(view, at, link), rules=rules,
    )  # fmt: skip


def _more_things(view: Scene, at: int, link: Link) -> bool:
    """Whether "another 12" are more of the things before, which the frame does not count."""
    before = view.quantities[at - 1].unit if at else view.unit_before
    return (
        before in THINGS
        and before not in link.rule.units
        and "person" not in link.rule.units
        and resumption.others(view, view.quantities[at])
    )


def _accounting(view: Scene, at: int) -> tuple[str, ...]:
    """The population codes of the people that a verb makes the part ("minors account for 95")."""
    noun = units(view.sentence.lang).nouns.ending(view.sentence.tokens, view.openers[at])
    people = noun is not None and noun.entry.unit == "person" and noun.entry.plural
    return tuple(noun.entry.population) if noun is not None and people else ()


def _told_of(view: Scene, quantity: Quantity) -> tuple[str, ...]:
    """The population codes that the clause tells of the figure, before it or behind."""
    tokens, last, first = view.sentence.tokens, quantity.last, quantity.first
    if last < len(tokens) and tokens[last].key in view.lexicon.passive and quantity.unit == "person":
        return populations.predicate(view.sentence, last)
    for at in range(max(0, first - _MAKES), first) if quantity.unit == "percent" else ():
        if tokens[at].key in view.lexicon.making:
            # "Les femmes représentent 38 % des victimes".
            return populations.subject(view.sentence, at)
    return ()


def _captured(view: Scene, link: Link) -> bool:
    """Whether gunmen or their like stand before the verb of seizing: whom they hold is abducted."""
    trigger, captors = link.trigger, view.lexicon.captors
    if not captors or trigger is None or link.rule.pos != "verb" or link.way not in ("after", "around"):
        return False
    tokens = view.sentence.tokens
    if tokens[trigger.first].key in view.lexicon.judgements:
        # "The rebel authorities sentenced nine men".
        return False
    # Behind another verb they are its object ("killed nine of the attackers and arrested 3").
    first = next((t.first for t in view.triggers if t.rules[0].pos == "verb"), trigger.first)
    low = max(0, trigger.first - _CAPTOR)
    if any(tokens[at].key in captors for at in range(low, min(first, trigger.first))):
        return True
    # Where the verb comes first, who did it stands between it and the figure.
    return view.sentence.lang == "ar" and tokens[min(trigger.last, len(tokens) - 1)].key in captors


def _taken_in(view: Scene, link: Link) -> bool:
    """Whether it is a shelter that holds them or took them in ("the camp now holds 16,700")."""
    trigger, lexicon = link.trigger, view.lexicon
    if trigger is None or link.way not in ("after", "around") or not lexicon.shelters or trigger.passive:
        return False
    tokens = view.sentence.tokens
    if tokens[trigger.first].key not in lexicon.holdings:
        return False
    before = {tokens[at].key for at in range(trigger.first)}
    return not before.isdisjoint(lexicon.shelters) and before.isdisjoint(lexicon.prisons)


def _locked(view: Scene, link: Link) -> bool:
    """Whether the place that holds them is a prison ("the detention centre holds 300 people")."""
    tokens, prisons = view.sentence.tokens, view.lexicon.prisons
    first = link.trigger.first + 1 if link.trigger is not None else 0
    return any(tokens[at].key in prisons for at in range(first))


def _sought(view: Scene, at: int, link: Link, links: Sequence[Link | None]) -> bool:
    """Whether money is only asked for to help these ("seeks $4 million to assist 20,000 people")."""
    trigger, left = link.trigger, links[at - 1] if at else None
    if trigger is None or left is None or left.rule.indicator != "funding_required" or trigger.first == 0:
        return False
    if view.quantities[at - 1].unit != "currency" or trigger.first < view.quantities[at - 1].last:
        return False
    return view.sentence.tokens[trigger.first - 1].key in view.lexicon.purposes


def _carried_off(view: Scene, quantity: Quantity, link: Link) -> bool:
    """Whether people who are no suspects were seized, and nobody says by whom ("276 girls were seized")."""
    trigger, tokens = link.trigger, view.sentence.tokens
    if trigger is None or link.way != "before" or tokens[trigger.first].key not in view.lexicon.seizures:
        return False
    if "suspects" in quantity.population or quantity.noun_last <= quantity.number.last:
        return False
    agents = view.lexicon.agents
    return not any(
        agents.longest(tokens, at) for at in range(trigger.last, min(len(tokens), trigger.last + 4))
    )


def _total(view: Scene, at: int, link: Link) -> bool:
    """Whether the words make the figure a running total ("the toll rises to 21 dead")."""
    quantity = view.quantities[at]
    low = view.quantities[at - 1].last if at else 0
    words = relations.relations(view.sentence.lang).totals
    tokens = view.sentence.tokens
    starts = words.starts
    for step in range(max(low, quantity.first - _TOTAL_REACH), quantity.first):
        token = tokens[step]
        if starts[token.raw] and token.kind == "word" and words.readings(tokens, step):
            return True
    middle = bisect_left(view.starts, quantity.first)
    for trigger in view.triggers[max(0, middle - 3) : middle]:
        if trigger.first >= low and any(
            r.measure == "cumulative" and r.indicator == link.rule.indicator for r in trigger.rules
        ):
            return view.clauses.between(trigger.last, quantity.first) <= _TOTAL
    return False


def _elided_unit(
    view: Scene, at: int, link: Link, lean: int, whole: int | None, figures: Sequence[Quantity]
) -> str | None:
    """The unit that the figure's neighbours or its frame give it, where its own words name none."""
    near = at - 1 if at and view.clauses.conjunction[view.quantities[at].first - 1] else None
    more = at - 1 if at and resumption.others(view, view.quantities[at]) else None
    for other in (lean, whole, near, more):
        if other is not None and other >= 0:
            unit = figures[other].unit
            if unit not in (None, "unknown", "percent") and unit in link.rule.units:
                return unit
    return link.rule.unit
