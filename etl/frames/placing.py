"""Where a figure counts: the site its own words name, whoever governs there, and what only hints at it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from etl.frames.context import OTHER_FIGURE, behind_mark, near, span_cost
from etl.frames.lexicon import lexicon
from etl.frames.scene import Link, Scene
from etl.lang.packs import read_csv
from etl.model import Attribution, Place, PlaceMention, Quantity, Sentence
from etl.places import abroad
from etl.places.found import ACTOR, ARMED
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
# What a name at the head of the sentence weighs at most, with its colon.
_LABEL = 8
# The country itself must stand this much nearer than a name.
_HOMELAND = 2
_UNLOCATED = 10
_CONJOINED = 5
# Who these count is where they are, not where they came from.
_INWARD = ("arrived", "refugees", "asylum_seekers", "returned", "sheltered", "in_relief_camp")
# What a government speaks of wherever its people, soldiers or money are.
_ABROAD = ("killed", "injured", "missing", "abducted", "released", "surrendered", "attacks", "vehicles",
           "facilities_damaged", "fighters_present", "evacuated", "assisted", "funding_received",
           "funding_required", "other")  # fmt: skip
_FIGHTING = frozenset(("fighters", "security_forces"))
# The longest article before a name, with its blank.
_ARTICLE = 4
# Who these count is where they came from or where they went, whichever stands nearer.
_LEAVING = ("displaced", "forced_to_flee", "evacuated", "departed", "evicted")
_OUTWARD = (*_LEAVING, "relocated", "stranded", "other")
# States do these abroad too: who says so tells nothing of the place.
_VIOLENT = ("killed", "injured", "detained", "abducted", "surrendered", "attacks", "facilities_damaged",
            "vehicles", "fighters_present", "funding_received", "funding_required", "other")  # fmt: skip


class Named(msgspec.Struct, frozen=True, gc=False):
    """The places that a sentence names.

    `sites` may be where things happened, `hints` are nationalities and who acts, `spoken` stand in the names
    of who says something; `homeland` are the tokens that mean the country itself ("in the country").
    """

    sites: list[PlaceMention]
    hints: list[PlaceMention]
    spoken: list[PlaceMention]
    homeland: list[int]
    own: frozenset[int]


class Placing(msgspec.Struct, frozen=True, gc=False):
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
    told: list[tuple[int, int]] = sorted((_speech_start(a), a.end) for a in attributions)
    pack = cues(sentence.lang)
    homeland = pack.homelands(sentence.tokens)
    own = frozenset(at for at in homeland if pack.own_land(sentence.tokens, at))
    found = Named([], [], [], homeland, own)
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


def _speech_start(attribution: Attribution) -> int:
    """Where the speaker's words begin, with where it was said before them ("a déclaré à Genève le HCR")."""
    spoken = attribution.cue is not None and any(rule.startswith("attr.verb") for rule in attribution.rules)
    return attribution.cue if spoken and attribution.cue is not None else attribution.start


def place(scene: Scene, index: int, link: Link | None, names: Named, speaker: Attribution | None) -> Placing:
    """Where the figure's own sentence puts it."""
    indicator = link.rule.indicator if link is not None else "other"
    if link is not None and link.trigger is not None and indicator in _LEAVING:
        word = scene.sentence.tokens[link.trigger.first]
        if any(form.stem in cues(scene.sentence.lang).crossing for form in forms(word)):
            # Who crosses into a country is counted there.
            indicator = "arrived"
    if indicator in _LEAVING and "refugees" in scene.quantities[index].population:
        # Refugees who fled are counted where they are.
        indicator = "refugees"
    found = _site(scene, index, link, names, indicator)
    people, rule, hint = _hints(scene, index, link, names, indicator)
    own = [m for m in names.spoken if speaker and speaker.start <= m.start < speaker.end and not m.beside]
    if own and speaker is not None and not speaker.carried_over:
        counted = scene.quantities[index].population
        here = [m for m in own if not _abroad(m, speaker, indicator, counted)]
        local = [m.place for m in here if not m.demonym]
        ruled = [country(m.place) for m in here if m.authority]
        rule = local[0] if local else ruled[0] if ruled else rule
        hint = hint or (None if abroad(own[0]) else country(own[0].place))
    site = found.site or found.far
    if indicator == "returned" and hint is not None and site is not None and site.role == "origin":
        # "Syrians who came back from Lebanon" are counted at home.
        found = Placing(site=hint)
    if people is not None and found.site is not None and found.site.role == "destination":
        # "4.3 million Ukrainians fled, half of them to Poland"
        found = Placing(far=found.site)
    return Placing(found.site, rule, people, found.far, hint, found.homeland)


