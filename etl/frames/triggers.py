"""The triggers of a sentence: every place where the surface of a frame stands, longest first."""

from __future__ import annotations

from typing import cast

import msgspec

from etl.frames.lexicon import Lexicon, Rule
from etl.model import Sentence, Token

# How far before a verb its auxiliary may stand ("were also reportedly killed").
_AUXILIARY = 4
_ARTICLES = ("the", "a", "an", "their", "its")
_JOINED = ("و", "ف")
_CONJOINED = ("", "و", "ف")


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
    hidden = named = 0
    names = lexicon.names
    gapped = lexicon.gaps.starts
    for at in lexicon.governing.spots(tokens):
        token = tokens[at]
        if names.starts[token.raw]:
            named = max([named, *(end for end, _, _ in names.readings(tokens, at))])
        if at < named:
            continue
        noun = at > 0 and tokens[at - 1].key in lexicon.nominal_before
        for end, prefix, rules in lexicon.gaps.readings(tokens, at) if gapped[token.raw] else []:
            longer = lexicon.lang != "ar" and (
                at < hidden or any(last > end for last, _, _ in lexicon.triggers.readings(tokens, at))
            )
            if longer or not _fits(prefix, cast("list[Rule]", rules)):
                continue
            if noun and end == at + 1 and not _nominal(token, tuple(cast("list[Rule]", rules))):
                # "Whose bus … to": a noun opens no verb of two halves.
                continue
            seconds = lexicon.seconds(cast("list[Rule]", rules))
            companion, nearest = _companion(tokens, end, seconds, lexicon)
            if nearest:
                found.append(_trigger(tokens, at, end, nearest, prefix, lexicon, companion))
                break
        if at < hidden and not (
            lexicon.nominal_before and found and _reaches(tokens, at, found[-1], lexicon)
        ):
            continue
        if token.key in lexicon.particles and _marks_verb(tokens, at + 1, lexicon):
            continue
        best: tuple[int, str, tuple[Rule, ...]] | None = None
        for end, prefix, rules in lexicon.triggers.readings(tokens, at):
            fitting = tuple(cast("list[Rule]", rules))
            if prefix not in _CONJOINED:
                fitting = tuple(r for r in fitting if r.pos != "verb")
            if end == at + 1 and noun:
                fitting = _nominal(token, fitting)
                if tokens[at - 1].key in lexicon.determiners and _describes(tokens, at):
                    fitting = tuple(rule for rule in fitting if rule.pos == "noun")
            if end == at + 1 and _noun(tokens, at, lexicon):
                fitting = tuple(rule for rule in fitting if rule.pos != "verb")
            # Readings of one token differ by proclitic; the first (least split) of the longest wins.
            if fitting and (best is None or end > best[0]):
                best = (end, prefix, fitting)
            elif fitting and best is not None and end == best[0] == at + 1 and prefix in _JOINED:
                # "وفر" is "provided" and "and fled".
                best = (end, best[1], best[2] + tuple(r for r in fitting if r.pos == "verb"))
        if best is not None and best[0] > at + 1 and lexicon.nominal_before and _acts_on(tokens, at, best[0]):
            # "29,437 people reached Britain" is no heading of people who were reached.
            verbs = tuple(rule for rule in best[2] if rule.pos != "noun")
            best = (best[0], best[1], verbs) if verbs else None
        if best is not None:
            end, prefix, fitting = best
            if at < hidden:
                found.pop()
            found.append(_trigger(tokens, at, end, fitting, prefix, lexicon))
            if end > at + 1:
                hidden = end
    return found


def _reaches(tokens: tuple[Token, ...], at: int, over: Trigger, lexicon: Lexicon) -> bool:
    """Whether a longer surface begins inside one and goes beyond it ("have come", "come out of the bush")."""
    if over.companion >= 0 or not over.first < at < over.last:
        return False
    long = max(over.last, at + over.last - over.first)
    return any(end > long for end, _, _ in lexicon.triggers.readings(tokens, at))


