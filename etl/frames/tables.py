"""Rows of tables: cells, the header that names the columns, and the heading that a bullet stands under."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from etl.frames import triggers
from etl.frames.fitting import fits
from etl.frames.lexicon import Rule, lexicon
from etl.frames.lists import Entry, entry, names_whole
from etl.frames.scene import Link
from etl.frames.triggers import Trigger
from etl.model import PlaceMention, Quantity, Sentence
from etl.quantities.lexicon import Noun
from etl.quantities.lexicon import lexicon as units
from etl.quantities.surfaces import Match

# Marks that part two cells.
_BARS = ("|", "\t")
# Columns of groups of people ("Women", "Children") or other nouns that make a header of nothing but them.
_GROUPS = 2
_COUNTED = ("person", "household", "housing_unit", "facility", "incident", "case", "vehicle", "animal")
# Rows of nouns that name a status (prisoners, refugees) are ranked this low.
_STATUS = -2


class Header(msgspec.Struct, frozen=True, gc=False):
    """The triggers of a header row by column, and the row's last paragraph so far."""

    columns: tuple[tuple[Trigger, ...], ...]
    units: tuple[Match[Noun] | None, ...]
    sentence: Sentence


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line that names what figures elsewhere count, with its triggers, found once for all of them."""

    sentence: Sentence
    triggers: tuple[Trigger, ...]


def line_of(sentence: Sentence) -> Line:
    """The line of a heading, of a card's label, or of a row with its label."""
    return Line(sentence, tuple(triggers.find(sentence, lexicon(sentence.lang))))


def cells(text: str, sentence: Sentence) -> list[int]:
    """For each token the column that it stands in, counted from 0."""
    found: list[int] = []
    column = 0
    for at, token in enumerate(sentence.tokens):
        if token.raw in _BARS:
            column += 1 if at else 0
            found.append(column)
            continue
        if at and sentence.tokens[at - 1].raw not in _BARS:
            gap = text[sentence.tokens[at - 1].end : token.start]
            if len(gap) > 1 and gap.isspace():
                column += 1
        found.append(column)
    return found


def header(text: str, sentence: Sentence) -> Header | None:
    """The header that a row without figures is, or None where no cell of it names anything counted."""
    columns = cells(text, sentence)
    width = columns[-1] + 1 if columns else 0
    if width < 2:
        return None
    named: list[list[Trigger]] = [[] for _ in range(width)]
    for trigger in triggers.find(sentence, lexicon(sentence.lang)):
        named[columns[trigger.first]].append(trigger)
    nouns: list[Match[Noun] | None] = [None] * width
    known = units(sentence.lang).nouns
    for at in range(len(sentence.tokens)):
        noun, earlier = known.starting(sentence.tokens, at), nouns[columns[at]]
        if earlier is None or (noun is not None and _counts_more(noun, earlier)):
            nouns[columns[at]] = noun
    groups = sum(
        noun is not None and (bool(noun.entry.population) or noun.entry.unit in _COUNTED) for noun in nouns
    )
    if not any(named) and groups < _GROUPS:
        return None
    return Header(tuple(tuple(column) for column in named), tuple(nouns), sentence)


def _counts_more(noun: Match[Noun], earlier: Match[Noun]) -> bool:
    """Whether the later noun of a cell is what it counts: "Displaced HHs", "IDP households", "IDPs (HH)"."""
    if earlier.entry.kind == "participle" != noun.entry.kind:
        return True
    return noun.entry.unit == "household" and earlier.entry.unit == "person"


def label_link(row: Line, columns: Sequence[int], quantity: Quantity) -> Link | None:
    """The frame that the first cell of a row names for a figure that stands alone in another cell."""
    own = columns[quantity.number.first]
    cell = range(quantity.number.first, quantity.number.last)
    alone = all(
        at in cell or row.sentence.tokens[at].raw in _BARS
        for at, column in enumerate(columns)
        if column == own
    )
    if not own or not alone:
        return None
    label = [at for at, column in enumerate(columns) if column == columns[0]]
    return _best(row, quantity, "column", 2, last=len(label))


