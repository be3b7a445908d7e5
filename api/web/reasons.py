"""Why a figure is not counted, in the reader's language: by the id of the rule that said so.

A rule that the messages do not know, and the words of a person who decided, stay as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from api.web.messages import Words
from api.web.reading import amount, clean, speaker
from api.web.visit import Visit, fact_of

_RULE = re.compile(r"[a-z_]+\.[a-z_]+\Z")
_NOTES = (
    (re.compile(r"(\d+) of the counted windows began before"), "longer"),
    (re.compile("Worked out as the difference"), "derived"),
    (re.compile("Told of a whole"), "whole"),
    (re.compile("At least one counted figure states bounds only"), "bounds"),
    (re.compile("The counted figures name no place"), "placeless"),
)


def reason(visit: Visit, because: str | None, refers_to: Sequence[str], rule: str | None = None) -> Markup:
    """The sentence of a reason (`rule: sentence`, or the sentence of a rule given apart)."""
    head, mark, rest = (because or "").partition(": ")
    if mark and _RULE.match(head):
        rule, because = rule or head, rest
    pattern = _found(visit.words, f"reason.{rule}")
    if pattern is None:
        return _untranslated(because)
    if "{other}" not in pattern:
        return escape(pattern)
    other = fact_of(visit, refers_to[0]) if refers_to else None
    return _untranslated(because) if other is None else escape(pattern).format(other=_named(visit, other))


def _named(visit: Visit, fact: dict[str, Any]) -> Markup:
    who = speaker(fact) or clean(fact["document"]["publisher"])
    named = Markup("<a href='/figures/{}' data-evidence>{}</a>").format(
        fact["fact_id"], amount(visit.words, fact)
    )
    return Markup("<bdi>{}{}</bdi>").format(named, Markup(" (<bdi>{}</bdi>)").format(who) if who else "")


def note(words: Words, text: str) -> Markup:
    """A remark on a total."""
    for pattern, key in _NOTES:
        if found := pattern.match(text):
            return words(f"note.{key}", **({"n": int(found[1])} if found.groups() else {}))
    return _untranslated(text)


def refusal(words: Words, code: str | None, text: str) -> Markup:
    """Why a sum was refused."""
    pattern = _found(words, f"refusal.{code}")
    return _untranslated(text) if pattern is None else escape(pattern)


def cited(words: Words, release: str, topic: str, row: dict[str, Any]) -> str:
    """A total's citation in the interface's language, as plain text that can be copied."""
    counted = [item["document"] for item in row["provenance"] if item["role"] == "recommended"]
    names = [clean(document["publisher"]) or words.find("cite.unnamed") for document in counted]
    publishers = list(dict.fromkeys(names))
    licences = list(dict.fromkeys(document["licence"] or words.find("cite.unstated") for document in counted))
    sources = publishers[:5]
    if len(publishers) > 5:
        sources.append(words.plain("cite.more", n=len(publishers) - 5))
    text = words.plain(
        "cite.total",
        n=len(counted),
        release=release,
        topic=topic,
        sources="; ".join(sources) or "–",
        licences=", ".join(licences) or "–",
    )
    return text.replace("\u2068", "").replace("\u2069", "")


def _found(words: Words, key: str) -> str | None:
    try:
        found = words.find(key)
    except (KeyError, TypeError):
        return None
    return found if isinstance(found, str) else None


def _untranslated(text: str | None) -> Markup:
    return Markup('<span lang="en" dir="ltr">{}</span>').format(clean(text)) if text else Markup("")
