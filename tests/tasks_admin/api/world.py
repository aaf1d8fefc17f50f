"""Something of everything that the API tells of, for requests that are made up."""

from typing import Any

from django_celery_beat.models import IntervalSchedule, PeriodicTask

from background import registry
from tasks_admin.models import (
    Alert,
    Artifact,
    Breaker,
    Run,
    RunLine,
    RunStatus,
    SetAsideCase,
)
from tests.tasks_admin.making import NOW, make_run
from tests.tasks_admin.receiving import make_delivery, make_webhook

World = dict[str, list[Any]]


def make_world() -> World:
    """Return the values that places in addresses may take."""
    runs = [make_run(status) for status in RunStatus]
    for run in runs[:2]:
        RunLine.objects.create(run=run, at=NOW, attempt=1, level="info", message="Read {n} rows")
    file = Artifact.objects.create(
        run=runs[0], name="gone.csv", file="gone.csv", size=3, created_at=NOW
    )
    every = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.HOURS)
    schedule = PeriodicTask.objects.create(name="hourly", task="example.report", interval=every)
    breaker = Breaker.objects.create(name="erp", failures=2)
    make_case(runs[0])
    sent = make_delivery(make_webhook("https://127.0.0.1/", name="of ours"))
    return {
        "run_id": [str(run.pk) for run in runs],
        "file_id": [file.pk],
        "schedule_id": [schedule.pk],
        "webhook_id": [sent.webhook_id],
        "delivery_id": [sent.pk],
        "alert_id": [make_alert(f"cause {number}").pk for number in range(2)],
        "name": [
            breaker.name,
            *(spec.name for spec in registry),
            *registry.datasets(),
            *(board.name for board in registry.boards()),
        ],
    }


def make_case(run: Run, **fields: Any) -> SetAsideCase:
    """Store a row that the run set aside."""
    values: dict[str, Any] = {
        "fingerprint": str(SetAsideCase.objects.count()),
        "task_name": run.task_name,
        "source": "sheet",
        "reason": "Not a day",
        "row_number": 10,
        "column": "Fecha",
        "value": "31/02",
        "row": {"Cliente": "Ana"},
        "first_run": run,
        "last_run": run,
        "first_at": NOW,
        "last_at": NOW,
    }
    return SetAsideCase.objects.create(**values | fields)


def make_alert(cause: str) -> Alert:
    """Store an alert that is open."""
    return Alert.objects.create(
        event="stale",
        cause=cause,
        open_cause=cause,
        subject="kpi",
        message={"message": "Data of {day}", "fields": {"day": "2024-07-27"}},
        opened_at=NOW,
        last_at=NOW,
    )
