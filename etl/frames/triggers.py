"""The triggers of a sentence: every place where the surface of a frame stands, longest first."""

from __future__ import annotations

from typing import cast

import msgspec

from etl.frames.lexicon import Lexicon, Rule
from etl.model import Sentence, Token

# How far before a verb its auxiliary may stand ("were also reportedly killed").
_AUXILIARY = 4


class Trigger(msgspec.Struct, frozen=True, gc=False):
    """A surface that may govern a figure.

    `companion` is the token where the second half of a discontinuous surface starts, -1 without one.
    `passive`/`active` say that an auxiliary decides the voice; both False leaves it open. `finite` is a bare
    active form ("abrite", "liberaron"), `agreeing` a participle that agrees with what it is said of.
    """

    first: int
    last: int
    rules: tuple[Rule, ...]
    prefix: str
    companion: int = -1
    passive: bool = False
    active: bool = False
    definite: bool = False
    joined: bool = False
    finite: bool = False
    agreeing: bool = False


def find(sentence: Sentence, lexicon: Lexicon) -> list[Trigger]:
    """The triggers in order of their first token; a longer surface hides the shorter ones inside it."""
    tokens = sentence.tokens
    found: list[Trigger] = []
    hidden = 0
    gapped, plain = lexicon.gaps.begins, lexicon.triggers.begins
    for at, token in enumerate(tokens):
        raw = token.raw
        if token.kind == "mark" or (plain.get(raw) is False and gapped.get(raw) is False):
            continue
        whole = lexicon.gaps.readings(tokens, at)
        for end, prefix, rules in whole:
            if not _fits(prefix, cast("list[Rule]", rules)):
                continue
            kept = _companions(tokens, end, cast("list[Rule]", rules), lexicon.clauses.gap)
            if kept:
                # "Left 14 dead and 30 wounded": the nearest second half is the one that is meant.
                companion = min(c for _, c in kept)
                nearest = tuple(r for r, c in kept if c == companion)
                found.append(_trigger(tokens, at, end, nearest, prefix, lexicon, companion))
                break
        if at < hidden or (token.key in lexicon.particles and _marks_verb(tokens, at + 1, lexicon)):
            continue
        best: tuple[int, str, tuple[Rule, ...]] | None = None
        for end, prefix, rules in lexicon.triggers.readings(tokens, at):
            fitting = tuple(r for r in cast("list[Rule]", rules) if _clitic(prefix, r))
            if end == at + 1 and at and tokens[at - 1].key in lexicon.nominal_before:
                fitting = _nominal(token, fitting)
            # Readings of one token differ by proclitic; the first (least split) of the longest wins.
            if fitting and (best is None or end > best[0]):
                best = (end, prefix, fitting)
        if best is not None:
            end, prefix, fitting = best
            found.append(_trigger(tokens, at, end, fitting, prefix, lexicon))
            if end > at + 1:
                hidden = end
    return found


def _marks_verb(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> bool:
    """Whether a verb stands at `at`, so that the particle before it is no verb itself."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return False
    if tokens[at].key.startswith(lexicon.clauses.particle_prefixes):
        return True
    readings = lexicon.triggers.readings(tokens, at)
    return any(rule.pos == "verb" for _, _, rules in readings for rule in cast("list[Rule]", rules))


def _nominal(token: Token, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that may stand behind an article or preposition: a bare verb form is a noun there."""
    if token.key.endswith(("ed", "ing")):
        return rules
    return tuple(rule for rule in rules if rule.pos != "verb")


def _fits(prefix: str, rules: list[Rule]) -> bool:
    return any(_clitic(prefix, rule) for rule in rules)


def _clitic(prefix: str, rule: Rule) -> bool:
    return rule.pos != "verb" or prefix in ("", "و", "ف")


def _companions(tokens: tuple[Token, ...], end: int, rules: list[Rule], gap: int) -> list[tuple[Rule, int]]:
    kept = []
    limit = min(len(tokens), end + gap)
    for rule in rules:
        words = rule.gap
        # Right behind the first half in a passive ("were reduced to rubble"), else behind the figure.
        for at in range(end, limit - len(words) + 1):
            if tokens[at].key == words[0] and all(
                tokens[at + n].key == word for n, word in enumerate(words[1:], 1)
            ):
                kept.append((rule, at))
                break
            if tokens[at].raw in ";؛!?؟":
                break
    return kept


def _trigger(
    tokens: tuple[Token, ...],
    first: int,
    last: int,
    rules: tuple[Rule, ...],
    prefix: str,
    lexicon: Lexicon,
    companion: int = -1,
) -> Trigger:
    passive = active = False
    if lexicon.passive and rules[0].pos != "noun":
        for at in range(first - 1, max(-1, first - 1 - _AUXILIARY), -1):
            token = tokens[at]
            if token.kind != "word":
                break
            if token.key in lexicon.passive:
                progressive = lexicon.clauses.progressive
                passive = not (progressive and tokens[first].key.endswith(progressive))
                active = not passive
                break
            if token.key in lexicon.active:
                active = True
                break
    article = lexicon.clauses.definite
    # A surface may be listed with its article ("الجرحى").
    definite = bool(article) and (prefix.endswith(article) or tokens[first].key.startswith(article))
    finite = agreeing = False
    if rules[0].pos != "noun" and last == first + 1 and companion < 0:
        form = tokens[first].raw.casefold()
        clauses = lexicon.clauses
        agreeing = not (passive or active) and form.endswith(clauses.agreeing_endings or "\0")
        finite = (
            not (passive or active or agreeing)
            and form.endswith(clauses.finite_endings or "\0")
            and not form.endswith(clauses.participle_endings or "\0")
            and not (first and tokens[first - 1].key in clauses.reflexives)
        )
    return Trigger(
        first, last, rules, prefix, companion, passive, active, definite, prefix.startswith(("و", "ف")),
        finite, agreeing,
    )  # fmt: skip
