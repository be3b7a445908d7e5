"""How a figure is asserted: denied, hypothetical, forecast, planned, estimated, attributed or reported.

A cue counts when it stands to the left of the figure or of its trigger with no strong mark between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

import msgspec

from etl.frames.conjuncts import compared
from etl.frames.lexicon import indicators
from etl.frames.scene import Link, Scene
from etl.frames.tries import COMMA, Trie, words_of
from etl.lang.packs import read_toml
from etl.model import LANGS, Lang, Quantity, TimeExpression
from etl.text.fold import fold
from etl.text.sights import Sight
from etl.text.tokens import forms

# How far left of the figure or trigger a cue may stand, in tokens, and what clause weight it may cross.
_REACH = {"denied": 14, "hypothetical": 14, "forecast": 9, "planned": 8, "estimated": 10}
_WEIGHT = {"denied": 9, "hypothetical": 8, "forecast": 8, "planned": 8, "estimated": 9}
# What a plan itself counts is stated, not planned.
_PLANS = ("targeted", "funding_required", "in_need")
_WINDOW = 12
_CLOSING = 16
_THINGS = ("facility", "housing_unit", "vehicle", "hectare", "tonne", "litre", "unknown")
_SHORT = 4
_CONJOINED = ("", "و", "ف")
_COMMAS = (",", "،")
_ORDER = ("denied", "hypothetical", "forecast", "planned", "estimated")
_first = attrgetter("first")


class AssertionPack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`assertions.toml` of a language."""

    denied: tuple[str, ...]
    hypothetical: tuple[str, ...]
    forecast: tuple[str, ...]
    planned: tuple[str, ...]
    estimated: tuple[str, ...]
    future_prefixes: tuple[str, ...]
    forecast_particles: tuple[str, ...]
    particle_prefixes: tuple[str, ...]
    negators: tuple[str, ...]
    # Words that end a denial before them ("but", "and said").
    contrasts: tuple[str, ...] = ()
    # Endings of the future of a verb, as written ("destinará", "accueilleront").
    future_endings: tuple[str, ...] = ()
    # Verbs, as written, that close a sentence with who estimates what stands before (", estime l'ONG").
    closing: tuple[str, ...] = ()


class Assertions:
    """The assertion cues of a language, compiled."""

    __slots__ = (
        "closing",
        "contrasts",
        "cues",
        "future_endings",
        "future_prefixes",
        "negators",
        "opening",
        "particle_prefixes",
        "particles",
    )

    def __init__(self, lang: Lang) -> None:
        pack = read_toml(lang, "assertions", AssertionPack)
        self.cues = Trie()
        for code in _ORDER:
            for surface in getattr(pack, code):
                self.cues.add(words_of(surface), code)
        self.future_prefixes = pack.future_prefixes
        self.future_endings = pack.future_endings
        self.closing = frozenset(pack.closing)
        self.particles = frozenset(fold(w) for w in pack.forecast_particles)
        self.particle_prefixes = pack.particle_prefixes
        self.negators = frozenset(fold(w) for w in pack.negators)
        self.contrasts = Trie()
        for surface in pack.contrasts:
            self.contrasts.add(words_of(surface), surface)
        self.opening = Sight(
            lambda token: (
                token.kind == "word" and (token.key in self.particles or bool(self.cues.starts[token.raw]))
            )
        )


@lru_cache(maxsize=len(LANGS))
def assertions(lang: Lang) -> Assertions:
    """The compiled assertion cues of a language."""
    return Assertions(lang)


class Cue(msgspec.Struct, frozen=True, gc=False):
    """One cue of a sentence."""

    code: str
    first: int
    last: int


def cues(scene: Scene, times: Sequence[TimeExpression] = ()) -> list[Cue]:
    """Every assertion cue of the sentence, in order; one token may be a cue of several kinds.

    Words of a date are no cues ("early May").
    """
    words = assertions(scene.sentence.lang)
    tokens = scene.sentence.tokens
    particles = words.particles
    spots = words.opening.spots(tokens)
    if not spots:
        return []
    dated = {at for time in times for at in range(time.first, time.last)}
    found = []
    for at in spots:
        if at in dated:
            continue
        token = tokens[at]
        # A particle makes a forecast only of the verb form that looks ahead ("قد يضطر", not "قد قتل").
        if token.key in particles and at + 1 < len(tokens):
            if tokens[at + 1].key.startswith(words.particle_prefixes):
                found.append(Cue("forecast", at, at + 1))
            continue
        for end, prefix, codes in words.cues.readings(tokens, at):
            if prefix in _CONJOINED:
                found.extend(Cue(str(code), at, end) for code in codes)
                break
    return found


