"""Figures that share a frame: "killed 3 soldiers and 12 civilians", "12 men and 5 women were killed"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from etl.frames.fitting import fits, lent
from etl.frames.lexicon import Rule
from etl.frames.relations import Relations, leads, relations, within
from etl.frames.scene import Link, Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity, Value
from etl.quantities.lexicon import lexicon as units

# Between conjuncts of a list whose unit is elided a place or a time may stand ("5 in Aleppo, 7 in Homs").
_LIST_REACH = 14
_PHRASE_REACH = 8
_GAPPED = 2
# A figure is compared with an earlier one of its list where that is so many times nearer in size.
_FAR_NEARER = 1.5
_UNLIKE = 1e9
_AGAIN = 6
_AGAIN_FAR = 11
# Parts that are spelled out are nearly all of their whole.
_ADDED = 0.8
_PARTS = 8
_BROUGHT = ("assisted", "arrived", "relocated", "returned")
_NAME = 5
_BEHIND_NAME = (":", "(", ",")
# Rows of nouns that name a status (prisoners, refugees), not what just happened, are ranked this low.
_STATUS = -2
_SHARED_RIGHT = ("before", "fused", "coordinated")
# Marks that open the parts of the figure before.
_OPENING = (";", "؛", ":", ".")
_PARTING = (":", "(", "—", "–")


def share(scene: Scene, links: list[Link | None], words: Relations) -> list[int]:
    """Fill in the frames that conjuncts share; returns for each quantity the conjunct it leans on, or -1."""
    quantities = scene.quantities
    leans = [-1] * len(quantities)
    for index in range(1, len(quantities)):
        left = links[index - 1]
        if left is None and index > 1 and quantities[index - 1].unit == "percent" and (
            scene.openers[index - 1] >= 0 and compared(scene, index)
        ):  # fmt: skip
            # "2,980 cases (41% of them tested), against 3,120": the share has no frame of its own.
            left = links[index - 2]
        if left is not None and not _named_behind(scene, index, links[index]) and (
            scene.quantities[index].unit is None and compared(scene, index)
        ):  # fmt: skip
            # Brackets between them say the first again in another unit.
            aside = scene.asides[index - 1] or links[index - 1] is None
            base = index - 2 if aside and index > 1 and links[index - 2] is not None else index - 1
            base = _likest(scene, links, index, base)
            left = links[base] or left
            links[index] = Link(left.rule, left.trigger, "coordinated", left.cost + 2)
            leans[index] = base
            continue
        if left is not None and _bracketed(scene, index):
            links[index] = Link(left.rule, left.trigger, "coordinated", left.cost + 2)
            leans[index] = index - 1
            continue
        if left is not None and _cut_short(scene, index, links[index], words):
            # "Doce fallecieron en el acto y tres cuando eran trasladadas": the verb is said once.
            links[index] = Link(left.rule, left.trigger, "coordinated", left.cost + 2)
            leans[index] = index - 1
            continue
        listed = joined(scene, index, words) or (links[index] is None and broken_down(scene, index))
        predicate = _predicate(scene, index) or (left is not None and stays(scene, index, left))
        predicate = predicate or _is_so(scene, index, links[index])
        if _open(links[index], left) and left is not None and listed and not predicate:
            rule = _shared(left, _with_unit(quantities, index))
            if scene.openers[index] < 0 and rule is not None:
                links[index] = Link(rule, left.trigger, "coordinated", left.cost + 2)
                leans[index] = index - 1
        elif links[index] is None and left is not None and _rises(scene, index, left):
            links[index] = Link(left.rule, left.trigger, "linked", left.cost + 1)
    for index in range(len(quantities) - 2, -1, -1):
        right = links[index + 1]
        if _open(links[index], right) and right is not None and right.way in _SHARED_RIGHT:
            inside = (
                right.way == "fused"
                and right.trigger is not None
                and _own_word(quantities[index + 1], right)
                and not _with_participle(scene, quantities[index + 1], right.trigger)
            )
            loose = scene.openers[index + 1] < 0 and scene.openers[index] < 0 and not inside
            if (
                loose
                and not own_verb(scene, index)
                and not _predicated(scene, index)
                and not leads(scene.sentence, quantities[index], words)
                and right.trigger is not None
                and (
                    right.trigger.first >= quantities[index + 1].last
                    or _with_participle(scene, quantities[index + 1], right.trigger)
                )
                and joined(scene, index + 1, words)
                and not _clause_between(scene, index)
            ):
                rule = _shared(right, quantities[index])
                if rule is not None:
                    links[index] = Link(rule, right.trigger, "coordinated", right.cost + 2)
                    leans[index] = index + 1
    return leans


def _bracketed(scene: Scene, index: int) -> bool:
    """Whether a bare figure stands alone in brackets as the one before ("Aleppo (12 dead), Idlib (5)")."""
    left, right, tokens = scene.quantities[index - 1], scene.quantities[index], scene.sentence.tokens
    if right.unit is not None or right.last >= len(tokens) or tokens[right.last].raw != ")":
        return False
    opened = left.first > 0 and tokens[left.first - 1].raw == tokens[right.first - 1].raw == "("
    return opened and right.first - left.last <= _LIST_REACH


def _clause_between(scene: Scene, index: int) -> bool:
    """Whether a clause opens between the figure and the next ("85% are women, and that 40 live …")."""
    tokens, breaks = scene.sentence.tokens, scene.lexicon.breaks
    low, high = scene.quantities[index].last, scene.quantities[index + 1].first
    return any(breaks.starts[tokens[at].raw] and breaks.readings(tokens, at) for at in range(low, high))


def _named_behind(scene: Scene, index: int, own: Link | None) -> bool:
    """Whether the noun of a bare figure follows it ("puts at 30,000 the displaced")."""
    if own is None or own.way != "fused" or own.trigger is None:
        return False
    return own.trigger.first >= scene.quantities[index].number.last


def _cut_short(scene: Scene, index: int, own: Link | None, words: Relations) -> bool:
    """Whether a bare conjunct leaves its verb out before words that open a clause ("and three when …")."""
    quantity, tokens = scene.quantities[index], scene.sentence.tokens
    at = quantity.last
    if quantity.unit is not None or at >= len(tokens) or scene.openers[index] >= 0:
        return False
    if own is not None and (own.trigger is None or own.trigger.first < at):
        return False
    if not scene.clauses.conjunction[max(0, quantity.first - 1)] or not joined(scene, index, words):
        return False
    return scene.lexicon.breaks.longest(tokens, at) is not None and (
        scene.lexicon.relatives.longest(tokens, at) is None
    )


def own_verb(scene: Scene, index: int) -> bool:
    """Whether a finite verb follows the figure, known or not ("80 alcanzaron la orilla y 21 …")."""
    endings, tokens = scene.lexicon.clauses.verb_endings, scene.sentence.tokens
    at = scene.quantities[index].last
    if not endings or at >= len(tokens):
        return False
    first = scene.quantities[index].first
    if first and at < len(tokens) and tokens[first - 1].raw.casefold().endswith(endings):
        # "Sobrevivieron 5": what comes first is its verb as well.
        return tokens[at].kind == "mark" or _closed(scene, at)
    if tokens[at].key in scene.lexicon.clauses.reflexives and at + 1 < len(tokens):
        at += 1
    return tokens[at].raw.casefold().endswith(endings) or tokens[at].key in scene.lexicon.passive


def _open(own: Link | None, other: Link | None) -> bool:
    """Whether a figure takes the frame of its conjunct: it has none, or only its noun's ("14 prisoners")."""
    if own is None:
        return True
    noun = own.way == "fused" and own.rule.role == "fused" and own.rule.priority <= _STATUS
    return noun and other is not None and not _weak(other) and other.way in ("after", "before", "around")


