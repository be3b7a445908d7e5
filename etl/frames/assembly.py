"""Facts of a document from the figures of its sentences: context carried over, relations, ids, quotes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

from etl.frames import (
    assertions,
    conjuncts,
    context,
    disasters,
    elsewhen,
    epidemics,
    placing,
    relations,
    repeats,
    wholes,
)
from etl.frames.carrying import Carry, dates_report, dominant, titles, where
from etl.frames.figures import Figure
from etl.frames.lists import Entry
from etl.frames.measures import measure_of
from etl.frames.parts import OUTCOMES
from etl.frames.relations import ELIDED, LOOSE, TOPMOST
from etl.lang.packs import lexicon_hash
from etl.model import Attribution, Fact, Place, PlaceMention, Sentence, TimeExpression
from etl.periods.ahead import ahead
from etl.quantities.lexicon import lexicon as units
from sql.identity import document_id

VERSION = "0.1.0"
# An ordering, not a probability: how the figure came by its frame.
_CONFIDENCE = {"fused": 0.95, "around": 0.9, "after": 0.9, "before": 0.88, "linked": 0.88, "column": 0.88,
               "coordinated": 0.85, "inherited": 0.8, "heading": 0.7, "repeat": 0.7}  # fmt: skip
_BY_UNIT = 0.6
# A country's letters before one of these are part of a currency ("US$").
_SIGNS = ("$", "€", "£")
_NONE = 0.4
_FAR = 14
# How many figures and paragraphs before a part its whole may stand.
_BEFORE = 9
_PARAGRAPHS = 3
# What a part without a noun is counted in where its whole is.
_HELD = ("household", "housing_unit", "facility")
# What is told of days to come.
_AHEAD = ("planned", "forecast", "hypothetical")
# Times that are named to compare with them.
_AGAINST = frozenset(("time.period.previous", "time.then.day_before", "time.period.same"))
# Frames that stand above a figure, so that what is said there of the time holds for it too.
_ABOVE = ("heading", "column")


class Draft(msgspec.Struct, gc=False, kw_only=True):
    """A fact in the making; `part_of` and `repeats` are indexes of other drafts."""

    figure: Figure
    sentence: Sentence
    indicator: str
    measure: str
    assertion: str
    time: TimeExpression | None
    time_carried: bool
    place: Place | None
    attribution: Attribution | None
    rules: list[str]
    # Another unit than the figure's, where the document tells.
    unit: str | None = None
    hinted: bool = False
    # Whether the place is but the nationality of those counted.
    nationals: bool = False
    # Whether its place is "the country", of which the next sentences go on telling.
    homeland: bool = False
    part_of: int | None = None
    repeats: int | None = None


class Told(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the other stages found in the document, by sentence index."""

    times: dict[int, list[TimeExpression]]
    places: dict[int, list[PlaceMention]]
    # The country that the document is mostly about.
    home: str | None
    attributions: dict[int, list[Attribution]]
    published: date | None
    # The lines that only give the figure of their label.
    entries: dict[int, Entry]


def extractor() -> str:
    """What built a fact: the version of the rules and the hash of the lexicons."""
    return f"humstats {VERSION} lexicon {lexicon_hash()}"


def assemble(
    text: str, sentences: Sequence[Sentence], figures: dict[int, list[Figure]], told: Told
) -> list[Fact]:
    """The facts of the document in the order of the text."""
    drafts: list[Draft] = []
    before = Carry(dominant(told.places))
    for sentence in sentences:
        mentions = [
            m
            for m in told.places.get(sentence.index, ())
            if text[m.end : m.end + 1] not in _SIGNS and not placing.ordinary(sentence, m)
        ]
        if sentence.index in figures:
            _sentence(sentence, figures[sentence.index], mentions, told, drafts, before)
        else:
            before.pass_times(sentence, told.times.get(sentence.index, ()))
        if sentence.index not in told.entries:
            # What one line of a list names says nothing of the next.
            before.pass_sentence(sentence, _spoken(sentence, mentions, figures.get(sentence.index, ())))
            if sentence.index not in figures:
                before.pass_heading(sentence, told.times.get(sentence.index, ()), mentions)
        if before.as_of is None and titles(sentence, figures):
            dated = [t for t in told.times.get(sentence.index, ()) if dates_report(sentence, t)]
            before.as_of = dated[0] if dated else None
    _settle(told.home, drafts)
    epidemics.settle(sentences, drafts)
    disasters.settle(sentences, drafts)
    repeats.adopt(drafts)
    repeats.shares(drafts)
    repeats.parts(drafts)
    repeats.listed(drafts, told.entries)
    repeats.duplicates(drafts)
    return _facts(text, drafts)


