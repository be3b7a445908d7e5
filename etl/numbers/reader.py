"""The number expressions of a sentence, read once from left to right."""

from __future__ import annotations

from etl.model import Number, Sentence
from etl.numbers import duals, elided, fractions, parts, ranges, shares, vague
from etl.numbers.amount import Amount
from etl.numbers.digits import adjacent, chain, named, numeral, telephone
from etl.numbers.lexicon import ADDRESS, DIGITS, HUNDRED, MULTIPLE, SCALE, Lexicon, Word, lexicon
from etl.numbers.words import Tokens, compose

_MINUS = frozenset("-−–")
_OPENING = frozenset("(:=,;")
# How far from the number before it a bare "one" still belongs to its list.
_LISTED = 8
# The longest word that leads from one end of a range to the other ("-20 a -10").
_LINK = 2


def read(sentence: Sentence) -> list[Number]:
    """Every number expression of the sentence in order, those inside dates included, none overlapping."""
    lex = lexicon(sentence.lang)
    amounts = list(_amounts(sentence, lex))
    if amounts:
        amounts = shares.join(sentence.tokens, amounts, lex)
    if amounts:
        amounts = ranges.join(sentence, amounts, lex)
    if len(amounts) > 1:
        elided.share_scales(sentence.tokens, amounts, lex)
    return [amount.number() for amount in amounts]


def _amounts(sentence: Sentence, lex: Lexicon) -> list[Amount]:
    tokens = sentence.tokens
    found: list[Amount] = []
    plain_until = address_until = after = 0
    for i in lex.opens.spots(tokens):
        if i < after:
            continue
        token = tokens[i]
        amount: Amount | None = None
        if token.kind == "digits":
            if i < address_until:
                continue
            after, amount, plain_until = _figures(tokens, i, lex, plain_until)
        else:
            word = lex.word(token)
            if word is None or i < address_until:
                if i >= address_until and token.key in ADDRESS and _named_so(tokens, i, lex):
                    address_until = _run_end(tokens, i)
                continue
            after, amount = _words(tokens, i, lex, word, found)
        if amount is not None:
            parts.extend(tokens, amount, lex, found[-1].last if found else 0)
            found.append(amount)
            after = max(after, amount.last)
    return found


