"""Who has reported lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from tasks_admin.models import Heartbeat
from tasks_admin.models.heartbeat import STALE_AFTER

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Life:
    """Whether the processes of one kind are alive; `silent` are those that stopped reporting.

    Nobody forgets a silent worker while no other of its kind lives; beside living ones it counts
    only for a day.
    """

    kind: str
    alive: int
    silent: tuple[str, ...]
    last_seen: datetime | None
    is_scheduler: bool = False

    @property
    def is_well(self) -> bool:
        """Whether at least one process is there to do this work."""
        return self.alive > 0


def living(kind: Heartbeat.Kind, *, now: datetime) -> QuerySet[Heartbeat]:
    """Return the processes of this kind whose last sign of life is fresh, by name."""
    return Heartbeat.objects.filter(kind=kind, seen_at__gte=now - STALE_AFTER).order_by("name")


def last_seen(kind: Heartbeat.Kind) -> datetime | None:
    """Return when any process of this kind was last alive; None if none ever was."""
    newest = Heartbeat.objects.filter(kind=kind).order_by("-seen_at").first()
    return newest.seen_at if newest else None


def signs_of_life(now: datetime) -> list[Life]:
    """Return how the workers and the scheduler are, with one query."""
    reported = list(Heartbeat.objects.order_by("-seen_at"))
    return [
        _life(kind, [one for one in reported if one.kind == kind], now) for kind in Heartbeat.Kind
    ]


def _life(kind: Heartbeat.Kind, reported: list[Heartbeat], now: datetime) -> Life:
    silent = [one for one in reported if one.is_stale(now)]
    alive = len(reported) - len(silent)
    return Life(
        kind=str(kind.label),
        is_scheduler=kind is Heartbeat.Kind.BEAT,
        alive=alive,
        silent=tuple(one.name for one in silent if now - one.seen_at < FORGOTTEN_AFTER),
        last_seen=None if alive or not reported else reported[0].seen_at,
    )
