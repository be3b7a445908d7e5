"""The figures of one sentence with their frames: clauses, triggers, attachment, coordination, parts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import cast

import msgspec

from etl.frames import (
    assertions,
    attach,
    clauses,
    coordination,
    epidemics,
    populations,
    relations,
    tables,
    triggers,
)
from etl.frames.fitting import fits, lent
from etl.frames.lexicon import Lexicon, Rule, lexicon
from etl.frames.scene import Link, Scene
from etl.model import Quantity, Sentence, TimeExpression
from etl.quantities.lexicon import lexicon as units
from etl.text.fold import fold

_COUNTED = ("cardinal", "range", "percent")
# What a figure without a frame counts is worth keeping; a bare distance or share is not.
_KEPT = ("person", "household", "housing_unit", "facility", "incident", "case", "vehicle", "animal",
         "square_kilometre", "hectare", "tonne", "litre", "currency")  # fmt: skip
# Tokens between a figure and an aside that says it in another unit.
_ASIDE = 4
_ASIDE_FAR = 24
_LABEL = 10
_LISTED = 10
_CAPTOR = 8
_TOTAL = 9
_OTHER_REACH = 8
_LARGE = 1000
_SHARE = 2
_NAMED = 4
# Nouns of who lives somewhere are ranked this low.
_WEAKEST = -4
_TWO = 2
_TOTAL_REACH = 20
_THINGS = ("housing_unit", "facility", "vehicle", "currency", "animal", "hectare", "square_kilometre")
_BY_UNIT = {"vehicle": "vehicles", "square_kilometre": "area", "hectare": "area"}


class Figure(msgspec.Struct, frozen=True, gc=False):
    """A quantity that becomes a fact; `part_of` is the index of its whole, -1 one said earlier, None none."""

    quantity: Quantity
    scene: Scene
    index: int
    link: Link | None
    part_of: int | None
    leans: int
    indicator: str
    unit: str
    population: tuple[str, ...]
    cues: list[assertions.Cue]
    total: bool
    rules: tuple[str, ...]


def scene(sentence: Sentence, quantities: Sequence[Quantity], currency: str | None = None) -> Scene:
    """What is known of the sentence before its quantities look for their frames.

    `currency` is the money that the sentence before spoke of.
    """
    known = lexicon(sentence.lang)
    found = _verbs(sentence, quantities, triggers.find(sentence, known), known)
    words = relations.relations(sentence.lang)
    return Scene(
        sentence=sentence,
        lexicon=known,
        clauses=clauses.read(sentence, known),
        quantities=quantities,
        triggers=found,
        openers=relations.openers(sentence, quantities, words),
        asides=[_aside(sentence, quantities, at, known) for at in range(len(quantities))],
        money=_money(quantities, currency),
        agents=[_marked(sentence, q, known, agent=True) for q in quantities],
        prepositions=[_marked(sentence, q, known, agent=False) for q in quantities],
        linked=[_linked(sentence, q, known) for q in quantities],
        labelled=[_numbered(sentence, q, known) for q in quantities],
        starts=[trigger.first for trigger in found],
    )


def read(
    sentence: Sentence,
    quantities: Sequence[Quantity],
    given: dict[int, Link] | None = None,
    heading: Callable[[Quantity], Link | None] | None = None,
    times: Sequence[TimeExpression] = (),
    currency: str | None = None,
    before: Link | None = None,
) -> list[Figure]:
    """The figures of the sentence in order; `given` are frames that a table already told, by quantity.

    `heading` is asked for the frame of a bare bullet or row that has none of its own; `before` is the frame
    of the figure that an earlier sentence ended with.
    """
    known = lexicon(sentence.lang)
    figures: list[Quantity] = []
    for quantity in _without_agreement(quantities):
        before_it = figures[-1] if figures else None
        figures.append(_labelled(sentence, _cut(sentence, quantity, known), before_it))
    _lend_units(sentence, figures)
    if not figures:
        return []
    view = scene(sentence, figures, currency)
    words = relations.relations(sentence.lang)
    links = attach.attach(view)
    for at, told in (given or {}).items():
        if at < len(links):
            links[at] = told
    leans = coordination.share(view, links, words)
    coordination.equivalents(view, links)
    coordination.again(view, links, before)
    if heading is not None and (
        sentence.kind in ("bullet", "row") or tables.labels_figure(sentence, figures)
    ):  # fmt: skip
        links = [
            link or _headed(heading(quantity), before) for link, quantity in zip(links, figures, strict=True)
        ]
    parts = relations.wholes(
        sentence, figures, view.openers, lambda at: _brother(view, at, links, words),
        [_bracketed(sentence, figures, at) or _opens_parts(view, at, links) for at in range(len(figures))],
        [_predicated(sentence, quantity, known) for quantity in figures],
        lambda at, other: 0 if coordination.compared(view, other) else _holds(
            figures[other], links[at], links[other]
        ), words,
    )  # fmt: skip
    parts = [
        None if part == relations.LOOSE and not _within_noun(figures[at], links[at]) else part
        for at, part in enumerate(parts)
    ]
    for at in range(len(figures)):
        _go_on(view, at, links, parts)
    for at in range(len(figures) - 1):
        own = links[at]
        if parts[at] == at + 1 and links[at + 1] is None and own is not None and own.trigger is not None:
            trigger = own.trigger
            behind = figures[at + 1].number.last <= trigger.first <= figures[at + 1].last
            if behind and not trigger.passive and not trigger.active:
                # "Eight of the 25 people killed were children": all of them were.
                links[at + 1] = Link(own.rule, trigger, "before", own.cost)
    cues = assertions.cues(view, times)
    found: list[Figure] = []
    for at, quantity in enumerate(_defined(sentence, figures, known)):
        link = links[at]
        whole = parts[at]
        lean = leans[at]
        if link is not None and link.way == "coordinated" and whole is not None and whole < lean < at:
            # "2.86 million of them settled in Colombia and 1.54 million in Peru": brothers share the verb.
            link = links[at] = links[lean] or link
        elif whole is not None and 0 <= whole < at and not _own(view, at, link, whole):
            link = _inherited(links[whole], quantity) or link
            links[at] = link
        elif link is None and whole is not None and whole >= 0:
            link = _inherited(links[whole], quantity)
            links[at] = link
        found.append(_figure(view, at, quantity, link, whole, leans[at], cues, figures, links))
    _name_wholes(found)
    _carry_on(found, before)
    return found


def _headed(link: Link | None, before: Link | None) -> Link | None:
    """The frame of a heading, unless it only names inhabitants and figures before had one of their own."""
    weak = link is not None and link.rule.priority <= _WEAKEST and before is not None
    return None if weak else link


def _carry_on(found: list[Figure], before: Link | None) -> None:
    """Read a bare figure that nothing explains as one more of those counted before it.

    Only numbers that cannot be much else count so: in groups of thousands, with a verb of their own behind
    them, or parts of each other.
    """
    for at, figure in enumerate(found):
        quantity, link = figure.quantity, figure.link
        if link is not None and "person" in link.rule.units and link.rule.indicator != "other":
            before = link
        if link is not None or quantity.unit is not None or figure.unit != "unknown":
            continue
        if _personal(figure):
            found[at] = msgspec.structs.replace(figure, unit="person")
            continue
        if quantity.number.kind != "cardinal":
            continue
        if _another(figure) and (before is None or "person" in before.rule.units):
            found[at] = msgspec.structs.replace(figure, unit="person")
            continue
        if before is None:
            continue
        parted = figure.part_of is not None or any(other.part_of == at for other in found)
        verb = coordination.own_verb(figure.scene, figure.index)
        if not (parted or verb or _grouped(quantity)):
            continue
        if verb and not parted:
            found[at] = msgspec.structs.replace(figure, unit="person")
            continue
        carried = Link(before.rule, None, "repeat", before.cost + 6)
        found[at] = msgspec.structs.replace(
            figure, link=carried, unit=carried.rule.unit or "person", indicator=carried.rule.indicator,
            rules=(carried.rule.id, "attach.repeat"),
        )  # fmt: skip


def _personal(figure: Figure) -> bool:
    """Whether a verb acts on the bare figure over the mark of persons ("… y condenó a 12")."""
    scene, first = figure.scene, figure.quantity.first
    tokens, lexicon = scene.sentence.tokens, scene.lexicon
    if (
        first < 2
        or tokens[first - 1].key not in lexicon.object_marks
        or scene.linked[figure.index] < first - 1
    ):
        return False
    form = tokens[first - 2].raw.casefold()
    return form.endswith(lexicon.clauses.personal_endings or "\0")


def _another(figure: Figure) -> bool:
    """Whether a verb speaks of more of the same that the sentence does not name ("another 41 were found")."""
    quantity, tokens = figure.quantity, figure.scene.sentence.tokens
    if quantity.last >= len(tokens) or not coordination.others(figure.scene, quantity):
        return False
    return tokens[quantity.last].key in figure.scene.lexicon.passive


def _grouped(quantity: Quantity) -> bool:
    """Whether the number is large and written in groups or with a scale word ("22.500", "5 millones")."""
    number = quantity.number
    value = number.value
    return number.last - number.first > 1 and value is not None and value >= _LARGE and value == int(value)


def _name_wholes(found: list[Figure]) -> None:
    """Give a bare whole that no frame takes the unit of its part ("of the 750 on board, 104 died")."""
    for part in found:
        if part.part_of is None or part.part_of < 0 or part.unit == "unknown":
            continue
        whole = found[part.part_of]
        if whole.link is None and whole.quantity.unit is None and whole.unit == "unknown":
            unit = "person" if part.unit == "percent" else part.unit
            found[part.part_of] = msgspec.structs.replace(whole, unit=unit)


def _go_on(view: Scene, at: int, links: list[Link | None], parts: list[int | None]) -> None:
    """Make a figure without a frame a part where it goes on from one, or is a share of the people named.

    "Three are children; 16 are in a grave state", "32% (330,000)", "women: 29%".
    """
    quantity, figures = view.quantities[at], view.quantities
    link = links[at]
    if parts[at] is None and _set_apart(view, at, links):
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
    elif link is not None and first == 0 and quantity.unit is None and at == 0:
        # "The camp shelters 12,000. About 4,500 are under five": of those counted before.
        parts[at] = relations.LOOSE
    elif before == relations.LOOSE and opens and quantity.unit is None:
        left = links[at - 1]
        parts[at] = before
        if link is None and left is not None:
            links[at] = Link(left.rule, None, "repeat", left.cost)
    elif quantity.unit == "percent" and (_group(view.sentence, quantity) or _share_opens(view, at)):
        wholes = [n for n in range(at) if figures[n].unit in ("person", "case")]
        parts[at] = wholes[-1] if wholes else -1


def _share_opens(view: Scene, at: int) -> bool:
    """Whether a share in words opens its clause as its subject ("…; a fifth were under 15")."""
    quantity, tokens = view.quantities[at], view.sentence.tokens
    if quantity.number.kind not in ("fraction", "percent") or quantity.last >= len(tokens):
        return False
    if quantity.number.kind == "percent" and not any(q.unit == "person" for q in view.quantities[:at]):
        return False
    first = quantity.first
    if first and tokens[first - 1].key in units(view.sentence.lang).determiners:
        first -= 1
    opens = first == 0 or tokens[first - 1].raw in ",;"
    return opens and tokens[quantity.last].key in view.lexicon.passive


def _set_apart(view: Scene, at: int, links: Sequence[Link | None]) -> bool:
    """Whether a bare figure between commas tells where or how some of those before it were.

    "Sixty people died, 40 in the capital, when …", but not "12 in Aleppo, 7 in Homs and 3 in Hama".
    """
    quantity, known, tokens = view.quantities[at], view.lexicon, view.sentence.tokens
    link = links[at]
    if at == 0 or quantity.unit is not None or not known.nominal_before:
        return False
    if link is not None and link.way != "coordinated":
        return False
    whole = view.quantities[at - 1]
    if whole.unit is None or links[at - 1] is None or tokens[quantity.first - 1].raw != ",":
        return False
    last = quantity.last
    placed = last < len(tokens) and known.prepositions.longest(tokens, last) is not None
    further = (
        at + 1 < len(view.quantities)
        and view.quantities[at + 1].unit is None
        and (view.clauses.conjunction[view.quantities[at + 1].first - 1])
    )
    return placed and not further and relations.within(quantity, whole)


def _group(sentence: Sentence, quantity: Quantity) -> tuple[str, ...]:
    """The population codes of the people right before a share ("women: 29%", "children 48%")."""
    at = quantity.first
    tokens = sentence.tokens
    if at > 1 and tokens[at - 1].raw in (":", "(", "|"):
        at -= 1
    noun = units(sentence.lang).nouns.ending(tokens, at) if at else None
    people = noun is not None and noun.entry.unit == "person" and noun.entry.plural
    return tuple(noun.entry.population) if noun is not None and people else ()


def counts(quantity: Quantity) -> bool:
    """Whether a quantity is a figure at all: a share in words is one where it is said of what."""
    kind = quantity.number.kind
    return quantity.not_counted is None and (
        kind in _COUNTED or (kind == "fraction" and quantity.unit == "percent")
    )


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


def _without_agreement(quantities: Sequence[Quantity]) -> list[Quantity]:
    """The quantities without duals that only agree with the dual right before them (two armed women)."""
    found: list[Quantity] = []
    for quantity in quantities:
        if (
            found
            and quantity.number.noun
            and found[-1].value == _TWO
            and found[-1].unit is None
            and (0 < quantity.number.first - found[-1].number.last <= _TWO)
        ):
            # "اثنان منهم سوريان": the dual says who the two are.
            continue
        if found and quantity.number.noun and found[-1].number.noun and (
            0 <= quantity.number.first - found[-1].number.last <= 0
        ):  # fmt: skip
            continue
        found.append(quantity)
    return found


def _labelled(sentence: Sentence, quantity: Quantity, left: Quantity | None) -> Quantity:
    """The quantity with the unit that its label names, where it stands behind a colon ("Aid trucks: 177")."""
    tokens = sentence.tokens
    first = quantity.first
    if quantity.unit == "percent":
        return msgspec.structs.replace(quantity, population=quantity.population or _group(sentence, quantity))
    if quantity.unit is not None or first == 0:
        return quantity
    closed = quantity.last < len(tokens) and tokens[quantity.last].raw == ")"
    if closed and quantity.value is not None and quantity.value < _LISTED:
        # "(1)": a note or the number of a list.
        return quantity
    if tokens[first - 1].raw == "(" and (left is None or left.last < first - 1):
        # "The remaining trucks (17 of the 40)".
        noun = units(sentence.lang).nouns.ending(tokens, first - 1)
        if noun is not None and noun.entry.kind == "noun" and noun.entry.plural and (
            noun.entry.unit not in ("percent", "unknown", "currency")
            and (left is None or left.last <= noun.first)
        ):  # fmt: skip
            return msgspec.structs.replace(
                quantity, unit=noun.entry.unit, population=tuple(noun.entry.population),
                unit_text=" ".join(token.raw for token in tokens[noun.first : noun.last]),
                rules=(*quantity.rules, noun.entry.id),
            )  # fmt: skip
    if tokens[first - 1].raw != ":":
        return quantity
    if left is not None and left.unit is not None and (
        all(tokens[at].kind == "word" for at in range(left.last, first - 1))
    ):  # fmt: skip
        # "324 dead in the city centre: 186 …": what stands before belongs to the other figure.
        return quantity
    nouns = units(sentence.lang).nouns
    floor = left.last if left is not None else 0
    for at in range(first - 2, max(floor - 1, first - 2 - _LABEL), -1):
        if tokens[at].raw in ".;|:":
            break
        noun = nouns.starting(tokens, at)
        if noun is not None and noun.entry.kind == "noun" and noun.entry.unit not in ("percent", "unknown"):
            words = " ".join(token.raw for token in tokens[noun.first : noun.last])
            return msgspec.structs.replace(
                quantity, unit=noun.entry.unit, unit_text=words, population=tuple(noun.entry.population),
                rules=(*quantity.rules, noun.entry.id),
            )  # fmt: skip
    return quantity


def _defined(sentence: Sentence, figures: list[Quantity], known: Lexicon) -> list[Quantity]:
    """The quantities, a bare one with the people that its predicate names ("27 son agentes y seis, …")."""
    tokens = sentence.tokens
    nouns = units(sentence.lang)
    found = list(figures)
    before = -1
    for index, quantity in enumerate(figures):
        at = quantity.last
        share = quantity.unit == "percent" and quantity.base is None
        if (quantity.unit is not None and not share) or at + 1 >= len(tokens):
            continue
        comma = tokens[at].raw == "," and index > 0 and (
            before == index - 1 or (quantity.first > 0 and tokens[quantity.first - 1].raw == ";")
        )  # fmt: skip
        if not (comma or tokens[at].key in known.passive):
            continue
        at += 1
        while at < len(tokens) and tokens[at].key in nouns.belonging:
            at += 1
        noun = nouns.nouns.starting(tokens, at)
        if (
            noun is not None
            and noun.entry.unit == "person"
            and noun.entry.plural
            and noun.entry.kind == "noun"
        ):
            population = tuple(noun.entry.population)
            found[index] = (
                msgspec.structs.replace(quantity, base="person", population=population)
                if share
                else msgspec.structs.replace(quantity, unit="person", population=population)
            )
            before = index
    return found


def _cut(sentence: Sentence, quantity: Quantity, known: Lexicon) -> Quantity:
    """The quantity without a noun that a verb keeps apart from its number ("300,000 flee homes")."""
    number = quantity.number
    if not known.nominal_before or quantity.noun_first <= number.last:
        return quantity
    for at in range(number.last, quantity.noun_first):
        if sentence.tokens[at].key.endswith("ed"):
            continue
        for end, _, rules in known.triggers.readings(sentence.tokens, at):
            if end <= quantity.noun_first and all(
                cast("Rule", rule).pos == "verb" and "person" in cast("Rule", rule).units for rule in rules
            ):
                return msgspec.structs.replace(
                    quantity, last=number.last, noun_first=number.last, noun_last=number.last, unit=None,
                    unit_text=None, population=(),
                )  # fmt: skip
    return quantity


def _predicated(sentence: Sentence, quantity: Quantity, known: Lexicon) -> bool:
    """Whether a bare figure only says who some of those counted before are ("8 were children")."""
    tokens = sentence.tokens
    at = quantity.last
    if quantity.unit is not None or at + 1 >= len(tokens) or tokens[at].key not in known.passive:
        return False
    return populations.named(sentence, at + 1)


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


def _owned(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the noun is the home of those counted, behind a preposition ("423 ألفا من منازلهم")."""
    if not quantity.number.last < quantity.noun_first < quantity.noun_last:
        return False
    owners = lexicon(sentence.lang).clauses.owners
    return bool(owners) and sentence.tokens[quantity.noun_first].key.endswith(owners)


