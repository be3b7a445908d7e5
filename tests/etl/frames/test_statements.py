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
        "WFP said that 25 million people go hungry and said it needs $645 million for the next six months.",
        "حذر البرنامج من أن 25 مليون شخص جوعى، وقال إنه يحتاج إلى 645 مليون دولار للأشهر الستة المقبلة.",
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
        "« Nous avons compté 32 corps », a déclaré Jean Lalo. « Dix-sept autres ont été blessés. »",
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
        "On 9 June some 500 families fled, joining 12,000 people who had sheltered in schools since May."
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


def test_a_country_before_a_colon_is_no_speaker() -> None:
    (fact,) = read("TCHAD : plus de 850 000 réfugiés soudanais depuis avril 2023")
    assert fact.attribution is None
    assert fact.place is not None
    assert fact.place.iso3 == "TCD"
    assert read("HCR : 12 000 réfugiés arrivés")[0].attribution == "HCR"


@pytest.mark.parametrize(
    "text",
    [
        "Le camp, prévu pour 40 000 personnes, en héberge désormais 235 000.",
        "The camp, planned for 40,000 people, now hosts 235,000.",
        "El campo, previsto para 40.000 personas, alberga ya a 235.000.",
    ],
)
def test_what_an_aside_plans_is_not_what_the_sentence_tells(text: str) -> None:
    assert [fact.assertion for fact in read(text)][1] == "reported"


@pytest.mark.parametrize("text", ["38 cas suspects de choléra", "38 casos sospechosos de dengue"])
def test_suspected_cases_are_no_suspects(text: str) -> None:
    assert read(text)[0].population == ()


@pytest.mark.parametrize(
    "text",
    [
        "More than 700,000 people have been displaced, nearly double the figure six months ago.",
        "Twelve people were killed, twice as many as in May.",
        "Douze personnes ont été tuées, plus qu'en mai.",
        "Murieron doce personas, más que en mayo.",
    ],
)
def test_the_time_of_what_a_figure_is_measured_by_is_not_its_own(text: str) -> None:
    assert read(text)[0].period_start is None


def test_each_half_of_a_sentence_has_its_own_verb_and_place() -> None:
    came, stayed = read("De los desplazados, 15.000 han llegado a Cúcuta y 5.300 permanecen en Tibú.")
    assert came.place is not None
    assert stayed.place is not None
    assert (came.place.name, stayed.place.name) == ("Cucuta", "Tibu")
    assert (came.indicator, stayed.indicator) != ("arrived", "arrived")


def test_a_share_in_another_clause_is_no_share_of_the_money() -> None:
    facts = read("The $50 million pledged has not stopped the gangs, which control 80% of the capital.")
    assert all(fact.unit != "percent" for fact in facts)


def test_a_bare_number_counts_those_named_before_it_not_those_of_the_sentence_before() -> None:
    facts = read(
        "More than 700,000 people were displaced."
        " A team of 400 teachers, a fraction of the 2,500 pledged, is there."
    )
    assert [fact.indicator for fact in facts] == ["displaced", "other", "other"]
    facts = read("Two trucks were looted. The hospital was hit. Of its 120 beds, only 35 can be used.")
    assert [fact.value for fact in facts if fact.indicator == "vehicles"] == [2]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("There are 300 people trapped. Among the dead are seven soldiers.", False),
        ("The blast killed 30 people. Among the dead were seven soldiers.", True),
        ("The blast killed 30 people. Among them were seven soldiers.", True),
    ],
)
def test_one_of_the_dead_is_no_part_of_others(text: str, part: bool) -> None:
    whole, some = read(text)
    assert some.subset_of == (whole.fact_id if part else None)


def test_parts_that_a_conjunction_joins_share_the_words_that_open_them() -> None:
    facts = read("Entre los fallecidos hay siete firmantes de paz y dos menores.")
    assert [fact.indicator for fact in facts] == ["killed", "killed"]


