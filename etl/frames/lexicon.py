"""Frames and clause words of a language, compiled once into tries over folded tokens.

A row of `frames.csv` lists surface patterns separated by `|`. A word may name a paradigm of
`clauses.toml` (`kill~v`), which lists its endings; ` … ` stands for up to `gap` tokens, among
them the figure ("took … hostage").
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from etl.errors import LexiconError
from etl.frames.tries import Trie, governing, phrases, shaping, words_of
from etl.lang.packs import read_csv, read_toml
from etl.model import LANGS, Lang
from etl.text.fold import fold
from etl.text.tokens import keys_of_each

Pos = Literal["verb", "noun", "participle"]
Role = Literal["subject", "object", "fused"]


class FrameRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of `frames.csv`, as written; `side` says where the figure must stand, if only one will do.

    `open` = no keeps a row of a common verb from taking nouns that no lexicon knows ("swept away 11 roofs").
    """

    id: str
    pattern: str
    pos: Pos
    voice: Literal["active", "passive", "any"]
    indicator: str
    role: Role
    example: str
    measure: Literal["stock", "flow", "cumulative"] | None = None
    units: str | None = None
    priority: int = 0
    near_miss: str | None = None
    side: Literal["before", "after"] | None = None
    open: Literal["no"] | None = None


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


