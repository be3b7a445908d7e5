"""Place names as the words of a sentence offer them, before anyone decides which place is meant.

Longest name first; capitals are required in Latin scripts; what stands inside the name of an
organisation or a person is told apart here, because only the neighbouring words can tell.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from etl.model import Sentence, Token
from etl.places.gazetteer import Gazetteer, Start, strength
from etl.places.keys import CONTEXT, DEMONYM, FREE, JOINERS, LANG_BITS, LANG_MASK, LOCATED, word_key
from etl.places.lexicon import Cues, cues
from etl.text.tokens import forms

_ARTICLES = frozenset(
    [
        "al",
        "el",
        "ad",
        "ar",
        "as",
        "at",
        "an",
        "az",
        "ash",
        "adh",
        "ed",
        "er",
        "es",
        "et",
        "en",
        "ez",
        "l",
        "la",
        "le",
        "los",
        "las",
    ]
)
_ARTICLES_ALONE = frozenset(("the", "l", "la", "le", "les", "el", "los", "las"))
_INDEFINITE = frozenset(("a", "another", "one", "two", "by", "some"))
_ELIDED = frozenset(("l", "d"))
_QUOTES = frozenset("\"'“”«»‘’„(")
_APOSTROPHES = frozenset("'’")
_DASHES = frozenset("-–—")
_LABEL_ENDS = frozenset(":|")
_MONEY = frozenset("$€£")
_REACH = 5
_MOTION_REACH = 9
_ESCAPE_REACH = 5
_DATELINE_REACH = 14
_VENUE_REACH = 3
_AUTHORITY_BEFORE, _AUTHORITY_AFTER = 3, 3
# The rule of a name that stands beside what happened.
BESIDE = "place.beside"
# Of names that are no site: who speaks or acts, and who governs at home.
ACTOR = "place.actor"
AUTHORITY = "place.authority"
ORGANISATION = "place.inside.organisation"
HINT = "place.hint"
CAMP = "place.camp"
CALLED = "place.called"
ARMED = "place.armed"


class Found(msgspec.Struct, gc=False):
    """A name in a sentence with everything its neighbours say of it.

    `standing`: `place`, `context` (inside an organisation, a dateline, an actor: tells the country, is no
    site) or `demonym`. `needs` is the least strength among the hits; `located` whether a preposition,
    direction or enumeration before it makes it a place; `cue` the kind that a type noun states.
    """

    sentence: int
    paragraph: int
    first: int
    last: int
    start: int
    end: int
    hits: tuple[tuple[int, int], ...]
    standing: str
    needs: int
    located: bool
    enumerated: bool
    # Where the words that govern the name begin.
    lead: int
    cue: str | None
    shared_cue: str | None
    role: str
    rules: tuple[str, ...]


def find(sentence: Sentence, gazetteer: Gazetteer) -> list[Found]:
    """Every place name that the sentence may hold, in order, none overlapping."""
    tokens = sentence.tokens
    found: list[Found] = []
    pack = cues(sentence.lang)
    inside: list[tuple[int, int]] | None = None
    shouting = sentence.lang != "ar" and _shouting(tokens)
    titled: bool | None = None
    skip_to = 0
    known = gazetteer.known
    for index, token in enumerate(tokens):
        # Most words begin no name: one look each.
        starts = known.get(token.raw)
        if starts is None:
            starts = gazetteer.starts(token)
        if not starts or index < skip_to or token.kind != "word":
            continue
        match = _longest(tokens, index, starts, pack, gazetteer, shouting)
        if match is None:
            continue
        start, last, hits = match
        if last < len(tokens) and tokens[last].raw in _MONEY and tokens[last].start == tokens[last - 1].end:
            # "US$ 4.5 million" is money.
            continue
        if inside is None:
            inside = _organisations(tokens, pack)
        if titled is None:
            titled = sentence.lang == "ar" or sentence.kind != "prose" or _titled(tokens)
        item = _judge(sentence, index, last, start, hits, pack, inside, found, titled)
        if item is not None:
            found.append(item)
            if item.cue is not None and item.enumerated and "place.cue.after" in item.rules:
                _share_back(found)
        skip_to = last
    if found:
        _dateline(sentence, found)
    return found


def _longest(
    tokens: Sequence[Token],
    index: int,
    starts: Sequence[Start],
    pack: Cues,
    gazetteer: Gazetteer,
    shouting: bool,
) -> tuple[Start, int, tuple[tuple[int, int], ...]] | None:
    lang = pack.lang
    best: tuple[Start, int, tuple[tuple[int, int], ...]] | None = None
    capital = lang == "ar" or _capital(tokens, index)
    if not capital and lang == "en":
        # English writes every name and every demonym with a capital.
        return None
    for start in starts:
        if best is None or best[1] < index + 1:
            hits = _readable(start.hits, tokens[index], lang, capital, shouting)
            if hits and start.key in pack.spelled_keys:
                hits = _as_spelled(hits, tokens[index].raw[start.offset :], start.key, pack, gazetteer)
            if hits:
                best = (start, index + 1, hits)
        if start.words < 2 or not capital:
            continue
        key = start.key
        at = index
        for _ in range(start.words - 1):
            following = _next_word(tokens, at)
            if following is None:
                break
            key += word_key(tokens[following].key)
            if not gazetteer.goes_on(key):
                break
            at = following
            if best is not None and best[1] > at:
                continue
            if tokens[index].key in _ELIDED and tokens[at].raw.isupper():
                # "L'OCHA" is no town of Locha.
                break
            hits = _readable(gazetteer.named(key), tokens[index], lang, capital, shouting, several=True)
            if hits and tokens[at].raw[0].islower() and "a" <= tokens[at].key[0] <= "z":
                # "Guinée équatoriale" and "Rafah crossing" end small; "La libertad" and "Mali à" are none.
                ending = word_key(tokens[at].key)
                if ending not in pack.after and ending not in pack.before:
                    hits = tuple(hit for hit in hits if hit[1] & LANG_MASK)
            if hits:
                best = (start, at + 1, hits)
    return best


def _as_spelled(
    hits: tuple[tuple[int, int], ...], raw: str, key: str, pack: Cues, gazetteer: Gazetteer
) -> tuple[tuple[int, int], ...]:
    """The bearers that the marks of the written name leave: "عُمان" is Oman, "آب" August and not Ibb."""
    place_id = pack.spelled.get(raw)
    if place_id is not None:
        return tuple(hit for hit in hits if gazetteer.entry(hit[0]).place_id == place_id)
    return () if key in pack.strict else hits


def _capital(tokens: Sequence[Token], index: int) -> bool:
    """Whether a name may begin here: scripts without capitals always, else a capital or "al-"."""
    raw = tokens[index].raw
    if raw[0].isupper() or not raw[0].islower():
        return True
    if tokens[index].key.strip("'") in _ARTICLES and index + 2 < len(tokens):
        dash = tokens[index + 1]
        return dash.raw in JOINERS and dash.start == tokens[index].end and tokens[index + 2].raw[:1].isupper()
    return False


def _next_word(tokens: Sequence[Token], at: int) -> int | None:
    """The next word of the same name: after a space, or a hyphen or apostrophe without spaces."""
    following = at + 1
    if following >= len(tokens):
        return None
    mark = tokens[following]
    if mark.kind == "mark":
        glued = mark.start == tokens[at].end and (
            mark.raw in JOINERS or (mark.raw == "." and tokens[at].raw.isupper() and len(tokens[at].raw) <= 2)
        )
        if not glued or following + 1 >= len(tokens):
            return None
        following += 1
        if mark.raw != "." and tokens[following].start != mark.end:
            return None
    return following if tokens[following].kind != "mark" else None


def _readable(
    hits: tuple[tuple[int, int], ...],
    token: Token,
    lang: str,
    capital: bool,
    shouting: bool,
    several: bool = False,
) -> tuple[tuple[int, int], ...]:
    if not hits:
        return ()
    bit = LANG_BITS[lang]
    kept = [hit for hit in hits if not hit[1] & LANG_MASK or hit[1] & bit]
    if not capital:
        # French and Spanish write demonyms small.
        return tuple(hit for hit in kept if hit[1] & DEMONYM) if lang in ("fr", "es") else ()
    if token.raw[0].isupper() and not several and len(token.key) <= 3:
        # "US" and "DRC" are written in capitals, "us" in a shouted headline is not; "WHO" is no town.
        capitals = token.raw.isupper() and not shouting
        kept = [hit for hit in kept if bool(hit[1] & LANG_MASK) == capitals or hit[1] & DEMONYM]
    places = [hit for hit in kept if not hit[1] & DEMONYM]
    return tuple(places or kept)


def _shouting(tokens: Sequence[Token]) -> bool:
    words = [t.raw for t in tokens if t.kind == "word" and len(t.raw) > 3]
    return len(words) > 2 and all(word.isupper() for word in words)


def _titled(tokens: Sequence[Token]) -> bool:
    """Whether most words bear a capital, as in a headline."""
    words = [t.raw for t in tokens if t.kind == "word" and len(t.raw) > 3]
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _compound(tokens: Sequence[Token], first: int, last: int, pack: Cues, before: list[Found]) -> bool:
    """Whether a name written with capitals goes on before this one: "Crocus City Hall", "Lula Rodrigues"."""
    if last - first > 1 or first < 1 or tokens[first - 1].kind != "word":
        return False
    previous = tokens[first - 1]
    if not previous.raw[0].isupper() or previous.end + 1 != tokens[first].start:
        return False
    if before and before[-1].last == first:
        return False
    key = word_key(previous.key)
    if _class(key, pack) is not None or key in pack.conjunctions or key in _ARTICLES_ALONE:
        return False
    # The first word of a sentence has its capital from there.
    return first > 1 or not _begins(key, pack)


def _goes_on(
    tokens: Sequence[Token],
    first: int,
    last: int,
    hits: tuple[tuple[int, int], ...],
    pack: Cues,
    titled: bool,
) -> bool:
    """Whether a town's name is only the first half of a longer one that nobody lists: "Koro Toro"."""
    if titled or last - first > 1 or last >= len(tokens) or any(flags & LANG_MASK for _, flags in hits):
        return False
    following = tokens[last]
    if following.kind != "word" or following.start != tokens[last - 1].end + 1:
        return False
    raw = following.raw
    if not raw[0].isupper() or raw.isupper() or not tokens[first].raw[0].isupper():
        return False
    key = word_key(following.key)
    known = (pack.place_followers, pack.org_tails, pack.after, pack.before, pack.grounds, pack.titles)
    return pack.lang != "en" and not any(key in words for words in known)


