"""Listening: whether anybody wants to be told, known without asking the database for every run."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models.signals import post_delete, post_save

from tasks_admin.models import Webhook

KNOWN_SECONDS = 5.0
"""So long after a webhook was made another process may still know nothing of it."""


class Listeners:
    """What webhooks of the console are told of, as it was a moment ago.

    Most installations have no webhook, and runs end often: a process asks every few seconds. Who
    is told what is read in the transaction of what happened, so nobody is told too much.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._events: frozenset[str] = frozenset()
        self._known_until = float("-inf")

    def want(self, events: Iterable[str]) -> bool:
        """Whether any webhook is to be told of one of these events."""
        if self._clock() >= self._known_until:
            lists = Webhook.objects.filter(is_enabled=True).order_by()
            self._events = frozenset().union(*lists.values_list("events", flat=True))
            self._known_until = self._clock() + KNOWN_SECONDS
        return not self._events.isdisjoint(events)

    def forget(self, **_: Any) -> None:
        """Ask again next time: a webhook was changed in this process."""
        self._known_until = float("-inf")


listeners = Listeners()
for signal in (post_save, post_delete):
    signal.connect(listeners.forget, sender=Webhook)
