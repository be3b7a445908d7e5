"""The part that one fact plays in a total."""

from __future__ import annotations

import msgspec


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """The role of one fact, and for every role but recommended the rule, the reason and whom it refers to."""

    role: str
    rule: str | None = None
    because: str | None = None
    refers_to: tuple[str, ...] = ()


COUNTED = Outcome("recommended")
