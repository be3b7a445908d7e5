"""Who says it: a corpus per language, and what must hold whatever the text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.attribution import find
from etl.model import LANGS, Attribution, Lang
from etl.text.sentences import split

CORPUS = Path(__file__).parent / "corpus"


def attributions_in(text: str, lang: Lang) -> list[Attribution]:
    sentences = split(text, lang)
    found = find(text, sentences, lambda index: True)
    assert list(found) == sorted(found)
    return [attribution for attributions in found.values() for attribution in attributions]


def shown(text: str, attribution: Attribution) -> str:
    carried = " | carried" if attribution.carried_over else ""
    scope = " ".join(text[attribution.scope_start : attribution.scope_end].split())
    short = scope if len(scope) <= 50 else f"{scope[:24]} … {scope[-23:]}"
    return f"{attribution.text} | {attribution.org or '-'} | {short}{carried}"


def cases() -> list[tuple[Lang, str, list[str]]]:
    rows: list[tuple[Lang, str, list[str]]] = []
    for lang in LANGS:
        document = tomllib.loads((CORPUS / f"{lang}.toml").read_text("utf-8"))
        rows += [(lang, case["text"], case["said"]) for case in document["case"]]
    return rows


@pytest.mark.parametrize(("lang", "text", "expected"), cases(), ids=lambda value: str(value)[:40])
def test_corpus(lang: Lang, text: str, expected: list[str]) -> None:
    found = attributions_in(text, lang)
    assert [shown(text, attribution) for attribution in found] == expected
    for attribution in found:
        assert text[attribution.start : attribution.end] == attribution.text


@pytest.mark.parametrize(("lang", "text", "expected"), cases(), ids=lambda value: str(value)[:40])
def test_unwanted_sentences_change_nothing_in_the_others(lang: Lang, text: str, expected: list[str]) -> None:
    sentences = split(text, lang)
    everything = find(text, sentences, lambda index: True)
    for sentence in sentences:
        only = find(text, sentences, lambda index, one=sentence.index: index == one)
        assert only.get(sentence.index) == everything.get(sentence.index)


def test_nothing_wanted_reads_nothing() -> None:
    text = "UNHCR said 300 people fled."
    assert find(text, split(text, "en"), lambda index: False) == {}


VOCABULARY = (
    'said according to the UN OCHA , . : " « » ( ) he added 3,000 people fled قال المرصد إن وأضاف وفقا للأمم '
    "المتحدة "
    "نقلا عن مصادر selon le HCR a déclaré a-t-il ajouté según ACNUR dijo que while and Smith spokesman for"
    " quoting"
)


@given(
    words=st.lists(st.sampled_from(VOCABULARY.split()), max_size=30),
    lang=st.sampled_from(LANGS),
)
@settings(max_examples=300, deadline=None)
def test_scopes_stay_in_their_sentence_and_never_overlap(words: list[str], lang: Lang) -> None:
    text = " ".join(words)
    sentences = {sentence.index: sentence for sentence in split(text, lang)}
    for index, attributions in find(text, list(sentences.values()), lambda index: True).items():
        end = sentences[index].start
        for attribution in attributions:
            assert text[attribution.start : attribution.end] == attribution.text
            assert end <= attribution.scope_start < attribution.scope_end <= sentences[index].end
            end = attribution.scope_end


@given(text=st.text(max_size=80), lang=st.sampled_from(LANGS))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str, lang: Lang) -> None:
    attributions_in(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "who"),
    [
        ("en", "By the army's reckoning 72,000 people slipped out.", "the army"),
        ("en", "Some 200 boats, by Canberra's own count, were stopped.", "Canberra"),
        ("en", "MSF, which had given its coordinates to all sides, said 19 people died.", "MSF"),
        ("en", "At least 127 people were killed, the prosecutor said.", "the prosecutor"),
        ("en", "The Red Cross fears that 300 people drowned.", "The Red Cross"),
        ("ar", 'يقبع 23 مراسلا في السجون، وفق "مراسلون بلا حدود".', "مراسلون بلا حدود"),
        ("ar", "اتهمت هيومن رايتس ووتش حرس الحدود بقتل 300 مهاجر.", "هيومن رايتس ووتش"),
        ("es", "Hubo 6 muertos y 17 heridos, confirmó el fiscal Blanco.", "el fiscal Blanco"),
        ("es", "El ministro de Defensa cifra en 5.300 los bomberos movilizados.", "El ministro de Defensa"),
        ("fr", "Médecins sans frontières a recueilli 50 cadavres.", "Médecins sans frontières"),
        ("ar", "ونقل عن مصدر إعلامي أن 9 من الجنود قتلوا.", "مصدر إعلامي"),
    ],
)
def test_counts_of_ones_own_and_names_in_quotes_speak(lang: Lang, text: str, who: str) -> None:
    assert [found.text for found in attributions_in(text, lang)] == [who]


@pytest.mark.parametrize(
    "text",
    [
        "They fled by the city's main road with 300 others.",
        "A bombing in Peshawar claimed upwards of 90 lives.",
        "On Monday's ferry there were 300 people.",
        "The village, which lies on the river, lost 30 houses.",
        "Over 300 people died by the army's side.",
        "In the camp, confirmed cases rose to 300.",
    ],
)
def test_ways_and_losses_attribute_nothing(text: str) -> None:
    assert attributions_in(text, "en") == []
