"""Place names as the words of a sentence offer them, before anyone decides which place is meant.

Longest name first; capitals are required in Latin scripts; what stands inside the name of an
organisation or a person is told apart here, because only the neighbouring words can tell.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.model import Sentence, Token
from etl.places.found import ACTOR, ARMED, AUTHORITY, DATELINE, HINT, ORGANISATION, Found
from etl.places.gazetteer import Gazetteer, Start, strength
from etl.places.keys import DEMONYM, JOINERS, LANG_BITS, LANG_MASK, LOCATED, word_key
from etl.places.lexicon import Cues, cues
from etl.places.owners import (
    actor,
    armed,
    authority,
    compound,
    goes_on,
    organisation,
    organisations,
    person,
    water,
)
from etl.places.surroundings import share_back, shared, surroundings
from etl.places.unlisted import unlisted
from etl.text.sights import Sight
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
_INDEFINITE = frozenset(("a", "another", "one", "two", "by", "some"))
_ELIDED = frozenset(("l", "d"))
_DASHES = frozenset("-–—")
_LABEL_ENDS = frozenset(":|")
_MONEY = frozenset("$€£")
_DATELINE_REACH = 14
_DEFINITE = frozenset(("la", "le", "el"))
# A town that is smaller bears no article that is not part of its name.
_CITY = 200_000
_BARS = ("|", "\t")
# What stands for hamza and ayn in Latin letters, and what an apostrophe joins in other words.
_HAMZAS = frozenset("'’‘ʿʾ`´ʼ")
_hamza = Sight(lambda token: token.raw in _HAMZAS)
_GENITIVES = frozenset(("s", "t", "re", "ve", "ll", "d", "m"))


def find(sentence: Sentence, gazetteer: Gazetteer) -> list[Found]:
    """Every place name that the sentence may hold, in order, none overlapping."""
    tokens = sentence.tokens
    found: list[Found] = []
    pack = cues(sentence.lang)
    inside: list[tuple[int, int]] | None = None
    shouting = sentence.lang != "ar" and _shouting(tokens)
    titled: bool | None = None
    skip_to = 0
    marked = sentence.lang != "ar" and bool(_hamza.spots(tokens))
    foreign = unlisted(gazetteer, pack) if sentence.lang == "ar" else None
    spots: Sequence[int] = range(len(tokens)) if marked else gazetteer.opening.spots(tokens)
    if foreign is not None:
        spots = sorted({*spots, *foreign.spots(tokens)})
    for index in spots:
        token = tokens[index]
        if index < skip_to or token.kind != "word":
            continue
        starts = gazetteer.starts(token)
        match = _longest(tokens, index, starts, pack, gazetteer, shouting) if starts else None
        if marked and (match is None or match[1] < index + 3):
            match = _transliterated(tokens, index, pack, gazetteer) or match
        told = match is None and foreign is not None and not starts
        if told and foreign is not None:
            match = foreign.match(tokens, index)
        if match is None:
            continue
        start, last, hits = match
        if last < len(tokens) and tokens[last].raw in _MONEY and tokens[last].start == tokens[last - 1].end:
            # "US$ 4.5 million" is money.
            continue
        if _organisation_by_article(tokens, index, last, hits, pack, gazetteer):
            continue
        if inside is None:
            inside = organisations(tokens, pack)
        if titled is None:
            titled = sentence.lang == "ar" or sentence.kind != "prose" or _titled(tokens)
        item = _judge(sentence, index, last, start, hits, pack, inside, found, titled)
        if item is not None:
            if told:
                # Words called for a place, but not for one of just any country.
                item.located, item.cue = True, item.cue if item.needs == LOCATED else None
            found.append(item)
            if item.cue is not None and item.enumerated and "place.cue.after" in item.rules:
                share_back(found)
        skip_to = last
    if found:
        _dateline(sentence, found)
    return found


def _longest(
    tokens: tuple[Token, ...],
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


def _transliterated(
    tokens: tuple[Token, ...], index: int, pack: Cues, gazetteer: Gazetteer
) -> tuple[Start, int, tuple[tuple[int, int], ...]] | None:
    """A name that is written with signs for letters that others leave out: "Ta'iz", "Sa‘ada", "Mek'ele"."""
    key, last = word_key(tokens[index].key), index + 1
    while (
        last + 1 < len(tokens)
        and tokens[last].raw in _HAMZAS
        and tokens[last].start == tokens[last - 1].end
        and tokens[last + 1].start == tokens[last].end
        and tokens[last + 1].kind == "word"
        and tokens[last + 1].key not in _GENITIVES
    ):
        key += word_key(tokens[last + 1].key)
        last += 2
    if last == index + 1 or not tokens[index].raw[0].isupper():
        return None
    hits = _readable(gazetteer.named(key), tokens[index], pack.lang, True, False, several=True)
    hits = tuple(hit for hit in hits if not hit[1] & DEMONYM)
    return (Start("", key, 0, hits, 1), last, hits) if hits else None


def _organisation_by_article(
    tokens: Sequence[Token],
    index: int,
    last: int,
    hits: tuple[tuple[int, int], ...],
    pack: Cues,
    gazetteer: Gazetteer,
) -> bool:
    """Whether an article makes an organisation of what else is a small town: "la Nema", "el Senamhi"."""
    if pack.lang not in ("fr", "es") or last - index > 1 or index == 0:
        return False
    if tokens[index - 1].key not in _DEFINITE or tokens[index - 1].raw[0].isupper():
        return False
    entries = [gazetteer.entry(ordinal) for ordinal, _ in hits]
    return all(entry.kind == "town" and entry.population < _CITY for entry in entries)


def _as_spelled(
    hits: tuple[tuple[int, int], ...], raw: str, key: str, pack: Cues, gazetteer: Gazetteer
) -> tuple[tuple[int, int], ...]:
    """The bearers that the marks of the written name leave: "عُمان" is Oman, "آب" August and not Ibb."""
    place_id = pack.spelled.get(raw)
    if place_id is not None:
        return tuple(hit for hit in hits if gazetteer.entry(hit[0]).place_id == place_id)
    return () if key in pack.strict else hits


def _capital(tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a name may begin here: scripts without capitals always, else a capital or "al-"."""
    raw = tokens[index].raw
    if raw[0].isupper() or not raw[0].islower():
        return True
    if tokens[index].key.strip("'") in _ARTICLES and index + 2 < len(tokens):
        dash = tokens[index + 1]
        return dash.raw in JOINERS and dash.start == tokens[index].end and tokens[index + 2].raw[:1].isupper()
    return False