def test_a_title_of_several_towns_and_a_new_section_are_about_the_country() -> None:
    facts = read(
        "اليمن: تقرير الحالة - السيول في الحديدة وحجة\n\nأبرز الأرقام\n\n- 61 وفاة\n\n"
        "الوضع العام\n\nأكدت السلطات في الحديدة مصرع 36 شخصا.\n\n"
        "الاستجابة\n\nوزعت المنظمة حقائب على 2,900 أسرة."
    )
    assert [f.place.name if f.place else None for f in facts] == ["Yemen", "Hodeidah", "Yemen"]


@pytest.mark.parametrize(
    "text",
    [
        "Some 300 people returned, but 7,000 are still displaced.",
        "عاد 300 شخص إلى المدينة، لكن 7 آلاف ما زالوا نازحين.",
    ],
)
def test_what_a_word_of_contrast_opens_shares_no_verb(text: str) -> None:
    assert [fact.indicator for fact in read(text)] == ["returned", "displaced"]


def test_where_people_came_back_from_is_not_where_the_story_goes_on() -> None:
    facts = read(
        "عاد إلى سوريا أكثر من مليون شخص، بينهم 170 ألفا من الأردن."
        " وفي دمشق، وزعت المفوضية منحا على 100 ألف عائد.\n\n"
        "وقالت المفوضية إنها قدمت سللا غذائية إلى 20 ألف أسرة."
    )
    assert facts[-1].place is not None
    assert facts[-1].place.iso3 == "SYR"


def test_member_states_are_no_speakers() -> None:
    assert read("As of 18 January, Member States have disbursed $1.6 billion.")[0].attribution is None
    assert read("The report states that 12 people died.")[0].attribution == "The report"


@pytest.mark.parametrize(
    "text",
    [
        "ارتفعت حصيلة الغارات إلى 558 قتيلا، بينهم 50 طفلا و94 امرأة، و1835 جريحا.",
        "The toll rose to 558 dead, including 50 children and 94 women, and 1,835 wounded.",
        "El saldo subió a 558 muertos, entre ellos 50 niños y 94 mujeres, y 1.835 heridos.",
        "Le bilan est passé à 558 morts, dont 50 enfants et 94 femmes, et 1 835 blessés.",
    ],
)
def test_the_wounded_behind_a_list_of_the_dead_are_wounded(text: str) -> None:
    dead, _, women, wounded = read(text)
    assert (dead.indicator, wounded.indicator, wounded.subset_of) == ("killed", "injured", None)
    assert women.subset_of == dead.fact_id


@pytest.mark.parametrize(
    "text",
    [
        "INFORME DE SITUACIÓN N.º 3 – INUNDACIONES EN EL SUR DE BRASIL",
        "وهذا أكثر من نصف عدد من قتلوا خلال حرب 2006.",
        "Situation Report #5 – floods",
    ],
)
def test_numbers_of_reports_and_years_of_wars_are_no_figures(text: str) -> None:
    assert not [fact for fact in read(text) if fact.unit != "percent"]


def test_a_title_and_what_it_tells_are_no_range() -> None:
    assert [fact.value for fact in read("Situation Report #5 – 300 displaced")] == [300]
    assert [fact.value_min for fact in read("Some 20 – 30 people died.")] == [20]


def test_where_people_are_held_is_no_verb_of_its_own() -> None:
    facts = read(
        "Catorce personas fueron detenidas por abusos en los albergues. Hay 300 personas en los albergues."
    )
    assert [fact.indicator for fact in facts] == ["detained", "sheltered"]


def test_a_share_is_of_the_people_it_names() -> None:
    (share,) = read("Of the displaced, 54% are women and girls.")
    assert (share.indicator, share.measure) == ("displaced", "rate")
    facts = read("The survey covered 80 sites.\n\nOf the displaced, 54% are women and girls.")
    assert facts[-1].subset_of is None


def test_a_share_of_households_is_none_of_the_clinics() -> None:
    (share,) = read("One in five households reported no access to a functioning health facility.")
    assert share.indicator == "other"


def test_victims_are_dead_and_wounded() -> None:
    victims, dead, wounded = read("The raid left 287 casualties, of whom 104 dead and 183 wounded.")
    assert dead.subset_of == wounded.subset_of == victims.fact_id


