"""What earlier sentences leave for the figures of later ones: places, days, and what a heading says."""

from __future__ import annotations

from collections.abc import Container, Sequence

from etl.frames import placing
from etl.model import Place, PlaceMention, Sentence, TimeExpression
from etl.periods.lexicon import lexicon
from etl.places.found import ARMED

_HEADING_TIMES = ("point", "window", "since", "until", "as_of", "year")
_DATED = frozenset(
    ("time.day.month", "time.day.short_month", "time.day.numeric", "time.days.range", "time.between")
)
_STOPS = (".", "!", "?", "؟", "…")
# Lines at the top of a report that may say as of when its figures hold.
_TITLES = 6


class Carry:
    """What earlier sentences leave for later ones: the last place, and the last time of a paragraph."""

    def __init__(self, dominant: str | None) -> None:
        self.dominant = dominant
        self.as_of: TimeExpression | None = None
        self.place: Place | None = None
        # What the title of a report is about.
        self.title: Place | None = None
        self.country: Place | None = None
        self.paragraph = -1
        self.paragraph_place: Place | None = None
        self.time: TimeExpression | None = None
        # Whether it only tells when somebody spoke.
        self.said = False
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
        named = _sites(mentions)
        leads = sentence.kind != "prose" or _opens_list(sentence)
        self.heading_time = dated[0] if len(dated) == 1 and leads else None
        self.heading_place = placing.carried(named[0]) if named and sentence.kind != "prose" else None

    def pass_lead(self, sentence: Sentence, told: Sequence[TimeExpression | None]) -> None:
        """Keep when the figures of a list hold that the sentence opens: "Rain killed 200 on Sunday:"."""
        dated = [time for time in told if time is not None]
        if sentence.kind == "prose" and _opens_list(sentence):
            self.heading_time = dated[0] if dated and all(time is dated[0] for time in dated) else None

    def happened(self, time: TimeExpression) -> bool:
        """Whether the story is set on a day before that one, which tells but when it was told."""
        story = self.time
        if self.said or story is None or story.kind != "point" or story.period.end is None:
            return False
        return time.period.start is not None and story.period.end < time.period.start

    def pass_times(self, sentence: Sentence, times: Sequence[TimeExpression]) -> None:
        """Keep the one day or window that a sentence without figures tells ("On 12 July … attacked.")."""
        self.enter(sentence)
        dated = [t for t in times if t.kind in ("point", "window") and t.period.start is not None]
        if len(dated) == 1:
            self.time, self.said = dated[0], False

    def pass_sentence(self, sentence: Sentence, mentions: Sequence[PlaceMention]) -> None:
        self.enter(sentence)
        named = _sites(mentions)
        if sentence.kind == "heading" and not self._head(named):
            return
        if named:
            # The country that the document is about leads; another one only until it is named.
            home = [p for p in named if p.iso3 == self.dominant]
            if home:
                self.place = home[-1]
            elif self.place is None or self.place.iso3 != self.dominant:
                # Where people came from is not where the next sentence goes on, if their country is known.
                there = named if self.dominant is None else [p for p in named if p.role != "origin"]
                self.place = there[-1] if there else self.place
        elif mentions and self.country is None:
            peaceful = [m.place for m in mentions if ARMED not in m.rules]
            self.country = peaceful[0] if peaceful else None

    def _head(self, named: list[Place]) -> bool:
        """Read where a heading leaves its lines; whether its names are to be read like those of a sentence.

        A title that names several towns is about their country. A section that names no place is about what
        the title named, or about the country, not about the last village of the section before.
        """
        home = [p for p in named if p.iso3 == self.dominant]
        # "RDC : choléra au Tanganyika" is about the province.
        home = [p for p in home if p.accuracy != "country"] or home
        wide = len({p.name for p in home}) > 1
        if self.place is None:
            self.title = placing.country(home[-1]) if wide else home[-1] if home else None
        if wide:
            self.place = placing.country(home[-1])
        elif not named and self.place is not None and self.place.iso3 == self.dominant:
            self.place = self.title or placing.country(self.place)
        return not wide and bool(named)

    def at_home(self) -> bool:
        """Whether the last place lies in the country that the document is about."""
        return self.place is not None and self.place.iso3 == self.dominant

    def nearest(self) -> Place | None:
        found = self.paragraph_place or self.place or self.country
        return None if found is None else placing.carried(found)


def _opens_list(sentence: Sentence) -> bool:
    return bool(sentence.tokens) and sentence.tokens[-1].raw == ":"


def _sites(mentions: Sequence[PlaceMention]) -> list[Place]:
    """The places that are named for themselves: no nationality, no wider area, no joint place."""
    return [m.place for m in mentions if not m.demonym and not m.beside and m.joint is None]


def titles(sentence: Sentence, figures: Container[int]) -> bool:
    """Whether the line can date the whole report: a heading, or a line at its top that counts nothing."""
    return sentence.kind == "heading" or (sentence.index < _TITLES and sentence.index not in figures)


def dates_report(sentence: Sentence, time: TimeExpression) -> bool:
    """Whether the time of a title is that of the whole report: "as of 3 May", "30 June to 6 July"."""
    if time.kind in ("as_of", "until"):
        return True
    if time.period.start is None or time.kind not in ("point", "window"):
        return False
    dated = not _DATED.isdisjoint(time.rules)
    titled = sentence.kind == "heading" or (
        dated and not sentence.index and sentence.tokens[-1].raw not in _STOPS
    )
    if time.kind == "window" and titled:
        return True
    if sentence.kind != "heading" and sentence.index:
        return False
    # "Situation report No. 5 | 14 May 2024"; a place and a date are but where and when a text was written.
    reports = lexicon(sentence.lang).reports
    return dated and any(token.key in reports for token in sentence.tokens)


def dominant(places: dict[int, list[PlaceMention]]) -> str | None:
    """The country that most place names of the document lie in; the first named of equals."""
    counts: dict[str, int] = {}
    for index in sorted(places):
        for mention in places[index]:
            if mention.place.iso3 is not None:
                counts[mention.place.iso3] = counts.get(mention.place.iso3, 0) + (1 if mention.demonym else 2)
    return max(counts, key=lambda code: counts[code]) if counts else None


def where(
    sentence: Sentence, named: placing.Placing, before: Carry, listed: bool
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
        # A nationality that somebody had before only hints at where this is.
        return carried, before.paragraph_place is None and before.place is None
    if named.homeland:
        return named.hint, True
    if named.far is not None:
        return named.far, False
    return named.hint, named.hint is not None


def _finer(rule: Place, far: Place | None) -> Place:
    """A place of the same country that the sentence names further off is more than the country."""
    return far if far is not None and far.iso3 == rule.iso3 and rule.accuracy == "country" else rule
