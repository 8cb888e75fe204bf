"""Rules of networks: from which addresses the seats of a role may be used (互联网政务应用安全管理规定 art. 19)."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv6Address, ip_address, ip_network

MOST_NETWORKS = 50


def networks_in(words: str) -> list[str]:
    """The networks of a text, one a line or with commas between, in their plain form: 10.1.0.0/16, 2001:db8::/32.

    A single address is a network of its own. Raises ValueError with the part that is none.
    """
    found = []
    for part in words.replace(",", " ").replace("，", " ").split():
        try:
            found.append(str(ip_network(part, strict=False)))
        except ValueError as fault:
            raise ValueError(part) from fault
    return list(dict.fromkeys(found))


def allows(networks: Collection[str], address: str | None) -> bool:
    """Whether an address lies in one of the networks; where there are none, every address does."""
    if not networks:
        return True
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    plain = found.ipv4_mapped if isinstance(found, IPv6Address) and found.ipv4_mapped else found
    return any(plain in ip_network(network) for network in networks)
