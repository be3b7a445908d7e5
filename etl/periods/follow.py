"""What must stand behind the first word of a time expression: most beginnings are turned away by one look.

"In", "من" and bare figures begin expressions and far more often do not. The patterns tell which words can
follow each; the answer may be too generous and is never too strict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from etl.periods.nodes import Entry, Node

_TIME = "time"


@dataclass(slots=True, frozen=True)
class Next:
    """The keys that may follow, and whether a number may."""

    keys: frozenset[str]
    number: bool


@dataclass(slots=True, frozen=True)
class Follow:
    """What may follow each first key, and what may follow a number; None where nothing needs to."""

    words: dict[str, Next | None]
    number: Next | None


def follow(tries: Mapping[str, Node], entries: Mapping[str, tuple[Entry, ...]]) -> Follow:
    """The table for every key that can begin an expression, and for short figures and number words."""
    return _Grammar(tries, entries).table()


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
        self.known: dict[tuple[frozenset[int], frozenset[str]], Next | None] = {}
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

    def _closure(self, nodes: Iterable[Node]) -> tuple[list[Node], bool]:
        """The states that are reached without a word, and whether the expression may be over there."""
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
                over = over or name == _TIME
                todo.extend(self.returns[name])
        return list(found.values()), over

    def _next(self, nodes: list[Node], more: set[str]) -> Next | None:
        # All words of a class lead to the same states.
        same = (frozenset(map(id, nodes)), frozenset(more))
        if same not in self.known:
            self.known[same] = self._following(nodes, more)
        return self.known[same]

    def _following(self, nodes: list[Node], more: set[str]) -> Next | None:
        states, over = self._closure(nodes)
        if over or any(name == "any" for state in states for name, _, _, _ in state.specials):
            return None
        keys = set(more)
        names: set[str] = set()
        for state in states:
            keys.update(state.words)
            names.update(state.classes)
        keys.update(*(self.named.get(name, ()) for name in names))
        return Next(frozenset(keys), any(state.specials for state in states))

    def table(self) -> Follow:
        starts, _ = self._closure([self.tries[_TIME]])
        reached: dict[str, list[Node]] = {}
        rests: dict[str, set[str]] = {}
        edges: dict[str, list[Node]] = {}
        for state in starts:
            for key, word_edges in state.words.items():
                reached.setdefault(key, []).extend(node for _, node in word_edges)
            for name, class_edges in state.classes.items():
                edges.setdefault(name, []).extend(node for _, _, node in class_edges)
        for key, rows in self.entries.items():
            for row in rows:
                following = edges.get(row.name)
                if following is None:
                    continue
                if row.rest:
                    reached.setdefault(key, [])
                    rests.setdefault(key, set()).add(row.rest[0])
                else:
                    reached.setdefault(key, []).extend(following)
        words = {key: self._next(nodes, rests.get(key, set())) for key, nodes in reached.items()}
        short = [node for state in starts for name, _, _, node in state.specials if name not in ("y4", "hy")]
        return Follow(words, self._next(short, set()))
