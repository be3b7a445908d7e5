"""What the words before a place name make of it: its kind, its role, whether a preposition locates it."""

from __future__ import annotations

from collections.abc import Sequence

from etl.model import Token
from etl.places.found import BESIDE, CALLED, CAMP, Found
from etl.places.keys import JOINERS, word_key
from etl.places.lexicon import Cues
from etl.text.tokens import forms

_QUOTES = frozenset("\"'“”«»‘’„(")
_REACH = 5
_MOTION_REACH = 9
_ESCAPE_REACH = 5
_VENUE_REACH = 3


def surroundings(
    tokens: Sequence[Token], first: int, last: int, prefix: str, pack: Cues, before: list[Found]
) -> tuple[str | None, bool, str, int, list[str]]:
    """Type noun, whether it is located, role, where what governs it begins, the rules that said so."""
    cue: str | None = None
    located = False
    role: str | None = None
    rules: list[str] = []
    if "ب" in prefix or "ل" in prefix:
        located = True
        if "ل" in prefix and first > 0 and _word_in(tokens[first - 1], pack.beside):
            # "الموالية لإيران"
            rules.append(BESIDE)
        role = (
            "event_site"
            if "ب" in prefix
            else "destination"
            if _moving(tokens, first, pack, pack.moving)
            else "event_site"
        )
    index = first - 1
    lead = first
    steps = 0
    linked = within = False
    while role is None and index >= 0 and steps < _REACH:
        token = tokens[index]
        if token.kind != "word":
            if token.raw in _QUOTES or token.raw in JOINERS:
                index -= 1
                continue
            break
        key, clitic, kind = _word(token, pack)
        if kind == "type":
            # "A base in Jordan" is in the country: only what bears the name tells its kind.
            cue = cue if within else cue or pack.before[key]
            located = True
            rules.append("place.cue.before")
            if key in pack.camps:
                rules.append(CAMP)
            if key in pack.called and index == first - 1:
                rules.append(CALLED)
        elif kind == "direction":
            located = True
        elif kind == "skip" or any(
            item.standing == "demonym" and item.first <= index < item.last for item in before[-1:]
        ):
            # "the Syrian town of Hajin": who owns the town does not part it from its noun.
            pass
        elif kind == "preposition" or kind == "conditional":
            located = True
            role, linked = _role(key, tokens, index, pack, linked)
            within = within or key in pack.destination_if_moving
            beside = (
                index > 0 and _word_in(tokens[index - 1], pack.composed)
                if role == "origin" or key in pack.origin_if_moving
                else (role is not None or key in pack.destination_if_moving) and _venue(tokens, index, pack)
            )
            if role == "destination" and index > 0 and _word_in(tokens[index - 1], pack.heading):
                beside = True
            if role == "origin" and last < len(tokens) and word_key(tokens[last].key) in pack.that:
                # "Said from Paris that": the speaker is there.
                beside = True
            if beside:
                rules.append(BESIDE)
        elif key in pack.beside:
            rules.append(BESIDE)
            break
        elif key in pack.fleeing:
            located, role = True, "origin"
        elif key in pack.reaching:
            located, role = True, "destination"
        else:
            break
        if role is None and ("ب" in clitic or "ل" in clitic):
            located, role = True, "event_site"
        lead = index
        index -= 1
        steps += 1
    if role is None:
        inherited = _enumerated(tokens, first, prefix, pack, before)
        if inherited is not None:
            located, role = True, inherited.role
            rules.append("place.enumeration")
            if BESIDE in inherited.rules:
                # "The border with Mali and Burkina Faso".
                rules.append(BESIDE)
    if cue is None and last < len(tokens):
        word = tokens[last]
        if word.kind == "word" and word.start > tokens[last - 1].end:
            cue = pack.after.get(word_key(word.key))
            if cue is not None:
                located = True
                rules.append("place.cue.after")
    if role in ("origin", "destination"):
        rules.append(f"place.role.{role}")
    return cue, located, role or "event_site", max(0, min(first, lead)), rules


def _venue(tokens: Sequence[Token], index: int, pack: Cues) -> bool:
    """Whether what is held or sits at the place stands right before the preposition at `index`."""
    for back in range(index - 1, max(-1, index - _VENUE_REACH - 1), -1):
        if tokens[back].kind != "word":
            return False
        if any(word_key(form.stem) in pack.venues for form in forms(tokens[back])):
            return True
    return False


