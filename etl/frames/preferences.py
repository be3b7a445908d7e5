"""Which of two frames that reach a figure is told of it: the governing verb, the main verb, its own noun."""

from __future__ import annotations

from bisect import bisect_left

from etl.frames.costs_before import OTHER_TRIGGER
from etl.frames.scene import Link, Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity

# An aside of a subject, in tokens, and what it costs to be told in one.
_ASIDE_REACH = 24
_ASIDE = 12
_NEVER = 1 << 30
_MODIFIED = 4
_HOUSED = ("in_relief_camp", "sheltered")
# How much nearer what no indicator tells must stand to be what is told.
_UNTOLD = 5
# Those of whom some met with more.
_FELLOWS = ("injured", "missing", "displaced", "detained", "abducted", "released")
_LOST = ("killed", "injured", "missing")


def prefer_governing(scene: Scene, candidates: list[tuple[int, int, int, int, Link]]) -> None:
    """A verb right before its object goes before what only tells which ones they are.

    "Sauvé 35 habitants réfugiés sur les toits", "le retour de 900 exilés qui avaient fui".
    """
    governed: dict[int, int] = {}
    # A subject may stand behind its verb as an object does ("murieron 14 desplazados en el campamento").
    roles = ("object", "subject") if scene.lexicon.clauses.agreeing_endings else ("object",)
    for cost, _, index, _, link in candidates:
        trigger = link.trigger
        if link.way == "after" and trigger is not None and link.rule.role in roles and (
            0 <= scene.quantities[index].first - trigger.last <= _reach(scene, index)
            and link.rule.indicator != "other"
        ):  # fmt: skip
            governed[index] = min(cost, governed.get(index, cost))
    governed |= {
        index: cost for index, cost in _told_first(scene, candidates).items() if index not in governed
    }
    if not governed:
        return
    for place, (cost, far, index, at, link) in enumerate(candidates):
        trigger, least = link.trigger, governed.get(index)
        if least is None or trigger is None or cost > least:
            continue
        quantity = scene.quantities[index]
        told = link.way == "fused" and link.rule.pos == "participle" and not trigger.passive
        housed = link.rule.indicator in _HOUSED and _inside(scene, index, trigger) and link.way != "after"
        if (
            housed
            or (told and 0 < quantity.noun_last <= trigger.first and scene.lexicon.clauses.agreeing_endings)
            or (
                link.way == "before"
                and (
                    _anterior(scene, quantity.last, trigger.last)
                    or _told_of(scene, quantity.last, trigger.first)
                    or _describes(scene, link, quantity.last)
                )
            )
            or (link.rule.indicator in _FELLOWS and link.way == "fused" and _of_whole(scene, trigger))
        ):
            candidates[place] = (least + 1, far, index, at, link)


def _told_first(scene: Scene, candidates: list[tuple[int, int, int, int, Link]]) -> dict[int, int]:
    """What it costs figures to be governed by a verb that comes first in their clause, places between.

    "وصل إلى شرق السودان 42 ألف لاجئ فروا": a verb right behind the noun then only describes it.
    """
    found: dict[int, int] = {}
    if not scene.lexicon.clauses.inverted_subjects or scene.sentence.lang != "ar":
        return found
    for cost, _, index, _, link in candidates:
        trigger, quantity = link.trigger, scene.quantities[index]
        if link.way != "after" or trigger is None or link.rule.pos != "verb" or (
            link.rule.indicator == "other" or scene.linked[index] >= 0
        ):  # fmt: skip
            continue
        between = scene.clauses.between(trigger.last, quantity.first)
        alone = index == 0 or scene.quantities[index - 1].last <= trigger.first
        if alone and not between and quantity.noun_first >= quantity.number.last:
            found[index] = min(cost, found.get(index, cost))
    return found