def _begins(key: str, pack: Cues) -> bool:
    return key in pack.beside or key in pack.speech_before or len(key) <= 5


def _judge(
    sentence: Sentence,
    first: int,
    last: int,
    start: Start,
    hits: tuple[tuple[int, int], ...],
    pack: Cues,
    inside: list[tuple[int, int]],
    before: list[Found],
    titled: bool,
) -> Found | None:
    tokens = sentence.tokens
    demonym = all(flags & DEMONYM for _, flags in hits)
    needs = min(strength(flags) for _, flags in hits)
    if not demonym and sentence.lang == "en" and _adjective(tokens, first, last, pack):
        demonym = True
    standing = "demonym" if demonym else "place"
    rules: list[str] = ["place.demonym" if demonym else "place.name"]
    if not demonym and _nationals(tokens, first, start, pack):
        demonym, standing, rules = True, "demonym", ["place.demonym"]
    if not demonym and _water(tokens, first, last, pack):
        return None
    cue, located, role, lead, why = _surroundings(tokens, first, last, start.prefix, pack, before)
    if not located and first == 0 and _label(sentence, last):
        located = True
    if demonym and _ground(tokens, first, last, pack):
        cue, located, standing = None, True, "place"
        why = [rule for rule in why if rule != "place.enumeration"]
        rules.append("place.ground")
    if any(a <= first and last <= b for a, b in inside):
        standing, rules = "context" if not demonym else "demonym", [*rules, ORGANISATION]
    elif not demonym:
        if cue is None and _organisation(tokens, first, last, start.prefix, pack):
            standing, rules = "context", [*rules, ORGANISATION, HINT]
        elif _goes_on(tokens, first, last, hits, pack, titled) or (
            cue is None
            and (
                _person(tokens, first, last, start, needs, pack)
                or (not (located or titled) and _compound(tokens, first, last, pack, before))
            )
        ):
            return None
        elif _actor(tokens, first, last, start, pack):
            standing, rules = "context", [*rules, ACTOR]
    if standing == "demonym" and _armed(tokens, first, last, pack):
        rules.append(ARMED)
    elif standing != "place" and _authority(tokens, first, last, pack):
        rules.append(AUTHORITY)
    rules += why
    return Found(
        sentence.index,
        sentence.paragraph,
        first,
        last,
        tokens[first].start + start.offset,
        tokens[last - 1].end,
        hits,
        standing,
        needs,
        located,
        "place.enumeration" in rules,
        lead,
        cue,
        _shared(before) if "place.enumeration" in rules and cue is None else None,
        role,
        tuple(rules),
    )


