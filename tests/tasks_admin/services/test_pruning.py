"""Old runs go, by age and kind; what somebody still needs stays."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.contrib.auth.models import User
from django.db.models import Model
from django_celery_results.models import TaskResult

from background.errors import NotPossible
from tasks_admin.models import (
    Artifact,
    Attempt,
    AuditEntry,
    DatasetVersion,
    Run,
    RunControl,
    RunLine,
    RunReport,
    RunStatus,
    SetAsideRow,
)
from tasks_admin.models.status import ACTIVE, FINISHED, GONE_WRONG
from tasks_admin.queries.retention import prospects
from tasks_admin.services import auditing
from tasks_admin.services.keeping import keep, let_go
from tasks_admin.services.pruning import prune, prune_leftovers
from tests.tasks_admin.making import NOW, make_run

pytestmark = pytest.mark.django_db

Carry = Callable[..., Any]


@pytest.fixture(autouse=True)
def rules(settings: Any, tmp_path: Path) -> None:
    """Ninety days, a year for failures, and no newest ones are spared unless a test says so."""
    settings.TASKS_ADMIN_RETENTION_DAYS = 90
    settings.TASKS_ADMIN_RETENTION_FAILED_DAYS = 365
    settings.TASKS_ADMIN_RETENTION_KEEP_LAST = 0
    settings.MEDIA_ROOT = tmp_path


def old(days: int = 400, status: RunStatus = RunStatus.SUCCEEDED, **fields: Any) -> Run:
    return make_run(status, at=NOW - timedelta(days=days), **fields)


def left() -> set[Run]:
    return set(Run.objects.all())


@pytest.mark.parametrize("status", FINISHED)
@pytest.mark.parametrize("days", [89, 91, 364, 366])
def test_a_finished_run_goes_at_its_age_and_a_failure_later(status: RunStatus, days: int) -> None:
    old(days, status)
    prune(NOW)
    limit = 365 if status in GONE_WRONG else 90
    assert Run.objects.exists() is (days < limit)


@pytest.mark.parametrize("status", ACTIVE)
def test_an_unfinished_run_stays_however_old(status: RunStatus) -> None:
    run = old(4000, status)
    assert not prune(NOW)
    assert left() == {run}


def test_the_newest_runs_of_each_task_stay_however_old(settings: Any) -> None:
    settings.TASKS_ADMIN_RETENTION_KEEP_LAST = 2
    runs = [old(400 - number) for number in range(5)]
    other = old(task_name="example.other")
    assert prune(NOW) == {("example.report", "done"): 3}
    assert left() == {*runs[3:], other}


def test_a_kept_run_stays_with_its_children_until_it_is_let_go(operator: User) -> None:
    run = old()
    child = old(parent=run)
    keep(run, user=operator)
    assert not prune(NOW)
    assert left() == {run, child}
    let_go(run, user=operator)
    assert prune(NOW).total() == 2
    actions = AuditEntry.objects.order_by("id").values_list("action", "subject_id")[:2]
    assert list(actions) == [("kept", str(run.pk)), ("released", str(run.pk))]


def test_keeping_twice_is_one_deed_and_a_removed_run_cannot_be_kept(operator: User) -> None:
    run = old()
    keep(run, user=operator)
    keep(run, user=operator)
    assert AuditEntry.objects.count() == 1
    Run.objects.all().delete()
    with pytest.raises(NotPossible):
        let_go(run, user=operator)


def test_the_run_that_made_the_live_version_stays_and_earlier_ones_go() -> None:
    earlier, live = old(401), old(400)
    for run in (earlier, live):
        DatasetVersion.objects.create(
            dataset="a", run=run, as_of=date(2023, 1, 1), rows=1, rows_before=1, published_at=NOW
        )
    prune(NOW)
    assert left() == {live}
    assert list(DatasetVersion.objects.values_list("run", flat=True)) == [live.pk, None]


def test_a_parent_goes_after_the_last_of_its_children() -> None:
    parent = old(status=RunStatus.PARTIAL, task_name="example.all")
    good, bad = old(99, parent=parent), old(99, RunStatus.FAILED, parent=parent)
    grandchild = old(99, parent=good, task_name="example.part")
    assert grandchild in left()
    prune(NOW)
    assert left() == {parent, bad}
    prune(NOW + timedelta(days=300))
    assert left() == set()


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_everything_goes_whatever_the_size_of_a_batch(batch: int) -> None:
    parent = old(500)
    for number in range(5):
        old(400 - number, parent=parent)
    assert prune(NOW, batch=batch) == {("example.report", "done"): 6}
    removals = AuditEntry.objects.filter(action=AuditEntry.Action.REMOVED)
    assert sum(entry.details["runs"] for entry in removals) == 6


def test_all_that_belongs_to_a_run_goes_with_it(
    tmp_path: Path, django_capture_on_commit_callbacks: Carry
) -> None:
    run, stays = old(idempotency_key="message:abc"), old(1)
    for one in (run, stays):
        RunLine.objects.create(run=one, attempt=1, at=NOW, level="info", message="Line")
        RunReport.objects.create(run=one)
        RunControl.objects.create(
            run=one, label="Sum", actual=1, expected=1, tolerance=0, ties=True
        )
        SetAsideRow.objects.create(run=one, source="s", row_number=1, reason="No day")
        Artifact.objects.create(run=one, name="a", file="a", size=1, sha256="0", created_at=NOW)
        TaskResult.objects.create(task_id=str(one.pk))
        (tmp_path / "runs" / str(one.pk) / "1").mkdir(parents=True)
    TaskResult.objects.create(task_id="abc")
    again = old(1, retry_of=run)
    with django_capture_on_commit_callbacks(execute=True):
        prune(NOW)
    again.refresh_from_db()
    assert again.retry_of is None
    models: list[type[Model]] = [RunLine, RunReport, RunControl, SetAsideRow, Artifact, TaskResult]
    assert {model.__name__: model._default_manager.count() for model in models} == dict.fromkeys(
        (model.__name__ for model in models), 1
    )
    assert Attempt.objects.filter(run=run).count() == 0
    assert [folder.name for folder in (tmp_path / "runs").iterdir()] == [str(stays.pk)]


def test_files_stay_when_the_removal_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = old()
    (tmp_path / "runs" / str(run.pk)).mkdir(parents=True)

    def full(*_: object, **__: object) -> None:
        raise OSError("No space left")

    monkeypatch.setattr(auditing, "note", full)
    with pytest.raises(OSError, match="No space"):
        prune(NOW)
    assert left() == {run}
    assert (tmp_path / "runs" / str(run.pk)).exists()


def test_leftovers_of_no_run_go_and_all_others_stay(tmp_path: Path) -> None:
    kept = old(kept=True)
    for name in (str(kept.pk), "11111111-1111-4111-8111-111111111111", "not-a-run"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        TaskResult.objects.create(task_id=name)
    TaskResult.objects.create(task_id="young")
    TaskResult.objects.exclude(task_id="young").update(date_done=NOW - timedelta(days=91))
    TaskResult.objects.filter(task_id="young").update(date_done=NOW - timedelta(days=89))
    assert prune_leftovers(NOW, batch=1) == (2, 2)
    assert set(TaskResult.objects.values_list("task_id", flat=True)) == {str(kept.pk), "young"}
    assert [folder.name for folder in (tmp_path / "runs").iterdir()] == [str(kept.pk)]


def test_the_preview_counts_what_then_goes() -> None:
    parent = old(500)
    for _ in range(3):
        old(400, RunStatus.LOST, parent=parent)
    old(100, RunStatus.FAILED)
    expected = {("example.report", "done"): 1, ("example.report", "failed"): 3}
    preview = {(one.task_name, one.rule.name): one.count for one in prospects(NOW)}
    assert preview == expected
    assert [one.title for one in prospects(NOW)] == ["example.report"] * 2
    assert prune(NOW) == expected
    assert list(prospects(NOW)) == []


def test_the_preview_stops_counting_at_its_limit() -> None:
    for _ in range(4):
        old()
    assert [(one.count, one.has_more) for one in prospects(NOW, most=3)] == [(3, True)]
    assert [(one.count, one.has_more) for one in prospects(NOW, most=4)] == [(4, False)]


def test_celerys_own_cleanup_removes_no_history() -> None:
    TaskResult.objects.create(task_id="old")
    TaskResult.objects.update(date_done=NOW - timedelta(days=1000))
    current_app.backend.cleanup()
    assert TaskResult.objects.count() == 1
