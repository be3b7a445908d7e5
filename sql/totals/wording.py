"""Reasons in plain sentences: a verdict's gaps filled with figures as a reader would say them."""

from __future__ import annotations

from sql.totals.bounds import Amount, plain
from sql.totals.claims import Claim
from sql.totals.compare import Standing, Verdict

_WORDS = {
    "approximately": "about ",
    "more_than": "more than ",
    "at_least": "at least ",
    "less_than": "fewer than ",
    "at_most": "at most ",
}


def say(claim: Claim) -> str:
    """The figure in words, with who says it: "more than 38,000 (Syrian Observatory)"."""
    figure = claim.figure
    if figure.value is not None:
        words = _WORDS.get(figure.quantifier, "") + _number(figure.value)
    elif figure.minimum is not None and figure.maximum is not None:
        words = f"{_number(figure.minimum)} to {_number(figure.maximum)}"
    elif figure.minimum is not None:
        words = f"{_number(figure.minimum)} or more"
    elif figure.maximum is not None:
        words = f"{_number(figure.maximum)} or fewer"
    else:
        words = "a figure without number"
    return f"{words} ({claim.speaker})" if claim.speaker else words


def _number(amount: Amount) -> str:
    return f"{plain(amount):,}"


def fill(verdict: Verdict, one: Claim, other: Claim) -> str:
    """The verdict's sentence, said of the first claim."""
    later = verdict.standing in (Standing.LATER, Standing.HOLDS, Standing.WHOLE)
    first, second = (one, other) if later else (other, one)
    names = {"other": other, "later": first, "earlier": second, "whole": first}
    if verdict.standing not in (Standing.LATER, Standing.EARLIER):
        names["later"], names["earlier"] = other, one
    sentence = verdict.because
    for gap, claim in names.items():
        mark = "{" + gap + "}"
        if mark in sentence:
            # Names come from documents: put in by hand, so that a brace in them stays a brace.
            sentence = sentence.replace(mark, say(claim))
    return sentence[:1].upper() + sentence[1:]
