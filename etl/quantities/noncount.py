"""Why a number is no figure: a date or age, a road, a resolution, a rank, a score, a weapon, a bullet.

What the sentence's shape tells is decided here; what words tell stands in `noncount.toml` of each pack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from etl.model import Number, Sentence, TimeExpression, Token
from etl.quantities.lexicon import Exclusion, Lexicon
from etl.text.fold import fold

_GLUE = frozenset("/=_@&#\\")
_HYPHENS = frozenset("-‐‑–")
_YEARS = (1900, 2100)
_AGES = (1, 110)
_DAYS, _MONTHS = 31, 12
_DECADES = (20, 90)
# How far before its size a number of things is spoken of.
_SPOKEN = 6
# Quarters of a town are numbered up to here.
_QUARTERS = 100
_KINDS = {"clock": "clock", "age": "age", "duration": "duration", "year": "year"}
_NEARBY = 40
_ADDRESS = 4
# How many tokens before the number of a house its street may begin.
_STREET = 8
_ITEMS = 20
_NOUN = 3
# A calling, two names and a comma.
_NAMED = 4


def _among(number: Number, bounds: tuple[int, int]) -> bool:
    """Whether the number is a whole one within the bounds."""
    value = number.value
    return value is not None and bounds[0] <= value <= bounds[1] and value == int(value)


def timed(times: Sequence[TimeExpression]) -> dict[int, str]:
    """The kind of time expression that each token is part of."""
    return {index: _KINDS.get(time.kind, "date") for time in times for index in range(time.first, time.last)}


def in_time(number: Number, tokens_in_time: Mapping[int, str]) -> str | None:
    """The kind of the time expression that the number is part of."""
    if tokens_in_time:
        for index in range(number.first, number.last):
            if index in tokens_in_time:
                return tokens_in_time[index]
    return None


def by_shape(sentence: Sentence, number: Number, lexicon: Lexicon) -> str | None:
    """What the marks and letters around the number make of it: a bullet, a footnote, a model, a code."""
    tokens = sentence.tokens
    first, last = number.first, number.last
    if number.kind == "ordinal" or (sentence.lang == "ar" and _decade(tokens, number, lexicon)):
        return "ordinal"
    if not number.digits:
        return None
    before = tokens[first - 1] if first > 0 else None
    behind = tokens[last] if last < len(tokens) else None
    small = number.value is not None and last - first == 1
    if small and behind is not None and behind.raw in (".", ")", "-", "–", "•") and last + 1 < len(tokens):
        opened = first == 1 and before is not None and before.raw in ("(", "[")
        spaced = tokens[last + 1].start > behind.end
        if (first == 0 and spaced and (behind.raw in ".)" or sentence.kind == "bullet")) or (
            opened and behind.raw == ")" and spaced
        ):
            return "bullet"
    if _addressed(tokens, last, lexicon) or _housed(tokens, number, lexicon):
        return "reference"
    if before is None:
        return None
    if _enumerates(tokens, number):
        return "bullet"
    if before.raw == "[" and behind is not None and behind.raw == "]":
        return "footnote"
    glued = before.end == number.start
    if glued and before.kind == "word" and before.raw.isascii() and not _is_sign(before, lexicon):
        # "M23", "A320", "H5N1"; currency codes and unit signs may be glued to their number.
        return "name"
    if _lettered(tokens, number, lexicon):
        return "name"
    if glued and first > 1:
        earlier = tokens[first - 2]
        joined = earlier.end == before.start
        named = earlier.kind == "word" and earlier.raw[0].isupper() and not _among(number, _YEARS)
        if before.raw in _HYPHENS and joined and named:
            return "name"
        if before.raw in _GLUE and joined and earlier.kind == "word":
            return "reference"
    if glued and before.raw in _HYPHENS and first > 1 and tokens[first - 2].kind == "digits":
        # The number reader would have joined a range; "13-0" and "555-1234" are none.
        return "score"
    if behind is not None and behind.raw in _HYPHENS and behind.start == number.end:
        beyond = tokens[last + 1] if last + 1 < len(tokens) else None
        if beyond is not None and beyond.start == behind.end and beyond.kind == "digits":
            return "score"
    if _slashed(tokens, number):
        return "date"
    if glued and before.raw in ("#", "№", "§"):
        return "reference"
    if _apposed(tokens, number, lexicon):
        return "age"
    return _year(tokens, number)


def _decade(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for tens with the article that count no noun: "يومه الستين", "جاوز السبعين", "وهو الثلاثون".

    Where a number of things is spoken of they are its size: "تجاوز عدد القتلى الستين".
    """
    first, last = number.first, number.last
    if number.digits or last - first != 1 or not _among(number, _DECADES):
        return False
    if not tokens[first].key.startswith("ال") or lexicon.nouns.starting(tokens, last) is not None:
        return False
    return not any(
        lexicon.counters.starting(tokens, at) is not None for at in range(max(0, first - _SPOKEN), first)
    )


