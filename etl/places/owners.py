"""What owns a place name: the name of a person, an organisation or a river, who acts and who governs."""

from __future__ import annotations

from etl.model import Token
from etl.places.found import Found
from etl.places.gazetteer import Start
from etl.places.keys import FREE, JOINERS, LANG_MASK, word_key
from etl.places.lexicon import Cues
from etl.places.surroundings import word_class
from etl.text.tokens import forms

_ARTICLES_ALONE = frozenset(("the", "l", "la", "le", "les", "el", "los", "las"))
_APOSTROPHES = frozenset("'’")
_DASHES = frozenset("-–—")
_AUTHORITY_BEFORE, _AUTHORITY_AFTER = 3, 3


def compound(tokens: tuple[Token, ...], first: int, last: int, pack: Cues, before: list[Found]) -> bool:
    """Whether a name written with capitals goes on before this one: "Crocus City Hall", "Lula Rodrigues"."""
    if last - first > 1 or first < 1 or tokens[first - 1].kind != "word":
        return False
    previous = tokens[first - 1]
    if not previous.raw[0].isupper() or previous.end + 1 != tokens[first].start:
        return False
    if before and before[-1].last == first:
        return False
    key = word_key(previous.key)
    if word_class(key, pack) is not None or key in pack.conjunctions or key in _ARTICLES_ALONE:
        return False
    # The first word of a sentence has its capital from there.
    return first > 1 or not _begins(key, pack)


def goes_on(
    tokens: tuple[Token, ...],
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


def water(tokens: tuple[Token, ...], first: int, last: int, pack: Cues) -> bool:
    """Whether the name is that of a river, a gulf or a sea: "le fleuve Niger", "the Jordan River"."""
    if last < len(tokens) and tokens[last].kind == "word" and word_key(tokens[last].key) in pack.waters_after:
        return pack.lang == "en" or tokens[last].raw[0].isupper()
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


def authority(tokens: tuple[Token, ...], first: int, last: int, pack: Cues) -> bool:
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


def armed(tokens: tuple[Token, ...], first: int, last: int, pack: Cues) -> bool:
    """Whether a nationality is that of an army or its arms, which reach other countries."""
    beside = [*tokens[max(0, first - 1) : first], *tokens[last : last + 1]]
    return any(
        token.kind == "word"
        and any(word_key(form.stem) in words for form in forms(token) for words in (pack.arms, pack.abroad))
        for token in beside
    )


def organisations(tokens: tuple[Token, ...], pack: Cues) -> list[tuple[int, int]]:
    """Spans of tokens that spell the name of a listed organisation."""
    spans: list[tuple[int, int]] = []
    for index in pack.naming.spots(tokens):
        for words in pack.names_of(tokens[index]):
            end = _spelled(tokens, index, words)
            if end is not None:
                spans.append((index, end))
                break
    return spans


def _spelled(tokens: tuple[Token, ...], index: int, words: tuple[str, ...]) -> int | None:
    at = index
    for word in words[1:]:
        at += 1
        while at < len(tokens) and tokens[at].raw in JOINERS:
            at += 1
        if at >= len(tokens) or word_key(tokens[at].key) != word:
            return None
    return at + 1


def organisation(tokens: tuple[Token, ...], first: int, last: int, prefix: str, pack: Cues) -> bool:
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


def person(tokens: tuple[Token, ...], first: int, last: int, start: Start, needs: int, pack: Cues) -> bool:
    """Whether the name belongs to a person: after a first name or title, or before a surname."""
    if first > 0 and not start.prefix and tokens[first - 1].kind == "word":
        previous = tokens[first - 1]
        key = word_key(previous.key)
        if pack.lang == "ar":
            # "على" folds to the name Ali; only the name is written with a dotted ya.
            named = key in pack.first_names and not previous.raw.endswith("ى")
            if named or (key in pack.titles and first == last - 1):
                return True
            if previous.key.startswith("ال") and first > 1 and any(
                word_key(form.stem) in pack.offices for form in forms(tokens[first - 2])
            ):  # fmt: skip
                # "وزيرة الداخلية كارولينا توها": whoever holds the office.
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


def actor(tokens: tuple[Token, ...], first: int, last: int, start: Start, pack: Cues) -> bool:
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
            first > 0
            and tokens[first - 1].kind == "word"
            and word_class(word_key(tokens[first - 1].key), pack)
        )
        verb = last
        if word_key(tokens[last].key) in pack.speech_auxiliaries and last + 1 < len(tokens):
            verb += 1
        if word_key(tokens[verb].key) in pack.speech_after and not preceded:
            return True
    return False
