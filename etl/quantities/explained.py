"""Numbers that another number of the sentence explains: joined to an age, inside a unit, said twice."""

from __future__ import annotations

from collections.abc import Sequence

from etl.model import Number, Quantity, Token
from etl.quantities.lexicon import Lexicon

# What the next number may share: "articles 3 and 4". A date or a length of time shares nothing.
_SHARED = frozenset({"age", "resolution", "law", "road", "reference", "score", "phone", "coordinate"})
# What a later number shares that stands behind the same words: "en el minuto 35 y en el 78",
# "a los 17 años …, a los 30".
_GAPPED = _SHARED | {
    "temperature",
    "speed",
    "magnitude",
    "duration",
    "clock",
    "measure",
    "calibre",
    "price",
    "rank",
}
_AND_ONLY = frozenset(",،/")
# Tokens between what is counted and the words before so many ("por cada").
_PER = 2
# How many numbers to either side may explain one; a bound, so that long lists cost no more.
_NEAR = 3
_OLDEST = 110
_LOOKS_BACK = frozenset({"age", "duration"})


def excluded(number: Number, reason: str, rules: tuple[str, ...]) -> Quantity:
    """The number as a quantity that counts nothing, with the reason why."""
    return Quantity(
        number=number,
        first=number.first,
        last=number.last,
        noun_first=number.last,
        noun_last=number.last,
        value=number.value,
        value_min=number.value_min,
        value_max=number.value_max,
        quantifier="exact",
        modifier_text=None,
        unit=None,
        unit_text=None,
        not_counted=reason,
        rules=rules,
    )


def leave_out(found: list[Quantity], tokens: tuple[Token, ...], known: Lexicon) -> list[Quantity]:
    """The quantities, with those left out that another number of the sentence explains."""
    if len(found) < 2:
        return found
    result: list[Quantity] = []
    for position, quantity in enumerate(found):
        if quantity.not_counted is None:
            reason = _swallowed(quantity, found[max(0, position - _NEAR) : position + _NEAR + 1])
            if reason is None and position > 0:
                reason = _like(result[position - 1], quantity, tokens, known)
            if reason is not None:
                quantity = excluded(quantity.number, reason, (f"noncount.shape.{reason}",))
        result.append(quantity)
    for position in range(len(result) - 2, -1, -1):
        quantity, following = result[position], result[position + 1]
        reason = following.not_counted
        if reason == "rate" and quantity.not_counted is None and _per(quantity, following, tokens, known):
            result[position] = excluded(quantity.number, reason, following.rules)
        elif (
            quantity.not_counted is None
            and quantity.unit is None
            and reason in _LOOKS_BACK
            and _joined(quantity.number, following.number, tokens, known, _AND_ONLY)
        ):
            result[position] = excluded(quantity.number, reason, (f"noncount.shape.{reason}",))
    return result


def _per(quantity: Quantity, following: Quantity, tokens: tuple[Token, ...], known: Lexicon) -> bool:
    """True for what is counted per so many: "26 homicidios por cada 100.000 habitantes"."""
    last, first = quantity.last, following.first
    if not 0 < first - last <= _PER or not following.rules or following.rules[0].startswith("noncount.shape"):
        return False
    found = known.excluded_before.ending(tokens, first)
    return found is not None and found.first <= last < first


def _swallowed(quantity: Quantity, found: Sequence[Quantity]) -> str | None:
    """Why a number inside another's phrase counts nothing: the 2 of "km 2", a dual adjective."""
    number = quantity.number
    for other in found:
        if other is quantity or other.not_counted is not None:
            continue
        if other.noun_first <= number.first and number.last <= other.noun_last:
            return "unit"
        if number.noun is not None and other.noun_last <= number.first and number.last <= other.last:
            return "adjective"
        if (
            other.number.last <= number.first
            and other.noun_first >= number.last
            and (number.value == other.number.value and number.first - other.number.last == 1)
        ):
            return "repetition"
        if other.number.noun is not None and other.number.last == number.first and number.value == 2:
            return "repetition"
    return None


def _like(before: Quantity, quantity: Quantity, tokens: tuple[Token, ...], known: Lexicon) -> str | None:
    """The reason that a number shares with the one before it: "articles 3 and 4", "aged 4, 7 and 11"."""
    if before.not_counted in _GAPPED and _gapped(before, quantity, tokens, known):
        return before.not_counted
    if before.not_counted not in _SHARED or quantity.number.noun is not None:
        return None
    if before.not_counted == "age" and (
        quantity.value is None or quantity.value > _OLDEST or quantity.number.digits != before.number.digits
    ):
        # "The youngest 17, and one hundred are hurt": both ages would be written alike.
        return None
    direct = quantity.unit is not None and quantity.noun_first >= quantity.number.last
    if direct and quantity.noun_first == quantity.number.last:
        return None
    if quantity.modifier_text is None and _joined(before.number, quantity.number, tokens, known, None):
        return before.not_counted
    return None


def _gapped(before: Quantity, quantity: Quantity, tokens: tuple[Token, ...], known: Lexicon) -> bool:
    """True for a bare number that leaves out the noun of the one before: it repeats the words beside that.

    "A los 17 años llegó a Madrid; a los 30 …", "50 años del golpe y 33 del retorno".
    """
    left, right = before.number, quantity.number
    if quantity.unit is not None or quantity.modifier_text is not None or not right.digits:
        return False
    if before.not_counted == "age" and (quantity.value is None or quantity.value > _OLDEST):
        return False
    lead, own = tokens[left.first - 1 : left.first], tokens[right.first - 1 : right.first]
    if not lead or not own or own[0].kind != "word":
        return False
    if own[0].key in known.determiners:
        # The article alone repeats nothing.
        lead, own = tokens[left.first - 2 : left.first], tokens[right.first - 2 : right.first]
    if [token.key for token in lead] == [token.key for token in own]:
        return own[0].key in known.stops and own[0].key not in known.conjunctions
    beyond = left.last + 1
    return (
        own[0].key in known.conjunctions
        and right.last < len(tokens)
        and beyond < right.first
        and tokens[beyond].key == tokens[right.last].key
        and tokens[beyond].key in known.stops
    )


def _joined(
    left: Number, right: Number, tokens: tuple[Token, ...], known: Lexicon, marks: frozenset[str] | None
) -> bool:
    """True where nothing but a conjunction stands between two numbers; `marks` are not allowed to be it."""
    between = tokens[left.last : right.first]
    if not between:
        # The conjunction may hang on the second number: "3 و4".
        return right.start > tokens[right.first].start
    words = [token for token in between if marks is None or token.raw not in marks]
    return len(words) == len(between) <= 2 and all(token.key in known.conjunctions for token in between)
