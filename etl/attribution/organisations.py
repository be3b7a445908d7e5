"""Organisations in a document: where they are named, and the fullest form of each name.

A name is known from the lexicon, built around a head noun ("ministry", "مرصد", "comité") or spelled as an
acronym. "The ministry" and "المرصد" stand for the one of that kind that was named in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

import msgspec

from etl.attribution.lexicon import Lexicon, begins, follows, lexicon
from etl.lang.packs import read_csv
from etl.model import LANGS, Lang, Sentence, Token
from etl.text.fold import fold

# Characters within which "its spokesman" still means the organisation named last.
_NEAR = 400
_QUOTED = 8


class Mention(msgspec.Struct, frozen=True, gc=False):
    """An organisation's name in tokens of a sentence. `bare` is a head noun alone ("the ministry")."""

    sentence: int
    first: int
    last: int
    start: int
    end: int
    text: str
    id: str | None
    head: str | None
    bare: bool


class Organisations:
    """The organisations of one document, read sentence by sentence as they are asked for."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._sentences = sentences
        self._mentions: dict[int, list[Mention]] = {}
        self._pairs: dict[str, Mention] | None = None
        self._everywhere: list[Mention] | None = None

    def of(self, position: int) -> list[Mention]:
        """The mentions of the sentence at that position in the document, in order."""
        known = self._mentions.get(position)
        if known is None:
            known = _scan(self._text, self._sentences[position], position)
            self._mentions[position] = known
        return known

    def fullest(self, mention: Mention) -> str | None:
        """The longest form in which the document names the same organisation; None for a bare noun alone."""
        everywhere = self._all()
        if mention.id is not None:
            same = [other for other in everywhere if other.id == mention.id]
            best = max(same, key=lambda other: (len(other.text), -other.start), default=mention)
            # A generic part ("the police") does not grow into another organisation's name.
            pair = self._expanded(best)
            return pair.text if pair else best.text
        if mention.bare:
            named = [other for other in everywhere if other.head == mention.head and not other.bare]
            before = [other for other in named if other.start < mention.start]
            if before or named:
                return self._longest(before[-1] if before else named[0], everywhere)
            return None
        pair = self._expanded(mention)
        return self._longest(pair or mention, everywhere)

    def before(self, sentence: Sentence, first: int) -> str | None:
        """The fullest form of the organisation named last before that token, within a sentence or two."""
        start = sentence.tokens[first].start
        near = [m for m in self._all() if m.start < start and not m.bare]
        return self.fullest(near[-1]) if near and start - near[-1].start < _NEAR else None

    def _all(self) -> list[Mention]:
        if self._everywhere is None:
            self._everywhere = [m for position in range(len(self._sentences)) for m in self.of(position)]
        return self._everywhere

    def _longest(self, mention: Mention, everywhere: Sequence[Mention]) -> str:
        if mention.id is not None:
            return max((o.text for o in everywhere if o.id == mention.id), key=len, default=mention.text)
        longer = [o.text for o in everywhere if o.text.startswith(mention.text + " ")]
        return max(longer, key=len, default=mention.text)

    def _expanded(self, mention: Mention) -> Mention | None:
        if self._pairs is None:
            self._pairs = self._find_pairs()
        return self._pairs.get(mention.text)

    def _find_pairs(self) -> dict[str, Mention]:
        pairs: dict[str, Mention] = {}
        for position, sentence in enumerate(self._sentences):
            tokens = sentence.tokens
            for mention in self.of(position):
                at = mention.last
                if at + 2 < len(tokens) and tokens[at].key == "(" and tokens[at + 2].key == ")":
                    pairs.setdefault(tokens[at + 1].raw, mention)
        return pairs


def _scan(text: str, sentence: Sentence, position: int) -> list[Mention]:
    lex = lexicon(sentence.lang)
    found: list[Mention] = []
    after = 0
    if lex.opening.ask is None:
        lex.opening.ask = partial(_can_open, lex)
    for i in lex.opening.spots(sentence.tokens):
        if i < after:
            continue
        mention = _named(lex, text, sentence, position, i) or _headed(lex, text, sentence, position, i)
        if mention is None and lex.lang != "ar":
            mention = None if sentence.tokens[i].raw in lex.sectors else _acronym(text, sentence, position, i)
        if mention is None:
            continue
        if found and mention.first < found[-1].last:
            found.pop()
        found.append(mention)
        after = max(mention.last, i + 1)
    return found


def _can_open(lex: Lexicon, token: Token) -> bool:
    if token.kind != "word":
        return False
    if lex.lang != "ar" and token.raw.isupper() and 3 <= len(token.raw) <= 8 and token.raw.isascii():
        return True
    return any(
        key in lex.names or key in lex.heads or (lex.lang == "ar" and key.removeprefix("ال") in lex.heads)
        for key, _ in _readings(lex, token)
    )


def _readings(lex: Lexicon, token: Token) -> tuple[tuple[str, int], ...]:
    """(key, letters taken off) of the token and, in Arabic, without up to two proclitics."""
    return _unprefixed(token.key) if lex.lang == "ar" else ((token.key, 0),)


@lru_cache(maxsize=20_000)
def _unprefixed(key: str) -> tuple[tuple[str, int], ...]:
    readings = [(key, 0)]
    for depth in (1, 2):
        if len(key) > depth + 2 and all(c in "وفبلك" for c in key[:depth]):
            rest = key[depth:]
            readings.append((rest, depth))
            if key[depth - 1] == "ل" and rest.startswith("ل"):
                readings.append(("ا" + rest, depth))
    return tuple(readings)


def _mention(
    text: str,
    sentence: Sentence,
    position: int,
    first: int,
    last: int,
    off: int,
    article: bool,
    **rest: object,
) -> Mention:
    tokens = sentence.tokens
    start = tokens[first].start + off
    end = tokens[last - 1].end
    words = text[start:end]
    return Mention(
        position,
        first,
        last,
        start,
        end,
        "ا" + words if article else words,
        **rest,  # type: ignore[arg-type]
    )


def _named(lex: Lexicon, text: str, sentence: Sentence, position: int, i: int) -> Mention | None:
    tokens = sentence.tokens
    token = tokens[i]
    best: tuple[int, int, bool, str] | None = None
    for key, off in _readings(lex, token):
        for name in lex.names.get(key, ()):
            if name.acronym and not token.raw.isupper():
                continue
            if name.capital and not token.raw[0].isupper():
                continue
            if best is not None and 1 + len(name.rest) <= best[0]:
                break
            if follows(sentence, i + 1, name.rest):
                article = key.startswith("ال") and not token.key[off:].startswith("ا")
                best = (1 + len(name.rest), off, article, name.id)
                break
    if best is None:
        return None
    length, off, article, name_id = best
    last = i + length
    first = i
    length_known = last
    if lex.lang == "ar":
        while last < len(tokens) and _nisba(lex, tokens[last]):
            last += 1
        length_known = last
        last = _arabic_tail(lex, sentence, last)
    elif tokens[i].raw[0].islower() or tokens[i].key in ("ministry", "ministerio", "ministere"):
        first = _left(lex, sentence, i)
        last = _right(lex, sentence, last)
    head = _head(lex, [t.key for t in tokens[first:last]])
    # "The ministry of health of X" is more than the lexicon's general name.
    general = first != i or last != length_known
    return _mention(
        text, sentence, position, first, last, off if first == i else 0, article and first == i,
        id=None if general else name_id, head=head, bare=False,
    )  # fmt: skip


def _head(lex: Lexicon, keys: list[str]) -> str | None:
    """The head noun of a name: the last one in English, the first elsewhere."""
    stems = [key.removeprefix("ال") if lex.lang == "ar" else key for key in keys]
    heads = [stem for stem in stems if stem in lex.heads]
    if not heads:
        return None
    return heads[-1] if lex.lang == "en" else heads[0]


def _headed(lex: Lexicon, text: str, sentence: Sentence, position: int, i: int) -> Mention | None:
    token = sentence.tokens[i]
    if lex.lang == "ar":
        for key, off in _readings(lex, token):
            definite = key.startswith("ال")
            stem = key[2:] if definite else key
            if stem in lex.heads:
                last = _arabic_extent(lex, sentence, i, definite)
                if last == i + 1 and (not definite or stem in lex.plain_heads):
                    continue
                article = definite and not token.key[off:].startswith("ا")
                return _mention(
                    text, sentence, position, i, last, off, article, id=None, head=stem, bare=last == i + 1
                )
        return None
    if token.key not in lex.heads:
        return None
    first = _left(lex, sentence, i)
    last = _right(lex, sentence, i + 1)
    bare = first == i and last == i + 1
    if bare and token.key in lex.plain_heads:
        return None
    return _mention(text, sentence, position, first, last, 0, False, id=None, head=token.key, bare=bare)


def _arabic_extent(lex: Lexicon, sentence: Sentence, i: int, definite: bool) -> int:
    tokens = sentence.tokens
    last = i + 1
    # An indefinite head takes the next noun as its owner: وزارة الصحة، مكتب تنسيق …
    while last < len(tokens):
        token = tokens[last]
        key = token.key
        if last == i + 1 and not definite and key in '"«“”':
            quoted = past_quoted(lex, sentence, last)
            if quoted > last:
                last = quoted
                continue
        # "معهد رصد الزلازل": what the institute does and no deed of this day.
        if last == i + 1 and not definite and key in lex.deeds and owns_deed(sentence, last):
            last += 1
            continue
        if (
            token.kind != "word"
            or key in lex.times
            or key in lex.complements
            or begins(sentence, last, lex.stops)
        ):
            break
        if key in lex.connectors:
            last += 2 if last + 1 < len(tokens) and tokens[last + 1].kind == "word" else 1
            continue
        if key.startswith(("ال", "لل")) or (last == i + 1 and not definite and _can_own(lex, token)):
            last += 1
            continue
        if last == i + 2 and not definite and not tokens[i + 1].key.startswith("ال") and _can_own(lex, token):
            # A second owner, as in "قوات سوريا الديمقراطية" or "مكتب تنسيق الشؤون".
            following = tokens[last + 1] if last + 1 < len(tokens) else None
            if following is not None and following.key.startswith("ال") and following.key not in lex.times:
                last += 1
                continue
        break
    return _arabic_tail(lex, sentence, last) if last > i + 1 else last


def owns_deed(sentence: Sentence, at: int) -> bool:
    """Whether the deed at `at` goes on as the name of an office does: before a noun with its article."""
    tokens = sentence.tokens
    return at + 1 < len(tokens) and tokens[at + 1].key.startswith("ال")


def past_quoted(lex: Lexicon, sentence: Sentence, at: int) -> int:
    """The token behind the short name in quotation marks at `at`, or `at` where a quotation begins."""
    tokens = sentence.tokens
    for n in range(at + 1, min(at + _QUOTED, len(tokens))):
        if tokens[n].key in '"»”“':
            return n + 1 if n > at + 1 else at
        if tokens[n].kind == "digits" or tokens[n].key in lex.core:
            return at
    return at


def _can_own(lex: Lexicon, token: Token) -> bool:
    key = token.key
    return not (
        len(key) < 3
        or key in lex.cues
        or key in lex.particles
        or key in lex.complements
        or key in lex.unowning
        or (key[0] in "وبف" and key[1:3] == "ال")
    )


def _nisba(lex: Lexicon, token: Token) -> bool:
    """An adjective of a nation or kind: "الهلال الأحمر الليبي"."""
    key = token.key
    adjective = key.startswith("ال") and len(key) > 5 and key.endswith(("ي", "يه"))
    return adjective and key not in lex.times and key not in lex.complements and key not in lex.stops


def _arabic_tail(lex: Lexicon, sentence: Sentence, last: int) -> int:
    # "وزارة الصحة في غزة" ends with its place, if the claim follows straight after.
    tokens = sentence.tokens
    if last + 2 < len(tokens) and tokens[last].key in lex.placing and not begins(sentence, last, lex.stops):
        place, after = tokens[last + 1], tokens[last + 2]
        closed = after.key in lex.core or after.key in lex.complements or after.kind == "mark"
        if closed and place.kind == "word" and place.key not in lex.times:
            return last + 2
    return last


def _left(lex: Lexicon, sentence: Sentence, i: int) -> int:
    tokens = sentence.tokens
    first = i
    if lex.lang == "en":
        # "The civil protection agency": plain words between an article and the head.
        for n in range(i - 1, max(-1, i - 5), -1):
            token = tokens[n]
            if token.key in lex.articles:
                first = n + 1
                break
            plain = token.kind == "word" and token.raw.islower() and token.key not in lex.connectors
            if not plain or token.key in lex.roles or token.key in lex.cues or token.key in lex.stops:
                break
    while first > 0:
        token = tokens[first - 1]
        if token.kind == "word" and token.key not in lex.articles:
            capital = token.raw[0].isupper() and token.key not in lex.times and token.key not in lex.roles
            if (capital and not (first == 1 and token.key in lex.stops)) or token.key in lex.mods:
                first -= 1
                continue
            if (
                token.key == "s"
                and first >= 3
                and tokens[first - 2].key == "'"
                and tokens[first - 3].raw[0].isupper()
            ):
                first -= 3
                continue
        break
    return first


def _right(lex: Lexicon, sentence: Sentence, last: int) -> int:
    tokens = sentence.tokens
    while last < len(tokens):
        token = tokens[last]
        if token.kind == "word" and (
            (token.raw[0].isupper() and token.key not in lex.times and token.key not in lex.articles)
            or (lex.lang in ("fr", "es") and token.key in lex.mods)
        ):
            last += 1
            continue
        ahead = last
        while ahead < len(tokens) and ahead < last + 3 and tokens[ahead].key in lex.connectors:
            ahead += 1
        if ahead == last or ahead >= len(tokens) or tokens[ahead].kind != "word":
            break
        following = tokens[ahead]
        proper = following.raw[0].isupper() and following.key not in lex.times
        if proper or following.key in lex.mods:
            last = ahead + 1
            continue
        break
    return last


class _Country(msgspec.Struct, frozen=True):
    """What a row of `places_countries.csv` calls its country."""

    name: str
    variants: str = ""


@lru_cache(maxsize=len(LANGS))
def _countries(lang: Lang) -> frozenset[str]:
    """The names of countries that are one word, folded."""
    rows = read_csv(lang, "places_countries", _Country)
    return frozenset(fold(name) for row in rows for name in (row.name, *row.variants.split("|")) if name)


def _acronym(text: str, sentence: Sentence, position: int, i: int) -> Mention | None:
    raw = sentence.tokens[i].raw
    if not (3 <= len(raw) <= 8 and raw.isupper() and raw.isascii()):
        return None
    tokens = sentence.tokens
    if tokens[i].key in _countries(sentence.lang):
        # "TCHAD : 850 000 réfugiés" says where, not who.
        return None
    neighbours = [
        t for t in (*tokens[max(0, i - 1) : i], *tokens[i + 1 : i + 2]) if t.kind == "word" and len(t.raw) > 3
    ]
    # A line all in capitals is a heading, not a row of acronyms.
    if any(t.raw.isupper() for t in neighbours):
        return None
    return _mention(text, sentence, position, i, i + 1, 0, False, id=None, head=None, bare=False)
