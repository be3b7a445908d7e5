"""One quantity for every number of a sentence: quantifier, bounds, noun, unit, or why it is no figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from etl.model import Number, PlaceMention, Quantity, Sentence, TimeExpression, Token, Value
from etl.quantities import labels, money, noncount, quantifiers, units
from etl.quantities.explained import excluded, leave_out
from etl.quantities.lexicon import Lexicon, Noun, lexicon
from etl.quantities.quantifiers import Found
from etl.quantities.surfaces import Match

_MEASURES = frozenset({"square_kilometre", "kilometre", "metre", "hectare", "tonne", "litre", "currency"})

_APART = frozenset("-–—(),")

# What comes in whole ones only, so that "a 5.9 earthquake" and "2.5 children" count none.
_COUNTABLE = frozenset(
    {"person", "household", "housing_unit", "facility", "incident", "case", "vehicle", "animal"}
)


def read(
    sentence: Sentence,
    numbers: Sequence[Number],
    times: Sequence[TimeExpression],
    places: Sequence[PlaceMention] = (),
) -> list[Quantity]:
    """One quantity per number, in the order of `numbers`; `not_counted` says why one is no figure."""
    if not numbers:
        return []
    known = lexicon(sentence.lang)
    starts = {number.first: number for number in numbers}
    tokens_in_time = noncount.timed(times)
    found: list[Quantity] = []
    floor = counted = 0
    for number in numbers:
        # What one number has taken ("12 at least") is not read again as the next one's quantifier.
        found.append(_one(sentence, number, starts, tokens_in_time, places, (floor, counted), known))
        floor = max(floor, found[-1].last)
        if found[-1].not_counted is None and found[-1].unit is not None:
            counted = floor
    return leave_out(found, sentence.tokens, known)


def _one(
    sentence: Sentence,
    number: Number,
    starts: dict[int, Number],
    tokens_in_time: Mapping[int, str],
    places: Sequence[PlaceMention],
    floors: tuple[int, int],
    known: Lexicon,
) -> Quantity:
    tokens = sentence.tokens
    floor, counted_before = floors
    reason = noncount.in_time(number, tokens_in_time)
    if reason is not None:
        return excluded(number, reason, ())
    reason = noncount.by_shape(sentence, number, known)
    if reason == "bullet" and counted_before and tokens[counted_before].raw == ")" and any(
        m.last == number.first - 1 for m in places
    ):  # fmt: skip
        # "Aleppo (12 killed), Idlib (5)": the bracket of a place goes on with the count.
        reason = None
    if reason is not None:
        return excluded(number, reason, (f"noncount.shape.{reason}",))

    first, last = number.first, number.last
    tail: list[Found] = []
    post = quantifiers.after(tokens, last, starts, known)
    if post is not None:
        tail.append(post)
        last = post.last
    sign = _sign(tokens, first, known)
    said_again = _repeated(tokens, number, starts)
    counted = _counted(tokens, number, said_again or last, sign is not None, starts, known)
    cue = noncount.by_words(sentence, number, known, counted.direct)
    if cue is not None and not (cue[0] == "duration" and number.last in tokens_in_time):
        # The year of "12 in 2020, 15 in 2021" may stand right behind the figure without a preposition.
        return excluded(number, cue[0], (cue[1],))
    if counted.unit is None and sign is None and noncount.coded(tokens, number):
        return excluded(number, "name", ("noncount.shape.name",))
    if counted.unit is None and sign is None and any(m.last == number.first for m in places) and (
        noncount.quarter(tokens, number, known)
    ):  # fmt: skip
        return excluded(number, "name", ("noncount.shape.quarter",))
    if counted.unit is None and sign is None and noncount.numbered(tokens, number, known):
        return excluded(number, "reference", ("noncount.shape.numbered",))
    if counted.unit in (None, "unknown") and sign is None and (
        noncount.nominal(tokens, number, known, counted.noun_first if counted.unit else None)
    ):  # fmt: skip
        return excluded(number, "reference", ("noncount.shape.nominal",))
    if noncount.hyphened(tokens, number, known):
        return excluded(number, "attributive", ("noncount.shape.attributive",))
    if counted.unit in (None, "unknown") and noncount.is_article(tokens, number, known):
        return excluded(number, "article", ("noncount.shape.article",))
    share = number.kind == "fraction" and counted.unit not in _MEASURES and sign is None
    inner = known.nouns.starting(tokens, number.first + 1) if share else None
    if inner is not None and inner.last < number.last and inner.entry.unit in ("person", "household"):
        # "Un enfant sur trois": who is shared stands inside.
        counted = msgspec.structs.replace(counted, unit=inner.entry.unit, population=inner.entry.population)
    if share and not _of_some(tokens, number, counted, known):
        return excluded(number, "share", ("noncount.shape.share",))
    if noncount.heads_title(tokens, number, known):
        return excluded(number, "year", ("noncount.shape.year",))
    if counted.rules == ("unit.unknown",) and any(p.first <= counted.noun_first < p.last for p in places):
        counted = units.elided(last)

    if noncount.is_rate(number) and sign is None and (counted.unit is None or counted.unit in _COUNTABLE):
        return excluded(number, "rate", ("noncount.shape.rate",))

    noun_first, noun_last, unit, currency = (
        counted.noun_first,
        counted.noun_last,
        counted.unit,
        counted.currency,
    )
    population, rules = counted.population, counted.rules
    last = max(last, counted.last)
    if counted.unit is not None:
        # The first half of a split unit stands before its number, and the quantifier before both.
        first = min(first, counted.noun_first)
    if sign is not None:
        first = sign.first
        currency = currency or sign.entry.currency
        if unit != sign.entry.unit or unit is None:
            noun_first, noun_last, unit = sign.first, sign.last, sign.entry.unit
            population, rules = (), (sign.entry.id,)
            last = max(number.last, post.last if post is not None else 0)
    base: str | None = None
    if share:
        base = unit
        unit, currency = "percent", None
        noun_first, noun_last = number.first, number.last
    if number.kind == "percent":
        base = units.after(tokens, last, number, known, starts).unit
        unit, currency = "percent", None
        noun_first, noun_last = _percent_words(tokens, number)
    head = quantifiers.before(tokens, first, floor, known)
    if len(tail) == 0:
        post = quantifiers.after(tokens, last, starts, known)
        if post is not None:
            tail.append(post)
            last = post.last
    if share:
        number_read = _as_percent(number)
    elif number.last - number.first <= 2 and not number.digits and _rounds(tokens, number, known):
        number_read = msgspec.structs.replace(number, vague=True)
    else:
        number_read = number
    said = quantifiers.amount(number_read, [*head, *tail], tokens)
    if head:
        first = head[-1].first
    if said.quantifier == "exact" and not tail and all(match.entry.effect == "none" for match in head):
        reached = quantifiers.reached(tokens, first, floor, known)
        if reached is not None:
            said = quantifiers.amount(number_read, [reached], tokens)
    if unit is None and known.pronouns.starting(tokens, number.last) is None:
        # "Ten of them" are those told of before, not what a label names.
        earlier = labels.before(tokens, first, known)
        # "324 dead in the centre of the city: 186": what stands before belongs to the other number.
        if earlier is not None and not _apart(tokens, counted_before, earlier.noun_first):
            earlier = None
        if earlier is None:
            earlier = labels.gapped(tokens, number, first, floor, known)
        if earlier is not None:
            noun_first, noun_last, unit = earlier.noun_first, earlier.noun_last, earlier.unit
            population, currency, rules = earlier.population, earlier.currency, earlier.rules
            first = noun_first
    text = _text(tokens, noun_first, noun_last, number) if unit is not None else None
    return Quantity(
        number=number,
        first=first,
        last=last,
        noun_first=noun_first,
        noun_last=noun_last,
        value=said.value,
        value_min=said.value_min,
        value_max=said.value_max,
        quantifier=said.quantifier,
        modifier_text=said.modifier_text,
        unit=unit,
        unit_text=text,
        currency=money.currency(currency, places),
        population=population,
        rules=said.rules + rules,
        base=base,
    )


def _counted(
    tokens: tuple[Token, ...],
    number: Number,
    last: int,
    signed: bool,
    starts: dict[int, Number],
    known: Lexicon,
) -> units.Counted:
    if number.noun is not None:
        noun = known.nouns.phrase(tuple(number.noun.split()))
        if noun is not None:
            return units.dual(tokens, number, noun, known)
        return units.Counted(number.first, number.last, number.last, "unknown", (), None, ("unit.dual",))
    if number.kind == "percent":
        return units.elided(last)
    split = units.split(tokens, number, known)
    if split is not None:
        return split
    behind = labels.behind(tokens, number, known)
    if behind is not None:
        return behind
    subject = labels.inverted(tokens, number, known)
    if subject is not None:
        return subject
    counted = units.after(tokens, last, number, known, starts)
    if signed and counted.unit != "currency":
        return units.elided(last)
    return counted


def _of_some(tokens: tuple[Token, ...], number: Number, counted: units.Counted, known: Lexicon) -> bool:
    """True for a share in words that has a base: "half of them", "three quarters are children"."""
    if any(token.kind == "digits" for token in tokens[number.first : number.last]):
        return False
    if counted.unit is not None or counted.last > number.last:
        return True
    if number.last >= len(tokens):
        return False
    if tokens[number.last].key in known.copulas or known.partitives.starting(tokens, number.last) is not None:
        return True
    before = tokens[number.first - 1] if number.first else None
    # "6.6 million - two in five - are hungry", "the appeal is one-third funded".
    apart = before is not None and before.raw in _APART and tokens[number.last].raw in _APART
    return apart or (
        before is not None and before.key in known.copulas and tokens[number.last].kind == "word"
    )


def _as_percent(number: Number) -> Number:
    """The share as a percentage: half is 50; a third is rounded to two places."""
    scaled = [_hundredfold(value) for value in (number.value, number.value_min, number.value_max)]
    return msgspec.structs.replace(number, value=scaled[0], value_min=scaled[1], value_max=scaled[2])


def _hundredfold(value: Value | None) -> Value | None:
    if value is None:
        return None
    percent = round(Decimal(value) * 100, 2)
    return int(percent) if percent == int(percent) else percent.normalize()


def _rounds(tokens: tuple[Token, ...], number: Number, known: Lexicon) -> bool:
    return any(token.key in known.rounding for token in tokens[number.first : number.last])


def _sign(tokens: tuple[Token, ...], at: int, known: Lexicon) -> Match[Noun] | None:
    """The currency sign or code before token `at`; the "a" of "a $30m appeal" is no part of one."""
    match = known.prefixes.ending(tokens, at)
    if match is None or match.last - match.first == 1:
        return match
    gaps = any(tokens[i].start > tokens[i - 1].end for i in range(match.first + 1, match.last))
    if not gaps or tokens[match.first].raw.isupper():
        return match
    entry = known.prefixes.word(tokens[at - 1].key)
    return Match(at - 1, at, tokens[at - 1].start, entry) if entry is not None else None


def _apart(tokens: tuple[Token, ...], last: int, first: int) -> bool:
    """Whether a mark parts token `first` from the figure that ended at `last`, if there was one."""
    return last == 0 or any(token.kind == "mark" for token in tokens[last:first])


def _repeated(tokens: tuple[Token, ...], number: Number, starts: Mapping[int, Number]) -> int | None:
    """The token behind "(twelve)" where brackets say the same number again."""
    if number.last + 2 >= len(tokens) or tokens[number.last].raw != "(":
        return None
    inner = starts.get(number.last + 1)
    if inner is None or inner.value != number.value or inner.last >= len(tokens):
        return None
    return inner.last + 1 if tokens[inner.last].raw == ")" else None


def _percent_words(tokens: tuple[Token, ...], number: Number) -> tuple[int, int]:
    """The tokens of the number that are no digits and no part of its value: the sign or the words."""
    first, last = number.first, number.last
    if tokens[first].kind == "mark":
        return first, first + 1
    while first < last and tokens[last - 1].kind != "digits":
        last -= 1
    return (last, number.last) if first < last < number.last else (number.last - 1, number.last)


def _text(tokens: tuple[Token, ...], first: int, last: int, number: Number) -> str | None:
    """The words of the noun, without the conjunction or preposition that hangs on an Arabic one."""
    if first >= last:
        return None
    token = tokens[first]
    if first == number.first and token.kind == "word":
        parts = [token.raw[number.start - token.start :]]
    else:
        parts = [token.raw[units.hanging(token) :]]
    for index in range(first + 1, last):
        gap = tokens[index].start - tokens[index - 1].end
        parts.append(" " * (gap > 0) + tokens[index].raw)
    return "".join(parts)


def implied_ones(sentence: Sentence, numbers: Sequence[Number]) -> list[Number]:
    """A one for every bare singular measure that something "became" or "is" ("أصبحت كيلومتر مربع").

    The number's span is the measure itself and `noun` its key. Nothing where a number already counts it.
    """
    known = lexicon(sentence.lang)
    tokens = sentence.tokens
    ones: list[Number] = []
    spots = known.becoming.spots(tokens)
    if not spots:
        return ones
    taken = {index for number in numbers for index in range(number.first - 1, number.last + 2)}
    for index in spots:
        at = index + 1
        if at == len(tokens):
            break
        while at < len(tokens) and known.before.starting(tokens, at) is not None:
            at = known.before.starting(tokens, at).last  # type: ignore[union-attr]
        noun = known.nouns.starting(tokens, at)
        if noun is None or noun.first in taken or noun.entry.plural or noun.start != tokens[at].start:
            continue
        if noun.entry.unit not in _MEASURES or noun.entry.unit == "currency":
            continue
        ones.append(
            Number(
                start=tokens[noun.first].start,
                end=tokens[noun.last - 1].end,
                first=noun.first,
                last=noun.last,
                kind="cardinal",
                value=1,
                value_min=1,
                value_max=1,
                noun=" ".join(t.key for t in tokens[noun.first : noun.last]),
                rules=("unit.implied_one",),
            )
        )
    return ones
