"""Which place a name means, decided the same way every time.

A parent named beside it ("Tripoli, Lebanon") outweighs the countries of the paragraph and of the
document, those outweigh a shared subdivision, that outweighs nearness to places already certain, and
population comes last. A name whose country stays open is left out: a country is right or absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from etl.model import Place, PlaceMention, Sentence
from etl.places.found import ACTOR, ARMED, AUTHORITY, BESIDE, CALLED, CAMP, DATELINE, HINT, Found, weak
from etl.places.gazetteer import Entry, Gazetteer, strength
from etl.places.keys import CONTEXT, CUED, DEMONYM, FREE, LIKELY, LOCATED, PRIMARY, USUAL
from etl.places.lexicon import cues

_BASE = {"country": 60, "region": 64, "site": 26, "town": 20, "admin1": 30, "admin2": 18}
_FITS = {
    "country": ("country",),
    "admin1": ("admin1", "region"),
    "town": ("town", "site", "admin2"),
    "site": ("site", "town"),
}
_ACCURACY = {
    "country": "country",
    "region": "admin1",
    "admin1": "admin1",
    "admin2": "admin2",
    "town": "point",
    "site": "site",
}
_PARENT, _CUE, _SAME_ADMIN1, _NEAR, _FAR = 300, 60, 12, 10, 5
_USUAL, _LIKELY = 45, 10
_OPEN_COUNTRY, _OPEN_ADMIN1 = 4, 3
_NEIGHBOURS = 12
_WITHIN_REACH = 5
# The longest of the small words between two names of a list ("and in", "et au").
_LINK = 3
_DEGREE = 100_000
_PARENT_REACH = 5
# The inhabitants from which on a city is meant whatever country stands behind its name and a comma.
_METROPOLIS = 500_000
_ANY = 1 << 40


# Cities that host organisations and conferences: they are spoken from more than spoken of.
_SEATS = frozenset(
    {
        "gn:2660646",  # Geneva
        "gn:5128581",  # New York
        "gn:2800866",  # Brussels
        "gn:2761369",  # Vienna
        "gn:2747373",  # The Hague
        "gn:4140963",  # Washington
    }
)


class Weights(msgspec.Struct, gc=False):
    """How much each country is spoken of, in the document and in each paragraph."""

    document: dict[str, int]
    paragraphs: dict[int, dict[str, int]]

    def of(self, iso2: str | None, paragraph: int) -> int:
        """What a country's presence is worth to a name in that paragraph."""
        if iso2 is None:
            return 0
        near = self.paragraphs.get(paragraph, {}).get(iso2, 0)
        return min(36, 6 * near) + min(48, 3 * self.document.get(iso2, 0))


