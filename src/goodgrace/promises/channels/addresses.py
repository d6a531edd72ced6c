"""Which addresses our own requests may go to: the public internet, and what a setting names; nothing inside by default.

After IANA's special-purpose registries. An address of IPv6 has to be global unicast (2000::/3), which leaves out NAT64,
mapped and link-local ones; an IPv4 address written as a mapped IPv6 one is judged as what it is.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from goodgrace.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Private, shared (CGNAT), loopback, link-local with the clouds' metadata, documentation, benchmarks, relays, multicast, reserved.
INSIDE_4 = tuple(
    ipaddress.IPv4Network(each)
    for each in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32 100.100.100.200/32"
    ).split()
)
GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
# Protocol assignments with Teredo and ORCHID, documentation, 6to4, AS112, documentation again.
INSIDE_6 = tuple(
    ipaddress.IPv6Network(each) for each in "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split()
)
# What a setting that names only a host does not open: link-local with metadata, multicast, "this host".
NEVER_BY_NAME = tuple(
    ipaddress.ip_network(each)
    for each in "0.0.0.0/8 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32 100.100.100.200/32".split()
    + "::/128 fe80::/10 ff00::/8 fd00:ec2::254/128".split()
)
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")
MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a setting opens beyond the public internet: hosts by name, and networks; for these, also plain http."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A web address taken apart: whether by TLS, the host in lower ASCII, the port, and path with query."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.secure else 80) else f"{host}:{self.port}"


def read_allowed(words: Iterable[str]) -> Allowed:
    """Read a setting such as ["billing.internal", "10.2.0.0/16"]. Raises InputError for what is neither."""
    hosts, networks = set(), []
    for word in (each.strip().lower() for each in words):
        network = _network(word)
        if network:
            networks.append(network)
        elif HOST.fullmatch(word) and not re.fullmatch(r"[0-9./]+", word):
            hosts.add(word.rstrip("."))
        else:
            raise InputError(f"`{word[:60]}` is neither a host nor a network. Write billing.internal or 10.2.0.0/16.")
    return Allowed(frozenset(hosts), tuple(networks))


def read_target(text: str) -> Target:
    """Take a web address apart. Raises InputError for one that is not plainly http(s)://host[:port]/path[?query]."""
    try:
        parts = urlsplit(text)
        port, host = parts.port, _ascii(parts.hostname or "")
    except (ValueError, UnicodeError):
        raise _unread() from None
    plain = len(text) <= MOST_CHARACTERS and not re.search(
        r"[\x00-\x20\x7f-\uffff\\#]", text.partition("://")[2].partition("/")[2]
    )
    if not plain or re.search(r"[\x00-\x20\\]", text) or parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise _unread()
    if not HOST.fullmatch(host) and not _address(host):
        raise _unread()
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port if port is not None else (443 if secure else 80), path)


def refusal(target: Target, addresses: Iterable[Address], allowed: Allowed) -> str:
    """Why nothing may be sent there, in a sentence; empty where it may. Every address that the name has must be fit."""
    found = tuple(_plain(each) for each in addresses)
    named = target.host.rstrip(".") in allowed.hosts
    opened = [_in(each, allowed.networks) or (named and not _in(each, NEVER_BY_NAME)) for each in found]
    if not found:
        return f"{target.host} has no address."
    if not all(is_open or is_public(each) for each, is_open in zip(found, opened, strict=True)):
        return f"{target.host} is inside a network, and the setting of allowed addresses does not name it."
    if not target.secure and not all(opened):
        return f"{target.host} has to be spoken to with https."
    return ""


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet."""
    plain = _plain(address)
    if isinstance(plain, ipaddress.IPv4Address):
        return not _in(plain, INSIDE_4)
    return plain in GLOBAL_6 and not _in(plain, INSIDE_6)


def _plain(address: Address) -> Address:
    """A mapped address (::ffff:10.0.0.1) is the IPv4 address in it."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


def _ascii(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode()


def _unread() -> InputError:
    return InputError("This is no address we can send to. Write https://host/path, without a name or password in it.")
