"""The attribution lexicon of a language, compiled once into tables by first key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import msgspec

from etl.lang import packs
from etl.model import Lang, Sentence, Token
from etl.periods.lexicon import lexicon as time_lexicon
from etl.text.fold import fold
from etl.text.sights import Sight
from etl.text.tokens import keys_of

CueKind = Literal["verb", "weak", "counting", "aim", "carrying", "preposition", "view", "data", "tally"]
Rest = tuple[str, ...]
Nexts = dict[tuple[str, "str | None"], tuple[tuple[Rest, CueKind], ...]]


class Pack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`attribution.toml`. What each list is for stands beside it in the file."""

    order: Literal["verb_first", "subject_first"]
    endings: list[str]
    verbs: list[str]
    plain_verbs: list[str]
    weak: list[str]
    counting: list[str]
    carrying: list[str]
    prepositions: list[str]
    data: list[str]
    tally: list[str] = []
    # Verbs of what their subject will do, which take an infinitive, its endings, and the pronouns between
    # ("l'UNRWA entend leur distribuer").
    aims: list[str] = []
    infinitives: list[str] = []
    # Openers of a view, with its holder and a comma behind them ("Pour l'OMS, ce sont 34 …").
    views: list[str] = []
    # Pronouns of who was told, before the verb ("X nous a indiqué"), and the units of an age.
    told_to: list[str] = []
    # Of the words that resume a subject, those that only add ("et"): what stands before them is not told.
    conjoining: list[str] = []
    # How adverbs end that may stand between a verb and its speaker.
    adverbials: list[str] = []
    # Negations that only restrict where "that" stands behind the verb ("n'a confirmé que trois décès").
    restricting: list[str] = []
    ages: list[str] = []
    tallies: list[str] = []
    helpers: list[str] = []
    participles: list[str] = []
    counting_participles: list[str] = []
    inverted: list[str] = []
    parted: list[str] = []
    interposed: list[str] = []
    told: list[str] = []
    # Verbs of telling with a pronoun for what was told, behind the word for it ("تقرير نشرته").
    tellers: list[str] = []
    # Verbs whose object is who listens, never who speaks ("told Reuters").
    addressing: list[str] = []
    by: list[str] = []
    asides: list[str] = []
    # Pronouns that may part a closing quotation from its verb ("», s'exclame X"); none where no verb follows.
    reflexives: list[str] = []
    # What opens such words at any length ("à la radio locale"): the speaker's article ends them.
    aside_leads: list[str] = []
    introducers: list[str] = []
    demonstratives: list[str] = []
    obliques: list[str] = []
    which: list[str] = []
    who: list[str] = []
    reached: list[str] = []
    resumed: list[str] = []
    # "According to what X announced": the words before the verb, the verbs and their endings, and the
    # pronouns that may take up "what" behind them.
    relays: list[str] = []
    relayed: list[str] = []
    relay_endings: list[str] = []
    relay_pronouns: list[str] = []
    # "According to figures of X": leads and nouns, each with each.
    source_leads: list[str] = []
    source_nouns: list[str] = []
    # What alone before a colon names the source of the whole paragraph or document ("Source: OCHA").
    source_lines: list[str] = []
    chains: list[str]
    complements: list[str]
    # What is announced without "that" ("announced the rescue of 14"): they lead on like complements, and
    # make a speaker of whoever stands between the verb and them.
    deeds: list[str] = []
    core: list[str]
    stops: list[str]
    dangling: list[str]
    subject_breaks: list[str]
    particles: list[str]
    glued: list[str]
    exact: list[str]
    pronouns: list[str]
    blockers: list[str]
    auxiliaries: list[str]
    skips: list[str]
    clause_breaks: list[str]
    roles: list[str]
    articles: list[str]
    possessives: list[str]
    void: list[str]
    connectors: list[str]
    heads: list[str]
    plain_heads: list[str]
    anaphors: list[str]
    references: list[str]
    # Letters that stand for a field of work or a thing, never for who says something ("WASH", "NFI").
    sectors: list[str] = []
    # Heads that, in the label of a line, name a place and no office ("Taiz governorate: 12 dead").
    areas: list[str] = []
    mods: list[str]
    # Small words that no head noun is owned by, and those that its place stands behind.
    unowning: list[str] = []
    placing: list[str] = []
    names: dict[str, list[str]]