def of(
    scene: Scene, index: int, link: Link | None, marks: list[Cue], attributed: bool
) -> tuple[str, str | None]:
    """The assertion code of a figure and the rule that says so."""
    quantity = scene.quantities[index]
    anchors = [(quantity.first, quantity.last)]
    indicator = link.rule.indicator if link is not None else "other"
    if link is not None and link.trigger is not None and (
        link.way != "fused" or link.trigger.first >= quantity.last
    ):  # fmt: skip
        # "1.7 million children are expected to be malnourished": the cue stands before the predicate.
        anchors.append((link.trigger.first, link.trigger.last))
    nearby = marks
    if len(marks) > 2 * _WINDOW:
        low = max(0, bisect_left(marks, quantity.first, key=_first) - _WINDOW)
        nearby = marks[low : low + 2 * _WINDOW]
    measured = bool(nearby) and index > 0 and compared(scene, index)
    for code in _ORDER if nearby else ():
        if measured and code in ("planned", "forecast"):
            # "Expects to feed 1.2 million, up from 877,000": those were fed.
            continue
        for cue in nearby:
            if code == "planned" and indicator in _PLANS and not _of_trigger(link, cue):
                continue
            if code == "denied" and _of_trigger(link, cue):
                # "N'ont pas survécu": the frame itself is said with a negation.
                continue
            if code == "planned" and _describes_other(scene, index, cue):
                continue
            if code == "forecast" and _intended(link, cue, nearby):
                continue
            if indicator == "funding_required" and _of_trigger(link, cue):
                # "Seeks $4 million": who asks for money asks for it now.
                continue
            if cue.code != code or (
                code == "denied" and (_superseded(scene, cue, index, nearby) or _turned(scene, cue, index))
            ):
                continue
            for first, last in anchors:
                inside = quantity.first <= cue.first < quantity.last
                near = cue.first <= first and first - cue.last <= _REACH[code]
                # "Another 400,000 may follow."
                inside = inside or (code in ("forecast", "planned") and _follows(scene, quantity, cue))
                if code == "estimated" and 0 <= cue.first - last <= 3:
                    near = True
                    weight = scene.clauses.between(last, cue.first)
                else:
                    weight = scene.clauses.between(cue.last, first)
                if inside or (
                    near and weight <= _WEIGHT[code] and not _between_figures(scene, cue, index, code)
                ):
                    return _settled(code, indicator, _made(quantity, link)), f"assert.{code}"
    if attributed and _closed(scene, quantity.last):
        return "estimated", "assert.estimated"
    trigger = link.trigger if link is not None and _controlled(indicator) else None
    if trigger is not None and _promised(scene, trigger.first):
        # "Distribuirá alimentos a 9.000 hogares".
        return "planned", "assert.future"
    if link is None and _made(quantity, link) and _promised(scene, quantity.first):
        return "planned", "assert.future"
    if link is not None and link.trigger is not None and _future(scene, link):
        return ("planned" if _controlled(indicator) else "forecast"), "assert.future"
    return ("attributed", None) if attributed else ("reported", None)


def _follows(scene: Scene, quantity: Quantity, cue: Cue) -> bool:
    """Whether the cue stands right behind the figure, in its own clause ("another 400,000 may follow")."""
    if not 0 <= cue.first - quantity.last <= 1:
        return False
    return scene.clauses.between(quantity.last, cue.first) < COMMA


def _closed(scene: Scene, last: int) -> bool:
    """Whether the sentence ends with who estimates what it says: ", estime l'ONG"."""
    closing = assertions(scene.sentence.lang).closing
    if not closing:
        return False
    tokens = scene.sentence.tokens
    return any(
        tokens[at].raw == "," and tokens[at + 1].raw in closing
        for at in range(max(last, len(tokens) - _CLOSING), len(tokens) - 1)
    )


def _of_trigger(link: Link | None, cue: Cue) -> bool:
    trigger = link.trigger if link is not None else None
    return trigger is not None and trigger.first <= cue.first < trigger.last


