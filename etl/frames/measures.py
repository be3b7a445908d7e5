"""Whether a figure tells a state, what happened, or a running total."""

from __future__ import annotations

from etl.frames.figures import Figure
from etl.frames.lexicon import indicators
from etl.model import TimeExpression

# What may be a state as well as an event, and the most adverbs between its auxiliary and its verb.
_STATES = ("displaced",)
_ADVERBS = 3


def measure_of(figure: Figure, time: TimeExpression | None) -> str:
    """The code of the vocabulary: stock, flow, cumulative, rate, or unknown where no frame tells."""
    if figure.unit == "percent":
        return "rate"
    link = figure.link
    if link is None:
        usual = indicators()[figure.indicator].measure
        return usual if figure.indicator != "other" else "unknown"
    if link.rule.state:
        return link.rule.measure
    if figure.indicator == "targeted":
        # Whatever the verb tells of help that was given.
        return indicators()[figure.indicator].measure
    if link.rule.indicator in _STATES and _state(figure, time):
        return "stock"
    if figure.total and link.rule.measure == "flow" and figure.scene.sentence.kind != "row":
        return "cumulative"
    if time is not None and time.kind == "since":
        return "cumulative"
    if link.rule.measure == "flow" and time is not None and time.kind in ("until", "as_of"):
        return "cumulative"
    return link.rule.measure


def _state(figure: Figure, time: TimeExpression | None) -> bool:
    """Whether the verb tells a state: "are displaced", "as of 30 June 7.3 million were displaced"."""
    trigger, tokens = figure.link.trigger if figure.link else None, figure.scene.sentence.tokens
    if trigger is None or trigger.rules[0].pos == "noun" or (time is not None and time.kind == "since"):
        return False
    lexicon = figure.scene.lexicon
    for at in range(trigger.first - 1, max(-1, trigger.first - 1 - _ADVERBS), -1):
        key = tokens[at].key
        if key in lexicon.states:
            return True
        if key in lexicon.passive or key in lexicon.active:
            return key in lexicon.dated_states and time is not None and time.kind in ("as_of", "until")
    return tokens[trigger.first].key in lexicon.states
