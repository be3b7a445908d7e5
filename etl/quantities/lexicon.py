"""The compiled lexicon of a language: nouns with their units, quantifiers, and what is no figure.

Everything is read once per language from its pack and kept; a surface that stands twice keeps its
first row. Unit signs and currency codes stand in the English pack and hold for every language.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import msgspec

from etl.lang.packs import read_csv, read_toml
from etl.model import Lang, Quantifier
from etl.quantities.surfaces import SurfaceIndex
from etl.text.fold import fold
from etl.text.sights import Sight
from etl.text.tokens import keys_of


class NounRow(msgspec.Struct, frozen=True):
    """A counted noun as the pack declares it; several spellings are parted by `|`.

    `currency` is an ISO code, or in small letters a name that several countries share. `plural` may give
    endings ("+ون") that the grammar file expands. `kind` "participle" counts persons only where no noun
    follows ("12 wounded" but "12 wounded fighters"); "adjective" never heads a phrase and only adds its
    population; a "sign" may also stand before the number ("US$ 5m"); a "head" takes the number right behind
    it ("a population of 68,000").
    """

    unit: str
    singular: str = ""
    plural: str = ""
    population: str = ""
    currency: str | None = None
    kind: Literal["noun", "participle", "adjective", "sign", "head"] = "noun"
    example: str = ""


class Noun(msgspec.Struct, frozen=True, gc=False):
    """A surface of a counted noun: its unit, who it names, and whether it is a plural form."""

    unit: str
    population: tuple[str, ...]
    currency: str | None
    kind: str
    plural: bool
    id: str


class QuantifierRow(msgspec.Struct, frozen=True):
    """Words before or after a number and what they do to its bounds; `none` is passed over ("a total of").

    A "verb" lifts what is counted to the number: between them stand only words ("فاق عدد اللاجئين 460 ألفا").
    """

    surface: str
    position: Literal["before", "after", "verb"]
    effect: Quantifier | Literal["none"]
    example: str


class Grammar(msgspec.Struct, frozen=True):
    """The small words around a counted noun, and the endings that make its forms.

    `after_number`: adjectives between number and noun; `partitives` open the set that a number is taken
    from, `pronouns` stand for it, `determiners` may follow the partitive; `bridges` lead from a noun to the
    number behind it, with `fillers` beside them; `counters` stand before such a noun ("عدد"); `sharers`
    stand between two numbers of one noun ("12 or 13 people"); `stops` are words that are never a counted
    noun, `openers` letters that begin no unknown one; `becoming` are the verbs after which a bare singular
    measure means one; `articles` are words that say "one" without counting,
    `follows` the number words that stand behind their noun. `heads_last` tells where a label has its head;
    `conjunctions` join two numbers of one kind ("articles 3 and 4"). What ends like a participle is no
    unknown noun; `rounding` are number words that mean about so many ("une douzaine");
    after a share without its base stands one of the `copulas` ("half are children");
    `bodies` are whose the words behind one of `belonging` say ("17 bodies of migrants");
    `people_endings` make people of a plural that no row knows ("electricistas"), but of none of `things`;
    `noun_prefixes` may stand before a noun of the lexicon ("exmilitares");
    `interposed` are the words that may part a bounding verb from its number ("a dépassé lundi les 100");
    `tolls` count people whatever the noun behind them names ("the toll of the protests").
    """

    singular_endings: list[str]
    feminine_endings: list[str]
    plural_default: str
    plural_endings: dict[str, list[str]]
    feminine_mark: str
    masculine: list[str]
    suffixes: list[str]
    after_number: list[str]
    partitives: list[str]
    pronouns: list[str]
    determiners: list[str]
    bridges: list[str]
    fillers: list[str]
    sharers: list[str]
    stops: list[str]
    becoming: list[str]
    plural_marks: list[str]
    participle_endings: list[str]
    rounding: list[str]
    copulas: list[str]
    bodies: list[str]
    belonging: list[str]
    articles: list[str]
    openers: list[str]
    counters: list[str]
    follows: list[str]
    heads_last: bool
    conjunctions: list[str]
    people_endings: list[str] = []
    things: list[str] = []
    noun_prefixes: list[str] = []
    interposed: list[str] = []
    tolls: list[str] = []


class Exclusion(msgspec.Struct, frozen=True):
    """Words beside a number that make it no figure, with phrases that show it and near misses.

    `both` wants a cue on either side. `weak` gives way to a counted noun right after the number.
    `anywhere` wants one of its words somewhere in the sentence. Shapes narrow which numbers are meant.
    """

    reason: str
    example: list[str]
    before: list[str] = []
    after: list[str] = []
    anywhere: list[str] = []
    both: bool = False
    weak: bool = False
    shape: Literal["any", "digits", "whole", "range", "word"] = "any"
    low: int | None = None
    high: int | None = None
    near: list[str] = []


class Exclusions(msgspec.Struct, frozen=True):
    """The exclusions of a language and the small words that may stand between cue and number ("no.")."""

    links: list[str]
    rule: list[Exclusion]
    # Words that end an address ("27 Bridge Street"), and what a hyphen may join to a count ("300-strong").
    streets: list[str] = []
    # Singular articles: a bare number behind one of these and its noun tells which one is meant; behind the
    # nouns that count ("le bilan 12") it does not.
    singulars: list[str] = []
    unnumbered: list[str] = []
    joinable: list[str] = []
    # Endings of verbs whose subject is several ("murieron"), behind which a bare number may count.
    verbs_of_several: list[str] = []
    # Words that open the name of a street, behind which the number of a house stands.
    ways: list[str] = []


class Lexicon(msgspec.Struct, frozen=True, gc=False):
    """Everything this room knows of a language, ready to look up."""

    lang: Lang
    nouns: SurfaceIndex[Noun]
    prefixes: SurfaceIndex[Noun]
    before: SurfaceIndex[QuantifierRow]
    after: SurfaceIndex[QuantifierRow]
    verbs: SurfaceIndex[QuantifierRow]
    after_number: SurfaceIndex[str]
    partitives: SurfaceIndex[str]
    pronouns: SurfaceIndex[str]
    excluded_before: SurfaceIndex[tuple[int, ...]]
    excluded_after: SurfaceIndex[tuple[int, ...]]
    excluded_anywhere: tuple[int, ...]
    exclusions: tuple[Exclusion, ...]
    anywhere: tuple[frozenset[str], ...]
    links: frozenset[str]
    streets: frozenset[str]
    singulars: frozenset[str]
    unnumbered: frozenset[str]
    joinable: frozenset[str]
    verbs_of_several: tuple[str, ...]
    ways: frozenset[str]
    determiners: frozenset[str]
    bridges: frozenset[str]
    fillers: frozenset[str]
    sharers: frozenset[str]
    stops: frozenset[str]
    becoming: Sight
    articles: frozenset[str]
    openers: frozenset[str]
    after_number_words: frozenset[str]
    counters: SurfaceIndex[str]
    # Whether a token can begin one of them.
    counting: Sight
    follows: frozenset[str]
    tolls: frozenset[str]
    heads_last: bool
    conjunctions: frozenset[str]
    suffixes: tuple[str, ...]
    plural_marks: tuple[str, ...]
    participle_endings: tuple[str, ...]
    rounding: frozenset[str]
    copulas: frozenset[str]
    bodies: frozenset[str]
    belonging: frozenset[str]
    people_endings: tuple[str, ...]
    things: frozenset[str]
    noun_prefixes: tuple[str, ...]
    interposed: frozenset[str]


@lru_cache(maxsize=4)
def lexicon(lang: Lang) -> Lexicon:
    """The lexicon of `lang`. Raises LexiconError where its files do not fit."""
    grammar = read_toml(lang, "units", Grammar)
    exclusions = read_toml(lang, "noncount", Exclusions)
    quantifiers = read_csv(lang, "quantifiers", QuantifierRow)
    # Peoples and trades stand in a file of their own; what counts specially in `units.csv` wins over them.
    rows = [*read_csv(lang, "units", NounRow), *read_csv(lang, "units_people", NounRow)]
    signs = read_csv("en", "units_signs", NounRow)
    nouns = [*_nouns(rows, grammar, lang), *_nouns(signs, grammar, "sign")]
    counters = SurfaceIndex((word, word) for word in grammar.counters)
    return Lexicon(
        lang=lang,
        nouns=SurfaceIndex(nouns),
        prefixes=SurfaceIndex(
            (surface, noun) for surface, noun in nouns if noun.kind == "sign" and noun.unit == "currency"
        ),
        before=SurfaceIndex((row.surface, row) for row in quantifiers if row.position == "before"),
        after=SurfaceIndex((row.surface, row) for row in quantifiers if row.position == "after"),
        verbs=SurfaceIndex((row.surface, row) for row in quantifiers if row.position == "verb"),
        after_number=SurfaceIndex((word, word) for word in grammar.after_number),
        partitives=SurfaceIndex((word, word) for word in grammar.partitives),
        pronouns=SurfaceIndex((word, word) for word in grammar.pronouns),
        excluded_before=SurfaceIndex(_cues(exclusions.rule, "before")),
        excluded_after=SurfaceIndex(_cues(exclusions.rule, "after")),
        excluded_anywhere=tuple(
            position
            for position, rule in enumerate(exclusions.rule)
            if rule.anywhere and not rule.before and not rule.after
        ),
        exclusions=tuple(exclusions.rule),
        anywhere=tuple(_folded(rule.anywhere) for rule in exclusions.rule),
        links=_folded(exclusions.links),
        streets=_folded(exclusions.streets),
        singulars=_folded(exclusions.singulars),
        unnumbered=_folded(exclusions.unnumbered),
        joinable=_folded(exclusions.joinable),
        verbs_of_several=tuple(fold(ending) for ending in exclusions.verbs_of_several),
        ways=_folded(exclusions.ways),
        determiners=_folded(grammar.determiners),
        bridges=_folded(grammar.bridges),
        fillers=_folded(grammar.fillers),
        sharers=_folded(grammar.sharers),
        stops=_folded(grammar.stops),
        becoming=_sight(grammar.becoming),
        articles=_folded(grammar.articles),
        openers=_folded(grammar.openers),
        after_number_words=_folded(grammar.after_number),
        follows=_folded(grammar.follows),
        tolls=_folded(grammar.tolls),
        heads_last=grammar.heads_last,
        conjunctions=_folded(grammar.conjunctions),
        counters=counters,
        counting=Sight(counters.begins),
        suffixes=tuple(fold(suffix) for suffix in grammar.suffixes),
        plural_marks=tuple(grammar.plural_marks),
        participle_endings=tuple(grammar.participle_endings),
        rounding=_folded(grammar.rounding),
        copulas=_folded(grammar.copulas),
        bodies=_folded(grammar.bodies),
        belonging=_folded(grammar.belonging),
        people_endings=tuple(grammar.people_endings),
        things=_folded(grammar.things),
        noun_prefixes=tuple(fold(prefix) for prefix in grammar.noun_prefixes),
        interposed=_folded(grammar.interposed),
    )


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _sight(words: list[str]) -> Sight:
    keys = _folded(words)
    return Sight(lambda token: token.key in keys)


def _cues(rules: list[Exclusion], side: Literal["before", "after"]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every cue with the rules that it belongs to, in the order of the file."""
    positions: dict[str, list[int]] = {}
    for position, rule in enumerate(rules):
        for surface in rule.before if side == "before" else rule.after:
            positions.setdefault(" ".join(keys_of(surface)), []).append(position)
    for surface, found in positions.items():
        yield surface, tuple(found)