def test_columns_of_households_count_households_and_bold_totals_hold_the_rows() -> None:
    facts = read(
        "Ethiopia: displacement in March 2025\n\n| Zone | IDP households | IDP individuals |\n|---|---|---|\n"
        "| North | 300 | 1,500 |\n| South | 200 | 1,100 |\n| **Total** | **500** | **2,600** |\n"
    )
    assert [f.unit for f in facts] == ["household", "person"] * 3
    assert [f.subset_of for f in facts[:2]] == [facts[4].fact_id, facts[5].fact_id]


def test_the_hours_past_are_not_those_who_arrived() -> None:
    (fact,) = read("وصل المستشفيات خلال الساعات الماضية 18 شهيدا.")
    assert (fact.value, fact.indicator) == (18, "killed")


def test_recovered_bodies_are_among_the_dead() -> None:
    dead, recovered, wounded = read("وصول 47 شهيدا (بينهم 5 انتشال) و226 إصابة إلى المستشفيات.")
    assert (recovered.value, recovered.indicator, recovered.subset_of) == (5, "killed", dead.fact_id)
    assert wounded.indicator == "injured"


def test_what_a_plan_is_measured_by_was_done() -> None:
    planned, done = read("WFP expects to feed 1.2 million people by June, up from 877,000 in January.")
    assert (planned.assertion, done.assertion) == ("forecast", "attributed")
    assert done.period_start == date(2024, 1, 1)


def test_what_is_expected_to_be_so_is_a_forecast() -> None:
    assert (
        read("Some 1.7 million children are expected to be acutely malnourished.")[0].assertion == "forecast"
    )


@pytest.mark.parametrize(
    "text",
    [
        "En 2023, 698 personas, la cifra más alta de la última década, fallecieron.",
        "In 2023, 698 people, the highest number in the past ten years, were killed.",
    ],
)
def test_how_long_nothing_was_as_large_is_not_when(text: str) -> None:
    assert read(text)[0].period_start == date(2023, 1, 1)


def test_who_was_rescued_is_more_than_what_is_told_of_them_besides() -> None:
    assert read("Rescatamos a 33 personas, que reciben atención médica.")[0].indicator == "evacuated"


def test_an_article_before_a_name_does_not_part_the_places_of_a_list() -> None:
    facts = read("Le Haut-Katanga (412 cas) et le Maniema (206) suivent.")
    assert [(f.value, f.indicator) for f in facts] == [(412, "cases"), (206, "cases")]


def test_a_dash_in_prose_opens_no_label() -> None:
    facts = read("The war has forced nearly 10 million from their homes – 7.26 million inside the country.")
    assert [fact.unit for fact in facts] == ["person", "person"]
    assert read("Homes – 7,260")[0].unit == "housing_unit"


def test_the_stops_of_an_abbreviation_part_nothing() -> None:
    money = read("The $2.7 billion U.N. appeal is under way.")[0]
    assert money.indicator == "funding_required"


def test_a_fraction_is_of_the_noun_behind_it() -> None:
    assert read("قالت المنظمة إن ربع المصابين في غزة أطفال.")[0].indicator == "injured"


def test_months_that_have_begun_are_these() -> None:
    (fact,) = read("Some 756,000 people face hunger between June and September.")
    assert (fact.period_start, fact.period_end) == (date(2024, 6, 1), date(2024, 9, 30))


@pytest.mark.parametrize(
    "text",
    [
        "The worst hit are Aleppo (12 killed), Idlib (5) and Hama (4).",
        "المحافظات الأكثر تضررا: دير الزور (12 قتيلا)، إدلب (5)، حماة (4).",
    ],
)
def test_brackets_behind_places_go_on_with_the_first(text: str) -> None:
    assert [(f.value, f.indicator) for f in read(text)] == [(12, "killed"), (5, "killed"), (4, "killed")]


def test_a_numbered_quarter_of_a_town_is_no_figure() -> None:
    facts = read("Some 3,000 people fled Solino and Delmas 24 to 14 new sites.")
    assert [fact.value for fact in facts] == [3000, 14]
    facts = read("Hungary took in 71,158 refugees, Romania 43 and Poland 12.")
    assert [fact.value for fact in facts] == [71158, 43, 12]


