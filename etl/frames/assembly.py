"""Facts of a document from the figures of its sentences: context carried over, relations, ids, quotes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import msgspec

from etl.frames import assertions, context, epidemics, placing, repeats
from etl.frames.figures import Figure
from etl.frames.lexicon import indicators
from etl.frames.lists import Entry
from etl.frames.parts import OUTCOMES, of_those
from etl.frames.relations import LOOSE
from etl.lang.packs import lexicon_hash
from etl.model import Attribution, Fact, Place, PlaceMention, Sentence, TimeExpression
from etl.periods.ahead import ahead
from etl.places.found import ARMED
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
# What is told of days to come.
_AHEAD = ("planned", "forecast", "hypothetical")
# What may be a state as well as an event, and the most adverbs between its auxiliary and its verb.
_STATES = ("displaced",)
_ADVERBS = 3
_HEADING_TIMES = ("point", "window", "since", "until", "as_of", "year")
# Frames that stand above a figure, so that what is said there of the time holds for it too.
_ABOVE = ("heading", "column")
# Lines at the top of a report that may say as of when its figures hold.
_TITLES = 6


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
    before = _Carry(_dominant(told.places))
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
            before.pass_sentence(sentence, mentions)
            if sentence.index not in figures:
                before.pass_heading(sentence, told.times.get(sentence.index, ()), mentions)
        if before.as_of is None and _titles(sentence, figures):
            dated = [t for t in told.times.get(sentence.index, ()) if _dates_report(sentence, t)]
            before.as_of = dated[0] if dated else None
    _settle(told.home, drafts)
    epidemics.settle(sentences, drafts)
    repeats.adopt(drafts)
    repeats.parts(drafts)
    repeats.listed(drafts, told.entries)
    repeats.duplicates(drafts)
    return _facts(text, drafts)


def _titles(sentence: Sentence, figures: dict[int, list[Figure]]) -> bool:
    """Whether the line can date the whole report: a heading, or a line at its top that counts nothing."""
    return sentence.kind == "heading" or (sentence.index < _TITLES and sentence.index not in figures)


def _dates_report(sentence: Sentence, time: TimeExpression) -> bool:
    """Whether the time of a title is that of the whole report: "as of 3 May", "30 June to 6 July"."""
    if time.kind in ("as_of", "until"):
        return True
    return time.kind == "window" and sentence.kind == "heading" and time.period.start is not None


class _Carry:
    """What earlier sentences leave for later ones: the last place, and the last time of a paragraph."""

    def __init__(self, dominant: str | None) -> None:
        self.dominant = dominant
        self.as_of: TimeExpression | None = None
        self.place: Place | None = None
        self.country: Place | None = None
        self.paragraph = -1
        self.paragraph_place: Place | None = None
        self.time: TimeExpression | None = None
        self.heading_time: TimeExpression | None = None
        self.heading_place: Place | None = None

    def enter(self, sentence: Sentence) -> None:
        if sentence.paragraph != self.paragraph:
            self.paragraph = sentence.paragraph
            self.paragraph_place = None
            self.time = None

    def pass_heading(
        self, sentence: Sentence, times: Sequence[TimeExpression], mentions: Sequence[PlaceMention]
    ) -> None:
        """Keep when and where the figures under a heading count; prose without figures ends its reach."""
        if sentence.kind == "row":
            return
        dated = [t for t in times if t.kind in _HEADING_TIMES and t.period.start is not None]
        named = [m.place for m in mentions if not m.demonym and not m.beside and m.joint is None]
        self.heading_time = dated[0] if len(dated) == 1 and sentence.kind != "prose" else None
        self.heading_place = placing.carried(named[0]) if named and sentence.kind != "prose" else None

    def pass_times(self, sentence: Sentence, times: Sequence[TimeExpression]) -> None:
        """Keep the one day or window that a sentence without figures tells ("On 12 July … attacked.")."""
        self.enter(sentence)
        dated = [t for t in times if t.kind in ("point", "window") and t.period.start is not None]
        if len(dated) == 1:
            self.time = dated[0]

    def pass_sentence(self, sentence: Sentence, mentions: Sequence[PlaceMention]) -> None:
        self.enter(sentence)
        named = [m.place for m in mentions if not m.demonym and not m.beside and m.joint is None]
        if named:
            # The country that the document is about leads; another one only until it is named.
            home = [p for p in named if p.iso3 == self.dominant]
            if home:
                self.place = home[-1]
            elif self.place is None or self.place.iso3 != self.dominant:
                self.place = named[-1]
        elif mentions and self.country is None:
            peaceful = [m.place for m in mentions if ARMED not in m.rules]
            self.country = peaceful[0] if peaceful else None

    def nearest(self) -> Place | None:
        found = self.paragraph_place or self.place or self.country
        return None if found is None else placing.carried(found)


def _settle(iso3: str | None, drafts: Sequence[Draft]) -> None:
    """Place figures that no name places in the country the document is about, demonyms giving way to it."""
    open_ = [d for d in drafts if d.place is None or d.hinted]
    if not open_:
        return
    home = placing.home(iso3)
    if home is not None:
        for draft in open_:
            draft.place = home


def _dominant(places: dict[int, list[PlaceMention]]) -> str | None:
    """The country that most place names of the document lie in; the first named of equals."""
    counts: dict[str, int] = {}
    for index in sorted(places):
        for mention in places[index]:
            if mention.place.iso3 is not None:
                counts[mention.place.iso3] = counts.get(mention.place.iso3, 0) + (1 if mention.demonym else 2)
    return max(counts, key=lambda code: counts[code]) if counts else None


def _sentence(
    sentence: Sentence,
    figures: Sequence[Figure],
    mentions: Sequence[PlaceMention],
    told: Told,
    drafts: list[Draft],
    before: _Carry,
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
            part_of = _earlier_whole(figure, drafts, base, whole == LOOSE)
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
        if own and not draft.hinted and not draft.nationals and before.paragraph_place is None:
            before.paragraph_place = draft.place
        if draft.time is not None and not draft.time_carried and draft.assertion not in _AHEAD:
            before.time = draft.time


def _draft(
    sentence: Sentence,
    figure: Figure,
    part_of: int | None,
    times: Sequence[TimeExpression],
    places: placing.Named,
    attributions: Sequence[Attribution],
    before: _Carry,
    listed: bool,
    published: date | None,
) -> Draft:
    scene, index, link = figure.scene, figure.index, figure.link
    rules = [*figure.quantity.number.rules, *figure.quantity.rules, *figure.rules]
    time = context.period(scene, index, link, times, attributions)
    carried = False
    attribution = context.said(attributions, figure.quantity.number.start)
    named = placing.place(scene, index, link, places, attribution)
    place, hinted = _where(sentence, named, before, listed)
    assertion, rule = assertions.of(scene, index, link, figure.cues, attribution is not None)
    if rule is not None:
        rules.append(rule)
    if time is not None and assertion in _AHEAD:
        time = ahead(time, published)
    measure = _measure(figure, time)
    below = listed or sentence.kind in ("bullet", "row") or (link is not None and link.way in _ABOVE)
    if time is None and before.heading_time is not None and below:
        time, carried = before.heading_time, True
        rules.append("time.heading")
        measure = _measure(figure, time)
    if time is None and before.time is not None and assertion not in _AHEAD:
        # What is planned or feared has not happened on the day told before.
        time, carried = before.time, True
        rules.append("time.carried")
    if time is None and before.as_of is not None:
        # The date of a situation report holds for every figure that has none.
        time, carried = before.as_of, True
        rules.append("time.report")
        measure = _measure(figure, time)
    if time is not None:
        rules.extend(time.rules)
    if attribution is not None:
        rules.extend(attribution.rules)
    return Draft(
        figure=figure, sentence=sentence, indicator=figure.indicator, measure=measure, assertion=assertion,
        time=time, time_carried=carried, place=place, hinted=hinted, attribution=attribution, rules=rules,
        part_of=part_of, nationals=named.site is None and named.people is not None and place == named.people,
    )  # fmt: skip


def _where(
    sentence: Sentence, named: placing.Placing, before: _Carry, listed: bool
) -> tuple[Place | None, bool]:
    """The place of a figure, its own sentence's first, then what is carried; and whether it but hints."""
    if named.site is not None:
        return named.site, False
    if listed and before.heading_place is not None:
        return before.heading_place, False
    if listed and before.dominant is not None:
        # The label of an entry is another place, known or not, or the whole list.
        return None, False
    carried, rule = before.nearest(), named.people or named.rule
    if rule is not None and (carried is None or carried.iso3 != rule.iso3 or rule.accuracy != "country"):
        return _finer(rule, named.far), False
    if sentence.kind == "row" and carried is not None:
        # The first cell of a row names another place, known or not: the one of the row above is not it.
        return None, False
    if carried is not None:
        if named.homeland and carried.iso3:
            return placing.home(before.dominant) or placing.country(carried), False
        return carried, False
    if named.homeland:
        return named.hint, True
    if named.far is not None:
        return named.far, False
    return named.hint, named.hint is not None


