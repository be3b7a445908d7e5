"""The counted noun behind a number, with its adjectives and partitives.

What no row knows but looks like a counted noun gets the unit `unknown` and keeps its words; where no
noun stands at all the unit is None, and the frame that takes the number decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from etl.model import Number, Token
from etl.quantities.lexicon import Lexicon, Noun
from etl.quantities.surfaces import ARTICLE, Match
from etl.text.tokens import forms

_RUN = 6
# How far behind a joined attribute its head may stand.
_PAIRED = 2
_QUOTES = frozenset("\"“”«‘'")
_OWNER = 3
_SCALE = 1_000_000
# What a plural behind makes an attribute of ("school projects"); a measure stays one ("litre cans").
_HEADS = ("person", "household", "housing_unit", "facility", "incident", "vehicle", "animal")


class Counted(msgspec.Struct, frozen=True, gc=False):
    """The noun phrase of a number: tokens of the noun, of the whole phrase, and what the noun says."""

    noun_first: int
    noun_last: int
    last: int
    unit: str | None
    population: tuple[str, ...]
    currency: str | None
    rules: tuple[str, ...]
    taken: bool = False

    @property
    def direct(self) -> tuple[int, int] | None:
        """The tokens of a known noun that the number itself counts, not of a set that it is taken from."""
        known = self.unit is not None and not self.taken and self.rules != ("unit.unknown",)
        return (self.noun_first, self.noun_last) if known else None


def elided(at: int, last: int | None = None) -> Counted:
    """No noun: the frame must say what is counted."""
    return Counted(at, at, at if last is None else last, None, (), None, ())


def after(
    tokens: tuple[Token, ...], at: int, number: Number, lexicon: Lexicon, numbers: Mapping[int, Number]
) -> Counted:
    """The noun that token `at`, the first behind the number, begins or leads to."""
    start = at
    if (
        at + 1 < len(tokens)
        and tokens[at].raw in _QUOTES
        and lexicon.nouns.starting(tokens, at + 1) is not None
    ):
        # The noun may stand in quotation marks ('20 "suspects"').
        at += 1
    partitive = lexicon.partitives.starting(tokens, at)
    if partitive is not None:
        pronoun = lexicon.pronouns.starting(tokens, start)
        if pronoun is not None:
            return elided(start, pronoun.last)
        at = partitive.last
        while at < len(tokens) and tokens[at].key in lexicon.determiners:
            at += 1
        at = _past_owner(tokens, at)
        if at in numbers:
            # "Two of the 15 wounded": the noun belongs to the second number, and this one shares it.
            inner = numbers[at]
            shared = after(tokens, inner.last, inner, lexicon, {})
            return elided(start) if shared.unit is None else msgspec.structs.replace(shared, taken=True)
    found = _noun_phrase(tokens, at, number, lexicon, numbers)
    if found is not None:
        found = _of_whom(tokens, found, lexicon)
    if partitive is not None and found is not None and (
        _locates(tokens, found, number, lexicon) or _of_kin(tokens, found, number, lexicon)
    ):  # fmt: skip
        # "28,000 of the island", "six of one family": one thing is where they are from, not what is counted.
        return elided(start)
    if found is not None and (partitive is None or found.direct is not None):
        taken = partitive is not None
        return found if found.taken == taken else msgspec.structs.replace(found, taken=taken)
    if found is not None and _scaled(tokens, number, start, lexicon):
        return found
    if partitive is None and at < len(tokens) and tokens[at].key in lexicon.sharers and at + 1 in numbers:
        # "From 12 to 19 deaths", "12 or 13 people": the noun stands behind the second number.
        inner = numbers[at + 1]
        if number.value is not None and inner.value is not None and number.value > inner.value:
            # "Moved 390,000 to 21 camps" goes from no 390,000 up.
            return elided(start)
        shared = after(tokens, inner.last, inner, lexicon, {})
        if shared.direct is not None:
            return msgspec.structs.replace(shared, last=start, taken=True)
    if partitive is None:
        other = lexicon.pronouns.starting(tokens, start) or lexicon.after_number.starting(tokens, start)
        if other is not None:
            return elided(start, other.last)
    return elided(start)


def _past_owner(tokens: tuple[Token, ...], at: int) -> int:
    """The token behind a name that owns the noun ("a quarter of Gaza's people")."""
    for end in range(at, min(at + _OWNER, len(tokens) - 2)):
        if not tokens[end].raw[0].isupper():
            return at
        if tokens[end + 1].raw in "'’" and tokens[end + 1].start == tokens[end].end:
            return end + 3 if tokens[end + 2].key == "s" else end + 2
    return at


def _scaled(tokens: tuple[Token, ...], number: Number, at: int, lexicon: Lexicon) -> bool:
    """Whether the number ends in a scale word, whose partitive leads to its noun ("millones de fieles")."""
    large = number.vague or (number.value is not None and number.value >= _SCALE)
    return (
        bool(lexicon.plural_marks) and large and number.kind == "cardinal" and tokens[at - 1].kind == "word"
    )


def _locates(tokens: tuple[Token, ...], found: Counted, number: Number, lexicon: Lexicon) -> bool:
    """Whether a singular behind a partitive only says whose or where the counted ones are."""
    plain = number.kind == "cardinal" and not number.vague and number.digits
    return (
        plain
        and bool(lexicon.plural_marks)
        and found.currency is None
        and found.unit not in ("person", "household", "percent", "currency")
        and not tokens[found.noun_first].key.endswith(lexicon.plural_marks)
    )


def _of_kin(tokens: tuple[Token, ...], found: Counted, number: Number, lexicon: Lexicon) -> bool:
    """Whether a single household behind a partitive is whose people are counted ("6 من عائلة واحدة")."""
    if found.unit != "household" or number.vague or found.direct is None:
        return False
    noun = lexicon.nouns.starting(tokens, found.noun_first)
    return noun is not None and not noun.entry.plural


def _noun_phrase(
    tokens: tuple[Token, ...],
    at: int,
    number: Number,
    lexicon: Lexicon,
    numbers: Mapping[int, Number],
) -> Counted | None:
    limit = min(len(tokens), at + _RUN)
    index = at
    while index < limit:
        adjective = lexicon.after_number.starting(tokens, index)
        noun = lexicon.nouns.starting(tokens, index)
        if noun is not None and _fits(tokens, noun):
            if lexicon.lang == "en" and noun.entry.kind != "sign":
                return _english(tokens, index, lexicon, limit, numbers)
            if noun.entry.kind != "adjective":
                return _with_followers(tokens, noun, lexicon, numbers)
        if adjective is None or (noun is not None and noun.last > adjective.last):
            break
        index = adjective.last
    if index >= limit or index in numbers:
        return None
    if lexicon.lang == "en":
        found = _english(tokens, index, lexicon, limit, numbers)
        if found is not None:
            return found
    suffixed = _suffixed(tokens, index, lexicon)
    if suffixed is not None:
        counted = _with_followers(tokens, suffixed, lexicon)
        # "1450 of their families" counts people.
        return msgspec.structs.replace(counted, unit="person") if counted.unit == "household" else counted
    return _unknown(tokens, index, number, lexicon)


def _fits(tokens: tuple[Token, ...], noun: Match[Noun]) -> bool:
    """True where the noun itself, bare or with the article, follows: "و" and "ل" start something else."""
    token = tokens[noun.first]
    if noun.last < len(tokens) and tokens[noun.last].kind == "digits" and token.raw.isupper() and (
        tokens[noun.last].start == token.end
    ):  # fmt: skip
        # "Nine M23 rebels": the letter is that of a name.
        return False
    return noun.start == token.start or token.key.startswith(ARTICLE)


def _of_whom(tokens: tuple[Token, ...], counted: Counted, lexicon: Lexicon) -> Counted:
    """What is left of whom: "17 bodies of migrants" and "17 جثة لمهاجرين" count migrants."""
    at = counted.last
    if (
        counted.unit != "person"
        or at >= len(tokens)
        or tokens[counted.noun_last - 1].key not in lexicon.bodies
    ):
        return counted
    of = tokens[at].key in lexicon.belonging
    while (
        of
        and at + 1 < len(tokens)
        and (tokens[at].key in lexicon.belonging or tokens[at].key in lexicon.determiners)
    ):
        at += 1
    owner = lexicon.nouns.starting(tokens, at)
    hangs = owner is not None and tokens[at].key[0] in lexicon.belonging and owner.start > tokens[at].start
    if owner is None or not (of or hangs) or owner.entry.unit != "person" or not owner.entry.plural:
        return counted
    added = tuple(code for code in owner.entry.population if code not in counted.population)
    return msgspec.structs.replace(
        counted,
        last=owner.last,
        population=counted.population + added,
        rules=(*counted.rules, owner.entry.id),
    )


def _with_followers(
    tokens: tuple[Token, ...],
    noun: Match[Noun],
    lexicon: Lexicon,
    numbers: Mapping[int, Number] | None = None,
) -> Counted:
    """The noun and the adjectives behind it that say who is meant ("مقاتل أجنبي", "civils étrangers")."""
    entry = noun.entry
    population = list(entry.population)
    last = noun.last
    rules = [entry.id]
    while entry.unit in ("person", "household") and last < len(tokens):
        follower = lexicon.nouns.starting(tokens, last)
        if follower is None or not _fits(tokens, follower) or follower.entry.kind == "sign":
            break
        if follower.entry.unit != "person" or not follower.entry.population:
            break
        population.extend(code for code in follower.entry.population if code not in population)
        rules.append(follower.entry.id)
        last = follower.last
    if numbers is None or last not in numbers:
        # "ثلاثة أطفال وامرأتان": a dual counts for itself.
        last = _coordinated(tokens, last, entry, population, lexicon)
    return Counted(
        noun.first, noun.last, last, entry.unit, tuple(population), entry.currency, tuple(rules)
    )  # fmt: skip


def _coordinated(
    tokens: tuple[Token, ...], last: int, head: Noun, population: list[str], lexicon: Lexicon
) -> int:
    """The end of the phrase with a second group joined to the first ("refugees and migrants")."""
    if head.unit != "person" or not head.population or not head.plural or last >= len(tokens):
        return last
    token = tokens[last]
    if token.key in lexicon.conjunctions and token.kind == "word":
        joined = lexicon.nouns.starting(tokens, last + 1)
        bare = joined is not None and joined.start == tokens[last + 1].start
    else:
        # An Arabic conjunction hangs on its noun and adds one letter.
        joined = lexicon.nouns.starting(tokens, last)
        bare = joined is not None and joined.start == token.start + 1 and token.key[0] in lexicon.conjunctions
    if joined is None or not bare or joined.entry.unit != "person" or not joined.entry.plural:
        return last
    if not joined.entry.population or joined.entry.kind != "noun":
        return last
    population.extend(code for code in joined.entry.population if code not in population)
    return joined.last


def _english(
    tokens: tuple[Token, ...], at: int, lexicon: Lexicon, limit: int, numbers: Mapping[int, Number]
) -> Counted | None:
    """The head of an English noun phrase: its first plural, else a participle or singular right there."""
    index = at
    participle: Match[Noun] | None = None
    singular: Match[Noun] | None = None
    attributes: list[str] = []
    while index < limit:
        token = tokens[index]
        if index in numbers and (index == at or tokens[index - 1].end != token.start):
            # The digits of a name are none ("nine M23 rebels").
            break
        match = lexicon.nouns.starting(tokens, index)
        if match is not None and match.entry.kind == "sign":
            break
        if match is not None and _ends_phrase(match.entry):
            start = match.first
            following = lexicon.nouns.starting(tokens, match.last)
            while following is not None and following.entry.plural and following.entry.kind == "noun":
                attributes.extend(match.entry.population)
                match = following
                following = lexicon.nouns.starting(tokens, match.last)
            if participle is not None and participle.first == at and index - participle.last > 2:
                break
            return _headed(msgspec.structs.replace(match, first=start), attributes, tokens, lexicon)
        if (
            match is None
            and token.key not in lexicon.after_number_words
            and (token.kind != "word" or token.key in lexicon.stops)
        ):
            # A hyphen or comma inside a row of adjectives does not end it.
            if token.raw == "-" and index > at and tokens[index - 1].end == token.start:
                index += 1
                continue
            described = index > at or tokens[index - 1].key in lexicon.after_number_words
            if described and _paired(tokens, index, lexicon, numbers, alike=participle is not None):
                index += 1
                continue
            break
        if match is None:
            if _looks_plural(token, lexicon) and (index == at or participle is None):
                counted = singular is not None and singular.entry.unit in _HEADS
                if counted and singular is not None and singular.last == index and singular.first == at:
                    # "3,500 camp dwellers", "12 school projects": the plural is the head.
                    people = token.raw.endswith(lexicon.people_endings) and token.key not in lexicon.things
                    unit, rule = ("person", "unit.people") if people else ("unknown", "unit.unknown")
                    return Counted(index, index + 1, index + 1, unit, (), None, (rule,))
                break
            index += 1
            continue
        if match.entry.kind == "participle":
            if match.last in numbers:
                # "Unit 7 killed 30": what looks like a participle is the verb of the next number.
                break
            participle = participle or match
        elif match.entry.kind == "noun":
            singular = match
        attributes.extend(match.entry.population)
        index = match.last
    if participle is not None and (singular is None or participle.first < singular.first):
        if participle.first == at or lexicon.after_number.starting(tokens, participle.first - 1):
            return _headed(participle, (), tokens, lexicon)
        return None
    if singular is not None and (singular.first == at or singular.first <= at + 2):
        # "27 Bridge Road": a name, and no bridge.
        named = singular.first == at and tokens[at].raw[0].isupper() and at + 1 < len(tokens) and (
            tokens[at + 1].raw[0].isupper()
        )  # fmt: skip
        return None if named else _headed(singular, (), tokens, lexicon)
    return None


def _paired(
    tokens: tuple[Token, ...], at: int, lexicon: Lexicon, numbers: Mapping[int, Number], *, alike: bool
) -> bool:
    """Whether a conjunction joins two attributes of one plural ("14 primary and secondary schools").

    Where the first is a participle that may stand alone, `alike` asks the second to be one as well.
    """
    if tokens[at].kind != "word" or tokens[at].key not in lexicon.conjunctions:
        return False
    if alike:
        second = lexicon.nouns.starting(tokens, at + 1) if at + 1 < len(tokens) else None
        if second is None or second.entry.kind != "participle":
            return False
    for head in range(at + 2, min(at + 2 + _PAIRED, len(tokens))):
        if head - 1 in numbers or tokens[head - 1].kind != "word" or tokens[head - 1].key in lexicon.stops:
            return False
        noun = lexicon.nouns.starting(tokens, head)
        if noun is not None and noun.entry.kind == "noun":
            return noun.entry.plural
    return False


def _ends_phrase(noun: Noun) -> bool:
    return noun.kind == "head" or (noun.kind == "noun" and noun.plural)


def _headed(head: Match[Noun], before: Sequence[str], tokens: tuple[Token, ...], lexicon: Lexicon) -> Counted:
    """The phrase under `head`; what attributes name counts where the head is people ("child victims")."""
    population = list(head.entry.population)
    if head.entry.unit in ("person", "household"):
        population.extend(code for code in dict.fromkeys(before) if code not in population)
    last = _coordinated(tokens, head.last, head.entry, population, lexicon)
    return Counted(
        head.first, head.last, last, head.entry.unit, tuple(population), head.entry.currency, (head.entry.id,)
    )


def _looks_plural(token: Token, lexicon: Lexicon) -> bool:
    key = token.key
    if token.kind != "word" or len(key) < 4 or key in lexicon.stops:
        return False
    if token.raw.casefold().endswith(lexicon.participle_endings):
        return False
    return key.endswith(lexicon.plural_marks) and not key.endswith("ss") and token.raw[0].islower()


def _suffixed(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> Match[Noun] | None:
    """The noun under a possessive ending ("جنودها"), where the bare word is unknown."""
    token = tokens[at]
    if not lexicon.suffixes or token.kind != "word":
        return None
    for suffix in lexicon.suffixes:
        if len(token.key) > len(suffix) + 2 and token.key.endswith(suffix):
            stem = token.key[: -len(suffix)]
            for key in (stem, stem[:-1] + "ه" if stem.endswith("ت") else stem):
                entry = lexicon.nouns.word(key)
                if entry is not None:
                    return Match(at, at + 1, token.start, entry)
    return None


def _unknown(tokens: tuple[Token, ...], at: int, number: Number, lexicon: Lexicon) -> Counted | None:
    """A counted noun that no row knows, told by its shape alone."""
    token = tokens[at]
    if token.kind != "word" or token.key in lexicon.stops or len(token.key) < 3:
        return None
    if lexicon.plural_marks:
        if not _looks_plural(token, lexicon):
            return None
    elif token.key[0] in lexicon.openers or not "\u0620" <= token.key[0] <= "\u064a":
        return None
    if number.value == 1 and not number.digits:
        return None
    for prefix in lexicon.noun_prefixes:
        if token.key.startswith(prefix):
            entry = lexicon.nouns.word(token.key[len(prefix) :])
            if entry is not None and entry.plural and entry.unit == "person":
                return Counted(at, at + 1, at + 1, entry.unit, entry.population, None, (entry.id,))
    definite = token.key.startswith(ARTICLE)
    if not definite and token.raw.endswith(lexicon.people_endings) and token.key not in lexicon.things:
        return Counted(at, at + 1, at + 1, "person", (), None, ("unit.ending",))
    return Counted(at, at + 1, at + 1, "unknown", (), None, ("unit.unknown",))


def hanging(token: Token) -> int:
    """How many characters of a noun's token are conjunction or preposition and not part of the noun."""
    definite = (form for form in forms(token) if form.prefix.endswith(ARTICLE) and form.prefix != ARTICLE)
    return next((form.offset - len(ARTICLE) for form in definite), 0)


def dual(tokens: tuple[Token, ...], number: Number, noun: Noun, lexicon: Lexicon) -> Counted:
    """The unit of a word that is number and noun at once ("هجومين"), with its adjectives."""
    match = Match(number.first, number.last, number.start, noun)
    longer = lexicon.nouns.starting(tokens, number.first)
    if longer is not None and longer.last > number.last:
        match = longer
    return _with_followers(tokens, match, lexicon)


def split(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> Counted | None:
    """A unit that stands on both sides of its number: "كيلومتر واحد مربع"."""
    if number.first == 0 or number.last >= len(tokens):
        return None
    left, right = tokens[number.first - 1], tokens[number.last]
    entry = lexicon.nouns.phrase((left.key, right.key))
    if entry is None or entry.plural:
        return None
    return Counted(
        number.first - 1, number.last + 1, number.last + 1, entry.unit, entry.population, None, (entry.id,)
    )
