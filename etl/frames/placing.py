"""Where a figure counts: the site its own words name, whoever governs there, and what only hints at it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from etl.frames.attach import Link, Scene
from etl.frames.context import OTHER_FIGURE, behind_mark, near, span_cost
from etl.frames.lexicon import lexicon
from etl.lang.packs import read_csv
from etl.model import Attribution, Place, PlaceMention, Quantity, Sentence
from etl.places.find import ACTOR
from etl.places.gazetteer import gazetteer
from etl.places.keys import name_key
from etl.places.lexicon import cues
from etl.text.tokens import forms

# A place beyond this weight belongs to another clause of the sentence.
_ELSEWHERE = 24
_FAR = 1 << 60
_ORIGIN = 60
_BESIDE = 26
_FROM, _TO, _LEFT, _OPEN = 14, 10, 8, 16
# The country itself must stand this much nearer than a name.
_HOMELAND = 2
_CONJOINED = 5
# Who these count is where they are, not where they came from.
_INWARD = ("arrived", "refugees", "asylum_seekers", "returned", "sheltered", "in_relief_camp")
# Who these count is where they came from or where they went, whichever stands nearer.
_LEAVING = ("displaced", "forced_to_flee", "evacuated", "departed", "evicted")
_OUTWARD = (*_LEAVING, "relocated", "stranded", "other")
# States do these abroad too: who says so tells nothing of the place.
_VIOLENT = ("killed", "injured", "detained", "abducted", "surrendered", "attacks", "facilities_damaged",
            "vehicles", "fighters_present", "funding_received", "funding_required", "other")  # fmt: skip


class Named(msgspec.Struct, frozen=True):
    """The places that a sentence names.

    `sites` may be where things happened, `hints` are nationalities and who acts, `spoken` stand in the names
    of who says something; `homeland` are the tokens that mean the country itself ("in the country").
    """

    sites: list[PlaceMention]
    hints: list[PlaceMention]
    spoken: list[PlaceMention]
    homeland: list[int]


class Placing(msgspec.Struct, frozen=True):
    """Where a sentence puts a figure.

    `site`: named near it, or what the sentence is about. `rule`: whoever governs there speaks. `people`: the
    nationality of those counted, where they left. `far`: of another clause. `hint`: who is spoken of or acts.
    `homeland`: the country, whichever of its places was named last.
    """

    site: Place | None = None
    rule: Place | None = None
    people: Place | None = None
    far: Place | None = None
    hint: Place | None = None
    homeland: bool = False


def named(
    sentence: Sentence,
    mentions: Sequence[PlaceMention],
    quantities: Sequence[Quantity],
    attributions: Sequence[Attribution],
) -> Named:
    """The places of a sentence by what they can be to its figures; none of a currency."""
    money = {at for q in quantities if q.unit == "currency" for at in range(q.first, q.last)}
    told: list[tuple[int, int]] = sorted((a.start, a.end) for a in attributions)
    words = cues(sentence.lang).homeland
    homeland = [at for at, token in enumerate(sentence.tokens) if token.kind == "word" and token.key in words]
    found = Named([], [], [], homeland)
    for mention in mentions:
        if mention.first in money:
            continue
        behind = bisect_right(told, (mention.start, _FAR))
        if any(start <= mention.start < end for start, end in told[max(0, behind - 4) : behind]):
            found.spoken.append(mention)
        elif mention.demonym:
            found.hints.append(mention)
        else:
            found.sites.append(mention)
    return found


def place(scene: Scene, index: int, link: Link | None, names: Named, speaker: Attribution | None) -> Placing:
    """Where the figure's own sentence puts it."""
    indicator = link.rule.indicator if link is not None else "other"
    if indicator in _LEAVING and "refugees" in scene.quantities[index].population:
        # Refugees who fled are counted where they are.
        indicator = "refugees"
    found = _site(scene, index, link, names, indicator)
    people, rule, hint = _hints(scene, index, link, names, indicator)
    own = [m for m in names.spoken if speaker and speaker.start <= m.start < speaker.end and not m.beside]
    if own and speaker is not None and not speaker.carried_over:
        local = [m.place for m in own if not m.demonym]
        ruled = [country(m.place) for m in own if m.authority]
        rule = local[0] if local else ruled[0] if ruled else rule
        hint = hint or country(own[0].place)
    return msgspec.structs.replace(found, people=people, rule=rule, hint=hint)


def _site(scene: Scene, index: int, link: Link | None, names: Named, indicator: str) -> Placing:
    """The site named nearest; a place of another clause is far, unless the sentence speaks of no other."""
    quantity = scene.quantities[index]
    ranked: list[tuple[int, int, bool]] = []
    for order, mention in near(names.sites, quantity.first):
        if not behind_mark(scene, index, mention.first):
            askew = _askew(mention, indicator)
            ranked.append((_distance(scene, index, link, mention) + askew, order, askew > 0))
    homes = [
        span_cost(scene, index, quantity.first, quantity.last, at, at + 1)
        for at in names.homeland
        if not behind_mark(scene, index, at)
    ]
    if not ranked:
        return Placing(homeland=bool(homes))
    cost, order, askew_ = min(ranked)
    if homes and min(homes) + _HOMELAND < cost:
        return Placing(far=names.sites[order].place, homeland=True)
    chosen = names.sites[order]
    site = chosen.joint or chosen.place
    straight = {names.sites[at].place.iso3 for _, at, oblique in ranked if not oblique}
    topic = not askew_ and (chosen.last <= quantity.first or len(straight) == 1)
    return Placing(site=site) if cost <= _ELSEWHERE or topic else Placing(far=site)


