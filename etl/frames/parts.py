"""Figures that are parts: which go on from a whole, and what frame a part has or takes from it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from etl.frames import conjuncts, elided, groups, populations, relations, resumption
from etl.frames.figures import Figure
from etl.frames.fitting import fits
from etl.frames.lexicon import Lexicon
from etl.frames.nouns import people_before
from etl.frames.scene import Link, Scene
from etl.model import Quantity, Sentence, TimeExpression
from etl.quantities.lexicon import lexicon as units

# Words for a count alone are ranked this low; the tokens before a part that "of the dead," may take.
_WEAKEST = -4
# What may become of those who were counted before.
OUTCOMES = {
    "released": ("abducted", "detained", "besieged"),
    "returned": ("abducted",),
    "sheltered": ("displaced", "forced_to_flee", "arrived", "homeless"),
}
_LED_BY = 7
# What has become of people for good or ill: who is one of these is none of the others.
_FATES = ("killed", "injured", "missing", "other", "cases")
_ALONE = 6
_COUNTED = ("person", "household", "case", "housing_unit", "facility", "vehicle", "animal", "incident")
# How far before a figure the brackets may open that it is listed in.
_LISTED = 24
# Who is this is none of the dead.
_LIVING = ("injured", "missing")


def name_wholes(found: list[Figure]) -> None:
    """Give a bare whole that no frame takes the unit of its part ("of the 750 on board, 104 died")."""
    for part in found:
        if part.part_of is None or part.part_of < 0 or part.unit == "unknown":
            continue
        whole = found[part.part_of]
        if whole.link is None and whole.quantity.unit is None and whole.unit == "unknown":
            unit = "person" if part.unit == "percent" else part.unit
            found[part.part_of] = msgspec.structs.replace(whole, unit=unit)


def go_on(
    view: Scene,
    at: int,
    links: list[Link | None],
    parts: list[int | None],
    times: Sequence[TimeExpression] = (),
) -> None:
    """Make a figure without a frame a part where it goes on from one, or is a share of the people named.

    "Three are children; 16 are in a grave state", "32% (330,000)", "women: 29%".
    """
    quantity, figures = view.quantities[at], view.quantities
    link = links[at]
    if parts[at] is None and _set_apart(view, at, links) and not elided.other_day(view, at, times):
        parts[at] = at - 1
        return
    if groups.find(view, at, links, parts):
        return
    if parts[at] is None and _outcome(view, at, links):
        parts[at] = at - 1
        return
    if parts[at] is None and _goes_on(view, at, links, parts):
        before = parts[at - 1]
        parts[at] = at - 1 if before is None else before
        return
    if parts[at] in (None, -1):
        asked = elided.funded(view, at, links)
        if asked is None and parts[at] is None:
            asked = elided.lately(view, at, links, times)
        parts[at] = parts[at] if asked is None else asked
    if parts[at] is None and elided.led_by_noun(view, at):
        parts[at] = -1
        return
    if parts[at] is None:
        # "Thirty pupils were taken. Ten were freed on Monday", "…; 43% has been received".
        parts[at] = elided.elided(view, at, links, parts)
        if parts[at] is not None:
            return
    if parts[at] is None and _share_beside(view, at):
        # "165,000 displaced, 70% with host families".
        parts[at] = at - 1
        return
    framed = link is not None and link.way != "repeat"
    if framed or parts[at] is not None or quantity.unit not in (None, "percent"):
        return
    before = parts[at - 1] if at else None
    if at and figures[at - 1].unit == "percent" and quantity.unit is None and view.asides[at]:
        links[at], parts[at] = links[at - 1], before
        return
    tokens, first = view.sentence.tokens, quantity.first
    opens = first > 0 and (tokens[first - 1].raw in ",;(" or view.clauses.conjunction[first - 1])
    if before is not None and before >= 0 and opens and relations.within(quantity, figures[before]):
        parts[at] = before
    elif at and link is not None and quantity.unit is None and tokens[first - 1].raw == ";" and (
        relations.within(quantity, figures[at - 1])
    ):  # fmt: skip
        # "31 people were killed; 20 were in Aleppo".
        parts[at] = at - 1
    elif at and link is None and quantity.unit is None and tokens[first - 1].raw == ";" and (
        conjuncts.predicated(view, at) and relations.within(quantity, figures[at - 1])
    ):  # fmt: skip
        # "Some 1,028 centres are open; 773 are full".
        parts[at] = at - 1
    elif link is not None and first == 0 and quantity.unit is None and at == 0:
        # "The camp shelters 12,000. About 4,500 are under five": of those counted before.
        parts[at] = relations.LOOSE
    elif before in (relations.LOOSE, relations.TOPMOST) and opens and quantity.unit is None:
        left = links[at - 1]
        parts[at] = before
        if link is None and left is not None:
            links[at] = Link(left.rule, None, "repeat", left.cost)
    elif quantity.unit == "percent" and (people_before(view.sentence, quantity) or _share_opens(view, at)):
        wholes = [n for n in range(at) if figures[n].unit in ("person", "case")]
        parts[at] = wholes[-1] if wholes else -1


def _goes_on(view: Scene, at: int, links: Sequence[Link | None], parts: Sequence[int | None]) -> bool:
    """Whether a bare figure opens a clause that goes on about people told of before the semicolon.

    "Some 48,000 fled the town; 12,500 are in schools and 30,000 are with relatives", but nobody who was hurt
    is one of the missing.
    """
    quantity, link, tokens = view.quantities[at], links[at], view.sentence.tokens
    if at == 0 or quantity.unit is not None or link is None or link.way not in ("before", "fused"):
        return False
    if not view.lexicon.nominal_before or link.rule.indicator in _FATES or quantity.first == 0:
        return False
    if resumption.others(view, quantity) or link.trigger is None or link.trigger.first < quantity.last:
        return False
    before = parts[at - 1]
    whole = at - 1
    if tokens[quantity.first - 1].raw != ";":
        # The second of two that go on is a conjunct of the first.
        if before is None or before < 0 or not view.clauses.conjunction[quantity.first - 1]:
            return False
        opened = view.quantities[at - 1].first
        if opened == 0 or tokens[opened - 1].raw != ";" or view.quantities[at - 1].unit is not None:
            return False
        whole = before
    told = links[whole]
    return (
        view.quantities[whole].unit == "person"
        and told is not None
        and told.rule.indicator not in _FATES
        and relations.within(quantity, view.quantities[whole])
    )


def _outcome(view: Scene, at: int, links: Sequence[Link | None]) -> bool:
    """Whether the figure tells what became of some before it ("1,200 were arrested; 300 have been freed")."""
    link, left = links[at], links[at - 1] if at else None
    if link is None or at == 0 or view.quantities[at].unit is not None:
        return False
    bare = view.quantities[at - 1].unit is None and view.quantities[at].first > 0
    if bare and view.clauses.conjunction[view.quantities[at].first - 1]:
        # "337 got life terms and 75 were acquitted": both are of those told before.
        return False
    survives = link.trigger is not None and (
        view.sentence.tokens[link.trigger.first].key in view.lexicon.survivals
    )
    if survives and link.rule.indicator == "other":
        return view.quantities[at - 1].unit in (None, "person") and relations.within(
            view.quantities[at], view.quantities[at - 1]
        )
    if left is None:
        return False
    became = left.rule.indicator in OUTCOMES.get(link.rule.indicator, ())
    return became and relations.within(view.quantities[at], view.quantities[at - 1])


def _share_beside(view: Scene, at: int) -> bool:
    """Whether a share without a noun follows the figure of people that it is of, over a comma."""
    quantity, tokens = view.quantities[at], view.sentence.tokens
    if at == 0 or quantity.unit != "percent" or quantity.base is not None:
        return False
    whole, first = view.quantities[at - 1], quantity.first
    if tokens[first - 1].key in units(view.sentence.lang).determiners:
        first -= 1
    if (
        whole.unit not in ("person", "household")
        or first != whole.last + 1
        or tokens[first - 1].raw not in ",،"
    ):
        return False
    last, words = quantity.last, relations.relations(view.sentence.lang).others
    if last >= len(tokens) or tokens[last].key in words:
        # "165,000 displaced, 70% more than in May".
        return False
    return view.lexicon.prepositions.longest(tokens, last) is not None


def _share_opens(view: Scene, at: int) -> bool:
    """Whether a share in words opens its clause as its subject ("…; a fifth were under 15")."""
    quantity, tokens = view.quantities[at], view.sentence.tokens
    if quantity.number.kind not in ("fraction", "percent") or quantity.last >= len(tokens):
        return False
    words = relations.relations(view.sentence.lang)
    sign = tokens[quantity.number.last].raw == "%"
    if relations.definite(tokens, quantity.number.last + sign, words):
        # "61% of the patients were under five": of whom, the noun says.
        return False
    spoken_of = at == 0 and view.unit_before in ("person", "household", "case")
    if quantity.number.kind == "percent" and not spoken_of and not any(
        q.unit == "person" for q in view.quantities[:at]
    ):  # fmt: skip
        return False
    first = quantity.first
    if first and tokens[first - 1].key in units(view.sentence.lang).determiners:
        first -= 1
    opens = first == 0 or tokens[first - 1].raw in ",;"
    if opens and first < quantity.first and quantity.unit_text and quantity.base == "person":
        # "3.210 personas entraron, el 72 % venezolanas".
        return True
    if opens and at + 1 < len(view.quantities) and view.asides[at + 1] and quantity.number.kind == "fraction":
        # "Plus du quart, soit 1 100, ont moins de 18 ans".
        return view.quantities[at + 1].unit is None
    return opens and tokens[quantity.last].key in view.lexicon.passive


def _set_apart(view: Scene, at: int, links: Sequence[Link | None]) -> bool:
    """Whether a bare figure between commas tells where or how some of those before it were.

    "Sixty people died, 40 in the capital, when …", but not "12 in Aleppo, 7 in Homs and 3 in Hama".
    """
    quantity, known, tokens = view.quantities[at], view.lexicon, view.sentence.tokens
    link = links[at]
    if at == 0 or quantity.unit is not None:
        return False
    # "400 patients, 101 pour des plaies", but not "12 morts à Alep, 7 à Homs".
    beside = bool(known.clauses.agreeing_endings) and view.quantities[at - 1].last == quantity.first - 1
    if not (known.nominal_before or beside):
        return False
    left = links[at - 1]
    if link is not None and link.way != "coordinated" and not (
        link.way == "before" and left is not None and left.rule.indicator == link.rule.indicator
    ):  # fmt: skip
        # "Killed 11 people, five by drowning": how says no more than that they died.
        return False
    whole = view.quantities[at - 1]
    if whole.unit is None or links[at - 1] is None or tokens[quantity.first - 1].raw != ",":
        return False
    last = quantity.last
    placed = last < len(tokens) and known.prepositions.longest(tokens, last) is not None
    placed = placed or any(
        tokens[n].key in known.clauses.alone for n in range(last, min(len(tokens), last + _ALONE))
    )
    further = (
        at + 1 < len(view.quantities)
        and view.quantities[at + 1].unit is None
        and (view.clauses.conjunction[view.quantities[at + 1].first - 1])
    )
    return placed and not further and relations.within(quantity, whole)


def predicated(sentence: Sentence, quantity: Quantity, known: Lexicon) -> bool:
    """Whether a bare figure only says who some of those counted before are ("8 were children")."""
    tokens = sentence.tokens
    at = quantity.last
    if quantity.unit is not None or at + 1 >= len(tokens) or tokens[at].key not in known.passive:
        return False
    return populations.named(sentence, at + 1)


def said_aside(view: Scene, at: int, link: Link) -> bool:
    """Whether a part that is told by who they are takes its frame from beyond a comma."""
    quantity, trigger = view.quantities[at], link.trigger
    return (
        link.way == "before"
        and trigger is not None
        and predicated(view.sentence, quantity, view.lexicon)
        and view.clauses.commas_between(quantity.last, trigger.first) > 0
    )


def pass_to_whole(figures: Sequence[Quantity], links: list[Link | None], parts: Sequence[int | None]) -> None:
    """Give a whole without a frame that of the part before it, where the trigger is the whole's own word."""
    for at in range(len(figures) - 1):
        own = links[at]
        if parts[at] == at + 1 and links[at + 1] is None and own is not None and own.trigger is not None:
            trigger = own.trigger
            behind = figures[at + 1].number.last <= trigger.first <= figures[at + 1].last
            if behind and not trigger.passive and not trigger.active:
                # "Eight of the 25 people killed were children": all of them were.
                links[at + 1] = Link(own.rule, trigger, "before", own.cost)


