"""What a sentence shows the figures that look for their frames in it, and what each is given."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from etl.frames.clauses import Clauses
from etl.frames.lexicon import Lexicon, Rule
from etl.frames.triggers import Trigger
from etl.model import Quantity, Sentence

_COLON_REACH = 28


class Link(msgspec.Struct, frozen=True, gc=False):
    """A quantity's frame: the rule, the trigger it came by, and how (`fused`, `after`, `before`, …)."""

    rule: Rule
    trigger: Trigger | None
    way: str
    cost: int


class Scene(msgspec.Struct, frozen=True, gc=False):
    """What is known of a sentence when its quantities look for their frames.

    `openers[i]` is the first token of the words that make quantity `i` a part of another, or -1.
    `asides[i]` says that quantity `i` stands in brackets or apposition right behind the one before it.
    `money[i]` is the currency that an elided unit may mean. `linked[i]` is the first token of the words that
    link a figure to what it counts ("rises to"), or -1. `labelled[i]` says that a bare number follows the
    noun that it numbers ("exhibits 201"). `agents[i]` is true where the quantity follows the mark of an
    agent ("by 5 gunmen").
    """

    sentence: Sentence
    lexicon: Lexicon
    clauses: Clauses
    quantities: Sequence[Quantity]
    triggers: Sequence[Trigger]
    openers: Sequence[int]
    asides: Sequence[bool]
    money: Sequence[str | None]
    agents: Sequence[bool]
    prepositions: Sequence[bool]
    linked: Sequence[int]
    labelled: Sequence[bool]
    starts: Sequence[int]
    # What the last figure of the sentence before counted.
    unit_before: str | None = None


def colon_between(scene: Scene, last: int, first: int) -> bool:
    """Whether a colon that is no label's stands between the tokens ("hit the boat: 49 civilians died")."""
    tokens = scene.sentence.tokens
    return any(tokens[at].raw == ":" for at in range(last + 1, min(first, last + _COLON_REACH)))