def _label(sentence: Sentence, last: int) -> bool:
    """Whether the name that opens a row or a bullet says where its figures are: "Hodeidah: 1,120"."""
    tokens = sentence.tokens
    return last < len(tokens) and (sentence.kind == "row" or tokens[last].raw in _LABEL_ENDS)


def _nationals(tokens: Sequence[Token], first: int, start: Start, pack: Cues) -> bool:
    """Whether a counted noun only looks like a country: "43 إثيوبيا" are 43 Ethiopians."""
    return (
        pack.lang == "ar"
        and first > 0
        and not start.prefix
        and tokens[first].key.endswith(pack.counted_nationals)
        and (
            tokens[first - 1].kind == "digits"
            or (first > 1 and tokens[first - 1].key.endswith("ا") and _counts(tokens[first - 2]))
        )
    )


def _counts(token: Token) -> bool:
    """Whether the word may be a number that puts its noun in the accusative, 11 to 99."""
    return token.kind == "digits" or token.key.endswith(("ون", "ين", "عشر", "عشره"))


def _water(tokens: Sequence[Token], first: int, last: int, pack: Cues) -> bool:
    """Whether the name is that of a river, a gulf or a sea: "le fleuve Niger", "the Jordan River"."""
    if last < len(tokens) and tokens[last].kind == "word" and word_key(tokens[last].key) in pack.waters_after:
        return tokens[last].raw[0].isupper()
    for index in range(first - 1, max(-1, first - 4), -1):
        token = tokens[index]
        if token.kind != "word" and token.raw not in JOINERS:
            return False
        key = word_key(token.key)
        if key in pack.waters:
            return True
        if pack.lang == "ar":
            return any(word_key(form.stem) in pack.waters for form in forms(token)[1:])
        if key not in pack.link and key not in _ARTICLES_ALONE and token.kind == "word":
            return False
    return False


