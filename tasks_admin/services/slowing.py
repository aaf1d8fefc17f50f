"""Guessing passwords is slowed: after some failures one waits, each time twice as long.

Counted are the failures of a name from an address, so that nobody can lock others out, and those
of an address under whatever names.
"""

import hashlib

from tasks_admin.addresses import neighbourhood
from tasks_admin.services import counting

FREE = 5
"""Failures of a name from an address that cost nothing."""
FREE_OF_ADDRESS = 50
FIRST_WAIT = 15
LONGEST_WAIT = 3_600
REMEMBERED = 24 * 3_600
"""Seconds without a failure after which all is forgotten."""


def wait(username: str, address: str) -> float:
    """Return how many seconds nobody may try this name from this address; mostly 0."""
    names = (_pair(username, address), _address(address))
    return max(counting.left(f"{name}:wait") for name in names)


def failed(username: str, address: str) -> int:
    """Count a failure; return how many seconds to wait for it, mostly 0."""
    return max(
        _count(_pair(username, address), FREE),
        _count(_address(address), FREE_OF_ADDRESS),
    )


def succeeded(username: str, address: str) -> None:
    """Forget the failures of a name from an address; those of the address stay."""
    counting.forget(_pair(username, address))


def _count(name: str, free: int) -> int:
    beyond = counting.add(name, REMEMBERED) - free
    if beyond < 0:
        return 0
    seconds = min(FIRST_WAIT << min(beyond, 16), LONGEST_WAIT)
    counting.add(f"{name}:wait", seconds)
    return seconds


def _pair(username: str, address: str) -> str:
    said = f"{username.casefold()}\n{neighbourhood(address)}"
    return f"console:sign-in:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _address(address: str) -> str:
    return f"console:sign-in-of:{neighbourhood(address)}"
