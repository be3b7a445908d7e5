"""The command that wrote `icu_spellings.csv`, run by hand with PyICU, which neither tests nor users need.

python tests/etl/numbers/spell.py > tests/etl/numbers/icu_spellings.csv
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator

import icu

SOFT_HYPHEN = "\u00ad"


def integers() -> list[int]:
    """Every small number, round numbers, and random ones of 3 to 12 digits."""
    chance = random.Random(20240607)
    found = [*range(121), *range(120, 1000, 10), *range(100, 3000, 100)]
    found += [n * 10**k for k in range(3, 13) for n in (1, 2)]
    for size in range(3, 13):
        found += [chance.randrange(10 ** (size - 1), 10**size) for _ in range(90)]
    for size in range(4, 11):
        found += [chance.randrange(1, 100) * 10 ** chance.randrange(size - 3, size) for _ in range(20)]
    return sorted(set(found))


def spellings() -> Iterator[tuple[str, str, int, str]]:
    """Language, rule set, value and spelling, each spelling once."""
    for lang in ("ar", "en", "fr", "es"):
        speller = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(lang))
        names = [speller.getRuleSetName(i) for i in range(speller.getNumberOfRuleSetNames())]
        for name in names:
            if "cardinal" in name or name == "%spellout-numbering":
                for value in integers():
                    yield lang, name.removeprefix("%spellout-"), value, speller.format(value, name)
    for locale in ("fr_CH", "fr_BE"):
        speller = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(locale))
        for value in integers():
            if value < 2000:
                yield "fr", locale, value, speller.format(value, "%spellout-cardinal-masculine")


def main() -> None:
    """Writes the fixture to standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("lang", "set", "value", "spelling"))
    seen: set[tuple[str, int, str]] = set()
    for lang, name, value, spelling in spellings():
        words = spelling.replace(SOFT_HYPHEN, "")
        if (lang, value, words) not in seen:
            seen.add((lang, value, words))
            writer.writerow((lang, name, value, words))


if __name__ == "__main__":
    main()