def _abroad(mention: PlaceMention, speaker: Attribution, indicator: str, population: Sequence[str]) -> bool:
    """Whether the name is a government that speaks of what may have happened anywhere: "Pretoria said".

    What a capital counts of the displaced or the sick, and a country of most things, is counted at home.
    """
    if mention.start - speaker.start > _ARTICLE or mention.end < speaker.end:
        return False
    if mention.place.accuracy == "point":
        return indicator in _ABROAD
    lost = indicator in ("killed", "injured", "missing", "abducted", "attacks")
    return mention.place.accuracy == "country" and lost and not _FIGHTING.isdisjoint(population)


def _site(scene: Scene, index: int, link: Link | None, names: Named, indicator: str) -> Placing:
    """The site named nearest; a place of another clause is far, unless the sentence speaks of no other."""
    quantity = scene.quantities[index]
    ranked: list[tuple[int, int, bool]] = []
    for order in near(names.sites, quantity.first):
        mention = names.sites[order]
        if not behind_mark(scene, index, mention.first):
            askew = _askew(mention, indicator)
            if quantity.unit == "currency" and mention.place.role == "destination":
                askew = 0
            elif not mention.located and quantity.unit == "currency":
                # Who gives money is no site.
                askew += _BESIDE
            elif not mention.located and mention.first >= quantity.last:
                # Nor is who acts in another clause.
                askew += _UNLOCATED if mention.joint is None else _BESIDE
            cost = _distance(scene, index, link, mention)
            if _brings_out(mention, indicator):
                askew += _BESIDE
            if not askew and _heads(scene, mention):
                if _dateline(mention, names):
                    askew += _BESIDE
                else:
                    cost = min(cost, _LABEL)
            ranked.append((cost + askew, order, askew > 0))
    homes = [
        (span_cost(scene, index, quantity.first, quantity.last, at, at + 1), at)
        for at in names.homeland
        if not behind_mark(scene, index, at)
    ]
    if not ranked:
        return _homeland(names, homes) if homes else Placing()
    cost, order, askew_ = min(ranked)
    margin = _HOMELAND if names.sites[order].located else -_HOMELAND
    if homes and min(homes)[0] + margin < cost:
        return _homeland(names, homes)
    chosen = names.sites[order]
    if _brings_out(chosen, indicator):
        return Placing()
    if chosen.place.iso3 is None and chosen.joint is None and chosen.place.role == "origin":
        # "Most of them from south of the Sahara": where they are now was told before.
        return Placing()
    if indicator in _LEAVING and chosen.place.role == "origin" and chosen.first >= quantity.last:
        # Twenty thousand who fled Tigray have arrived in Sudan: they are counted there.
        came = [m for m in names.sites if m.place.role == "destination" and m.last <= quantity.first]
        chosen = came[-1] if came else chosen
    if chosen.place.accuracy == "country" and chosen.joint is None:
        chosen = _within(scene, index, names, ranked, chosen)
    site = chosen.joint or chosen.place
    straight = {names.sites[at].place.iso3 for _, at, oblique in ranked if not oblique}
    alone = len(straight) == 1 and site.role == "event_site"
    topic = not askew_ and (chosen.last <= quantity.first or alone)
    if names.spoken and not chosen.located and chosen.first >= quantity.last:
        # "Mexico reported 27 and Panama 17": what comes after the figure acts for itself.
        return Placing(far=site)
    if chosen.beside and cost > _ELSEWHERE:
        # Where somebody speaks or sits is no place of what happened, if nothing else is named either.
        return Placing()
    return Placing(site=site) if cost <= _ELSEWHERE or topic else Placing(far=site)