def _of_whole(scene: Scene, trigger: Trigger) -> bool:
    """Whether the noun is that of a whole which a verb says something of some of ("two of the hurt died")."""
    return (
        scene.sentence.lang == "ar"
        and scene.lexicon.partitives.longest(scene.sentence.tokens, trigger.first) is not None
    )


def _describes(scene: Scene, link: Link, last: int) -> bool:
    """Whether a verb right behind an Arabic noun is its relative clause; losses are told all the same."""
    trigger = link.trigger
    return (
        scene.sentence.lang == "ar"
        and trigger is not None
        and (trigger.first == last or (last < trigger.first and scene.clauses.relative[last]))
        and link.rule.pos == "verb"
        and link.rule.indicator not in _LOST
        and not trigger.joined
    )


def _reach(scene: Scene, index: int) -> int:
    """How far before the figure the verb that governs it stands: farther where the mark of objects leads."""
    first = scene.quantities[index].first
    marked = first > 0 and scene.sentence.tokens[first - 1].key in scene.lexicon.object_marks
    return _MODIFIED if marked and scene.lexicon.clauses.agreeing_endings else 1


def _inside(scene: Scene, index: int, trigger: Trigger) -> bool:
    """Whether the words say where those counted are ("en 12 campamentos", "personas en sitios")."""
    if trigger.first == scene.quantities[index].noun_first and trigger.last > trigger.first + 1:
        return True
    return scene.sentence.tokens[trigger.first].key in scene.lexicon.prepositions.root


def _told_of(scene: Scene, last: int, first: int) -> bool:
    """Whether a clause behind a comma only tells more of them ("we rescued 33 people, who are in care")."""
    tokens, relative = scene.sentence.tokens, scene.clauses.relative
    return last + 1 < first and tokens[last].raw in ",،" and relative[last + 1]


def _anterior(scene: Scene, last: int, first: int) -> bool:
    """Whether a relative clause tells what was done before ("who had fled")."""
    words, clauses = scene.lexicon.anterior, scene.clauses
    if not words or last >= first or not clauses.relative[last]:
        return False
    return any(scene.sentence.tokens[at].key in words for at in range(last, first))


def prefer_main(scene: Scene, candidates: list[tuple[int, int, int, int, Link]]) -> None:
    """What an aside between commas tells of a subject gives way to the verb behind the aside.

    "Les 18 otages, enlevés en janvier, ont été relâchés".
    """
    if scene.lexicon.helpers:
        _prefer_helped(scene, candidates)
    closings: dict[int, int] = {}
    for index, quantity in enumerate(scene.quantities):
        closing = _aside_of_subject(scene, index, quantity)
        if closing:
            closings[index] = closing
    if not closings:
        return
    mains = {
        index
        for _, _, index, _, link in candidates
        if link.way == "before"
        and link.trigger is not None
        and link.trigger.first > closings.get(index, _NEVER)
    }
    for place, (cost, far, index, at, link) in enumerate(candidates):
        trigger = link.trigger
        if index not in mains or trigger is None or trigger.first < scene.quantities[index].last:
            continue
        closing = closings[index]
        if trigger.first < closing:
            candidates[place] = (cost + _ASIDE, far, index, at, link)
        else:
            inner = bisect_left(scene.starts, closing) - bisect_left(
                scene.starts, scene.quantities[index].last
            )
            candidates[place] = (cost - OTHER_TRIGGER * inner, far, index, at, link)


