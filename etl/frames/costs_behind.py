"""What it costs a figure to be governed by a trigger that stands behind it."""

from __future__ import annotations

from bisect import bisect_left

from etl.frames.agreement import disagrees, hung, of_part
from etl.frames.clauses import BREAK
from etl.frames.costs_before import (
    ATTRIBUTIVE,
    DISTANCE,
    LABELLED,
    OTHER_QUANTITY,
    OTHER_TRIGGER,
    REDUCED,
    UNLINKED,
    of_one,
)
from etl.frames.fitting import fits
from etl.frames.lexicon import Rule
from etl.frames.relations import leads, relations
from etl.frames.relatives import main_verb
from etl.frames.scene import Scene, colon_between
from etl.frames.triggers import Trigger
from etl.model import Quantity
from etl.quantities.lexicon import lexicon as units

_ASIDE_REACH = 28
_CHILD_BEFORE = 8
_RELATIVE = 8
# How far behind a figure the words for some of it stand.
_PARTLY = 3
_RELATIVE_REACH = 11
_ACROSS = 8
_CLOSED = 8
_ADVERB = 4
# The most tokens between a figure and the words that say where those it counts are.
_ADJUNCT = 3
_PASSIVE = 2
_PHRASE = 4
_PAIR = 2
# Less than the verb that governs the figure.
_ALL = -6
_MODIFIED = 4
# Rows of nouns that name a status, not what happened, are ranked this low.
_STATUS = -2


