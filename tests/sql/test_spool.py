"""The spool and the keys: on disk before anyone is told so, nothing secret kept."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from sql import spool
from sql.errors import BrokenReleaseError, SpoolError, WriteKeyError
from sql.keys import create_key, find_key, list_keys, revoke_key
from sql.paths import locate
from sql.spool import SpoolEntry


def test_an_entry_comes_back_as_it_went_in(tmp_path: Path) -> None:
    entry = SpoolEntry(text="قُتل 5", title="t", published_at="2019-02-14")
    name = spool.put(tmp_path, entry)
    assert spool.put(tmp_path, entry) == name
    assert spool.waiting(tmp_path) == [name]
    assert spool.take(tmp_path, name) == entry
    assert spool.state_of(tmp_path, name).attempts == 1


def test_states_lead_from_new_to_gone(tmp_path: Path) -> None:
    name = spool.put(tmp_path, SpoolEntry(text="5"))
    assert spool.state_of(tmp_path, name).state == "new"
    spool.take(tmp_path, name)
    spool.mark_extracted(tmp_path, name)
    assert (spool.waiting(tmp_path), spool.extracted(tmp_path)) == ([], [name])
    spool.finish(tmp_path, name)
    assert spool.extracted(tmp_path) == []


def test_what_is_no_entry_is_refused_for_a_person_to_read(tmp_path: Path) -> None:
    place = locate(tmp_path)
    place.spool.mkdir()
    (place.spool / "odd.json").write_bytes(b'{"text": 5}')
    (place.spool / "worse.json").write_bytes(b"\xff{")
    assert [spool.take(tmp_path, name) for name in spool.waiting(tmp_path)] == [None, None]
    assert spool.waiting(tmp_path) == []
    odd = json.loads((place.refused / "odd.json").read_text())
    assert odd["text"] == 5
    assert "is no spool entry" in odd["refused"]
    assert "refused" in json.loads((place.refused / "worse.json").read_text())


def test_what_is_no_file_keeps_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = spool.put(tmp_path, SpoolEntry(text="5"))
    place = locate(tmp_path)
    (place.spool / "folder.json").mkdir()
    (place.spool / "gone.json").symlink_to(tmp_path / "nothing")
    assert spool.waiting(tmp_path) == [name]
    read = Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == f"{name}.json":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    for _ in range(2 * spool.ATTEMPTS):
        with pytest.raises(SpoolError, match="cannot be read \\(Permission denied\\)"):
            spool.take(tmp_path, name)
    monkeypatch.undo()
    assert spool.take(tmp_path, name) == SpoolEntry(text="5")


def test_a_refused_entry_keeps_what_it_said_itself(tmp_path: Path) -> None:
    place = locate(tmp_path)
    place.spool.mkdir()
    (place.spool / "odd.json").write_bytes(b'{"text": "5", "refused": "mine"}')
    assert spool.take(tmp_path, "odd") is None
    told = json.loads((place.refused / "odd.json").read_text())
    assert told["refused"].startswith("is no spool entry")
    assert told["refused_as_sent"] == "mine"


def test_half_written_files_are_no_entries(tmp_path: Path) -> None:
    spool.put(tmp_path, SpoolEntry(text="5"))
    (locate(tmp_path).spool / ".abc.json.1.1.tmp").write_bytes(b"{")
    assert len(spool.waiting(tmp_path)) == 1


def test_a_spool_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    locate(tmp_path).spool.write_text("a file in the way")
    with pytest.raises(SpoolError, match="cannot be written"):
        spool.put(tmp_path, SpoolEntry(text="5"))


def test_a_key_opens_until_it_is_revoked(tmp_path: Path) -> None:
    token = create_key(tmp_path, "newsroom")
    other = create_key(tmp_path, "desk")
    found = find_key(tmp_path, token)
    assert found is not None
    assert found.name == "newsroom"
    assert [key.name for key in list_keys(tmp_path)] == ["newsroom", "desk"]
    revoke_key(tmp_path, "newsroom")
    assert find_key(tmp_path, token) is None
    assert find_key(tmp_path, other) is not None
    for wrong in ("", "hs_", token + "x", "\udc80"):
        assert find_key(tmp_path, wrong) is None


def test_the_store_keeps_no_key(tmp_path: Path) -> None:
    token = create_key(tmp_path, "newsroom")
    path = locate(tmp_path).keys
    assert token.encode() not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_names_of_keys_are_checked(tmp_path: Path) -> None:
    create_key(tmp_path, "a")
    for name in ("a", "", " b", "b\n"):
        with pytest.raises(WriteKeyError):
            create_key(tmp_path, name)
    with pytest.raises(WriteKeyError, match="does not exist"):
        revoke_key(tmp_path, "b")
    locate(tmp_path).keys.write_text("{")
    with pytest.raises(BrokenReleaseError, match="not a list of keys"):
        list_keys(tmp_path)
