"""Times of a sentence that are not a figure's own: of speech, of a comparison, of a neighbour."""

from __future__ import annotations

from collections.abc import Sequence

from etl.frames.conjuncts import compared
from etl.frames.scene import Link, Scene
from etl.model import Attribution, TimeExpression
from etl.periods.lexicon import lexicon

# How many characters part the day of a statement from the speaker.
_SAYING = 30
# Tokens before the date of a dateline, and between it and the dash (an agency's name in brackets).
_DATELINE = 8
_BYLINE = 5
_DASHES = "-–—"
_COMMAS = (",", "،")
_APOSTROPHES = "'’"
# How far before "since" a superlative stands, and letters that may be written on to one.
_RECORD = 5
# Days beyond which a window is one that a superlative looks back on.
_YEARS = 600
# How many figures behind one that it may be compared with ("4,210 people (1,007 families), against 5,880").
_ASIDES = 4
# How far before "to 9" the day may stand on which the toll rose.
_RISE = 2
# How far before a time its bracket may open; marks behind brackets that make them part of a label.
_BRACKETS = 14
_LABELS = (":", "–", "—", "-", "|")
# How far before a time the words that compare may stand.
_AGAINST = 7
_PROCLITICS = "وفبكل"
# How far behind a time, a comma between, a relative pronoun may stand ("el 18 de agosto, en la que …").
_PRONOUN = 4
# Lengths of time from an event on.
_APART = ("time.length.apart", "time.before.event", "time.window.of_event")
LENGTHS = ("time.window.spent", "time.window.within")


def explains(scene: Scene, index: int, time: TimeExpression) -> bool:
    """Whether brackets give the time of what stands before them ("the civil war (1975-1990)"), no figure."""
    quantity, tokens = scene.quantities[index], scene.sentence.tokens
    if time.first == 0 or tokens[time.first - 1].raw != "(":
        return False
    if time.last + 1 < len(tokens) and tokens[time.last + 1].raw in _LABELS:
        # "Weekly bulletin (3-9 July): …" dates all that follows.
        return False
    if time.first >= quantity.last:
        return time.first - 1 != quantity.last
    return any(token.raw == ")" for token in tokens[time.last : quantity.first])


def in_other_brackets(scene: Scene, index: int, time: TimeExpression) -> bool:
    """Whether the time stands in brackets with another figure: "14 were looted (against 9 in March)"."""
    tokens, opening = scene.sentence.tokens, -1
    for at in range(time.first - 1, max(-1, time.first - _BRACKETS), -1):
        if tokens[at].raw == ")":
            return False
        if tokens[at].raw == "(":
            opening = at
            break
    if opening < 0:
        return False
    own, quantities = scene.quantities[index], scene.quantities
    closing = next((at for at in range(time.last, len(tokens)) if tokens[at].raw == ")"), len(tokens))
    if opening < own.first < closing:
        return False
    return any(opening < other.first < closing for other in quantities)


def opens_next(scene: Scene, index: int, time: TimeExpression) -> bool:
    """Whether the time stands in the clause of the next figure: "68 hurt, the toll since May is 90"."""
    after, last = index + 1, scene.quantities[index].last
    if after >= len(scene.quantities) or not last < time.first or scene.quantities[after].first < time.last:
        return False
    clauses = scene.clauses
    if clauses.commas_between(time.last, scene.quantities[after].first):
        return False
    return clauses.commas_between(last, time.first) > 0


def of_rise(scene: Scene, index: int, time: TimeExpression, times: Sequence[TimeExpression]) -> bool:
    """Whether the count of one day's event rose on that day ("the toll of Friday's quake rose today")."""
    linked = scene.linked[index]
    if linked < 0 or time.kind != "point" or time.last < linked - _RISE:
        return False
    if time.first - scene.quantities[index].last > _RISE:
        return False
    return any(
        other is not time
        and other.kind == "point"
        and other.last <= min(linked, time.first)
        and other.period.accuracy in ("day", "hour")
        and not scene.clauses.commas_between(other.last, linked)
        and not any(q.last <= other.first for q in scene.quantities)
        and not of_dateline(scene, other)
        for other in times
    )


