"""Benchmarks judge the better kind of extractor and say which kinds they could measure."""

from __future__ import annotations

import pytest

from benchmarks import kinds


def test_the_better_kind_is_judged_and_each_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert kinds.judge("Articles a second", {"compiled": 230.4, "sources": 97.0}, 150)
    said = capsys.readouterr().err
    assert said == (
        "Articles a second: 230 compiled, 97 sources. "
        "The goal of 150 is reached, judged by the compiled extractor.\n"
    )


def test_a_goal_that_neither_kind_reaches_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    assert not kinds.judge("Articles a second", {"sources": 97.0}, 150)
    assert capsys.readouterr().err == "Articles a second: 97 sources. The goal of 150 is missed.\n"


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("HUMSTATS_NATIVE", "0", "HUMSTATS_NATIVE=0"),
        ("CC", "no-such-cc", "no C compiler (no-such-cc)"),
    ],
)
def test_without_the_compiled_kind_the_sources_are_measured_alone(
    setting: str, value: str, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HUMSTATS_NATIVE")
    monkeypatch.setattr(kinds, "built", dict)
    monkeypatch.setenv(setting, value)
    assert kinds.kinds() == ("sources",)
    assert why in capsys.readouterr().err


def test_a_current_build_is_measured_beside_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "built", lambda: {"etl.model": "model.so"})
    assert kinds.kinds() == ("compiled", "sources")
    assert kinds.environment("compiled")["HUMSTATS_NATIVE"] == "1"
    assert kinds.environment("sources")["HUMSTATS_NATIVE"] == "0"