def inherited(link: Link | None, quantity: Quantity) -> Link | None:
    """The frame of the whole for its part, or None where it does not count such things."""
    if link is None or not (quantity.unit in (None, "unknown", "percent") or fits(link.rule, quantity)):
        return None
    if link.rule.indicator == "population" and quantity.unit == "percent":
        # "A third of the island's 320,000 people live in shacks".
        return None
    return Link(link.rule, link.trigger, "inherited", link.cost + 4)


def opens_parts(view: Scene, at: int, links: Sequence[Link | None]) -> bool:
    """Whether the figure opens the parts of the one before it and shares its frame."""
    link = links[at]
    if link is None or link.way not in ("coordinated", "linked", "repeat"):
        return False
    if link.way != "coordinated":
        # "The toll stands at 170 dead: 81 in Derna, 49 in Sousse".
        return conjuncts.broken_down(view, at) and (
            link.trigger is None or link.trigger.first < view.quantities[at - 1].first
        )
    return conjuncts.broken_down(view, at) or conjuncts.spelled_out(view, at)


def unit_held(whole: Quantity, link: Link | None, of_whole: Link | None) -> int:
    """Whether the whole is of a unit that the frame of the part counts; 2 where it shares the part's noun."""
    if link is None:
        return 1
    if link.way == "fused" and of_whole is not None and link.rule.indicator == of_whole.rule.indicator:
        return 2
    return int(whole.unit in (None, "unknown", "case") or whole.unit in link.rule.units)


