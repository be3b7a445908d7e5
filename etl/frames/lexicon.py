"""Frames and clause words of a language, compiled once into tries over folded tokens.

A row of `frames.csv` lists surface patterns separated by `|`. A word may name a paradigm of
`clauses.toml` (`kill~v`), which lists its endings; ` … ` stands for up to `gap` tokens, among
them the figure ("took … hostage").
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

import msgspec

from etl.errors import LexiconError
from etl.frames.packs import ClausePack, FrameRow, Pos, Role
from etl.frames.tries import Trie, governing, phrases, shaping, words_of
from etl.lang.packs import read_csv, read_toml
from etl.model import LANGS, Lang
from etl.text.fold import fold
from etl.text.tokens import keys_of_each


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A frame ready to match: its indicator, the units it takes and how the figure stands to it."""

    id: str
    indicator: str
    pos: Pos
    voice: str
    role: Role
    measure: str
    state: bool
    open: bool
    units: frozenset[str]
    unit: str | None
    priority: int
    side: str | None
    who: frozenset[str]
    gap: tuple[str, ...] = ()


class Indicator(msgspec.Struct, frozen=True):
    """Defaults of an indicator: usual measure, units it counts, and whether an actor decides on it.

    `open` says that a noun which no lexicon knows is a person where this happens to it ("killed 12 reapers");
    `who` names the populations that the counted noun must belong to, where it has a noun.
    """

    code: str
    measure: str
    units: tuple[str, ...]
    control: bool
    open: bool
    who: frozenset[str]


class Lexicon:
    """Everything that this package knows of a language."""

    __slots__ = (
        "aboard",
        "active",
        "adding",
        "additive",
        "against",
        "agents",
        "anaphors",
        "anterior",
        "anyone",
        "appositions",
        "arms",
        "bound",
        "breaks",
        "captors",
        "clauses",
        "comparisons",
        "conjunctions",
        "copulas",
        "dated_states",
        "determiners",
        "disasters",
        "epidemics",
        "everyday",
        "evictors",
        "exchanges",
        "figure_openers",
        "gaps",
        "governing",
        "groups",
        "helpers",
        "holdings",
        "infections",
        "judgements",
        "lang",
        "links",
        "making",
        "names",
        "nominal_before",
        "noun_marks",
        "object_marks",
        "obliques",
        "particles",
        "partitive_pronouns",
        "partitives",
        "passive",
        "patients",
        "prepositions",
        "prisons",
        "pro_verbs",
        "purposes",
        "putting",
        "reaching",
        "relatives",
        "restated",
        "restating",
        "rules",
        "second_halves",
        "seizures",
        "shapes",
        "shaping",
        "shelters",
        "singular",
        "states",
        "superlatives",
        "survivals",
        "triggers",
    )  # fmt: skip

    def __init__(self, lang: Lang) -> None:
        pack = read_toml(lang, "clauses", ClausePack)
        self.lang = lang
        self.clauses = pack
        self.triggers = Trie()
        self.gaps = Trie()
        self.rules: list[Rule] = []
        inflected: dict[str, list[tuple[str, ...]]] = {}
        for row in read_csv(lang, "frames", FrameRow):
            for rule, starts in _compiled(row, pack, f"{lang}/frames.csv", inflected):
                if starts and (not self.rules or self.rules[-1].id != rule.id):
                    self.rules.append(rule)
                (self.gaps if rule.gap else self.triggers).add_each(starts, rule)
        self.second_halves: dict[int, dict[str, tuple[Rule, ...]]] = {}
        self.names = phrases(pack.names)
        self.governing = governing(self.triggers, self.gaps, self.names)
        self.conjunctions = phrases(pack.conjunctions)
        self.shapes = Trie()
        for code, surfaces in (
            ("and", pack.conjunctions),
            ("relative", pack.relatives),
            ("break", pack.breaks),
            ("bound", pack.bounds),
            ("inert", pack.inert),
        ):
            for surface in surfaces:
                self.shapes.add(words_of(surface), code)
        self.shaping = shaping(lang, self.shapes)
        self.breaks = phrases(pack.breaks)
        self.relatives = phrases(pack.relatives)
        self.passive = frozenset(fold(w) for w in pack.passive)
        self.states = frozenset(fold(w) for w in pack.states)
        self.dated_states = frozenset(fold(w) for w in pack.dated_states)
        self.active = frozenset(fold(w) for w in pack.active)
        self.judgements = frozenset(fold(w) for w in pack.judgements)
        self.holdings = frozenset(fold(w) for w in pack.holdings)
        self.shelters = frozenset(fold(w) for w in pack.shelters)
        self.prisons = frozenset(fold(w) for w in pack.prisons)
        self.singular = frozenset(fold(w) for w in pack.singular)
        self.groups = frozenset(fold(w) for w in pack.groups)
        self.bound = frozenset(fold(w) for w in pack.bound)
        self.additive = frozenset(fold(w) for w in pack.additive)
        self.superlatives = frozenset(fold(w) for w in pack.superlatives)
        self.agents = phrases(pack.agents)
        self.prepositions = phrases(pack.prepositions)
        self.links = phrases(pack.links)
        self.partitives = phrases(pack.partitives)
        self.appositions = phrases(pack.appositions)
        self.comparisons = phrases(pack.comparisons)
        self.nominal_before = frozenset(fold(w) for w in pack.nominal_before)
        self.anaphors = phrases(pack.anaphors)
        self.pro_verbs = phrases(pack.pro_verbs)
        self.against = phrases(pack.against)
        self.purposes = frozenset(fold(w) for w in pack.purposes)
        self.noun_marks = frozenset(fold(w) for w in pack.noun_marks)
        self.infections = frozenset(fold(w) for w in pack.infections)
        self.patients = frozenset(fold(w) for w in pack.patients)
        self.disasters = frozenset(fold(w) for w in pack.disasters)
        self.evictors = frozenset(fold(w) for w in pack.evictors)
        self.epidemics = frozenset(fold(w) for w in pack.epidemics)
        self.arms = frozenset(fold(w) for w in pack.arms)
        self.everyday = frozenset(fold(w) for w in pack.everyday)
        self.particles = frozenset(fold(w) for w in pack.particles)
        self.object_marks = frozenset(fold(w) for w in pack.object_marks)
        self.determiners = frozenset(fold(w) for w in pack.determiners)
        self.survivals = frozenset(fold(w) for w in pack.survivals)
        self.seizures = frozenset(fold(w) for w in pack.seizures)
        self.captors = frozenset(fold(w) for w in pack.captors)
        self.copulas = frozenset(fold(w) for w in pack.copulas)
        self.anterior = frozenset(fold(w) for w in pack.anterior)
        self.helpers = frozenset(fold(w) for w in pack.helpers)
        self.figure_openers = frozenset(fold(w) for w in pack.figure_openers)
        self.obliques = frozenset(fold(w) for w in pack.obliques)
        self.partitive_pronouns = frozenset(fold(w) for w in pack.partitive_pronouns)
        self.adding = phrases(pack.adding)
        self.anyone = frozenset(fold(w) for w in pack.anyone)
        self.putting = frozenset(fold(w) for w in pack.putting)
        self.making = frozenset(fold(w) for w in pack.making)
        self.aboard = frozenset(fold(w) for w in pack.aboard)
        self.exchanges = phrases(pack.exchanges)
        self.restating = frozenset(fold(w) for w in pack.restating)
        self.restated = frozenset(fold(w) for w in pack.restated)
        self.reaching = frozenset(fold(w) for w in pack.reaching)

    def seconds(self, rules: list[Rule]) -> dict[str, tuple[Rule, ...]]:
        """The rules that share a first half, by the first word of their second; `rules` is a trie's own."""
        known = self.second_halves.get(id(rules))
        if known is None:
            grouped: dict[str, list[Rule]] = {}
            for rule in rules:
                grouped.setdefault(rule.gap[0], []).append(rule)
            known = {word: tuple(group) for word, group in grouped.items()}
            self.second_halves[id(rules)] = known
        return known