def test_square_metres_are_no_square_kilometres() -> None:
    facts = read("Teams cleared 1.2 million square metres and 3 square kilometres.")
    assert [(f.indicator, f.unit) for f in facts] == [("area", "unknown"), ("area", "square_kilometre")]


def test_what_was_planned_describes_its_own_figure_only() -> None:
    facts = read("In May 12 out of 15 planned convoys arrived, delivering 860 tonnes of food.")
    assert {fact.assertion for fact in facts if fact.value != 15} == {"reported"}


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested 300 people. Some 40% of the detainees were women.",
        "La policía detuvo a 300 personas. Un 40 % de los detenidos eran mujeres.",
        "La police a arrêté 300 personnes. Quelque 40 % des détenus sont des femmes.",
    ],
)
def test_a_share_of_those_just_told_is_a_part_of_them(text: str) -> None:
    whole, share = read(text)
    assert (share.unit, share.subset_of) == ("percent", whole.fact_id)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "The Ministry of Health announced this toll:\n- Taiz governorate: 12 dead\n- Ibb: 7 dead",
            "The Ministry of Health",
        ),
        ("أعلنت وزارة الصحة الحصيلة التالية:\n- محافظة تعز: 12 قتيلا\n- محافظة إب: 7 قتلى", "وزارة الصحة"),
    ],
)
def test_the_place_that_heads_an_entry_does_not_speak(text: str, speaker: str) -> None:
    facts = read(text)
    assert [fact.attribution for fact in facts] == [speaker] * 2
    assert all(fact.place is not None and not fact.place.carried_over for fact in facts)


def test_an_office_before_a_colon_speaks() -> None:
    assert read("Health Department: 12 dead")[0].attribution == "Health Department"


@pytest.mark.parametrize(
    "text",
    [
        "The hospital received 220 casualties, of whom 42 adults and 43 children were declared dead.",
        "Of the 220 wounded, 42 men and 43 women have died.",
        "L'hôpital a reçu 220 blessés, dont 42 adultes et 43 enfants sont décédés.",
        "De los 220 heridos, 42 hombres y 43 mujeres han muerto.",
    ],
)
def test_parts_share_the_verb_behind_both(text: str) -> None:
    whole, *parts = read(text)
    assert [(f.indicator, f.subset_of) for f in parts] == [("killed", whole.fact_id)] * 2
    assert whole.indicator == "injured"


def test_a_part_that_is_closed_shares_no_verb_with_what_follows() -> None:
    _, women, officers = read("Police arrested 60 people, including 12 women, and 3 officers were killed.")
    assert (women.indicator, officers.indicator) == ("detained", "killed")


@pytest.mark.parametrize(
    "text",
    [
        "Two health workers held since 14 May in Macomia were freed.",
        "Two health workers kidnapped since early May in Macomia have been released unharmed.",
    ],
)
def test_a_time_within_the_subject_does_not_part_it_from_its_verb(text: str) -> None:
    assert read(text)[0].indicator == "released"


def test_a_conjunction_without_a_time_still_parts() -> None:
    facts = read("Two health workers were held after gunmen released 40 others.")
    assert [f.indicator for f in facts] == ["detained", "released"]


def test_those_who_come_in_another_clause_are_not_the_same_people() -> None:
    families, fighters = read("Two families abandoned Macomia after some 100 insurgents stormed it.")
    assert families.indicator == "forced_to_flee"
    assert fighters.indicator in ("other", "fighters_present")


@pytest.mark.parametrize(
    ("text", "quantifier"),
    [
        ("The displaced are scattered over 12 sites.", "exact"),
        ("They protested over 300 arrests.", "more_than"),
        ("Protests over 300 arrests shook the capital.", "exact"),
        ("The storm flooded over 12 sites.", "more_than"),
    ],
)
def test_over_bounds_only_where_it_does_not_belong_to_the_word_before(text: str, quantifier: str) -> None:
    assert read(text)[0].quantifier == quantifier