def _ground(tokens: Sequence[Token], first: int, last: int, pack: Cues) -> bool:
    """Whether a nationality names the land: "the Greek islands", "الجانب الإسرائيلي"."""
    if pack.lang == "en":
        return any(
            token.kind == "word" and word_key(token.key) in pack.grounds for token in tokens[last : last + 2]
        )
    if not first or tokens[first - 1].kind != "word":
        return False
    return any(word_key(form.stem) in pack.grounds for form in forms(tokens[first - 1]))


def _authority(tokens: Sequence[Token], first: int, last: int, pack: Cues) -> bool:
    """Whether whoever governs at home stands beside the name: "وزارة الصحة اللبنانية"."""
    known = False
    for token in tokens[max(0, first - _AUTHORITY_BEFORE) : last + _AUTHORITY_AFTER]:
        if token.kind != "word":
            continue
        for form in forms(token):
            key = word_key(form.stem)
            if key in pack.abroad:
                return False
            known = known or key in pack.authorities
    return known


def _armed(tokens: Sequence[Token], first: int, last: int, pack: Cues) -> bool:
    """Whether a nationality is that of an army or its arms, which reach other countries."""
    beside = [*tokens[max(0, first - 1) : first], *tokens[last : last + 1]]
    return any(
        token.kind == "word"
        and any(word_key(form.stem) in words for form in forms(token) for words in (pack.arms, pack.abroad))
        for token in beside
    )


