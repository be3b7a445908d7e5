"""Which addresses may be fetched from: those of the public network, and the hosts that a setting names.

A name is resolved once, every address it has is judged, and the connection goes to the one that was judged: a
name that answers differently the next moment gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import Iterable
from typing import Self

import httpx

from etl.errors import SourceError

SETTING = "HUMSTATS_ALLOW_HOSTS"
MOST_HOSTS = 32


def allowed_hosts(text: str | None = None) -> frozenset[str]:
    """The host names and addresses that HUMSTATS_ALLOW_HOSTS lets through, separated by commas."""
    listed = os.environ.get(SETTING, "") if text is None else text
    return frozenset(name.strip().lower() for name in listed.split(",") if name.strip())


def is_public(address: str) -> bool:
    """True for an address of the public network, also one written inside an IPv6 address."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


async def resolve(host: str, port: int, allowed: Iterable[str]) -> list[str]:
    """The addresses to connect to. Raises SourceError for a host that has any address it should not have."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise httpx.ConnectError(f"{host} cannot be resolved ({reason})") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise httpx.ConnectError(f"{host} has no address")
    if host.lower() not in frozenset(allowed):
        for address in addresses:
            if not is_public(address):
                raise SourceError(
                    host, f"is at {address}, not on the public network; {SETTING}={host} would allow it"
                )
    return list(dict.fromkeys(addresses))


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects to judged addresses only; certificates are still those of the name.

    Each host has connections of its own: two names at one address must not share one that was opened, and
    whose certificate was checked, for the other.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._hosts: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        addresses = await resolve(host, port, self._allowed)
        transport = await self._transport(f"{request.url.scheme}://{host}:{port}")
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in addresses[:-1]:
            try:
                return await transport.handle_async_request(_to(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await transport.handle_async_request(_to(request, addresses[-1]))

    async def _transport(self, origin: str) -> httpx.AsyncHTTPTransport:
        transport = self._hosts.pop(origin, None)
        if transport is None:
            while len(self._hosts) >= MOST_HOSTS:
                await self._hosts.pop(next(iter(self._hosts))).aclose()
            # No proxy from the environment: it would resolve names that were not judged.
            transport = httpx.AsyncHTTPTransport(trust_env=False)
        self._hosts[origin] = transport
        return transport

    async def aclose(self) -> None:
        for transport in self._hosts.values():
            await transport.aclose()
        self._hosts.clear()

    async def __aenter__(self) -> Self:
        return self


def _to(request: httpx.Request, address: str) -> httpx.Request:
    # The name stays in the Host header, which was set when the request was built.
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions=request.extensions,
    )
