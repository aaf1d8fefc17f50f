"""Resolving a host once, and refusing what lies inside our own network."""

import ipaddress
import socket

from django.conf import settings

from background import TransientError, ValidationFailed

TUNNELS = tuple(
    map(
        ipaddress.ip_network,
        ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "192.88.99.0/24"),
    )
)
"""Addresses that lead on to another: an IPv4 address hidden in them, or the nearest relay."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def resolve(host: str, port: int) -> str:
    """Return an address of the host, to be connected to as it is.

    Raises TransientError where it has none, and ValidationFailed where one of them is not public,
    unless the settings allow that.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TransientError("The host {host} has no address", host=host) from error
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES:
        for address in addresses:
            if not is_public(address):
                raise ValidationFailed(
                    "{host} leads to {address}, which is no public address",
                    host=host,
                    address=str(address),
                )
    return str(addresses[0])


def is_public(address: Address) -> bool:
    """Whether an address is reached through the internet and belongs to one machine there."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.is_site_local:
            return False
    if any(address in tunnel for tunnel in TUNNELS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)
