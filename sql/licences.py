"""Whether a licence, as a publication states it, lets the text be passed on.

What states no licence, or one that is not known here, stays inside: its sentences are quoted as evidence, its
text is not handed out.
"""

from __future__ import annotations

import re
from functools import cache

from sql.codelists import load_codelists

_GAPS = re.compile(r"[^a-z0-9]+")


def text_is_open(licence: str | None) -> bool:
    """True for the open licences of the code list `licence`, in any usual spelling, version or as a URL."""
    code = licence_code(licence)
    return code is not None and code in _open_codes()


def licence_code(licence: str | None) -> str | None:
    """The code of a licence as stated ("CC BY 4.0", "Creative Commons Attribution"), or None."""
    if not licence:
        return None
    key = _GAPS.sub(" ", licence.lower()).strip()
    # The longest marker wins: "cc by nc nd" is not "cc by".
    for marker, code in _markers():
        if f" {marker} " in f" {key} ":
            return code
    return None


@cache
def _markers() -> tuple[tuple[str, str], ...]:
    pairs = [
        (marker, code.code)
        for code in load_codelists()["licence"]
        for marker in code.extra["markers"].split("|")
        if marker
    ]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


@cache
def _open_codes() -> frozenset[str]:
    return frozenset(code.code for code in load_codelists()["licence"] if code.extra["text_open"] == "yes")