def of_past_event(scene: Scene, index: int, time: TimeExpression, times: Sequence[TimeExpression]) -> bool:
    """Whether the time is that of what the sentence looks back on ("two years after the coup of May, …")."""
    own, clauses = scene.quantities[index], scene.clauses
    if time.last > own.first or not clauses.commas_between(time.last, own.first):
        return False
    if any(clauses.relative[time.last : time.last + _PRONOUN]):
        # "…, which killed nine": that event's own figure.
        return False
    # A day behind a comma is that of the sentence: "five days after the quake, on Monday, …".
    apposed = int(time.period.accuracy in ("month", "year"))
    return any(
        other.rules[0] in _APART
        and other.last <= time.first
        and clauses.commas_between(other.last, time.first) <= apposed
        and not any(other.last <= q.first < time.first for q in scene.quantities)
        for other in times
        if other is not time
    )


def of_share(scene: Scene, index: int, time: TimeExpression) -> bool:
    """Whether the time is that of a share told behind the figure ("252 dead, half of them this week")."""
    tokens, last = scene.sentence.tokens, scene.quantities[index].last
    shares = lexicon(scene.sentence.lang).shares
    return any(
        tokens[at].key in shares
        and (tokens[at - 1].raw in _COMMAS or (at > last + 1 and tokens[at - 2].raw in _COMMAS))
        for at in range(last + 1, time.first)
    )


def enclosed(scene: Scene, index: int, link: Link | None, time: TimeExpression) -> bool:
    """Whether the time tells of those counted and not of what befell them: "six, seized in May, died"."""
    if link is None or link.trigger is None or link.way in ("coordinated", "inherited"):
        return False
    low, high, clauses = scene.quantities[index].last, link.trigger.first, scene.clauses
    if not low <= time.first < time.last <= high:
        return False
    return clauses.commas_between(low, time.first) > 0 and clauses.commas_between(time.last, high) > 0


def trails(scene: Scene, index: int, time: TimeExpression, times: Sequence[TimeExpression]) -> bool:
    """Whether the month or year belongs to the figure before, in a sentence that opens with its own day.

    "On Monday a court jailed six for the death of two in 2015, and acquitted 4."
    """
    if not index or time.kind == "since":
        return False
    own, before = scene.quantities[index], scene.quantities[index - 1]
    if not before.last <= time.first < time.last <= own.first:
        return False
    clauses = scene.clauses
    if not clauses.between(time.last, own.first) or clauses.commas_between(before.last, time.first):
        return False
    first = scene.quantities[0].first
    if index > 1 and compared(scene, index - 1) and not compared(scene, index):
        # "In June 12 were hurt, against 9 in May, and 3 died".
        return any(other.last <= first for other in times)
    if time.period.accuracy not in ("month", "year"):
        return False
    return any(
        other.kind == "point" and other.last <= first and other.period.accuracy in ("day", "hour")
        for other in times
    )


def of_dateline(scene: Scene, time: TimeExpression) -> bool:
    """Whether the time is when the text was written ("KHARTOUM, April 14 - "), not when anything happened."""
    if time.kind != "point" or not 0 < time.first <= _DATELINE or scene.sentence.kind == "row":
        return False
    if scene.starts and scene.starts[0] < time.first:
        # A verb before the date makes it part of a sentence.
        return False
    tokens = scene.sentence.tokens
    return any(
        tokens[at].raw in _DASHES and (tokens[at].start > tokens[at - 1].end or tokens[at - 1].raw == ".")
        for at in range(time.last, min(time.last + _BYLINE, len(tokens)))
    )


def held_behind(scene: Scene, index: int, first: int) -> bool:
    """Whether the time behind the figure is that of another, which it is held against ("up from 2022")."""
    tokens, low = scene.sentence.tokens, scene.quantities[index].last
    starts, plain = scene.lexicon.comparisons.starts, scene.lexicon.prepositions.root
    for at in range(max(low, first - _AGAINST), first):
        if not starts[tokens[at].raw] or tokens[at].key in plain:
            # "From March to June" compares nothing.
            continue
        if any(end <= first for end, _, _ in scene.lexicon.comparisons.readings(tokens, at)):
            return True
    return False


def held_against(scene: Scene, index: int, first: int) -> bool:
    """Whether the time behind the figure is that of one it is only measured by ("more than in May")."""
    tokens, low, words = scene.sentence.tokens, scene.quantities[index].last, scene.lexicon.against
    for at in range(max(low, first - _AGAINST), first):
        if any(first - end <= 1 for end, _, _ in words.readings(tokens, at) if end <= first):
            return True
    return False