def with_unit(head: Header, column: int, quantity: Quantity) -> Quantity:
    """The quantity with the unit that the header of its column names, where it has none of its own."""
    noun = head.units[column] if 0 <= column < len(head.units) else None
    if quantity.unit not in (None, "unknown") or noun is None or noun.entry.unit == "percent":
        return quantity
    return _counting(quantity, noun, head.sentence)


def _counting(quantity: Quantity, noun: Match[Noun], above: Sentence) -> Quantity:
    words = [token.raw for token in above.tokens[noun.first : noun.last]]
    return msgspec.structs.replace(
        quantity, unit=noun.entry.unit, unit_text=" ".join(words), currency=noun.entry.currency,
        population=tuple(noun.entry.population), rules=(*quantity.rules, noun.entry.id),
    )  # fmt: skip


def column_link(head: Header, column: int, quantity: Quantity) -> Link | None:
    """The frame that the header names for a figure in `column`."""
    if not 0 <= column < len(head.columns):
        return None
    best: Link | None = None
    for trigger in head.columns[column]:
        for rule in trigger.rules:
            if fits(rule, quantity) and (best is None or _rank(rule) > _rank(best.rule)):
                best = Link(rule, None, "column", 2)
    return best


def _rank(rule: Rule) -> tuple[int, bool]:
    """What orders the rows of one header: a bare participle there is passive ("Reached")."""
    return rule.priority, rule.role == "object"


def heading_link(heading: Line | None, quantity: Quantity) -> Link | None:
    """The frame that the heading above a bare bullet or row names; a noun's goes before a verb's."""
    return None if heading is None else _best(heading, quantity, "heading", 8, len(heading.sentence.tokens))


def _best(line: Line, quantity: Quantity, way: str, cost: int, last: int) -> Link | None:
    """The frame that the first words of a line, up to `last`, name for a figure elsewhere."""
    best: Rule | None = None
    most = 0
    for trigger in line.triggers:
        for rule in trigger.rules if trigger.last <= last else ():
            # A toll above a list says nothing of what a line counts itself.
            whole = rule.measure == "cumulative" and quantity.unit is not None
            if fits(rule, quantity) and not whole:
                rank = _weight(rule, trigger)
                if best is None or rank > most:
                    best, most = rule, rank
    return Link(best, None, way, cost) if best is not None else None


def _weight(rule: Rule, trigger: Trigger) -> int:
    """A noun tells before a verb, but one of a status gives way to a participle ("rehenes liberados")."""
    if rule.pos == "noun":
        return 2 if rule.priority > _STATUS else 0
    return 1 if trigger.agreeing and rule.role == "object" else 0


def heading_unit(heading: Line, quantity: Quantity) -> Quantity:
    """The quantity with the unit that the heading names and its frame takes, where it has none of its own."""
    if quantity.unit not in (None, "unknown"):
        return quantity
    known, tokens = units(heading.sentence.lang).nouns, heading.sentence.tokens
    for at in range(len(tokens)):
        noun = known.starting(tokens, at)
        if noun is None or noun.entry.kind != "noun" or not noun.entry.plural:
            continue
        counted = _counting(quantity, noun, heading.sentence)
        if heading_link(heading, counted) is not None:
            return counted
    return quantity


