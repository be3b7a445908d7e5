"""Quantifiers around a number and the bounds they leave: "more than", "نحو", "au moins", "o más".

Several may stand together; a bound wins over "about", and of two bounds the one before the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from etl.model import Number, Quantifier, Token, Value
from etl.numbers.lexicon import conventions
from etl.numbers.lexicon import lexicon as number_words
from etl.numbers.lexicon import match as matched
from etl.quantities.lexicon import Lexicon, QuantifierRow
from etl.quantities.surfaces import ARTICLE, Match

_BOUNDS: frozenset[str] = frozenset({"more_than", "at_least", "less_than", "at_most"})
_REACH = 10
# So many words of a quantifier before a number may stand after what looks like one behind another.
_NEXT = 4
_SIDES = {"before": "pre", "after": "post", "verb": "verb"}
_LOWER: frozenset[str] = frozenset({"more_than", "at_least"})
Found = Match[QuantifierRow]


class Amount(msgspec.Struct, frozen=True, gc=False):
    """What number and quantifiers say together."""

    value: Value | None
    value_min: Value | None
    value_max: Value | None
    quantifier: Quantifier
    modifier_text: str | None
    rules: tuple[str, ...]


def before(tokens: tuple[Token, ...], at: int, floor: int, lexicon: Lexicon) -> list[Found]:
    """The quantifiers that end at token `at` and start no earlier than `floor`, nearest first."""
    found: list[Found] = []
    while len(found) < 4:
        match = lexicon.before.ending(tokens, at)
        if match is None or match.first < floor:
            break
        opener = tokens[match.first]
        if match.start > opener.start and opener.raw[: match.start - opener.start].endswith(ARTICLE):
            # "متن القارب 68": a boat, where "قارب 68" comes near to 68.
            break
        if match.entry.effect == "none" and match.last - match.first > 1:
            inner = lexicon.before.starting(tokens, match.last - 1)
            if inner is not None and inner.last == match.last and inner.entry.effect != "none":
                # "Handed over 150 prisoners": the word belongs to the verb.
                break
        if match.first and _share(tokens, match.first - 1, lexicon):
            # "36 percent fewer than the 45,774 of 2022" compares.
            break
        found.append(match)
        at = match.first
    return found


def _share(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a percentage ends at the token: behind it stands a comparison, and no bound."""
    if tokens[at].key in conventions().percent.signs:
        return True
    words = number_words(lexicon.lang).percent
    whole = tuple(tokens)
    return at > 0 and any(
        matched(whole, first, words) == at + 1 - first and whole[first - 1].kind == "digits"
        for first in (at, at - 1)
        if first > 0
    )


def reached(tokens: tuple[Token, ...], at: int, floor: int, lexicon: Lexicon) -> Found | None:
    """The verb that bounds a number farther on: "فاق عدد اللاجئين في مصر 460 ألفا", "passed Monday 100"."""
    for index in range(at - 2, max(floor, at - _REACH) - 1, -1):
        if tokens[index].kind != "word" or tokens[index + 1].kind != "word":
            return None
        verb = lexicon.verbs.starting(tokens, index)
        if verb is not None and verb.last < at and _interposed(tokens, verb.last, at, lexicon):
            return verb
        if verb is not None and lexicon.counters.starting(tokens, verb.last) is not None:
            # The same verb with its negation begins earlier.
            longer = lexicon.verbs.starting(tokens, index - 1)
            return longer if longer is not None and longer.last == verb.last else verb
    return None


def _interposed(tokens: tuple[Token, ...], first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether only adverbs, with an article behind them, part the verb from the number."""
    return tokens[first].key in lexicon.interposed and all(
        token.key in lexicon.interposed or token.key in lexicon.determiners for token in tokens[first:last]
    )


def after(tokens: tuple[Token, ...], at: int, starts: Mapping[int, Number], lexicon: Lexicon) -> Found | None:
    """The quantifier that starts with token `at`, unless its words are the next number's own.

    "500 and more were" bounds 500; "45 wounded and more than 3,000 displaced" bounds only the 3,000.
    """
    found = lexicon.after.starting(tokens, at)
    if found is None:
        return None
    for index in range(found.last, min(found.last + _NEXT, len(tokens))):
        if index in starts:
            own = lexicon.before.ending(tokens, index)
            return None if own is not None and own.first < found.last else found
    return found


def amount(number: Number, found: Sequence[Found], tokens: tuple[Token, ...]) -> Amount:
    """Value, bounds and quantifier of `number` under the quantifiers `found`, in order of preference."""
    if not found and not number.vague and number.value is not None:
        return Amount(number.value, number.value_min, number.value_max, "exact", None, ())
    bound = next((match for match in found if match.entry.effect in _BOUNDS), None)
    about = next((match for match in found if match.entry.effect == "approximately"), None)
    between = next((match for match in found if match.entry.effect == "between"), None)
    value, low, high = number.value, number.value_min, number.value_max
    if bound is not None:
        effect: Quantifier = bound.entry.effect  # type: ignore[assignment]
        point = value if value is not None else (low if effect in _LOWER else high)
        if point is None:
            point = low if low is not None else high
        if effect in _LOWER:
            return Amount(value, point, None, effect, _words(bound, found, tokens), _rules(found))
        return Amount(value, None, point, effect, _words(bound, found, tokens), _rules(found))
    if value is None and number.vague:
        words = _words(about, found, tokens) if about is not None else None
        return Amount(None, low, high, "order_of_magnitude", words, _rules(found))
    if value is None:
        chosen = between or about
        words = _words(chosen, found, tokens) if chosen is not None else None
        return Amount(None, low, high, "between", words, _rules(found))
    if about is not None or number.vague:
        words = _words(about, found, tokens) if about is not None else None
        return Amount(value, None, None, "approximately", words, _rules(found))
    return Amount(value, low, high, "exact", None, _rules(found))


def _words(chosen: Found, found: Sequence[Found], tokens: tuple[Token, ...]) -> str:
    """The words of the chosen quantifier and of those that stand right beside it."""
    first, last = chosen.first, chosen.last
    grown = True
    while grown:
        grown = False
        for match in found:
            if match.entry.effect == "none":
                continue
            if match.last == first:
                first, grown = match.first, True
            elif match.first == last:
                last, grown = match.last, True
    start = next(match.start for match in found if match.first == first)
    return _between(tokens, start, first, last)


def _between(tokens: tuple[Token, ...], start: int, first: int, last: int) -> str:
    """The text of tokens `first` to `last` from character `start`, spaced as in the text."""
    parts = [tokens[first].raw[start - tokens[first].start :]]
    for index in range(first + 1, last):
        gap = tokens[index].start - tokens[index - 1].end
        parts.append(" " * gap + tokens[index].raw)
    return "".join(parts)


def _rules(found: Sequence[Found]) -> tuple[str, ...]:
    return tuple(
        f"q.{_SIDES[match.entry.position]}.{match.entry.effect}"
        for match in found
        if match.entry.effect != "none"
    )