def cost_behind(
    scene: Scene, index: int, at: int, rule: Rule, trigger: Trigger, quantity: Quantity, end: int
) -> tuple[str, int] | None:
    """The cost of a trigger to the right of the quantity."""
    if rule.side == "after":
        return None
    if rule.pos == "verb" and rule.role == "subject" and _no_subject(scene, trigger, quantity):
        return None
    lexicon = scene.lexicon
    clauses = scene.clauses
    if lexicon.nominal_before and clauses.strong[trigger.first] > clauses.strong[quantity.last]:
        # Behind a semicolon other things happen.
        return None
    if rule.pos != "noun" and (disagrees(scene, trigger, quantity) or of_part(scene, index, trigger)):
        return None
    last = _past_bracket(scene, quantity.last, trigger.first)
    partial = _partial(scene, quantity.last, trigger.first)
    beyond = past_aside(scene, index, last, trigger.first, partial)
    if beyond > last:
        # What stands in the aside governs nothing beyond it.
        last, end = beyond, max(end, bisect_left(scene.starts, beyond))
        partial = False
    main = main_verb(scene, index, quantity) if rule.pos != "noun" else -1
    if main == at:
        # "Los 60 mineros que quedaron atrapados fueron rescatados": what they are said to have met with.
        last, end = trigger.first, at
    distance = trigger.first - last
    weight = scene.clauses.between(last, trigger.first)
    relative = not partial and _relative(scene, last, trigger.first)
    if relative:
        # A relative clause belongs to the noun before it, whatever its opener weighs elsewhere.
        weight = max(0, weight - BREAK - 2)
    cost = min(distance, DISTANCE) + weight
    cost += OTHER_TRIGGER * (at - end)
    if at < main:
        cost += REDUCED
    if _said_of_all(scene, quantity.last, trigger):
        # "Sacaron a ocho obreros, todos muertos".
        return "fused", _ALL
    status = rule.role == "fused" and rule.priority <= _STATUS
    if partial:
        # "240 fighters, most of whom had surrendered, were moved": that is said of some of them.
        cost += _CHILD_BEFORE
    elif (
        trigger.first > last
        and clauses.relative[trigger.first - 1]
        and distance <= _RELATIVE_REACH
        and not status
    ):
        # Farther on, "the heat that reached 51 degrees" has a noun of its own.
        cost -= _RELATIVE
    aside = False
    if rule.pos == "verb" and _of_its_part(scene, index, trigger):
        # "Of 36 hospitals only 13 function": said of the thirteen.
        return None
    following = index + 1 < len(scene.quantities) and scene.quantities[index + 1].first < trigger.first
    if following:
        if _of_part(scene, index, trigger):
            # "40 pasajeros, cinco de ellos fallecidos": said of the five.
            return None
        aside = scene.openers[index + 1] >= 0 or scene.asides[index + 1]
        near = aside or not weight
        if scene.sentence.lang == "ar" and not aside and rule.pos == "verb" and (
            _told_of_next(scene, index, trigger.first)
        ):  # fmt: skip
            # "تمكن 133 من العبور ومات 23 دهسا": what stands right behind the next figure speaks of that.
            return None
        if lexicon.nominal_before and not aside and _of_next_clause(scene, index, trigger.first):
            # "A ferry with 300 people sank, leaving 26 missing": what closes the next clause is its figure's.
            return None
        cost += OTHER_QUANTITY if near else _ACROSS
    inner = scene.openers[index] >= 0 or (scene.asides[index] and quantity.unit is None)
    inner = inner or (not following and _beside_part(scene, index, trigger.first))
    if inner and not relative and (distance > 0 or rule.pos == "verb"):
        cost += _CHILD_BEFORE
        if clauses.commas_between(last, trigger.first):
            cost += _CLOSED
    if trigger.joined and not relative:
        cost += BREAK
    tokens = scene.sentence.tokens
    if rule.role == "fused":
        if trigger.joined and trigger.definite and not distance:
            # "المدمرة كليا 23,600 والمتضررة جزئيا 12,300": the next label begins here.
            return None
        hanging = tuple(lexicon.clauses.clitic_links)
        if hanging and rule.pos == "noun" and not distance and trigger.prefix.startswith(hanging):
            # "قتل 3 بضربة": by a strike, not three strikes.
            return None
        if distance > _ADJUNCT and lexicon.prepositions.longest(tokens, trigger.first) is not None:
            # "Ten aid workers who ran the last clinic in the camp": where the clinic was.
            return None
        if following and distance and not aside:
            cost += _ACROSS
        bare_thing = quantity.unit is None and "person" not in rule.units
        if distance == 0 or (_copulas_only(scene, last, trigger.first) and not bare_thing):
            return "fused", cost if weight else min(cost, 3)
        if distance == 1:
            if "person" not in rule.units and lexicon.prepositions.longest(tokens, last) is not None:
                # "9 000 par bateau": by what, not what they are.
                return None
            return "fused", cost + _ADVERB
        if rule.pos == "noun" and rule.side != "before" and _of_next(scene, index, trigger):
            # "1,600 police to the islands, with a population of 320,000".
            return None
        if quantity.unit is None and (weight or "person" not in rule.units):
            # A figure that names nothing takes no noun from another phrase.
            return None
        if distance <= 4 and lexicon.partitives.longest(tokens, last) is not None:
            return "fused", cost
        return "fused", cost + UNLINKED
    if rule.pos == "noun":
        # A nominalisation takes what follows it; only a phrase right before it may be its figure.
        if trigger.definite and one_word(trigger) and distance:
            # "5,000 still wait for the evacuation": none of them was evacuated.
            return None
        if weight >= BREAK and rule.role == "object":
            # "3 reporters, months after their arrest": what happened before is no news of them.
            return None
        if lexicon.nominal_before and any(
            tokens[n].key in lexicon.determiners or lexicon.prepositions.longest(tokens, n) is not None
            for n in range(last, trigger.first)
        ):  # fmt: skip
            # "18 foreigners accused over the killing of the president".
            return None
        if (
            distance
            and lexicon.clauses.object_marks
            and lexicon.prepositions.longest(tokens, last) is not None
        ):
            # "152 por el derrumbe de casas": the cause of what was counted.
            return None
        return ("before", cost + UNLINKED) if distance <= 3 else None
    if rule.pos == "verb" and not trigger.passive and _main_verb_follows(scene, at, index):
        cost += REDUCED
    if scene.labelled[index] and rule.pos == "verb":
        cost += LABELLED
    if rule.role == "subject":
        if trigger.passive and rule.pos == "verb" and one_word(trigger) and lexicon.clauses.nominal_before:
            return None
        progressive = lexicon.nominal_before and tokens[trigger.last - 1].key.endswith(
            lexicon.clauses.progressive or "\0"
        )
        if progressive and any(q.first == trigger.last for q in scene.quantities[index + 1 :]):
            # "The ferry with 300 sank, leaving 26 …": what it leaves stands behind it.
            return None
        if trigger.definite and distance > 0:
            cost += ATTRIBUTIVE
        if rule.pos == "verb" and _reduced(scene, trigger, quantity):
            cost += _PASSIVE
        return "before", cost + 3
    if trigger.finite and rule.role == "object" and not relative:
        # "It employs 800 guards and houses …": a finite verb acts on what follows it.
        return None
    if trigger.active or (_object_follows(scene, trigger, index) and not trigger.passive):
        # An active verb with an object of its own: what stands before it acts, it is not acted upon.
        return None
    if rule.voice == "active":
        return None
    return "before", cost + 3


