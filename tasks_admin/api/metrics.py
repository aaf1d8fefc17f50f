"""`/metrics`: what Prometheus asks, answered from the database, the same in every process."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from tasks_admin.access import Right
from tasks_admin.api.guarding import guarded
from tasks_admin.models import Heartbeat
from tasks_admin.queries.datasets import Freshness, freshness
from tasks_admin.queries.queues import board
from tasks_admin.queries.tallies import runs_of_a_day, slots_of_a_day, undelivered_of_a_day


@require_safe
@guarded(Right.VIEW)
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer in Prometheus' text format whoever may look: a token of scope `read` is enough."""
    registry = CollectorRegistry()
    registry.register(Console(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Console(Collector):
    """Everything that is measured, as of one moment."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """Yield the families; those over time are of the last 24 hours, so that they stay cheap."""
        yield from self._runs()
        yield from self._queues()
        yield self._heartbeats()
        yield self._slots()
        yield self._messages()
        yield from self._datasets()

    def _runs(self) -> Iterator[Metric]:
        runs = GaugeMetricFamily(
            "console_runs", "Runs asked for in the last 24 hours", labels=["task", "status"]
        )
        spans = SummaryMetricFamily(
            "console_run_seconds",
            "How long runs worked that were asked for in the last 24 hours and are over",
            labels=["task", "status"],
        )
        for one in runs_of_a_day(self._now):
            labels = [one.task_name, one.status]
            runs.add_metric(labels, one.count)
            if one.worked:
                spans.add_metric(labels, one.count, one.worked.total_seconds())
        yield runs
        yield spans

    def _queues(self) -> Iterator[Metric]:
        waiting = GaugeMetricFamily(
            "console_queue_waiting", "Runs that could start if a worker were free", labels=["queue"]
        )
        oldest = GaugeMetricFamily(
            "console_queue_oldest_seconds", "How long the oldest of them waits", labels=["queue"]
        )
        working = GaugeMetricFamily(
            "console_queue_working", "Runs that workers have in hand", labels=["queue"]
        )
        for queue in board(self._now).queues:
            waits = queue.waits_for.total_seconds() if queue.waits_for else 0
            waiting.add_metric([queue.name], queue.waiting)
            oldest.add_metric([queue.name], waits)
            working.add_metric([queue.name], queue.working)
        yield from (waiting, oldest, working)

    def _heartbeats(self) -> Metric:
        family = GaugeMetricFamily(
            "console_heartbeat_age_seconds",
            "How long ago a worker or scheduler last reported",
            labels=["kind", "name"],
        )
        for kind, name, seen in Heartbeat.objects.values_list("kind", "name", "seen_at"):
            family.add_metric([kind, name], (self._now - seen).total_seconds())
        return family

    def _slots(self) -> Metric:
        family = GaugeMetricFamily(
            "console_slots",
            "Moments that schedules promised in the last 24 hours, by what became of them",
            labels=["schedule", "fate"],
        )
        for name, fate, count in slots_of_a_day(self._now):
            family.add_metric([name, fate], count)
        return family

    def _messages(self) -> Metric:
        family = GaugeMetricFamily(
            "console_messages",
            "Messages of the last 24 hours that have not arrived, by webhook (or e-mail)",
            labels=["to", "status"],
        )
        for name, status, count in undelivered_of_a_day(self._now):
            family.add_metric([name or "e-mail", status], count)
        return family

    def _datasets(self) -> Iterator[Metric]:
        age = GaugeMetricFamily(
            "console_dataset_age_seconds",
            "Since it was published",
            labels=["dataset"],
        )
        fresh = GaugeMetricFamily(
            "console_dataset_fresh", "1 where it is as new as promised and ties", labels=["dataset"]
        )
        for card in freshness(self._now):
            name = [card.dataset.name]
            if card.version:
                age.add_metric(name, (self._now - card.version.published_at).total_seconds())
            fresh.add_metric(name, float(card.freshness is Freshness.FRESH))
        yield from (age, fresh)