def _shared(link: Link, quantity: Quantity) -> Rule | None:
    """The rule by which a conjunct shares the trigger: another row where it is another kind of thing."""
    if fits(link.rule, quantity):
        return link.rule
    if link.trigger is None or (link.rule.pos == "noun" and link.rule.role != "object"):
        return None
    same = [r for r in link.trigger.rules if r.role == link.rule.role and fits(r, quantity)]
    return same[0] if same else None


def _likest(scene: Scene, links: list[Link | None], index: int, base: int) -> int:
    """The figure that is compared: of a list, the one whose size is far nearer than the last one's."""
    own = scene.quantities[index].value
    best, least = base, _ratio(own, scene.quantities[base].value)
    for at in range(base - 1, max(-1, base - 4), -1):
        ratio = _ratio(own, scene.quantities[at].value)
        if links[at] is not None and ratio * _FAR_NEARER < least:
            best, least = at, ratio
    return best


def _ratio(one: Value | None, two: Value | None) -> float:
    if not one or not two or one < 0 or two < 0:
        return _UNLIKE
    return float(max(one, two) / min(one, two))


def compared(scene: Scene, index: int) -> bool:
    """Whether the figure is what the one before it is compared with ("2.4 million, up from 1.8 million")."""
    tokens = scene.sentence.tokens
    left, right = scene.quantities[index - 1], scene.quantities[index]
    if right.first - left.last > _LIST_REACH:
        return False
    first = right.number.first
    for at in range(max(left.last, first - 4), first):
        for end, _, _ in scene.lexicon.comparisons.readings(tokens, at):
            if first - end <= 1:
                return True
    return False


