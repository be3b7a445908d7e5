"""The counted noun before a number: over a bridge, as a label, or with the number as its adjective."""

from __future__ import annotations

from etl.model import Number, Token
from etl.quantities.lexicon import Lexicon, Noun
from etl.quantities.surfaces import Match
from etl.quantities.units import Counted

_BRIDGE = 6
_LABEL = 6
_COUNTER = 8
_LABELS = frozenset(":=|-–—")
_DASHES = frozenset("-–—")
_FILLED = 3
_TOLLED = ("person", "household", "case")
_OPENING = frozenset(",;،؛")


def before(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> Counted | None:
    """The noun that a bridge joins to the number at token `at` ("Killed: 12", "عدد القتلى إلى 12")."""
    index = at
    crossed = labelled = False
    while index > 0 and at - index < _BRIDGE:
        token = tokens[index - 1]
        if token.key not in lexicon.bridges and token.key not in lexicon.fillers:
            break
        crossed = crossed or token.key in lexicon.bridges
        labelled = labelled or token.raw in _LABELS
        index -= 1
    noun = _labelled(tokens, index, lexicon) if labelled else lexicon.nouns.ending(tokens, index)
    if noun is None or noun.entry.kind in ("sign", "adjective"):
        return None
    if not crossed and noun.entry.kind != "head" and not lexicon.counters.ending(tokens, noun.first):
        return None
    if not labelled:
        noun = _counted(tokens, noun, lexicon)
        if noun is None:
            return None
    entry = noun.entry
    last = noun.last
    while last - 1 > noun.first and tokens[last - 1].key in lexicon.fillers:
        last -= 1
    return Counted(
        noun.first, last, at, entry.unit, entry.population, entry.currency, (entry.id, "unit.before")
    )


def gapped(tokens: tuple[Token, ...], number: Number, at: int, low: int, lexicon: Lexicon) -> Counted | None:
    """The noun of a number whose verb is left out or that only repeats it in commas.

    "los muertos suman 45 y los heridos 120", "los heridos, a 500", "los supervivientes, 33, fueron …".
    """
    index = at
    while index > low and at - index < _FILLED and tokens[index - 1].key in lexicon.fillers:
        index -= 1
    comma = index > low and tokens[index - 1].raw == ","
    if comma:
        index -= 1
    noun = lexicon.nouns.ending(tokens, index)
    if noun is None or noun.entry.kind != "noun" or not noun.entry.plural or noun.first <= low:
        return None
    behind = tokens[number.last] if number.last < len(tokens) else None
    if behind is not None and behind.kind == "word" and behind.key not in lexicon.conjunctions:
        return None
    if tokens[noun.first - 1].key not in lexicon.determiners:
        return None
    opened = noun.first - 2
    apposed = comma and index + 1 == at and behind is not None and behind.raw == ","
    joined = low > 0 and opened >= low and (
        tokens[opened].raw in _OPENING or tokens[opened].key in lexicon.conjunctions
    )  # fmt: skip
    if not (apposed or joined):
        return None
    entry = noun.entry
    return Counted(
        noun.first, noun.last, at, entry.unit, entry.population, entry.currency, (entry.id, "unit.before")
    )


def _counted(tokens: tuple[Token, ...], nearest: Match[Noun], lexicon: Lexicon) -> Match[Noun] | None:
    """The noun that a counting word before the nearest one names ("the number of dead from the attack").

    None where the words behind the counting word are no noun: the frame must say what is counted.
    """
    for at in range(nearest.first, max(0, nearest.first - _COUNTER), -1):
        if tokens[at - 1].kind != "word":
            return nearest
        counter = lexicon.counters.ending(tokens, at)
        if counter is None:
            continue
        first = counter.last
        while first < nearest.first and tokens[first].key in lexicon.determiners:
            first += 1
        found = lexicon.nouns.starting(tokens, first)
        if found is not None and tokens[at - 1].key in lexicon.tolls and found.entry.unit not in _TOLLED:
            # "The toll of the protests rises to 300": people died, not protests.
            return None
        return found if found is None or found.last <= nearest.last else nearest
    return nearest


def _labelled(tokens: tuple[Token, ...], end: int, lexicon: Lexicon) -> Match[Noun] | None:
    """The head of the label that ends at `end` ("Houses destroyed: 320"): its noun, else its participle."""
    first = end
    while first > 0 and end - first < _LABEL and tokens[first - 1].kind == "word":
        first -= 1
    if first > 0 and tokens[first - 1].kind == "digits" and end < len(tokens) and tokens[end].raw in _DASHES:
        # "10 million from their homes – 7 million inside": a dash in prose opens no label.
        return None
    participle: Match[Noun] | None = None
    head: Match[Noun] | None = None
    at = first
    while at < end:
        match = lexicon.nouns.starting(tokens, at)
        if match is None or match.last > end:
            at += 1
            continue
        if match.last + 1 < end and tokens[match.last].raw == "-" and tokens[match.last].start == (
            tokens[match.last - 1].end
        ):  # fmt: skip
            # "Female-headed: 890" counts no females.
            at = match.last + 2
            continue
        kind = match.entry.kind
        if not lexicon.heads_last and match.first > first and qualifies(tokens, match, lexicon):
            # "Residencias sanitarias: 92" counts no nurses.
            at = match.last
            continue
        if kind == "head" or (kind == "noun" and (match.entry.plural or not lexicon.heads_last)):
            return match
        if kind == "noun":
            head = match
        elif kind == "participle" and participle is None:
            participle = match
        at = match.last
    return head or participle


def inverted(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> Counted | None:
    """The subject behind a verb and its number: "suman 27 las embarcaciones", "eleva a 14 los puentes"."""
    last, lead = number.last, number.first - 1
    if last + 1 >= len(tokens) or lead < 0 or not lexicon.people_endings:
        return None
    article = tokens[last].key
    if article not in lexicon.determiners or not article.endswith(lexicon.plural_marks):
        return None
    if tokens[lead].key in lexicon.fillers and lead:
        lead -= 1
    joins = tokens[lead].key in lexicon.conjunctions
    if tokens[lead].kind != "word" or not (joins or tokens[lead].key in lexicon.bridges):
        return None
    noun = lexicon.nouns.starting(tokens, last + 1)
    if noun is None or noun.entry.kind != "noun" or not noun.entry.plural or noun.entry.unit == "unknown":
        return None
    return Counted(
        noun.first, noun.last, noun.last, noun.entry.unit, noun.entry.population, noun.entry.currency,
        (noun.entry.id,)
    )  # fmt: skip


def qualifies(tokens: tuple[Token, ...], match: Match[Noun], lexicon: Lexicon) -> bool:
    """Whether a word for people stands right behind a plural that no lexicon knows, as its adjective."""
    lead = tokens[match.first - 1]
    if match.entry.unit != "person" or not lexicon.people_endings or lead.kind != "word":
        return False
    if (
        not lead.key.endswith(lexicon.plural_marks)
        or lead.key in lexicon.stops
        or lead.key in lexicon.fillers
    ):
        return False
    same = tokens[match.first].key[-2:] == lead.key[-2:]
    return same and lexicon.nouns.ending(tokens, match.first) is None


def behind(tokens: tuple[Token, ...], number: Number, lexicon: Lexicon) -> Counted | None:
    """The noun right before a number that follows it as an adjective ("كيلومتر مربع واحد")."""
    if number.digits or number.first == 0 or tokens[number.first].key not in lexicon.follows:
        return None
    noun = lexicon.nouns.ending(tokens, number.first)
    if noun is None or noun.entry.kind != "noun" or noun.entry.plural:
        return None
    if noun.entry.unit == "household" and noun.first > 0 and lexicon.partitives.ending(tokens, noun.first):
        # "6 من عائلة واحدة": it tells that they are kin, and counts no family.
        return None
    return Counted(
        noun.first, noun.last, number.last, noun.entry.unit, noun.entry.population, noun.entry.currency,
        (noun.entry.id,)
    )  # fmt: skip