@pytest.mark.parametrize(
    "text",
    [
        "Norway pledged 300 million kroner ($28 million) to the appeal.",
        "The government set aside 1.6 billion Malawian kwacha ($1.5 million) for those affected.",
        "La Norvège a promis 300 millions de couronnes norvégiennes (28 millions de dollars).",
        "وتعهدت النرويج بتقديم 300 مليون كرونة نرويجية (28 مليون دولار).",
    ],
)
def test_a_sum_in_brackets_in_other_money_is_the_same_sum(text: str) -> None:
    own, told_again = read(text)
    assert own.indicator == told_again.indicator == "funding_received"
    assert told_again.subset_of is None


def test_a_sum_in_brackets_in_the_same_money_may_be_a_part() -> None:
    facts = read("Of the $90 million needed, $20 million has been received.")
    assert facts[1].subset_of == facts[0].fact_id


@pytest.mark.parametrize(
    ("text", "unit_text"),
    [
        ("Workers found 6,700 unaccompanied or separated children.", "children"),
        ("They nursed 20 sick and wounded prisoners.", "prisoners"),
        ("There were 12 injured and hospital buildings were damaged.", "injured"),
    ],
)
def test_attributes_that_a_conjunction_pairs_share_their_noun(text: str, unit_text: str) -> None:
    (fact,) = read(text)
    assert fact.unit == "person"
    assert (fact.unit_text or "").endswith(unit_text)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("غزة.. 71 شهيدا منذ الفجر والأونروا تحذر من انهيار المنظومة", None),
        ("والأونروا تقول إن 71 شخصا قتلوا", "الأونروا"),
        ("والي الخرطوم يقول إن 71 شخصا قتلوا", "والي الخرطوم"),
    ],
)
def test_who_is_joined_on_behind_a_figure_did_not_say_it(text: str, speaker: str | None) -> None:
    assert read(text)[0].attribution == speaker


@pytest.mark.parametrize(
    "text",
    [
        "- 300 cholera cases were recorded, of whom 18 died.\n"
        "- 38% of children under five are acutely malnourished, of whom 11% severely.",
        "• سُجلت 300 إصابة بالكوليرا، توفي منها 18.\n"
        "• 38 بالمئة من الأطفال دون الخامسة مصابون بسوء التغذية الحاد، منهم 11% بسوء التغذية الحاد الوخيم.",
    ],
)
def test_a_share_of_a_share_is_no_part_of_another_entry(text: str) -> None:
    *_, share, inner = read(text)
    assert (share.indicator, inner.indicator) == ("malnourished", "malnourished")
    assert inner.subset_of is None


def test_members_of_one_family_are_no_family() -> None:
    assert [f.value for f in read("Seven members of one family died.")] == [7]
    assert [f.value for f in read("One family was evacuated.")] == [1]


def test_what_lies_ahead_is_no_window_of_the_past() -> None:
    (fact,) = read("وإن 300 مركز سينفد وقودها في غضون ستة أسابيع.")
    assert fact.period_start is None


@pytest.mark.parametrize(
    "text",
    [
        "Il manque 2,4 des 5,1 millions de dollars.",
        "Only $2.4 of the $5.1 million came.",
        "Han llegado 2,4 de los 5,1 millones de dólares.",
        "وصل 2.4 من أصل 5.1 مليون دولار",
    ],
)
def test_a_decimal_part_shares_the_scale_of_its_whole(text: str) -> None:
    assert [f.value for f in read(text)] == [2_400_000, 5_100_000]


def test_a_title_that_names_a_country_and_its_province_is_about_the_province() -> None:
    (fact,) = read("RDC : choléra au Tanganyika\n- 312 nouveaux cas ont été notifiés.")
    assert fact.place is not None
    assert fact.place.name == "Tanganyika"


def test_a_paragraph_that_speaks_of_the_country_goes_on_about_it() -> None:
    text = (
        "Djibo (Burkina Faso) est sous blocus : 200 000 personnes y vivent.\n\n"
        "Le pays compte 2,06 millions de déplacés. Les violences ont fait plus de 26 000 morts depuis 2015."
    )
    *_, dead = read(text)
    assert dead.place is not None
    assert (dead.place.iso3, dead.place.accuracy) == ("BFA", "country")
