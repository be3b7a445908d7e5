"""The figures of one sentence with their frames: clauses, triggers, attachment, coordination, parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from etl.frames import assertions, attach, clauses, coordination, populations, relations, triggers
from etl.frames.attach import Link, Scene
from etl.frames.lexicon import Lexicon, lexicon
from etl.model import Quantity, Sentence, TimeExpression

_COUNTED = ("cardinal", "range", "percent")
# What a figure without a frame counts is worth keeping; a bare distance or share is not.
_KEPT = ("person", "household", "housing_unit", "facility", "incident", "case", "vehicle", "animal",
         "square_kilometre", "hectare", "tonne", "litre", "currency")  # fmt: skip
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
    rules: tuple[str, ...]


def scene(sentence: Sentence, quantities: Sequence[Quantity]) -> Scene:
    """What is known of the sentence before its quantities look for their frames."""
    known = lexicon(sentence.lang)
    found = triggers.find(sentence, known)
    words = relations.relations(sentence.lang)
    return Scene(
        sentence=sentence,
        lexicon=known,
        clauses=clauses.read(sentence, known),
        quantities=quantities,
        triggers=found,
        openers=relations.openers(sentence, quantities, words),
        agents=[_marked(sentence, q, known, agent=True) for q in quantities],
        prepositions=[_marked(sentence, q, known, agent=False) for q in quantities],
        linked=[_linked(sentence, q, known) for q in quantities],
        starts=[trigger.first for trigger in found],
    )


def read(
    sentence: Sentence,
    quantities: Sequence[Quantity],
    given: dict[int, Link] | None = None,
    heading: Callable[[Quantity], Link | None] | None = None,
    times: Sequence[TimeExpression] = (),
) -> list[Figure]:
    """The figures of the sentence in order; `given` are frames that a table already told, by quantity.

    `heading` is asked for the frame of a bare bullet or row that has none of its own.
    """
    figures = _without_agreement(quantities)
    if not figures:
        return []
    view = scene(sentence, figures)
    words = relations.relations(sentence.lang)
    links = attach.attach(view)
    for at, link in (given or {}).items():
        if at < len(links):
            links[at] = link
    leans = coordination.share(view, links, words)
    if heading is not None and sentence.kind in ("bullet", "row"):
        links = [link or heading(quantity) for link, quantity in zip(links, figures, strict=True)]
    parts = relations.wholes(sentence, figures, view.openers, leans, words)
    cues = assertions.cues(view, times)
    found: list[Figure] = []
    for at, quantity in enumerate(figures):
        link = links[at]
        whole = parts[at]
        if link is None and whole is not None and whole >= 0:
            link = _inherited(links[whole], quantity)
            links[at] = link
        found.append(_figure(view, at, quantity, link, whole, leans[at], cues, figures, links))
    return found


def counts(quantity: Quantity) -> bool:
    """Whether a quantity is a figure at all."""
    return quantity.not_counted is None and quantity.number.kind in _COUNTED


def _without_agreement(quantities: Sequence[Quantity]) -> list[Quantity]:
    """The quantities without duals that only agree with the dual right before them (two suicide-bomber women)."""
    found: list[Quantity] = []
    for quantity in quantities:
        if found and quantity.number.noun and found[-1].number.noun and (
            0 <= quantity.number.first - found[-1].number.last <= 0
        ):  # fmt: skip
            continue
        found.append(quantity)
    return found


def kept(figure: Figure) -> bool:
    """Whether the figure is worth a fact: a frame governs it, or it counts what this field counts."""
    if figure.link is not None:
        return True
    quantity = figure.quantity
    return quantity.unit in _KEPT or (quantity.unit is None and quantity.number.vague)


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
    if link is not None and (
        unit in (None, "unknown") or (attach.lent(quantity) and unit not in link.rule.units)
    ):
        unit = _elided_unit(view, at, link, lean, whole, figures)
    rules: tuple[str, ...]
    if link is not None:
        indicator = link.rule.indicator
        rules = (link.rule.id, f"attach.{link.way}")
        if indicator in ("killed", "injured") and unit in ("case", "incident"):
            unit = "person"
    else:
        # "Thousands" without a noun are people.
        unit = "person" if unit is None and quantity.number.vague else unit
        indicator = _BY_UNIT.get(unit or "", "other")
        rules = (f"frame.unit.{unit or 'none'}",)
    return Figure(
        quantity=quantity, scene=view, index=at, link=link, part_of=whole, leans=lean, indicator=indicator,
        unit=unit or "unknown", population=populations.of(view.sentence, quantity, view.lexicon), cues=cues,
        rules=rules,
    )  # fmt: skip


def _elided_unit(
    view: Scene, at: int, link: Link, lean: int, whole: int | None, figures: Sequence[Quantity]
) -> str | None:
    for other in (lean, whole):
        if other is not None and other >= 0:
            unit = figures[other].unit
            if unit not in (None, "unknown", "percent") and unit in link.rule.units:
                return unit
    return link.rule.unit


def _inherited(link: Link | None, quantity: Quantity) -> Link | None:
    if link is None or not (quantity.unit in (None, "unknown", "percent") or attach.fits(link.rule, quantity)):
        return None
    return Link(link.rule, link.trigger, "inherited", link.cost + 4)


def _marked(sentence: Sentence, quantity: Quantity, known: Lexicon, agent: bool) -> bool:
    """Whether an agent mark ("by"), or another preposition, stands right before the phrase."""
    tokens = sentence.tokens
    trie = known.agents if agent else known.prepositions
    for at in range(max(0, quantity.first - 3), quantity.first):
        for end, _, _ in trie.readings(tokens, at):
            if end == quantity.first:
                return True
    return False


def _linked(sentence: Sentence, quantity: Quantity, known: Lexicon) -> bool:
    """Whether a colon, cell mark or linking verb stands right before the figure ("rises to 21", "IDPs: 12")."""
    tokens = sentence.tokens
    first = quantity.first
    if first == 0:
        return False
    if sentence.kind == "row" or tokens[first - 1].raw in (":", "|", "=", "–", "—", "("):
        return True
    if known.clauses.clitic_links and tokens[first].raw.startswith(known.clauses.clitic_links):
        return True
    for at in range(max(0, first - 3), first):
        for end, _, _ in known.links.readings(tokens, at):
            if end == first:
                return True
    return False