@dataclass(slots=True, frozen=True)
class Name:
    """A known organisation's surface after its first key; an acronym counts only in capitals."""

    rest: Rest
    id: str
    acronym: bool
    capital: bool


@dataclass(slots=True, frozen=True)
class Lexicon:
    """Every table that finding looks up, keys folded."""

    lang: Lang
    verb_first: bool
    cues: dict[str, dict[Rest, CueKind]]
    # Per first key, once asked, the same by the second, and by the third where more than that one may stand
    # there, for what must follow the first at once; `open_` may go on otherwise.
    nexts: dict[str, Nexts]
    open_: dict[str, tuple[tuple[Rest, CueKind], ...]]
    # First words that others may part from the rest of their cue, as written ("a, de son côté, indiqué").
    parted: frozenset[str]
    interposed: dict[str, tuple[Rest, ...]]
    # Participles of telling as written ("annoncés"; "annonce" is another word), and the "par" behind them.
    told: frozenset[str]
    tellers: frozenset[str]
    addressing: frozenset[str]
    infinitives: tuple[str, ...]
    told_to: frozenset[str]
    restricting: frozenset[str]
    adverbials: tuple[str, ...]
    conjoining: frozenset[str]
    ages: frozenset[str]
    by: frozenset[str]
    unowning: frozenset[str]
    placing: frozenset[str]
    # To whom or where it was said, between the verb and its speaker ("a déclaré à la presse X").
    asides: dict[str, tuple[Rest, ...]]
    aside_leads: dict[str, tuple[Rest, ...]]
    reflexives: frozenset[str]
    introducers: dict[str, tuple[Rest, ...]]
    demonstratives: frozenset[str]
    # "Selon lui": the speaker before goes on; "selon lequel": the one right before.
    obliques: frozenset[str]
    which: frozenset[str]
    # "L'OIM, qui recense": who is spoken of says it.
    who: frozenset[str]
    # "Un habitant joint par l'AFP": as written, participles of asking whose object speaks.
    reached: frozenset[str]
    # What joins a second verb to the subject of the first ("refuse de chiffrer mais assure que").
    resumed: frozenset[str]
    relays: dict[str, tuple[Rest, ...]]
    relayed: frozenset[str]
    relay_pronouns: frozenset[str]
    source_lines: frozenset[str]
    # What is one's own count behind "by": "by the army's reckoning".
    tallies: frozenset[str]
    chains: dict[str, tuple[Rest, ...]]
    complements: frozenset[str]
    deeds: frozenset[str]
    core: frozenset[str]
    stops: dict[str, tuple[Rest, ...]]
    breaks: dict[str, tuple[Rest, ...]]
    dangling: frozenset[str]
    subject_breaks: frozenset[str]
    particles: frozenset[str]
    glued: frozenset[str]
    exact: dict[str, frozenset[str]]
    pronouns: frozenset[str]
    blockers: frozenset[str]
    auxiliaries: frozenset[str]
    skips: frozenset[str]
    roles: frozenset[str]
    articles: frozenset[str]
    possessives: frozenset[str]
    # Per verb the words that, a little behind it, make it an act and no statement.
    void: dict[str, frozenset[str]]
    connectors: frozenset[str]
    heads: frozenset[str]
    plain_heads: frozenset[str]
    anaphors: frozenset[str]
    references: frozenset[str]
    sectors: frozenset[str]
    areas: frozenset[str]
    mods: frozenset[str]
    names: dict[str, tuple[Name, ...]]
    times: frozenset[str]
    # Whether a token can be a cue, and whether it can begin an organisation's name.
    cued: Sight
    opening: Sight


