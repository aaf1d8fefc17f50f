"""The circuit breakers, and which tasks they hold back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from background import registry
from tasks_admin.models import Breaker


class Circuit(StrEnum):
    """How a circuit stands."""

    CLOSED = "closed"
    COUNTING = "counting"
    """It has failed lately, but not often enough."""
    OPEN = "open"
    PROBING = "probing"
    """One run tries whether the service answers again."""


@dataclass(frozen=True, slots=True)
class BreakerRow:
    """One circuit; `open_until` is when runs are let through to try it.

    `tasks` are those that wait for it as a whole; who only calls the service is not known.
    """

    name: str
    circuit: Circuit
    failures: int
    open_until: datetime | None
    changed_at: datetime
    tasks: tuple[str, ...]

    @property
    def is_troubled(self) -> bool:
        """Whether there is something to reset."""
        return self.circuit is not Circuit.CLOSED


def breakers() -> list[BreakerRow]:
    """Return every circuit that has ever failed, by name, with one query."""
    return [
        BreakerRow(
            name=one.name,
            circuit=_circuit(one),
            failures=one.failures,
            open_until=one.open_until,
            changed_at=one.changed_at,
            tasks=tuple(spec.title for spec in registry if spec.breaker == one.name),
        )
        for one in Breaker.objects.order_by("name")
    ]


def _circuit(one: Breaker) -> Circuit:
    if one.probe is not None:
        return Circuit.PROBING
    if one.open_until is not None:
        return Circuit.OPEN
    return Circuit.COUNTING if one.failures else Circuit.CLOSED
