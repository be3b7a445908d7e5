"""Place names in running text: which place is meant, what it is to the event, and what is none at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.model import Lang, PlaceMention
from etl.places import country_of_demonym, dominant_country, locate
from etl.text.sentences import split

SEED = Path(__file__).parents[3].parent / "shared" / "seeds" / "000_fb7f9a417f467020.txt"


def sites(text: str, lang: Lang) -> list[PlaceMention]:
    mentions = locate(split(text, lang), lambda _: True)
    found = [mention for each in mentions.values() for mention in each]
    for mention in found:
        assert text[mention.start : mention.end] == mention.place.text
    return [mention for mention in found if not mention.demonym]


def brief(text: str, lang: Lang) -> list[tuple[str, str | None, str | None]]:
    return [(m.place.text, m.place.iso3, m.place.admin1) for m in sites(text, lang)]


COVERAGE: list[tuple[Lang, str, str, str | None]] = [
    ("en", "Deir Ezzor", "SYR", "SY-DY"),
    ("en", "Deir ez-Zor", "SYR", "SY-DY"),
    ("en", "Idlib", "SYR", "SY-ID"),
    ("en", "Baghouz", "SYR", "SY-DY"),
    ("en", "Hajin", "SYR", "SY-DY"),
    ("en", "Al-Hol", "SYR", "SY-HA"),
    ("en", "Hodeidah", "YEM", "YE-HU"),
    ("en", "Khan Younis", "PSE", "PS-KYS"),
    ("en", "Cox's Bazar", "BGD", "BD-B"),
    ("en", "Port-au-Prince", "HTI", "HT-OU"),
    ("en", "El Fasher", "SDN", "SD-DN"),
    ("en", "Goma", "COD", "CD-NK"),
    ("en", "Maiduguri", "NGA", "NG-BO"),
    ("en", "Kherson", "UKR", "UA-65"),
    ("en", "Kunduz", "AFG", "AF-KDZ"),
    ("en", "Dadaab", "KEN", "KE-07"),
    ("fr", "Marioupol", "UKR", "UA-14"),
    ("fr", "Tombouctou", "MLI", "ML-6"),
    ("fr", "N'Djaména", "TCD", "TD-ND"),
    ("es", "Cúcuta", "COL", "CO-NSA"),
    ("es", "Járkov", "UKR", "UA-63"),
    ("es", "Puerto Príncipe", "HTI", "HT-OU"),
    ("ar", "الباغوز", "SYR", "SY-DY"),
    ("ar", "الخرطوم", "SDN", "SD-KH"),
    ("ar", "خانيونس", "PSE", "PS-KYS"),
    ("ar", "خان يونس", "PSE", "PS-KYS"),
    ("ar", "دير الزور", "SYR", "SY-DY"),
    ("ar", "الموصل", "IRQ", "IQ-NI"),
    ("ar", "الحديدة", "YEM", "YE-HU"),
    ("ar", "كوكس بازار", "BGD", "BD-B"),
    ("ar", "الفاشر", "SDN", "SD-DN"),
    ("ar", "إدلب", "SYR", "SY-ID"),
]
FRAMES = {
    "en": "At least 12 people were killed in {} on Monday.",
    "fr": "Au moins 12 personnes ont été tuées à {} lundi.",
    "es": "Al menos 12 personas murieron en {} el lunes.",
    "ar": "قتل 12 شخصا في {} يوم الاثنين.",
}


@pytest.mark.parametrize(("lang", "name", "iso3", "admin1"), COVERAGE)
def test_place_is_found_with_its_subdivision(lang: Lang, name: str, iso3: str, admin1: str | None) -> None:
    assert brief(FRAMES[lang].format(name), lang) == [(name, iso3, admin1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fighting in Tripoli, Lebanon left 7 dead.", ("Tripoli", "LBN")),
        ("Fighting in Tripoli, Libya left 7 dead.", ("Tripoli", "LBY")),
        ("Clashes in the Libyan capital Tripoli killed 30.", ("Tripoli", "LBY")),
        ("Beirut was calm. Clashes in Tripoli killed 3. Lebanese troops went in.", ("Tripoli", "LBN")),
        ("In Niger, 40 soldiers were killed while Nigeria mourned.", ("Niger", "NER")),
        ("Three died in Atlanta, Georgia.", ("Georgia", "USA")),
        ("Three died in Tbilisi, Georgia.", ("Georgia", "GEO")),
        ("In eastern Congo 20 people died near Beni, officials in Kinshasa reported.", ("Congo", "COD")),
        ("In Congo 20 people died, officials in Brazzaville reported.", ("Congo", "COG")),
    ],
)
def test_country_is_told_apart(text: str, expected: tuple[str, str]) -> None:
    assert expected in [(m.place.text, m.place.iso3) for m in sites(text, "en")]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Gunmen took 61 people from Buda village in Kaduna, Nigeria.", {"NGA"}),
        ("Gunmen killed 14 people in the village of Buda, Kaduna State, Nigeria.", {"NGA"}),
        ("Twelve people were killed in Paris, Ituri, in the Democratic Republic of Congo.", {"COD"}),
        ("Twelve people were killed in Florence, Colombia.", {"COL"}),
        ("Strikes in Beirut, Syria and Iraq killed 40 people.", {"LBN", "SYR", "IRQ"}),
        ("In Doha, Israel said its forces killed 5 people.", {"QAT"}),
        ("In Jeddah, Sudan's army said 40 people were killed.", {"SAU"}),
    ],
)
def test_an_area_behind_a_name_rules_out_its_other_countries(text: str, countries: set[str]) -> None:
    assert {mention.place.iso3 for mention in sites(text, "en")} == countries


@pytest.mark.parametrize(
    "name", ["Ta'iz", "Ma’rib", "Sa‘ada", "Qal'at Sukkar", "Mek'ele", "N'Djamena", "Cox's Bazar"]
)
def test_signs_for_hamza_and_ayn_part_no_name(name: str) -> None:
    assert [text for text, _, _ in brief(f"Five people were killed in {name} on Monday.", "en")] == [name]


def test_countries_of_like_names_stay_apart() -> None:
    text = (
        "Guinea-Bissau, Equatorial Guinea and Papua New Guinea are not Guinea. South Sudan is not Sudan. "
        "North Korea is not South Korea. Niger is not Nigeria, Mali is not Somalia."
    )
    assert [iso3 for _, iso3, _ in brief(text, "en")] == [
        "GNB", "GNQ", "PNG", "GIN", "SSD", "SDN", "PRK", "KOR", "NER", "NGA", "MLI", "SOM",
    ]  # fmt: skip


NOT_PLACES: list[tuple[Lang, str]] = [
    ("ar", "وقال عفرين إن المعارك مستمرة"),
    ("ar", "أكد المتحدث عدنان عفرين أن القوات تقدمت"),
    ("ar", "وان دلت الأرقام على شيء فإن نساء وأطفال البلاد كانوا هناك الآن يوم الخميس"),
    ("ar", "تلقى واحد من السكان دعما بعد كن وإلى شبه كامل"),
    ("ar", "بقيت العائلات فترة طويلة في البيت"),
    ("en", "Paris Hilton met Jordan Peterson and Chad Smith."),
    ("en", "President Jordan and Mr. Chad spoke with Michael Jordan."),
    ("en", "Reading is nice, and 300 turkeys died of it."),
    ("en", "Most people split the bread and hit the road in March."),
    ("fr", "Jean Paris a dit que tout allait bien."),
    ("es", "Don Santiago y Victoria Ruiz hablaron de la paz."),
]


@pytest.mark.parametrize(("lang", "text"), NOT_PLACES)
def test_persons_and_words_are_no_places(lang: Lang, text: str) -> None:
    assert brief(text, lang) == []


ORGANISATIONS: list[tuple[Lang, str]] = [
    ("ar", "أعلنت قوات سوريا الديمقراطية مقتل 12 من عناصر تنظيم الدولة الإسلامية في العراق والشام"),
    ("ar", "قالت حكومة السودان إن 40 شخصا قتلوا"),
    ("en", "The Islamic State in Iraq and Syria lost 12 fighters."),
    ("en", "The Government of Sudan and the Bank of England gave 12 million."),
    ("en", "Kabul University counted 12 students."),
    ("en", "The US-led coalition lost 12 men."),
    ("fr", "Le gouvernement du Soudan a signé l'accord de Paris."),
    ("es", "El Gobierno de Malí pidió 12 millones."),
]


@pytest.mark.parametrize(("lang", "text"), ORGANISATIONS)
def test_place_inside_an_organisation_is_no_site(lang: Lang, text: str) -> None:
    assert brief(text, lang) == []


DATELINES: list[tuple[Lang, str, list[str]]] = [
    ("ar", "دمشق - قتل 12 شخصا في درعا.", ["درعا"]),
    ("ar", "غزة (رويترز) - نزح 12 شخصا من رفح.", ["رفح"]),
    ("en", "KHARTOUM (Reuters) - Some 30 people died in Omdurman.", ["Omdurman"]),
    ("fr", "BAMAKO, 3 mars (AFP) - Douze soldats sont morts près de Ménaka.", ["Ménaka"]),
    ("es", "BOGOTÁ (AP) — Al menos 80 personas murieron en Tibú.", ["Tibú"]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), DATELINES)
def test_dateline_is_no_site(lang: Lang, text: str, expected: list[str]) -> None:
    assert [m.place.text for m in sites(text, lang)] == expected


ROLES: list[tuple[Lang, str, list[tuple[str, str]]]] = [
    (
        "en",
        "Some 300 people fled El Fasher for Tawila and Chad.",
        [("El Fasher", "origin"), ("Tawila", "destination"), ("Chad", "destination")],
    ),
    (
        "en",
        "Some 300 people moved from Homs and Hama to Idlib.",
        [("Homs", "origin"), ("Hama", "origin"), ("Idlib", "destination")],
    ),
    ("en", "Some 300 people arrived in Amman.", [("Amman", "destination")]),
    ("en", "Some 300 people died in Homs.", [("Homs", "event_site")]),
    ("fr", "Dix mille personnes ont fui Goma vers Bukavu.", [("Goma", "origin"), ("Bukavu", "destination")]),
    ("fr", "Dix personnes sont mortes au nord de Goma.", [("Goma", "event_site")]),
    (
        "es",
        "Unas 300 personas huyeron del Catatumbo hacia Cúcuta.",
        [("Catatumbo", "origin"), ("Cúcuta", "destination")],
    ),
    ("ar", "نزح 300 شخص من جباليا إلى دير البلح.", [("جباليا", "origin"), ("دير البلح", "destination")]),
    ("ar", "قتل 300 شخص بالقرب من حلب.", [("حلب", "event_site")]),
]


@pytest.mark.parametrize(("lang", "text", "expected"), ROLES)
def test_role_follows_the_words_before(lang: Lang, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(m.place.text, m.place.role) for m in sites(text, lang)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بالرقة", "الرقة"),
        ("لحلب", "حلب"),
        ("وإدلب", "إدلب"),
        ("والعراق", "العراق"),
        ("بجنوب الباغوز", "الباغوز"),
        ("في محافظة ديالى", "محافظة ديالى"),
        ("للخرطوم", "خرطوم"),
    ],
)
def test_proclitics_stay_outside(text: str, expected: str) -> None:
    assert [m.place.text for m in sites(f"قتل 12 شخصا {text}.", "ar")] == [expected]


def test_type_noun_chooses_between_town_and_subdivision() -> None:
    text = "About 40 people died in Kabul city and 50 in Kabul province."
    assert [m.place.accuracy for m in sites(text, "en")] == ["point", "admin1"]
    listed = sites("سجلت إصابات في ولايات القضارف وكسلا وسنار.", "ar")
    assert [m.place.accuracy for m in listed] == ["admin1", "admin1", "admin1"]


def test_demonyms_only_hint() -> None:
    for lang, text in (
        ("en", "Syrian troops"),
        ("ar", "القوات السورية"),
        ("fr", "des soldats syriens"),
        ("es", "los sirios"),
    ):
        mentions = [m for each in locate(split(text, lang), lambda _: True).values() for m in each]
        assert [(m.demonym, m.place.iso3) for m in mentions] == [(True, "SYR")]
    assert country_of_demonym("nigérian", "fr") == "NGA"
    assert country_of_demonym("nigérien", "fr") == "NER"
    assert country_of_demonym("chair", "en") is None


def test_dominant_country_needs_a_lead() -> None:
    assert dominant_country(split("Clashes in Homs and Hama. Syrian troops left for Iraq.", "en")) == "SYR"
    assert dominant_country(split("Talks between Sudan and Chad.", "en")) is None


def test_unwanted_sentences_give_context_but_no_mentions() -> None:
    sentences = split("Lebanese troops were in Beirut. Clashes in Tripoli killed 3.", "en")
    located = locate(sentences, lambda index: index == sentences[1].index)
    assert [m.place.iso3 for m in located[sentences[1].index]] == ["LBN"]
    assert list(located) == [sentences[1].index]


def test_article_about_baghouz() -> None:
    if not SEED.exists():
        pytest.skip("shared/seeds is not beside this checkout")
    text = SEED.read_text(encoding="utf-8")
    found = sites(text, "ar")
    village = [m.place for m in found if "الباغوز" in m.place.text]
    assert len(village) >= 4
    assert {(p.iso3, p.admin1, p.lat, p.lon) for p in village} == {("SYR", "SY-DY", 34.4667, 40.95)}
    assert not [m for m in found if "عفرين" in m.place.text]
    assert {m.place.iso3 for m in found} <= {"SYR", "IRQ", "GBR", "USA"}


@pytest.mark.parametrize(
    ("text", "lang", "places"),
    [
        ("L'armée de l'Ukraine a annoncé 12 morts.", "fr", []),
        ("Les forces armées du Mali ont tué 12 hommes.", "fr", []),
        ("Les combats de l'Ukraine de l'Est", "fr", ["Ukraine"]),
        ("Floods in Swat district killed 12.", "en", ["Swat district"]),
        ("A SWAT team shot 2 men.", "en", []),
        ("دخل 500 لاجئ عبر معبر نصيب", "ar", ["معبر نصيب"]),
        ("نال كل نازح نصيب أسرته", "ar", []),
    ],
)
def test_owner_of_an_army_is_no_site(text: str, lang: Lang, places: list[str]) -> None:
    assert [mention.place.text for mention in sites(text, lang)] == places


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en", "Landslides buried families in Wayanad before dawn.", ("Wayanad", "IND")),
        ("en", "Colombo announced nothing; in Colombo 12 people died.", ("Colombo", "LKA")),
        ("en", "A bomb killed four in Marawi on Sunday.", ("Marawi", "PHL")),
        ("en", "At Chiva, the river rose.", ("Chiva", "ESP")),
        ("es", "Vararon en Idomeni miles de personas.", ("Idomeni", "GRC")),
        ("es", "Hubo evacuados en La Palma.", ("La Palma", "ESP")),
        ("fr", "Un incendie en Gironde a chassé les habitants.", ("Gironde", "FRA")),
        ("fr", "Un camion a foncé dans la foule à Nice.", ("Nice", "FRA")),
        ("ar", "سلم مسلحون أنفسهم في لغمان", ("لغمان", "AFG")),
        ("ar", "مجزرة سربرنيتسا عام 1995", ("سربرنيتسا", "BIH")),
    ],
)
def test_places_of_the_news_bear_their_names_alone(lang: Lang, text: str, found: tuple[str, str]) -> None:
    assert found in [(name, iso3) for name, iso3, _ in brief(text, lang)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "غادر المدينة 3000 مدني"),
        ("ar", "يصل يوميا مئات الأشخاص"),
        ("ar", "طائرة من طراز قديم"),
        ("ar", "في إطار صفقة تبادل"),
        ("ar", "أعنف سيول منذ سنوات"),
        ("ar", "ذكرت وكالة الأنباء"),
        ("en", "It was a nice day and the plateau was calm."),
        ("es", "El Servicio Nacional y Protección Civil actuaron."),
        ("fr", "Si le projet va à son terme, tant mieux."),
    ],
)
def test_everyday_words_are_no_places(lang: Lang, text: str) -> None:
    assert brief(text, lang) == []


def test_letters_before_a_noun_are_a_nationality() -> None:
    text = "Some 70 workers were killed by a US drone in Nangarhar."
    assert [name for name, _, _ in brief(text, "en")] == ["Nangarhar"]
    assert brief("Some 70 people died in the US on Sunday.", "en")[0][:2] == ("US", "USA")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Ten Gazans were killed."),
        ("es", "La ofensiva ha matado a 19.453 gazatíes."),
        ("fr", "Dix Gazaouis ont été tués."),
        ("ar", "بات 42 ألف غزي بلا سقف"),
    ],
)
def test_people_of_gaza_hint_at_palestine(lang: Lang, text: str) -> None:
    mentions = locate(split(text, lang), lambda _: True)
    assert [(m.place.iso3, m.demonym) for each in mentions.values() for m in each] == [("PSE", True)]
