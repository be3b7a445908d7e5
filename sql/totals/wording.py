"""Reasons in plain sentences: a verdict's gaps filled with figures as a reader would say them."""

from __future__ import annotations

import re
from functools import lru_cache

from sql.totals.bounds import Amount, plain
from sql.totals.claims import Claim
from sql.totals.verdicts import Standing, Verdict

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
    standing = verdict.standing
    # Names come from documents: put in by hand, so that a brace in them stays a brace.
    words = []
    for part in _pieces(verdict.because):
        if part == "{other}":
            words.append(say(other))
        elif part not in _GAPS:
            words.append(part)
        elif part == "{whole}":
            words.append(say(one if standing in _SAID_OF_LATER else other))
        elif standing is not _LATER and standing is not _EARLIER:
            words.append(say(other if part == "{later}" else one))
        else:
            words.append(say(one if (standing is _LATER) == (part == "{later}") else other))
    sentence = "".join(words)
    return sentence if sentence[:1].isupper() else sentence[:1].upper() + sentence[1:]


_LATER, _EARLIER = Standing.LATER, Standing.EARLIER
_SAID_OF_LATER = (Standing.LATER, Standing.HOLDS, Standing.WHOLE)
_GAPS = frozenset(("{other}", "{later}", "{earlier}", "{whole}"))
_GAP = re.compile("({(?:other|later|earlier|whole)})")


@lru_cache(1_000)
def _pieces(because: str) -> tuple[str, ...]:
    return tuple(part for part in _GAP.split(because) if part)
