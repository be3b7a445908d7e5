"""Answers kept as the very bytes that were sent, for the release they were made from, within a bound.

The key is everything that an answer depends on: path, query, Accept, encodings and host. A new release
empties it.
"""

from __future__ import annotations

from collections import OrderedDict

from api.headers import Headers

Key = tuple[str, bytes, bytes, bytes, bytes]
_LARGEST = 4_000_000
_MOST_TAGS = 20_000


class Entry:
    """One kept answer."""

    __slots__ = ("body", "etag", "headers", "route", "size")

    def __init__(self, etag: bytes, headers: Headers, body: bytes, route: str) -> None:
        self.etag = etag
        self.headers = headers
        self.body = body
        self.route = route
        self.size = len(body) + 1_000


class Kept:
    """The kept answers of one worker; those least used make room."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._tags: OrderedDict[Key, bytes] = OrderedDict()
        self.release = ""
        self.held = 0

    def get(self, key: Key) -> Entry | None:
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def tag(self, key: Key) -> bytes | None:
        """The tag of an answer, also of one whose bytes had to go."""
        return self._tags.get(key)

    def begin(self, release: str) -> None:
        """Nothing is kept of any release but this one."""
        self._entries.clear()
        self._tags.clear()
        self.held = 0
        self.release = release

    def put(self, key: Key, entry: Entry, release: str) -> None:
        """The answer is kept, if it is still the release's and small enough."""
        if release != self.release:
            return
        self._tags[key] = entry.etag
        if len(self._tags) > _MOST_TAGS:
            self._tags.popitem(last=False)
        size = entry.size + len(key[1])
        if size > min(_LARGEST, self._most // 4):
            return
        entry.size = size
        old = self._entries.pop(key, None)
        if old is not None:
            self.held -= old.size
        self._entries[key] = entry
        self.held += size
        while self.held > self._most:
            _, dropped = self._entries.popitem(last=False)
            self.held -= dropped.size
