"""A place name as the words of a sentence offer it, and the rules that its neighbours can earn it."""

from __future__ import annotations

import msgspec

from etl.places.keys import CONTEXT, LOCATED

# The rule of a name that stands beside what happened.
BESIDE = "place.beside"
# Of names that are no site: who speaks or acts, and who governs at home.
ACTOR = "place.actor"
AUTHORITY = "place.authority"
ORGANISATION = "place.inside.organisation"
HINT = "place.hint"
# Stands where the text was written.
DATELINE = "place.dateline"
CAMP = "place.camp"
CALLED = "place.called"
ARMED = "place.armed"


class Found(msgspec.Struct, gc=False):
    """A name in a sentence with everything its neighbours say of it.

    `standing`: `place`, `context` (inside an organisation, a dateline, an actor: tells the country, is no
    site) or `demonym`. `needs` is the least strength among the hits; `located` whether a preposition,
    direction or enumeration before it makes it a place; `cue` the kind that a type noun states.
    """

    sentence: int
    paragraph: int
    first: int
    last: int
    start: int
    end: int
    hits: tuple[tuple[int, int], ...]
    standing: str
    needs: int
    located: bool
    enumerated: bool
    # Where the words that govern the name begin.
    lead: int
    cue: str | None
    shared_cue: str | None
    role: str
    rules: tuple[str, ...]


def weak(item: Found) -> bool:
    """Whether the name needs the document's country before it counts."""
    if item.cue is not None:
        return False
    return item.needs == CONTEXT or (item.needs == LOCATED and not item.located)
