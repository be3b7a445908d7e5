"""Where sentences end, what sort of line they are, and in which language."""

from __future__ import annotations

import pytest

from etl.text.sentences import split
from etl.text.tokens import tokenize


def cut(text: str, lang: str | None = None) -> list[str]:
    return [text[s.start : s.end] for s in split(text, lang)]


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("en", "Dr. Smith met Gen. Lee. They left.", 2),
        ("en", "About 1.2 million fled. 3,500 stayed.", 2),
        ("en", "He lives in the U.S. The army left.", 2),
        ("en", "The U.N. refugee agency spoke.", 1),
        ("en", "See No. 5. It is open.", 2),
        ("en", '"We saw 12 bodies." He wept.', 2),
        ("en", '"Who fled?" he asked.', 1),
        ("en", "Three fled... then two. See www.example.org/a.b for more.", 2),
        ("en", "They were killed.The rest fled.", 2),
        ("fr", "M. Dupont a parlé. Mme. Petit aussi.", 2),
        ("fr", "Environ 1.200 morts ! Et 3,5 % de blessés.", 2),
        ("es", "El Sr. Pérez murió. ¿Quién lo vio? Nadie.", 3),
        ("es", "Unas 1.200 personas huyeron. EE. UU. ayuda.", 2),
        ("ar", "قال د. أحمد إن 3.5 مليون نزحوا. ثم رحل.", 2),
        ("ar", "هل رحلوا؟ نعم! رحلوا.", 3),
        ("ar", "غادروا المنطقة.وأضاف المصدر ذلك.", 2),
        ("ar", "قال أ. ب. الحسن ذلك.", 1),
    ],
)
def test_sentences_end_where_a_reader_ends_them(lang: str, text: str, count: int) -> None:
    assert len(cut(text, lang)) == count, cut(text, lang)


def test_closing_quotes_stay_with_their_sentence() -> None:
    assert cut('He said "they fled." She left.', "en") == ['He said "they fled."', "She left."]
    assert cut("قال «لقد رحلوا.» ثم صمت.", "ar") == ["قال «لقد رحلوا.»", "ثم صمت."]


def test_line_breaks_always_end_a_sentence() -> None:
    assert cut("one\ntwo\r\nthree\u2028four", "en") == ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("- 12 people were killed.", "bullet", "12 people were killed."),
        ("• 12 people were killed.", "bullet", "12 people were killed."),
        ("1. First, people fled.", "bullet", "First, people fled."),
        ("2) People fled.", "bullet", "People fled."),
        ("Aleppo\t12\t15", "row", "Aleppo\t12\t15"),
        ("| Aleppo | 12 | 15 |", "row", "| Aleppo | 12 | 15 |"),
        ("Aleppo    12    15", "row", "Aleppo    12    15"),
        ("# Displacement", "heading", "Displacement"),
        ("Displacement in the north", "heading", "Displacement in the north"),
        ("People fled.", "prose", "People fled."),
        ("12 people fled.", "prose", "12 people fled."),
        ("-5 degrees were measured.", "prose", "-5 degrees were measured."),
        ("5 - 10 people fled.", "prose", "5 - 10 people fled."),
    ],
)
def test_kind_of_line(text: str, kind: str, words: str) -> None:
    (sentence,) = split(text, "en")
    assert (sentence.kind, text[sentence.start : sentence.end]) == (kind, words)


def test_language_is_told_per_paragraph() -> None:
    text = "\n".join(
        [
            "The army said that 12 people were killed.",
            "قال الجيش إن 12 شخصا قتلوا.",
            "Selon les autorités, 12 personnes sont mortes dans la ville.",
            "Según las autoridades, 12 personas murieron en la ciudad.",
            "12",
        ]
    )
    assert [s.lang for s in split(text, None)][:4] == ["en", "ar", "fr", "es"]


def test_guess_decides_where_words_do_not() -> None:
    assert [s.lang for s in split("Total 12", "fr")] == ["fr"]
    assert [s.lang for s in split("Total 12", "FR-fr")] == ["fr"]
    assert [s.lang for s in split("The people who were killed by the army", "fr")] == ["en"]
    assert [s.lang for s in split("12", "de")] == ["en"]


def test_word_of_no_known_language_is_left_to_the_library() -> None:
    assert [s.lang for s in split("Bilan provisoire détaillé", None)] == ["fr"]


def test_empty_text_has_no_sentences() -> None:
    assert split("", None) == []
    assert split(" \n\u200f\n\t", "ar") == []


def test_tokens_cut_their_words_and_keep_marks_of_direction_out() -> None:
    text = "\u200fوَثلاثة\u200f 38\u200f,\u200f000 l'eau"
    tokens = list(tokenize(text, 0, len(text)))
    assert [t.key for t in tokens] == ["وثلاثه", "38", ",", "000", "l'", "eau"]
    assert all(text[t.start : t.end] == t.raw for t in tokens)
    assert tokens[1].end == tokens[2].start