def _after_all(sentence: Sentence, quantity: Quantity, definite: str) -> bool:
    """Whether a definite noun stands right behind figures, which count none ("2.7 مليار المطلوب")."""
    number = quantity.number
    if not number.digits or number.vague or not quantity.noun_first == number.last < quantity.noun_last:
        return False
    first = number.first
    counted_set = first > 0 and sentence.tokens[first - 1].key.endswith(definite)
    own = sentence.tokens[first].key.startswith(definite)
    return sentence.tokens[number.last].key.startswith(definite) and not (counted_set or own)


def _verbal(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the unknown noun behind the number is a verb that frames know ("46 ألفا تضررت")."""
    if quantity.noun_first < quantity.number.last or quantity.noun_last - quantity.noun_first != 1:
        return False
    readings = lexicon(sentence.lang).triggers.readings(sentence.tokens, quantity.noun_first)
    return bool(readings) and all(
        cast("Rule", rule).pos == "verb" for _, prefix, rules in readings if not prefix for rule in rules
    ) and any(not prefix for _, prefix, _ in readings)  # fmt: skip


def _lend_units(sentence: Sentence, figures: list[Quantity]) -> None:
    """Give an elided part the unit of its whole, where that is a thing ("324 schools, 27 of them")."""
    words = relations.relations(sentence.lang)
    opens = relations.openers(sentence, figures, words)
    definite = fold(lexicon(sentence.lang).clauses.definite)
    for at, quantity in enumerate(figures):
        if definite and quantity.unit == "person" and _after_all(sentence, quantity, definite):
            figures[at] = quantity = msgspec.structs.replace(
                quantity, last=quantity.number.last, noun_first=quantity.number.last,
                noun_last=quantity.number.last, unit=None, unit_text=None, population=(),
            )  # fmt: skip
        if quantity.unit == "housing_unit" and _owned(sentence, quantity):
            figures[at] = quantity = msgspec.structs.replace(
                quantity, last=quantity.number.last, noun_first=quantity.number.last,
                noun_last=quantity.number.last, unit=None, unit_text=None,
            )  # fmt: skip
        if quantity.unit == "unknown" and quantity.unit_text is not None:
            noun = fold(quantity.unit_text.split()[0])
            # "Two others", or a definite noun, which is never the counted one.
            if noun in words.others or (definite and noun.startswith(definite)):
                figures[at] = msgspec.structs.replace(quantity, unit=None, unit_text=None)
            elif definite and _verbal(sentence, quantity):
                figures[at] = msgspec.structs.replace(
                    quantity, last=quantity.number.last, noun_first=quantity.number.last,
                    noun_last=quantity.number.last, unit=None, unit_text=None,
                )  # fmt: skip
    for at in range(1, len(figures)):
        quantity = figures[at]
        if quantity.unit is not None:
            continue
        whole = figures[at - 1]
        after = quantity.number.last
        if after < len(sentence.tokens) and sentence.tokens[after].key in words.other_things:
            if whole.unit in _THINGS and quantity.first - whole.last <= _OTHER_REACH:
                figures[at] = msgspec.structs.replace(quantity, unit=whole.unit, currency=whole.currency)
            continue
        of_them = after < len(sentence.tokens) and words.followers.longest(sentence.tokens, after) is not None
        part = of_them or opens[at] >= 0 or _bracketed(sentence, figures, at)
        if part and whole.unit in _THINGS and relations.within(quantity, whole):
            figures[at] = msgspec.structs.replace(quantity, unit=whole.unit, currency=whole.currency)


def kept(figure: Figure) -> bool:
    """Whether the figure is worth a fact: a frame governs it, or it counts what this field counts."""
    quantity = figure.quantity
    if quantity.unit == "percent" and figure.part_of is not None and figure.part_of >= 0:
        # A share of money or buildings in brackets says nothing that the figure beside it does not.
        return figure.scene.quantities[figure.part_of].unit in ("person", "household", None)
    link = figure.link
    if (
        link is not None
        and link.rule.indicator == "other"
        and quantity.unit is None
        and link.rule.priority < 1
    ):
        # "7 voted": what the vocabulary has no word for is no figure without its noun.
        return False
    if link is not None or (figure.part_of == -1 and quantity.unit in (None, "percent")):
        return True
    if quantity.unit == "percent" and quantity.base in ("person", "household"):
        return True
    # "33 on board, of whom two swam ashore": a part, or more of the same, is a figure where its whole is one.
    return (quantity.unit or figure.unit) in _KEPT or (quantity.unit is None and quantity.number.vague)


def _figure(
    view: Scene,
    at: int,
    quantity: Quantity,
    link: Link | None,
    whole: int | None,
    lean: int,
    cues: list[assertions.Cue],
    figures: Sequence[Quantity],
    links: Sequence[Link | None],
) -> Figure:
    unit = quantity.unit
    # What stands behind the words that open a part, or behind the next figure, speaks of that figure.
    limit = len(view.sentence.tokens)
    if at + 1 < len(figures):
        limit = view.openers[at + 1] if view.openers[at + 1] >= 0 else figures[at + 1].first
    if link is not None and (unit in (None, "unknown") or (lent(quantity) and unit not in link.rule.units)):
        unit = _elided_unit(view, at, link, lean, whole, figures)
        if unit == "currency":
            quantity = msgspec.structs.replace(quantity, unit=unit, currency=view.money[at])
    rules: tuple[str, ...]
    if link is not None:
        indicator = link.rule.indicator
        rules = (link.rule.id, f"attach.{link.way}")
        armed = {"security_forces", "fighters"}.intersection(quantity.population)
        if indicator == "detained" and not armed and _captured(view, link):
            indicator, rules = "abducted", (*rules, "context.captors")
        if indicator in ("killed", "injured") and unit in ("case", "incident"):
            unit = "person"
        elif indicator == "cases" and unit == "person" and epidemics.infection(quantity, view.lexicon):
            unit = "case"
    else:
        # "Thousands" without a noun are people.
        unit = "person" if unit is None and quantity.number.vague else unit
        if unit is None and whole is not None and whole >= 0:
            unit = figures[whole].unit
        elif unit is None and at and (coordination.others(view, quantity) or coordination.compared(view, at)):
            unit = figures[at - 1].unit
        indicator = _BY_UNIT.get(unit or "", "other")
        rules = (f"frame.unit.{unit or 'none'}",)
    people = populations.of(view.sentence, quantity, view.lexicon, limit)
    if quantity.unit is None and view.openers[at] > 0:
        people = _accounting(view, at) or people
    return Figure(
        quantity=quantity, scene=view, index=at, link=link, part_of=whole, leans=lean, indicator=indicator,
        unit=unit or "unknown", population=people,
        cues=cues,
        total=link is not None and _total(view, at, link), rules=rules,
    )  # fmt: skip


def _accounting(view: Scene, at: int) -> tuple[str, ...]:
    """The population codes of the people that a verb makes the part ("minors account for 95")."""
    noun = units(view.sentence.lang).nouns.ending(view.sentence.tokens, view.openers[at])
    people = noun is not None and noun.entry.unit == "person" and noun.entry.plural
    return tuple(noun.entry.population) if noun is not None and people else ()


def _captured(view: Scene, link: Link) -> bool:
    """Whether gunmen or their like stand before the verb of seizing: whom they hold is abducted."""
    trigger, captors = link.trigger, view.lexicon.captors
    if not captors or trigger is None or link.rule.pos != "verb" or link.way not in ("after", "around"):
        return False
    tokens = view.sentence.tokens
    # Behind another verb they are its object ("killed nine of the attackers and arrested 3").
    first = next((t.first for t in view.triggers if t.rules[0].pos == "verb"), trigger.first)
    low = max(0, trigger.first - _CAPTOR)
    return any(tokens[at].key in captors for at in range(low, min(first, trigger.first)))


def _total(view: Scene, at: int, link: Link) -> bool:
    """Whether the words make the figure a running total ("the toll rises to 21 dead")."""
    quantity = view.quantities[at]
    low = view.quantities[at - 1].last if at else 0
    words = relations.relations(view.sentence.lang).totals
    tokens = view.sentence.tokens
    starts = words.starts
    for step in range(max(low, quantity.first - _TOTAL_REACH), quantity.first):
        token = tokens[step]
        if starts[token.raw] and token.kind == "word" and words.readings(tokens, step):
            return True
    middle = bisect_left(view.starts, quantity.first)
    for trigger in view.triggers[max(0, middle - 3) : middle]:
        if trigger.first >= low and any(
            r.measure == "cumulative" and r.indicator == link.rule.indicator for r in trigger.rules
        ):
            return view.clauses.between(trigger.last, quantity.first) <= _TOTAL
    return False


def _elided_unit(
    view: Scene, at: int, link: Link, lean: int, whole: int | None, figures: Sequence[Quantity]
) -> str | None:
    near = at - 1 if at and view.clauses.conjunction[view.quantities[at].first - 1] else None
    for other in (lean, whole, near):
        if other is not None and other >= 0:
            unit = figures[other].unit
            if unit not in (None, "unknown", "percent") and unit in link.rule.units:
                return unit
    return link.rule.unit


def _inherited(link: Link | None, quantity: Quantity) -> Link | None:
    if link is None or not (quantity.unit in (None, "unknown", "percent") or fits(link.rule, quantity)):
        return None
    return Link(link.rule, link.trigger, "inherited", link.cost + 4)


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
    if _bracketed(sentence, quantities, at):
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
            return True
    return False


def _bracketed(sentence: Sentence, quantities: Sequence[Quantity], at: int) -> bool:
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


def _opens_parts(view: Scene, at: int, links: Sequence[Link | None]) -> bool:
    """Whether the figure opens the parts of the one before it and shares its frame."""
    link = links[at]
    if link is None or link.way != "coordinated":
        return False
    return coordination.broken_down(view, at) or coordination.spelled_out(view, at)


def _money(quantities: Sequence[Quantity], currency: str | None) -> list[str | None]:
    found: list[str | None] = []
    for quantity in quantities:
        found.append(currency)
        currency = quantity.currency or currency
    return found


def _holds(whole: Quantity, link: Link | None, of_whole: Link | None) -> int:
    """Whether the whole is of a unit that the frame of the part counts; 2 where it shares the part's noun."""
    if link is None:
        return 1
    if link.way == "fused" and of_whole is not None and link.rule.indicator == of_whole.rule.indicator:
        return 2
    return int(whole.unit in (None, "unknown", "case") or whole.unit in link.rule.units)


def _within_noun(quantity: Quantity, link: Link | None) -> bool:
    """Whether the frame of a part is the noun that its own phrase ends with ("three of the dead")."""
    if link is None or link.trigger is None or link.way != "fused":
        return False
    return quantity.number.last < link.trigger.first < quantity.last + 2


def _own(view: Scene, at: int, link: Link | None, whole: int) -> bool:
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
            trigger.first >= opener or trigger.last == opener
        )
    if link.way == "before":
        # "، وتم توقيفهم": a verb joined on goes on about the part.
        return trigger.joined or not view.clauses.commas_between(quantity.last, trigger.first)
    return False


def _brother(view: Scene, at: int, links: Sequence[Link | None], words: relations.Relations) -> bool:
    """Whether a figure continues the list of parts that the one before it stands in."""
    if not coordination.joined(view, at, words):
        return False
    own = links[at]
    left, right = view.quantities[at - 1], view.quantities[at]
    # A comma before the conjunction closes the aside where the next figure has a frame of its own.
    return own is None or own.way in ("coordinated", "inherited") or not view.clauses.commas_between(
        left.last, right.first
    )  # fmt: skip


def _linked(sentence: Sentence, quantity: Quantity, known: Lexicon) -> int:
    """First token of a colon, cell mark or linking words right before the figure ("rises to 21"), or -1."""
    tokens = sentence.tokens
    first = quantity.first
    if first == 0:
        return -1
    if sentence.kind == "row" or tokens[first - 1].raw in (":", "|", "=", "–", "—", "("):
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
        for end, _, _ in known.links.readings(tokens, at) if starts[tokens[at].raw] else ():
            # "In addition to 30" adds, it does not link.
            if end == first and not (at and known.conjunctions.readings(tokens, at - 1)):
                return at
    return -1
