"""Casualty words that are cases of a disease where the document speaks of one ("9,172 إصابة")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from etl.frames.lexicon import Lexicon, lexicon
from etl.model import Quantity, Sentence
from etl.text.fold import fold
from etl.text.tokens import forms

if TYPE_CHECKING:
    from etl.frames.assembly import Draft


# How far before its verb a disease may stand.
_SUBJECT = 5


def settle(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """Make cases of the injuries that a disease causes: named in the sentence, or in a text without arms."""
    for draft in drafts:
        if draft.indicator == "affected" and _stricken(draft):
            draft.indicator = "cases"
            draft.rules.append("context.disease")
    open_ = [draft for draft in drafts if draft.indicator == "injured" and _ambiguous(draft)]
    if not open_:
        return
    ill = {s.index for s in sentences if speaks(s, lexicon(s.lang).epidemics)}
    armed = {s.index for s in sentences if speaks(s, lexicon(s.lang).arms)}
    for draft in open_:
        at = draft.sentence.index
        patients = _patients(draft)
        if at in ill or (ill and not armed):
            draft.indicator = "cases"
            draft.unit = "person" if patients else "case"
            draft.rules.append("context.epidemic")
        elif patients:
            draft.indicator, draft.measure = "other", "unknown"
            draft.rules.append("context.patients")


def _ambiguous(draft: Draft) -> bool:
    known = lexicon(draft.sentence.lang)
    if infection(draft.figure.quantity, known) or _patients(draft):
        return True
    link = draft.figure.link
    if not known.infections or draft.figure.quantity.unit is not None or link is None or link.trigger is None:
        return False
    # A label may name infections or injuries ("عدد الإصابات").
    named = draft.sentence.tokens[link.trigger.first : link.trigger.last]
    return link.rule.pos == "noun" and any(token.key in known.infections for token in named)


def _stricken(draft: Draft) -> bool:
    """Whether a disease is what has hit people ("cholera has struck 4,100 people")."""
    link, known = draft.figure.link, lexicon(draft.sentence.lang)
    if not known.clauses.maladies or link is None or link.trigger is None or link.rule.pos != "verb":
        return False
    first = link.trigger.first
    words = draft.sentence.tokens[max(0, first - _SUBJECT) : first]
    return link.way == "after" and any(token.key in known.clauses.maladies for token in words)


def _patients(draft: Draft) -> bool:
    text, known = draft.figure.quantity.unit_text, lexicon(draft.sentence.lang)
    return bool(known.patients) and text is not None and fold(text.split()[0]) in known.patients


def infection(quantity: Quantity, known: Lexicon) -> bool:
    """Whether the counted noun is a word for the infected and the injured alike."""
    text = quantity.unit_text
    return bool(known.infections) and text is not None and fold(text.split()[0]) in known.infections


def speaks(sentence: Sentence, words: frozenset[str]) -> bool:
    return any(
        form.stem in words for token in sentence.tokens if token.kind == "word" for form in forms(token)
    )
