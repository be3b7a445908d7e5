"""Lines that only give the figure of their label, and figures that stand on a line of their own.

"Hajjah: 3,400", "Marib 5,200" and "Total – 9,750" under a heading are entries of one list; "1.2M" above
"People displaced" is a card.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from etl.frames.relations import relations
from etl.model import PlaceMention, Quantity, Sentence, Token

# What may part a label from its figure.
_PARTING = frozenset(":-–—=|(")
_BOLD = frozenset("*_")
# What may stand behind the figure of an entry.
_CLOSING = frozenset(").;%,")
_LABELS = ("heading", "bullet")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_LABEL = 7
_PLAIN = 4
_BARE = 3
_MARKS = frozenset("~≈±+><≥≤()*•.-–—%$€£")


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A line that gives the figure of its label; `total` where that is of the whole list.

    `under` is the sentence of the entry that it breaks down, -1 where it stands for itself.
    """

    total: bool
    under: int = -1


def entry(
    sentence: Sentence, quantities: Sequence[Quantity], places: Sequence[PlaceMention], follows: bool
) -> Entry | None:
    """What the line is to the list that it stands in, or None where it is no entry.

    Without a mark between label and figure ("Marib 5,200") the line must follow a heading or an entry, and
    its label be a place or a word for the whole.
    """
    if sentence.kind not in ("heading", "bullet") or not quantities:
        return None
    first, tokens = quantities[0].number.first, sentence.tokens
    if not first:
        return None
    end = first
    while end > 0 and tokens[end - 1].kind == "mark" and tokens[end - 1].raw in _PARTING:
        end -= 1
    label = tokens[:end]
    words = sum(token.kind == "word" for token in label)
    total = bool(label) and names_whole(sentence, label)
    if end < first and tokens[first - 1].raw == ":":
        return Entry(total)
    if len(quantities) > 1 or not follows or not 0 < words <= (_LABEL if end < first else _PLAIN):
        return None
    if any(token.kind != "mark" or token.raw not in _CLOSING for token in tokens[quantities[0].last :]):
        return None
    named = any(m.first == 0 and m.last >= end and not m.demonym for m in places)
    return Entry(total) if named or total else None


def names_whole(sentence: Sentence, label: Sequence[Token]) -> bool:
    """Whether a label opens or closes with a word for the whole: "Total", "Grand total", "الإجمالي"."""
    words = relations(sentence.lang).totals
    # Bold marks stand around the label, not in it.
    named = [at for at, token in enumerate(label) if token.raw not in _BOLD]
    for at in named:
        readings = words.readings(sentence.tokens, at)
        if readings and (at == named[0] or readings[0][0] > named[-1]):
            return True
    return False


def cards(text: str, sentences: Sequence[Sentence], counted: Mapping[int, object]) -> dict[int, Sentence]:
    """The label of each figure that stands alone on its line, by sentence index.

    A blank line parts one card from the next; without any, the run of lines begins with what it ends without.
    """
    bare = [s.index in counted and _bare(s) and _alone(text, sentences, at) for at, s in enumerate(sentences)]
    found: dict[int, Sentence] = {}
    at = 0
    while at < len(sentences):
        if not bare[at]:
            at += 1
            continue
        last = at
        while last + 2 < len(sentences) and bare[last + 2] and _label(sentences, counted, last + 1):
            last += 2
        above = at > 0 and _label(sentences, counted, at - 1)
        # The label of the last card may hold figures of its own.
        below = last + 1 < len(sentences) and not bare[last + 1] and (
            sentences[last + 1].kind in _LABELS or not _gap(text, sentences, last, last + 1)
        )  # fmt: skip
        step = 0
        if above and below:
            near, far = _gap(text, sentences, at - 1, at), _gap(text, sentences, at, at + 1)
            # Headings stand above their cards as well, so the label below is the likelier.
            step = -1 if near < far or (near == far and _gap(text, sentences, last, last + 1) > far) else 1
        elif above or below:
            step = -1 if above else 1
        if step and (last > at or _large(sentences[at])):
            for number in range(at, last + 1, 2):
                found[number] = sentences[number + step]
        at = last + 2
    return found


def _bare(sentence: Sentence) -> bool:
    """Whether a line holds a number and next to nothing else: "1.2M", "~ 340", "45,000+"."""
    tokens = sentence.tokens
    if not any(token.kind == "digits" for token in tokens):
        return False
    words = [token for token in tokens if token.kind == "word"]
    return len(words) <= 1 and all(
        token.kind != "mark" or token.raw in _MARKS or token.raw in ".,'’" for token in tokens
    )


def _alone(text: str, sentences: Sequence[Sentence], at: int) -> bool:
    """Whether the line holds no other sentence ("Missing 41. Displaced 88,312" is no card)."""
    above = at == 0 or "\n" in text[sentences[at - 1].end : sentences[at].start]
    below = at + 1 == len(sentences) or "\n" in text[sentences[at].end : sentences[at + 1].start]
    return above and below


def _large(sentence: Sentence) -> bool:
    """Whether a lone number is no page or list number: in groups, with a scale, or of many digits."""
    return len(sentence.tokens) > 1 or len(sentence.tokens[0].raw) > _BARE


def _label(sentences: Sequence[Sentence], counted: Mapping[int, object], at: int) -> bool:
    sentence = sentences[at]
    if sentence.kind not in _LABELS:
        return False
    # "Required (2025)": a year is no figure of its own.
    return sentence.index not in counted or all(
        _YEAR.fullmatch(token.raw) for token in sentence.tokens if token.kind == "digits"
    )


def _gap(text: str, sentences: Sequence[Sentence], one: int, two: int) -> bool:
    """Whether a blank line stands between two neighbours."""
    return text.count("\n", sentences[one].end, sentences[two].start) > 1
