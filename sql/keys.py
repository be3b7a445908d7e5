"""Keys for writes: shown once, kept as hashes, compared in constant time.

A key is 256 random bits, so a plain SHA-256 is as hard to turn back as any slow hash would be.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from datetime import UTC, datetime

import msgspec

from sql.errors import BrokenReleaseError, StoreError, WriteKeyError
from sql.paths import Store, locate, write_durably

PREFIX = "hs_"


class WriteKey(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a key: who has it, since when, and its hash."""

    name: str
    created_at: datetime
    sha256: str


def create_key(store: str | os.PathLike[str] | Store | None, name: str) -> str:
    """A new key of that name, returned this once and never again."""
    place = locate(store)
    if not name or name != name.strip() or not name.isprintable():
        raise WriteKeyError(name, "a name is printable and has no blanks around it")
    keys = list_keys(place)
    if any(key.name == name for key in keys):
        raise WriteKeyError(name, "exists already; revoke it first")
    token = PREFIX + secrets.token_urlsafe(32)
    _save(place, [*keys, WriteKey(name=name, created_at=datetime.now(UTC), sha256=_hash(token))])
    return token


def list_keys(store: str | os.PathLike[str] | Store | None = None) -> list[WriteKey]:
    """The keys that are valid, in the order they were created."""
    place = locate(store)
    try:
        return msgspec.json.decode(place.keys.read_bytes(), type=list[WriteKey])
    except FileNotFoundError:
        return []
    except msgspec.MsgspecError as error:
        raise BrokenReleaseError(str(place.keys), f"not a list of keys ({error})") from None


def revoke_key(store: str | os.PathLike[str] | Store | None, name: str) -> None:
    """The key of that name is valid no longer."""
    place = locate(store)
    keys = list_keys(place)
    left = [key for key in keys if key.name != name]
    if len(left) == len(keys):
        raise WriteKeyError(name, "does not exist")
    _save(place, left)


def find_key(store: str | os.PathLike[str] | Store | None, token: str) -> WriteKey | None:
    """The key that a token is, or None; the time it takes does not tell how near a wrong one came."""
    found = None
    digest = _hash(token)
    for key in list_keys(store):
        if hmac.compare_digest(key.sha256, digest):
            found = key
    return found


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _save(place: Store, keys: list[WriteKey]) -> None:
    try:
        write_durably(place.keys, msgspec.json.format(msgspec.json.encode(keys), indent=2) + b"\n")
        place.keys.chmod(0o600)
    except OSError as error:
        raise StoreError(f"{place.keys} cannot be written: {error.strerror or error}") from None
