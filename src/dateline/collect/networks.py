"""Which addresses on the network may be asked: public ones, and those of networks that a setting names.

A page's author decides where its links and redirects lead, and a name's owner which address it has; neither may send
dateline to a machine behind its own firewall, to itself, or to the service that hands out a cloud machine's keys.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
#: A host name and a port to the addresses that it has, as text. Raises OSError where it has none.
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

#: Azure's host of metadata and keys, which has a public address.
KEPT_OUT = frozenset({ipaddress.ip_address("168.63.129.16")})
#: Addresses of IPv6 that stand for one of IPv4 in their last 32 bits (RFC 6052, RFC 4291 2.5.5.1).
EMBEDDING = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


def networks(stated: str) -> tuple[Network, ...]:
    """The networks of a setting: "10.0.0.0/8 192.168.1.7", by spaces or commas. Raises ValueError."""
    return tuple(ipaddress.ip_network(part, strict=False) for part in stated.replace(",", " ").split())


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, as the machine's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(at[0]) for *_, at in found))


def may_be_asked(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address is a public one, or in one of the `allowed` networks."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(_inside(one, allowed) for one in {given, _meant(given)}) or _public(given)


def _public(given: Address) -> bool:
    meant = _meant(given)
    if meant in KEPT_OUT or not meant.is_global or meant.is_multicast or meant.is_reserved or meant.is_unspecified:
        return False
    return given is meant or not given.is_loopback


def _inside(address: Address, allowed: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in allowed)


def _meant(given: Address) -> Address:
    """The IPv4 address that one of IPv6 stands for: mapped, 6to4, Teredo, translated; else the same."""
    if isinstance(given, ipaddress.IPv4Address):
        return given
    inner = given.ipv4_mapped or given.sixtofour or (given.teredo[1] if given.teredo else None)
    if inner is None and int(given) > 1 and any(given in network for network in EMBEDDING):
        inner = ipaddress.IPv4Address(int(given) & 0xFFFFFFFF)
    return inner or given