def _superseded(scene: Scene, denial: Cue, index: int, marks: list[Cue]) -> bool:
    """Whether another figure took the denial, and a plan or forecast opens anew before this one."""
    figure = scene.quantities[index].first
    return any(
        cue.code in ("planned", "forecast")
        and denial.last <= cue.first < figure
        and any(denial.last <= q.first < cue.first for q in scene.quantities[:index])
        for cue in marks
    )


def _turned(scene: Scene, denial: Cue, index: int) -> bool:
    """Whether words of contrast end the denial: "denied that and said it had lost 3 men"."""
    words = assertions(scene.sentence.lang).contrasts
    tokens, first = scene.sentence.tokens, scene.quantities[index].first
    for at in range(denial.last, first):
        if any(end <= first and prefix in _CONJOINED for end, prefix, _ in words.readings(tokens, at)):
            return True
    return False


def _between_figures(scene: Scene, cue: Cue, index: int, code: str) -> bool:
    """Whether another figure stands between cue and figure: a modal governs the nearest verb only."""
    if code in ("denied", "hypothetical", "estimated"):
        return False
    if index > 0 and _in_aside(scene, cue, index):
        return True
    return index > 0 and scene.quantities[index - 1].first >= cue.last and (
        scene.clauses.between(scene.quantities[index - 1].last, scene.quantities[index].first) > 3
    )  # fmt: skip


def _describes_other(scene: Scene, index: int, cue: Cue) -> bool:
    """Whether the cue stands inside another figure's phrase ("12 out of 15 planned convoys arrived")."""
    near = scene.quantities[max(0, index - 1) : index + 2]
    return any(q.number.last <= cue.first < q.last for q in near if q is not scene.quantities[index])


def _in_aside(scene: Scene, cue: Cue, index: int) -> bool:
    """Whether commas shut the cue in with the figure before ("The camp, planned for 40,000, hosts 235")."""
    tokens, before = scene.sentence.tokens, scene.quantities[index - 1]
    if cue.first == 0 or tokens[cue.first - 1].raw not in _COMMAS or before.first < cue.last:
        return False
    return before.last < len(tokens) and tokens[before.last].raw in _COMMAS


def _settled(code: str, indicator: str, made: bool) -> str:
    # What an actor will do is a plan; what will happen to people is a forecast.
    if code == "planned" and not made and not _controlled(indicator):
        return "forecast"
    return code


def _intended(link: Link | None, cue: Cue, marks: list[Cue]) -> bool:
    """Whether a word for plans and forecasts leads right to an act of somebody ("se prevé evacuar a 450")."""
    trigger = link.trigger if link is not None else None
    if link is None or trigger is None or trigger.first != cue.last or link.rule.role != "object":
        return False
    both = any(m.code == "planned" and (m.first, m.last) == (cue.first, cue.last) for m in marks)
    return both and _controlled(link.rule.indicator)


def _made(quantity: Quantity, link: Link | None) -> bool:
    """Whether the figure counts things that nothing befalls: they are built, bought or handed out."""
    unframed = link is None or link.rule.indicator == "other"
    return unframed and quantity.unit in _THINGS


def _promised(scene: Scene, first: int) -> bool:
    """Whether a verb of the future, known or not, stands right before the token ("construirá 1.200 …")."""
    endings = assertions(scene.sentence.lang).future_endings
    if not endings or first == 0:
        return False
    raw = scene.sentence.tokens[first - 1].raw
    return len(raw) > _SHORT and raw.casefold().endswith(endings)


def _controlled(indicator: str) -> bool:
    usual = indicators().get(indicator)
    return usual is not None and usual.control


def _future(scene: Scene, link: Link) -> bool:
    trigger = link.trigger
    words = assertions(scene.sentence.lang)
    prefixes = words.future_prefixes
    if trigger is None or link.rule.pos != "verb":
        return False
    if words.future_endings:
        token = scene.sentence.tokens[trigger.first]
        return len(token.raw) > 4 and token.raw.casefold().endswith(words.future_endings)
    if not prefixes:
        return False
    stem = forms(scene.sentence.tokens[trigger.first])
    return any(form.prefix == trigger.prefix and form.stem.startswith(prefixes) for form in stem)
