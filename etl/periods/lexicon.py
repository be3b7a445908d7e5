"""The time lexicon of a language, compiled once: word classes, and a trie of patterns per category.

A pattern is a row of elements: `word` is a literal, `<name>` a word class or category bound to its
name, `<slot:name>` the same under another slot, `?` after an element makes it optional, `~` before one
makes it context (it must be there, the expression starts after it), `a|b` is either word.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final, Literal

import msgspec

from etl.errors import LexiconError
from etl.lang import packs
from etl.model import Lang
from etl.periods.follow import Follow, follow
from etl.periods.nodes import Entry, Node, Rule, Step
from etl.text.fold import fold
from etl.text.sights import Sight
from etl.text.tokens import keys_of, written

# Letters that Arabic glues in front of a word, where the pattern has them as words of their own.
GLUED: Final = "وفبلك"
_LIMIT, _LONGEST = 50_000, 64
_STEPS = 5_000
# Matched by code, since no list can hold them.
SPECIAL: Final = ("d", "mn", "y4", "y2", "hy", "num", "any", "ord", "h2", "m2", "h4")


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """`periods.toml`: word classes (class → value → surfaces), rules, and cues of future and past.

    A day is past unless a cue of the future governs it; a cue of the past nearer to it breaks that hold.
    """

    classes: dict[str, dict[str, list[str]]]
    rules: list[Rule]
    future: list[str]
    past: list[str]
    past_endings: list[str]
    not_past_after: list[str]
    nouns: list[str]
    # Words that begin another clause: no date behind them is that of what "since" names before them.
    clause_words: list[str] = []
    # Words for "since" that never tell a place, what parts a noun from its date, and "that" behind "since".
    since_always: list[str] = []
    since_of: list[str] = []
    since_clauses: list[str] = []
    # Words before a number that make it one of a series ("No. 5 - 14 May").
    numbering: list[str] = []
    # Words behind "since" and its day that lead to what happened on it ("since 1973, when 300 died").
    whens: list[str] = []
    # Shares of what was counted before, which may have a time of their own ("half of them this week").
    shares: list[str] = []
    # What a dated title is of, so that its date is that of the figures below ("Situation report, 14 May").
    reports: list[str] = []
    # Endings of what belongs to somebody, so that it began some day ("since its deployment in 2013").
    onset_owners: list[str] = []


class MonthRow(msgspec.Struct, frozen=True):
    """A month name; one that is not `clear` needs a day, a year or a preposition beside it."""

    surface: str
    month: int
    calendar: Literal["gregorian", "hijri"]
    clear: Literal["yes", "no"]


class Starts(dict[str, tuple[str | None, ...]]):
    """Readings of a raw token that can open an expression; bounded, whatever the text holds."""

    def __init__(self, lang: Lang, openers: frozenset[str]) -> None:
        super().__init__()
        self._arabic = lang == "ar"
        self._openers = openers

    def __missing__(self, raw: str) -> tuple[str | None, ...]:
        token = written(raw)
        key, kind = token.key, token.kind
        starts: tuple[str | None, ...] = (None,) if key in self._openers or kind == "digits" else ()
        if self._arabic and kind == "word" and len(key) > 2:
            starts += self._variants(key)
        if len(raw) <= _LONGEST:
            if len(self) >= _LIMIT:
                self.clear()
            self[raw] = starts
        return starts

    def _variants(self, key: str) -> tuple[str, ...]:
        # Readings under up to two proclitics whose remainder can open an expression.
        readings: list[str] = []
        todo = [key]
        for _depth in range(2):
            following: list[str] = []
            for word in todo:
                if word[0] in GLUED and len(word) > 2:
                    following.extend(without(word))
            readings += [word for word in following if word in self._openers and word not in readings]
            todo = following
        return tuple(readings)


def without(word: str) -> tuple[str, ...]:
    """The word with its first glued letter taken off; لل gives its article back."""
    if word.startswith("لل") and len(word) > 3:
        return (word[1:], "ال" + word[2:])
    return (word[1:],)


@dataclass(slots=True)
class Lexicon:
    """All that finding needs: entries by first key, one trie per category, keys that can open a match."""

    lang: Lang
    entries: dict[str, tuple[Entry, ...]]
    tries: dict[str, Node]
    openers: frozenset[str]
    # What a category can begin with: keys, and whether a digit or a number may.
    firsts: dict[str, frozenset[str]]
    counted: frozenset[str]
    # What must stand behind an opener or a number for each category to begin there.
    follow: dict[str, Follow]
    future: frozenset[str]
    past: frozenset[str]
    # As written, not folded: "anunció" is past, "anuncio" is not.
    past_endings: tuple[str, ...]
    not_past_after: frozenset[str]
    nouns: frozenset[str]
    clause_words: frozenset[str]
    since_always: frozenset[str]
    since_of: frozenset[str]
    since_clauses: frozenset[str]
    numbering: frozenset[str]
    whens: frozenset[str]
    shares: frozenset[str]
    reports: frozenset[str]
    onset_owners: tuple[str, ...]
    rules: tuple[Rule, ...]
    # Per raw word the readings that can open an expression (None: as it stands), and whether there are any.
    starts: Starts
    opening: Sight

    def steps(self, node: Node, word: str) -> tuple[tuple[Step, ...], list[tuple[str, str, bool, Node]]]:
        """The literals, classes and categories through which the word leads on from a state; remembered."""
        steps: list[Step] = [("", None, True, context, to) for context, to in node.words.get(word, ())]
        for entry in self.entries.get(word, ()):
            alone = not (entry.rest or entry.capital or entry.name == "monthx")
            for slot, context, to in node.classes.get(entry.name, ()):
                steps.append((slot, entry, alone, context, to))
        inner = [edge for edge in node.categories if word in self.firsts[edge[0]]]
        if len(node.steps) >= _STEPS:
            # Bounded, so that endless input cannot grow the process.
            node.steps.clear()
        node.steps[word] = tuple(steps), inner
        return node.steps[word]


@lru_cache(maxsize=4)
def lexicon(lang: Lang) -> Lexicon:
    """The compiled lexicon of the language. Raises LexiconError where a rule names what is not there."""
    pack = packs.read_toml(lang, "periods", Pack)
    found: dict[str, list[Entry]] = {}

    def add(surface: str, name: str, value: str, capital: bool = False) -> None:
        keys = keys_of(surface)
        found.setdefault(keys[0], []).append(Entry(keys[1:], name, value, capital))

    for name, values in pack.classes.items():
        for value, surfaces in values.items():
            for surface in surfaces:
                add(surface, name, value)
    for row in packs.read_csv(lang, "months", MonthRow):
        if row.calendar == "hijri":
            add(row.surface, "hmonth", str(row.month))
        else:
            name = "month" if row.clear == "yes" else "monthx"
            add(row.surface, name, str(row.month), lang == "en")
    classes = {entry.name for entries in found.values() for entry in entries}
    categories = {rule.cat for rule in pack.rules}
    tries: dict[str, Node] = {category: Node() for category in sorted(categories)}
    for order, rule in enumerate(pack.rules):
        for pattern in rule.match:
            for row_ in _expand(pattern):
                _insert(tries[rule.cat], row_, order, rule, classes, categories, lang)
    entries = {key: tuple(sorted(v, key=lambda e: -len(e.rest))) for key, v in found.items()}
    firsts = {name: _first_keys(tries, entries, name) for name in sorted(tries)}
    counted = frozenset(name for name in sorted(tries) if _reach(tries, name)[2])
    _seal(tries, entries, firsts, counted)
    starts = Starts(lang, firsts["time"])
    return Lexicon(
        lang=lang,
        entries=entries,
        tries=tries,
        openers=firsts["time"],
        firsts=firsts,
        follow=follow(tries, entries),
        counted=counted,
        future=frozenset(fold(word) for word in pack.future),
        past=frozenset(fold(word) for word in pack.past),
        past_endings=tuple(pack.past_endings),
        not_past_after=frozenset(fold(word) for word in pack.not_past_after),
        nouns=frozenset(fold(word) for word in pack.nouns),
        clause_words=frozenset(fold(word) for word in pack.clause_words),
        since_always=frozenset(fold(word) for word in pack.since_always),
        since_of=frozenset(fold(word) for word in pack.since_of),
        since_clauses=frozenset(fold(word) for word in pack.since_clauses),
        whens=frozenset(fold(word) for word in pack.whens),
        shares=frozenset(fold(word) for word in pack.shares),
        reports=frozenset(fold(word) for word in pack.reports),
        numbering=frozenset(fold(word) for word in pack.numbering),
        onset_owners=tuple(pack.onset_owners),
        rules=tuple(pack.rules),
        starts=starts,
        opening=Sight(lambda token: bool(starts[token.raw])),
    )


def _expand(pattern: str) -> list[list[str]]:
    options: list[list[str]] = []
    for element in pattern.split():
        optional = element.endswith("?") and len(element) > 1
        element = element[:-1] if optional else element
        mark = "~" if element.startswith("~") else ""
        body = element[len(mark) :]
        alternatives = [body] if body.startswith("<") or body == "|" else body.split("|")
        options.append([mark + one for one in alternatives] + ([""] if optional else []))
    return [[one for one in row if one] for row in product(*options)]


def _insert(
    root: Node, row: list[str], order: int, rule: Rule, classes: set[str], categories: set[str], lang: str
) -> None:
    node = root
    for element in row:
        context = element.startswith("~")
        body = element.removeprefix("~")
        if body.startswith("<"):
            slot, _, name = body[1:-1].partition(":")
            name = name or slot
            node = _descend(node, slot, name, context, classes, categories, f"{lang}/periods.toml {rule.id}")
            continue
        for key in keys_of(body.replace("_", " ")):
            edges = node.words.setdefault(key, [])
            for other, following in edges:
                if other == context:
                    node = following
                    break
            else:
                following = Node()
                edges.append((context, following))
                node = following
    node.ends.append((order, rule))


def _descend(
    node: Node, slot: str, name: str, context: bool, classes: set[str], categories: set[str], where: str
) -> Node:
    if name in SPECIAL or name in categories:
        table = node.specials if name in SPECIAL else node.categories
        for other, bound, ctx, following in table:
            if (other, bound, ctx) == (name, slot, context):
                return following
        following = Node()
        table.append((name, slot, context, following))
        return following
    if name not in classes:
        raise LexiconError(where, f"names no class or category: {name}")
    edges = node.classes.setdefault(name, [])
    for bound, ctx, following in edges:
        if (bound, ctx) == (slot, context):
            return following
    following = Node()
    edges.append((slot, context, following))
    return following


def _reach(tries: dict[str, Node], category: str) -> tuple[set[str], set[str], bool]:
    """Literals, classes and whether digits or numbers can begin the category, through other categories."""
    words: set[str] = set()
    names: set[str] = set()
    counted = False
    seen: set[str] = set()
    todo = [category]
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        root = tries[one]
        words.update(root.words)
        names.update(root.classes)
        counted = counted or bool(root.specials)
        todo.extend(name for name, _, _, _ in root.categories)
    return words, names, counted


def _first_keys(
    tries: dict[str, Node], entries: dict[str, tuple[Entry, ...]], category: str
) -> frozenset[str]:
    words, names, _ = _reach(tries, category)
    words.update(key for key, rows in entries.items() if any(row.name in names for row in rows))
    return frozenset(words)


def _seal(
    tries: dict[str, Node],
    entries: dict[str, tuple[Entry, ...]],
    firsts: dict[str, frozenset[str]],
    counted: frozenset[str],
) -> None:
    """Write into every node what can lead on from it."""
    named: dict[str, set[str]] = {}
    for key, rows in entries.items():
        for row in rows:
            named.setdefault(row.name, set()).add(key)
    # Many nodes go on alike and share what can lead on.
    shared: dict[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], frozenset[str]] = {}
    todo = [tries[name] for name in sorted(tries)]
    while todo:
        node = todo.pop()
        inner = tuple([name for name, _, _, _ in node.categories])
        node.anything = any(name == "any" for name, _, _, _ in node.specials)
        node.figures = bool(node.specials) or any(name in counted for name in inner)
        if not node.anything:
            ways = (tuple(node.words), tuple(node.classes), inner)
            if ways not in shared:
                shared[ways] = frozenset().union(
                    node.words,
                    *(named.get(name, ()) for name in node.classes),
                    *(firsts[name] for name in inner),
                )
            node.openers = shared[ways]
        todo += [following for _, _, _, following in node.categories]
        todo += [following for _, _, _, following in node.specials]
        todo += [following for edges in node.words.values() for _, following in edges]
        todo += [following for edges in node.classes.values() for _, _, following in edges]
