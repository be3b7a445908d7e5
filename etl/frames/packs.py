"""The language files of the frames as they are written: rows, paradigms and words that shape clauses."""

from __future__ import annotations

from typing import Literal

import msgspec

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
