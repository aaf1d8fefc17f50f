"""Old runs and audit entries go every night, by a run of their own."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from background import registry
from background.door import Order
from background.errors import NotAllowed
from tasks_admin.models import AuditEntry, Fate, Run, RunReport, RunSource, RunStatus, Slot
from tasks_admin.services import auditing
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tests.tasks_admin.making import make_run

pytestmark = pytest.mark.django_db
migration = import_module("tasks_admin.migrations.0008_nightly_pruning")
LONG_AGO = timedelta(days=2_000)


@pytest.fixture(autouse=True)
def _old_ones(settings: Any, tmp_path: Path) -> None:
    settings.TASKS_ADMIN_RETENTION_KEEP_LAST = 0
    settings.MEDIA_ROOT = tmp_path
    for status in (RunStatus.SUCCEEDED, RunStatus.FAILED):
        make_run(status, at=timezone.now() - LONG_AGO)
    for action in (AuditEntry.Action.LAUNCHED, AuditEntry.Action.KEPT):
        auditing.note(action, "example.report")
    AuditEntry.objects.update(at=timezone.now() - LONG_AGO)
    auditing.note(AuditEntry.Action.LAUNCHED, "example.report")
    for days in (2_000, 1):
        moment = timezone.now() - timedelta(days=days)
        Slot.objects.create(
            schedule_id=999, schedule_name="S", moment=moment, fate=Fate.ON_TIME, decided_at=moment
        )


def done(**order: Any) -> dict[str, Any]:
    """Carry the run out and return what it reported."""
    run = launch("console.prune", {}, source=RunSource.SCHEDULE, order=Order(**order))
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.status == RunStatus.SUCCEEDED
    return dict(RunReport.objects.get(run=run).result or {})


def test_what_is_old_goes_and_is_counted() -> None:
    report = done()
    assert report["fields"] == {"runs": 2, "deeds": 1, "moments": 1}
    assert {row[2] for row in report["tables"][0]["rows"]} == {1}
    assert list(Run.objects.values_list("task_name", flat=True)) == ["console.prune"]
    left = AuditEntry.objects.filter(subject="example.report")
    assert set(left.values_list("action", flat=True)) == {"kept", "launched", "removed"}
    assert AuditEntry.objects.get(subject="audit").details == {"rows": 1}
    assert AuditEntry.objects.get(subject="ledger").details == {"rows": 1}
    assert Slot.objects.count() == 1


def test_a_dry_run_counts_the_same_and_removes_nothing() -> None:
    assert done(dry_run=True)["fields"] == {"runs": 2, "deeds": 1, "moments": 1}
    assert (Run.objects.count(), AuditEntry.objects.count(), Slot.objects.count()) == (3, 3, 2)


def test_the_audit_may_be_kept_for_ever(settings: Any) -> None:
    settings.TASKS_ADMIN_RETENTION_AUDIT_DAYS = 0
    assert done()["fields"]["deeds"] == 0


def test_the_ledger_may_be_kept_for_ever(settings: Any) -> None:
    settings.TASKS_ADMIN_RETENTION_LEDGER_DAYS = 0
    assert done()["fields"]["moments"] == 0


def test_it_is_scheduled_from_the_beginning() -> None:
    PeriodicTask.objects.all().delete()  # what the migration made, where no test has emptied it
    migration.schedule(apps, connection.schema_editor())
    entry = PeriodicTask.objects.get(task="console.prune")
    assert entry.enabled
    assert entry.crontab is not None
    assert entry.task in registry


def test_it_is_not_for_everybody(operator: User) -> None:
    with pytest.raises(NotAllowed):
        launch("console.prune", {}, source=RunSource.OPERATOR, user=operator)
