"""From where a request comes."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

OF_ONE_CUSTOMER = 64
"""So many bits of an IPv6 address are one customer's: the others change at will."""


def address_of(request: HttpRequest) -> str:
    """Return the caller's address; behind a proxy, the one that the proxy has noted."""
    if settings.TASKS_ADMIN_BEHIND_PROXY:
        noted = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if noted:
            return noted[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def neighbourhood(address: str) -> str:
    """Return what is counted as one caller: an IPv4 address, a network of IPv6 ones."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        read = read.ipv4_mapped or read
    if isinstance(read, IPv6Address):
        return str(IPv6Network((read, OF_ONE_CUSTOMER), strict=False))
    return str(read)
