"""The figures of one sentence with their frames, from its quantities to the parts and repeats among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from etl.frames import (
    assertions,
    attach,
    conjuncts,
    coordination,
    headcounts,
    inhabitants,
    partition,
    relations,
    resumption,
)
from etl.frames.figures import Figure, make_figure
from etl.frames.fitting import THINGS, fits, lent
from etl.frames.heads import named_behind
from etl.frames.lexicon import lexicon
from etl.frames.nouns import cut_off_noun, lend_units, named_by_label, named_by_predicate, without_agreement
from etl.frames.parts import (
    alive,
    brother,
    go_on,
    has_own_frame,
    inherited,
    name_wholes,
    named_by_opener,
    of_those,
    opens_parts,
    pass_to_whole,
    predicated,
    said_aside,
    unit_held,
    within_noun,
)
from etl.frames.scene import Link
from etl.frames.survey import bracketed, survey
from etl.model import Quantity, Sentence, TimeExpression

_COUNTED = ("cardinal", "range", "percent")
# What a figure without a frame counts is worth keeping; a bare distance or share is not.
_KEPT = ("person", "household", "housing_unit", "facility", "incident", "case", "vehicle", "animal",
         "square_kilometre", "hectare", "tonne", "litre", "currency")  # fmt: skip
_LARGE = 1000
# The cost of a verb right before its object.
_DIRECT = 3
# Nouns of who lives somewhere are ranked this low.
_WEAKEST = -4


def read(
    sentence: Sentence,
    quantities: Sequence[Quantity],
    given: dict[int, Link] | None = None,
    heading: Callable[[Quantity], Link | None] | None = None,
    times: Sequence[TimeExpression] = (),
    currency: str | None = None,
    before: Link | None = None,
    unit_before: str | None = None,
) -> list[Figure]:
    """The figures of the sentence in order; `given` are frames that a table already told, by quantity.

    `heading` is asked for the frame of a figure that has none of its own in a bullet, row or list; `before`
    is the frame of the figure that an earlier sentence ended with, `unit_before` what it counted.
    """
    known = lexicon(sentence.lang)
    figures: list[Quantity] = []
    for quantity in without_agreement(quantities):
        before_it = figures[-1] if figures else None
        named = named_by_label(sentence, cut_off_noun(sentence, quantity, known), before_it)
        figures.append(named_behind(sentence, named))
    lend_units(sentence, figures)
    if not figures:
        return []
    view = survey(sentence, figures, currency, unit_before, times)
    words = relations.relations(sentence.lang)
    links = attach.attach(view)
    headcounts.headed(view, figures, links)
    for at, told in (given or {}).items():
        if at < len(links):
            links[at] = told
    leans = coordination.share(view, links, words)
    coordination.equivalents(view, links)
    resumption.again(view, links, before)
    for at, quantity in enumerate(figures):
        figures[at] = _happened_to(_unlent(quantity, links[at]), links[at])
    if heading is not None:
        links = [
            link or _headed(heading(quantity), before) for link, quantity in zip(links, figures, strict=True)
        ]
    parts = partition.wholes(
        sentence, figures, view.openers, lambda at: brother(view, at, links, words),
        [bracketed(sentence, figures, at) or opens_parts(view, at, links) for at in range(len(figures))],
        [predicated(sentence, quantity, known) for quantity in figures],
        lambda at, other: 0 if conjuncts.compared(view, other) else unit_held(
            figures[other], links[at], links[other]
        ), words,
    )  # fmt: skip
    parts = [
        None
        if (part == relations.LOOSE and not (within_noun(figures[at], links[at]) or of_those(figures[at])))
        or (part is not None and part >= 0 and alive(links[at], links[part], links[at - 1]))
        else part
        for at, part in enumerate(parts)
    ]
    for at in range(len(figures)):
        opened = at and view.openers[at] > figures[at - 1].first
        if parts[at] == -1 and opened and figures[at].unit == figures[at - 1].unit == "percent":
            # "38% are malnourished, 11% of them severely": of no figure, here or in an earlier sentence.
            parts[at], links[at] = None, links[at] or links[at - 1]
        led = at == 0 and links[at] is None and figures[at].unit in (None, "percent")
        if parts[at] == -1 or led:
            # "Of the displaced, 54% are women".
            links[at] = named_by_opener(view, at, links[at], words)
            left = links[at - 1] if at else None
            if links[at] is None and left is not None and parts[at - 1] == -1 and (
                fits(left.rule, figures[at])
                and brother(view, at, links, words)
                and not conjuncts.stays(view, at, left)
            ):  # fmt: skip
                # "Entre los fallecidos hay siete firmantes de paz y dos menores".
                links[at] = Link(left.rule, left.trigger, "coordinated", left.cost + 2)
        go_on(view, at, links, parts, times)
    pass_to_whole(figures, links, parts)
    inhabitants.counted(view, links, parts)
    cues = assertions.cues(view, times)
    found: list[Figure] = []
    for at, quantity in enumerate(named_by_predicate(sentence, figures, known)):
        link = links[at]
        whole = parts[at]
        lean = leans[at]
        if link is not None and link.way == "coordinated" and whole is not None and whole < lean < at:
            # "2.86 million of them settled in Colombia and 1.54 million in Peru": brothers share the verb.
            link = links[at] = links[lean] or link
        elif link is not None and link.way == "coordinated" and whole is not None and (
            at < lean and parts[lean] == whole and has_own_frame(view, lean, links[lean], whole)
        ):  # fmt: skip
            # "Of whom 42 adults and 43 children have died": the first shares the verb behind both.
            pass
        elif whole == -1 and link is not None and said_aside(view, at, link):
            link = links[at] = None
        elif whole is not None and 0 <= whole < at and not has_own_frame(view, at, link, whole):
            link = inherited(links[whole], quantity) or link
            links[at] = link
        elif link is None and whole is not None and whole >= 0:
            link = inherited(links[whole], quantity)
            links[at] = link
        found.append(make_figure(view, at, quantity, link, whole, leans[at], cues, figures, links))
    name_wholes(found)
    _carry_on(found, before)
    return found


def _unlent(quantity: Quantity, link: Link | None) -> Quantity:
    """The quantity without a noun before it that its frame does not count ("the toll of the slide: 318")."""
    if link is None or link.way != "linked" or not lent(quantity) or quantity.unit in link.rule.units:
        return quantity
    return msgspec.structs.replace(quantity, unit=None, unit_text=None, population=(), currency=None)


def _happened_to(quantity: Quantity, link: Link | None) -> Quantity:
    """The quantity in people where its noun says what happened to them ("312 arrests, 40 of them of …")."""
    named = quantity.unit == "unknown" and link is not None and link.way == "fused"
    if named and link is not None and link.rule.role == "fused" and link.rule.unit == "person":
        return msgspec.structs.replace(quantity, unit="person")
    return quantity


def _headed(link: Link | None, before: Link | None) -> Link | None:
    """The frame of a heading, unless it only names inhabitants and figures before had one of their own."""
    weak = link is not None and link.rule.priority <= _WEAKEST and before is not None
    return None if weak else link


def _carry_on(found: list[Figure], before: Link | None) -> None:
    """Read a bare figure that nothing explains as one more of those counted before it.

    Only numbers that cannot be much else count so: in groups of thousands, with a verb of their own behind
    them, or parts of each other.
    """
    people = here = False
    for at, figure in enumerate(found):
        quantity, link = figure.quantity, figure.link
        if link is not None and "person" in link.rule.units and link.rule.indicator != "other":
            before, here = link, True
        elif link is None and quantity.unit not in (None, "percent") and not here:
            # "About 400 officers, a fraction of the 2,500 pledged": officers, whatever sentences before told.
            before, people = None, quantity.unit == "person"
        if link is not None or quantity.unit is not None or figure.unit != "unknown":
            continue
        if _personal(figure) and _people_before(figure, before):
            found[at] = msgspec.structs.replace(figure, unit="person")
            continue
        if quantity.number.kind != "cardinal":
            continue
        if _another(figure) and (before is None or "person" in before.rule.units):
            found[at] = msgspec.structs.replace(figure, unit="person")
            continue
        if before is None and people and _grouped(quantity):
            found[at] = msgspec.structs.replace(figure, unit="person")
        if before is None:
            continue
        parted = figure.part_of is not None or any(other.part_of == at for other in found)
        scene = figure.scene
        verb = conjuncts.own_verb(scene, figure.index)
        if not parted and resumption.others(scene, quantity) and conjuncts.predicated(scene, figure.index):
            # "A further 2,000 are being built": more of the things before, of which something else is said.
            unit = scene.unit_before if not at and scene.unit_before in THINGS else "person"
            found[at] = msgspec.structs.replace(figure, unit=unit)
            continue
        if not (parted or verb or _grouped(quantity)):
            continue
        own = scene.prepositions[figure.index] or not conjuncts.closed(scene, quantity.last)
        if not parted and scene.lexicon.nominal_before and own:
            # "The centre, built for 3,000", "they had leave for 80,000; 250,000 came".
            found[at] = msgspec.structs.replace(figure, unit="person")
            continue
        left = found[at - 1].link if at else None
        if verb and (not parted or (left is not None and conjuncts.stays(figure.scene, figure.index, left))):
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


def _people_before(figure: Figure, before: Link | None) -> bool:
    """Whether the text speaks of people, so that a bare figure may be more of them ("bajó a 6" is none)."""
    if before is not None and "person" in before.rule.units:
        return True
    scene = figure.scene
    return scene.unit_before in ("person", "household") or any(
        quantity.unit in ("person", "household") for quantity in scene.quantities
    )


def _another(figure: Figure) -> bool:
    """Whether a verb speaks of more of the same that the sentence does not name ("another 41 were found")."""
    quantity, tokens = figure.quantity, figure.scene.sentence.tokens
    if quantity.last >= len(tokens) or not resumption.others(figure.scene, quantity):
        return False
    return tokens[quantity.last].key in figure.scene.lexicon.passive


def _grouped(quantity: Quantity) -> bool:
    """Whether the number is large and written in groups or with a scale word ("22.500", "5 millones")."""
    number = quantity.number
    value = number.value
    return number.last - number.first > 1 and value is not None and value >= _LARGE and value == int(value)


def counts(quantity: Quantity) -> bool:
    """Whether a quantity is a figure at all: a share in words is one where it is said of what."""
    kind = quantity.number.kind
    return quantity.not_counted is None and (
        kind in _COUNTED or (kind == "fraction" and quantity.unit == "percent")
    )


def kept(figure: Figure) -> bool:
    """Whether the figure is worth a fact: a frame governs it, or it counts what this field counts."""
    quantity = figure.quantity
    if quantity.unit == "percent" and figure.part_of is not None and figure.part_of >= 0:
        # A share of money or buildings in brackets says nothing that the figure beside it does not.
        known = figure.link is not None and figure.link.rule.indicator == "funding_received"
        return known or figure.scene.quantities[figure.part_of].unit in ("person", "household", None)
    link = figure.link
    if (
        link is not None
        and link.rule.indicator == "other"
        and quantity.unit is None
        and link.rule.priority < 1
        and (figure.part_of in (None, relations.ELIDED) or link.way == "inherited")
        and not (link.way == "after" and link.rule.pos == "verb" and link.cost <= _DIRECT)
        and not (_grouped(quantity) and quantity.number.last - quantity.number.first == 2)
    ):
        # "7 voted": what the vocabulary has no word for is no figure without its noun, save for a large one.
        return False
    if link is not None or (figure.part_of == -1 and quantity.unit in (None, "percent")):
        return True
    if quantity.unit == "percent" and quantity.base in ("person", "household"):
        return True
    # "33 on board, of whom two swam ashore": a part, or more of the same, is a figure where its whole is one.
    return (quantity.unit or figure.unit) in _KEPT or (quantity.unit is None and quantity.number.vague)