def equivalents(scene: Scene, links: list[Link | None]) -> None:
    """Let a figure said again in another unit share the frame ("8,000 households, or 40,000 people")."""
    for index in range(1, len(links)):
        left, right = scene.quantities[index - 1], scene.quantities[index]
        if scene.asides[index] and left.unit == "percent" and right.unit == "currency":
            if links[index] is None and links[index - 1] is not None:
                links[index] = links[index - 1]
            continue
        if not scene.asides[index] or {left.unit, right.unit} != {"person", "household"}:
            continue
        one, two = links[index - 1], links[index]
        if two is not None and (one is None or _weak(one)) and not _weak(two) and fits(two.rule, left):
            links[index - 1] = Link(two.rule, two.trigger, "coordinated", two.cost + 2)
        elif one is not None and (two is None or _weak(two)) and fits(one.rule, right):
            links[index] = Link(one.rule, one.trigger, "coordinated", one.cost + 2)


def _weak(link: Link) -> bool:
    return link.rule.priority < 0


def again(scene: Scene, links: list[Link | None], before: Link | None) -> None:
    """Give a bare figure that takes up the one before ("the number is", "did so", "300 others") its frame."""
    words = relations(scene.sentence.lang)
    described: set[int] = set()
    for index, quantity in enumerate(scene.quantities):
        left = links[index - 1] if index else before
        if left is not None and links[index] is None and index - 1 in described and (
            quantity.unit == "person" and joined(scene, index, words)
        ):  # fmt: skip
            # "Veintidós eran mexicanos, siete guatemaltecos": the verb is said once.
            links[index] = Link(left.rule, None, "repeat", left.cost + 4)
            described.add(index)
            continue
        if quantity.unit is not None or left is None:
            continue
        if links[index] is not None and not (_easy(links[index]) and _named_again(scene, index)):
            continue
        if left.rule.indicator == "other" or "currency" in left.rule.units:
            continue
        digits = any(t.kind == "digits" for t in scene.sentence.tokens[: quantity.number.first])
        if not index and digits and not _named_again(scene, index):
            # "Of its 120 beds, only 35 can be used": of what was just spoken of, not of the sentence before.
            continue
        taken_up = (
            _named_again(scene, index)
            or _done_again(scene, quantity)
            or others(scene, quantity)
            or opens_clause(scene, quantity)
            or _quantified(scene, index)
            or _placed(scene, index)
            or (index > 0 and left.way == "repeat" and joined(scene, index, words))
        )
        if taken_up and opens_clause(scene, quantity):
            described.add(index)
        if taken_up:
            links[index] = Link(left.rule, None, "repeat", left.cost + 4)


def elsewhere(scene: Scene, index: int) -> bool:
    """Whether a bare conjunct tells the same of another place ("41 people were teased in A and 12 in B")."""
    quantity, lexicon, tokens = scene.quantities[index], scene.lexicon, scene.sentence.tokens
    if not lexicon.nominal_before or not joined(scene, index, relations(scene.sentence.lang)):
        return False
    return (
        quantity.last < len(tokens)
        and lexicon.prepositions.longest(tokens, quantity.last) is not None
        and scene.prepositions[index] == scene.prepositions[index - 1]
    )


def _easy(link: Link | None) -> bool:
    """Whether the frame is a verb of bringing or reaching, which totals take too ("brings the total to")."""
    return link is not None and link.way == "after" and link.rule.indicator in _BROUGHT


def _done_again(scene: Scene, quantity: Quantity) -> bool:
    """Whether a verb that stands for the one before governs the figure ("lo hicieron 142.000")."""
    tokens, verbs = scene.sentence.tokens, scene.lexicon.pro_verbs
    if not verbs.root:
        return False
    if quantity.last < len(tokens) and verbs.longest(tokens, quantity.last) is not None:
        return True
    for at in range(max(0, quantity.first - _AGAIN), quantity.first):
        found = verbs.longest(tokens, at)
        if found is not None and quantity.first - found[0] <= 1:
            return True
    return False


