"""Relations between figures of one document: said again, parts that add up, frames that repeats lend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from etl.frames.figures import Figure
from etl.frames.lists import Entry
from etl.frames.relations import relations, top, within
from etl.model import Value
from etl.text.fold import fold

if TYPE_CHECKING:
    from etl.frames.assembly import Draft

# Small numbers meet by chance; a repeat of a figure without a frame needs a number worth remembering.
_MEMORABLE = 20
_COMPARED = 16
_PARTS = 12
# The least total that bare figures add up to by no chance.
_FEW = 10
_TELLING = 1000
# Whole numbers below are the same as floating point, and so written fast.
_EXACT = 2**53
_TWO_DIGITS = 100
_CLOSE = Decimal("0.05")
# How many figures before a share its whole may stand, and what it may count.
_NEAR = 5
_SHARED = ("person", "household", "case")
# How far behind a share its noun may stand.
_ILL = 4
_PEOPLE = ("person", "household", "case", "unknown")
# What a part without a noun may be counted in, as its whole is.
_HELD = ("household", "housing_unit", "facility")
_COUNTED = ("reported", "attributed", "estimated")


def adopt(drafts: Sequence[Draft]) -> None:
    """Give a figure without a frame the indicator of an earlier mention of the same number and unit."""
    known: dict[tuple[Value, str], Draft] = {}
    for draft in drafts:
        quantity = draft.figure.quantity
        if quantity.value is None or quantity.value < _MEMORABLE:
            continue
        key = (quantity.value, draft.figure.unit)
        earlier = known.get(key)
        if draft.indicator != "other":
            known.setdefault(key, draft)
        elif earlier is not None and draft.figure.link is None and _may_repeat(earlier, draft):
            draft.indicator, draft.measure = earlier.indicator, earlier.measure
            draft.rules.append("rel.repeat")


def _may_repeat(first: Draft, again: Draft) -> bool:
    """Whether the number may be said again: not of other people, nor of what is only planned or denied."""
    if again.assertion not in _COUNTED or first.assertion not in _COUNTED:
        return False
    return set(again.figure.population) <= set(first.figure.population)


def shares(drafts: Sequence[Draft]) -> None:
    """Mark a share "of the detainees" as part of the detained that were told right before it."""
    for at, share in enumerate(drafts):
        if share.figure.unit != "percent" or share.part_of is not None:
            continue
        sentence, last = share.sentence, _behind_sign(share.figure)
        words = relations(sentence.lang).definite
        if last >= len(sentence.tokens) or words.longest(sentence.tokens, last) is None:
            continue
        for earlier in range(at - 1, max(-1, at - 1 - _NEAR), -1):
            whole = drafts[earlier]
            if sentence.paragraph - whole.sentence.paragraph > 1:
                break
            if whole.figure.unit not in _SHARED or whole.part_of is not None:
                continue
            alike = whole.indicator == share.indicator and share.indicator != "other"
            alike = alike or (whole.indicator == "cases" and _of_the_ill(share.figure))
            if alike or _same_noun(share.figure, whole.figure):
                share.part_of = earlier
                share.rules.append("rel.subset")
                break


def _behind_sign(share: Figure) -> int:
    """The token behind the number and the sign of a share."""
    tokens, last = share.scene.sentence.tokens, share.quantity.number.last
    return last + (last < len(tokens) and tokens[last].raw == "%")


def _of_the_ill(share: Figure) -> bool:
    """Whether the share is one of patients."""
    tokens, last = share.scene.sentence.tokens, _behind_sign(share)
    patients = share.scene.lexicon.clauses.patients
    return any(tokens[at].raw in patients for at in range(last, min(len(tokens), last + _ILL)))


def _same_noun(share: Figure, whole: Figure) -> bool:
    """Whether the share is of what was counted before, by the same noun or one that says more than people."""
    own, told = share.quantity, whole.quantity
    if own.base != told.unit or not told.unit_text:
        return False
    if told.unit == "household":
        return True
    tokens = share.scene.sentence.tokens
    found = relations(share.scene.sentence.lang).definite.longest(tokens, _behind_sign(share))
    named = found is not None and found[0] < len(tokens)
    return named and found is not None and tokens[found[0]].key == fold(told.unit_text.split()[-1])


def parts(drafts: Sequence[Draft]) -> None:
    """Mark figures that follow a total and add up to it as its parts."""
    for at, whole in enumerate(drafts):
        total = whole.figure.quantity.value
        if total is None or whole.part_of is not None or whole.figure.quantity.quantifier == "approximately":
            continue
        summed: Value = 0
        found: list[Draft] = []
        indexes: list[int] = []
        # A total that nobody rounded names its parts, whatever became of each.
        telling = total >= _TELLING or (total >= _MEMORABLE and total % 10 != 0)
        seen = total >= _FEW
        for n, other in enumerate(drafts[at + 1 : at + 1 + _PARTS], at + 1):
            value = other.figure.quantity.value
            if other.figure.unit == "percent" or (total >= _MEMORABLE and other.part_of in indexes):
                continue
            if (
                value is None
                or (other.indicator != whole.indicator and not seen)
                or other.figure.unit != whole.figure.unit
                or other.sentence.index - whole.sentence.index > _PARTS
                or other.part_of not in (None, at)
            ):
                break
            summed += value
            found.append(other)
            indexes.append(n)
            if summed >= total:
                break
        alike = all(part.indicator == whole.indicator for part in found)
        # So do three, and figures that name nothing themselves ("the last four …; eight …").
        bare = len(found) > 2 or all(part.figure.quantity.unit is None for part in found)
        if summed == total and len(found) > 1 and (alike or telling or (bare and seen)):
            for part in found:
                part.part_of = at
                if part.indicator == "other" and part.figure.link is None:
                    # "69 liberados: 51 israelíes y 18 extranjeros".
                    part.indicator, part.measure = whole.indicator, whole.measure
                part.rules.append("rel.parts")


def listed(drafts: Sequence[Draft], entries: Mapping[int, Entry]) -> None:
    """Mark the entries of a list as the parts of the line that gives their total, before or behind them."""
    lines: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.sentence.index in entries:
            lines.setdefault(draft.sentence.paragraph, []).append(draft)
    first: dict[int, int] = {}
    for at, part in enumerate(drafts):
        first.setdefault(part.sentence.index, at)
        told = entries.get(part.sentence.index)
        above = first.get(told.under) if told is not None and told.under >= 0 else None
        if above is not None and part.part_of is None and may_hold(part.figure, drafts[above].figure):
            # "Detained: 40" and, further in, "for terrorism: 12".
            part.part_of = above
            part.rules.append("rel.parts")
    for at, whole in enumerate(drafts):
        told = entries.get(whole.sentence.index)
        if told is None or not told.total or whole.part_of is not None:
            continue
        for step in (-1, 1):
            found = list(_entries(lines, entries, whole, step))
            if len(found) > 1 and _sum(found) == whole.figure.quantity.value:
                for part in found:
                    part.part_of = at
                    part.rules.append("rel.parts")
                break


def _entries(
    lines: Mapping[int, list[Draft]], entries: Mapping[int, Entry], whole: Draft, step: int
) -> Iterator[Draft]:
    """The figures of the lines before or behind a total that count the same, up to the next total."""
    line = whole.sentence.paragraph + step
    while line in lines and not entries[lines[line][0].sentence.index].total:
        alike = (
            draft
            for draft in lines[line]
            if draft.part_of is None
            and (draft.indicator, draft.figure.unit) == (whole.indicator, whole.figure.unit)
        )
        found = next(alike, None)
        if found is None:
            return
        yield found
        line += step


def _sum(drafts: Sequence[Draft]) -> Value | None:
    summed: Value = 0
    for draft in drafts:
        if draft.figure.quantity.value is None:
            return None
        summed += draft.figure.quantity.value
    return summed


def duplicates(drafts: Sequence[Draft]) -> None:
    """Mark each figure that makes a claim of an earlier sentence again."""
    buckets: dict[tuple[str, str, float | str], list[int]] = {}
    for at, draft in enumerate(drafts):
        originals = buckets.setdefault(_key(draft), [])
        match = next((o for o in originals[-_COMPARED:] if _same(drafts[o], draft)), None)
        if match is not None:
            draft.repeats = match
            draft.rules.append("rel.duplicate")
        else:
            originals.append(at)


def _key(draft: Draft) -> tuple[str, str, float | str]:
    quantity = draft.figure.quantity
    value = quantity.value
    if value is None:
        return (draft.figure.unit, draft.indicator, f"{quantity.value_min}..{quantity.value_max}")
    if isinstance(value, int) and 0 <= value < _TWO_DIGITS:
        return (draft.figure.unit, draft.indicator, float(value))
    # Two leading digits: 1,203 and "about 1,200" meet, the comparison decides.
    if not 0 <= value < _EXACT:
        return (draft.figure.unit, draft.indicator, f"{Decimal(value):.1e}")
    return (draft.figure.unit, draft.indicator, float(f"{value:.1e}"))


def _same(first: Draft, second: Draft) -> bool:
    if first.sentence.index == second.sentence.index or first.figure.unit == "percent":
        return False
    one, two = first.figure.quantity, second.figure.quantity
    if one.value is not None and two.value is not None and one.value != two.value:
        if one.quantifier == two.quantifier == "exact":
            return False
        if abs(Decimal(one.value) - Decimal(two.value)) > _CLOSE * Decimal(max(one.value, two.value)):
            return False
    if (first.assertion in _COUNTED) != (second.assertion in _COUNTED):
        return False
    if one.currency != two.currency:
        return False
    populations = first.figure.population, second.figure.population
    if all(populations) and not set(populations[0]) & set(populations[1]):
        return False
    if first.part_of is not None and second.part_of is not None and first.part_of != second.part_of:
        return False
    return _same_place(first, second) and _same_time(first, second)


def _same_place(first: Draft, second: Draft) -> bool:
    one, two = first.place, second.place
    if one is None or two is None:
        return True
    if one.iso3 is not None and two.iso3 is not None and one.iso3 != two.iso3:
        return False
    if one.carried_over or two.carried_over or "country" in (one.accuracy, two.accuracy):
        return True
    if one.name == two.name:
        return True
    # A village and its province are one place told twice; two villages are not.
    return one.accuracy != two.accuracy and one.admin1 is not None and one.admin1 == two.admin1


def _same_time(first: Draft, second: Draft) -> bool:
    one = first.time.period if first.time is not None else None
    two = second.time.period if second.time is not None else None
    if one is None or two is None or one.start is None or two.start is None:
        return True
    return one.start <= (two.end or two.start) and two.start <= (one.end or one.start)


def may_hold(part: Figure, whole: Figure) -> bool:
    """Whether the whole of an earlier sentence is of the part's kind and large enough."""
    small, large = part.quantity, whole.quantity
    # A share of the displaced is none of the camps.
    alike = whole.unit in (small.base or whole.unit, "case") and (
        not part.population or whole.unit in _PEOPLE or whole.unit == part.unit
    )
    alike = (small.unit == "percent" and alike) or part.unit in ("unknown", whole.unit)
    # "80 cases of cholera. Seven of them are women."
    alike = alike or (part.unit == "person" and whole.unit == "case")
    alike = alike or (part.unit == "case" and whole.unit == "person" and whole.indicator == "cases")
    # "700,000 homes lost power. It is back in 450,000 of them".
    hung = small.unit is None and part.part_of == -1 and part.unit == "person"
    alike = alike or (hung and whole.unit in _HELD)
    # "25 villagers were killed. Four of the attackers died": whoever bears arms is none of them.
    opened = part.scene.openers[part.index] >= 0
    alike = alike and ("fighters" not in small.population or opened or "fighters" in whole.population)
    return alike and whole.unit != "percent" and within(small, large) and (
        top(large.value, large.value_max, large.value_min) is not None
    )  # fmt: skip


def same_people(part: Figure, whole: Figure) -> bool:
    """Whether two figures count the same people ("14 policemen", "thirteen of the officers")."""
    if part.quantity.unit != whole.quantity.unit or not part.quantity.unit_text:
        return False
    own, other = part.quantity.unit_text.split()[-1], (whole.quantity.unit_text or "").split()
    one, two = fold(own), fold(other[-1]) if other else ""
    if (part.population or whole.population) and one != two:
        return part.population == whole.population
    if not other:
        return False
    same = relations(part.scene.sentence.lang).same
    return one == two or (one in same and same.get(one) == same.get(two))