def alive(link: Link | None, of_whole: Link | None, left: Link | None) -> bool:
    """Whether the figure's own noun says that these are none of the dead ("30 killed and 12 wounded")."""
    if link is None or of_whole is None or of_whole.rule.indicator != "killed":
        return False
    if left is not None and left.way == "fused" and left.rule.indicator == "killed":
        # "287 casualties, of whom 104 dead and 183 wounded".
        return False
    return link.way == "fused" and link.rule.indicator in _LIVING


def of_those(quantity: Quantity) -> bool:
    """Whether the noun of the figure stands behind words that take some of a set ("137 of the pupils")."""
    return quantity.unit in _COUNTED and quantity.noun_first > quantity.number.last


def within_noun(quantity: Quantity, link: Link | None) -> bool:
    """Whether the frame of a part is the noun that its own phrase ends with ("three of the dead")."""
    if link is None or link.trigger is None or link.way != "fused":
        return False
    return quantity.number.last < link.trigger.first < quantity.last + 2


def named_by_opener(view: Scene, at: int, link: Link | None, words: relations.Relations) -> Link | None:
    """The frame of the noun that the words before a part name its whole by ("among the dead are seven").

    A bare word for a count names none ("the toll includes seven children").
    """
    first, opener = view.quantities[at].first, view.openers[at]
    if link is not None and (link.trigger is None or link.trigger.first >= first):
        return link
    if opener < 0 and first <= _LED_BY and words.leading.longest(view.sentence.tokens, 0) is not None:
        opener = 0
    if opener < 0:
        return link
    for n in range(bisect_left(view.starts, opener), len(view.starts)):
        trigger = view.triggers[n]
        if trigger.first >= first:
            break
        for rule in trigger.rules:
            share = view.quantities[at].unit == "percent" and "person" in rule.units
            if rule.role == "fused" and rule.pos == "noun" and rule.priority > _WEAKEST and (
                share or fits(rule, view.quantities[at])
            ):  # fmt: skip
                return Link(rule, trigger, "fused", 0)
    counted = link is not None and link.trigger is not None and link.trigger.first >= opener
    return None if counted and link is not None and link.rule.priority <= _WEAKEST else link


