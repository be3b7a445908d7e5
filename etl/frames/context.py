"""When, where and according to whom: the nearest words of the clause, the sentence, then what is carried."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import msgspec

from etl.frames.attach import Link, Scene
from etl.frames.lexicon import lexicon
from etl.lang.packs import read_csv
from etl.model import Attribution, Place, PlaceMention, Quantity, Sentence, TimeExpression
from etl.places.gazetteer import gazetteer
from etl.places.keys import name_key
from etl.text.tokens import forms

T = TypeVar("T", PlaceMention, TimeExpression)

_KINDS = ("point", "window", "since", "until", "as_of", "year")
_AFTER_BONUS = 2
_YEAR = 6
_DEMONYM = 40
_ELSEWHERE = 24
_ORIGIN = 30
_BESIDE = 26
_FROM, _TO = 14, 10
_NEXT = 5
# Who these count is where they are, not where they came from.
_INWARD = ("arrived", "refugees", "asylum_seekers", "returned", "sheltered", "in_relief_camp")
# Who these count is where they came from or where they went, whichever stands nearer.
_OUTWARD = (
    "displaced",
    "forced_to_flee",
    "evacuated",
    "departed",
    "relocated",
    "evicted",
    "stranded",
    "other",
)
# A time or place beyond this weight belongs to another clause of the sentence.
_OTHER_FIGURE = 8
# What the day of a statement weighs against the day of what is stated, and how many characters part it from
# the speaker.
_SPOKEN = 24
_SAYING = 30
# Tokens before the date of a dateline, and between it and the dash (an agency's name in brackets).
_DATELINE = 8
_BYLINE = 5
_DASHES = "-–—"
_WINDOW = 8
_FAR = 1 << 60


def period(
    scene: Scene,
    index: int,
    link: Link | None,
    times: Sequence[TimeExpression],
    attributions: Sequence[Attribution] = (),
) -> TimeExpression | None:
    """The time expression that dates a figure, or None."""
    best: tuple[int, int] | None = None
    for order, time in near(times, scene.quantities[index].first):
        if time.kind not in _KINDS:
            continue
        if _behind_mark(scene, index, time.first) or _of_dateline(scene, time):
            continue
        cost = _distance(scene, index, link, time.first, time.last)
        if len(times) > 1 and _of_speech(scene, time, attributions):
            cost += _SPOKEN
        if time.kind == "year":
            cost += _YEAR
        if best is None or (cost, order) < best:
            best = (cost, order)
    return None if best is None else times[best[1]]


def place(
    scene: Scene, index: int, link: Link | None, mentions: Sequence[PlaceMention]
) -> tuple[Place, bool] | None:
    """The place of a figure as its own sentence names it, and whether it stands far off; or None."""
    best: tuple[int, int] | None = None
    indicator = link.rule.indicator if link is not None else "other"
    inward, outward = indicator in _INWARD, indicator in _OUTWARD
    for order, mention in near(mentions, scene.quantities[index].first):
        if _behind_mark(scene, index, mention.first):
            continue
        cost = _distance(scene, index, link, mention.first, mention.last)
        if mention.demonym:
            cost += _DEMONYM
        if mention.beside:
            cost += _BESIDE
        if mention.place.role == "origin":
            # "12 refugees from Somalia": they are counted where they came to; the dead where they died.
            cost += _ORIGIN if inward else 0 if outward else _FROM
        elif mention.place.role == "destination" and not inward and not outward:
            # "rescued on their way to Italy"
            cost += _TO
        if best is None or (cost, order) < best:
            best = (cost, order)
    if best is None:
        return None
    chosen = mentions[best[1]]
    return chosen.joint or chosen.place, best[0] > _ELSEWHERE


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


def said(attributions: Sequence[Attribution], start: int) -> Attribution | None:
    """The attribution whose scope holds the figure; the narrowest, one of the sentence itself first."""
    best: tuple[bool, int, int] | None = None
    low = 0
    if len(attributions) > 2 * _WINDOW:
        low = max(0, bisect_left(attributions, start, key=lambda a: a.start) - _WINDOW)
    for order, attribution in enumerate(attributions[low : low + 2 * _WINDOW], low):
        if attribution.scope_start <= start < attribution.scope_end:
            key = (attribution.carried_over, attribution.scope_end - attribution.scope_start, order)
            if best is None or key < best:
                best = key
    return None if best is None else attributions[best[2]]


def _behind_mark(scene: Scene, index: int, first: int) -> bool:
    """Whether a strong mark stands between the figure and what follows: another sentence in all but name."""
    last = scene.quantities[index].last
    return first >= last and scene.clauses.strong[first] > scene.clauses.strong[last]


def _of_dateline(scene: Scene, time: TimeExpression) -> bool:
    """Whether the time is when the text was written ("KHARTOUM, April 14 - "), not when anything happened."""
    if time.kind != "point" or not 0 < time.first <= _DATELINE or scene.sentence.kind == "row":
        return False
    if scene.starts and scene.starts[0] < time.first:
        # A verb before the date makes it part of a sentence.
        return False
    tokens = scene.sentence.tokens
    return any(
        tokens[at].raw in _DASHES and tokens[at].start > tokens[at - 1].end
        for at in range(time.last, min(time.last + _BYLINE, len(tokens)))
    )


def _of_speech(scene: Scene, time: TimeExpression, attributions: Sequence[Attribution]) -> bool:
    """Whether the time stands with the words that say who speaks: it tells when that was said."""
    for attribution in attributions:
        if attribution.carried_over:
            continue
        if 0 <= time.start - attribution.end <= _SAYING:
            low, high = attribution.end, time.start
        elif time.first <= 1 and 0 <= attribution.start - time.end <= _SAYING // 2:
            low, high = time.end, attribution.start
        elif attribution.cue is not None and attribution.cue < time.start < attribution.start:
            # "Announced on Monday by the ministry".
            low, high = attribution.cue, attribution.start
        else:
            continue
        if not any(low <= quantity.number.start < high for quantity in scene.quantities):
            return True
    return False


def near(found: Sequence[T], first: int) -> list[tuple[int, T]]:
    """Those of the spans in text order that stand nearest to token `first`, with their places in the list."""
    if len(found) <= 2 * _WINDOW:
        return list(enumerate(found))
    middle = bisect_left(found, first, key=lambda item: item.first)
    low = max(0, middle - _WINDOW)
    return list(enumerate(found[low : middle + _WINDOW], low))


def sites(
    mentions: Sequence[PlaceMention], quantities: Sequence[Quantity], attributions: Sequence[Attribution]
) -> list[PlaceMention]:
    """The mentions that can be a site: not part of a currency ("US$") nor of the name of who says it."""
    money = {at for q in quantities if q.unit == "currency" for at in range(q.first, q.last)}
    spoken: list[tuple[int, int]] = sorted((a.start, a.end) for a in attributions)
    kept = []
    for mention in mentions:
        behind = bisect_right(spoken, (mention.start, _FAR))
        said_by = any(start <= mention.start < end for start, end in spoken[max(0, behind - 4) : behind])
        if mention.first not in money and not said_by:
            kept.append(mention)
    return kept


def ordinary(sentence: Sentence, mention: PlaceMention) -> bool:
    """Whether the one word of the name is an everyday word first ("civilian" is Wad Madani's second half)."""
    if mention.last - mention.first != 1:
        return False
    words = lexicon(sentence.lang).everyday
    return bool(words) and any(form.stem in words for form in forms(sentence.tokens[mention.first]))


def speakers(mentions: Sequence[PlaceMention], attributions: Sequence[Attribution]) -> list[PlaceMention]:
    """The countries that stand in the name of who says it ("Poland's border guard"): weak, but better than
    a country carried over."""
    spoken = [(a.start, a.end) for a in attributions if not a.carried_over]
    return [
        m
        for m in mentions
        if not m.demonym and m.place.accuracy == "country" and any(a <= m.start < b for a, b in spoken)
    ]


def _distance(scene: Scene, index: int, link: Link | None, first: int, last: int) -> int:
    quantity = scene.quantities[index]
    costs = [_span_cost(scene, index, quantity.first, quantity.last, first, last)]
    if link is not None and link.trigger is not None and link.way not in ("coordinated", "inherited"):
        costs.append(_span_cost(scene, index, link.trigger.first, link.trigger.last, first, last) + 1)
    return min(costs)


def _span_cost(scene: Scene, index: int, own_first: int, own_last: int, first: int, last: int) -> int:
    if first >= own_last:
        cost = first - own_last + scene.clauses.between(own_last, first)
        if scene.clauses.joined[first] or (first > own_last and scene.clauses.conjunction[first - 1]):
            # "Libya 26,000 and Ethiopia 53,000": what a conjunction opens belongs to what follows.
            cost += _NEXT
        gap = (own_last, first)
    elif last <= own_first:
        cost = own_first - last + scene.clauses.between(last, own_first) + _AFTER_BONUS
        gap = (last, own_first)
    else:
        return 0
    for other in (index - 1, index + 1):
        if 0 <= other < len(scene.quantities) and gap[0] <= scene.quantities[other].number.first < gap[1]:
            cost += _OTHER_FIGURE
    return cost