@lru_cache(maxsize=4)
def lexicon(lang: Lang) -> Lexicon:
    """The compiled lexicon of the language."""
    pack = packs.read_toml(lang, "attribution", Pack)
    cues: dict[str, dict[Rest, CueKind]] = {}

    def add(surfaces: list[str], kind: CueKind, endings: list[str]) -> None:
        for surface in surfaces:
            for ending in endings:
                keys = keys_of(surface + ending)
                cues.setdefault(keys[0], {})[keys[1:]] = kind

    # Later lists overrule earlier ones: a verb listed as counting is counting, whatever else it is.
    pairs = [f"{helper} {said}" for helper in pack.helpers for said in pack.participles]
    tallied = [f"{helper} {said}" for helper in pack.helpers for said in pack.counting_participles]
    said_again = [f"{helper} {said}" for helper in pack.inverted for said in pack.participles]
    add(pairs, "verb", [""])
    add(pack.verbs, "verb", pack.endings)
    add(pack.plain_verbs, "verb", [""])
    add(pack.weak, "weak", pack.endings)
    add([*tallied, *pack.counting], "counting", pack.endings)
    add(said_again, "carrying", [""])
    add(pack.carrying, "carrying", pack.endings)
    add(
        [_joined(lead, noun) for lead in pack.source_leads for noun in pack.source_nouns], "preposition", [""]
    )
    add(pack.prepositions, "preposition", [""])
    add(pack.data, "data", [""])
    add(pack.aims, "aim", [""])
    add(pack.views, "view", [""])
    add(pack.tally, "tally", [""])
    names: dict[str, list[Name]] = {}
    for name, surfaces in pack.names.items():
        for surface in surfaces:
            keys = keys_of(surface)
            acronym = surface.isupper() and len(surface) <= 8
            names.setdefault(keys[0], []).append(Name(keys[1:], name, acronym, surface[0].isupper()))
    times = [
        key
        for key, entries in time_lexicon(lang).entries.items()
        if any(entry.name in ("weekday", "relday") and not entry.rest for entry in entries)
    ]
    return Lexicon(
        lang=lang,
        verb_first=pack.order == "verb_first",
        cues=cues,
        nexts={},
        open_={
            k: _longest_first({rest: kind for rest, kind in v.items() if not rest or rest[0] == "ل"})
            for k, v in cues.items()
        },
        parted=frozenset((*pack.helpers, *pack.parted)),
        interposed=_table(pack.interposed),
        told=frozenset(pack.told),
        tellers=_keys(pack.tellers),
        addressing=_keys(pack.addressing),
        infinitives=tuple(pack.infinitives),
        told_to=_keys(pack.told_to),
        restricting=_keys(pack.restricting),
        conjoining=_keys(pack.conjoining),
        adverbials=tuple(pack.adverbials) or ("\0",),
        ages=_keys(pack.ages),
        by=_keys(pack.by),
        unowning=_keys(pack.unowning),
        placing=_keys(pack.placing),
        asides=_table(pack.asides),
        aside_leads=_table(pack.aside_leads),
        reflexives=_keys(pack.reflexives),
        introducers=_table(pack.introducers),
        demonstratives=_keys(pack.demonstratives),
        obliques=_keys(pack.obliques),
        which=_keys(pack.which),
        who=_keys(pack.who),
        reached=frozenset(pack.reached),
        resumed=_keys(pack.resumed),
        relays=_table(pack.relays),
        relayed=_keys([verb + ending for verb in pack.relayed for ending in pack.relay_endings]),
        relay_pronouns=_keys(pack.relay_pronouns),
        source_lines=_keys(pack.source_lines),
        tallies=_keys(pack.tallies),
        chains=_table(pack.chains),
        complements=_keys([*pack.complements, *pack.deeds]),
        deeds=_keys(pack.deeds),
        core=_keys(pack.core),
        stops=_table(pack.stops),
        breaks=_table(pack.clause_breaks),
        dangling=_keys(pack.dangling),
        subject_breaks=_keys(pack.subject_breaks),
        particles=_keys(pack.particles),
        glued=_keys(pack.glued),
        exact={fold(word): frozenset((word,)) for word in pack.exact},
        pronouns=_keys(pack.pronouns),
        blockers=_keys(pack.blockers),
        auxiliaries=_keys(pack.auxiliaries),
        skips=_keys(pack.skips),
        roles=_keys(pack.roles),
        articles=_keys(pack.articles),
        possessives=_keys(pack.possessives),
        sectors=frozenset(pack.sectors),
        areas=_keys(pack.areas),
        void=_pairs(pack.void),
        connectors=_keys(pack.connectors),
        heads=_keys(pack.heads),
        plain_heads=_keys(pack.plain_heads),
        anaphors=_keys(pack.anaphors),
        references=_keys(pack.references),
        mods=_keys(pack.mods),
        names={k: tuple(sorted(v, key=lambda n: -len(n.rest))) for k, v in names.items()},
        times=frozenset(times),
        cued=Sight(),
        opening=Sight(),
    )


