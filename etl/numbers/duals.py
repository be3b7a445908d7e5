"""Arabic duals, where one word is the number and the noun: "هجومين", "جثتا طفلين", "مدنيين اثنين"."""

from __future__ import annotations

from etl.model import Token
from etl.numbers.amount import Amount
from etl.numbers.lexicon import UNIT, Lexicon, Word

Tokens = tuple[Token, ...]
_TWO = (UNIT, 2)
# How a word ends that says where from, and how two are said in either case.
_NISBAS = ("ي", "يه")
_DUALS = ("ان", "ين")
_SHORT = 4


def read(tokens: Tokens, at: int, lex: Lexicon, word: Word, found: list[Amount]) -> tuple[int, Amount | None]:
    """The token after the dual at `at`, and the two it says; nothing where it only looks like one."""
    lemma = lex.duals.get(word.stem)
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if lemma is None:
        if not _construct(tokens, at, lex, word):
            return at + 1, None
        return at + 1, _two(tokens, at, word, lex.constructs[word.stem], "ar.num.dual_construct")
    if not word.prefix and found and found[-1].noun is not None and found[-1].last == at:
        # "امرأتان انتحاريتان": the adjective agrees with its noun and counts nothing more.
        return at + 1, None
    twice = after is not None and lex.atoms.get(after.key) == _TWO
    if "ال" in word.prefix and not twice:
        # "وكان المخيمان يؤويان": those two were told of before; "من الشرطيين" may be a plural.
        return at + 1, None
    if (
        not word.prefix
        and at
        and _agrees(tokens[at - 1].key, word.stem)
        and lemma.endswith(_NISBAS)
        and not twice
    ):
        # "مدينتان سوريتان": where from, and no two Syrians.
        return at + 1, None
    if word.stem in lex.names_like_duals and not twice and not _proved(tokens, at, lex):
        return at + 1, None
    amount = _two(tokens, at, word, lemma, "ar.num.dual")
    if twice:
        amount.grow(tokens, at + 2, "ar.num.dual_said_twice")
    return amount.last, amount


def _agrees(before: str, word: str) -> bool:
    """Whether the word before is a dual in the same case, of which this one may be said."""
    return (
        len(before) > _SHORT
        and not before.startswith("ال")
        and before[-2:] == word[-2:]
        and word.endswith(_DUALS)
    )


def said(tokens: Tokens, at: int, lex: Lexicon, word: Word, found: list[Amount]) -> Amount | None:
    """ "مدنيين اثنين": an ending that could be a plural is a dual where two is said beside it."""
    if word.prefix or at == 0 or lex.atoms.get(word.stem) != _TWO or not lex.arabic:
        return None
    if found and found[-1].last == at:
        return None
    noun = tokens[at - 1]
    for key, offset in ((noun.key, 0), (noun.key[1:], 1)):
        lemma = lex.duals.get(key[:-2] + "ان") if key.endswith("ين") else None
        if lemma is not None and (offset == 0 or noun.key[0] in "وبل"):
            amount = Amount(at - 1, at + 1, noun.start + offset, tokens[at].end, 2, "ar.num.dual_said_twice")
            amount.noun = lemma
            return amount
    return None


def _two(tokens: Tokens, at: int, word: Word, lemma: str, rule: str) -> Amount:
    amount = Amount(at, at + 1, tokens[at].start + word.offset, tokens[at].end, 2, rule)
    amount.noun = lemma
    return amount


def _construct(tokens: Tokens, at: int, lex: Lexicon, word: Word) -> bool:
    """Whether a word on bare alef is a dual before its owner: "جثتا X" always, "عاملا" before "إغاثة"."""
    if "ال" in word.prefix or at + 1 >= len(tokens) or tokens[at + 1].kind != "word":
        return False
    if word.stem.endswith("تا"):
        return lex.constructs[word.stem].endswith("ه")
    # "15 عاملا" and "كان عاملا" are one and an accusative: only an owner tells the dual.
    owned = tokens[at + 1].key.removeprefix("ال") in lex.construct_owners
    return owned and (at == 0 or tokens[at - 1].kind == "word") and not _counted(tokens, at, lex)


def _counted(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    before = lex.word(tokens[at - 1]) if at else None
    return before is not None and before.stem in lex.atoms


def _proved(tokens: Tokens, at: int, lex: Lexicon) -> bool:
    """Whether the words around it make a name's look-alike a dual: "قتل طالبان", "طالبان جامعيان"."""
    if at + 1 < len(tokens) and tokens[at + 1].raw.endswith(lex.dual_proof_endings):
        return True
    before = tokens[at - 1].key if at else ""
    if before not in lex.dual_proofs_before:
        return False
    # "قتل طالبان 12 مدنيا": the name acts where a number follows.
    return not (at + 1 < len(tokens) and tokens[at + 1].kind == "digits")