class Paradigm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Endings (and openings) that a stem takes; `weak` is a final letter with endings of its own."""

    suffixes: tuple[str, ...]
    prefixes: tuple[str, ...] = ("",)
    strip: str = ""
    weak: str = ""
    weak_suffixes: tuple[str, ...] = ()
    # Pronouns that are written on to the verb for its object, and the ending whose last letter they drop.
    pronouns: tuple[str, ...] = ()
    silent: str = ""

    def bound(self, stem: str) -> list[str]:
        """Every surface of `stem` with a pronoun for its object; a silent last letter gives way to it."""
        return list(
            dict.fromkeys(
                (surface[:-1] if self.silent and surface.endswith(self.silent) else surface) + pronoun
                for surface in self.expand(stem)
                for pronoun in self.pronouns
            )
        )

    def expand(self, stem: str) -> list[str]:
        """Every surface of `stem`, in order and without repeats."""
        if self.strip and stem.startswith(self.strip):
            stem = stem[len(self.strip) :]
        if self.weak and stem.endswith(self.weak):
            surfaces = [p + stem[: -len(self.weak)] + s for p in self.prefixes for s in self.weak_suffixes]
        else:
            surfaces = [p + stem + s for p in self.prefixes for s in self.suffixes]
        return list(dict.fromkeys(surfaces))


class ClausePack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`clauses.toml`: words that shape a clause, and the paradigms of the language."""

    breaks: tuple[str, ...]
    relatives: tuple[str, ...]
    passive: tuple[str, ...]
    active: tuple[str, ...]
    agents: tuple[str, ...]
    prepositions: tuple[str, ...]
    links: tuple[str, ...]
    partitives: tuple[str, ...]
    appositions: tuple[str, ...]
    comparisons: tuple[str, ...]
    object_marks: tuple[str, ...]
    clitic_links: tuple[str, ...]
    copulas: tuple[str, ...]
    gap: int
    inverted_subjects: bool
    inverted_passives: bool
    progressive: tuple[str, ...]
    definite: str
    paradigms: dict[str, Paradigm]
    # `and` is a keyword of Python, so the field carries another name than the file.
    conjunctions: tuple[str, ...] = msgspec.field(name="and")
    # Words that make a noun of the word after them ("the floods"), where bare verbs look like nouns.
    nominal_before: tuple[str, ...] = ()
    # Articles, behind which a participle only describes its noun ("the flooded tunnel").
    determiners: tuple[str, ...] = ()
    # Adverbs between an auxiliary and its verb that make a verb without one active ("also wounded 12").
    additive: tuple[str, ...] = ()
    # Auxiliaries of one alone, which several take behind a group ("a family of nine was killed").
    singular: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    # Auxiliaries that make a passive of a surface that begins with them ("been burned").
    bound: tuple[str, ...] = ()
    # Who takes captives: what they seize is abducted, not arrested.
    captors: tuple[str, ...] = ()
    # Verbs of those who are left of the ones before ("60 were on board; 12 survived").
    survivals: tuple[str, ...] = ()
    # Verbs of seizing that say neither arrest nor kidnapping.
    seizures: tuple[str, ...] = ()
    # What makes the people of a place of those behind it ("the town's 60,000 people"), and words for them.
    possessives: tuple[str, ...] = ()
    inhabitants: tuple[str, ...] = ()
    # Second halves of verbs that stand right behind their object ("gunned 12 men down").
    adverbial: tuple[str, ...] = ()
    # Verbs of courts; those of whoever holds or takes in people; what shelters them and what locks them up.
    judgements: tuple[str, ...] = ()
    holdings: tuple[str, ...] = ()
    shelters: tuple[str, ...] = ()
    prisons: tuple[str, ...] = ()
    # Words that take up the figure before ("puts the number at").
    anaphors: tuple[str, ...] = ()
    # Verbs that stand for the one before ("142,000 lo hicieron"); their figure may stand on either side.
    pro_verbs: tuple[str, ...] = ()
    # Words for the infected and the injured alike; diseases; what injures without one.
    infections: tuple[str, ...] = ()
    epidemics: tuple[str, ...] = ()
    # What leads to the time of another figure, which this one is held against ("twice as many as in May").
    against: tuple[str, ...] = ()
    # Words between what is asked for and what it is for ("seeks $4 million to assist 20,000 people").
    purposes: tuple[str, ...] = ()
    # Names and set phrases whose words govern nothing ("Save the Children", "the right of return").
    names: tuple[str, ...] = ()
    # Words that open a figure, to which the preposition before it is written ("لنحو").
    figure_openers: tuple[str, ...] = ()
    # How words begin that say evacuated and evicted alike; disasters; who evicts, and from what.
    clearings: tuple[str, ...] = ()
    disasters: tuple[str, ...] = ()
    evictors: tuple[str, ...] = ()
    # Words for the ill, whom nothing has injured.
    patients: tuple[str, ...] = ()
    arms: tuple[str, ...] = ()
    # Everyday words that are place names too.
    everyday: tuple[str, ...] = ()
    # Words that only mark a verb where one follows them ("فقد قتل").
    particles: tuple[str, ...] = ()
    particle_prefixes: tuple[str, ...] = ()
    # Endings that tell a finite verb and an agreeing participle, as written, and the pronouns of reflexives.
    finite_endings: tuple[str, ...] = ()
    participle_endings: tuple[str, ...] = ()
    agreeing_endings: tuple[str, ...] = ()
    reflexives: tuple[str, ...] = ()
    # Written endings that make a noun of what folds like a verb ("destino" is no "destinó"), and those of
    # participles and strong verbs that keep them; words behind which a bare present is a noun ("la marcha").
    noun_endings: tuple[str, ...] = ()
    not_noun_endings: tuple[str, ...] = ()
    present_endings: tuple[str, ...] = ()
    noun_marks: tuple[str, ...] = ()
    # What stands before those for whom others are let go ("in exchange for").
    exchanges: tuple[str, ...] = ()
    # Verbs by which somebody names another number, and what stands before it ("speak of 120").
    restating: tuple[str, ...] = ()
    restated: tuple[str, ...] = ()
    # Words for being carried by a vessel ("على متنها"), whose verb comes first.
    aboard: tuple[str, ...] = ()
    # Verbs that only say whom an event reached ("طالت").
    reaching: tuple[str, ...] = ()
    # Quantifiers that begin with a word that else opens a clause ("ما لا يقل عن").
    bounds: tuple[str, ...] = ()
    # Endings that only verbs with one for a subject have ("llegó"), where no auxiliary tells.
    singular_endings: tuple[str, ...] = ()
    # Words for all of those counted (", todos muertos").
    totality: tuple[str, ...] = ()
    # Verbs that say what there is ("hay heridas 130 personas").
    existing: tuple[str, ...] = ()
    # Nouns of a household that are its dwelling where something befell that ("400 hogares destruidos").
    dwellings: tuple[str, ...] = ()
    # Prepositions behind which no subject of the verb that follows stands ("con 15 años volvió").
    adjuncts: tuple[str, ...] = ()
    # Endings that only verbs of several have ("alcanzaron").
    verb_endings: tuple[str, ...] = ()
    # Endings of verbs that may stand before the mark of a personal object.
    personal_endings: tuple[str, ...] = ()
    # Words between a name of a list and its figure ("Chichaua, con 201").
    list_marks: tuple[str, ...] = ()
    # Prepositions that no subject follows.
    obliques: tuple[str, ...] = ()
    # Superlatives and the like, behind which "since" compares ("the worst attack since 2014").
    superlatives: tuple[str, ...] = ()
    # Auxiliaries that make a passive a state ("are displaced"), and those that do with "as of" ("were").
    states: tuple[str, ...] = ()
    dated_states: tuple[str, ...] = ()
    # Auxiliaries of what was done before something else ("who had fled"), and finite ones of any past.
    anterior: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    # Endings of what belongs to those who are counted ("423 ألفا من منازلهم").
    owners: tuple[str, ...] = ()
    # Relative pronouns of people ("30 who"), and what before one makes it say something of some of them only.
    personal: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    # Diseases that hit people, as folded.
    maladies: tuple[str, ...] = ()
    # Words that hold a conjunction and open no clause ("rien que la semaine passée").
    inert: tuple[str, ...] = ()
    # Pronouns that take up what was counted, before an auxiliary and its verb ("ils en ont trouvé 12").
    partitive_pronouns: tuple[str, ...] = ()
    # Words right before a figure that adds to those told before ("s'y ajoutent 2 500 touristes").
    adding: tuple[str, ...] = ()
    # Prepositions between a verb of putting a number and its figure ("porte à 300 le nombre de …").
    putting: tuple[str, ...] = ()
    # Verbs between people and their share ("les femmes représentent 38 % des victimes").
    making: tuple[str, ...] = ()
    # Negations before an auxiliary ("onze n'ont pas été identifiés").
    negations: tuple[str, ...] = ()
    # Nouns that say of people only that they are some.
    anyone: tuple[str, ...] = ()
    # What makes a time or place behind a bare figure that of a part ("2,300 last week alone").
    alone: tuple[str, ...] = ()


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
