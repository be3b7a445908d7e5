"""Columns parted by tabs, and lines that only give the figure of a label, are read under what heads them."""

from __future__ import annotations

from etl.model import Document, Fact
from etl.pipeline import extract


def facts(text: str, lang: str) -> list[Fact]:
    return extract(Document(id="t", text=text, lang=lang))


def test_columns_parted_by_tabs_take_their_header() -> None:
    text = "Department\tDisplaced\tKilled\tInjured\nCauca\t1,200\t4\t12\nNariño\t3,450\t7\t30"
    found = [(fact.value, fact.indicator) for fact in facts(text, "en")]
    assert found == [
        (1200, "displaced"), (4, "killed"), (12, "injured"),
        (3450, "displaced"), (7, "killed"), (30, "injured"),
    ]  # fmt: skip


def test_lines_of_labels_stand_under_their_heading() -> None:
    text = "Población desplazada por municipio\nTumaco: 4.200\nQuibdó: 1.850\n"
    assert [(f.value, f.unit, f.indicator) for f in facts(text, "es")] == [
        (4200, "person", "displaced"),
        (1850, "person", "displaced"),
    ]


def test_a_label_speaks_of_every_item_of_its_list() -> None:
    found = facts("Muertos por departamento: Lima 20, Ica 15 y Piura 3.", "es")
    assert [(f.value, f.indicator) for f in found] == [(20, "killed"), (15, "killed"), (3, "killed")]


def test_parts_behind_a_colon_belong_to_the_whole_before_it() -> None:
    found = facts(
        "El sismo dejó 30 muertos en el centro: 18 en la capital, 11 en Puebla y uno en Oaxaca.", "es"
    )
    assert [(f.value, f.indicator) for f in found] == [
        (30, "killed"), (18, "killed"), (11, "killed"), (1, "killed"),
    ]  # fmt: skip
    assert [f.subset_of for f in found] == [None, *[found[0].fact_id] * 3]


def test_a_clock_time_touches_its_colon() -> None:
    found = facts("Huracán de categoría 5: 27 muertos.", "es")
    assert [f.value for f in found] == [27]


def test_a_total_row_holds_the_rows_above_it() -> None:
    text = (
        "Killed in Ukraine, May 2024\n\n"
        "Region\tKilled\tInjured\nKharkiv\t45\t210\nDonetsk\t38\t120\nTotal\t83\t330"
    )
    found = facts(text, "en")
    killed = [fact for fact in found if fact.indicator == "killed"]
    assert [(f.value, f.place and f.place.name, f.measure) for f in killed] == [
        (45, "Kharkiv", "flow"), (38, "Donetsk", "flow"), (83, "Ukraine", "flow"),
    ]  # fmt: skip
    assert [f.subset_of for f in killed] == [killed[2].fact_id, killed[2].fact_id, None]
    assert {str(f.period_end) for f in found} == {"2024-05-31"}


def test_columns_of_groups_take_the_label_of_their_row() -> None:
    for text in (
        "Indicator | Total | Women | Children\nDisplaced | 140 | 52 | 41\nKilled | 83 | 20 | 14",
        "           Total   Women   Children\nDisplaced  140     52      41\nKilled     83      20      14",
    ):
        found = facts(text, "en")
        groups = [tuple(code for code in f.population if code != "idps") for f in found]
        assert [(f.value, f.indicator, group) for f, group in zip(found, groups, strict=True)] == [
            (140, "displaced", ()), (52, "displaced", ("women",)), (41, "displaced", ("children",)),
            (83, "killed", ()), (20, "killed", ("women",)), (14, "killed", ("children",)),
        ]  # fmt: skip


def test_a_cell_that_is_a_place_places_its_row_wherever_it_stands() -> None:
    text = "القتلى | الجرحى | المحافظة\n12 | 30 | حجة\n4 | 11 | مأرب"
    assert [f.place and f.place.name for f in facts(text, "ar")] == ["Hajjah", "Hajjah", "Marib", "Marib"]
