"""Code lists: the vocabulary, labelled in four languages, and nothing beyond it that rules could not know."""

from __future__ import annotations

import re

import pytest

from sql.codelists import check_code, codes, load_codelists
from sql.errors import UnknownCodeError
from sql.licences import licence_code, text_is_open

ARABIC = re.compile(r"[\u0621-\u064a]")


def test_every_code_is_labelled_in_four_languages() -> None:
    for name, members in load_codelists().items():
        assert len({code.code for code in members}) == len(members), name
        for code in members:
            assert ARABIC.search(code.label_ar), (name, code.code)
            for label in (code.label_en, code.label_fr, code.label_es, code.description):
                assert label.strip() == label != "", (name, code.code)
            assert not ARABIC.search(code.label_en + code.label_fr + code.label_es), (name, code.code)


def test_codes_are_lower_snake_case_but_for_money() -> None:
    for name in load_codelists():
        pattern = r"[A-Z]{3}" if name == "currency" else r"[a-z][a-z0-9_]*"
        assert all(re.fullmatch(pattern, code) for code in codes(name)), name


@pytest.mark.parametrize("name", ["unit", "indicator", "measure", "date_accuracy", "reliability", "licence"])
def test_lists_can_say_none_of_these(name: str) -> None:
    assert {"other", "unknown"} & set(codes(name))


def test_nesting_goes_up_to_the_population() -> None:
    parents = {code.code: code.extra["part_of"] for code in load_codelists()["indicator"]}
    chain = ["assisted"]
    while parents[chain[-1]]:
        chain.append(parents[chain[-1]])
    assert chain == ["assisted", "targeted", "in_need", "affected", "population"]


def test_mappings_name_codes_that_exist() -> None:
    for code in load_codelists()["indicator"]:
        assert set(code.extra["usual_measure"].split("|")) <= set(codes("measure")), code.code
        assert code.extra["usual_unit"] in codes("unit"), code.code
        assert not code.extra["hxl"] or code.extra["hxl"].startswith("#"), code.code


def test_an_unknown_code_is_named_with_those_allowed() -> None:
    assert check_code("measure", "stock") == "stock"
    with pytest.raises(UnknownCodeError, match="unknown measure 'stocks'; one of: stock, flow"):
        check_code("measure", "stocks")


@pytest.mark.parametrize(
    ("licence", "code", "is_open"),
    [
        ("CC BY 4.0", "cc_by", True),
        ("CC-BY-4.0", "cc_by", True),
        ("cc by-sa 3.0 igo", "cc_by_sa", True),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "cc_by_nc_nd", True),
        ("CC0-1.0", "cc0_1_0", True),
        ("Open Government Licence v3.0", "ogl", True),
        ("All rights reserved", "all_rights_reserved", False),
        ("© An Agency 2019", None, False),
        ("by permission", None, False),
        ("", None, False),
        (None, None, False),
    ],
)
def test_a_licence_opens_a_text_only_when_it_is_known_to(
    licence: str | None, code: str | None, is_open: bool
) -> None:
    assert licence_code(licence) == code
    assert text_is_open(licence) is is_open
