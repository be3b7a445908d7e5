"""The number words of a language, compiled once into dictionaries keyed by folded token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

import msgspec

from etl.errors import LexiconError
from etl.lang.packs import read_csv, read_toml
from etl.model import Lang, Token
from etl.text.fold import fold
from etl.text.sights import Sight
from etl.text.tokens import forms, tokenize

# Classes of number words; what may follow what is decided in `tally`.
ZERO, UNIT, TEEN, TEN, HUNDREDS, HUNDRED, SCALE, ACCUSATIVE, DUAL, MULTIPLE, ORDINAL, DIGITS = range(12)

# Fractions that are one character, as folding leaves them.
VULGAR = {
    "1⁄2": (1, 2), "1⁄3": (1, 3), "2⁄3": (2, 3), "1⁄4": (1, 4), "3⁄4": (3, 4), "1⁄5": (1, 5), "2⁄5": (2, 5),
    "3⁄5": (3, 5), "4⁄5": (4, 5), "1⁄6": (1, 6), "5⁄6": (5, 6), "1⁄8": (1, 8), "3⁄8": (3, 8), "5⁄8": (5, 8),
    "7⁄8": (7, 8),
}  # fmt: skip

# Where one of these opens an address, its digits are no numbers.
ADDRESS = frozenset(("http", "https", "www", "ftp"))

Atom = tuple[int, int]
Key = tuple[str, ...]
Words = dict[str, tuple[str, ...]]
_CACHE_LIMIT = 50_000
_LONGEST = 64


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`lang/*/numbers.toml`: spellings by value, and the words that join or forbid."""

    links: tuple[str, ...]
    articles: tuple[str, ...]
    zero: tuple[str, ...]
    hundred: tuple[str, ...]
    minus: tuple[str, ...]
    minus_not_after: tuple[str, ...]
    few: tuple[str, ...]
    half_words: tuple[str, ...]
    of: tuple[str, ...]
    one: tuple[str, ...]
    one_not_after: tuple[str, ...]
    one_not_before: tuple[str, ...]
    one_always_after: tuple[str, ...] = ()
    one_nouns: tuple[str, ...] = ()
    one_kin: tuple[str, ...] = ()
    # What may follow a bare "one" that ends a list or stands beside a number ("y uno en Oaxaca").
    one_places: tuple[str, ...] = ()
    # Verbs that bound: behind one and its article "about twenty" is a number ("superan la veintena").
    bounding: tuple[str, ...] = ()
    one_wholes: tuple[str, ...] = ()
    not_numbers: tuple[str, ...] = ()
    clitics: tuple[str, ...] = ()
    names_like_duals: tuple[str, ...] = ()
    dual_proofs_before: tuple[str, ...] = ()
    dual_proof_endings: tuple[str, ...] = ()
    construct_owners: tuple[str, ...] = ()
    finite_sets: tuple[str, ...] = ()
    day_words: tuple[str, ...] = ()
    name_heads: tuple[str, ...] = ()
    open_prefixes: tuple[str, ...] = ()
    not_ordinal_endings: tuple[str, ...] = ()
    range_fillers: tuple[str, ...] = ()
    one_joins: tuple[str, ...] = ()
    fraction_not_before: tuple[str, ...] = ()
    own_fractions: Words = {}
    no_bare_scale: tuple[str, ...] = ()
    between: tuple[str, ...]
    range_from: tuple[str, ...]
    range_to: tuple[str, ...]
    range_or: tuple[str, ...]
    range_and: tuple[str, ...]
    of_each: tuple[str, ...]
    percent: tuple[str, ...]
    not_after_ordinal: tuple[str, ...]
    half_not_after: tuple[str, ...]
    half_before: tuple[str, ...]
    change: tuple[str, ...]
    counted: tuple[str, ...]
    measures: tuple[str, ...]
    continuous: tuple[str, ...]
    duration_units: tuple[str, ...]
    duration_plurals: tuple[str, ...] = ()
    decimal: str
    group: str
    ordinal_suffixes: tuple[str, ...]
    units: Words
    teens: Words
    tens: Words
    hundreds: Words = {}
    scales: Words
    accusatives: Words = {}
    dual_scales: Words = {}
    multiples: Words = {}
    approximate: Words = {}
    vague: Words
    fractions: Words
    dual_fractions: Words = {}
    ordinals: Words


class Currency(msgspec.Struct, frozen=True):
    """Signs and codes that make a glued "m" a million."""

    before: frozenset[str]
    after: frozenset[str]