def _finer(rule: Place, far: Place | None) -> Place:
    """A place of the same country that the sentence names further off is more than the country."""
    return far if far is not None and far.iso3 == rule.iso3 and rule.accuracy == "country" else rule


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
        if other.part_of is not None or not repeats.may_hold(figure, other.figure):
            continue
        if figure.link is not None and (
            other.indicator == figure.indicator
            or (figure.quantity.unit is None and other.indicator in OUTCOMES.get(figure.indicator, ()))
        ):  # fmt: skip
            return at
        if loose and of_those(figure.quantity) and repeats.same_people(figure, other.figure):
            return at
        if nearest is None and away <= 1 and not loose:
            nearest = at
    return nearest


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
    if part.time is None or part.time_carried:
        part.time, part.time_carried = whole.time, whole.time_carried
    if part.place is None or part.place.carried_over or (whole.place and part.place.role == "origin"):
        # Of those who came somewhere, some came from elsewhere: they are counted with the rest.
        part.place = whole.place
    if part.attribution is None:
        part.attribution = whole.attribution
    if part.assertion in ("reported", "attributed") and whole.assertion != "reported":
        part.assertion = whole.assertion


def _measure(figure: Figure, time: TimeExpression | None) -> str:
    if figure.unit == "percent":
        return "rate"
    link = figure.link
    if link is None:
        usual = indicators()[figure.indicator].measure
        return usual if figure.indicator != "other" else "unknown"
    if link.rule.state:
        return link.rule.measure
    if link.rule.indicator in _STATES and _state(figure, time):
        return "stock"
    if figure.total and link.rule.measure == "flow" and figure.scene.sentence.kind != "row":
        return "cumulative"
    if time is not None and time.kind == "since":
        return "cumulative"
    if link.rule.measure == "flow" and time is not None and time.kind in ("until", "as_of"):
        return "cumulative"
    return link.rule.measure


def _state(figure: Figure, time: TimeExpression | None) -> bool:
    """Whether the verb tells a state: "are displaced", "as of 30 June 7.3 million were displaced"."""
    trigger, tokens = figure.link.trigger if figure.link else None, figure.scene.sentence.tokens
    if trigger is None or trigger.rules[0].pos == "noun" or (time is not None and time.kind == "since"):
        return False
    lexicon = figure.scene.lexicon
    for at in range(trigger.first - 1, max(-1, trigger.first - 1 - _ADVERBS), -1):
        key = tokens[at].key
        if key in lexicon.states:
            return True
        if key in lexicon.passive or key in lexicon.active:
            return key in lexicon.dated_states and time is not None and time.kind in ("as_of", "until")
    return tokens[trigger.first].key in lexicon.states


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
    return "f_" + hashlib.sha256(key.encode()).hexdigest()[:24]


def _confidence(draft: Draft) -> float:
    link = draft.figure.link
    if link is None:
        return _BY_UNIT if draft.indicator != "other" else _NONE
    base = _CONFIDENCE[link.way]
    if link.cost > _FAR:
        base -= 0.15
    if draft.figure.quantity.unit in (None, "unknown"):
        base -= 0.05
    return round(base, 2)
