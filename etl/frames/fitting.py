"""Which frames may count a figure at all: its unit, its noun, its share or money must suit the row."""

from __future__ import annotations

from etl.frames.lexicon import Rule
from etl.frames.scene import Scene
from etl.frames.triggers import Trigger
from etl.model import Quantity

THINGS = ("housing_unit", "facility", "vehicle", "animal", "incident")
_BUILT = ("housing_destroyed", "housing_damaged", "facilities_damaged")
_UPROOTED = frozenset(("idps", "refugees", "migrants", "returnees"))
_MONEY = 1000
_MILLION = 1_000_000
_SHARED = 3


def next_to_money(scene: Scene, index: int, rule: Rule) -> bool:
    """Whether the frame takes money and the figure before is some ("needs $32.9m; received 9.2m")."""
    return "currency" in rule.units and index > 0 and scene.quantities[index - 1].unit == "currency"


def small_and_bare(scene: Scene, index: int) -> bool:
    """Whether a small figure names nothing, nor does one before it ("cleared for landing on 120")."""
    quantity = scene.quantities[index]
    if quantity.unit is not None or not quantity.number.digits or not scene.lexicon.nominal_before:
        return False
    small = quantity.value is not None and quantity.value < _MONEY
    return small and not any(q.unit in ("person", "household") for q in scene.quantities[:index])


def fits(rule: Rule, quantity: Quantity) -> bool:
    """Whether the frame counts such things at all; an elided unit fits every frame of countables."""
    unit = quantity.unit
    if unit is None or (lent(quantity) and unit not in rule.units):
        # "It has 21": whoever is armed is said to be.
        return "currency" not in rule.units and not (rule.who and rule.pos == "verb" and unit is None)
    if unit == "percent":
        people = "person" in rule.units or "household" in rule.units or "housing_unit" in rule.units
        if quantity.base == "household" and not people:
            # A share of the households is none of the schools.
            return False
        if quantity.base not in (None, "unknown", "household") and quantity.base not in rule.units:
            return False
        return (
            rule.state
            or (quantity.base is not None and rule.indicator in _BUILT)
            or (rule.pos == "noun" and rule.indicator in _BUILT)
        )
    if unit == "unknown":
        if quantity.number.noun is not None:
            # A dual that no lexicon knows may be any thing.
            return False
        # A noun that a lexicon knows to be a thing ("35 mines") is never a person.
        strange = "unit.unknown" in quantity.rules
        return (rule.open and strange) or ("person" in rule.units and _named(quantity))
    if rule.who and not rule.who.intersection(quantity.population):
        return False
    if rule.indicator == "population" and not _UPROOTED.isdisjoint(quantity.population):
        # "95,000 displaced people live there": they are no inhabitants.
        return False
    return unit in rule.units


def share_of_trigger(scene: Scene, rule: Rule, trigger: Trigger, quantity: Quantity) -> bool:
    """Whether the figure is a share of the very people that the trigger names ("70% of the dead")."""
    last, tokens = quantity.number.last, scene.sentence.tokens
    if quantity.unit != "percent" or rule.role != "fused":
        return False
    if scene.sentence.lang == "ar" and quantity.number.kind == "fraction" and trigger.first == last:
        # "ربع المصابين": the noun itself says of what.
        return True
    if not 0 < trigger.first - last <= _SHARED:
        return False
    return scene.lexicon.partitives.longest(tokens, last) is not None


def _named(quantity: Quantity) -> bool:
    """Whether the unknown noun is a proper name, as of a people ("12 Rohingya")."""
    return quantity.unit_text is not None and quantity.unit_text[:1].isupper()


def may_be_money(rule: Rule, quantity: Quantity, currency: str | None) -> bool:
    """Whether an elided unit may be money that was named before ("needs $674 million, got 45 million")."""
    if quantity.unit is not None or "currency" not in rule.units:
        return False
    if currency is None:
        # "The bank will lend 500 million": what only money is said of.
        number = quantity.number
        large = number.value is not None and number.value >= _MILLION and number.last - number.first > 1
        return large and rule.units == {"currency"} and rule.pos == "verb" and rule.indicator != "other"
    return quantity.value is None or quantity.value >= _MONEY


def lent(quantity: Quantity) -> bool:
    """Whether the noun stands before the number, so that it may belong to something else."""
    return quantity.unit not in (None, "currency", "percent") and (
        quantity.noun_first < quantity.noun_last <= quantity.number.first
    )