def _adjective(tokens: Sequence[Token], first: int, last: int, pack: Cues) -> bool:
    """Whether letters stand for a nationality: "a US drone", and not "in the US" nor "the US said"."""
    raw = tokens[first].raw
    if not (raw.isupper() and len(raw) <= 2) or last - first != 1 or last >= len(tokens) or not first:
        return False
    following, previous = tokens[last], tokens[first - 1]
    return (
        following.kind == "word"
        and following.raw[0].islower()
        and word_key(following.key) not in pack.speech_after
        and previous.kind == "word"
        and word_key(previous.key) in _INDEFINITE
    )


def _surroundings(
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
    linked = False
    while role is None and index >= 0 and steps < _REACH:
        token = tokens[index]
        if token.kind != "word":
            if token.raw in _QUOTES or token.raw in JOINERS:
                index -= 1
                continue
            break
        key, clitic, kind = _word(token, pack)
        if kind == "type":
            cue = cue or pack.before[key]
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
            beside = (
                index > 0 and _word_in(tokens[index - 1], pack.composed)
                if role == "origin" or key in pack.origin_if_moving
                else role is not None and _venue(tokens, index, pack)
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
    kind = _class(key, pack)
    if kind is not None or pack.lang != "ar":
        return key, "", kind
    for form in forms(token)[1:]:
        stem = word_key(form.stem)
        kind = _class(stem, pack)
        if kind is not None:
            return stem, form.prefix.removesuffix("ال"), kind
    return key, "", None


def _class(key: str, pack: Cues) -> str | None:
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
        if index > 0 and _class(word_key(tokens[index - 1].key), pack) in ("type", "direction"):
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


def _shared(before: list[Found]) -> str | None:
    """The type noun of the list that a name continues: "ولايات القضارف وكسلا"."""
    return before[-1].cue or before[-1].shared_cue


def _share_back(found: list[Found]) -> None:
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


def _organisations(tokens: Sequence[Token], pack: Cues) -> list[tuple[int, int]]:
    """Spans of tokens that spell the name of a listed organisation."""
    spans: list[tuple[int, int]] = []
    known = pack.known
    for index, token in enumerate(tokens):
        names = known.get(token.raw)
        if names is None:
            names = pack.names_of(token)
        if names and token.kind == "word":
            for words in names:
                end = _spelled(tokens, index, words)
                if end is not None:
                    spans.append((index, end))
                    break
    return spans


def _spelled(tokens: Sequence[Token], index: int, words: tuple[str, ...]) -> int | None:
    at = index
    for word in words[1:]:
        at += 1
        while at < len(tokens) and tokens[at].raw in JOINERS:
            at += 1
        if at >= len(tokens) or word_key(tokens[at].key) != word:
            return None
    return at + 1


def _organisation(tokens: Sequence[Token], first: int, last: int, prefix: str, pack: Cues) -> bool:
    heads: tuple[str, ...] = ()
    for index in range(first - 1, max(-1, first - 5), -1):
        token = tokens[index]
        if token.kind != "word":
            break
        heads = (word_key(token.key), *heads)
        if heads in pack.org_heads and not (prefix and prefix[-1] in "بلك"):
            return True
        if heads[-1] in _ARTICLES_ALONE and heads[:-1] in pack.org_heads:
            # "L'armée de l'Ukraine", "the government of the Philippines"
            return True
        if pack.lang == "ar" and not (prefix and prefix[-1] in "وفبلك"):
            rest = heads[1:]
            if any((word_key(form.stem), *rest) in pack.org_heads for form in forms(token)[1:]):
                return True
    if not pack.org_tails:
        return False
    if last + 1 < len(tokens) and tokens[last].raw in _DASHES and word_key(tokens[last + 1].key) in pack.led:
        return True
    owned = last + 1 < len(tokens) and tokens[last].raw in _APOSTROPHES and tokens[last + 1].raw == "s"
    last += 2 if owned else 0
    for index in range(last, min(last + 4, len(tokens))):
        token = tokens[index]
        if token.kind != "word":
            if token.raw in JOINERS:
                continue
            return False
        key = word_key(token.key)
        if key in pack.org_tails and token.raw[0].isupper():
            return True
        if key in pack.org_tails_lower and (index == last or owned):
            return True
        if not token.raw[0].isupper():
            return False
    return False


def _person(tokens: Sequence[Token], first: int, last: int, start: Start, needs: int, pack: Cues) -> bool:
    """Whether the name belongs to a person: after a first name or title, or before a surname."""
    if first > 0 and not start.prefix and tokens[first - 1].kind == "word":
        previous = tokens[first - 1]
        key = word_key(previous.key)
        if pack.lang == "ar":
            # "على" folds to the name Ali; only the name is written with a dotted ya.
            named = key in pack.first_names and not previous.raw.endswith("ى")
            if named or (key in pack.titles and first == last - 1):
                return True
            if key not in pack.prepositions and any(
                word_key(form.stem) in pack.first_names
                for form in forms(previous)[1:]
                if form.prefix in ("و", "ل")
            ):
                return True
        elif (previous.raw[0].isupper() and (key in pack.first_names or key in pack.titles)) or (
            key in pack.titles and pack.lang == "en" and tokens[first].raw[0].isupper() and needs != FREE
        ):
            return True
    if first > 1 and tokens[first - 1].raw == "." and word_key(tokens[first - 2].key) in pack.titles:
        return True
    if pack.lang == "ar":
        return False
    if last < len(tokens) and tokens[last].kind == "word" and tokens[last].start - tokens[last - 1].end == 1:
        following = tokens[last]
        if following.raw[0].isupper() and not following.raw.isupper() and last - first == 1:
            key = word_key(following.key)
            if word_key(tokens[first].key) in pack.names_first and key not in pack.place_followers:
                return True
    return False


def _actor(tokens: Sequence[Token], first: int, last: int, start: Start, pack: Cues) -> bool:
    """Whether the name speaks: "Damascus said", "قالت دمشق"; such a name is nobody's site."""
    if first > 0 and not start.prefix:
        token = tokens[first - 1]
        if token.kind == "word" and pack.lang == "ar":
            if any(
                word_key(form.stem) in pack.speech_before
                for form in forms(token)
                if form.prefix in ("", "و", "ف")
            ):
                return True
        elif token.kind == "word" and word_key(token.key) in pack.speech_before:
            return True
    if last < len(tokens) and tokens[last].kind == "word" and pack.speech_after:
        preceded = (
            first > 0 and tokens[first - 1].kind == "word" and _class(word_key(tokens[first - 1].key), pack)
        )
        if word_key(tokens[last].key) in pack.speech_after and not preceded:
            return True
    return False


def _dateline(sentence: Sentence, found: list[Found]) -> None:
    """Marks the places of a dateline ("دمشق - ", "DAMASCUS (Reuters) —") as mere context."""
    if found[0].first > 1 or sentence.kind == "row":
        return
    tokens = sentence.tokens
    depth = 0
    latest = found[0].last
    for index in range(found[0].last, min(len(tokens), _DATELINE_REACH)):
        token = tokens[index]
        if token.raw in "([":
            depth += 1
        elif token.raw in ")]":
            depth -= 1
        elif depth == 0 and token.raw in _DASHES and token.start > tokens[index - 1].end:
            for item in found:
                if item.last <= index:
                    item.standing = "context"
                    item.rules = (*item.rules, "place.dateline")
            return
        elif depth == 0 and token.kind == "word":
            inside = any(item.first <= index < item.last for item in found)
            short = token.raw[0].isupper() or index <= 5
            if not (inside or short):
                return
            latest = index if inside else latest
            if sentence.lang == "ar" and not inside and index > latest + 4:
                return
        elif token.raw in ".!?؟":
            return


def weak(item: Found) -> bool:
    """Whether the name needs the document's country before it counts."""
    if item.cue is not None:
        return False
    return item.needs == CONTEXT or (item.needs == LOCATED and not item.located)