@lru_cache(maxsize=1)
def indicators() -> dict[str, Indicator]:
    """Every indicator by code, in the order of the file."""
    with (files("etl.frames") / "indicators.csv").open(encoding="utf-8") as lines:
        return {
            row["indicator"]: Indicator(
                row["indicator"],
                row["measure"],
                tuple(row["units"].split()),
                row["control"] == "yes",
                row["open"] == "yes",
                frozenset(row["who"].split()),
            )
            for row in csv.DictReader(lines)
        }


@lru_cache(maxsize=len(LANGS))
def lexicon(lang: Lang) -> Lexicon:
    """The compiled frames of a language."""
    return Lexicon(lang)


def _compiled(
    row: FrameRow, pack: ClausePack, source: str, inflected: dict[str, list[tuple[str, ...]]]
) -> list[tuple[Rule, list[tuple[str, ...]]]]:
    """The rules of a row, one for each second half, with their surfaces; `inflected` remembers words."""
    usual = indicators().get(row.indicator)
    if usual is None:
        raise LexiconError(source, f"{row.id}: no indicator {row.indicator}")
    units = tuple(row.units.split()) if row.units else usual.units
    compiled: list[tuple[Rule, list[tuple[str, ...]]]] = []
    rules: dict[tuple[str, ...], Rule] = {}
    for pattern in row.pattern.split("|"):
        head, _, tail = pattern.strip().partition("…")
        surfaces = _surfaces(head.split(), pack, source, inflected)
        for gap in _surfaces(tail.split(), pack, source, inflected) if tail else [()]:
            if gap not in rules:
                rules[gap] = Rule(
                    row.id, row.indicator, row.pos, row.voice, row.role, row.measure or usual.measure,
                    usual.measure == "stock", usual.open and row.open is None, frozenset(units),
                    units[0] if units else None, row.priority, row.side, usual.who, gap,
                )  # fmt: skip
            rule = rules[gap]
            compiled.append((rule, surfaces))
        stem, _, name = head.strip().partition("~")
        if name in pack.paradigms and row.pos == "verb" and row.role == "object" and not tail:
            # What has its object written on to it takes no figure behind it ("homes that it swept away").
            behind = msgspec.structs.replace(rule, side="before")
            compiled.append((behind, keys_of_each(pack.paradigms[name].bound(fold(stem)))))
    return compiled


def _surfaces(
    words: list[str], pack: ClausePack, source: str, inflected: dict[str, list[tuple[str, ...]]]
) -> list[tuple[str, ...]]:
    """Every surface of the words in a row; a word that stands in many patterns is inflected once."""
    surfaces: list[tuple[str, ...]] | None = None
    for word in words:
        options = inflected.get(word)
        if options is None:
            stem, _, name = word.partition("~")
            if name and name not in pack.paradigms:
                raise LexiconError(source, f"no paradigm {name} for {word}")
            keys = keys_of_each(pack.paradigms[name].expand(fold(stem)) if name else [stem])
            options = inflected[word] = [option for option in keys if option]
        if surfaces is None:
            surfaces = options
        else:
            surfaces = [before + option for before in surfaces for option in options]
    return [()] if surfaces is None else surfaces
