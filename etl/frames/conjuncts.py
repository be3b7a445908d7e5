"""Which figures are conjuncts, which have a verb of their own, are compared, or spell out the one before."""

from __future__ import annotations

from bisect import bisect_left

from etl.frames.relations import Relations, relations, within
from etl.frames.scene import Link, Scene
from etl.model import Quantity

# Between conjuncts of a list whose unit is elided a place or a time may stand ("5 in Aleppo, 7 in Homs").
LIST_REACH = 14
_PHRASE_REACH = 8
# Between a whole and the colon that spells it out who said so may stand.
_SPELLED_REACH = 30
_GAPPED = 2
# Parts that are spelled out are nearly all of their whole.
_ADDED = 0.8
_PARTS = 8
# Marks that open the parts of the figure before.
_PARTING = (":", "(", "—", "–")


def joined(scene: Scene, index: int, words: Relations) -> bool:
    """Whether a conjunction or comma stands right before quantity `index`, the conjunct before it near."""
    left, right = scene.quantities[index - 1], scene.quantities[index]
    reach = LIST_REACH if right.unit is None else _PHRASE_REACH
    tokens = scene.sentence.tokens
    first = right.first
    if scene.prepositions[index]:
        # "Egypt accounted for 658, Indonesia for 199": only the preposition of the first goes on.
        if right.unit is not None or left.first == 0 or tokens[first - 1].key != tokens[left.first - 1].key:
            return False
        first -= 1
    if not 0 <= right.first - left.last <= reach or scene.agents[index]:
        return False
    while first > left.last and tokens[first - 1].key in words.others:
        first -= 1
    first = _gapped(scene, left.last, first, right)
    conjunction = scene.clauses.conjunction
    if first > left.last:
        before = tokens[first - 1]
        if not (before.raw in ",،;؛" or conjunction[first - 1]) and not (scene.clauses.joined[first]):
            return False
    elif not scene.clauses.joined[first]:
        return False
    # A clause opener or a sentence mark between them ends the list.
    if scene.clauses.between(left.last, first) > 9:
        return False
    if right.unit is None and _acts(scene, right.last):
        return False
    if right.unit is None or scene.sentence.lang == "ar" or closed(scene, right.last):
        return True
    # "Three children and seven women included."
    return right.last < len(tokens) and words.followers.longest(tokens, right.last) is not None


def _gapped(scene: Scene, low: int, first: int, right: Quantity) -> int:
    """Where the conjunct begins whose verb is left out ("Hungary took in 71,158, Romania 43,184")."""
    if right.unit is not None:
        return first
    tokens = scene.sentence.tokens
    for at in range(first - 1, max(low, first - 1 - _GAPPED), -1):
        if tokens[at].kind != "word" or _trigger_at(scene, at - 1) or opens(scene, at):
            break
        if scene.clauses.joined[at]:
            return at
        if at - 1 >= low and (tokens[at - 1].raw in ",،" or scene.clauses.conjunction[at - 1]):
            return at
    return first


def opens(scene: Scene, at: int) -> bool:
    """Whether a word opens a clause there ("300 returned, but 7,000 …"): no name of a list."""
    return bool(scene.lexicon.breaks.readings(scene.sentence.tokens, at))


def closed(scene: Scene, at: int) -> bool:
    """Whether the phrase ends here, so that no verb of its own follows."""
    tokens = scene.sentence.tokens
    if at >= len(tokens) or tokens[at].kind == "mark":
        return True
    lexicon = scene.lexicon
    key = tokens[at].key
    if key in lexicon.passive or key in lexicon.active or key in lexicon.copulas or _trigger_at(scene, at):
        return True
    if key in lexicon.clauses.alone:
        return True
    closers = (
        lexicon.prepositions,
        lexicon.conjunctions,
        lexicon.relatives,
        lexicon.breaks,
        lexicon.partitives,
    )
    return any(trie.longest(tokens, at) is not None for trie in closers)


def _trigger_at(scene: Scene, at: int) -> bool:
    near = bisect_left(scene.starts, at)
    if near and scene.triggers[near - 1].last > at:
        return True
    return near < len(scene.starts) and scene.starts[near] <= at + 1


def compared(scene: Scene, index: int) -> bool:
    """Whether the figure is what the one before it is compared with ("2.4 million, up from 1.8 million")."""
    tokens = scene.sentence.tokens
    left, right = scene.quantities[index - 1], scene.quantities[index]
    if right.first - left.last > LIST_REACH:
        return False
    first = right.number.first
    for at in range(max(left.last, first - 4), first):
        for end, _, _ in scene.lexicon.comparisons.readings(tokens, at):
            if first - end <= 1:
                return True
    return False