class Resolver:
    """Decides the names of one document."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        found: Sequence[list[Found]],
        gazetteer: Gazetteer,
        text: str | None = None,
    ) -> None:
        self.sentences = sentences
        self.text = text
        self.found = found
        self.gazetteer = gazetteer
        self.weights = self._weigh()
        self._certain: list[Entry] | None = None

    def mentions(self, position: int) -> list[PlaceMention]:
        """The decided mentions of one sentence."""
        decided: list[PlaceMention] = []
        items = self.found[position]
        for at, item in enumerate(items):
            if item.standing == "context" and not (ACTOR in item.rules or HINT in item.rules):
                continue
            entry, open_admin1 = self._choose(position, item, at)
            if entry is not None:
                decided.append(self._mention(position, item, entry, open_admin1))
        if len(decided) > 1:
            self._narrow(position, decided)
            self._join(position, decided)
        return decided

    def written_in(self) -> str | None:
        """The country of the dateline, unless organisations speak from there."""
        for position, items in enumerate(self.found):
            for at, item in enumerate(items):
                if DATELINE not in item.rules:
                    return None
                entry, _ = self._choose(position, item, at)
                if entry is not None:
                    return None if entry.place_id in _SEATS else entry.iso3
        return None

    def _narrow(self, position: int, decided: list[PlaceMention]) -> None:
        """Sets the wider of two names in one phrase beside the narrower: "Homs, Syria", "ليبيا، في درنة"."""
        sentence = self.sentences[position]
        core = 0
        for at in range(1, len(decided)):
            one, other, last = decided[core], decided[at], decided[at - 1].last
            if (
                one.demonym
                or other.demonym
                or other.first - last > _WITHIN_REACH
                or other.start != sentence.tokens[other.first].start
                or not self._phrase(sentence, last, other.first)
            ):
                core = at
                continue
            if _holds(other.place, one.place):
                decided[at] = msgspec.structs.replace(other, beside=True)
                continue
            before, core = core, at
            if _holds(one.place, other.place):
                decided[before] = msgspec.structs.replace(one, beside=True)
                # "from Ethiopia's Amhara region": what governs the wider name governs the narrower one.
                place = msgspec.structs.replace(other.place, role=one.place.role)
                decided[at] = msgspec.structs.replace(other, lead=one.lead, located=one.located, place=place)

    def _phrase(self, sentence: Sentence, last: int, first: int) -> bool:
        """Whether nothing but marks and words of place stand between two names."""
        pack = cues(sentence.lang)
        return all(
            token.raw in ",،('’s" or (token.kind == "word" and pack.placing(token))
            for token in sentence.tokens[last:first]
        )

    def _join(self, position: int, decided: list[PlaceMention]) -> None:
        """Gives names enumerated across borders the place that they make together, which has no country."""
        begin = 0
        for at in range(1, len(decided) + 1):
            if (
                at < len(decided)
                and "place.enumeration" in decided[at].rules
                and self._listed(position, decided[at - 1].last, decided[at].first)
            ):
                continue
            run = [m for m in decided[begin:at] if not m.demonym]
            if len({m.place.iso3 for m in run}) > 1:
                words = self._words(position, run[0].first, run[-1].last, run[0].start, run[-1].end)
                joint = Place(
                    name=words,
                    text=words,
                    iso3=None,
                    accuracy="country",
                    role=run[0].place.role,
                    place_id=None,
                )
                for index in range(begin, at):
                    located = run[0].located
                    decided[index] = msgspec.structs.replace(decided[index], joint=joint, located=located)
            begin = at

    def _listed(self, position: int, last: int, first: int) -> bool:
        """Whether no figure and no noun parts two names: "Chad 770,000, and Egypt 1.5 million" is no list."""
        return all(
            token.kind == "mark" or (token.kind == "word" and len(token.key) <= _LINK)
            for token in self.sentences[position].tokens[last:first]
        )

    def _weigh(self) -> Weights:
        document: dict[str, int] = defaultdict(int)
        paragraphs: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for items in self.found:
            for item in items:
                if ARMED in item.rules or (item.standing == "place" and (weak(item) or self._borrowed(item))):
                    continue
                meant = [h for h in item.hits if h[1] & USUAL] or [h for h in item.hits if h[1] & PRIMARY]
                meant = meant or list(item.hits)
                codes = {self.gazetteer.entry(o).iso2 for o, flags in meant if strength(flags) <= LOCATED}
                codes.discard(None)
                if len(codes) != 1:
                    continue
                code = codes.pop()
                assert code is not None
                worth = 2 if item.standing == "place" else 1
                document[code] += worth
                paragraphs[item.paragraph][code] += worth
        return Weights(dict(document), {number: dict(table) for number, table in paragraphs.items()})

    def _choose(self, position: int, item: Found, at: int) -> tuple[Entry | None, bool]:
        parent, elsewhere = self._parent(position, item, at)
        scored: list[tuple[int, str, Entry, int]] = []
        for ordinal, flags in item.hits:
            entry = self.gazetteer.entry(ordinal)
            if not self._admitted(item, entry, flags, parent) or (elsewhere and entry.population < elsewhere):
                continue
            scored.append((self._score(item, entry, flags, parent), entry.place_id, entry, flags))
        if not scored:
            return None, False
        scored.sort(key=lambda row: (-row[0], row[1]))
        countries = [row for row in scored if row[2].kind == "country"]
        if countries and item.cue is None and parent is None:
            # A country's name means the country, however much another is spoken of.
            below = [row for row in scored if row[2].kind == "admin1"]
            scored = below if self._subdivided(scored) else countries
        best = scored[0]
        chosen = best[2]
        for score, _, entry, flags in scored[1:]:
            if (
                entry.iso2 != chosen.iso2
                and best[0] - score < _OPEN_COUNTRY
                and flags & PRIMARY >= best[3] & PRIMARY
            ):
                return None, False
            if (
                entry.iso2 == chosen.iso2
                and entry.admin1 != chosen.admin1
                and best[0] - score < _OPEN_ADMIN1
                and chosen.kind == entry.kind == "town"
            ):
                # A name of several towns is sooner that of the subdivision around one of them.
                whole = [row[2] for row in scored if row[2].kind == "admin1" and row[2].iso2 == chosen.iso2]
                return (whole[0], False) if len(whole) == 1 else (chosen, True)
        return chosen, False

    def _subdivided(self, scored: list[tuple[int, str, Entry, int]]) -> bool:
        """Whether the name means a subdivision all the same: "Atlanta, Georgia"."""
        above = {row[2].admin1 for row in scored if row[2].kind == "admin1"}
        homes = {row[2].iso2 for row in scored if row[2].kind == "country"}
        if not above or any(self.weights.document.get(code or "", 0) for code in homes):
            return False
        towns = (
            self.gazetteer.entry(ordinal)
            for items in self.found
            for item in items
            for ordinal, flags in item.hits
            if flags & PRIMARY and strength(flags) == FREE
        )
        return any(entry.admin1 in above for entry in towns if entry.kind == "town")

    def _borrowed(self, item: Found) -> bool:
        """Whether a camp or crossing bears a name that is known of towns alone."""
        return CAMP in item.rules and all(
            self.gazetteer.entry(ordinal).kind not in ("site", "country", "region")
            for ordinal, _ in item.hits
        )

    def _home(self, entry: Entry) -> bool:
        """Whether the document speaks of the place's country."""
        return entry.iso2 is not None and self.weights.document.get(entry.iso2, 0) > 0

    def _admitted(self, item: Found, entry: Entry, flags: int, parent: Entry | None) -> bool:
        if self._borrowed(item) and self.weights.document and not self._home(entry):
            # A camp may be called after a town of another country.
            return False
        if CALLED in item.rules and entry.kind == "country":
            return False
        if (
            flags & DEMONYM
            or item.cue is not None
            or (item.shared_cue is not None and entry.kind == "admin1")
        ):
            return True
        need = strength(flags)
        home = self._home(entry)
        if parent is not None and parent.iso2 == entry.iso2:
            return item.located or need < CUED
        if need == CUED:
            return home and item.enumerated
        if need == CONTEXT:
            return home and item.located
        if need == LOCATED:
            return home or item.located
        return True

    def _score(self, item: Found, entry: Entry, flags: int, parent: Entry | None) -> int:
        score = _BASE[entry.kind] + (8 if flags & PRIMARY else 0)
        score += _USUAL if flags & USUAL else _LIKELY if flags & LIKELY else 0
        if entry.kind not in ("country", "admin1"):
            # A subdivision called after its town means the town, unless a type noun says otherwise.
            digits = len(str(entry.population))
            score += 3 * digits + entry.population // 10 ** (digits - 1) // 4
        cue = item.cue or (item.shared_cue if entry.kind != "country" else None)
        if cue is not None:
            score += _CUE if entry.kind in _FITS[cue] else 0
        if parent is not None and parent.iso2 == entry.iso2:
            score += _PARENT + (_PARENT // 2 if parent.admin1 and parent.admin1 == entry.admin1 else 0)
        score += self.weights.of(entry.iso2, item.paragraph)
        score -= 6 * strength(flags)
        if len(item.hits) > 1 and entry.kind in ("town", "site"):
            score += self._near(entry)
        return score

    def _sure(self) -> list[Entry]:
        if self._certain is None:
            ordinals = dict.fromkeys(
                item.hits[0][0]
                for items in self.found
                for item in items
                if item.standing == "place" and len(item.hits) == 1 and not weak(item)
            )
            entries = (self.gazetteer.entry(ordinal) for ordinal in ordinals)
            # A few settle it; more would make a long document slow.
            self._certain = [entry for entry in entries if entry.kind != "country"][:_NEIGHBOURS]
        return self._certain

    def _near(self, entry: Entry) -> int:
        worth = 0
        for other in self._sure():
            if other.admin1 is not None and other.admin1 == entry.admin1:
                return _SAME_ADMIN1
            if other.lat is None or other.lon is None or entry.lat is None or entry.lon is None:
                continue
            apart = max(abs(other.lat - entry.lat), abs(other.lon - entry.lon))
            worth = max(worth, _NEAR if apart < 2 * _DEGREE else _FAR if apart < 5 * _DEGREE else 0)
        return worth

    def _parent(self, position: int, item: Found, at: int) -> tuple[Entry | None, int]:
        """The area named right after the name; else how populous a place may be and still not be meant.

        "Tripoli, Lebanon", "طرابلس في لبنان", "Hama in Syria" have their area; "Buda in Kaduna, Nigeria"
        and "Paris, Ituri, Congo" are other places than those that are known by these names.
        """
        items, sentence = self.found[position], self.sentences[position]
        own = {self.gazetteer.entry(ordinal).iso2 for ordinal, _ in item.hits}
        if at > 0 and items[at - 1].standing == "demonym" and len(own) > 1:
            # "the Libyan capital Tripoli", "العاصمة الليبية طرابلس"
            between = sentence.tokens[items[at - 1].last : item.first]
            pack = cues(sentence.lang)
            if len(between) <= _PARENT_REACH and all(
                t.kind == "word" and (t.key in pack.link or t.key in pack.before or t.key in pack.skip)
                for t in between
            ):
                for ordinal, _ in items[at - 1].hits:
                    if self.gazetteer.entry(ordinal).iso2 in own:
                        return self.gazetteer.entry(ordinal), 0
        if at + 1 >= len(items):
            return None, 0
        following = items[at + 1]
        between = sentence.tokens[item.last : following.first]
        if len(between) > _PARENT_REACH:
            return None, 0
        pack = cues(sentence.lang)
        linked = within = False
        for token in between:
            if token.raw in ",،(":
                linked = True
            elif token.kind == "word" and pack.prepositions.get(token.key) == "site":
                linked = within = True
            elif token.kind != "word" or not any(
                token.key in words
                for words in (pack.link, pack.before, pack.directions, pack.after, pack.skip)
            ):
                return None, 0
        if following.standing == "demonym" and not between and sentence.lang == "ar":
            linked = True
        if not linked:
            return None, 0
        above = [self.gazetteer.entry(ordinal) for ordinal, _ in following.hits]
        above = [entry for entry in above if entry.kind in ("country", "admin1", "region")]
        inside = [entry for entry in above if entry.iso2 in own]
        if inside:
            return min(inside, key=lambda entry: (entry.kind != "country", entry.place_id)), 0
        if not above or following.standing != "place":
            return None, 0
        around = self._around(position, at + 1)
        if within or around is True:
            return None, _ANY
        return None, _METROPOLIS if around is None else 0

    def _around(self, position: int, at: int) -> bool | None:
        """Whether the next name is around this one, or beside it ("Syria and Iraq"); None without a next."""
        items = self.found[position]
        if at + 1 >= len(items) or not items[at + 1].enumerated:
            return None
        own = {self.gazetteer.entry(ordinal).iso2 for ordinal, _ in items[at].hits}
        return any(self.gazetteer.entry(ordinal).iso2 in own for ordinal, _ in items[at + 1].hits)

    def _words(self, position: int, first: int, last: int, start: int, end: int) -> str:
        return (
            _cut(self.sentences[position], first, last, start) if self.text is None else self.text[start:end]
        )

    def _leads(self, entry: Entry) -> bool:
        """Whether no other country is spoken of as much as that of the place."""
        weights = self.weights.document
        own = weights.get(entry.iso2 or "", 0)
        return all(own > other for code, other in weights.items() if code != entry.iso2)

    def _mention(self, position: int, item: Found, entry: Entry, open_admin1: bool) -> PlaceMention:
        sentence = self.sentences[position]
        text = self._words(position, item.first, item.last, item.start, item.end)
        known = entry.lat is not None and entry.lon is not None and not open_admin1
        place = Place(
            name=entry.name,
            text=text,
            iso3=entry.iso3,
            admin1=None if open_admin1 else entry.admin1,
            geonames_id=None if open_admin1 else entry.geonames_id,
            lat=entry.lat / _DEGREE if known and entry.lat is not None else None,
            lon=entry.lon / _DEGREE if known and entry.lon is not None else None,
            accuracy="country" if open_admin1 or entry.iso3 is None else _ACCURACY[entry.kind],  # type: ignore[arg-type]
            role=item.role,  # type: ignore[arg-type]
            place_id=f"iso:{entry.iso2}" if open_admin1 else entry.place_id,
        )
        return PlaceMention(
            start=item.start,
            end=item.end,
            first=item.first,
            last=item.last,
            lead=item.lead,
            located=item.located,
            sentence=sentence.index,
            place=place,
            demonym=item.standing != "place",
            authority=AUTHORITY in item.rules or ACTOR in item.rules,
            beside=BESIDE in item.rules or (entry.place_id in _SEATS and not self._leads(entry)),
            rules=item.rules,
        )


def _holds(wider: Place, narrower: Place) -> bool:
    """Whether one place is the country or subdivision of the other."""
    if wider.iso3 is None or wider.iso3 != narrower.iso3 or narrower.accuracy == "country":
        return False
    if wider.accuracy == "country":
        return True
    return (
        wider.accuracy == "admin1"
        and narrower.accuracy != "admin1"
        and wider.admin1 in (None, narrower.admin1)
    )


def _cut(sentence: Sentence, first: int, last: int, start: int) -> str:
    """The words of a name as written; what parts them is a blank for each character."""
    cut = ""
    at = start
    for token in sentence.tokens[first:last]:
        raw = token.raw[max(0, start - token.start) :]
        cut += " " * (token.end - len(raw) - at) + raw
        at = token.end
    return cut
