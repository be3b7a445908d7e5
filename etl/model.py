"""Immutable records that the stages of the extractor hand to one another.

Every `start`/`end` pair counts Unicode code points in the stored text, end exclusive. Every
`first`/`last` pair counts tokens within the sentence, last exclusive. Values are `int` or
`Decimal`, never `float`, so that two runs give the same bytes.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Value = int | Decimal
Lang = Literal["ar", "en", "fr", "es"]
LANGS: tuple[Lang, ...] = ("ar", "en", "fr", "es")

NumberKind = Literal["cardinal", "range", "percent", "ordinal", "fraction"]
Quantifier = Literal[
    "exact",
    "approximately",
    "more_than",
    "at_least",
    "less_than",
    "at_most",
    "between",
    "order_of_magnitude",
]
SentenceKind = Literal["prose", "heading", "bullet", "row"]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A text to read. `published_at` anchors relative dates; without it they stay symbolic."""

    text: str
    id: str | None = None
    lang: str | None = None
    published_at: date | None = None
    title: str | None = None


TokenKind = Literal["word", "digits", "mark"]


class Form(msgspec.Struct, frozen=True, gc=False):
    """One reading of a token: proclitics split off, what remains, and where the remainder starts.

    "وبالمدينة" reads among others as ("وب", "المدينة", 2) and ("وبال", "مدينة", 4).
    """

    prefix: str
    stem: str
    offset: int


class Spelling(msgspec.Struct, gc=False):
    """A word, number or mark as written, with its folded key; what is learned of it serves all its tokens.

    `letters` counts the Arabic letters of the key, negative for those of other scripts. `forms` are its
    readings once they are asked for, `voters` the languages that have it as a function word, one bit each, -1
    until asked. `asked` and `denied` hold the answers to the questions of `etl.text.sights`, one bit each.
    """

    raw: str
    key: str
    kind: TokenKind
    letters: int
    forms: tuple[Form, ...] | None = None
    voters: int = -1
    asked: int = 0
    denied: int = 0


class Token(msgspec.Struct, frozen=True, gc=False):
    """One word, number or mark of the untouched text, with the folded key that lexicons look up."""

    start: int
    end: int
    raw: str
    key: str
    kind: TokenKind
    spelling: Spelling


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """A sentence of one paragraph in one language, with its tokens."""

    index: int
    paragraph: int
    start: int
    end: int
    lang: Lang
    kind: SentenceKind
    tokens: tuple[Token, ...]


class Number(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A number expression: what the words say, before anyone asks what they count.

    A point has `value` and equal bounds; a range or vague amount has bounds and no `value`.
    `noun` is set for duals ("هجومين"), where the word is the number and the thing counted at once:
    the folded lemma of the noun. `digits` tells figures ("38 ألف") from words ("ثمانية").
    """

    start: int
    end: int
    first: int
    last: int
    kind: NumberKind
    value: Value | None
    value_min: Value | None
    value_max: Value | None
    vague: bool = False
    digits: bool = False
    noun: str | None = None
    rules: tuple[str, ...] = ()


class Quantity(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A number with its quantifier and what it counts, before anyone asks what happened to it.

    `first`/`last` span the whole phrase in tokens (quantifier, number, noun and its adjectives);
    `noun_first`/`noun_last` the counted noun, equal where the unit is elided (`unit` is then None and
    the frame decides). `population` are the codes that the noun itself names ("civilians", "أطفال").
    `not_counted` says why a number is no figure (year, age, clock, ordinal, road, resolution, …);
    None for a figure. Bounds already include the quantifier's effect. `base` is the unit of what a share is
    a share of ("80% of the hotels"), where the words right behind it say.
    """

    number: Number
    first: int
    last: int
    noun_first: int
    noun_last: int
    value: Value | None
    value_min: Value | None
    value_max: Value | None
    quantifier: Quantifier
    modifier_text: str | None
    unit: str | None
    unit_text: str | None
    currency: str | None = None
    population: tuple[str, ...] = ()
    not_counted: str | None = None
    rules: tuple[str, ...] = ()
    base: str | None = None


class Period(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """First and last day, inclusive; both None where the text cannot be resolved."""

    start: date | None
    end: date | None
    accuracy: Literal["hour", "day", "few_days", "week", "month", "year", "unknown"]


class TimeExpression(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Words that place something in time, resolved against the publication date where there is one.

    kind: `point` (a day or moment), `window` (past 48 hours, in February), `since` (an open start up to
    publication), `until`, `as_of` (the date of a stock), `duration` (a bare length of time, tells no
    date), `age`, `clock`, `year`. Numbers inside any of them never count.
    """

    start: int
    end: int
    first: int
    last: int
    text: str
    kind: Literal["point", "window", "since", "until", "as_of", "duration", "age", "clock", "year"]
    period: Period
    rules: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where, as VOCABULARY's `place` object has it."""

    name: str
    text: str
    iso3: str | None = None
    admin1: str | None = None
    geonames_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy: Literal["country", "admin1", "admin2", "point", "site"] = "country"
    role: Literal["origin", "destination", "origin_and_destination", "event_site"] = "event_site"
    carried_over: bool = False
    place_id: str | None = None


class PlaceMention(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A resolved place name in a sentence; `place.role` follows the preposition before it.

    `lead` is the token where the words that govern the name begin ("in the town of Hajin"), `located`
    whether any does: "Ecuador imposed" is no "in Ecuador". `beside`: named beside what happened (a border
    with it, a conference there, the wider area of a narrower name). `authority`: it hints through whoever
    governs at home ("Lebanese ministry"). `joint` is the one place that names joined by "and" across borders
    make together: no country.
    """

    start: int
    end: int
    first: int
    last: int
    sentence: int
    place: Place
    lead: int = -1
    located: bool = True
    demonym: bool = False
    beside: bool = False
    authority: bool = False
    joint: Place | None = None
    rules: tuple[str, ...] = ()


class Attribution(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Who says what lies between `scope_start` and `scope_end`; the organisation that the words name.

    `cue` is where the word that tells of speech begins, if the speaker stands behind it.
    """

    start: int
    end: int
    text: str
    org: str | None
    scope_start: int
    scope_end: int
    carried_over: bool = False
    rules: tuple[str, ...] = ()
    cue: int | None = None


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One figure with everything the text says of it; field by field as VOCABULARY.md has them."""

    fact_id: str
    document_id: str
    value: Value | None
    value_min: Value | None
    value_max: Value | None
    quantifier: Quantifier
    unit: str
    unit_text: str | None
    currency: str | None
    indicator: str
    population: tuple[str, ...]
    measure: str
    assertion: str
    period_start: date | None
    period_end: date | None
    period_text: str | None
    date_accuracy: str
    place: Place | None
    attribution: str | None
    attribution_org: str | None
    start: int
    end: int
    quote: str
    quote_start: int
    quote_end: int
    modifier_text: str | None
    subset_of: str | None
    duplicate_of: str | None
    rules: tuple[str, ...]
    extractor: str
    confidence: float