def opens_clause(scene: Scene, quantity: Quantity) -> bool:
    """Whether the bare figure opens its clause and an auxiliary says something of it ("Siete eran …")."""
    tokens = scene.sentence.tokens
    lexicon = scene.lexicon
    if quantity.last >= len(tokens) or tokens[quantity.last].key not in lexicon.passive | lexicon.active:
        return False
    # An adverb may open the clause ("; solo ocho han sido …").
    return quantity.first <= 1 or any(
        tokens[at].raw in _OPENING for at in (quantity.first - 1, quantity.first - 2)
    )


def _placed(scene: Scene, index: int) -> bool:
    """Whether only a name stands before the figure in a list ("Ica: 20", "Durán (447)", "; en Ica, 20")."""
    first = scene.quantities[index].number.first
    tokens = scene.sentence.tokens
    if index == 0 or first < 3 or not _closed(scene, scene.quantities[index].last):
        return False
    last = first - 1 if tokens[first - 1].raw in _BEHIND_NAME else first
    if tokens[first - 1].key in scene.lexicon.clauses.list_marks:
        # "…, con 492, y Chichaua, con 201".
        last = first - 2 if tokens[first - 2].raw == "," else first - 1
        return last < first - 1 and tokens[last - 1].raw[0].isupper()
    at = last
    while at > last - _NAME and tokens[at - 1].kind == "word":
        at -= 1
    opened = tokens[at - 1].raw in ",;"
    conjunction = scene.clauses.conjunction
    for step in range(at, last):
        if conjunction[step]:
            at, opened = step + 1, True
    if at < last and scene.lexicon.prepositions.longest(tokens, at) is not None:
        at += 1
    if at < last - 1 and tokens[at].key in units(scene.sentence.lang).determiners:
        # "Le Haut-Katanga (412 cas) et le Maniema (206)".
        at += 1
    return opened and at < last and tokens[at].raw[0].isupper()


def _quantified(scene: Scene, index: int) -> bool:
    """Whether a quantifier makes a figure of a number whose noun was said before ("y a más de 1.200")."""
    quantity = scene.quantities[index]
    said = quantity.modifier_text is not None and quantity.quantifier != "between"
    return said and index > 0 and quantity.number.first > quantity.first


def others(scene: Scene, quantity: Quantity) -> bool:
    """Whether a word beside the number says that it counts more of the same ("another 300", "300 others")."""
    tokens, number = scene.sentence.tokens, quantity.number
    words = relations(scene.sentence.lang).others
    if number.first and tokens[number.first - 1].key in words:
        return True
    if number.last >= len(tokens) or tokens[number.last].key not in words:
        return False
    # "300 more than in 2021" compares.
    beyond = number.last + 1
    return beyond >= len(tokens) or not scene.clauses.relative[beyond]


def _named_again(scene: Scene, index: int) -> bool:
    quantity, link = scene.quantities[index], scene.linked[index]
    tokens, lexicon = scene.sentence.tokens, scene.lexicon
    low = scene.quantities[index - 1].last if index else 0
    reach = _AGAIN_FAR if link >= 0 else _AGAIN
    for at in range(max(0, quantity.first - reach), quantity.first):
        for end, _, _ in lexicon.anaphors.readings(tokens, at):
            if end <= quantity.first <= end + 2:
                return True
            # "Bringing the total since April to 720,000": a time stands between.
            if low <= at and 0 < link - end < _AGAIN and lexicon.prepositions.longest(tokens, end):
                return True
    return False


def _rises(scene: Scene, index: int, left: Link) -> bool:
    """Whether the figure ends a rise that the one before it begins, whose noun stands before both."""
    return (left.way == "linked" or lent(scene.quantities[index - 1])) and _step(scene, index)


def _step(scene: Scene, index: int) -> bool:
    """Whether the figure is where a rise ends ("rose from 31 to 46")."""
    left, right = scene.quantities[index - 1], scene.quantities[index]
    return right.unit is None and scene.linked[index] >= 0 and 0 <= right.first - left.last <= 2


def _own_word(quantity: Quantity, link: Link) -> bool:
    trigger = link.trigger
    return trigger is not None and trigger.first < quantity.last


def _with_participle(scene: Scene, quantity: Quantity, trigger: Trigger) -> bool:
    """Whether the word is the noun with a participle that may be that of both ("5 hospitales cerrados")."""
    endings = scene.lexicon.clauses.agreeing_endings
    return (
        bool(endings)
        and trigger.last > quantity.noun_last
        and trigger.last > trigger.first + 1
        and scene.sentence.tokens[trigger.last - 1].key.endswith(endings)
    )