def _slashed(tokens: tuple[Token, ...], number: Number) -> bool:
    """True for a day and its month parted by a stroke: "(21/01): 193"."""
    first, last = number.first, number.last
    if number.kind != "cardinal" or last - first != 1:
        return False
    for day in (first, first - 2):
        if day < 0 or day + 2 >= len(tokens) or tokens[day + 1].raw != "/":
            continue
        one, stroke, two = tokens[day : day + 3]
        if one.kind != two.kind or one.end != stroke.start or stroke.end != two.start or len(two.raw) != 2:
            continue
        if one.raw.isdecimal() and 1 <= int(one.raw) <= _DAYS and 1 <= int(two.raw) <= _MONTHS:
            return True
    return False


def _lettered(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for a number with one capital glued behind it after a small word: "des 3R", "the 5G"."""
    first, last = number.first, number.last
    if last >= len(tokens) or last - first != 1 or not number.digits:
        return False
    letter = tokens[last]
    if letter.start != number.end or len(letter.raw) != 1 or not letter.raw.isupper():
        return False
    return tokens[first - 1].key in lexicon.stops and lexicon.nouns.starting(tokens, last) is None


def coded(tokens: tuple[Token, ...], number: Number) -> bool:
    """True for a small number and its letter behind a name, no billion: "Clade 1b", "Block 4B"."""
    last = number.last - 1
    if number.last - number.first != 2 or number.first == 0 or tokens[last].raw not in ("b", "B"):
        return False
    glued = tokens[last].start == tokens[last - 1].end
    return glued and tokens[number.first - 1].kind == "word" and tokens[number.first - 1].raw[0].isupper()


def _surname(tokens: tuple[Token, ...], first: int, last: int, lexicon: Lexicon) -> bool:
    """True for the age behind one name that opens its clause: "Sinner, 21, served"."""
    name, beyond = tokens[first - 2], tokens[last + 1] if last + 1 < len(tokens) else None
    opens = first == 2 or tokens[first - 3].kind == "mark"
    if not (lexicon.plural_marks and opens and name.raw[0].isupper() and beyond is not None):
        return False
    return beyond.key in lexicon.copulas or beyond.key in lexicon.articles or beyond.key.endswith("ed")


def numbered(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for the number of one thing: "le portail 3", "la sourate 9"; "le bilan" counts, and so may its."""
    first, last = number.first, number.last
    if not lexicon.singulars or last - first != 1 or first < 2 or not tokens[first].raw.isdigit():
        return False
    noun, lead = tokens[first - 1], tokens[first - 2]
    if noun.kind != "word" or len(noun.key) < _NOUN or noun.key.endswith(lexicon.plural_marks):
        return False
    elided = lead.raw in "'’" and first > 2 and tokens[first - 3].key in lexicon.singulars
    if not (elided or lead.key in lexicon.singulars) or noun.key in lexicon.unnumbered:
        return False
    if last == len(tokens) or tokens[last].kind == "mark":
        return last == len(tokens) or tokens[last].raw not in ":%=/|"
    behind = tokens[last].key
    if lexicon.verbs_of_several and not behind.endswith(lexicon.verbs_of_several) and not behind.endswith(
        lexicon.plural_marks
    ):  # fmt: skip
        # "El tren 4155 llegó", but "en la aldea 12 murieron".
        return behind not in lexicon.copulas
    return behind in lexicon.stops and behind not in lexicon.copulas


def nominal(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon, noun: int | None) -> bool:
    """True for a number that a singular article makes a name: "el 78", "la 36 División".

    `noun` is where words stand that no lexicon knows, None where nothing is counted.
    """
    if not number.digits or number.kind != "cardinal" or number.first == 0 or number.value == 1:
        return False
    if tokens[number.first - 1].key not in lexicon.singulars:
        return False
    return noun is None or (noun == number.last and not tokens[noun].key.endswith(lexicon.plural_marks))


def quarter(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for a small number behind a place name that a preposition follows: "fled Delmas 24 to sites"."""
    if number.last - number.first != 1 or number.last >= len(tokens) or not number.digits:
        return False
    behind = tokens[number.last]
    small = number.value is not None and number.value < _QUARTERS
    if any(token.raw == ":" for token in tokens[: number.first]):
        # The label of a list stands before: "Killed: Homs 7 in May, Hama 5 in June."
        return False
    return small and behind.key in lexicon.stops and behind.key not in lexicon.conjunctions


def hyphened(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for a number that a hyphen joins to its measure: "a 48-megapixel camera", "the 26-kg rover"."""
    last = number.last
    if not lexicon.joinable or last + 1 >= len(tokens):
        return False
    hyphen, word = tokens[last], tokens[last + 1]
    if hyphen.raw not in _HYPHENS or hyphen.start != number.end or word.start != hyphen.end:
        return False
    return word.kind == "word" and word.key not in lexicon.joinable


def _addressed(tokens: tuple[Token, ...], last: int, lexicon: Lexicon) -> bool:
    """True for the number of a house: "27 Bridge Street"."""
    for at in range(last, min(last + _ADDRESS, len(tokens))):
        token = tokens[at]
        if token.kind != "word" or not token.raw[0].isupper():
            return False
        if at > last and token.key in lexicon.streets:
            return True
    return False


def _housed(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for the number of a house behind its street: "en la calle Sardenya, 237, un hombre"."""
    first, last = number.first, number.last
    if not lexicon.ways or first < 3 or tokens[first - 1].raw != "," or last - first != 1:
        return False
    if last < len(tokens) and tokens[last].kind == "word" and len(tokens[last].key) > 1:
        return False
    at, named = first - 2, False
    while at >= 0 and first - at <= _STREET and tokens[at].kind == "word":
        if tokens[at].key in lexicon.ways:
            return named
        named = named or tokens[at].raw[0].isupper()
        at -= 1
    return False


def _enumerates(tokens: tuple[Token, ...], number: Number) -> bool:
    """True for one of the numbers in brackets that part a running list: "(1) … (2) …"."""
    value, first, last = number.value, number.first, number.last
    if not isinstance(value, int) or not 0 < value <= _ITEMS or last >= len(tokens) or last - first != 1:
        return False
    if tokens[first - 1].raw != "(" or tokens[last].raw != ")":
        return False
    near = {str(value - 1), str(value + 1)}
    return any(
        tokens[at].key in near and tokens[at - 1].raw == "(" and tokens[at + 1].raw == ")"
        for at in range(max(1, first - _NEARBY), min(len(tokens) - 1, last + _NEARBY))
    )


def _is_sign(token: Token, lexicon: Lexicon) -> bool:
    return lexicon.prefixes.word(token.key) is not None


def _apposed(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for the age behind a full name or one person: "Ariel Henry, 71, who", "the gunman, 32, was"."""
    first, last = number.first, number.last
    if first < 2 or last >= len(tokens) or not _among(number, _AGES) or last - first != 1:
        return False
    if tokens[first - 1].raw == "," and tokens[last].raw == "." and last + 1 == len(tokens):
        return _speaker(tokens, first, lexicon)
    if tokens[first - 1].raw != "," or tokens[last].raw != ",":
        return tokens[first - 1].raw == "," and _two_ages(tokens, number, lexicon)
    names = tokens[first - 3 : first - 1]
    if first >= 3 and all(token.kind == "word" and token.raw[0].isupper() for token in names):
        return True
    if _surname(tokens, first, last, lexicon):
        return True
    noun = lexicon.nouns.ending(tokens, first - 1)
    return (
        bool(lexicon.plural_marks)
        and noun is not None
        and noun.entry.kind == "noun"
        and noun.entry.unit == "person"
        and not noun.entry.plural
    )


def _speaker(tokens: tuple[Token, ...], first: int, lexicon: Lexicon) -> bool:
    """True for the age behind the name and calling that close a sentence: "…, said nurse Achol Deng, 29."."""
    if not lexicon.plural_marks or first <= _NAMED or tokens[first - _NAMED].kind != "word":
        return False
    names, calling = tokens[first - _NAMED + 1 : first - 1], tokens[first - _NAMED]
    if not all(token.kind == "word" and token.raw[0].isupper() for token in names):
        return False
    return calling.raw[0].islower() and calling.key not in lexicon.stops


def _two_ages(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for the first of two ages behind their people: "the suspects, 19 and 22, were held"."""
    last = number.last
    if not lexicon.plural_marks or last + 2 >= len(tokens) or tokens[last].key not in lexicon.conjunctions:
        return False
    noun = lexicon.nouns.ending(tokens, number.first - 1)
    people = noun is not None and noun.entry.kind == "noun" and noun.entry.unit == "person"
    return people and tokens[last + 1].kind == "digits" and tokens[last + 2].raw == ","


def _year(tokens: tuple[Token, ...], number: Number) -> str | None:
    """A bare year inside brackets; other years are told by the words around them."""
    if number.last - number.first != 1 or not _among(number, _YEARS):
        return None
    before, behind = tokens[number.first - 1], tokens[number.last : number.last + 1]
    if before.raw == "(" and behind and behind[0].raw in (")", ",", ":"):
        return "year"
    return None


def heads_title(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for a bare year before a title or a singular: "2022 Monsoon Floods", "the 2010 quake"."""
    if number.last - number.first != 1 or not _among(number, _YEARS) or not number.digits:
        return False
    behind = tokens[number.last] if number.last < len(tokens) else None
    if behind is None or behind.kind != "word":
        return False
    noun = lexicon.nouns.starting(tokens, number.last)
    if noun is not None and noun.entry.plural:
        return False
    if behind.raw[0].isupper():
        return True
    # "The 2010 quake": so many would want a plural.
    before = tokens[number.first - 1] if number.first > 0 else None
    definite = before is not None and before.key in lexicon.determiners
    plural = noun is None and behind.key.endswith(lexicon.plural_marks)
    return bool(lexicon.plural_marks) and definite and not plural


def by_words(
    sentence: Sentence, number: Number, lexicon: Lexicon, noun: tuple[int, int] | None
) -> tuple[str, str] | None:
    """Reason and rule id of the cue beside the number; `noun` is the known noun right behind it, if any."""
    tokens = sentence.tokens
    index = number.first
    while index > 0 and tokens[index - 1].key in lexicon.links and number.first - index < 4:
        index -= 1
    before = lexicon.excluded_before.ending(tokens, index)
    # "Le numéro 14": the linking word is a cue itself.
    linking = lexicon.excluded_before.ending(tokens, number.first) if index != number.first else None
    ahead = number.last
    behind = lexicon.excluded_after.starting(tokens, ahead)
    if behind is None and ahead < len(tokens) and tokens[ahead].raw in _HYPHENS:
        ahead += 1
        behind = lexicon.excluded_after.starting(tokens, ahead)
    if behind is not None and (
        behind.start != tokens[ahead].start
        # "12 points d'eau" counts a longer noun than the cue "points".
        or (noun is not None and noun[0] == behind.first and noun[1] > behind.last)
    ):
        behind = None
    left = (
        *(before.entry if before is not None else ()),
        *(linking.entry if linking is not None else ()),
    )
    right = behind.entry if behind is not None else ()
    for position in (*left, *right, *lexicon.excluded_anywhere):
        rule = lexicon.exclusions[position]
        if rule.both and not (position in left and position in right):
            continue
        if rule.weak and noun is not None and position not in right:
            continue
        if _shaped(rule, number) and _spoken(sentence, number, lexicon.anywhere[position]):
            return rule.reason, f"noncount.{lexicon.lang}.{rule.reason}.{position + 1:02d}"
    return None


def _shaped(rule: Exclusion, number: Number) -> bool:
    """True where the number has the shape that the rule asks for; a range is judged by its upper end."""
    match rule.shape:
        case "digits" if not number.digits:
            return False
        case "word" if number.digits:
            return False
        case "whole" if not (number.digits and number.last - number.first == 1):
            return False
        case "range" if number.kind != "range":
            return False
    value = number.value if number.value is not None else number.value_max
    if rule.low is not None and (value is None or value < rule.low):
        return False
    return not (rule.high is not None and (value is None or value > rule.high))


def _spoken(sentence: Sentence, number: Number, words: frozenset[str]) -> bool:
    """True where one of the words stands near the number; near, so that long sentences cost no more."""
    if not words:
        return True
    nearby = sentence.tokens[max(0, number.first - _NEARBY) : number.last + _NEARBY]
    return any(token.key in words for token in nearby)


def is_rate(number: Number) -> bool:
    """True for a broken number that no scale word explains: "2.5", not "2.5 million"."""
    if number.kind not in ("cardinal", "range") or not number.digits:
        return False
    values = (number.value,) if number.kind == "cardinal" else (number.value_min, number.value_max)
    return all(isinstance(value, Decimal) and value != value.to_integral_value() for value in values)


def is_article(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> bool:
    """True for a word that can say "one" without counting: "un", "une", "one", "أحد"."""
    return (
        not number.digits
        and number.value == 1
        and "num.one.listed" not in number.rules
        and number.last - number.first == 1
        and fold(tokens[number.first].raw) in lexicon.articles
    )