def of_compared(scene: Scene, index: int, first: int) -> bool:
    """Whether the time stands with the next figure, which this is compared with ("12, up from 7 in May")."""
    after = next(
        (at for at in range(index + 1, min(index + _ASIDES, len(scene.quantities))) if compared(scene, at)), 0
    )
    if not after or not 0 <= first - scene.quantities[after].last <= _AGAINST:
        return False
    tokens, other, links = scene.sentence.tokens, scene.quantities[after], scene.lexicon.links.root
    if scene.clauses.commas_between(other.last, first):
        return False
    for at in range(scene.quantities[index].last, other.number.first):
        for end, _, _ in scene.lexicon.comparisons.readings(tokens, at):
            # "From 12 to 30 in May" tells when of both.
            if end > at + 1 or tokens[at].key not in links:
                return True
    return False


def of_record(scene: Scene, time: TimeExpression) -> bool:
    """Whether the time says since when nothing was as large: "the deadliest strike since October"."""
    start, end = time.period.start, time.period.end
    long = time.kind == "window" and start is not None and end is not None and (end - start).days > _YEARS
    if time.kind != "since" and not long and time.rules[0] not in LENGTHS:
        # "The highest of the last decade".
        return False
    words, tokens = scene.lexicon.superlatives, scene.sentence.tokens
    for at in range(time.first - 1, max(-1, time.first - 1 - _RECORD), -1):
        if tokens[at].kind == "mark" or any(at == q.number.first for q in scene.quantities):
            return False
        if tokens[at].key in words or (tokens[at].key[1:] in words and tokens[at].key[0] in _PROCLITICS):
            # "At the least 600 … since Friday": a word of the figure's own bound compares nothing.
            return not any(q.first <= at < q.last for q in scene.quantities)
    return False


def owns(scene: Scene, time: TimeExpression) -> bool:
    """Whether the time only says which thing is meant ("jailed over last month's rallies")."""
    tokens, at = scene.sentence.tokens, time.last
    return at + 1 < len(tokens) and tokens[at].raw in _APOSTROPHES and (
        tokens[at + 1].raw == "s" and tokens[at].start == tokens[at - 1].end
    )  # fmt: skip


def of_relative(scene: Scene, index: int, time: TimeExpression) -> bool:
    """Whether the time says since when a later figure is so ("…, joining 12 who have lived since")."""
    if time.kind != "since" or time.first < scene.quantities[index].last:
        return False
    between = [q for q in scene.quantities[index + 1 :] if q.last <= time.first]
    return bool(between) and any(scene.clauses.relative[between[0].number.last : time.first])


def spoken(scene: Scene, time: TimeExpression, attributions: Sequence[Attribution]) -> bool:
    """Whether the time stands with the words that say who speaks: it tells when that was said."""
    if time.period.accuracy not in ("day", "hour"):
        # Nobody speaks all June.
        return False
    for attribution in attributions:
        if attribution.carried_over:
            continue
        if 0 <= time.start - attribution.end <= _SAYING:
            low, high = attribution.end, time.start
        elif time.first <= 1 and 0 <= attribution.start - time.end <= _SAYING // 2:
            low, high = time.end, attribution.start
        elif attribution.cue is not None and attribution.cue < time.start < attribution.start:
            # "Announced on Monday by the ministry".
            low, high = attribution.cue, attribution.start
        else:
            continue
        if not any(low <= quantity.number.start < high for quantity in scene.quantities):
            return not _in_relative(scene, low, time)
    return False


def _in_relative(scene: Scene, low: int, time: TimeExpression) -> bool:
    """Whether the time stands in a relative clause about the speaker ("the hospital, where on Sunday …")."""
    tokens = scene.sentence.tokens
    for at in range(time.first - 1, -1, -1):
        if tokens[at].start < low:
            return False
        if scene.clauses.relative[at]:
            return True
    return False


def told(scene: Scene, index: int, time: TimeExpression, attributions: Sequence[Attribution]) -> bool:
    """Whether the time only tells when somebody spoke of the figure; not "we saw on Sunday 20 dead"."""
    return not 0 <= scene.quantities[index].first - time.last <= 1 and spoken(scene, time, attributions)
