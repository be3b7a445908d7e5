"""What a host's robots.txt lets this program fetch (RFC 9309): the longest rule that fits decides."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

import msgspec

LARGEST = 500_000
_LONGEST_DELAY = 30.0


class Robots(msgspec.Struct, frozen=True):
    """The rules for this program, longest first, and the pause between requests that the host asks for."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allow(self, url: str) -> bool:
        """True where the host lets the address be fetched; for equally long rules the lenient one holds."""
        parts = urlsplit(url)
        path = _normal(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for rule, allowed in self.rules:
            if _fits(rule, path):
                return allowed
        return True


def parse(text: str, agent: str) -> Robots:
    """The rules of the groups that name the agent, or of those for everybody."""
    own: list[tuple[str, bool]] = []
    common: list[tuple[str, bool]] = []
    delays: dict[bool, float] = {}
    named = False
    group: list[str] = []
    in_rules = False
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.split("#", 1)[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if in_rules:
                group, in_rules = [], False
            group.append(value.lower())
            named = named or value.lower() == agent
            continue
        in_rules = True
        for mine, target in ((agent in group, own), ("*" in group, common)):
            if not mine:
                continue
            if key in ("allow", "disallow") and value:
                target.append((_normal(value), key == "allow"))
            elif key == "crawl-delay":
                delays[target is own] = _seconds(value)
    rules = own if named else common
    ordered = sorted(rules, key=lambda rule: (-len(rule[0]), not rule[1], rule[0]))
    return Robots(tuple(ordered), delays.get(named, 0.0))


def _seconds(text: str) -> float:
    try:
        return min(max(0.0, float(text)), _LONGEST_DELAY)
    except ValueError:
        return 0.0


def _normal(path: str) -> str:
    return quote(unquote(path), safe="/*$?=&;:@!'()+,~%")


def _fits(rule: str, path: str) -> bool:
    """Each part between asterisks at the first place where it is found: no rule takes long to try."""
    ends = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if ends and not rest:
        return path == first
    at = len(first)
    if ends:
        last = rest.pop()
        if not path.endswith(last) or len(path) - len(last) < at:
            return False
        path = path[: len(path) - len(last)]
    for part in rest:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