def _longest_first(rests: dict[Rest, CueKind]) -> tuple[tuple[Rest, CueKind], ...]:
    return tuple(sorted(rests.items(), key=lambda item: -len(item[0])))


def _by_next(rests: Mapping[Rest, CueKind]) -> Nexts:
    """The rests by their first keys; under None those that any second key may follow, which stand in all."""
    seconds: dict[str, dict[Rest, CueKind]] = {}
    for rest, kind in rests.items():
        if rest:
            seconds.setdefault(rest[0], {})[rest] = kind
    found: Nexts = {}
    for second, its in seconds.items():
        thirds: dict[str | None, dict[Rest, CueKind]] = {}
        for rest, kind in its.items():
            # A closing ل is glued to whatever follows.
            third = None if len(rest) == 1 or rest[1:] == ("ل",) else rest[1]
            thirds.setdefault(third, {})[rest] = kind
        # What is longest comes first, and of equal ones the first in the lexicon, as among all.
        any_third = thirds.get(None, {})
        rank = {rest: place for place, rest in enumerate(its)}
        for third, own in thirds.items():
            both = sorted({**own, **any_third}.items(), key=lambda item: rank[item[0]])
            found[second, third] = _longest_first(dict(both))
    return found


def _joined(lead: str, noun: str) -> str:
    """The lead before the noun; a closing ل is written on to it."""
    return f"{lead}{noun}" if lead.endswith(" ل") else f"{lead} {noun}"


def _keys(words: list[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _pairs(phrases: list[str]) -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {}
    for phrase in phrases:
        first, second = keys_of(phrase)
        pairs.setdefault(first, set()).add(second)
    return {first: frozenset(seconds) for first, seconds in pairs.items()}


def _table(surfaces: list[str]) -> dict[str, tuple[Rest, ...]]:
    table: dict[str, list[Rest]] = {}
    for surface in surfaces:
        keys = keys_of(surface)
        table.setdefault(keys[0], []).append(keys[1:])
    return {key: tuple(sorted(rests, key=lambda rest: -len(rest))) for key, rests in table.items()}


def onward(lex: Lexicon, sentence: Sentence, reading: str, at: int) -> tuple[tuple[Rest, CueKind], ...]:
    """What may follow a first key where the second stands at `at`, longest first."""
    tokens = sentence.tokens
    if at >= len(tokens):
        return ()
    table = lex.nexts.get(reading)
    if table is None:
        rests = lex.cues.get(reading)
        if rests is None:
            return ()
        table = lex.nexts[reading] = _by_next(rests)
    second = tokens[at].key
    if at + 1 < len(tokens):
        found = table.get((second, tokens[at + 1].key))
        if found is not None:
            return found
    return table.get((second, None), ())


def follows(sentence: Sentence, i: int, rest: Rest) -> bool:
    """Whether the tokens from `i` on have just these keys."""
    if not rest:
        return True
    tokens = sentence.tokens
    if i + len(rest) > len(tokens):
        return False
    return all(tokens[i + n].key == key for n, key in enumerate(rest))


def begins(sentence: Sentence, i: int, table: dict[str, tuple[Rest, ...]], key: str | None = None) -> int:
    """How many tokens a surface of the table takes from `i` on, 0 if none begins there."""
    rests = table.get(key or sentence.tokens[i].key)
    if rests is None:
        return 0
    tokens = sentence.tokens
    following = tokens[i + 1].key if i + 1 < len(tokens) else None
    for rest in rests:
        # Many surfaces begin alike: the word behind tells at once which can go on.
        if not rest or (rest[0] == following and follows(sentence, i + 1, rest)):
            return 1 + len(rest)
    return 0


def unprefixed(token: Token) -> str:
    """The key without a leading و or ف where it has the length of a word without it."""
    key = token.key
    return key[1:] if len(key) > 3 and key[0] in "وف" else key