def _heads(scene: Scene, mention: PlaceMention) -> bool:
    """Whether the name and a colon open the sentence: "Liban : …" is what all of it is about."""
    tokens = scene.sentence.tokens
    return mention.first == 0 and mention.last < len(tokens) and tokens[mention.last].raw == ":"


def _brings_out(mention: PlaceMention, indicator: str) -> bool:
    """Whether a country acts that brings people out, which is no place of theirs: "France evacuated 538"."""
    return indicator == "evacuated" and not mention.located and mention.place.accuracy == "country"


def _dateline(mention: PlaceMention, names: Named) -> bool:
    """Whether a town before a colon is where it was written, as others act at home ("مسقط: أعلنت إيران")."""
    if mention.place.accuracy != "point":
        return False
    acting = any(other.authority and other.place.iso3 != mention.place.iso3 for other in names.hints)
    return acting or any(
        other.place.accuracy == "country" and other.place.iso3 != mention.place.iso3 and not other.demonym
        for other in names.spoken
    )


def _homeland(names: Named, homes: list[tuple[int, int]]) -> Placing:
    """The country that the sentence named last before words that mean the country; else the document's."""
    at = min(homes)[1]
    before = [m for m in names.sites if m.last <= at and m.located and not m.beside]
    if not before and at in names.own:
        before = [m for m in (*names.sites, *names.hints, *names.spoken) if m.last <= at and not m.beside]
    if before:
        return Placing(site=country(max(before, key=lambda m: m.last).place))
    return Placing(homeland=True)


def _within(
    scene: Scene, index: int, names: Named, ranked: list[tuple[int, int, bool]], chosen: PlaceMention
) -> PlaceMention:
    """A narrower place of the same country that stands by the same figure; else the country."""
    number = scene.quantities[index].number
    for cost, order, oblique in sorted(ranked):
        other = names.sites[order]
        if (
            oblique
            or cost > _ELSEWHERE
            or other.place.iso3 != chosen.place.iso3
            or other.place.accuracy == "country"
        ):
            continue
        low, high = min(other.first, number.first), max(other.last, number.last)
        if not any(low <= q.number.first < high for q in scene.quantities if q.number is not number):
            return other
    return chosen


def _hints(
    scene: Scene, index: int, link: Link | None, names: Named, indicator: str
) -> tuple[Place | None, Place | None, Place | None]:
    """The countries of those counted, of who governs and of whoever is spoken of, the nearest of each."""
    if not names.hints:
        return None, None, None
    quantity = scene.quantities[index]
    costs = [
        (_distance(scene, index, link, names.hints[order]), order)
        for order in near(names.hints, quantity.first)
        if not behind_mark(scene, index, names.hints[order].first)
    ]
    ranked = [names.hints[order] for _, order in sorted(costs)]
    if indicator in _VIOLENT:
        # Whoever strikes is hardly where the struck are.
        ranked = [m for m in ranked if ARMED not in m.rules]
    moved = indicator in _LEAVING or indicator == "returned"
    people = [m for m in ranked if moved and quantity.first <= m.first < quantity.last]
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
    if role == "destination" and indicator == "other":
        return cost + _LEFT // 2
    if role == "destination" and indicator not in _INWARD and indicator not in _OUTWARD:
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
    if place_.carried_over and place_.role == "event_site":
        return place_
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
