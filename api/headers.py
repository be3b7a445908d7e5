"""Headers that every answer has, and what the headers of a request are allowed to be."""

from __future__ import annotations

import re

from api.settings import Settings

Headers = list[tuple[bytes, bytes]]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFETY: Headers = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
EXPOSED = b"ETag, Humstats-Release, Link, Location, X-Request-Id, Retry-After, Content-Range, Accept-Ranges"
# Headers that a script of another site may send.
ALLOWED = b"Accept, Authorization, Content-Type, If-None-Match, If-Range, Range"
HOST = re.compile(rb"[A-Za-z0-9_.\-]{1,253}(:[0-9]{1,5})?\Z|\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?\Z")
VARY = b"Accept, Accept-Encoding"


def common_headers(settings: Settings) -> Headers:
    """The headers of every answer."""
    found = list(SAFETY)
    if settings.cors_origins:
        found += [
            (b"access-control-allow-origin", settings.cors_origins.encode()),
            (b"access-control-expose-headers", EXPOSED),
        ]
    return found


def lasting(settings: Settings) -> bytes:
    """Cache-Control of an answer that holds until the next release."""
    return f"public, max-age={settings.max_age}, stale-while-revalidate={settings.max_age * 10}".encode()


def matches(header: bytes, tag: bytes) -> bool:
    """True where If-None-Match names this tag, or any."""
    if header == tag:
        return True
    return any(part.strip().removeprefix(b"W/") in (tag, b"*") for part in header.split(b","))


def base_address(settings: Settings, scheme: str, host: str) -> str:
    """What links in answers begin with."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    return f"{scheme}://{host}" if host else ""