def _prefer_helped(scene: Scene, candidates: list[tuple[int, int, int, int, Link]]) -> None:
    """A bare participle beside the noun only tells which ones, where a verb with its auxiliary follows.

    "Quatre soldates retenues à Gaza depuis un an ont été remises au CICR".
    """
    main: dict[int, tuple[int, int]] = {}
    for cost, _, index, _, link in candidates:
        trigger = link.trigger
        if link.way == "before" and trigger is not None and _helped(scene, trigger):
            main[index] = min((cost, trigger.first), main.get(index, (cost, trigger.first)))
    for place, (cost, far, index, at, link) in enumerate(candidates):
        trigger = link.trigger
        if index not in main or trigger is None or link.way != "before" or cost > main[index][0]:
            continue
        least, first = main[index]
        last = scene.quantities[index].last
        bare = not (trigger.passive or trigger.active or trigger.finite or _helped(scene, trigger))
        if not bare or not last <= trigger.first <= last + 1 or trigger.last > first:
            continue
        clauses = scene.clauses
        if not clauses.commas_between(last, first) and not any(clauses.relative[last:first]):
            candidates[place] = (least + 1, far, index, at, link)


def _helped(scene: Scene, trigger: Trigger) -> bool:
    """Whether an auxiliary stands before or within the verb."""
    if trigger.rules[0].pos == "noun":
        return False
    words, tokens = scene.lexicon.passive, scene.sentence.tokens
    inside = any(tokens[n].key in words for n in range(trigger.first, trigger.last - 1))
    return trigger.passive or inside


def _triggers_within(scene: Scene, first: int, last: int) -> bool:
    return bisect_left(scene.starts, first) < bisect_left(scene.starts, last)


def _aside_of_subject(scene: Scene, index: int, quantity: Quantity) -> int:
    """The comma that closes an aside right behind the quantity, where its auxiliary follows; else 0."""
    tokens, last = scene.sentence.tokens, quantity.last
    if not scene.lexicon.clauses.reflexives:
        return 0
    # "27 militaires sans arme, qui rentraient, ont été exécutés": a few words may go with the noun.
    reach = _MODIFIED if scene.lexicon.helpers else 1
    near = range(last, min(len(tokens), last + reach))
    first = next((at for at in near if tokens[at].kind == "mark"), 0)
    if not first or tokens[first].raw != "," or _triggers_within(scene, last, first):
        return 0
    last = first
    limit = min(len(tokens) - 1, last + _ASIDE_REACH)
    part = index + 1 < len(scene.quantities) and scene.openers[index + 1] >= 0
    if index + 1 < len(scene.quantities) and not (part and scene.lexicon.helpers):
        limit = min(limit, scene.quantities[index + 1].first)
    if index + 2 < len(scene.quantities):
        limit = min(limit, scene.quantities[index + 2].first)
    closing = next((at for at in range(last + 1, limit) if tokens[at].raw == ","), 0)
    if not closing:
        return 0
    verb = tokens[closing + 1].key
    known = scene.lexicon
    helped = verb in known.passive or verb in known.helpers or verb in known.clauses.reflexives
    return closing if helped else 0


def prefer_nouns(scene: Scene, candidates: list[tuple[int, int, int, int, Link]]) -> None:
    """No rank of a row farther off beats the figure's own noun for what happened ("14 وفاة").

    Nor does what it happened of, where that noun tells of people's fate ("273 deaths from hunger").
    """
    named: dict[int, str] = {}
    for cost, _, index, _, link in candidates:
        if cost == 0 and link.way == "fused" and link.rule.role == "fused" and link.rule.priority == 0:
            named[index] = link.rule.indicator
    for place, (cost, far, index, at, link) in enumerate(candidates):
        if cost >= 1 or index not in named:
            continue
        trigger = link.trigger
        beyond = trigger is not None and trigger.first > scene.quantities[index].last
        if link.way != "fused" or (beyond and named[index] == "killed"):
            candidates[place] = (1, far, index, at, link)


def prefer_known(candidates: list[tuple[int, int, int, int, Link]]) -> None:
    """What the vocabulary has a word for goes before what it has none for, if it is nearly as near."""
    known = {index for _, _, index, _, link in candidates if link.rule.indicator != "other"}
    for place, (cost, far, index, at, link) in enumerate(candidates):
        if index in known and link.rule.indicator == "other" and link.rule.priority <= 0:
            candidates[place] = (cost + _UNTOLD, far, index, at, link)