def _next_word(tokens: tuple[Token, ...], at: int) -> int | None:
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


def _shouting(tokens: tuple[Token, ...]) -> bool:
    words = 0
    for token in tokens:
        if token.kind == "word" and len(token.raw) > 3:
            if not token.raw.isupper():
                return False
            words += 1
    return words > 2


def _titled(tokens: tuple[Token, ...]) -> bool:
    """Whether most words bear a capital, as in a headline."""
    words = [t.raw for t in tokens if t.kind == "word" and len(t.raw) > 3]
    return 2 * sum(word[0].isupper() for word in words) > len(words)


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
    if not demonym and water(tokens, first, last, pack):
        return None
    if demonym and last == first + 1 and word_key(tokens[first].key) in pack.landscapes:
        return None
    cue, located, role, lead, why = surroundings(tokens, first, last, start.prefix, pack, before)
    if cue == "town" and last == first + 1 and word_key(tokens[first].key) in pack.quarters:
        return None
    cell = _label(sentence, first, last)
    located = located or cell
    if demonym and _ground(tokens, first, last, pack):
        cue, located, standing = None, True, "place"
        why = [rule for rule in why if rule != "place.enumeration"]
        rules.append("place.ground")
    if any(a <= first and last <= b for a, b in inside):
        standing, rules = "context" if not demonym else "demonym", [*rules, ORGANISATION]
    elif not demonym:
        if cue is None and organisation(tokens, first, last, start.prefix, pack):
            standing, rules = "context", [*rules, ORGANISATION, HINT]
        elif goes_on(tokens, first, last, hits, pack, titled) or (
            cue is None
            and (
                person(tokens, first, last, start, needs, pack)
                or (not (located or titled) and compound(tokens, first, last, pack, before))
            )
        ):
            return None
        elif actor(tokens, first, last, start, pack):
            standing, rules = "context", [*rules, ACTOR]
    if standing == "demonym" and armed(tokens, first, last, pack):
        rules.append(ARMED)
    elif standing != "place" and authority(tokens, first, last, pack):
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
        cell or "place.enumeration" in rules,
        lead,
        cue,
        shared(before) if "place.enumeration" in rules and cue is None else None,
        role,
        tuple(rules),
    )


def _label(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a name opens a row or a bullet, or fills a cell, and says where its figures are."""
    tokens = sentence.tokens
    if sentence.kind == "row":
        closed = last == len(tokens) or tokens[last].raw in _BARS
        return (first == 0 and last < len(tokens)) or (closed and tokens[first - 1].raw in _BARS)
    return first == 0 and last < len(tokens) and tokens[last].raw in _LABEL_ENDS


def _nationals(tokens: tuple[Token, ...], first: int, start: Start, pack: Cues) -> bool:
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


def _ground(tokens: tuple[Token, ...], first: int, last: int, pack: Cues) -> bool:
    """Whether a nationality names the land: "the Greek islands", "الجانب الإسرائيلي"."""
    if pack.lang == "en":
        return any(
            token.kind == "word" and word_key(token.key) in pack.grounds for token in tokens[last : last + 2]
        )
    if not first or tokens[first - 1].kind != "word":
        return False
    return any(word_key(form.stem) in pack.grounds for form in forms(tokens[first - 1]))


def _adjective(tokens: tuple[Token, ...], first: int, last: int, pack: Cues) -> bool:
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


def _dateline(sentence: Sentence, found: list[Found]) -> None:
    """Marks the places of a dateline ("دمشق - ", "DAMASCUS (Reuters) —") as mere context."""
    if found[0].first > 1 or sentence.kind in ("row", "heading"):
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
        elif depth == 0 and token.raw in _DASHES and (
            token.start > tokens[index - 1].end or tokens[index - 1].raw == "."
        ):  # fmt: skip
            for item in found:
                if item.last <= index:
                    item.standing = "context"
                    item.rules = (*item.rules, DATELINE)
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
            # A stop and a dash close a dateline of Spanish agencies: "Lima, 10 nov (EFE).-".
            following = tokens[index + 1] if index + 1 < len(tokens) else token
            if not (token.raw == "." and following.raw in _DASHES and following.start == token.end):
                return
