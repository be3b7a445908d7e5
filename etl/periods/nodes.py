"""The pattern tries of the time grammar: rules, states and the surfaces of word classes."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the grammar: what it matches, and the operation that reads it."""

    id: str
    op: str
    match: list[str]
    cat: str = "time"
    args: dict[str, str | int] = {}
    example: str = ""


@dataclass(slots=True)
class Node:
    """A state of the pattern trie. Edges carry (slot, is context, next state)."""

    words: dict[str, list[tuple[bool, Node]]] = field(default_factory=dict)
    classes: dict[str, list[tuple[str, bool, Node]]] = field(default_factory=dict)
    specials: list[tuple[str, str, bool, Node]] = field(default_factory=list)
    categories: list[tuple[str, str, bool, Node]] = field(default_factory=list)
    ends: list[tuple[int, Rule]] = field(default_factory=list)
    # What can lead on from here: these words (None: any), a glued letter of these, digits or numbers.
    openers: frozenset[str] | None = None
    figures: bool = False
    anything: bool = False
    # Per key, once asked, the ways on: slot, entry (none for a literal), whether the word alone decides,
    # whether it is context, next state; and the categories that the word can begin.
    steps: dict[str, tuple[tuple[Step, ...], list[tuple[str, str, bool, Node]]]] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class Entry:
    """A surface of a word class after its first word: the rest of its keys, its class and its value."""

    rest: tuple[str, ...]
    name: str
    value: str
    # English "may" and "march" are months only with a capital.
    capital: bool


Step = tuple[str, Entry | None, bool, bool, Node]