def _word(token: Token, pack: Cues) -> tuple[str, str, str | None]:
    """What a word before a name is to it: key, clitic, class."""
    key = word_key(token.key)
    kind = word_class(key, pack)
    if kind is not None or pack.lang != "ar":
        return key, "", kind
    for form in forms(token)[1:]:
        stem = word_key(form.stem)
        kind = word_class(stem, pack)
        if kind is not None:
            return stem, form.prefix.removesuffix("ال"), kind
    return key, "", None


def word_class(key: str, pack: Cues) -> str | None:
    if key in pack.before:
        return "type"
    if key in pack.prepositions:
        return "preposition"
    if key in pack.origin_if_moving or key in pack.destination_if_moving:
        return "conditional"
    if key in pack.directions or key in pack.link:
        return "direction" if key in pack.directions else "skip"
    return "skip" if key in pack.skip else None


def _role(key: str, tokens: Sequence[Token], index: int, pack: Cues, linked: bool) -> tuple[str | None, bool]:
    """The role a preposition gives; None where it only links a direction to its name."""
    if key in pack.origin_if_moving and key not in pack.prepositions:
        # "de" may link ("au nord de Goma", "la ville de Goma") or lead away ("ont fui de Goma").
        if index > 0 and word_class(word_key(tokens[index - 1].key), pack) in ("type", "direction"):
            return None, True
        if _moving(tokens, index, pack, pack.moving | pack.displacing, 4):
            return "origin", linked
        return None, True
    escapable = pack.prepositions.get(key) == "site" and key not in pack.destination_if_fleeing
    if escapable and _escaped(tokens, index, pack):
        return "origin", linked
    if key in pack.destination_if_moving and _moving(tokens, index, pack, pack.moving, 4):
        return "destination", linked
    if key in pack.destination_if_fleeing and _moving(tokens, index, pack, pack.fleeing):
        return "destination", linked
    role = pack.prepositions.get(key)
    if role == "origin" and index > 0 and _word_in(tokens[index - 1], pack.not_from):
        # "a part of the town", "near to", "far from": nobody leaves.
        return None, True
    if role == "site":
        if key in pack.link or key in pack.directions:
            return None, True
        return "event_site", linked
    return role, linked


def _escaped(tokens: Sequence[Token], index: int, pack: Cues) -> bool:
    """Whether people flee what is at the place: "fled fighting in Darfur", "فارين من القتال في تيغراي"."""
    for back in range(index - 1, max(-1, index - _ESCAPE_REACH - 1), -1):
        token = tokens[back]
        if token.kind != "word":
            return False
        if _word_in(token, pack.escaping):
            return back < index - 1
        if pack.prepositions.get(word_key(token.key)) == "destination":
            return False
    return False


def _moving(
    tokens: Sequence[Token], index: int, pack: Cues, verbs: frozenset[str], reach: int = _MOTION_REACH
) -> bool:
    for back in range(index - 1, max(-1, index - 1 - reach), -1):
        token = tokens[back]
        if token.kind == "mark" and token.raw in ".;:؛،,":
            return False
        if token.kind == "word" and _word_in(token, verbs):
            return True
    return False


def _word_in(token: Token, words: frozenset[str]) -> bool:
    return any(word_key(form.stem) in words for form in forms(token))


def _enumerated(
    tokens: Sequence[Token], first: int, prefix: str, pack: Cues, before: list[Found]
) -> Found | None:
    """The accepted name that this one continues: "in Homs, Hama and Aleppo", "حمص وحماة"."""
    if not before or before[-1].standing != "place":
        return None
    previous = before[-1]
    between = tokens[previous.last : first]
    if len(between) > 4:
        return None
    joined = prefix.startswith("و") or any(
        t.raw in ",،;/&" or word_key(t.key) in pack.conjunctions for t in between
    )
    known = all((t.kind == "mark" and t.raw in ",،;/&") or _skippable(word_key(t.key), pack) for t in between)
    return previous if joined and known else None


def shared(before: list[Found]) -> str | None:
    """The type noun of the list that a name continues: "ولايات القضارف وكسلا"."""
    return before[-1].cue or before[-1].shared_cue


def share_back(found: list[Found]) -> None:
    """Gives the names before it the type noun that ends a list: "Zamfara and Katsina states"."""
    for index in range(len(found) - 2, -1, -1):
        if found[index].cue is None:
            found[index].shared_cue = found[-1].cue
        if not found[index].enumerated:
            return


def _skippable(key: str, pack: Cues) -> bool:
    bare = key[1:] if pack.lang == "ar" and key.startswith("و") else key
    return (
        key in pack.conjunctions
        or bare in pack.before
        or bare in pack.directions
        or bare in pack.link
        or bare in pack.skip
    )
