"""The noun each figure counts, where it is not its own: from a label, a predicate or the whole before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import msgspec

from etl.frames import relations
from etl.frames.lexicon import Lexicon, Rule, lexicon
from etl.frames.survey import bracketed
from etl.model import Quantity, Sentence
from etl.quantities.labels import qualifies
from etl.quantities.lexicon import Noun
from etl.quantities.lexicon import lexicon as units
from etl.quantities.surfaces import Match
from etl.text.fold import fold

_LABEL = 10
_LISTED = 10
_LABELLED = 7
_OTHER_REACH = 8
_TWO = 2
_MILLION = 1_000_000
_SUMS = 7
_BESIDE = 3
_BUILT = ("housing_unit", "facility", "vehicle")
_NAMED = 3
_RUINED = ("housing_destroyed", "housing_damaged", "housing_uninhabitable")
_THINGS = ("housing_unit", "facility", "vehicle", "currency", "animal", "hectare", "square_kilometre")


def people_before(sentence: Sentence, quantity: Quantity) -> tuple[str, ...]:
    """The population codes of the people right before a share ("women: 29%", "children 48%")."""
    at = quantity.first
    tokens = sentence.tokens
    if at > 1 and tokens[at - 1].raw in (":", "(", "|"):
        at -= 1
    noun = units(sentence.lang).nouns.ending(tokens, at) if at else None
    people = noun is not None and noun.entry.unit == "person" and noun.entry.plural
    return tuple(noun.entry.population) if noun is not None and people else ()


def without_agreement(quantities: Sequence[Quantity]) -> list[Quantity]:
    """The quantities without duals that only agree with the dual right before them (two armed women)."""
    found: list[Quantity] = []
    for quantity in quantities:
        if (
            found
            and quantity.number.noun
            and found[-1].value == _TWO
            and found[-1].unit is None
            and (0 < quantity.number.first - found[-1].number.last <= _TWO)
        ):
            # "اثنان منهم سوريان": the dual says who the two are.
            continue
        if found and quantity.number.noun and found[-1].number.noun and (
            0 <= quantity.number.first - found[-1].number.last <= 0
        ):  # fmt: skip
            continue
        found.append(quantity)
    return found


def named_by_label(sentence: Sentence, quantity: Quantity, left: Quantity | None) -> Quantity:
    """The quantity with the unit that its label names, where it stands behind a colon ("Aid trucks: 177")."""
    tokens = sentence.tokens
    first = quantity.first
    if quantity.unit == "percent":
        return msgspec.structs.replace(
            quantity, population=quantity.population or people_before(sentence, quantity)
        )
    if quantity.unit is not None or first == 0:
        return quantity
    closed = quantity.last < len(tokens) and tokens[quantity.last].raw == ")"
    if closed and quantity.value is not None and quantity.value < _LISTED:
        # "(1)": a note or the number of a list.
        return quantity
    if tokens[first - 1].raw == "(" and (left is None or left.last < first - 1):
        # "The remaining trucks (17 of the 40)".
        head = _label_noun(sentence, first - 1, left.last if left is not None else 0) if closed else None
        if head is not None:
            return _under(sentence, quantity, head)
        noun = units(sentence.lang).nouns.ending(tokens, first - 1)
        if noun is not None and noun.entry.kind == "noun" and noun.entry.plural and (
            noun.entry.unit not in ("percent", "unknown", "currency")
            and (left is None or left.last <= noun.first)
        ):  # fmt: skip
            return msgspec.structs.replace(
                quantity, unit=noun.entry.unit, population=tuple(noun.entry.population),
                unit_text=" ".join(token.raw for token in tokens[noun.first : noun.last]),
                rules=(*quantity.rules, noun.entry.id),
            )  # fmt: skip
    if tokens[first - 1].raw != ":":
        return quantity
    if left is not None and left.unit is not None and (
        all(tokens[at].kind == "word" for at in range(left.last, first - 1))
    ):  # fmt: skip
        # "324 dead in the city centre: 186 …": what stands before belongs to the other figure.
        return quantity
    if left is not None and left.unit == "person" and any(
        tokens[at].raw in ",،" for at in range(left.last, first - 1)
    ):  # fmt: skip
        # "225 died in the quake, officials said: 94 in the capital …": so does what an aside parts from it.
        return quantity
    nouns = units(sentence.lang).nouns
    floor = left.last if left is not None else 0
    opened = _opening(sentence, first - 2, floor)
    head = _label_noun(sentence, opened, floor) if opened > floor else None
    if head is not None:
        # "Families without shelter (provisional): 300".
        return _under(sentence, quantity, head)
    for at in range(first - 2, max(floor - 1, first - 2 - _LABEL), -1):
        if tokens[at].raw in ".;|:":
            break
        noun = nouns.starting(tokens, at)
        if noun is not None and noun.entry.kind == "noun" and noun.entry.unit not in ("percent", "unknown"):
            if noun.first > floor and qualifies(tokens, noun, units(sentence.lang)):
                continue
            words = " ".join(token.raw for token in tokens[noun.first : noun.last])
            return msgspec.structs.replace(
                quantity, unit=noun.entry.unit, unit_text=words, population=tuple(noun.entry.population),
                rules=(*quantity.rules, noun.entry.id),
            )  # fmt: skip
    return quantity


def _opening(sentence: Sentence, at: int, floor: int) -> int:
    """Where the bracket opens that closes at token `at`, or -1."""
    tokens = sentence.tokens
    if at < 0 or tokens[at].raw != ")":
        return -1
    return next((n for n in range(at - 1, max(floor, at - _LABELLED) - 1, -1) if tokens[n].raw == "("), -1)


def _label_noun(sentence: Sentence, end: int, floor: int) -> Match[Noun] | None:
    """The plural noun that opens the label ending at `end` ("policías asesinados (12)"), between marks."""
    tokens, first = sentence.tokens, end
    while first > floor and end - first <= _LABELLED and tokens[first - 1].kind == "word":
        first -= 1
    if first == end or (first > floor and tokens[first - 1].kind != "mark"):
        return None
    noun = units(sentence.lang).nouns.starting(tokens, first)
    if noun is None or noun.entry.kind != "noun" or not noun.entry.plural:
        return None
    return None if noun.entry.unit in ("percent", "unknown", "currency") else noun


def _under(sentence: Sentence, quantity: Quantity, noun: Match[Noun]) -> Quantity:
    """The quantity as the figure of a label that begins with the noun."""
    return msgspec.structs.replace(
        quantity, first=noun.first, noun_first=noun.first, noun_last=noun.last, unit=noun.entry.unit,
        unit_text=" ".join(token.raw for token in sentence.tokens[noun.first : noun.last]),
        population=tuple(noun.entry.population), rules=(*quantity.rules, noun.entry.id, "unit.before"),
    )  # fmt: skip


def named_by_predicate(sentence: Sentence, figures: list[Quantity], known: Lexicon) -> list[Quantity]:
    """The quantities, a bare one with the people that its predicate names ("27 son agentes y seis, …")."""
    tokens = sentence.tokens
    nouns = units(sentence.lang)
    found = list(figures)
    before = -1
    for index, quantity in enumerate(figures):
        at = quantity.last
        share = quantity.unit == "percent" and quantity.base is None
        if (quantity.unit is not None and not share) or at + 1 >= len(tokens):
            continue
        comma = tokens[at].raw == "," and index > 0 and (
            before == index - 1 or (quantity.first > 0 and tokens[quantity.first - 1].raw == ";")
        )  # fmt: skip
        if not (comma or tokens[at].key in known.passive):
            continue
        at += 1
        while at < len(tokens) and tokens[at].key in nouns.belonging:
            at += 1
        noun = nouns.nouns.starting(tokens, at)
        if (
            noun is not None
            and noun.entry.unit == "person"
            and noun.entry.plural
            and noun.entry.kind == "noun"
        ):
            population = tuple(noun.entry.population)
            found[index] = (
                msgspec.structs.replace(quantity, base="person", population=population)
                if share
                else msgspec.structs.replace(quantity, unit="person", population=population)
            )
            before = index
    return found


def cut_off_noun(sentence: Sentence, quantity: Quantity, known: Lexicon) -> Quantity:
    """The quantity without a noun that a verb keeps apart from its number ("300,000 flee homes")."""
    number = quantity.number
    if not known.nominal_before or quantity.noun_first <= number.last:
        return quantity
    for at in range(number.last, quantity.noun_first):
        if sentence.tokens[at].key.endswith("ed"):
            continue
        for end, _, rules in known.triggers.readings(sentence.tokens, at):
            if end <= quantity.noun_first and all(
                cast("Rule", rule).pos == "verb" and "person" in cast("Rule", rule).units for rule in rules
            ):
                return msgspec.structs.replace(
                    quantity, last=number.last, noun_first=number.last, noun_last=number.last, unit=None,
                    unit_text=None, population=(),
                )  # fmt: skip
    return quantity


def _owned(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the noun is the home of those counted, behind a preposition ("423 ألفا من منازلهم")."""
    if not quantity.number.last < quantity.noun_first < quantity.noun_last:
        return False
    owners = lexicon(sentence.lang).clauses.owners
    return bool(owners) and sentence.tokens[quantity.noun_first].key.endswith(owners)