def _no_subject(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the verb is that of another subject: "Tenía 9 cuando huyó", "con 15 y volvió"."""
    first = quantity.first
    if first == 0 or not scene.lexicon.clauses.singular_endings:
        return False
    before = scene.sentence.tokens[first - 1].key
    if before in scene.lexicon.partitives.root:
        # "Un grupo de 40 huyó".
        return False
    carrier = units(scene.sentence.lang).nouns.ending(scene.sentence.tokens, first - 1)
    if carrier is not None and carrier.entry.unit == "vehicle":
        # "Una patera con 58 personas llegó a Motril".
        return False
    if of_one(scene, trigger, quantity):
        return True
    if before not in scene.lexicon.clauses.adjuncts or any(scene.clauses.relative[first : trigger.first + 1]):
        return False
    # "Cifra en siete los alcanzados por las balas": what the article makes a noun of is counted.
    nominal = trigger.first - quantity.last == 1
    return not (
        nominal and scene.sentence.tokens[quantity.last].key in units(scene.sentence.lang).determiners
    )


def _said_of_all(scene: Scene, last: int, trigger: Trigger) -> bool:
    """Whether a comma and a word for all of them lead from the figure to an agreeing participle."""
    words, tokens = scene.lexicon.clauses.totality, scene.sentence.tokens
    if not words or not 0 < trigger.first - last <= _PHRASE or tokens[last].raw != ",":
        return False
    if not tokens[trigger.first].key.endswith(scene.lexicon.clauses.agreeing_endings):
        return False
    return tokens[last + 1].key in words


def _of_part(scene: Scene, index: int, trigger: Trigger) -> bool:
    """Whether an agreeing participle closes an aside about some of those counted, and tells of them."""
    endings, part = scene.lexicon.clauses.agreeing_endings, scene.quantities[index + 1]
    tokens = scene.sentence.tokens
    if not endings or trigger.passive or trigger.active or not tokens[trigger.first].key.endswith(endings):
        return False
    if not scene.clauses.commas_between(scene.quantities[index].last, part.first):
        return False
    hung = relations(scene.sentence.lang).followers.longest(tokens, part.number.last)
    last = hung[0] if hung is not None else part.last
    opened = hung is not None or scene.openers[index + 1] >= 0
    return opened and 0 <= trigger.first - last <= 1 and not scene.clauses.commas_between(last, trigger.first)


def _of_next_clause(scene: Scene, index: int, first: int) -> bool:
    """Whether the next figure stands in a clause of its own and ends right before token `first`."""
    following = scene.quantities[index + 1]
    parted = scene.clauses.between(scene.quantities[index].last, following.first) >= BREAK
    return following.last == first and parted


def _of_its_part(scene: Scene, index: int, trigger: Trigger) -> bool:
    """Whether the figure opens the clause as a whole and the verb stands right before its part, in Arabic."""
    if scene.sentence.lang != "ar" or index + 1 >= len(scene.quantities):
        return False
    part = scene.quantities[index + 1].first
    return 0 <= part - trigger.last <= 1 and leads(
        scene.sentence, scene.quantities[index], relations(scene.sentence.lang)
    )


def _told_of_next(scene: Scene, index: int, first: int) -> bool:
    """Whether a later figure ends right before token `first` and is no conjunct of this one."""
    return any(
        other.last == first and not scene.clauses.joined[other.first]
        for other in scene.quantities[index + 1 : index + 3]
    )


def _beside_part(scene: Scene, index: int, first: int) -> bool:
    """Whether a conjunct of an opened part stands in its aside ("70, ten women and two men among them")."""
    clauses, at = scene.clauses, index
    if not clauses.commas_between(scene.quantities[index].last, first):
        return False
    while at > 0 and scene.openers[at] < 0 and clauses.conjunction[max(0, scene.quantities[at].first - 1)]:
        if clauses.commas_between(scene.quantities[at - 1].last, scene.quantities[at].first):
            return False
        at -= 1
    return at < index and scene.openers[at] >= 0


def _of_next(scene: Scene, index: int, trigger: Trigger) -> bool:
    """Whether the noun leads on to the next figure, of which it is said ("a population of 320,000")."""
    return (
        index + 1 < len(scene.quantities)
        and trigger.last - trigger.first > 1
        and scene.quantities[index + 1].first == trigger.last
    )


def _past_bracket(scene: Scene, last: int, first: int) -> int:
    """The token behind the bracket that opens at `last` and closes before `first`; else `last` itself."""
    tokens = scene.sentence.tokens
    if last >= len(tokens) or tokens[last].raw != "(":
        return last
    for at in range(last + 1, min(first, last + _ASIDE_REACH)):
        if tokens[at].raw == ")":
            return at + 1
    return last


def past_aside(scene: Scene, index: int, last: int, first: int, partial: bool = False) -> int:
    """The token behind an aside between commas that parts a subject from its auxiliary; else `last` itself.

    "Sixty migrants, women and children among them, were drowned": what follows the second comma is the verb.
    """
    tokens = scene.sentence.tokens
    if scene.lexicon.helpers:
        # "27 militaires sans arme, qui rentraient, ont été exécutés": a few words may go with the noun.
        near = range(last, min(first, last + _MODIFIED))
        opened = next((n for n in near if tokens[n].kind == "mark"), last)
        last = opened if tokens[opened].raw == "," else last
    if last >= len(tokens) or tokens[last].raw != "," or first - last > _ASIDE_REACH:
        return last
    closing = next(
        (at for at in range(first - 1, max(last, first - _PHRASE), -1) if tokens[at].raw == ","), -1
    )
    if closing < 0 or scene.clauses.commas_between(last, first) != _PAIR:
        return last
    others = range(index + 1, len(scene.quantities))
    inner = next(
        (
            scene.quantities[n].first
            for n in others
            if (scene.openers[n] < 0 or not scene.lexicon.helpers) and not hung(scene, n)
        ),
        len(tokens),
    )
    lexicon = scene.lexicon
    helped = partial or any(
        tokens[at].key in lexicon.passive or tokens[at].key in lexicon.clauses.reflexives
        for at in range(closing + 1, first + 1)
    )
    return closing + 1 if helped and inner > closing else last


def _reduced(scene: Scene, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether a lone participle that closes its line may be passive as well ("375,000 reached (46%)")."""
    tokens = scene.sentence.tokens
    if trigger.active or not one_word(trigger) or trigger.first != quantity.last:
        return False
    if trigger.last < len(tokens) and tokens[trigger.last].kind != "mark":
        return False
    return any(r.role == "object" and fits(r, quantity) for r in trigger.rules)


def one_word(trigger: Trigger) -> bool:
    return trigger.last - trigger.first == 1


def _main_verb_follows(scene: Scene, at: int, index: int) -> bool:
    """Whether a verb with its auxiliary follows in the clause ("900 abducted children have been freed")."""
    trigger = scene.triggers[at]
    if trigger.active:
        return False
    tokens, passive = scene.sentence.tokens, scene.lexicon.passive
    for other in scene.triggers[at + 1 : at + 4]:
        helped = other.passive or (
            bool(scene.lexicon.helpers)
            and any(tokens[n].key in passive for n in range(other.first, other.last - 1))
        )
        if not helped or other.rules[0].pos != "verb":
            continue
        if scene.lexicon.prepositions.longest(scene.sentence.tokens, other.first) is not None:
            # "… held in the shelters": where they are is no verb.
            continue
        if index + 1 < len(scene.quantities) and scene.quantities[index + 1].first < other.first:
            return False
        between = scene.clauses.between(trigger.last, other.first)
        if not between or trigger.finite or not scene.lexicon.helpers:
            return not between
        # "Quatre soldates retenues à Gaza depuis un an ont été remises".
        relative = any(scene.clauses.relative[n] for n in range(trigger.last, other.first))
        return not relative and not scene.clauses.commas_between(trigger.last, other.first)
    return False


def _relative(scene: Scene, last: int, first: int) -> bool:
    relative = scene.clauses.relative
    return any(relative[at] for at in range(last, min(first + 1, last + 3, len(relative))))


def _partial(scene: Scene, last: int, first: int) -> bool:
    """Whether what opens right behind the figure is about some of it only (", most of whom …")."""
    words = scene.lexicon.clauses.partial
    if not words:
        return False
    tokens = scene.sentence.tokens
    for at in range(last, min(first - 1, last + _PARTLY)):
        if tokens[at].key in words:
            return units(scene.sentence.lang).pronouns.starting(tokens, at + 1) is not None
    return False


def _copulas_only(scene: Scene, last: int, first: int) -> bool:
    tokens = scene.sentence.tokens
    return first - last <= 6 and all(tokens[at].key in scene.lexicon.copulas for at in range(last, first))


def _object_follows(scene: Scene, trigger: Trigger, index: int) -> bool:
    """Whether a figure stands right after the verb as its object, without a mark or preposition between."""
    for other in range(index + 1, min(index + 3, len(scene.quantities))):
        quantity = scene.quantities[other]
        if quantity.first < trigger.last:
            continue
        if quantity.first - trigger.last > 3 or scene.prepositions[other] or scene.agents[other]:
            return False
        if colon_between(scene, trigger.last - 1, quantity.first):
            return False
        if scene.clauses.between(trigger.last, quantity.first):
            return False
        # "12 killed 30 injured": the figure after has a word of its own, so the first keeps this one.
        near = bisect_left(scene.starts, quantity.last - 1)
        own = near < len(scene.starts) and scene.starts[near] <= quantity.last
        return not (own and scene.quantities[index].last == trigger.first and trigger.rules[0].pos == "verb"
                    and scene.quantities[index].unit is None)  # fmt: skip
    return False
