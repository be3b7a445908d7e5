"""Clearings that a flood or fire brings are evacuations, those that a court brings are evictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from etl.frames.epidemics import speaks
from etl.frames.lexicon import lexicon
from etl.model import Sentence

if TYPE_CHECKING:
    from etl.frames.assembly import Draft


def settle(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """Make evacuated of the evicted where one word says both ("desalojados") and a disaster is spoken of."""
    open_ = [draft for draft in drafts if draft.indicator == "evicted" and _either(draft)]
    if not open_ or not any(speaks(s, lexicon(s.lang).disasters) for s in sentences):
        return
    for draft in open_:
        if not speaks(draft.sentence, lexicon(draft.sentence.lang).evictors):
            draft.indicator = "evacuated"
            draft.rules.append("context.disaster")


def _either(draft: Draft) -> bool:
    link, openings = draft.figure.link, lexicon(draft.sentence.lang).clauses.clearings
    if link is None or link.trigger is None or not openings:
        return False
    named = draft.sentence.tokens[link.trigger.first : link.trigger.last]
    return any(token.key.startswith(openings) for token in named)