def _after_all(sentence: Sentence, quantity: Quantity, definite: str) -> bool:
    """Whether a definite noun stands right behind figures, which count none ("2.7 مليار المطلوب")."""
    number = quantity.number
    if not number.digits or number.vague or not quantity.noun_first == number.last < quantity.noun_last:
        return False
    first = number.first
    counted_set = first > 0 and sentence.tokens[first - 1].key.endswith(definite)
    own = sentence.tokens[first].key.startswith(definite)
    return sentence.tokens[number.last].key.startswith(definite) and not (counted_set or own)


def _verbal(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the unknown noun behind the number is a verb that frames know ("46 ألفا تضررت")."""
    if quantity.noun_first < quantity.number.last or quantity.noun_last - quantity.noun_first != 1:
        return False
    readings = lexicon(sentence.lang).triggers.readings(sentence.tokens, quantity.noun_first)
    return bool(readings) and all(
        cast("Rule", rule).pos == "verb" for _, prefix, rules in readings if not prefix for rule in rules
    ) and any(not prefix for _, prefix, _ in readings)  # fmt: skip


def _of_things(sentence: Sentence, whole: Quantity, quantity: Quantity) -> bool:
    """Whether the verb of a bare conjunct agrees with things, not people ("460 منزلا دمرت و1,100 تضررت")."""
    tokens, last = sentence.tokens, quantity.number.last
    first = quantity.first
    if sentence.lang != "ar" or last >= len(tokens) or first == 0:
        return False
    if quantity.number.start == tokens[first].start and tokens[first - 1].raw not in (
        "و",
        "،",
        ",",
        "؛",
        ";",
    ):
        return False
    key = tokens[last].key
    return 0 <= quantity.first - whole.last <= _BESIDE and key.endswith("ت") and not key.endswith("ات")


def _more_money(sentence: Sentence, whole: Quantity, quantity: Quantity, words: relations.Relations) -> bool:
    """Whether millions without a noun go on a list of sums ("$800 million for aid and 200 million …")."""
    number, tokens = quantity.number, sentence.tokens
    value, last = number.value, number.last
    if number.kind != "cardinal" or value is None or value < _MILLION or last - number.first < 2:
        return False
    if not 0 <= quantity.first - whole.last <= _SUMS or (
        last < len(tokens) and words.followers.longest(tokens, last) is not None
    ):
        return False
    if number.start > tokens[quantity.first].start:
        return True
    known = lexicon(sentence.lang)
    between = range(whole.last, quantity.first)
    if quantity.first and known.prepositions.longest(tokens, quantity.first - 1) is not None:
        return False
    return any(
        known.conjunctions.longest(tokens, n) is not None
        or (sentence.lang == "ar" and tokens[n].key[0] == "و" and len(tokens[n].key) > _NAMED)
        for n in between
    )  # fmt: skip


def _dwelling(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether what befell a household befell its house ("400 hogares destruidos", "dañó 12 hogares")."""
    known, tokens = lexicon(sentence.lang), sentence.tokens
    noun = quantity.noun_first
    if noun >= len(tokens) or noun < quantity.number.last or tokens[noun].key not in known.clauses.dwellings:
        return False
    near = [*range(quantity.noun_last, min(len(tokens), quantity.noun_last + _BESIDE))]
    if quantity.first:
        near.insert(0, quantity.first - 1)
    for at in near:
        if tokens[at].kind == "mark":
            return False
        for _, _, rules in known.triggers.readings(tokens, at):
            found = cast("list[Rule]", rules)
            if any("housing_unit" in rule.units and rule.indicator in _RUINED for rule in found):
                return True
    return False


def _agrees(sentence: Sentence, whole: Quantity, quantity: Quantity) -> bool:
    """Whether a participle says of more of the same things what became of them.

    "40 viviendas destruidas y 120 afectadas": with the ending of the participle before, nobody is meant.
    """
    tokens, endings = sentence.tokens, lexicon(sentence.lang).clauses.agreeing_endings
    last, noun = quantity.number.last, quantity.noun_last
    if not endings or quantity.noun_first != last or noun - last != 1:
        return False
    own, between = tokens[last].key, range(whole.noun_last, quantity.first)
    if not own.endswith(endings) or not 0 < len(between) <= _SUMS:
        return False
    found = lexicon(sentence.lang).triggers.longest(tokens, last)
    if found is None or not any(whole.unit in rule.units for rule in cast("list[Rule]", found[1])):
        # "40 puentes colapsados y 12 heridos".
        return False
    before = [tokens[n].key for n in between if tokens[n].key.endswith(endings)]
    return len(before) == 1 and before[0][-2:] == own[-2:] and tokens[between[-1]].kind != "digits"


def lend_units(sentence: Sentence, figures: list[Quantity]) -> None:
    """Give an elided part the unit of its whole, where that is a thing ("324 schools, 27 of them")."""
    words = relations.relations(sentence.lang)
    as_read = [*figures]
    opens: list[int] | None = None
    definite = fold(lexicon(sentence.lang).clauses.definite)
    for at, quantity in enumerate(figures):
        if definite and quantity.unit == "person" and _after_all(sentence, quantity, definite):
            figures[at] = quantity = msgspec.structs.replace(
                quantity, last=quantity.number.last, noun_first=quantity.number.last,
                noun_last=quantity.number.last, unit=None, unit_text=None, population=(),
            )  # fmt: skip
        if quantity.unit == "household" and _dwelling(sentence, quantity):
            figures[at] = msgspec.structs.replace(quantity, unit="housing_unit", population=())
            continue
        if quantity.unit == "housing_unit" and _owned(sentence, quantity):
            figures[at] = quantity = msgspec.structs.replace(
                quantity, last=quantity.number.last, noun_first=quantity.number.last,
                noun_last=quantity.number.last, unit=None, unit_text=None,
            )  # fmt: skip
        if quantity.unit == "unknown" and quantity.unit_text is not None:
            noun = fold(quantity.unit_text.split()[0])
            # "Two others", or a definite noun, which is never the counted one.
            if noun in words.others or (definite and noun.startswith(definite)):
                figures[at] = msgspec.structs.replace(quantity, unit=None, unit_text=None)
            elif definite and _verbal(sentence, quantity):
                figures[at] = msgspec.structs.replace(
                    quantity, last=quantity.number.last, noun_first=quantity.number.last,
                    noun_last=quantity.number.last, unit=None, unit_text=None,
                )  # fmt: skip
    for at in range(1, len(figures)):
        quantity, whole = figures[at], figures[at - 1]
        if quantity.unit == "person" and whole.unit in _BUILT and _agrees(sentence, whole, quantity):
            figures[at] = msgspec.structs.replace(
                quantity, last=quantity.number.last, noun_first=quantity.number.last,
                noun_last=quantity.number.last, unit=whole.unit, unit_text=whole.unit_text, population=(),
            )  # fmt: skip
            continue
        if quantity.unit is not None:
            continue
        after = quantity.number.last
        if whole.unit in _BUILT and _of_things(sentence, whole, quantity):
            figures[at] = msgspec.structs.replace(quantity, unit=whole.unit)
            continue
        if whole.unit == "currency" and _more_money(sentence, whole, quantity, words):
            figures[at] = msgspec.structs.replace(quantity, unit="currency", currency=whole.currency)
            continue
        if after < len(sentence.tokens) and sentence.tokens[after].key in words.other_things:
            if whole.unit in _THINGS and quantity.first - whole.last <= _OTHER_REACH:
                figures[at] = msgspec.structs.replace(quantity, unit=whole.unit, currency=whole.currency)
            continue
        if whole.unit not in _THINGS or not relations.within(quantity, whole):
            continue
        of_them = after < len(sentence.tokens) and words.followers.longest(sentence.tokens, after) is not None
        if opens is None:
            opens = relations.openers(sentence, as_read, words)
        if of_them or opens[at] >= 0 or bracketed(sentence, figures, at):
            figures[at] = msgspec.structs.replace(quantity, unit=whole.unit, currency=whole.currency)