def _hints(
    scene: Scene, index: int, link: Link | None, names: Named, indicator: str
) -> tuple[Place | None, Place | None, Place | None]:
    """The countries of those counted, of who governs and of whoever is spoken of, the nearest of each."""
    if not names.hints:
        return None, None, None
    quantity = scene.quantities[index]
    costs = [
        (_distance(scene, index, link, mention), order)
        for order, mention in near(names.hints, quantity.first)
        if not behind_mark(scene, index, mention.first)
    ]
    ranked = [names.hints[order] for _, order in sorted(costs)]
    people = [m for m in ranked if indicator in _LEAVING and quantity.first <= m.first < quantity.last]
    ruled = [m for m in ranked if m.authority and (indicator not in _VIOLENT or ACTOR not in m.rules)]
    found = [country(some[0].place) if some else None for some in (people, ruled, ranked)]
    return found[0], found[1], found[2]


def _askew(mention: PlaceMention, indicator: str) -> int:
    """What a place costs that is no site of what happened, or not of this."""
    cost = _BESIDE if mention.beside else 0
    role = mention.place.role
    if mention.joint is not None and role != "event_site":
        return cost + _BESIDE
    if mention.place.iso3 is None:
        cost += _OPEN
    if role == "origin" and indicator in _INWARD:
        # "12 refugees from Somalia": they are counted where they came to.
        return cost + _ORIGIN
    if role == "origin" and indicator not in _OUTWARD:
        # The dead are counted where they died, wherever they came from.
        return cost + _FROM
    if role == "destination" and indicator in _LEAVING:
        return cost + _LEFT
    if role == "destination" and indicator not in (*_INWARD, *_OUTWARD):
        # "rescued on their way to Italy"
        return cost + _TO
    return cost


def country(place_: Place) -> Place:
    """The country of a place, in the words that hint at it."""
    name = _country_names().get(place_.iso3 or "")
    return Place(
        name=name or place_.name,
        text=place_.text,
        iso3=place_.iso3,
        accuracy="country",
        role=place_.role,
        carried_over=place_.carried_over,
    )


def home(iso3: str | None) -> Place | None:
    """The country that a document is about, carried over to figures that nothing else places; or None."""
    name = _country_names().get(iso3) if iso3 is not None else None
    if iso3 is None or name is None:
        return None
    return Place(name=name, text="", iso3=iso3, accuracy="country", carried_over=True)


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    names = gazetteer()
    found: dict[str, str] = {}
    for row in read_csv("en", "places_countries", _Country):
        for ordinal, _ in names.named(name_key(row.name)):
            entry = names.entry(ordinal)
            if entry.kind == "country" and entry.iso2 == row.iso2 and entry.iso3 is not None:
                found.setdefault(entry.iso3, row.name)
    return found


class _Country(msgspec.Struct, frozen=True):
    iso2: str
    name: str


def carried(place_: Place) -> Place:
    """The same place, marked as taken over from earlier words."""
    return msgspec.structs.replace(place_, carried_over=True, role="event_site")


def ordinary(sentence: Sentence, mention: PlaceMention) -> bool:
    """Whether the one word of the name is an everyday word first ("civilian" is Wad Madani's second half)."""
    if mention.last - mention.first != 1:
        return False
    words = lexicon(sentence.lang).everyday
    return bool(words) and any(form.stem in words for form in forms(sentence.tokens[mention.first]))


def _distance(scene: Scene, index: int, link: Link | None, mention: PlaceMention) -> int:
    """How far the name stands from the figure or from the word that gives it its frame."""
    quantity = scene.quantities[index]
    lead = mention.lead if mention.lead >= quantity.last else mention.first
    cost = span_cost(scene, index, quantity.first, quantity.last, lead, mention.last)
    if lead > quantity.last + 1 and any(scene.clauses.conjunction[quantity.last : lead - 1]):
        # "killed 94 and those in Cameroon 18"
        cost += _CONJOINED
    if link is None or link.trigger is None or link.way == "coordinated":
        return cost
    trigger = link.trigger
    begin = mention.lead if trigger.last <= mention.lead else mention.first
    other = span_cost(scene, index, trigger.first, trigger.last, begin, mention.last) + 1
    low, high = min(trigger.first, quantity.first), max(trigger.last, quantity.last)
    beside = scene.quantities[max(0, index - 1) : index + 2]
    if any(low < q.number.first < high for q in beside if q is not quantity):
        # Another figure stands between: the word is nearer to that one's place.
        other += OTHER_FIGURE
    return min(cost, other)
