"""What one statement says of its figures, another statement of the same sentence or speaker does not."""

from __future__ import annotations

from datetime import date

import pytest

from etl.model import Document, Fact
from etl.pipeline import extract


def read(text: str) -> list[Fact]:
    return extract(Document(text=text, id="said", lang=None, published_at=date(2024, 6, 14)))


@pytest.mark.parametrize(
    "text",
    [
        "WFP warned that 25 million people face acute hunger and said it needs $645 million for the next six months.",
        "وحذر برنامج الأغذية العالمي من أن 25 مليون شخص يواجهون الجوع الحاد، وقال إنه يحتاج إلى 645 مليون دولار للأشهر الستة المقبلة.",
    ],
)
def test_the_time_of_a_later_statement_is_not_that_of_the_one_before(text: str) -> None:
    people, money = read(text)
    assert (people.period_start, money.period_start) == (None, date(2024, 6, 14))
    assert people.attribution == money.attribution


def test_a_time_before_both_statements_is_that_of_both() -> None:
    first, second = read("On Monday the army said it killed 12 fighters and said 30 others fled.")
    assert first.period_start == second.period_start == date(2024, 6, 10)


@pytest.mark.parametrize(
    "text",
    [
        "The group denied the claim and said it had lost only three fighters.",
        "Le groupe a démenti ces accusations et affirmé avoir perdu trois combattants.",
        "El ejército negó la acusación y dijo que murieron tres soldados.",
        "نفى الناطق الاتهامات وقال إن ثلاثة مقاتلين قتلوا.",
        "نفى الناطق الاتهامات مؤكدا أن ثلاثة مقاتلين قتلوا.",
    ],
)
def test_what_is_said_after_a_denial_is_not_denied(text: str) -> None:
    (fact,) = read(text)
    assert (fact.value, fact.assertion) == (3, "attributed")


@pytest.mark.parametrize(
    "text",
    [
        "The ministry denied that 20 people had been killed.",
        "Le ministère a démenti les informations affirmant que 20 personnes avaient été tuées.",
        "El ministerio negó que 20 personas hubieran muerto.",
        "نفت الوزارة مقتل 20 شخصا.",
    ],
)
def test_what_is_denied_stays_denied(text: str) -> None:
    assert read(text)[0].assertion == "denied"


@pytest.mark.parametrize(
    "text",
    [
        '"We counted 32 bodies," Jean Lalo told reporters. "Another 17 people were wounded."',
        "« Nous avons compté 32 corps », a déclaré Jean Lalo. « Dix-sept autres personnes ont été blessées. »",
        '"Contamos 32 cuerpos", dijo Jean Lalo. "Otras 17 personas resultaron heridas".',
    ],
)
def test_whoever_was_quoted_goes_on_in_the_next_quotation(text: str) -> None:
    assert [fact.attribution for fact in read(text)] == ["Jean Lalo"] * 2


def test_prose_behind_a_quotation_is_nobody_s_words() -> None:
    facts = read('"We counted 32 bodies," Jean Lalo told reporters. Another 17 people were wounded.')
    assert [fact.attribution for fact in facts] == ["Jean Lalo", None]


@pytest.mark.parametrize(
    "text",
    [
        "It said 85 percent of the displaced are women, and that 40,000 of them live without shelter.",
        "وأضافت أن 85 بالمئة من النازحين نساء وأطفال، وأن 40 ألفا منهم يعيشون في العراء بلا مأوى.",
    ],
)
def test_the_predicate_of_another_clause_is_not_shared(text: str) -> None:
    assert [fact.indicator for fact in read(text)] == ["displaced", "homeless"]


def test_since_when_some_have_lived_there_dates_neither_the_rest_nor_the_next_sentence() -> None:
    fled, before, looted = read(
        "On 9 June some 500 families fled on foot, joining 12,000 people who had sheltered in schools since May."
        " Two trucks were looted."
    )
    assert fled.period_start == looted.period_start == date(2024, 6, 9)
    assert before.period_start == date(2024, 5, 1)


@pytest.mark.parametrize("words", ["in", "across", "throughout"])
def test_the_country_is_meant_not_the_town_named_last(words: str) -> None:
    (fact,) = read(f"Fighting hit North Kivu. More than 7 million people are displaced {words} the country.")
    assert fact.place is not None
    assert (fact.place.iso3, fact.place.accuracy) == ("COD", "country")


@pytest.mark.parametrize(
    "text",
    [
        "The plan seeks US$4.16 billion to assist 20.9 million people.",
        "El PMA necesita 4.160 millones de dólares para asistir a 20,9 millones de personas.",
        "Le PAM a besoin de 4,16 milliards de dollars pour venir en aide à 20,9 millions de personnes.",
    ],
)
def test_whom_the_money_asked_for_would_help_is_targeted(text: str) -> None:
    money, people = read(text)
    assert (money.indicator, money.assertion) == ("funding_required", "reported")
    assert (people.indicator, people.measure) == ("targeted", "stock")


def test_whom_money_that_was_there_helped_is_assisted() -> None:
    assert read("WFP used $3 million to feed 40,000 people.")[-1].indicator == "assisted"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Gunmen killed 25 villagers. Three of the gunmen were shot dead.", False),
        ("Les assaillants ont tué 25 villageois. L'armée a abattu trois des assaillants.", False),
        ("Gunmen killed 25 villagers. Three of the villagers were women.", True),
        ("The clash left 25 fighters dead. Three of the fighters were teenagers.", True),
    ],
)
def test_some_of_those_who_attacked_are_no_part_of_their_victims(text: str, part: bool) -> None:
    whole, some = read(text)
    assert some.subset_of == (whole.fact_id if part else None)


def test_a_part_that_names_nothing_counts_what_its_whole_counts() -> None:
    whole, part = read(
        "We found 214 unaccompanied children. Of these, 61 have been reunified with relatives."
    )
    assert (part.unit, part.subset_of) == ("person", whole.fact_id)
    bare = read("214 children have been identified; 61 have been reunified with their families.")[-1]
    assert (bare.value, bare.unit) == (61, "person")
