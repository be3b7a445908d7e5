"""Writes `months.csv` of every language: CLDR's month names of all its regions, and the additions below.

Run with `python -m etl.lang.generate.months`. A name is `clear` when it can stand alone; the others
(short forms, words with a second meaning such as "may", "mars", "مارس") need a day, a year or a preposition.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from babel import Locale

from etl.text.fold import fold

_LOCALES: Final = {
    "ar": (
        *("ar", "ar_DZ", "ar_EG", "ar_IQ", "ar_JO", "ar_LB"),
        *("ar_LY", "ar_MA", "ar_MR", "ar_SA", "ar_SY", "ar_TN"),
    ),
    "en": ("en",),
    "fr": ("fr", "fr_CA"),
    "es": ("es", "es_MX", "es_AR"),
}  # fmt: skip

_ADDED: Final[dict[str, dict[int, tuple[str, ...]]]] = {
    "ar": {
        1: ("كانون ثاني", "كانون ثان", "كانون 2", "جانفي", "جانفيي"),
        2: ("فيفري", "فبرير"),
        3: ("اذار",),
        4: ("أفريل", "ابريل"),
        5: ("ماي", "مايس"),
        6: ("جوان",),
        7: ("جويلية", "يوليه"),
        8: ("أوت", "غشت"),
        9: ("شتنبر", "سبتنبر"),
        10: ("تشرين أول", "تشرين 1", "أوكتوبر"),
        11: ("تشرين ثاني", "تشرين ثان", "تشرين 2", "نونبر"),
        12: ("كانون أول", "كانون 1", "دجنبر"),
    },
    "en": {9: ("Sept",)},
    "fr": {},
    "es": {9: ("setiembre", "set")},
}
_UNCLEAR: Final = {
    "ar": ("مارس", "ماي", "جوان", "أوت", "آب", "مايس"),
    "en": ("march", "may", "august"),
    "fr": ("mars",),
    "es": ("set", "may"),
}
_HIJRI_AR: Final = (
    ("محرم", "المحرم"),
    ("صفر",),
    ("ربيع الأول", "ربيع أول"),
    ("ربيع الآخر", "ربيع الثاني", "ربيع ثاني"),
    ("جمادى الأولى", "جمادى الأول"),
    ("جمادى الآخرة", "جمادى الثانية", "جمادى الآخر"),
    ("رجب",),
    ("شعبان",),
    ("رمضان",),
    ("شوال",),
    ("ذو القعدة", "ذي القعدة"),
    ("ذو الحجة", "ذي الحجة"),
)
_HIJRI_LATIN: Final = (
    ("Muharram",),
    ("Safar",),
    ("Rabi al-Awwal", "Rabi' al-awwal", "Rabi I"),
    ("Rabi al-Thani", "Rabi' al-thani", "Rabi II"),
    ("Jumada al-Awwal", "Jumada al-Ula", "Jumada I"),
    ("Jumada al-Thani", "Jumada al-Akhirah", "Jumada II"),
    ("Rajab",),
    ("Shaaban", "Sha'ban"),
    ("Ramadan", "Ramadán"),
    ("Shawwal",),
    ("Dhu al-Qadah", "Dhul Qadah"),
    ("Dhu al-Hijjah", "Dhul Hijjah"),
)


def rows(lang: str) -> list[tuple[str, int, str, str]]:
    """(surface, month, calendar, clear) in calendar and month order, one row for each folded spelling."""
    seen: dict[tuple[str, str], tuple[str, int, str, str]] = {}
    unclear = {fold(name) for name in _UNCLEAR[lang]}
    for month in range(1, 13):
        names: list[tuple[str, bool]] = []
        for code in _LOCALES[lang]:
            widths = Locale.parse(code).months["format"]
            names.append((widths["wide"][month], False))
            names.append((widths["abbreviated"][month].rstrip("."), True))
        names += [(name, False) for name in _ADDED[lang].get(month, ())]
        wide = {fold(name) for name, short in names if not short}
        for name, _short in names:
            key = fold(name)
            clear = key in wide and key not in unclear
            seen.setdefault(("gregorian", key), (name, month, "gregorian", "yes" if clear else "no"))
        for name in (_HIJRI_AR if lang == "ar" else _HIJRI_LATIN)[month - 1]:
            # Ramadan, Rajab and Shaaban are first names as well: none stands alone.
            seen.setdefault(("hijri", fold(name)), (name, month, "hijri", "no"))
    return sorted(seen.values(), key=lambda row: (row[2], row[1], fold(row[0]), row[0]))


def main() -> None:
    """Write all four files beside the other lexicons."""
    for lang in _LOCALES:
        path = Path(__file__).parents[1] / lang / "months.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(("surface", "month", "calendar", "clear"))
            writer.writerows(rows(lang))


if __name__ == "__main__":
    main()
