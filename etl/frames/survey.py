"""What is known of a sentence before its quantities look for their frames: marks, asides, labels, links."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from etl.frames import clauses, relations, triggers
from etl.frames.lexicon import Lexicon, lexicon
from etl.frames.scene import Scene
from etl.model import Quantity, Sentence, TimeExpression

# Tokens between a figure and an aside that says it in another unit.
_ASIDE = 4
# The longest head of a sentence that takes up those counted before.
_HEAD = 8
_ASIDE_FAR = 24
_SHARE = 2
_NAMED = 4
_LINKING = (":", "|", "=", "–", "—", "(", "→")


def survey(
    sentence: Sentence,
    quantities: Sequence[Quantity],
    currency: str | None = None,
    unit_before: str | None = None,
    times: Sequence[TimeExpression] = (),
) -> Scene:
    """What is known of the sentence before its quantities look for their frames.

    `currency` is the money that the sentence before spoke of, `unit_before` what its last figure counted.
    """
    known = lexicon(sentence.lang)
    found = _verbs(sentence, quantities, triggers.find(sentence, known), known)
    words = relations.relations(sentence.lang)
    return Scene(
        sentence=sentence,
        lexicon=known,
        clauses=clauses.read(sentence, known, {time.first for time in times}),
        quantities=quantities,
        triggers=found,
        openers=_of_those(sentence, quantities, found, relations.openers(sentence, quantities, words), words),
        asides=[_aside(sentence, quantities, at, known) for at in range(len(quantities))],
        money=_money(sentence, quantities, currency, words),
        agents=[_marked(sentence, q, known, agent=True) for q in quantities],
        prepositions=[_marked(sentence, q, known, agent=False) for q in quantities],
        linked=[_linked(sentence, q, known) for q in quantities],
        labelled=[_numbered(sentence, q, known) for q in quantities],
        starts=[trigger.first for trigger in found],
        unit_before=unit_before,
    )


def _of_those(
    sentence: Sentence,
    quantities: Sequence[Quantity],
    found: Sequence[triggers.Trigger],
    openers: list[int],
    words: relations.Relations,
) -> list[int]:
    """The openers, with the words at the head of a sentence that take up who was counted before.

    "Of the displaced, 28,000 are in Cúcuta": a word for what happened to them stands before the comma.
    """
    tokens = sentence.tokens
    if not quantities or openers[0] >= 0:
        return openers
    comma = quantities[0].first - 1
    if not 2 <= comma <= _HEAD or tokens[comma].raw not in ",،":
        return openers
    led = words.definite.longest(tokens, 0)
    if led is not None and any(led[0] <= t.first and t.last <= comma for t in found):
        openers[0] = 0
    return openers


def _verbs(
    sentence: Sentence, quantities: Sequence[Quantity], found: list[triggers.Trigger], known: Lexicon
) -> list[triggers.Trigger]:
    """The triggers without verbs that are the plural noun of a figure ("26,557 houses", "two trains")."""
    if not known.nominal_before:
        return found
    heads = {q.noun_last - 1 for q in quantities if q.noun_last > q.noun_first >= q.number.last}
    kept: list[triggers.Trigger] = []
    for trigger in found:
        single = trigger.last == trigger.first + 1 and trigger.first in heads
        if single and sentence.tokens[trigger.first].key.endswith("s"):
            rules = tuple(rule for rule in trigger.rules if rule.pos != "verb")
            if not rules:
                continue
            trigger = msgspec.structs.replace(trigger, rules=rules)
        kept.append(trigger)
    return kept


def _numbered(sentence: Sentence, quantity: Quantity, known: Lexicon) -> bool:
    """Whether a bare number in figures stands right behind a noun, as its number ("exhibits 201")."""
    first = quantity.first
    if quantity.unit is not None or first == 0 or not known.nominal_before or first != quantity.number.first:
        return False
    token = sentence.tokens[first - 1]
    if token.kind != "word" or not quantity.number.digits or quantity.number.kind != "cardinal":
        return False
    tries = (known.links, known.prepositions, known.conjunctions, known.agents, known.breaks, known.relatives)
    return token.key not in known.nominal_before and token.key not in known.copulas and not any(
        trie.longest(sentence.tokens, first - 1) is not None for trie in tries
    )  # fmt: skip


def _marked(sentence: Sentence, quantity: Quantity, known: Lexicon, agent: bool) -> bool:
    """Whether an agent mark ("by"), or another preposition, stands right before the phrase."""
    tokens = sentence.tokens
    trie = known.agents if agent else known.prepositions
    starts, first = trie.starts, quantity.first
    for at in range(first - 3 if first > 3 else 0, first):
        if starts[tokens[at].raw]:
            for end, _, _ in trie.readings(tokens, at):
                if end == first:
                    return True
    return False


def _aside(sentence: Sentence, quantities: Sequence[Quantity], at: int, known: Lexicon) -> bool:
    """Whether a bracket or a word of apposition separates the figure from the one right before it."""
    if at == 0 or quantities[at].first - quantities[at - 1].last > _ASIDE_FAR:
        return False
    if bracketed(sentence, quantities, at):
        return True
    tokens = sentence.tokens
    first, earlier = quantities[at].first, quantities[at - 1].last
    comma = any(tokens[n].raw == "," for n in range(earlier, first)) if first - earlier <= _SHARE else False
    if comma and quantities[at].unit == "percent":
        # "18 million, 40% of the people, need help": the share is an aside where a comma ends it.
        return any(
            tokens[n].raw == ","
            for n in range(quantities[at].last, min(len(tokens), quantities[at].last + 5))
        )
    near = quantities[at].first - quantities[at - 1].last <= _ASIDE
    for token in range(
        max(quantities[at - 1].last, quantities[at].first - _ASIDE), quantities[at].number.first
    ):
        if known.appositions.readings(tokens, token) and (near or tokens[token - 1].raw in ",،("):
            # "Two families left after some 100 fighters came": another clause has begun.
            marked = any(tokens[n].kind == "mark" for n in range(earlier, token))
            return marked or not any(known.breaks.readings(tokens, n) for n in range(earlier, token))
    return False


def bracketed(sentence: Sentence, quantities: Sequence[Quantity], at: int) -> bool:
    """Whether the figure opens a bracket right behind the one before it."""
    if at == 0:
        return False
    tokens = sentence.tokens
    last, first = quantities[at - 1].last, quantities[at].first
    between = [tokens[n].raw for n in range(last, first)] if 0 < first - last <= _ASIDE else []
    if quantities[at].number.kind == "fraction" and len(between) == 1 and between[0] in "-–—,":
        # "6.6 million - two in five - are hungry".
        return True
    # "Durán (447), Esmeraldas (398)": a bracket of its own opens behind the one that closed.
    return any(raw in "([" for raw in between) and not any(raw in ")]" for raw in between)


def _money(
    sentence: Sentence, quantities: Sequence[Quantity], currency: str | None, words: relations.Relations
) -> list[str | None]:
    """The currency in which the text last spoke of money, before each quantity that may be some."""
    tokens = sentence.tokens
    found: list[str | None] = []
    for quantity in quantities:
        last = quantity.number.last
        # "For 190 million of them": no money.
        parted = last < len(tokens) and words.followers.longest(tokens, last) is not None
        found.append(None if parted else currency)
        currency = quantity.currency or currency
    return found


def _linked(sentence: Sentence, quantity: Quantity, known: Lexicon) -> int:
    """First token of a colon, cell mark or linking words right before the figure ("rises to 21"), or -1."""
    tokens = sentence.tokens
    first = quantity.first
    if first == 0:
        return -1
    if sentence.kind == "row" or tokens[first - 1].raw in _LINKING:
        return first - 1
    if known.clauses.clitic_links and tokens[first].raw.startswith(known.clauses.clitic_links):
        return first
    named = first
    while (
        named > max(0, first - _NAMED)
        and tokens[named - 1].kind == "word"
        and tokens[named - 1].raw[0].isupper()
    ):
        named -= 1
    if 0 < named < first and tokens[named - 1].raw == ":":
        # "Deaths by region: Lima 20, Ica 15": the label speaks of every item of its list.
        return named - 1
    for at in range(first, quantity.number.first):
        # "Supera los 300": the quantifier is the linking verb itself.
        for end, _, _ in known.links.readings(tokens, at):
            if end <= quantity.number.first:
                return at
    starts = known.links.starts
    for at in range(max(0, first - 3), first):
        for end, _, _ in known.links.readings(tokens, at) if starts[tokens[at].raw] else []:
            # "In addition to 30" adds, it does not link.
            if end == first and not (at and known.conjunctions.readings(tokens, at - 1)):
                return at
    return -1