def own_verb(scene: Scene, index: int) -> bool:
    """Whether a finite verb follows the figure, known or not ("80 alcanzaron la orilla y 21 …")."""
    endings, tokens = scene.lexicon.clauses.verb_endings, scene.sentence.tokens
    at = scene.quantities[index].last
    if not endings or at >= len(tokens):
        return False
    first = scene.quantities[index].first
    if first and at < len(tokens) and tokens[first - 1].raw.casefold().endswith(endings):
        # "Sobrevivieron 5": what comes first is its verb as well.
        return tokens[at].kind == "mark" or closed(scene, at)
    if tokens[at].key in scene.lexicon.clauses.reflexives and at + 1 < len(tokens):
        at += 1
    return tokens[at].raw.casefold().endswith(endings) or tokens[at].key in scene.lexicon.passive


def stays(scene: Scene, index: int, left: Link) -> bool:
    """Whether a bare conjunct has a finite verb of its own ("15 han llegado a A y 5 permanecen en B")."""
    trigger = left.trigger
    if scene.quantities[index].unit is not None or trigger is None or left.rule.pos != "verb":
        return False
    return trigger.first > scene.quantities[index - 1].number.first and own_verb(scene, index)


def predicated(scene: Scene, index: int) -> bool:
    """Whether an auxiliary right behind the figure leads to a verb of its own, known or not ("14 were …")."""
    lexicon, tokens, at = scene.lexicon, scene.sentence.tokens, scene.quantities[index].last
    if not lexicon.nominal_before or at >= len(tokens):
        return False
    return tokens[at].key in lexicon.passive or tokens[at].key in lexicon.active


def predicate(scene: Scene, index: int) -> bool:
    """Whether a conjunct with a noun has a verb of its own ("and 47,000 people are now in schools")."""
    quantity, lexicon, tokens = scene.quantities[index], scene.lexicon, scene.sentence.tokens
    if not lexicon.nominal_before or quantity.unit is None or quantity.last >= len(tokens):
        return False
    key = tokens[quantity.last].key
    return key in lexicon.passive or key in lexicon.active


def is_so(scene: Scene, index: int, own: Link | None) -> bool:
    """Whether a copula says of the bare figure what its frame is ("and 56,000 are still stranded")."""
    quantity = scene.quantities[index]
    if own is None or own.way != "fused" or own.trigger is None or quantity.unit is not None:
        return False
    return own.trigger.first > quantity.last and scene.clauses.relative[quantity.last]


def _acts(scene: Scene, at: int) -> bool:
    """Whether a verb of its own, not known, follows a figure ("and 320,000 had moved away")."""
    lexicon, tokens = scene.lexicon, scene.sentence.tokens
    if not lexicon.nominal_before or at + 1 >= len(tokens):
        return False
    return (
        tokens[at].key in lexicon.active and tokens[at + 1].kind == "word" and not _trigger_at(scene, at + 1)
    )


def broken_down(scene: Scene, index: int) -> bool:
    """Whether a colon or bracket opens the parts of the figure before ("324 dead: 186 in the capital")."""
    return _whole(scene, index) == index - 1


def spelled_out(scene: Scene, index: int) -> bool:
    """Whether bare figures with places all but add up to the one before ("165 held, 117 in A and 47 in B").

    The list itself must not begin with the first: "12 in Aleppo, 7 in Homs" has a place for each.
    """
    whole, tokens, total = scene.quantities[index - 1], scene.sentence.tokens, 0.0
    if whole.unit is None or whole.value is None or tokens[scene.quantities[index].first - 1].raw not in ",،":
        return False
    if scene.quantities[index].first - whole.last != 1:
        return False
    last = index
    for at in range(index, min(len(scene.quantities), index + _PARTS)):
        part = scene.quantities[at]
        listed = at == index or joined(scene, at, relations(scene.sentence.lang))
        if part.unit is not None or part.value is None or not listed or part.last >= len(tokens):
            break
        if scene.lexicon.prepositions.longest(tokens, part.last) is None:
            break
        total += float(part.value)
        last = at
    return last > index and _ADDED * float(whole.value) <= total <= float(whole.value)


def _whole(scene: Scene, index: int) -> int:
    """The figure whose parts quantity `index` opens behind a colon or bracket, or -1."""
    right, tokens = scene.quantities[index], scene.sentence.tokens
    if index == 0 or tokens[right.first - 1].raw not in _PARTING or not closed(scene, right.last):
        return -1
    for other in range(index - 1, max(-1, index - 3), -1):
        left = scene.quantities[other]
        between = [tokens[at].raw for at in range(left.last, right.first)]
        # A bracket opens right behind its whole; what a semicolon parts is another item of the list.
        near = 2 if between[-1:] == ["("] else _SPELLED_REACH if between[-1:] == [":"] else LIST_REACH
        if not 0 < len(between) <= near or ";" in between:
            break
        if right.unit in (None, left.unit) and within(right, left):
            return other
    return -1
