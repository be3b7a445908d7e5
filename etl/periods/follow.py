"""What must stand behind the first word of a time expression: most beginnings are turned away by one look.

"In", "من" and bare figures begin expressions and far more often do not. The patterns tell which words can
follow each; the answer may be too generous and is never too strict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from etl.periods.nodes import Entry, Node


@dataclass(slots=True, frozen=True)
class Next:
    """The keys that may follow, and whether a number may."""

    keys: frozenset[str]
    number: bool


class Follow:
    """What may follow each first word of a category, and a number that begins it; worked out when asked."""

    __slots__ = ("_anything", "_category", "_edges", "_entries", "_grammar", "_starts", "_words", "number")

    def __init__(self, grammar: _Grammar, category: str) -> None:
        self._grammar = grammar
        self._category = category
        self._entries = grammar.entries
        self._starts, _ = grammar.closure([grammar.tries[category]], category)
        # Whether it may begin with any word, so that no first key tells what follows.
        self._anything = any(name == "any" for state in self._starts for name, _, _, _ in state.specials)
        self._words: dict[str, Next | None] = {}
        # Per class the states that its words lead to.
        self._edges: dict[str, list[Node]] = {}
        for state in self._starts:
            for name, class_edges in state.classes.items():
                self._edges.setdefault(name, []).extend([node for _, _, node in class_edges])
        short = [
            node for state in self._starts for name, _, _, node in state.specials if name not in ("y4", "hy")
        ]
        # None where nothing needs to follow.
        self.number: Next | None = grammar.following(short, set(), category)

    def word(self, key: str) -> Next | None:
        """What must follow a key that begins the category; None where nothing needs to."""
        if self._anything:
            return None
        if key in self._words:
            return self._words[key]
        nodes = [node for state in self._starts for _, node in state.words.get(key, ())]
        rests: set[str] = set()
        for row in self._entries.get(key, ()):
            reached = self._edges.get(row.name)
            if reached is None:
                continue
            if row.rest:
                rests.add(row.rest[0])
            else:
                nodes.extend(reached)
        found = self._grammar.following(nodes, rests, self._category) if nodes or rests else None
        self._words[key] = found
        return found


def follow(tries: Mapping[str, Node], entries: Mapping[str, tuple[Entry, ...]]) -> dict[str, Follow]:
    """What may follow in each category."""
    grammar = _Grammar(tries, entries)
    return {category: Follow(grammar, category) for category in tries}


class _Grammar:
    def __init__(self, tries: Mapping[str, Node], entries: Mapping[str, tuple[Entry, ...]]) -> None:
        self.tries = tries
        self.entries = entries
        # Per class the words that its surfaces begin with.
        self.named: dict[str, set[str]] = {}
        for first, rows in entries.items():
            for row in rows:
                self.named.setdefault(row.name, set()).add(first)
        self.owner: dict[int, str] = {}
        self.known: dict[tuple[frozenset[int], frozenset[str], str], Next | None] = {}
        self.returns: dict[str, list[Node]] = {name: [] for name in tries}
        for name, root in tries.items():
            self._own(name, root)

    def _own(self, name: str, node: Node) -> None:
        self.owner[id(node)] = name
        for edges in node.words.values():
            for _, following in edges:
                self._own(name, following)
        for class_edges in node.classes.values():
            for _, _, following in class_edges:
                self._own(name, following)
        for _, _, _, following in node.specials:
            self._own(name, following)
        for inner, _, _, following in node.categories:
            self.returns[inner].append(following)
            self._own(name, following)

    def closure(self, nodes: Iterable[Node], category: str) -> tuple[list[Node], bool]:
        """The states that are reached without a word, and whether the category may be over there."""
        found: dict[int, Node] = {}
        over = False
        todo = list(nodes)
        while todo:
            node = todo.pop()
            if id(node) in found:
                continue
            found[id(node)] = node
            todo.extend(self.tries[name] for name, _, _, _ in node.categories)
            if node.ends:
                name = self.owner[id(node)]
                over = over or name == category
                todo.extend(self.returns[name])
        return list(found.values()), over

    def following(self, nodes: list[Node], more: set[str], category: str) -> Next | None:
        """What must follow in one of the states, or be one of `more`; None where nothing needs to."""
        # All words of a class lead to the same states.
        same = (frozenset(map(id, nodes)), frozenset(more), category)
        if same not in self.known:
            self.known[same] = self._following(nodes, more, category)
        return self.known[same]

    def _following(self, nodes: list[Node], more: set[str], category: str) -> Next | None:
        states, over = self.closure(nodes, category)
        if over or any(name == "any" for state in states for name, _, _, _ in state.specials):
            return None
        keys = set(more)
        names: set[str] = set()
        for state in states:
            keys.update(state.words)
            names.update(state.classes)
        keys.update(*(self.named.get(name, ()) for name in names))
        return Next(frozenset(keys), any(state.specials for state in states))
