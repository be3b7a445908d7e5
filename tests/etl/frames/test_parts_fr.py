"""What is part of what, in the ways that French says it."""

from __future__ import annotations

import pytest

from etl.model import Document
from etl.pipeline import extract

CASES = [
    (
        "Le séisme a tué 2 497 personnes. La province d'Al-Haouz est la plus endeuillée (1 452 morts), devant"
        " Taroudant (764).",
        {"1452": "2497", "764": "2497"},
    ),
    ("La crue a fait 300 morts. Un premier bilan en donnait 165. Maradi, à elle seule, déplore 95 morts.",
     {"95": "300"}),
    ("C'est l'attaque la plus meurtrière de l'année. Elle a fait 40 morts ; 12 soldats ont été blessés.", {}),
    ("Le bilan est de 40 blessés, dont 12 graves et 3 légers.", {"12": "40", "3": "40"}),
    ("Sur les 12 otages, cinq ont été relâchés, les sept autres restent détenus.", {"5": "12", "7": "12"}),
    ("Douze soldats sont morts. Quarante autres ont été blessés.", {}),
    ("Sur un effectif de 350 gardiens, 26 ont perdu la vie.", {"26": "350"}),
    ("La police a procédé à 312 interpellations, dont 40 mineurs.", {"40": "312"}),
    ("Le drame a fait neuf morts : une mère, ses trois enfants et cinq voisins.", {"3": "9", "5": "9"}),
    ("L'attaque a fait huit morts : le chef, deux de ses fils et cinq gardes.", {"2": "8", "5": "8"}),
    ("Il y a eu neuf morts : l'armée a tué trois civils et blessé cinq enfants.", {}),
    ("Les passeurs avaient entassé 54 personnes dans le fourgon, 46 sont mortes asphyxiées.", {"46": "54"}),
    ("Quatorze écoles ont rouvert sur les 60 que compte la ville.", {"14": "60"}),
    ("Sur 1 200 personnes testées, 84 étaient positives. Quatre d'entre elles sont mortes.",
     {"84": "1200", "4": "84"}),
    ("L'hôpital a admis 37 blessés. Dix d'entre eux n'ont pas survécu.", {"10": "37"}),
    ("Les secours ont compté 140 rescapés et 22 morts. Soixante des survivants sont à l'hôpital.",
     {"60": "140"}),
    ("Le conflit a tué 300 personnes. Parmi elles, ajoute-t-il, figurent 200 mineurs.", {"200": "300"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), CASES, ids=[text for text, _ in CASES])
def test_a_part_points_at_its_whole(text: str, parts: dict[str, str]) -> None:
    facts = extract(Document(text=text, lang="fr"))
    value = {fact.fact_id: str(fact.value) for fact in facts}
    told = {str(fact.value): value[fact.subset_of] for fact in facts if fact.subset_of is not None}
    assert told == parts