def _spoken(
    sentence: Sentence, mentions: Sequence[PlaceMention], figures: Sequence[Figure]
) -> Sequence[PlaceMention]:
    """The mentions without the nationality of a few: "two Canadians and an Irish nun" tell no place."""
    articles = units(sentence.lang).articles
    return [
        m
        for m in mentions
        if not m.demonym
        or m.authority
        or not (
            any(f.quantity.first <= m.first <= f.quantity.last for f in figures)
            or any(token.key in articles for token in sentence.tokens[max(0, m.first - 2) : m.first])
        )
    ]


def _settle(iso3: str | None, drafts: Sequence[Draft]) -> None:
    """Place figures that no name places in the country the document is about, demonyms giving way to it."""
    open_ = [d for d in drafts if d.place is None or d.hinted]
    if not open_:
        return
    home = placing.home(iso3)
    if home is not None:
        for draft in open_:
            draft.place = home


def _sentence(
    sentence: Sentence,
    figures: Sequence[Figure],
    mentions: Sequence[PlaceMention],
    told: Told,
    drafts: list[Draft],
    before: Carry,
) -> None:
    before.enter(sentence)
    base = len(drafts)
    index_of = {figure.index: base + n for n, figure in enumerate(figures)}
    times = told.times.get(sentence.index, [])
    attributions = told.attributions.get(sentence.index, [])
    places = placing.named(sentence, mentions, [figure.quantity for figure in figures], attributions)
    listed = sentence.index in told.entries
    for figure in figures:
        whole = figure.part_of
        part_of = index_of.get(whole) if whole is not None and whole >= 0 else None
        if whole is not None and whole < 0:
            part_of = _before(figure, drafts, base, whole)
        drafts.append(
            _draft(
                sentence, figure, part_of, times, places, attributions, before, listed, told.published
            )
        )  # fmt: skip
    # A whole may stand to the right of its part ("240 of the 1,500"), so context passes on at the end.
    for draft in drafts[base:]:
        if draft.part_of is not None and draft.part_of < base and draft.assertion == "denied":
            # What is denied is no part of what was told before ("denied the death of 200 of its men").
            draft.part_of = None
        if draft.part_of is not None:
            _take_over(draft, drafts[draft.part_of])
        own = draft.place is not None and draft.place.iso3 is not None and not draft.place.carried_over
        # What one bullet names says nothing of the next.
        own = (own or (draft.homeland and before.at_home())) and sentence.kind != "bullet"
        if own and not draft.hinted and not draft.nationals and before.paragraph_place is None:
            before.paragraph_place = draft.place
        if draft.time is not None and not draft.time_carried and _lasts(draft, draft.time):
            before.time = draft.time
            before.said = elsewhen.spoken(draft.figure.scene, draft.time, attributions)
    before.pass_lead(sentence, [draft.time for draft in drafts[base:] if not draft.time_carried])


def _lasts(draft: Draft, time: TimeExpression) -> bool:
    """Whether the time of a figure is that of the story, which later sentences go on telling.

    "Since Monday" holds on; "…, joining 12,000 who have lived there since June" tells of those alone, and
    what a figure is held against ("…, up from 300 in the month before") of another time.
    """
    if draft.assertion in _AHEAD or not _AGAINST.isdisjoint(time.rules):
        return False
    figure = draft.figure
    if figure.index and conjuncts.compared(figure.scene, figure.index):
        return False
    return time.kind != "since" or time.first < figure.quantity.first


