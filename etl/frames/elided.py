"""Figures whose noun is left out, told of what became of those counted before: "12 have been freed".

The subject of "30 were taken; 12 have been freed" is twelve of the thirty. "30 were killed; 12 were wounded"
tells of other people: who died is not among the wounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.frames import conjuncts, relations, resumption
from etl.frames.fitting import THINGS
from etl.frames.relations import ELIDED
from etl.frames.scene import Link, Scene
from etl.frames.tries import Trie
from etl.model import Quantity, TimeExpression
from etl.quantities.lexicon import lexicon as units

# What may become of those of whom something else was told before, by what becomes of them.
AFTERWARDS: dict[str, tuple[str, ...]] = {
    "released": ("abducted", "detained", "besieged", "injured", "cases"),
    "returned": ("abducted", "displaced", "forced_to_flee", "departed", "arrived", "evacuated", "refugees",
                 "sheltered", "in_relief_camp"),
    "sheltered": ("displaced", "forced_to_flee", "arrived", "homeless", "evacuated", "returned"),
    "in_relief_camp": ("displaced", "forced_to_flee", "arrived", "homeless", "evacuated", "returned"),
    "injured": ("arrived", "evacuated", "cases", "sheltered", "in_relief_camp"),
    "evacuated": ("missing", "abducted", "injured", "stranded", "besieged", "departed"),
    # On their way or where they had taken shelter.
    "killed": ("departed", "sheltered", "in_relief_camp"),
    "missing": ("departed",),
    "relocated": ("arrived", "evacuated", "displaced", "sheltered", "in_relief_camp", "injured", "stranded"),
    "forced_to_flee": ("abducted", "detained"),
    "departed": ("arrived", "sheltered", "displaced", "in_relief_camp", "stranded"),
    "arrived": ("departed", "displaced", "forced_to_flee"),
    "detained": ("arrived", "forced_to_flee"),
    "asylum_seekers": ("arrived", "evacuated"),
    "assisted": ("in_need", "targeted", "affected", "displaced", "arrived", "injured", "cases",
                 "malnourished"),
}  # fmt: skip
_PEOPLE = ("person", "household", "case")
# What befalls nobody: the dead are none of the living, and inhabitants are told of for themselves.
_FATES = ("killed", "injured", "missing")
_APART = ("population", "funding_required", "funding_received")
_BUILT = ("facilities_damaged", "housing_damaged", "housing_destroyed", "housing_uninhabitable")
# What some may not have lived through.
_ENDURED = ("abducted", "detained", "arrived", "besieged", "stranded")
_OPENING = (";", "؛", ":")
_BACK = 3
# How far behind the figure the words may stand that tell how somebody is.
_FARING = 8
# How many words before a figure may name those of whom it is one part; a time and the one within it.
_LED_BY, _TWO = 7, 2
# How far before a figure the verb may stand that opens its clause.
_VERB = 2


def elided(view: Scene, at: int, links: Sequence[Link | None], parts: Sequence[int | None]) -> int | None:
    """The whole of a subject without a noun: its index, ELIDED for one told before, or None."""
    quantity = view.quantities[at]
    if quantity.unit is not None or quantity.number.kind not in ("cardinal", "range"):
        return None
    link = links[at]
    if link is not None and link.way == "repeat" and quantity.first <= 1:
        # "Siete eran de mujeres": of those of whom the same was told.
        return relations.LOOSE
    if resumption.others(view, quantity) or (at and conjuncts.compared(view, at)):
        return None
    if not _subject(view, at, links[at]):
        return None
    if not _opens(view, at, links[at]):
        before = parts[at - 1] if at else None
        # The second of two that go on is a conjunct of the first.
        if before is None or not _follows(view, at, link):
            return None
        if before == relations.LOOSE and link is not None and link.way in ("repeat", "coordinated"):
            return before
        if before in (ELIDED, relations.LOOSE, -1):
            return ELIDED
        return before if 0 <= before < at and _held(view, at, links, before) else None
    for other in range(at - 1, max(-1, at - 1 - _BACK), -1):
        before = parts[other]
        whole = before if before is not None and before >= 0 else other
        if view.quantities[whole].unit in THINGS and (
            link is None or view.quantities[whole].unit in link.rule.units
        ):  # fmt: skip
            # "1,028 centres are open; 773 are full".
            return whole if relations.within(quantity, view.quantities[whole]) else None
        if view.quantities[whole].unit in _PEOPLE or (whole < other and view.quantities[whole].unit is None):
            return whole if _held(view, at, links, whole) else None
    return ELIDED if not any(q.unit in _PEOPLE for q in view.quantities[:at]) else None


def may_befall(view: Scene, at: int, link: Link | None, whole: str) -> bool:
    """Whether what is told of the figure can have become of those of whom `whole` was told."""
    own = link.rule.indicator if link is not None else "other"
    if whole in _APART or own in _APART:
        return False
    if whole == "other":
        return True
    words = relations.relations(view.sentence.lang)
    if own == "killed" and whole == "injured":
        return _told(view, at, words.succumbing)
    if (whole == "injured" or (own == "injured" and whole not in _FATES)) and _told(view, at, words.faring):
        return True
    if own in _BUILT and whole in _BUILT:
        return True
    if own == whole:
        return own not in _FATES and _told(view, at, words.lasting)
    if own == "killed" and whole in _ENDURED:
        # "Rebels took 110 girls; five died", where "five were killed" may tell of others.
        trigger = link.trigger if link is not None else None
        return bool(view.lexicon.nominal_before) and trigger is not None and not trigger.passive
    if own == "other":
        return whole not in _FATES
    return whole in AFTERWARDS.get(own, ())


def _told(view: Scene, at: int, words: Trie) -> bool:
    tokens, quantity = view.sentence.tokens, view.quantities[at]
    end = min(len(tokens), quantity.last + _FARING)
    if at + 1 < len(view.quantities):
        end = min(end, view.quantities[at + 1].first)
    return any(words.longest(tokens, n) is not None for n in range(max(0, quantity.first - _VERB), end))


def _held(view: Scene, at: int, links: Sequence[Link | None], whole: int) -> bool:
    link = links[whole]
    told = link.rule.indicator if link is not None else "other"
    return relations.within(view.quantities[at], view.quantities[whole]) and may_befall(
        view, at, links[at], told
    )


def _subject(view: Scene, at: int, link: Link | None) -> bool:
    """Whether a verb says something of the bare figure right beside it."""
    quantity, tokens, lexicon = view.quantities[at], view.sentence.tokens, view.lexicon
    trigger = link.trigger if link is not None else None
    if link is not None and link.way == "before" and trigger is not None:
        return trigger.first >= quantity.last
    if link is not None and link.way in ("after", "around") and trigger is not None:
        return not lexicon.nominal_before and 0 <= quantity.first - trigger.last <= 1
    behind = link is not None and link.trigger is not None and link.trigger.first > quantity.last
    if link is not None and not (link.way in ("repeat", "coordinated") or (link.way == "fused" and behind)):
        return False
    last = quantity.last
    return last < len(tokens) and (
        tokens[last].key in lexicon.passive
        or tokens[last].key in lexicon.active
        or conjuncts.own_verb(view, at)
    )


def _clause(view: Scene, at: int, link: Link | None) -> int:
    """The first token of the clause that the figure opens, its verb before it or behind."""
    trigger = link.trigger if link is not None else None
    if link is not None and link.way in ("after", "around") and trigger is not None:
        return min(trigger.first, view.quantities[at].first)
    return view.quantities[at].first


def _opens(view: Scene, at: int, link: Link | None) -> bool:
    """Whether the figure or its verb opens the sentence or what a semicolon parts, an adverb before it."""
    first, tokens = _clause(view, at, link), view.sentence.tokens
    if first <= 1:
        return first == 0 or tokens[0].kind != "mark"
    return any(tokens[n].raw in _OPENING for n in (first - 1, first - 2))


def _follows(view: Scene, at: int, link: Link | None) -> bool:
    """Whether a comma or conjunction stands right before the figure or its verb."""
    first, tokens = _clause(view, at, link), view.sentence.tokens
    trigger = link.trigger if link is not None and link.way in ("after", "around") else None
    if trigger is not None and trigger.joined:
        return True
    if first == 0:
        return False
    breaks = view.lexicon.breaks.longest(tokens, first - 1) is not None
    return breaks or tokens[first - 1].raw in ",،" or view.clauses.conjunction[first - 1]


def funded(view: Scene, at: int, links: Sequence[Link | None]) -> int | None:
    """The money asked for of which a share has come in; ELIDED where an earlier sentence asks for it."""
    link, quantity = links[at], view.quantities[at]
    if quantity.unit != "percent" or link is None or link.rule.indicator != "funding_received":
        return None
    beside: list[int] = [*range(at - 1, -1, -1), *range(at + 1, len(links))]
    for other in beside:
        asked = links[other]
        if (
            asked is not None
            and asked.rule.indicator == "funding_required"
            and _money(view.quantities[other])
        ):
            return other
    told = (links[n] for n in range(at))
    return ELIDED if all(n is not None and n.rule.indicator == "funding_received" for n in told) else None


def led_by_noun(view: Scene, at: int) -> bool:
    """Whether the sentence opens with words for those told before ("Of the detainees, 45 were charged")."""
    tokens, first = view.sentence.tokens, view.quantities[at].first
    if at or not 3 <= first <= _LED_BY or tokens[first - 1].raw not in ",،":
        return False
    words = relations.relations(view.sentence.lang)
    lead = words.leading.longest(tokens, 0) or words.leading.longest(tokens, 1)
    if lead is None or lead[0] >= first - 1:
        return False
    if any(token.kind == "mark" and token.raw not in "'’-" for token in tokens[lead[0] : first - 1]):
        return False
    nouns = units(view.sentence.lang).nouns
    named = (nouns.starting(tokens, n) for n in range(lead[0], first - 1))
    if any(noun is not None and noun.entry.unit == "person" and noun.entry.plural for noun in named):
        return True
    return any(
        lead[0] <= trigger.first < first - 1 and any("person" in rule.units for rule in trigger.rules)
        for trigger in view.triggers
    )


def lately(view: Scene, at: int, links: Sequence[Link | None], times: Sequence[TimeExpression]) -> int | None:
    """The running total that a figure of the last days is of ("since May 611 have died, 12 this week")."""
    quantity, link = view.quantities[at], links[at]
    if at == 0 or quantity.unit is not None or link is None or link.way not in ("coordinated", "repeat"):
        return None
    whole, tokens = view.quantities[at - 1], view.sentence.tokens
    if links[at - 1] is None or tokens[quantity.first - 1].raw not in ",،" or len(times) < _TWO:
        return None
    own = next((time for time in times if 0 <= time.first - quantity.last <= 1), None)
    if own is None or own.kind not in ("point", "window"):
        return None
    running = any(
        time is not own
        and time.first < quantity.first
        and (time.kind == "since" or time.period.accuracy == "year")
        for time in times
    )
    return at - 1 if running and relations.within(quantity, whole) else None


def other_day(view: Scene, at: int, times: Sequence[TimeExpression]) -> bool:
    """Whether both figures are told with a day of their own ("40 died on Monday, 12 on Tuesday")."""
    first, last = view.quantities[at].first, view.quantities[at].last
    low = view.quantities[at - 1].last
    days = [time for time in times if time.kind == "point"]
    return any(low <= day.first < first for day in days) and any(
        last <= day.first <= last + _TWO for day in days
    )


def _money(quantity: Quantity) -> bool:
    return quantity.unit in (None, "currency")