def has_own_frame(view: Scene, at: int, link: Link | None, whole: int) -> bool:
    """Whether a part has a frame of its own and not one that belongs to the words around its aside."""
    if link is None or link.trigger is None:
        return link is not None
    quantity, trigger = view.quantities[at], link.trigger
    if link.way in ("fused", "around", "linked", "column", "heading"):
        return trigger.first > view.quantities[whole].number.first
    if link.way == "after":
        # "توفي منها 224": a verb right before the words that open the part governs across them.
        opener = view.openers[at]
        return trigger.first >= view.quantities[whole].last and (
            trigger.first >= opener or trigger.last == opener or trigger.first < opener < trigger.last
        )
    if link.way == "before":
        # "، وتم توقيفهم": a verb joined on goes on about the part.
        return trigger.joined or not view.clauses.commas_between(quantity.last, trigger.first)
    return False


def _bracketed(view: Scene, low: int, high: int) -> bool:
    """Whether both tokens stand in one pair of brackets."""
    tokens = view.sentence.tokens
    if any(token.raw in "()" for token in tokens[low:high]):
        return False
    opening = next((n for n in range(low - 1, max(-1, low - _LISTED), -1) if tokens[n].raw in "()"), -1)
    return opening >= 0 and tokens[opening].raw == "("


def brother(view: Scene, at: int, links: Sequence[Link | None], words: relations.Relations) -> bool:
    """Whether a figure continues the list of parts that the one before it stands in."""
    if not conjuncts.joined(view, at, words):
        return False
    own = links[at]
    left, right = view.quantities[at - 1], view.quantities[at]
    if view.sentence.tokens[right.first - 1].raw in ",،" and _bracketed(view, left.first, right.first):
        # "7 victims (2 deaths, 5 injuries)".
        return True
    # A comma before the conjunction closes the aside where the next figure has a frame of its own.
    if own is None or own.way in ("coordinated", "inherited", "repeat"):
        return True
    return not view.clauses.commas_between(left.last, right.first)