def _draft(
    sentence: Sentence,
    figure: Figure,
    part_of: int | None,
    times: Sequence[TimeExpression],
    places: placing.Named,
    attributions: Sequence[Attribution],
    before: Carry,
    listed: bool,
    published: date | None,
) -> Draft:
    scene, index, link = figure.scene, figure.index, figure.link
    rules = [*figure.quantity.number.rules, *figure.quantity.rules, *figure.rules]
    time = context.period(scene, index, link, times, attributions)
    carried = False
    if time is not None and before.happened(time) and elsewhen.told(scene, index, time, attributions):
        # "A strike hit a school on Tuesday. 12 were killed, the ministry said on Wednesday."
        time = None
    attribution = context.said(attributions, figure.quantity.number.start)
    named = placing.place(scene, index, link, places, attribution)
    place, hinted = where(sentence, named, before, listed)
    assertion, rule = assertions.of(scene, index, link, figure.cues, attribution is not None)
    if rule is not None:
        rules.append(rule)
    if time is not None and assertion in _AHEAD:
        time = ahead(time, published)
    if time is not None and before.as_of is not None and (listed or sentence.kind in ("bullet", "row")):
        time = _up_to(time, before.as_of)
    measure = measure_of(figure, time)
    below = listed or sentence.kind in ("bullet", "row") or (link is not None and link.way in _ABOVE)
    if time is None and before.heading_time is not None and below:
        time, carried = before.heading_time, True
        rules.append("time.heading")
        measure = measure_of(figure, time)
    if time is None and before.time is not None and assertion not in _AHEAD:
        # What is planned or feared has not happened on the day told before.
        time, carried = before.time, True
        rules.append("time.carried")
    if time is None and before.as_of is not None:
        # The date of a situation report holds for every figure that has none.
        time, carried = before.as_of, True
        rules.append("time.report")
        measure = measure_of(figure, time)
    if time is not None:
        rules.extend(time.rules)
    if attribution is not None:
        rules.extend(attribution.rules)
    return Draft(
        figure=figure, sentence=sentence, indicator=figure.indicator, measure=measure, assertion=assertion,
        time=time, time_carried=carried, place=place, hinted=hinted, attribution=attribution, rules=rules,
        part_of=part_of, nationals=named.site is None and named.people is not None and place == named.people,
        homeland=named.site is None and named.homeland and place == placing.home(before.dominant),
    )  # fmt: skip


def _up_to(time: TimeExpression, as_of: TimeExpression) -> TimeExpression:
    """The time of a report's figure: what has gone on since some day goes on to the day of the report."""
    start, end, day = time.period.start, time.period.end, as_of.period.end
    if time.kind != "since" or start is None or end is None or day is None or not start <= day < end:
        return time
    period = msgspec.structs.replace(time.period, end=day)
    return msgspec.structs.replace(time, period=period, rules=(*time.rules, "time.report"))


def _before(figure: Figure, drafts: Sequence[Draft], base: int, whole: int) -> int | None:
    """The whole in an earlier sentence, by what the words of the part say of it."""
    if whole == TOPMOST:
        return _largest(figure, drafts, base)
    if whole == ELIDED:
        return wholes.elided_whole(figure, drafts, base)
    latter = wholes.last_told(figure, drafts, base)
    if latter is not None:
        return latter
    if whole != LOOSE:
        return _earlier_whole(figure, drafts, base, False)
    found = wholes.named_whole(figure, drafts, base)
    if found is None:
        found = _earlier_whole(figure, drafts, base, True)
    return wholes.holding(figure, drafts, base) if found is None else found


def _earlier_whole(figure: Figure, drafts: Sequence[Draft], base: int, loose: bool) -> int | None:
    """The whole in an earlier sentence, for one that opens with "among them" or speaks "of the dead".

    One of the part's own frame goes before the nearest; a `loose` part is a part of no other.
    """
    paragraph = figure.scene.sentence.paragraph
    nearest: int | None = None
    for at in range(base - 1, max(-1, base - _BEFORE), -1):
        other = drafts[at]
        away = paragraph - other.sentence.paragraph
        if away > _PARAGRAPHS:
            break
        if (other.part_of is not None and not _told_last(other, drafts)) or not (
            repeats.may_hold(figure, other.figure)
        ):  # fmt: skip
            continue
        if other.time is not None and not _AGAINST.isdisjoint(other.time.rules):
            # "3,118 were sent back, twice as many as in the month before (1,540). Among them …".
            continue
        if figure.link is not None and (
            other.indicator == figure.indicator
            or (figure.quantity.unit is None and other.indicator in OUTCOMES.get(figure.indicator, ()))
        ):  # fmt: skip
            # "37 were admitted. Ten of them died": not of the dead that another paragraph told.
            here = nearest is not None and drafts[nearest].sentence.paragraph == paragraph and away > 0
            return nearest if here and figure.quantity.unit is None else at
        if nearest is None and away <= 1 and not loose and not _named_whole(figure):
            nearest = at
    return nearest