def _nouns(rows: list[NounRow], grammar: Grammar, source: str) -> list[tuple[str, Noun]]:
    # Listed surfaces win over those that endings make, so they come first.
    listed: list[tuple[str, Noun]] = []
    derived: list[tuple[str, Noun]] = []
    for number, row in enumerate(rows, 1):
        population = tuple(row.population.split())
        name = f"unit.{source}.{number}"
        one = Noun(row.unit, population, row.currency, row.kind, False, name)
        many = Noun(row.unit, population, row.currency, row.kind, True, name)
        singulars = row.singular.split("|") if row.singular else []
        default = grammar.plural_default if row.kind != "sign" else ""
        plurals = (row.plural or default).split("|") if row.plural or default else []
        listed.extend((word, one) for word in singulars)
        for plural in plurals:
            if plural.startswith("+"):
                derived.extend((word, many) for word in _plurals(singulars, plural, grammar))
            elif plural != "-":
                listed.append((plural, many))
        if row.kind != "sign":
            for word in singulars:
                derived.extend((w, one) for w in _inflected(word, grammar))
    return listed + derived


def _plurals(words: list[str], plural: str, grammar: Grammar) -> Iterator[str]:
    mark = grammar.feminine_mark
    for word in words:
        feminine = bool(mark) and word.endswith(mark)
        if feminine and plural in grammar.masculine:
            continue
        stem = word[: -len(mark)] if feminine else word
        for ending in grammar.plural_endings.get(plural, [plural[1:]]):
            yield stem + ending


def _inflected(word: str, grammar: Grammar) -> Iterator[str]:
    if " " in word:
        return
    mark = grammar.feminine_mark
    if mark and word.endswith(mark):
        for ending in grammar.feminine_endings:
            yield word[: -len(mark)] + ending
    else:
        for ending in grammar.singular_endings:
            yield word + ending