def _with_unit(quantities: Sequence[Quantity], index: int) -> Quantity:
    quantity = quantities[index]
    return quantities[index - 1] if quantity.unit is None else quantity


def joined(scene: Scene, index: int, words: Relations) -> bool:
    """Whether a conjunction or comma stands right before quantity `index`, the conjunct before it near."""
    left, right = scene.quantities[index - 1], scene.quantities[index]
    reach = _LIST_REACH if right.unit is None else _PHRASE_REACH
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
    if right.unit is None or scene.sentence.lang == "ar" or _closed(scene, right.last):
        return True
    # "Three children and seven women included."
    return right.last < len(tokens) and words.followers.longest(tokens, right.last) is not None


def _predicated(scene: Scene, index: int) -> bool:
    """Whether an auxiliary right behind the figure leads to a verb of its own, known or not ("14 were …")."""
    lexicon, tokens, at = scene.lexicon, scene.sentence.tokens, scene.quantities[index].last
    if not lexicon.nominal_before or at >= len(tokens):
        return False
    return tokens[at].key in lexicon.passive or tokens[at].key in lexicon.active


def _predicate(scene: Scene, index: int) -> bool:
    """Whether a conjunct with a noun has a verb of its own ("and 47,000 people are now in schools")."""
    quantity, lexicon, tokens = scene.quantities[index], scene.lexicon, scene.sentence.tokens
    if not lexicon.nominal_before or quantity.unit is None or quantity.last >= len(tokens):
        return False
    key = tokens[quantity.last].key
    return key in lexicon.passive or key in lexicon.active


def _is_so(scene: Scene, index: int, own: Link | None) -> bool:
    """Whether a copula says of the bare figure what its frame is ("and 56,000 are still stranded")."""
    quantity = scene.quantities[index]
    if own is None or own.way != "fused" or own.trigger is None or quantity.unit is not None:
        return False
    return own.trigger.first > quantity.last and scene.clauses.relative[quantity.last]


def stays(scene: Scene, index: int, left: Link) -> bool:
    """Whether a bare conjunct has a finite verb of its own ("15 han llegado a A y 5 permanecen en B")."""
    trigger = left.trigger
    if scene.quantities[index].unit is not None or trigger is None or left.rule.pos != "verb":
        return False
    return trigger.first > scene.quantities[index - 1].number.first and own_verb(scene, index)


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
    if index == 0 or tokens[right.first - 1].raw not in _PARTING or not _closed(scene, right.last):
        return -1
    for other in range(index - 1, max(-1, index - 3), -1):
        left = scene.quantities[other]
        between = [tokens[at].raw for at in range(left.last, right.first)]
        # A bracket opens right behind its whole; what a semicolon parts is another item of the list.
        near = 2 if between[-1:] == ["("] else _LIST_REACH
        if not 0 < len(between) <= near or ";" in between:
            break
        if right.unit in (None, left.unit) and within(right, left):
            return other
    return -1


def _gapped(scene: Scene, low: int, first: int, right: Quantity) -> int:
    """Where the conjunct begins whose verb is left out ("Hungary took in 71,158, Romania 43,184")."""
    if right.unit is not None:
        return first
    tokens = scene.sentence.tokens
    for at in range(first - 1, max(low, first - 1 - _GAPPED), -1):
        if tokens[at].kind != "word" or _trigger_at(scene, at - 1) or _opens(scene, at):
            break
        if scene.clauses.joined[at]:
            return at
        if at - 1 >= low and (tokens[at - 1].raw in ",،" or scene.clauses.conjunction[at - 1]):
            return at
    return first


def _opens(scene: Scene, at: int) -> bool:
    """Whether a word opens a clause there ("300 returned, but 7,000 …"): no name of a list."""
    breaks = scene.lexicon.breaks
    return bool(breaks.starts[scene.sentence.tokens[at].raw] and breaks.readings(scene.sentence.tokens, at))


def _closed(scene: Scene, at: int) -> bool:
    """Whether the phrase ends here, so that no verb of its own follows."""
    tokens = scene.sentence.tokens
    if at >= len(tokens) or tokens[at].kind == "mark":
        return True
    lexicon = scene.lexicon
    key = tokens[at].key
    if key in lexicon.passive or key in lexicon.active or key in lexicon.copulas or _trigger_at(scene, at):
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
