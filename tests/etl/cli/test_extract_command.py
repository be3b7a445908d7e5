"""The stream of `humstats numbers`: one answer per line, bad lines in their place, exit status told."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from etl import stream
from etl.cli.extract import extract, numbers
from etl.model import Document


def run(*lines: str | bytes) -> tuple[list[dict[str, object]], int]:
    data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n"
    result = CliRunner().invoke(numbers, input=data)
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()], result.exit_code


def test_numbers_answers_every_document_in_order() -> None:
    answers, status = run(
        '{"id": "a", "text": "12 people and 2.5 million, 10 to 15 thousand, 38%, a third of them"}',
        '{"id": 7, "text": "nothing here", "lang": "en", "other": 1}',
    )
    assert status == 0
    assert [a["id"] for a in answers] == ["a", 7]
    assert answers[1]["numbers"] == []
    assert answers[0]["numbers"][:3] == [
        {"value": 12, "start": 0, "end": 2, "text": "12", "kind": "cardinal"},
        {"value": 2500000, "start": 14, "end": 25, "text": "2.5 million", "kind": "cardinal"},
        {"value": None, "start": 27, "end": 44, "text": "10 to 15 thousand", "kind": "range",
         "value_min": 10000, "value_max": 15000},
    ]  # fmt: skip


def test_dates_and_clock_times_are_left_out_and_durations_kept() -> None:
    (answer,), _ = run(
        '{"id": 1, "text": "On 3 January 2019 at 10:30, 5 died in the past 48 hours.", "lang": "en"}'
    )
    assert [n["value"] for n in answer["numbers"]] == [5, 48]
    (answer,), _ = run('{"id": 1, "text": "قتل 12 خلال الساعات الـ48 الأخيرة في 3 يناير 2019"}')
    assert [n["value"] for n in answer["numbers"]] == [12, 48]


@pytest.mark.parametrize(
    ("line", "identity"),
    [
        ("not json", None),
        ('{"id": "x"}', "x"),
        ('{"id": "x", "text": 5}', "x"),
        ('{"id": "x", "text": null}', "x"),
        ('{"id": "x", "text": "a", "published_at": "soon"}', "x"),
        ('{"id": "x", "text": "a", "published_at": 5}', "x"),
        ("[]", None),
        ("null", None),
        (b'{"id": "x", "text": "\xff"}', "x"),
        ('{"id": "x", "text": "a"', None),
    ],
)
def test_bad_line_is_answered_in_its_place(line: str | bytes, identity: str | None) -> None:
    answers, status = run('{"id": 1, "text": "12"}', line, '{"id": 2, "text": "13"}')
    assert status == 1
    assert [a.get("id") for a in answers] == [1, identity, 2]
    assert set(answers[1]) == {"id", "error"}
    assert {"type", "title", "detail"} == set(answers[1]["error"])
    assert answers[2]["numbers"][0]["value"] == 13


@pytest.mark.parametrize("day", ["2019-02-14", "2019-02-14T10:00:00Z", "2019-02-14 10:00:00+03:00", None])
def test_publication_date_in_iso_forms(day: str | None) -> None:
    answers, status = run(json.dumps({"id": 1, "text": "12", "published_at": day}))
    assert status == 0
    assert "numbers" in answers[0]


def test_blank_lines_and_a_byte_order_mark_are_passed_over() -> None:
    answers, status = run(b'\xef\xbb\xbf{"id": 1, "text": "12"}', "", "  ")
    assert (len(answers), status) == (1, 0)


def test_arabic_is_written_as_it_is() -> None:
    result = CliRunner().invoke(numbers, input='{"id": "ع", "text": "ثلاثة وعشرون"}\n'.encode())
    assert "ثلاثة وعشرون" in result.stdout_bytes.decode()


def test_fault_in_one_document_costs_no_other() -> None:
    def work(document: Document) -> list[int]:
        if document.text == "bad":
            raise ValueError("told")
        return [1]

    source = io.BytesIO(b'{"id":1,"text":"bad"}\n{"id":2,"text":"good"}\n')
    answers = list(stream.answer(stream.lines(source), "facts", work))
    assert [good for _, good in answers] == [False, True]
    assert json.loads(answers[0][0])["error"]["detail"] == "ValueError: told"


def test_documents_are_read_one_at_a_time() -> None:
    taken: list[int] = []

    def source() -> Iterator[bytes]:
        for n in range(3):
            taken.append(n)
            yield b'{"id":1,"text":"12"}\n'

    answers = stream.answer(source(), "numbers", lambda document: [])
    next(answers)
    assert taken == [0]


def test_line_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_LINE", 100)
    source = io.BytesIO(b'{"id":1,"text":"' + b"x" * 3_000_000 + b'"}\n{"id":2,"text":"12"}\n')
    answers = [json.loads(line) for line, _ in stream.answer(stream.lines(source), "numbers", lambda d: [])]
    assert "error" in answers[0]
    assert answers[1] == {"id": 2, "numbers": []}


@pytest.mark.parametrize("command", [extract, numbers])
def test_help_has_an_example(command: object) -> None:
    result = CliRunner().invoke(command, ["--help"])  # type: ignore[arg-type]
    assert result.exit_code == 0
    assert "Example:" in result.output
