"""Signs of life: workers and beat report; nobody asks them."""

from collections.abc import Sequence

from django.utils import timezone

from tasks_admin.models import Heartbeat


def beat(kind: Heartbeat.Kind, name: str, *, queues: Sequence[str] = (), slots: int = 1) -> None:
    """Record that the process lives now, which queues it serves and how many runs at once."""
    now = timezone.now()
    seen = {"seen_at": now, "queues": list(queues), "slots": slots}
    if not Heartbeat.objects.filter(kind=kind, name=name).update(**seen):
        Heartbeat.objects.update_or_create(
            kind=kind, name=name, defaults={"started_at": now, **seen}
        )


def retire(kind: Heartbeat.Kind, name: str) -> None:
    """Forget a process that stopped in good order."""
    Heartbeat.objects.filter(kind=kind, name=name).delete()
