"""Something of everything that the API tells of, for requests that are made up."""

from typing import Any

from django_celery_beat.models import IntervalSchedule, PeriodicTask

from background import registry
from tasks_admin.models import Artifact, RunLine, RunStatus
from tests.tasks_admin.making import NOW, make_run

World = dict[str, list[Any]]


def make_world() -> World:
    """Return the values that places in addresses may take."""
    runs = [make_run(status) for status in RunStatus]
    for run in runs[:2]:
        RunLine.objects.create(run=run, at=NOW, attempt=1, level="info", message="Read {n} rows")
    file = Artifact.objects.create(
        run=runs[0], name="gone.csv", size=3, file="gone.csv", created_at=NOW
    )
    every = IntervalSchedule.objects.create(every=1, period=IntervalSchedule.HOURS)
    schedule = PeriodicTask.objects.create(name="hourly", task="example.report", interval=every)
    return {
        "run_id": [str(run.pk) for run in runs],
        "file_id": [file.pk],
        "schedule_id": [schedule.pk],
        "name": [*(spec.name for spec in registry), *registry.datasets()],
    }
