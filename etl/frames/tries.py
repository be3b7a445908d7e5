"""Phrases over folded tokens in tries, and what a raw word can begin in them, remembered word by word."""

from __future__ import annotations

from collections.abc import Sequence

from etl.model import Lang, Token
from etl.text.sights import Sight
from etl.text.tokens import forms, keys_of, written

_CACHE_LIMIT, _LONGEST = 100_000, 64
_GLUED = "بل"


class Node:
    """One step of a trie over token keys; `found` is what ends here."""

    __slots__ = ("found", "next")

    def __init__(self) -> None:
        # Most steps lead nowhere: they share one table, which stays empty.
        self.next = _NOWHERE
        self.found: list[object] = []


_NOWHERE: dict[str, Node] = {}
# Given out wherever no phrase stands, and never changed.
_NOTHING: list[tuple[int, str, list[object]]] = []


class Root:
    """The first words of a trie; what follows one is laid out when it is first met, and most never are."""

    __slots__ = ("_nodes", "_rows")

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._rows: dict[str, list[tuple[tuple[str, ...], object]]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._nodes or key in self._rows

    def __len__(self) -> int:
        return len(self._nodes) + len(self._rows)

    def add(self, phrases: Sequence[tuple[str, ...]], found: object) -> None:
        """Keep `found` for each of the phrases; several under one phrase keep their order."""
        nodes, rows = self._nodes, self._rows
        for words in phrases:
            first = words[0]
            if first in rows:
                rows[first].append((words, found))
            elif first in nodes:
                _lay(nodes[first], words, found)
            else:
                rows[first] = [(words, found)]

    def node(self, key: str) -> Node | None:
        """The step that the first word leads to, None if no phrase begins with it."""
        node = self._nodes.get(key)
        if node is None:
            rows = self._rows.get(key)
            if rows is None:
                # Perhaps laid out meanwhile, where several texts are read at a time.
                return self._nodes.get(key)
            node = Node()
            for words, found in rows:
                _lay(node, words, found)
            node = self._nodes.setdefault(key, node)
            self._rows.pop(key, None)
        return node


def _lay(node: Node, words: tuple[str, ...], found: object) -> None:
    for word in words[1:]:
        if node.next is _NOWHERE:
            node.next = {}
        if word not in node.next:
            node.next[word] = Node()
        node = node.next[word]
    if found not in node.found:
        node.found.append(found)


class Starts(dict[str, tuple[tuple[str, Node], ...]]):
    """Per raw word the proclitics under which it begins a phrase, and the step it leads to; bounded."""

    def __init__(self, root: Root) -> None:
        super().__init__()
        self._root = root

    def __missing__(self, raw: str) -> tuple[tuple[str, Node], ...]:
        found: list[tuple[str, Node]] = []
        for form in forms(written(raw)):
            node = self._root.node(form.stem)
            if node is not None:
                found.append((form.prefix, node))
        starts = tuple(found)
        if len(raw) <= _LONGEST:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[raw] = starts
        return starts


class Trie:
    """Phrases over folded tokens; the longest that starts at a token wins."""

    __slots__ = ("root", "starts")

    def __init__(self) -> None:
        self.root = Root()
        # Most words begin nothing: callers pass over those with one look.
        self.starts = Starts(self.root)

    def add(self, words: tuple[str, ...], found: object) -> None:
        """Store `found` under the phrase."""
        self.root.add((words,), found)

    def add_each(self, phrases: Sequence[tuple[str, ...]], found: object) -> None:
        """Store `found` under each of the phrases."""
        self.root.add(phrases, found)

    def longest(self, tokens: tuple[Token, ...], at: int) -> tuple[int, list[object]] | None:
        """End and content of the longest phrase at `at`, read by whole tokens only."""
        starts = self.starts[tokens[at].raw]
        # The unsplit reading comes first.
        return None if not starts or starts[0][0] else _walk(starts[0][1], tokens, at + 1, False)

    def readings(self, tokens: tuple[Token, ...], at: int) -> list[tuple[int, str, list[object]]]:
        """Every phrase at `at` under any proclitic: end, proclitic and content; the unsplit first."""
        starts = self.starts[tokens[at].raw]
        if not starts:
            return _NOTHING
        found: list[tuple[int, str, list[object]]] = []
        for prefix, node in starts:
            if not node.next:
                found.append((at + 1, prefix, node.found))
                continue
            end = _walk(node, tokens, at + 1, True)
            if end is not None:
                found.append((end[0], prefix, end[1]))
        return found


def governing(*tries: Trie) -> Sight:
    """Whether a word can begin a phrase of any of the tries."""
    return Sight(lambda token: token.kind != "mark" and any(bool(trie.starts[token.raw]) for trie in tries))


# What each mark keeps apart: a comma or bracket little, a full stop the most.
COMMA = 3
STRONG = 12
MARKS = {",": COMMA, "،": COMMA, ";": STRONG, "؛": STRONG, "(": 2, ")": 2, "[": 2, "]": 2,
         "–": 3, "—": 3,
         "-": 0, ".": STRONG,
         "!": STRONG, "?": STRONG, "؟": STRONG, "…": 4, "|": 4, "\t": 4,
         "•": STRONG, "·": STRONG, "▪": STRONG, "●": STRONG}  # fmt: skip


def shaping(lang: Lang, shapes: Trie) -> Sight:
    """Whether a word or mark can shape a clause at all."""

    def ask(token: Token) -> bool:
        key = token.key
        if token.kind == "mark":
            return MARKS.get(token.raw, 0) > 0
        joined = lang == "ar" and len(key) > 2 and key[0] == "و"
        return token.kind == "word" and (joined or bool(shapes.starts[token.raw]))

    return Sight(ask)


def _walk(node: Node, tokens: tuple[Token, ...], at: int, clitics: bool) -> tuple[int, list[object]] | None:
    best = (at, node.found) if node.found else None
    while node.next and at < len(tokens):
        following = node.next
        token = tokens[at]
        key = token.key
        follow = following.get(key)
        if follow is None and clitics and token.spelling.letters > 0:
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
            if clitics and token.kind == "digits" and not best and at + 1 < len(tokens):
                # "in 14 shelters" is "in shelters".
                at += 1
                if tokens[at].key in following:
                    continue
            break
        node = follow
        at += 1
        if node.found:
            best = (at, node.found)
    return best


def words_of(phrase: str) -> tuple[str, ...]:
    """The folded token keys of a phrase, split as running text is."""
    return keys_of(phrase)


def phrases(surfaces: tuple[str, ...]) -> Trie:
    """A trie of plain phrases, each holding itself."""
    trie = Trie()
    for surface in surfaces:
        trie.add(words_of(surface), surface)
    return trie
