"""The stages of the extractor in order, nothing else: text in, facts out, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterator

import etl.attribution
import etl.numbers
import etl.periods
import etl.places
import etl.quantities
from etl.frames import assembly, lists, reading, tables
from etl.frames.figures import Figure
from etl.frames.scene import Link
from etl.model import Document, Fact, Number, PlaceMention, Quantity, Sentence, TimeExpression
from etl.numbers.listing import Bounds, Point, listed
from etl.text import sentences as splitter


def extractor() -> str:
    """Version and lexicon hash, as every fact carries them."""
    return assembly.extractor()


def __getattr__(name: str) -> str:
    # Read on first use, so that importing this module opens no lexicon.
    if name == "EXTRACTOR":
        return extractor()
    raise AttributeError(name)


def numbers(document: Document) -> list[Point | Bounds]:
    """Every number expression of the text but those inside dates and clock times, in order."""
    return listed(document)


def extract(document: Document) -> list[Fact]:
    """Every figure of the text with its meaning, in the order of the text."""
    text = document.text
    sentences = splitter.split(text, document.lang)
    counted: dict[int, list[Number]] = {}
    times: dict[int, list[TimeExpression]] = {}
    for sentence in sentences:
        read = _with_ones(sentence, list(etl.numbers.read(sentence)))
        if read:
            counted[sentence.index] = read
    if not counted:
        return []
    said: etl.periods.Said | None = None
    for sentence in _dated(sentences, counted):
        read = counted.get(sentence.index, [])
        found_times = etl.periods.find(sentence, read, document.published_at, said)
        said = etl.periods.told(found_times, said)
        times[sentence.index] = found_times
    found = etl.places.survey(sentences, text)
    layout = tables.Layout(text, lists.cards(text, sentences, counted))
    figures = _figures(sentences, counted, times, found.mentions, layout)
    if not figures:
        return []
    attributions = etl.attribution.find(text, sentences, figures.__contains__)
    told = assembly.Told(
        times=times, places=found.mentions, home=found.home, attributions=attributions,
        entries=layout.entries, published=document.published_at,
    )  # fmt: skip
    return assembly.assemble(text, sentences, figures, told)


def _dated(sentences: list[Sentence], counted: dict[int, list[Number]]) -> Iterator[Sentence]:
    """The sentences with a number, and those that one with a number follows in their paragraph.

    "On Monday gunmen attacked the town. Twelve people died.": the day stands before any figure. A line that
    ends in a colon dates the list below it.
    """
    last = {sentences[index].paragraph: index for index in counted}
    return (s for s in sentences if s.index <= last.get(s.paragraph, -1) or s.tokens[-1].raw == ":")


def _with_ones(sentence: Sentence, read: list[Number]) -> list[Number]:
    ones = etl.quantities.implied_ones(sentence, read)
    return sorted([*read, *ones], key=lambda n: (n.start, n.end)) if ones else read


def _figures(
    sentences: list[Sentence],
    counted: dict[int, list[Number]],
    times: dict[int, list[TimeExpression]],
    places: dict[int, list[PlaceMention]],
    layout: tables.Layout,
) -> dict[int, list[Figure]]:
    figures: dict[int, list[Figure]] = {}
    last: Link | None = None
    unit: str | None = None
    for sentence in sentences:
        index = sentence.index
        given: dict[int, Link] = {}
        quantities: list[Quantity] = []
        if index in counted:
            quantities = etl.quantities.read(sentence, counted[index], times[index], places.get(index, ()))
            quantities = [q for q in quantities if reading.counts(q)]
            given = layout.links(sentence, quantities, places.get(index, ()))
        if quantities:
            read = reading.read(
                sentence, quantities, given, layout.heading(sentence), times[index],
                layout.currency(sentence), last, unit,
            )  # fmt: skip
            found = [figure for figure in read if reading.kept(figure)]
            if found:
                figures[index] = found
                unit = found[-1].unit
                last = next((figure.link for figure in reversed(found) if figure.link is not None), last)
        layout.pass_sentence(sentence, quantities)
    return figures
