"""Frames and clause words of a language, compiled once into tries over folded tokens.

A row of `frames.csv` lists surface patterns separated by `|`. A word may name a paradigm of
`clauses.toml` (`kill~v`), which lists its endings; ` … ` stands for up to `gap` tokens, among
them the figure ("took … hostage").
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from etl.errors import LexiconError
from etl.lang.packs import read_csv, read_toml
from etl.model import LANGS, Lang, Token
from etl.text.fold import fold
from etl.text.tokens import described, forms, tokenize

_CACHE_LIMIT, _LONGEST = 100_000, 64
_GLUED = "بل"
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
    # Who takes captives: what they seize is abducted, not arrested.
    captors: tuple[str, ...] = ()
    # Words that take up the figure before ("puts the number at").
    anaphors: tuple[str, ...] = ()
    # Verbs that stand for the one before ("142,000 lo hicieron"); their figure may stand on either side.
    pro_verbs: tuple[str, ...] = ()
    # Words for the infected and the injured alike; diseases; what injures without one.
    infections: tuple[str, ...] = ()
    epidemics: tuple[str, ...] = ()
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
    # Endings that only verbs of several have ("alcanzaron").
    verb_endings: tuple[str, ...] = ()
    # Endings of verbs that may stand before the mark of a personal object.
    personal_endings: tuple[str, ...] = ()
    # Words between a name of a list and its figure ("Chichaua, con 201").
    list_marks: tuple[str, ...] = ()
    # Prepositions that no subject follows.
    obliques: tuple[str, ...] = ()


class Node:
    """One step of a trie over token keys; `found` is what ends here."""

    __slots__ = ("found", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.found: list[object] = []


class Starts(dict[str, tuple[tuple[str, Node], ...]]):
    """Per raw word the proclitics under which it begins a phrase, and the step it leads to; bounded."""

    def __init__(self, root: dict[str, Node]) -> None:
        super().__init__()
        self._root = root

    def __missing__(self, raw: str) -> tuple[tuple[str, Node], ...]:
        root = self._root
        key, kind = described(raw)
        starts = tuple(
            (form.prefix, root[form.stem]) for form in forms(Token(0, 0, raw, key, kind)) if form.stem in root
        )
        if len(raw) <= _LONGEST:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[raw] = starts
        return starts


class Trie:
    """Phrases over folded tokens; the longest that starts at a token wins."""

    __slots__ = ("root", "starts")

    def __init__(self) -> None:
        self.root: dict[str, Node] = {}
        # Most words begin nothing: callers pass over those with one look.
        self.starts = Starts(self.root)

    def add(self, words: tuple[str, ...], found: object) -> None:
        """Store `found` under the phrase; several under one phrase keep their order."""
        node = self.root.get(words[0])
        if node is None:
            node = self.root[words[0]] = Node()
        for word in words[1:]:
            if word not in node.next:
                node.next[word] = Node()
            node = node.next[word]
        if found not in node.found:
            node.found.append(found)

    def longest(self, tokens: tuple[Token, ...], at: int) -> tuple[int, list[object]] | None:
        """End and content of the longest phrase at `at`, read by whole tokens only."""
        node = self.root.get(tokens[at].key)
        return None if node is None else _walk(node, tokens, at + 1, False)

    def readings(self, tokens: tuple[Token, ...], at: int) -> Sequence[tuple[int, str, list[object]]]:
        """Every phrase at `at` under any proclitic: end, proclitic and content; the unsplit first."""
        starts = self.starts[tokens[at].raw]
        if not starts:
            return ()
        found: list[tuple[int, str, list[object]]] = []
        for prefix, node in starts:
            if not node.next:
                found.append((at + 1, prefix, node.found))
                continue
            end = _walk(node, tokens, at + 1, True)
            if end is not None:
                found.append((end[0], prefix, end[1]))
        return found


class Governing(dict[str, bool]):
    """Whether a raw word can begin the surface of any frame; bounded."""

    def __init__(self, *tries: Trie) -> None:
        super().__init__()
        self._tries = tries

    def __missing__(self, raw: str) -> bool:
        governing = described(raw)[1] != "mark" and any(trie.starts[raw] for trie in self._tries)
        if len(raw) <= _LONGEST:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[raw] = governing
        return governing


# What each mark keeps apart: a comma or bracket little, a full stop the most.
COMMA = 3
STRONG = 12
MARKS = {",": COMMA, "،": COMMA, ";": STRONG, "؛": STRONG, "(": 2, ")": 2, "[": 2, "]": 2,
         "–": 3, "—": 3,
         "-": 0, ".": STRONG,
         "!": STRONG, "?": STRONG, "؟": STRONG, "…": 4, "|": 4, "\t": 4, "•": STRONG}  # fmt: skip


class Shaping(dict[str, bool]):
    """Whether a raw word or mark can shape a clause at all; bounded."""

    def __init__(self, lang: Lang, shapes: Trie) -> None:
        super().__init__()
        self._arabic = lang == "ar"
        self._shapes = shapes

    def __missing__(self, raw: str) -> bool:
        key, kind = described(raw)
        if kind == "mark":
            shaping = MARKS.get(raw, 0) > 0
        else:
            joined = self._arabic and len(key) > 2 and key[0] == "و"
            shaping = kind == "word" and (joined or bool(self._shapes.starts[raw]))
        if len(raw) <= _LONGEST:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[raw] = shaping
        return shaping


def _walk(node: Node, tokens: tuple[Token, ...], at: int, clitics: bool) -> tuple[int, list[object]] | None:
    best = (at, node.found) if node.found else None
    while node.next and at < len(tokens):
        following = node.next
        token = tokens[at]
        key = token.key
        follow = following.get(key)
        if follow is None and clitics and "\u0620" <= key[:1] <= "\u064a":
            # Only Arabic words have proclitics.
            for form in forms(token)[1:]:
                if form.stem in following and form.prefix[-1:] != "و":
                    follow = following[form.stem]
                    break
        if follow is None:
            glued = following.get(key[:1]) if clitics and len(key) > 2 else None
            if glued is not None and glued.found and key[0] in _GLUED:
                # A phrase that ends in a preposition, which is written on to the next word.
                best = (at, glued.found)
            break
        node = follow
        at += 1
        if node.found:
            best = (at, node.found)
    return best


class Lexicon:
    """Everything that this package knows of a language."""

    __slots__ = (
        "active",
        "agents",
        "anaphors",
        "appositions",
        "arms",
        "breaks",
        "captors",
        "clauses",
        "comparisons",
        "conjunctions",
        "copulas",
        "determiners",
        "epidemics",
        "everyday",
        "gaps",
        "governing",
        "infections",
        "lang",
        "links",
        "nominal_before",
        "noun_marks",
        "object_marks",
        "obliques",
        "particles",
        "partitives",
        "passive",
        "prepositions",
        "pro_verbs",
        "relatives",
        "rules",
        "second_halves",
        "shapes",
        "shaping",
        "triggers",
    )  # fmt: skip

    def __init__(self, lang: Lang) -> None:
        pack = read_toml(lang, "clauses", ClausePack)
        self.lang = lang
        self.clauses = pack
        self.triggers = Trie()
        self.gaps = Trie()
        self.rules: list[Rule] = []
        for row in read_csv(lang, "frames", FrameRow):
            for rule, words in _compiled(row, pack, f"{lang}/frames.csv"):
                if not self.rules or self.rules[-1].id != rule.id:
                    self.rules.append(rule)
                (self.gaps if rule.gap else self.triggers).add(words, rule)
        self.second_halves: dict[int, dict[str, tuple[Rule, ...]]] = {}
        self.governing = Governing(self.triggers, self.gaps)
        self.conjunctions = phrases(pack.conjunctions)
        self.shapes = Trie()
        for code, surfaces in (
            ("and", pack.conjunctions),
            ("relative", pack.relatives),
            ("break", pack.breaks),
        ):
            for surface in surfaces:
                self.shapes.add(words_of(surface), code)
        self.shaping = Shaping(lang, self.shapes)
        self.breaks = phrases(pack.breaks)
        self.relatives = phrases(pack.relatives)
        self.passive = frozenset(fold(w) for w in pack.passive)
        self.active = frozenset(fold(w) for w in pack.active)
        self.agents = phrases(pack.agents)
        self.prepositions = phrases(pack.prepositions)
        self.links = phrases(pack.links)
        self.partitives = phrases(pack.partitives)
        self.appositions = phrases(pack.appositions)
        self.comparisons = phrases(pack.comparisons)
        self.nominal_before = frozenset(fold(w) for w in pack.nominal_before)
        self.anaphors = phrases(pack.anaphors)
        self.pro_verbs = phrases(pack.pro_verbs)
        self.noun_marks = frozenset(fold(w) for w in pack.noun_marks)
        self.infections = frozenset(fold(w) for w in pack.infections)
        self.epidemics = frozenset(fold(w) for w in pack.epidemics)
        self.arms = frozenset(fold(w) for w in pack.arms)
        self.everyday = frozenset(fold(w) for w in pack.everyday)
        self.particles = frozenset(fold(w) for w in pack.particles)
        self.object_marks = frozenset(fold(w) for w in pack.object_marks)
        self.determiners = frozenset(fold(w) for w in pack.determiners)
        self.captors = frozenset(fold(w) for w in pack.captors)
        self.copulas = frozenset(fold(w) for w in pack.copulas)
        self.obliques = frozenset(fold(w) for w in pack.obliques)

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


def words_of(phrase: str) -> tuple[str, ...]:
    """The folded token keys of a phrase, split as running text is."""
    return tuple(token.key for token in tokenize(phrase, 0, len(phrase)))


def phrases(surfaces: tuple[str, ...]) -> Trie:
    """A trie of plain phrases, each holding itself."""
    trie = Trie()
    for surface in surfaces:
        trie.add(words_of(surface), surface)
    return trie


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


def _compiled(row: FrameRow, pack: ClausePack, source: str) -> list[tuple[Rule, tuple[str, ...]]]:
    usual = indicators().get(row.indicator)
    if usual is None:
        raise LexiconError(source, f"{row.id}: no indicator {row.indicator}")
    units = tuple(row.units.split()) if row.units else usual.units
    compiled: list[tuple[Rule, tuple[str, ...]]] = []
    for pattern in row.pattern.split("|"):
        head, _, tail = pattern.strip().partition("…")
        gap = words_of(fold(tail)) if tail else ()
        rule = Rule(
            row.id, row.indicator, row.pos, row.voice, row.role, row.measure or usual.measure,
            usual.measure == "stock", usual.open and row.open is None, frozenset(units),
            units[0] if units else None, row.priority, row.side, usual.who, gap,
        )  # fmt: skip
        for words in _surfaces(head.split(), pack, source):
            compiled.append((rule, words))
        stem, _, name = head.strip().partition("~")
        if name in pack.paradigms and row.pos == "verb" and row.role == "object" and not gap:
            # What has its object written on to it takes no figure behind it ("homes that it swept away").
            behind = msgspec.structs.replace(rule, side="before")
            for surface in pack.paradigms[name].bound(fold(stem)):
                compiled.append((behind, words_of(surface)))
    return compiled


def _surfaces(words: list[str], pack: ClausePack, source: str) -> list[tuple[str, ...]]:
    surfaces: list[tuple[str, ...]] = [()]
    for word in words:
        stem, _, name = word.partition("~")
        if name and name not in pack.paradigms:
            raise LexiconError(source, f"no paradigm {name} for {word}")
        options = [words_of(o) for o in pack.paradigms[name].expand(fold(stem))] if name else [words_of(stem)]
        surfaces = [before + option for before in surfaces for option in options if option]
    return surfaces