def _marks_verb(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> bool:
    """Whether a verb stands at `at`, so that the particle before it is no verb itself."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return False
    if tokens[at].key.startswith(lexicon.clauses.particle_prefixes):
        return True
    if lexicon.gaps.starts[tokens[at].raw] and lexicon.gaps.readings(tokens, at):
        # The verb of a surface that the figure parts ("فقد أجبر 40 على الرحيل").
        return True
    readings = lexicon.triggers.readings(tokens, at)
    return any(rule.pos == "verb" for _, _, rules in readings for rule in cast("list[Rule]", rules))


def _noun(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> bool:
    """Whether a word that folds like a verb is a noun as written ("su destino", "la marcha")."""
    clauses = lexicon.clauses
    if not clauses.noun_endings:
        return False
    form = tokens[at].raw
    if form.isupper():
        return False
    form = form.casefold()
    if form.endswith(clauses.noun_endings) and not form.endswith(clauses.not_noun_endings):
        return True
    behind = at > 0 and tokens[at - 1].key in lexicon.noun_marks
    return behind and form.endswith(clauses.present_endings) and not form.endswith(clauses.not_noun_endings)


def _nominal(token: Token, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that may stand behind an article or preposition: a bare verb form is a noun there."""
    if token.key.endswith(("ed", "ing")):
        return rules
    return tuple(rule for rule in rules if rule.pos != "verb")


def _acts_on(tokens: tuple[Token, ...], at: int, end: int) -> bool:
    """Whether a participle at the end of a surface has an object behind it: "people reached Britain"."""
    if end >= len(tokens) or not tokens[end - 1].key.endswith("ed"):
        return False
    if tokens[end].kind == "digits":
        # "A strike on a house hosting 22 people killed 19".
        return at > 0 and tokens[at - 1].kind == "digits"
    if tokens[end].kind != "word":
        return False
    return tokens[end].raw[0].isupper() or tokens[end].key in _ARTICLES


def _describes(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a participle behind an article has its noun right behind it ("the flooded tunnel")."""
    return tokens[at].key.endswith("ed") and at + 1 < len(tokens) and tokens[at + 1].kind == "word"


def _fits(prefix: str, rules: list[Rule]) -> bool:
    return prefix in _CONJOINED or any(rule.pos != "verb" for rule in rules)


def _companion(
    tokens: tuple[Token, ...], end: int, seconds: dict[str, tuple[Rule, ...]], lexicon: Lexicon
) -> tuple[int, tuple[Rule, ...]]:
    """Where the nearest second half stands, and whose it is ("left 14 dead and 30 wounded": the dead)."""
    # Right behind the first half in a passive ("were reduced to rubble"), else behind the figure.
    openers = lexicon.figure_openers
    for at in range(end, min(len(tokens), end + lexicon.clauses.gap)):
        key = tokens[at].key
        begun = seconds.get(key)
        if begun is None and openers and key[0] in seconds and key[1:] in openers:
            # "قدم … لنحو 300": the preposition is written on to what opens the figure.
            begun = tuple([rule for rule in seconds[key[0]] if len(rule.gap) == 1])
            if begun:
                return at - 1, begun
            continue
        if begun is not None:
            whole = tuple(rule for rule in begun if _stands(tokens, at, rule.gap))
            if whole:
                return at, whole
        if tokens[at].raw in ";؛!?؟":
            break
    return -1, ()


def _stands(tokens: tuple[Token, ...], at: int, words: tuple[str, ...]) -> bool:
    return at + len(words) <= len(tokens) and all(
        tokens[at + n].key == word for n, word in enumerate(words[1:], 1)
    )


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
    if last > first + 1 and rules[0].pos == "verb" and tokens[first].key in lexicon.bound:
        passive = True
    elif lexicon.passive and rules[0].pos != "noun":
        for at in range(first - 1, max(-1, first - 1 - _AUXILIARY), -1):
            token = tokens[at]
            if token.kind != "word":
                break
            if token.key in lexicon.passive:
                progressive = lexicon.clauses.progressive
                passive = not (progressive and tokens[first].key.endswith(progressive))
                active = not passive
                break
            if token.key in lexicon.additive:
                # "Also wounded 12" is active, "were also wounded" is not.
                active = True
                continue
            if active and lexicon.conjunctions.starts[token.raw]:
                break
            if token.key in lexicon.active:
                active = True
                break
    article = lexicon.clauses.definite
    # A surface may be listed with its article ("الجرحى").
    definite = bool(article) and (
        prefix.endswith(article) or tokens[first].key.startswith(article, len(prefix))
    )
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