class Signs(msgspec.Struct, frozen=True):
    """Signs of one meaning."""

    signs: frozenset[str]


class Conventions(msgspec.Struct, frozen=True):
    """What holds in every language: bounds of vague amounts, suffixes, signs."""

    bounds: dict[str, tuple[int, int]]
    scaled_bounds: dict[str, tuple[int, int]]
    suffixes: dict[str, tuple[str, ...]]
    currency: Currency
    percent: Signs
    names: tuple[str, ...]


class Dual(msgspec.Struct, frozen=True):
    """A counted noun and its dual surfaces, space-separated."""

    lemma: str
    surfaces: str


class Word(msgspec.Struct, frozen=True, gc=False):
    """A token read as a number word: its clitics, the stem the lexicon knows, where the stem starts."""

    prefix: str
    stem: str
    offset: int


class Lexicon:
    """The compiled pack of one language; every attribute is read-only after construction."""

    def __init__(self, lang: Lang) -> None:
        pack = read_toml(lang, "numbers", Pack)
        self.lang = lang
        self.arabic = lang == "ar"
        self.decimal, self.group = pack.decimal, pack.group
        atoms: dict[str, Atom] = {}
        for word in pack.zero:
            atoms[fold(word)] = (ZERO, 0)
        for kind, words in (
            (UNIT, pack.units),
            (TEEN, pack.teens),
            (TEN, pack.tens),
            (HUNDREDS, pack.hundreds),
            (SCALE, pack.scales),
            (ACCUSATIVE, pack.accusatives),
            (DUAL, pack.dual_scales),
            (MULTIPLE, pack.multiples),
            (MULTIPLE, pack.approximate),
        ):
            for key, value in _items(words):
                atoms[key] = (kind, value)
        for word in pack.hundred:
            atoms[fold(word)] = (HUNDRED, 100)
        self.one = _keys(pack.one)
        for key in self.one:
            atoms[key] = (UNIT, 1)
        self.atoms = atoms
        self.approximate = frozenset(key for key, _ in _items(pack.approximate))
        self.vague = dict(_items(pack.vague))
        self.ordinals = dict(_items(pack.ordinals))
        self.fractions, self.long_fractions = _split_phrases(_items(pack.fractions))
        self.dual_fractions = dict(_items(pack.dual_fractions))
        self.links = _keys(pack.links)
        self.articles = _keys(pack.articles)
        self.minus = _keys(pack.minus)
        self.minus_not_after = _keys(pack.minus_not_after)
        self.few = _keys(pack.few)
        self.half_words = _keys(pack.half_words)
        self.of = _keys(pack.of)
        self.one_not_after = _keys(pack.one_not_after)
        self.one_not_before = _keys(pack.one_not_before)
        self.one_always_after = _keys(pack.one_always_after)
        self.one_nouns = _keys(pack.one_nouns)
        self.one_kin = _keys(pack.one_kin)
        self.one_places = _keys(pack.one_places)
        self.bounding = _keys(pack.bounding)
        self.one_wholes = _keys(pack.one_wholes)
        self.not_numbers = _keys(pack.not_numbers)
        self.clitics = _keys(pack.clitics)
        self.names_like_duals = _keys(pack.names_like_duals)
        self.dual_proofs_before = _keys(pack.dual_proofs_before)
        self.dual_proof_endings = pack.dual_proof_endings
        self.construct_owners = _keys(pack.construct_owners)
        self.finite_sets = _keys(pack.finite_sets)
        self.day_words = _keys(pack.day_words)
        self.name_heads = _keys(pack.name_heads)
        self.open_prefixes = _keys(pack.open_prefixes)
        # As written, not folded: folding is what makes them look like ordinals.
        self.not_ordinal_endings = pack.not_ordinal_endings
        self.range_fillers = _keys(pack.range_fillers)
        self.one_joins = _keys(pack.one_joins)
        self.fraction_not_before = _keys(pack.fraction_not_before)
        self.own_fractions = {
            fold(word): (int(part.split("/")[0]), int(part.split("/")[1]))
            for part, words in pack.own_fractions.items()
            for word in words
        }
        self.no_bare_scale = _keys(pack.no_bare_scale)
        self.between = _phrases(pack.between)
        self.range_from = _keys(pack.range_from)
        self.range_to = _keys(pack.range_to)
        self.range_or = _keys(pack.range_or)
        self.range_and = _keys(pack.range_and)
        self.of_each = _phrases(pack.of_each)
        self.percent = _phrases(pack.percent)
        # These hold in every language.
        self.percent_signs = conventions().percent.signs
        self.currency_signs = conventions().currency.before
        self.not_after_ordinal = _keys(pack.not_after_ordinal)
        self.half_not_after = _keys(pack.half_not_after)
        self.half_before = _keys(pack.half_before)
        self.change = _keys(pack.change)
        self.counted = _keys(pack.counted)
        self.measures = _keys(pack.measures)
        self.duration_units = _keys(pack.duration_units)
        self.duration_plurals = _keys(pack.duration_plurals)
        self.continuous = _keys(pack.continuous)
        self.ordinal_suffixes = _keys(pack.ordinal_suffixes)
        self.duals = _duals(lang) if lang == "ar" else {}
        # "جثتا طفلين" and "عاملا إغاثة": a dual before its owner has lost its nun.
        self.constructs = {key[:-1]: lemma for key, lemma in self.duals.items() if key.endswith("ان")}
        self.known = frozenset(
            (
                *atoms,
                *self.vague,
                *self.ordinals,
                *self.fractions,
                *self.dual_fractions,
                *self.own_fractions,
                *self.duals,
                *self.constructs,
            )
        ) | frozenset(key for key in self.long_fractions)
        # "few" is no article here; it opens a vague amount only with a step after it.
        self.starters = self.known | self.few | self.articles | self.minus | frozenset(VULGAR)
        self.words: dict[str, Word | None] = {}
        # Whether a token can begin a number or an address.
        self.opens = Sight(self._opens)

    def _opens(self, token: Token) -> bool:
        if token.kind != "word":
            return token.kind == "digits"
        return token.key in ADDRESS or self.word(token) is not None

    def word(self, token: Token) -> Word | None:
        """The token as a number word of this language, or None."""
        if not self.arabic:
            return Word("", token.key, 0) if token.key in self.starters else None
        raw = token.raw
        try:
            return self.words[raw]
        except KeyError:
            pass
        found = None
        if token.kind == "word" and token.key not in self.not_numbers:
            for form in forms(token):
                if form.stem in self.starters:
                    found = Word(form.prefix, form.stem, form.offset)
                    break
        if len(raw) > _LONGEST:
            return found
        if len(self.words) >= _CACHE_LIMIT:
            self.words.clear()
        self.words[raw] = found
        return found