def _told_last(part: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether the part is what its sentence tells of: "Of the 1,200 tested, 84 were ill. Four of them …"."""
    whole = drafts[part.part_of] if part.part_of is not None else None
    if whole is None or whole.sentence.index != part.sentence.index:
        return False
    if part.figure.scene.openers[part.figure.index] >= 0 or part.figure.unit == "percent":
        return False
    words = relations.relations(part.sentence.lang)
    return relations.leads(part.sentence, whole.figure.quantity, words)


def _largest(figure: Figure, drafts: Sequence[Draft], base: int) -> int | None:
    """The largest figure of the same frame told shortly before; the first of equals."""
    paragraph = figure.scene.sentence.paragraph
    found: int | None = None
    for at in range(max(0, base - _BEFORE), base):
        other = drafts[at]
        if other.indicator != figure.indicator or paragraph - other.sentence.paragraph > _PARAGRAPHS:
            continue
        if other.part_of is None and repeats.may_hold(figure, other.figure) and (
            found is None or not relations.within(other.figure.quantity, drafts[found].figure.quantity)
        ):  # fmt: skip
            found = at
    return found


def _named_whole(figure: Figure) -> bool:
    """Whether the words before a part say of what it is one: "among the dead" is no part of the trapped."""
    link, openers = figure.link, figure.scene.openers[: figure.index + 1]
    if link is None or link.trigger is None or link.trigger.last > figure.quantity.first:
        return False
    opener = max(openers)
    within = link.rule.pos == "noun" and link.trigger.first >= opener
    return opener >= 0 and (within or link.trigger.first == opener)


def _take_over(part: Draft, whole: Draft) -> None:
    """A part inherits what the whole says of time, place and source, and the frame if it has none."""
    part.rules.append("rel.subset")
    own = part.figure.link
    if own is None and whole.indicator != "other" and part.indicator == "other":
        part.indicator, part.measure = whole.indicator, whole.measure
    elif own is not None and own.way == "inherited":
        part.measure = whole.measure
    if part.figure.unit == "percent":
        part.measure = "rate"
    elif part.figure.unit == "unknown" or (
        part.figure.quantity.unit is None and part.figure.unit == "person" and whole.figure.unit in _HELD
    ):
        # "214 children were found. Of these, 61 …".
        part.unit = whole.unit or whole.figure.unit
    if part.time is None or part.time_carried:
        part.time, part.time_carried = whole.time, whole.time_carried
    if part.place is None or part.place.carried_over or (whole.place and part.place.role == "origin"):
        # Of those who came somewhere, some came from elsewhere: they are counted with the rest.
        part.place = whole.place
    if part.attribution is None:
        part.attribution = whole.attribution
    if part.assertion in ("reported", "attributed") and whole.assertion != "reported":
        part.assertion = whole.assertion


def _facts(text: str, drafts: Sequence[Draft]) -> list[Fact]:
    home = document_id(text)
    built_by = extractor()
    ids = [_fact_id(home, draft) for draft in drafts]
    facts = []
    # One string per sentence, however many figures it holds.
    quotes: dict[int, str] = {}
    for draft, own in zip(drafts, ids, strict=True):
        quantity, sentence, time = draft.figure.quantity, draft.sentence, draft.time
        period = time.period if time is not None else None
        if sentence.index not in quotes:
            quotes[sentence.index] = text[sentence.start : sentence.end]
        said = draft.attribution
        facts.append(
            Fact(
                fact_id=own,
                document_id=home,
                value=quantity.value,
                value_min=quantity.value_min,
                value_max=quantity.value_max,
                quantifier=quantity.quantifier,
                unit=draft.unit or draft.figure.unit,
                unit_text=quantity.unit_text,
                currency=quantity.currency,
                indicator=draft.indicator,
                population=draft.figure.population,
                measure=draft.measure,
                assertion=draft.assertion,
                period_start=period.start if period is not None else None,
                period_end=period.end if period is not None else None,
                period_text=text[time.start : time.end] if time is not None else None,
                date_accuracy=period.accuracy if period is not None else "unknown",
                place=draft.place,
                attribution=said.text if said is not None else None,
                attribution_org=said.org if said is not None else None,
                start=quantity.number.start,
                end=quantity.number.end,
                quote=quotes[sentence.index],
                quote_start=sentence.start,
                quote_end=sentence.end,
                modifier_text=quantity.modifier_text,
                subset_of=ids[draft.part_of] if draft.part_of is not None else None,
                duplicate_of=ids[draft.repeats] if draft.repeats is not None else None,
                rules=tuple(dict.fromkeys(draft.rules)),
                extractor=built_by,
                confidence=_confidence(draft),
            )
        )
    return facts


def _fact_id(home: str, draft: Draft) -> str:
    number = draft.figure.quantity.number
    key = f"{home}|{number.start}|{number.end}|{draft.indicator}"
    return "f_" + hashlib.sha256(key.encode(), usedforsecurity=False).hexdigest()[:24]


def _confidence(draft: Draft) -> float:
    link = draft.figure.link
    if link is None:
        return _BY_UNIT if draft.indicator != "other" else _NONE
    return _rated(link.way, link.cost > _FAR, draft.figure.quantity.unit in (None, "unknown"))


@lru_cache(maxsize=64)
def _rated(way: str, far: bool, unnamed: bool) -> float:
    return round(_CONFIDENCE[way] - 0.15 * far - 0.05 * unnamed, 2)
