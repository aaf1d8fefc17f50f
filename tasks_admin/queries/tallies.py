"""Counts for whoever watches from outside: a day of runs and promises, in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum

from tasks_admin.models import PING, Delivery, Run
from tasks_admin.queries.run_ids import first_at
from tasks_admin.queries.seen_schedules import seen_slots

SPAN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RunTally:
    """How many runs of a task are in a status, and how long those worked that are over."""

    task_name: str
    status: str
    count: int
    worked: timedelta


def runs_of_a_day(now: datetime) -> Iterable[RunTally]:
    """Count the runs that were asked for within a day, by task and status."""
    lately = Run.seen.filter(pk__gte=first_at(now - SPAN)).order_by()
    span = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    grouped = lately.values_list("task_name", "status")
    for task, status, count, worked in grouped.annotate(number=Count("pk"), worked=Sum(span)):
        yield RunTally(task, status, count, worked or timedelta())


def slots_of_a_day(now: datetime) -> Iterable[tuple[str, str, int]]:
    """Count the moments that schedules promised within a day, by schedule and fate."""
    lately = seen_slots().filter(moment__gt=now - SPAN, moment__lte=now).order_by()
    return lately.values_list("schedule_name", "fate").annotate(number=Count("pk"))


def undelivered_of_a_day(now: datetime) -> Iterable[tuple[str | None, str, int]]:
    """Count a day's messages that have not arrived, by webhook (none: mails) and standing."""
    missing = Delivery.objects.exclude(event=PING).order_by()
    lately = missing.filter(
        status__in=(Delivery.Status.WAITING, Delivery.Status.GIVEN_UP), made_at__gt=now - SPAN
    )
    return lately.values_list("webhook__name", "status").annotate(number=Count("pk"))
