"""How often programs may call: each token and user, each address, and who shows no good token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext_noop as _

from background.errors import TaskError
from tasks_admin.addresses import neighbourhood
from tasks_admin.services import counting

TOO_MANY = _("Too many calls: try again in {seconds} seconds")


class TooManyCalls(TaskError):
    """Whoever calls must wait; `standing` says how long."""

    code = "too_many_requests"

    def __init__(self, standing: "Standing") -> None:
        super().__init__(TOO_MANY, seconds=standing.seconds)
        self.standing = standing
        self.retry_after = standing.seconds


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands: of `most` calls `left` remain for the next `seconds`."""

    NAMES: ClassVar[Mapping[str, str]] = {
        "most": "X-RateLimit-Limit",
        "left": "X-RateLimit-Remaining",
        "seconds": "X-RateLimit-Reset",
    }

    most: int
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """What an answer tells of it; nothing where there is no limit."""
        if not self.most:
            return {}
        return {header: str(getattr(self, name)) for name, header in self.NAMES.items()}


def call(caller: str, address: str, now: datetime) -> Standing:
    """Count a call; return how its caller stands. Raises TooManyCalls."""
    _count(f"address:{neighbourhood(address)}", settings.TASKS_ADMIN_API_ADDRESS_RATE, now)
    return _count(f"caller:{caller}", settings.TASKS_ADMIN_API_RATE, now)


def refused(address: str, now: datetime) -> None:
    """Count a call that showed no good token; raises TooManyCalls.

    Only such calls are turned away: a good token cannot be guessed, and whoever shares the address
    of somebody who tries is not to suffer for it.
    """
    _count(f"refused:{neighbourhood(address)}", settings.TASKS_ADMIN_API_REFUSED_RATE, now)


def _count(name: str, rate: tuple[int, int], now: datetime) -> Standing:
    """Count within stretches of time that follow one another; a rate of 0 calls has no limit."""
    most, lasts = rate
    number, passed = divmod(now.timestamp(), lasts)
    times = counting.add(f"console:{name}:{number:.0f}", lasts) if most else 0
    standing = Standing(most, max(0, most - times), ceil(lasts - passed))
    if times > most:
        raise TooManyCalls(standing)
    return standing