@lru_cache(maxsize=4)
def lexicon(lang: Lang) -> Lexicon:
    """The compiled number lexicon of `lang`, loaded on first use."""
    return Lexicon(lang)


@lru_cache(maxsize=1)
def conventions() -> Conventions:
    """Bounds of vague amounts, suffixes and signs. Raises LexiconError."""
    raw = (files("etl.numbers") / "conventions.toml").read_bytes()
    try:
        return msgspec.toml.decode(raw, type=Conventions)
    except msgspec.MsgspecError as error:
        raise LexiconError("numbers/conventions.toml", str(error)) from error


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _items(words: Mapping[str, Iterable[str]]) -> list[tuple[str, int]]:
    return [(fold(word), int(value)) for value, spellings in words.items() for word in spellings]


def _tuple(phrase: str) -> Key:
    return tuple(token.key for token in tokenize(phrase, 0, len(phrase)))


def _phrases(words: Iterable[str]) -> dict[str, tuple[Key, ...]]:
    """Phrases by their first token, longest first."""
    found: dict[str, list[Key]] = {}
    for word in words:
        key = _tuple(word)
        found.setdefault(key[0], []).append(key)
    return {first: tuple(sorted(keys, key=lambda k: (-len(k), k))) for first, keys in found.items()}


def _split_phrases(items: list[tuple[str, int]]) -> tuple[dict[str, int], dict[str, tuple[str, int]]]:
    """Single words to values, and two-word phrases as first word to (second word, value)."""
    single = {key: value for key, value in items if " " not in key}
    double: dict[str, tuple[str, int]] = {}
    for key, value in items:
        if " " in key:
            first, second = key.split(" ", 1)
            double[first] = (second, value)
    return single, double


def _duals(lang: str) -> dict[str, str]:
    return {
        fold(surface): fold(row.lemma)
        for row in read_csv(lang, "duals", Dual)
        for surface in row.surfaces.split()
    }


def match(tokens: tuple[Token, ...], at: int, phrases: Mapping[str, tuple[Key, ...]]) -> int:
    """How many tokens from `at` on are one of the phrases; 0 if none is."""
    if at >= len(tokens):
        return 0
    for phrase in phrases.get(tokens[at].key, ()):
        size = len(phrase)
        if size == 1 or tuple(t.key for t in tokens[at : at + size]) == phrase:
            return size
    return 0