def _named_so(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether a word that opens an address does: "http:", "www."."""
    return lex.arabic or (at + 1 < len(tokens) and tokens[at + 1].key in (":", "."))


def _run_end(tokens: Tokens, at: int) -> int:
    """The token after the last one that touches its neighbour, from `at` on."""
    j = at + 1
    while j < len(tokens) and adjacent(tokens, j):
        j += 1
    return j


def _figures(tokens: Tokens, at: int, lex: Lexicon, plain_until: int) -> tuple[int, Amount | None, int]:
    """What figures at `at` say, the token to go on from, and how far figures must be read singly."""
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    # Nothing written on to them on either side: figures that stand for themselves.
    alone = not adjacent(tokens, at) and (after is None or after.start > token.end)
    if at >= plain_until and not (alone and not token.key.startswith("00")):
        phone = telephone(tokens, at)
        if phone:
            return phone, None, plain_until
        joined = chain(tokens, at)
        if joined is not None:
            plain_until = joined[0]
            if not joined[1]:
                return plain_until, None, plain_until
        elif named(tokens, at, lex):
            return at + 1, None, plain_until
        else:
            if fractions.figure_name(tokens, at):
                return at + 3, None, plain_until
            simple = fractions.figure_fraction(tokens, at)
            if simple is not None:
                return simple.last, simple, plain_until
    if at < plain_until:
        if len(token.key) > 8:
            return at + 1, None, plain_until
        amount = Amount(at, at + 1, token.start, token.end, int(token.key), f"{lex.lang}.num.digits")
        amount.digits = amount.single = True
        return at + 1, amount, plain_until
    figures = numeral(tokens, at, lex)
    if figures is None:
        return at + 1, None, plain_until
    tally, end = compose(tokens, at, lex, figures)
    rule = "digits" if end == figures.after else "digits_scale"
    amount = Amount(at, end, token.start, tokens[end - 1].end, tally.value, f"{lex.lang}.num.{rule}")
    amount.digits = True
    amount.scale = tally.scale
    if tally.pure and tally.lead is not None:
        amount.lead, amount.steps = tally.lead, tally.steps
    else:
        amount.lead = tally.value
    if end == figures.after:
        parts.suffix(tokens, amount, lex)
        if amount.kind == "cardinal" and amount.last == end:
            fractions.over(tokens, amount, lex)
    _sign(tokens, amount, lex)
    return amount.last, amount, plain_until


def _sign(tokens: Tokens, amount: Amount, lex: Lexicon) -> None:
    at = amount.first
    if at == 0 or tokens[at - 1].key not in _MINUS or not adjacent(tokens, at):
        return
    mark = tokens[at - 1]
    # A hyphen at the start of a line is a bullet; between figures or words it joins.
    after = tokens[amount.last] if amount.last < len(tokens) else None
    counts = after is not None and after.kind == "word" and after.key not in lex.continuous
    if mark.key != "−" and after is not None and counts and (at == 1 or len(after.key) > _LINK):
        # "… de buscapersonas -37 muertos y 3.000 heridos-": a dash opens an aside before what is counted.
        return
    if at > 1 and mark.key != "−" and adjacent(tokens, at - 1) and tokens[at - 2].key not in _OPENING:
        return
    if mark.key == "−" and at > 1 and adjacent(tokens, at - 1) and tokens[at - 2].kind == "digits":
        return
    if amount.value is not None:
        amount.set(-amount.value)
        amount.lead, amount.steps = amount.value, 1
        amount.first, amount.start = at - 1, mark.start
        amount.rules.append("num.minus")


def _words(
    tokens: Tokens, at: int, lex: Lexicon, word: Word, found: list[Amount]
) -> tuple[int, Amount | None]:
    stem = word.stem
    if stem in lex.minus:
        return _minus(tokens, at, lex, found)
    if stem in lex.few:
        amount = vague.few(tokens, at, lex)
        if amount is not None:
            return amount.last, amount
    if stem in lex.vague:
        amount = vague.plural(tokens, at, lex, word)
        return amount.last, amount
    if stem in lex.articles:
        amount = _after_article(tokens, at, lex)
        if amount is not None:
            return amount.last, amount
    amount = fractions.vulgar(tokens, at) or fractions.fraction(tokens, at, lex, word)
    if amount is not None:
        return amount.last, amount
    if stem in lex.duals or stem in lex.constructs:
        return duals.read(tokens, at, lex, word, found)
    if stem in lex.one and not _joined_one(tokens, at, lex):
        if not _counts_one(tokens, at, lex, word, found):
            return at + 1, None
        amount = _point(tokens, at, at + 1, word, 1, f"{lex.lang}.num.one")
        if lex.one_places and (_listed_one(tokens, at, lex, found) or _suffers(tokens, at, lex)):
            amount.rules.append("num.one.listed")
        return at + 1, amount
    if stem in lex.atoms:
        amount = duals.said(tokens, at, lex, word, found) or _cardinal(tokens, at, lex, word)
        if amount is not None:
            return amount.last, amount
    amount = parts.ordinal(tokens, at, lex, word)
    if amount is not None:
        return amount.last, amount
    return at + 1, None


def _point(tokens: Tokens, first: int, last: int, word: Word, value: int, rule: str) -> Amount:
    return Amount(first, last, tokens[first].start + word.offset, tokens[last - 1].end, value, rule)


def _cardinal(tokens: Tokens, at: int, lex: Lexicon, word: Word) -> Amount | None:
    kind, _ = lex.atoms[word.stem]
    if word.stem in lex.approximate and not (at > 1 and tokens[at - 2].key in lex.bounding):
        # Without article or number "quarantaine" and "cuarentena" keep people in, they count none.
        return None
    if kind in (HUNDRED, SCALE) and lex.lang == "en" and not _bare_scale(tokens, at, lex):
        return None
    tally, end = compose(tokens, at, lex)
    if end == at:
        return None
    amount = Amount(
        at, end, tokens[at].start + word.offset, tokens[end - 1].end, tally.value, f"{lex.lang}.num.words"
    )
    amount.scale = tally.scale
    amount.lead, amount.steps = (
        (tally.lead, tally.steps) if tally.pure and tally.lead is not None else (tally.value, 1)
    )
    if any(tokens[k].key in lex.approximate for k in range(at, end)):
        amount.vague = True
    vague.multiplied(tokens, amount, lex)
    fractions.over(tokens, amount, lex)
    if amount.kind == "cardinal":
        parts.ordinal_after(tokens, amount, lex)
    return amount


def _bare_scale(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether a scale word without a multiplier may stand for one of it: "over hundred people"."""
    token = tokens[at]
    if not token.raw.islower() or len(token.raw) < 4:
        return False
    return at == 0 or tokens[at - 1].key not in lex.no_bare_scale


def _after_article(tokens: Tokens, at: int, lex: Lexicon) -> Amount | None:
    """ "a hundred", "une centaine", "a few thousand", "un tiers": the article belongs to the number."""
    j = at + 1
    if j >= len(tokens):
        return None
    key = tokens[j].key
    if key in lex.few:
        amount = vague.few(tokens, j, lex)
    elif key in lex.vague and lex.atoms.get(key, (DIGITS, 0))[0] not in (SCALE, MULTIPLE):
        return None
    else:
        word = lex.word(tokens[j])
        if word is None:
            return None
        amount = fractions.fraction(tokens, j, lex, word, article=True)
        if amount is None and lex.atoms.get(key, (DIGITS, 0))[0] in (HUNDRED, SCALE, MULTIPLE):
            tally, end = compose(tokens, j, lex)
            amount = Amount(
                at, end, tokens[at].start, tokens[end - 1].end, tally.value, f"{lex.lang}.num.words"
            )
            amount.scale, amount.lead, amount.steps = tally.scale, tally.lead, tally.steps
            amount.vague = any(tokens[k].key in lex.approximate for k in range(at, end))
            vague.multiplied(tokens, amount, lex)
    if amount is not None:
        amount.first, amount.start = at, tokens[at].start
    return amount


def _minus(tokens: Tokens, at: int, lex: Lexicon, found: list[Amount]) -> tuple[int, Amount | None]:
    if at + 1 >= len(tokens) or (at and tokens[at - 1].key in lex.minus_not_after):
        return at + 1, None
    after = tokens[at + 1]
    if after.kind == "digits":
        _, amount, _ = _figures(tokens, at + 1, lex, 0)
    else:
        word = lex.word(after)
        if word is None or word.prefix or word.stem not in lex.atoms or word.stem in lex.one:
            return at + 1, None
        _, amount = _words(tokens, at + 1, lex, word, found)
    if amount is None or amount.value is None or amount.kind != "cardinal":
        return at + 1, None
    follows = tokens[amount.last] if amount.last < len(tokens) else None
    counts = follows is not None and follows.kind == "word" and follows.key not in lex.continuous
    if counts and lex.lang in ("fr", "es"):
        # "moins 500 déplacés", "menos 500 personas" compare; only degrees and the like are below zero.
        return amount.last, amount
    amount.set(-amount.value)
    amount.first, amount.start = at, tokens[at].start
    amount.rules.append("num.minus")
    return amount.last, amount


def _joined_one(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether "one" opens a longer number: "one hundred", "واحد وعشرون", "one-third"."""
    if lex.lang in ("fr", "es"):
        return False
    return compose(tokens, at, lex)[1] > at + 1 or fractions.has_denominator(tokens, at + 1, lex)


def _counts_one(tokens: Tokens, at: int, lex: Lexicon, word: Word, found: list[Amount]) -> bool:
    """Whether "one" is the number and not an article or a pronoun."""
    if "ال" in word.prefix:
        return False
    before = tokens[at - 1].key if at else ""
    after = tokens[at + 1].key if at + 1 < len(tokens) else ""
    if shares.shared(tokens, at, lex) or all(t.kind == "mark" for k, t in enumerate(tokens) if k != at):
        return True
    if before in lex.one_not_after or after in lex.one_not_before:
        return False
    joins = after in lex.range_to or after in lex.range_or
    if (joins or (before in lex.between and after in lex.range_and)) and at + 2 < len(tokens):
        # "un à deux millions", "one or two".
        return _opens(tokens, at + 2, lex)
    if lex.lang == "en":
        if before in lex.one_always_after and tokens[at + 1 : at + 2] and tokens[at + 1].kind == "mark":
            return True
        return at + 1 < len(tokens) and (tokens[at + 1].kind == "word" or after in lex.links)
    if lex.arabic:
        return at > 0 and tokens[at - 1].kind != "mark"
    if before in lex.one_always_after or after in lex.one_nouns:
        return True
    if lex.one_places and _listed_one(tokens, at, lex, found):
        return True
    if after not in lex.one_kin:
        return False
    # "trois hommes et une femme", "una niña y dos hombres": counted beside another number.
    near = bool(found) and at - found[-1].last <= 4 and found[-1].kind == "cardinal"
    joined = before in lex.links or before in lex.one_joins or before == ","
    if near and joined:
        return True
    return at + 3 < len(tokens) and tokens[at + 2].key in lex.links and _opens(tokens, at + 3, lex)


def _suffers(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether a bare "one" stands between a verb that happens to people and the next: "killing one and …"."""
    if at == 0 or at + 1 >= len(tokens) or tokens[at - 1].key not in lex.one_always_after:
        return False
    return tokens[at + 1].kind == "mark" or tokens[at + 1].key in lex.links


def _listed_one(tokens: Tokens, at: int, lex: Lexicon, found: list[Amount]) -> bool:
    """Whether a bare "one" counts beside the number before it: "dos en Lima y uno en Ica", "uno de ellos"."""
    if not found or at - found[-1].last > _LISTED or at + 1 >= len(tokens) or found[-1].kind != "cardinal":
        return False
    before, after = tokens[at - 1], tokens[at + 1].key
    if after in lex.of and at + 2 < len(tokens):
        return before.key not in lex.links and tokens[at + 2].key in lex.one_wholes
    return after in lex.one_places and (before.key in lex.links or before.key == ",")


def _opens(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    token = tokens[at]
    return token.kind == "digits" or (token.key in lex.atoms and token.key not in lex.one)