class Layout:
    """The header and heading that stand above the sentence being read, and the lists under them."""

    def __init__(self, text: str, labels: Mapping[int, Sentence]) -> None:
        self._text = text
        self._labels = labels
        self._named = {label.index for label in labels.values()}
        self._header: Header | None = None
        self._heading: Sentence | None = None
        self._above: Line | None = None
        # The last entry that stands for itself, and whether the line being read is one under it.
        self._parent: Sentence | None = None
        self._under: Line | None = None
        self._last_row = -1
        self._last_entry = -1
        self._currency: str | None = None
        self._paragraph = -1
        # The lines that only give the figure of their label, by sentence index.
        self.entries: dict[int, Entry] = {}

    def currency(self, sentence: Sentence) -> str | None:
        """The money that the sentence before spoke of, within a paragraph or the next."""
        return self._currency if sentence.paragraph - self._paragraph <= 1 else None

    def links(
        self, sentence: Sentence, quantities: list[Quantity], places: Sequence[PlaceMention]
    ) -> dict[int, Link]:
        """The frames that stand above the figures of a row or card, by their order; sets units too."""
        found: dict[int, Link] = {}
        label_beside = self._labels.get(sentence.index)
        if label_beside is not None:
            beside = line_of(label_beside)
            for at, quantity in enumerate(quantities):
                quantities[at] = heading_unit(beside, quantity)
                link = heading_link(beside, quantities[at])
                if link is not None:
                    found[at] = link
            return found
        listed = entry(sentence, quantities, places, sentence.paragraph == self._last_entry + 1)
        self._under = None
        if listed is not None:
            self.entries[sentence.index] = listed
            self._under = self._entry_above(sentence, quantities[0], places)
            if self._under is not None:
                self.entries[sentence.index] = Entry(listed.total, self._under.sentence.index)
            above = self._line_above()
            if above is not None and len(quantities) == 1:
                quantities[0] = heading_unit(above, quantities[0])
        if sentence.kind == "row" and self._header is not None and sentence.paragraph == self._last_row + 1:
            columns = cells(self._text, sentence)
            label = [token for token, at in zip(sentence.tokens, columns, strict=True) if at == columns[0]]
            self.entries[sentence.index] = Entry(names_whole(sentence, label))
            # A header may leave out what stands above the labels.
            shift = int(columns[-1] == len(self._header.columns))
            row: Line | None = None
            for at, quantity in enumerate(quantities):
                column = columns[quantity.number.first] - shift
                quantities[at] = with_unit(self._header, column, quantity)
                link = column_link(self._header, column, quantities[at])
                if link is None:
                    row = row or line_of(sentence)
                    link = label_link(row, columns, quantities[at])
                if link is not None:
                    found[at] = link
        return found

    def heading(self, sentence: Sentence) -> Callable[[Quantity], Link | None] | None:
        """What gives the frame of the heading above to a bare bullet, row or entry; None for other lines."""
        if sentence.kind not in ("bullet", "row") and sentence.index not in self.entries:
            return None
        above = self._line_above()
        return lambda quantity: heading_link(above, quantity)

    def _entry_above(
        self, sentence: Sentence, quantity: Quantity, places: Sequence[PlaceMention]
    ) -> Line | None:
        """The entry that this one breaks down: it stands further in, or names but a place of it."""
        parent = self._parent
        if parent is None or sentence.paragraph != self._last_entry + 1 or quantity.unit is not None:
            return None
        inner = self._margin(sentence) > self._margin(parent)
        named = any(m.first == 0 and m.last >= quantity.number.first - 1 and not m.demonym for m in places)
        if not (inner or named):
            return None
        line = self._line(parent)
        return line if line.triggers else None

    def _margin(self, sentence: Sentence) -> int:
        """How far in a line begins."""
        line = self._text[self._text.rfind("\n", 0, sentence.start) + 1 : sentence.start]
        return len(line) - len(line.lstrip(" \t\u00a0"))

    def _line(self, sentence: Sentence) -> Line:
        if self._above is None or self._above.sentence is not sentence:
            self._above = line_of(sentence)
        return self._above

    def _line_above(self) -> Line | None:
        """The heading above, its triggers found when a line under it first asks for them."""
        if self._under is not None:
            return self._under
        heading = self._heading
        if heading is None:
            return None
        return self._line(heading)

    def pass_sentence(self, sentence: Sentence, quantities: Sequence[Quantity]) -> None:
        """Remember what the sentence is to those that follow it."""
        figures = bool(quantities)
        money = [q.currency for q in quantities if q.currency is not None]
        if money:
            self._currency, self._paragraph = money[-1], sentence.paragraph
        if sentence.index in self._named:
            # The label of a card is the heading of nothing else.
            return
        if sentence.kind == "row":
            if not figures and (self._header is None or sentence.paragraph != self._last_row + 1):
                self._header = header(self._text, sentence)
            self._last_row = sentence.paragraph
            return
        self._header = None
        if sentence.index in self.entries:
            # "Tumaco: 4.200" stands under the heading above it and is none itself.
            self._last_entry = sentence.paragraph
            if self._under is None:
                self._parent = sentence
            return
        self._parent = None
        if sentence.kind == "heading" or (sentence.tokens and sentence.tokens[-1].raw == ":"):
            self._heading = sentence
            self._last_entry = sentence.paragraph
        elif sentence.kind == "prose":
            self._heading = None
