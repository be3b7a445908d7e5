"""What came in over HTTP and waits to be read: one file an entry, on disk before anyone is told so.

    store/spool/<name>.json         the entry as it came; its name is the hash of its content
    store/spool/<name>.state        how far it has got: state, attempts, message
    store/refused/<name>.json       an entry that could not be taken, with a `refused` beside its fields

States: new (nobody has read it), extracted (its facts are in the ledger), then gone from the spool when a
release shows them; refused. An entry that three runs in a row did not survive is refused too.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from sql.errors import SpoolError
from sql.paths import Store, locate, sync_folder, write_durably

ATTEMPTS = 3


class SpoolEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A document as a client sent it: `text` or `html`, and what the client knows of it."""

    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    lang: str | None = None
    published_at: str | None = None
    publisher: str | None = None
    licence: str | None = None


class SpoolState(msgspec.Struct, frozen=True, kw_only=True):
    """How far an entry has got."""

    state: Literal["new", "extracted", "refused"] = "new"
    attempts: int = 0
    message: str | None = None


def put(store: str | os.PathLike[str] | Store | None, entry: SpoolEntry) -> str:
    """The entry is on disk under the returned name; the same entry again is the same file."""
    place = locate(store)
    content = msgspec.json.encode(entry)
    name = hashlib.sha256(content).hexdigest()[:32]
    path = place.spool / f"{name}.json"
    if not path.exists():
        try:
            write_durably(path, content)
        except OSError as error:
            raise SpoolError(name, f"cannot be written ({error.strerror or error})") from None
    return name


def waiting(store: str | os.PathLike[str] | Store | None = None) -> list[str]:
    """The names of the entries that no run has read to the end yet, in a fixed order."""
    place = locate(store)
    return [name for name in _names(place) if state_of(place, name).state == "new"]


def extracted(store: str | os.PathLike[str] | Store | None = None) -> list[str]:
    """The names of the entries whose facts are in the ledger and in no release yet."""
    place = locate(store)
    return [name for name in _names(place) if state_of(place, name).state == "extracted"]


def _names(place: Store) -> Iterator[str]:
    for path in sorted(place.spool.glob("*.json")):
        if not path.name.startswith(".") and path.is_file():
            yield path.stem


def state_of(store: str | os.PathLike[str] | Store | None, name: str) -> SpoolState:
    """How far an entry has got; new where nothing is known of it."""
    try:
        return msgspec.json.decode((locate(store).spool / f"{name}.state").read_bytes(), type=SpoolState)
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return SpoolState()


def take(store: str | os.PathLike[str] | Store | None, name: str) -> SpoolEntry | None:
    """The entry, one attempt spent on it; None once it has been refused for want of a reading that ends.

    Raises SpoolError for a file that cannot be read now; it goes on waiting.
    """
    place = locate(store)
    state = state_of(place, name)
    if state.attempts >= ATTEMPTS:
        refuse(place, name, f"{ATTEMPTS} runs began to read it and none came to the end")
        return None
    # Spent before reading, so that an entry that kills its reader cannot do so for ever.
    _mark(place, name, SpoolState(state="new", attempts=state.attempts + 1))
    try:
        return msgspec.json.decode((place.spool / f"{name}.json").read_bytes(), type=SpoolEntry)
    except FileNotFoundError:
        return None
    except OSError as error:
        give_back(place, name)
        raise SpoolError(name, f"cannot be read ({error.strerror or error})") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        refuse(place, name, f"is no spool entry ({error})")
        return None


def give_back(store: str | os.PathLike[str] | Store | None, name: str) -> None:
    """The attempt counts for nothing: not the entry was at fault, but a full disk or the like."""
    place = locate(store)
    state = state_of(place, name)
    try:
        _mark(place, name, SpoolState(state="new", attempts=max(0, state.attempts - 1)))
    except OSError:
        # Where nothing can be written something can still be taken away; without a state an entry is new.
        with suppress(OSError):
            (place.spool / f"{name}.state").unlink(missing_ok=True)


def mark_extracted(store: str | os.PathLike[str] | Store | None, name: str) -> None:
    """The facts of the entry are in the ledger."""
    place = locate(store)
    _mark(place, name, SpoolState(state="extracted", attempts=state_of(place, name).attempts))


def finish(store: str | os.PathLike[str] | Store | None, name: str) -> None:
    """A release shows the entry's facts; the entry is gone."""
    place = locate(store)
    (place.spool / f"{name}.json").unlink(missing_ok=True)
    (place.spool / f"{name}.state").unlink(missing_ok=True)


def refuse(store: str | os.PathLike[str] | Store | None, name: str, reason: str) -> Path:
    """The entry lies in store/refused with the reason, for a person to read, and no longer in the spool."""
    place = locate(store)
    source = place.spool / f"{name}.json"
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        content = b""
    try:
        fields = msgspec.json.decode(content, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        fields = {"unreadable": content.decode("utf-8", "replace")}
    if "refused" in fields:
        fields["refused_as_sent"] = fields.pop("refused")
    target = place.refused / f"{name}.json"
    write_durably(
        target, msgspec.json.format(msgspec.json.encode({"refused": reason, **fields}), indent=2) + b"\n"
    )
    finish(place, name)
    sync_folder(place.spool)
    return target


def _mark(place: Store, name: str, state: SpoolState) -> None:
    write_durably(place.spool / f"{name}.state", msgspec.json.encode(state))
