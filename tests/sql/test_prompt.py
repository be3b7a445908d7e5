"""`humstats sql` in a real terminal: prompt, tables, errors, several lines, history, Ctrl-C and Ctrl-D."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sql.ledger import open_ledger
from sql.release import publish

PROMPT = r"humstats>"
_DRAWING = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
_PATIENCE = 60
ENDLESS = "SELECT count(*) FROM range(100000000) AS a, range(100000) AS b WHERE a.range + b.range = 7;"


class Terminal:
    """A terminal in which the command runs: what is typed into it and what it shows."""

    def __init__(self, store: Path, home: Path) -> None:
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.environ.update(HOME=str(home), TERM="xterm", LANG="C.UTF-8")
            os.execv(sys.executable, [sys.executable, "-m", "sql.cli", "--store", str(store), "sql"])
        self._shown = ""
        self._raw = b""

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def until(self, pattern: str) -> str:
        """What is shown up to the first match from here on."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            found = re.search(pattern, self._shown)
            if found:
                shown, self._shown = self._shown[: found.end()], self._shown[found.end() :]
                return shown
            self._read(0.2)
        raise AssertionError(f"{pattern} is not in {self._shown!r}")

    def _read(self, seconds: float) -> None:
        if not select.select([self._master], [], [], seconds)[0]:
            return
        try:
            part = os.read(self._master, 65_536)
        except OSError:
            part = b""
        # A terminal tells where its cursor is when it is asked.
        if b"\x1b[6n" in part:
            os.write(self._master, b"\x1b[1;1R")
        self._raw += part
        whole = self._raw.rpartition(b"\n")[0] + b"\n" if b"\n" in self._raw else b""
        whole = self._raw if not self._raw.endswith(b"\x1b") else whole
        self._shown += _DRAWING.sub(b"", whole).decode("utf-8", "replace")
        self._raw = self._raw[len(whole) :]

    def status(self) -> int:
        """The exit status, once the command has ended."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            self._read(0.1)
        raise AssertionError("the command goes on")

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._master)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    with open_ledger(folder) as ledger:
        publish(ledger)
    return folder


@pytest.fixture
def terminal(store: Path, tmp_path: Path) -> Iterator[Terminal]:
    opened = Terminal(store, tmp_path)
    opened.until(PROMPT)
    yield opened
    opened.close()


def test_a_query_is_answered_with_a_table(terminal: Terminal) -> None:
    terminal.type("SELECT 6 * 7 AS answer;\r")
    shown = terminal.until(r"\(1 row\)")
    assert re.search(r"answer\s*\n─+\s*\n\s*42\n", shown)


def test_a_query_may_have_several_lines(terminal: Terminal) -> None:
    terminal.type("SELECT 6\r")
    terminal.until(r"\.\.>")
    terminal.type("* 7 AS answer;\r")
    assert "42" in terminal.until(r"\(1 row\)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELEC 1;", "syntax error"),
        ("SELECT nothing FROM facts;", "nothing"),
        ("DROP TABLE facts;", "a release never changes"),
        ("SELECT 1; SELECT 2;", "one statement at a time"),
        (".nothing", "no command .nothing"),
        (".schema nothing", "no view nothing"),
    ],
)
def test_an_error_is_said_and_the_prompt_goes_on(terminal: Terminal, text: str, said: str) -> None:
    terminal.type(text + "\r")
    terminal.until(rf"\n[^\n>]*{re.escape(said)}")
    terminal.until(PROMPT)
    terminal.type("SELECT 43 AS answer;\r")
    terminal.until(r"\(1 row\)")


def test_views_and_columns_are_told(terminal: Terminal) -> None:
    terminal.type(".tables\r")
    assert "aggregates_monthly" in terminal.until(r"rows\)")
    terminal.type(".schema runs\r")
    terminal.until(r"runs\.run_id  ")


def test_ctrl_c_ends_a_query_and_not_the_prompt(terminal: Terminal) -> None:
    terminal.type(ENDLESS + "\r")
    terminal.until(r"7;\s*\n")
    time.sleep(1)
    terminal.type("\x03")
    terminal.until("stopped")
    terminal.until(PROMPT)
    terminal.type("SELECT 1")
    terminal.until("SELECT 1")
    terminal.type("\x03")
    terminal.until(PROMPT)
    terminal.type("SELECT 44 AS answer;\r")
    assert "44" in terminal.until(r"\(1 row\)")


def test_ctrl_d_leaves_and_history_is_kept(terminal: Terminal, store: Path, tmp_path: Path) -> None:
    terminal.type("SELECT 45 AS answer;\r")
    terminal.until(r"\(1 row\)")
    terminal.until(PROMPT)
    terminal.type("\x04")
    assert terminal.status() == 0
    assert "SELECT 45" in (tmp_path / ".humstats_history").read_text()
    again = Terminal(store, tmp_path)
    try:
        again.until(PROMPT)
        again.type("\x1b[A")
        again.until("SELECT 45 AS answer;")
        again.type("\r")
        again.until(r"\(1 row\)")
        again.type(".quit\r")
        assert again.status() == 0
    finally:
        again.close()


def test_what_a_terminal_would_obey_is_not_sent(terminal: Terminal) -> None:
    terminal.type("SELECT 'a' || chr(27) || chr(7) || chr(8238) || 'b' AS shown;\r")
    assert "\na b\n" in terminal.until(r"\(1 row\)")


def test_long_answers_are_cut_and_say_so(terminal: Terminal) -> None:
    terminal.type("FROM range(1000);\r")
    terminal.until(r"\(the first 200 rows, there are more\)")
