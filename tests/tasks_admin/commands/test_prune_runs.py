"""`prune_runs` says what it removes, and with --dry-run removes nothing."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tasks_admin.models import Run, RunStatus
from tests.tasks_admin.making import make_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_old_ones(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TASKS_ADMIN_RETENTION_KEEP_LAST = 1
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    long_ago = timezone.now() - timedelta(days=500)
    for status in (RunStatus.FAILED, RunStatus.SUCCEEDED, RunStatus.PARTIAL):
        make_run(status, at=long_ago)
    make_run(at=timezone.now())


def prune_runs(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("prune_runs", *arguments, stdout=out)
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


NO_MORE = ["0 audit entries", "0 moments of schedules"]
COUNTS = ["example.report done 2", "example.report failed 1", "3 runs", *NO_MORE]


def test_a_trial_counts_and_removes_nothing() -> None:
    assert prune_runs("--dry-run") == [*COUNTS, "Nothing was removed: this was a trial."]
    assert Run.objects.count() == 4


def test_it_removes_what_it_counted() -> None:
    last = "Left over: 0 results and 0 files removed"
    assert prune_runs("--batch", "1") == [*COUNTS, last]
    assert Run.objects.count() == 1
    assert prune_runs() == ["0 runs", *NO_MORE, last]


@pytest.mark.parametrize("size", ["0", "-1", "many", "10001"])
def test_a_batch_that_makes_no_sense_is_refused(size: str) -> None:
    with pytest.raises(CommandError, match="whole number"):
        prune_runs(f"--batch={size}")
