"""Of which other figure of its sentence each figure is a part, as the words between them tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from etl.frames.relations import LOOSE, Relations, definite, leads, within
from etl.model import Quantity, Sentence, Token, Value

_LED = 8
_LED_BARE = 40
_OUT_OF = 4
_TERMS = 8
# How far behind a figure the whole may stand that it is taken from.
_SPREAD = 9
# How far behind a part its own parts may open, and who is none of the others.
_APART = 5
_AGES = frozenset(("children", "women", "men", "elderly"))
# Small numbers add up by chance.
_MEMORABLE = 10
_PEOPLE = ("person", "case")


def wholes(
    sentence: Sentence,
    quantities: Sequence[Quantity],
    opens: Sequence[int],
    brothers: Callable[[int], bool],
    bracketed: Sequence[bool],
    predicated: Sequence[bool],
    holds: Callable[[int, int], int],
    words: Relations,
) -> list[int | None]:
    """For each quantity the index of the whole it is part of; -1 says a part whose whole is not here.

    None where the words make it no part of anything. `brothers(i)` says that quantity `i` is a conjunct of
    the one before it; `predicated[i]` that it only says who some of those are ("8 were children");
    `holds(i, j)` how well `j` serves as the whole of `i`: 0 not at all, 2 where both are of one frame.
    """
    tokens = sentence.tokens
    found: list[int | None] = [None] * len(quantities)
    led = [leads(sentence, quantity, words) for quantity in quantities]
    summed = _sums(quantities)
    for index, quantity in enumerate(quantities):
        lead = _lead(quantities, led, opens, index)
        if lead is not None and opens[index] < 0:
            whole = quantities[lead]
            reach = _LED_BARE if quantity.unit in (None, "percent") else _LED
            if _alike(quantity, whole) and within(quantity, whole) and quantity.first - whole.last <= reach:
                found[index] = lead
                continue
        if summed[index] >= 0:
            found[index] = summed[index]
            continue
        if opens[index] < 0:
            hung = next(
                (w for at in (quantity.number.last, quantity.last) if at < len(tokens)
                 if (w := words.relative.longest(tokens, at)) is not None), None,
            )  # fmt: skip
            antecedent = _antecedent(quantities, index, hung)
            if antecedent is not None:
                found[index] = antecedent
                continue
        if predicated[index] and opens[index] < 0:
            # "Ten were women and six were children": one part is no whole of the next.
            chained = index > 0 and predicated[index - 1] and found[index - 1] == -1
            found[index] = -1 if chained else _earlier(quantities, index, found, holds)
            continue
        if opens[index] >= 0:
            beyond = _taken_from(sentence, quantities, index, quantity.number.last, words)
            if beyond is not None:
                # "Children make up 300 of the 500 arrivals".
                found[index] = beyond
                continue
            found[index] = _antecedent(quantities, index, words.relative.longest(tokens, opens[index]))
            if found[index] is None and _nested(tokens, quantities, index, opens[index], found, words):
                found[index] = index - 1
            if found[index] is None:
                found[index] = _earlier(quantities, index, found, holds)
            continue
        before = found[index - 1] if index else None
        if before == LOOSE and _hung(tokens, quantity, words):
            before = None
        if before is not None and before != index and brothers(index) and (
            before < 0 or within(quantity, quantities[before])
        ):  # fmt: skip
            last = quantity.number.last
            followed = last < len(tokens) and words.followers.longest(tokens, last) is not None
            nearest = followed and _beside(tokens, quantities, index, found, predicated, words)
            found[index] = index - 1 if nearest else before
            above = found[before] if before >= 0 else None
            if not followed and before == index - 2 and above is not None and quantity.unit == "person":
                # "12 guests, nine of them women, and one cook": he is no guest.
                found[index] = above
            continue
        if index and bracketed[index] and _share_or_part(quantity, quantities[index - 1]):
            found[index] = index - 1
            continue
        # The noun may be shared with the whole ("240 of the 1,500 people"), so look behind the number too.
        for after in dict.fromkeys((quantity.number.last, quantity.noun_last, quantity.last)):
            if after + 1 < len(tokens) and tokens[after].key in words.adverbs:
                after += 1
            if after >= len(tokens):
                continue
            beyond = _taken_from(sentence, quantities, index, after, words)
            if beyond is not None:
                found[index] = beyond
                break
            if words.followers.readings(tokens, after):
                found[index] = _antecedent(quantities, index, words.relative.longest(tokens, after))
                if found[index] is None and _beside(tokens, quantities, index, found, predicated, words):
                    found[index] = index - 1
                beside = quantities[index - 1] if index > 1 else None
                if found[index] is None and beside is not None and found[index - 1] is None and (
                    brothers(index) and beside.first and tokens[beside.first - 1].raw == ","
                ):  # fmt: skip
                    # "27 migrants, seven women and three children among them": both are parts.
                    found[index - 1] = _earlier(quantities, index - 1, found, holds)
                if found[index] is None:
                    beside_it = _parallel(tokens, quantities, index, words)
                    found[index] = _earlier(quantities, index, found, holds, beside_it)
                break
            if found[index] is None and _spread(tokens, quantities, index, words):
                found[index] = index + 1
                break
            if after == quantity.number.last and found[index] is None and definite(tokens, after, words):
                found[index] = next(
                    (
                        other
                        for other in range(index - 1, max(-1, index - 4), -1)
                        if holds(index, other) > 1 and within(quantity, quantities[other])
                    ),
                    LOOSE,
                )
    return found


def _taken_from(
    sentence: Sentence, quantities: Sequence[Quantity], index: int, after: int, words: Relations
) -> int | None:
    """The figure behind words at token `after` that take some of it ("240 of the 1,500"), or None."""
    tokens = sentence.tokens
    if after >= len(tokens) or index + 1 >= len(quantities):
        return None
    out = words.out_of.readings(tokens, after)
    if not out:
        return None
    quantity, following = quantities[index], quantities[index + 1]
    # "القتلى الـ12": the number is that of the noun itself.
    named = following.number.first >= quantity.noun_last and all(
        words.article and token.raw.rstrip("ـ") == words.article
        for token in tokens[quantity.noun_last : following.number.first]
    )
    if not named and out[0][0] <= quantity.noun_first < quantity.noun_last <= following.number.first:
        # "Nine of the dead were children and 20 of the wounded women": the dead are the whole.
        return None
    begins = max(out[0][0], min(following.first, following.number.first))
    near = 0 <= following.number.first - out[0][0] <= _OUT_OF and all(
        token.kind != "mark" or token.raw in "'’-" for token in tokens[out[0][0] : begins]
    )
    return index + 1 if near and _alike(quantity, following) and within(quantity, following) else None


def _spread(tokens: tuple[Token, ...], quantities: Sequence[Quantity], index: int, words: Relations) -> bool:
    """Whether a verb parts a figure from its bare whole ("14 écoles ont rouvert sur les 60 de la ville")."""
    if index + 1 >= len(quantities):
        return False
    quantity, whole = quantities[index], quantities[index + 1]
    if whole.unit is not None or quantity.unit is None or not within(quantity, whole):
        return False
    if not 0 < whole.first - quantity.last <= _SPREAD:
        return False
    for at in range(quantity.last, whole.number.first - 1):
        if tokens[at].kind == "mark" and tokens[at].raw not in "'’-":
            return False
        found = words.out_of.longest(tokens, at)
        if found is not None and at + 1 < found[0] == whole.number.first:
            return True
    return False


def _lead(
    quantities: Sequence[Quantity], led: Sequence[bool], opens: Sequence[int], index: int
) -> int | None:
    """The whole right before that the clause opens with; lengths and other things may stand between."""
    for other in range(index - 1, max(-1, index - 3), -1):
        if led[other]:
            return other if opens[other] < 0 else None
        if quantities[other].unit in (None, "percent", quantities[index].unit, "person", "household"):
            return None
    return None


def _sums(quantities: Sequence[Quantity]) -> list[int]:
    """For each quantity the one that it and its neighbours add up to, or -1."""
    found = [-1] * len(quantities)
    for index, whole in enumerate(quantities):
        total = whole.value
        if total is None or total < _MEMORABLE or found[index] >= 0:
            continue
        run: Value = 0
        terms: list[int] = []
        for at in range(index + 1, min(len(quantities), index + 1 + _TERMS)):
            part = quantities[at]
            if part.unit not in (None, whole.unit) and not terms:
                # "122 people in three boats: 98 men and 24 women": what stands between is no term.
                continue
            if part.value is None or part.unit not in (None, whole.unit):
                break
            run += part.value
            terms.append(at)
            if run >= total:
                if run == total and len(terms) > 1:
                    for term in terms:
                        found[term] = index
                break
    return found


def _share_or_part(inner: Quantity, outer: Quantity) -> bool:
    """Whether a figure in brackets can be a share or a part of the figure that the brackets follow."""
    return inner.unit in (None, "percent", outer.unit) and within(inner, outer) and outer.unit != "percent"


def _antecedent(quantities: Sequence[Quantity], index: int, relative: object) -> int | None:
    """The figure right before a part that a relative hangs on it ("95 of them on Sunday, 14 of whom …")."""
    if relative is None or index == 0:
        return None
    part, whole = quantities[index], quantities[index - 1]
    fits = whole.unit != "percent" and _alike(part, whole) and within(part, whole)
    return index - 1 if fits else None


def _beside(
    tokens: tuple[Token, ...],
    quantities: Sequence[Quantity],
    index: int,
    found: Sequence[int | None],
    predicated: Sequence[bool],
    words: Relations,
) -> bool:
    """Whether some "of them" are of the part right before: "13 dead: 12 guests, at least nine of them women".

    A part that names nothing itself ("12 of them women, 3 of them …") is a brother, unless it says who they
    are ("2,000 were minors, 800 of them unaccompanied").
    """
    if index == 0 or found[index - 1] in (None, LOOSE):
        return False
    part, quantity = quantities[index - 1], quantities[index]
    if tokens[quantity.first - 1].raw not in ",،" or not within(quantity, part):
        return False
    hung = any(
        at < len(tokens) and words.followers.longest(tokens, at) is not None
        for at in (part.number.last, part.last)
    )
    named = part.unit == "person" and part.last == quantity.first - 1
    return not hung and (named or predicated[index - 1])


def _hung(tokens: tuple[Token, ...], quantity: Quantity, words: Relations) -> bool:
    """Whether "of them" stands behind the number or its noun."""
    return any(
        at < len(tokens) and words.followers.longest(tokens, at) is not None
        for at in (quantity.number.last, quantity.last)
    )


def _parallel(
    tokens: tuple[Token, ...], quantities: Sequence[Quantity], index: int, words: Relations
) -> list[int]:
    """The parts before that say "of them" as this one does, in another clause: all are of one whole."""
    if index == 0 or tokens[quantities[index].first - 1].raw in ",،":
        return []
    return [other for other in range(index) if _hung(tokens, quantities[other], words)]


def _nested(
    tokens: tuple[Token, ...],
    quantities: Sequence[Quantity],
    index: int,
    opener: int,
    found: Sequence[int | None],
    words: Relations,
) -> bool:
    """Whether the words that open a part stand right behind another: "22 of them women, five of them …"."""
    if index == 0 or found[index - 1] is None:
        return False
    part, quantity = quantities[index - 1], quantities[index]
    if part.unit == "percent" or not _alike(quantity, part) or not within(quantity, part):
        return False
    if not 0 <= opener - part.number.last <= _APART:
        return False
    if any(token.kind == "mark" for token in tokens[part.number.last : opener - 1]):
        return False
    own, other = _AGES.intersection(quantity.population), _AGES.intersection(part.population)
    if own and other and own != other:
        # "12 women, among them, officials say, 3 boys": of both, the whole is told.
        return False
    last = tokens[opener - 1]
    return last.raw in ",،" or _hung(tokens, part, words)


def _earlier(
    quantities: Sequence[Quantity],
    index: int,
    found: Sequence[int | None],
    holds: Callable[[int, int], int],
    parallel: Sequence[int] = (),
) -> int:
    nearest = -1
    for other in range(index - 1, max(-1, index - 9), -1):
        # A brother is not the whole: a part opened beside it is passed over.
        own = found[other]
        if own is not None and own >= 0:
            continue
        if own == -1 and other in parallel:
            # "Six of them escaped; four of them died".
            continue
        whole = quantities[other]
        # "40 blessés, dont 12 graves": a quality stands for the noun.
        strange = quantities[index].unit == "unknown" and whole.unit in _PEOPLE
        if not ((strange or _alike(quantities[index], whole)) and within(quantities[index], whole)):
            continue
        if whole.unit == "currency" and quantities[index].unit is None:
            continue
        fit = holds(index, other)
        if fit > 1:
            return other
        if fit and nearest < 0:
            nearest = other
    return nearest


def _alike(part: Quantity, whole: Quantity) -> bool:
    if part.unit == "percent":
        return whole.unit in ("person", "household", "housing_unit", "facility", None)
    return part.unit == whole.unit or part.unit is None or whole.unit is None or (
        part.unit in _PEOPLE and (whole.unit in _PEOPLE or whole.unit == "household")
    )  # fmt: skip
