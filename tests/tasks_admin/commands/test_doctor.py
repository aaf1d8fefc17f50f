"""`doctor` says what is wrong and what to do, and its exit code says how bad it is."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from background.queues import Queue
from tasks_admin.models import Breaker, Heartbeat
from tasks_admin.wording import say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    now, queues = timezone.now(), [str(queue) for queue in Queue]
    for kind in Heartbeat.Kind:
        Heartbeat.objects.create(kind=kind, name=kind, started_at=now, seen_at=now, queues=queues)


def doctor(*arguments: str) -> tuple[str, int]:
    """What it prints, and its exit code."""
    out = StringIO()
    try:
        call_command("doctor", *arguments, stdout=out, no_color=True)
    except SystemExit as left:
        return out.getvalue(), int(str(left.code))
    return out.getvalue(), 0


def a_warning() -> None:
    Breaker.objects.create(name="sbs", failures=5, open_until=timezone.now() + timedelta(minutes=1))


def an_error() -> None:
    Heartbeat.objects.filter(kind=Heartbeat.Kind.BEAT).delete()


def test_an_installation_without_a_fault_is_called_well() -> None:
    assert doctor("--fail-on", "warn") == ("All is well.\n", 0)
    assert json.loads(doctor("--json")[0]) == {"status": "ok", "findings": []}


@pytest.mark.parametrize(
    ("harm", "fail_on", "code"),
    [
        (a_warning, "error", 0),
        (a_warning, "warn", 1),
        (an_error, "error", 1),
        (an_error, "warn", 1),
    ],
)
def test_the_exit_code_says_whether_it_is_as_bad_as_asked(
    harm: Any, fail_on: str, code: int
) -> None:
    harm()
    assert doctor(f"--fail-on={fail_on}")[1] == code


def test_errors_come_first_each_with_what_to_do() -> None:
    a_warning()
    an_error()
    lines = doctor()[0].splitlines()
    assert lines[0] == "tasks_admin.E013  No scheduler reports: nothing is launched by itself"
    assert lines[1] == "    Start it: celery -A project beat"
    assert lines[2].startswith("tasks_admin.W017  sbs keeps failing (5 times in a row)")


def test_programs_get_the_same_as_json(settings: Any) -> None:
    settings.CELERY_BEAT_SCHEDULER = "celery.beat:PersistentScheduler"
    told = json.loads(doctor("--json")[0])
    assert told["status"] == "error"
    finding = told["findings"][0]
    assert (finding["code"], finding["severity"]) == ("tasks_admin.E001", "error")
    assert finding["fields"]["scheduler"] in finding["message"]
    assert finding["what_to_do"] == say("Set it to {ours}", finding["fields"])


def test_without_tables_only_the_missing_migrations_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="tasks_admin").delete()
    Heartbeat.objects.all().delete()
    codes = [finding["code"] for finding in json.loads(doctor("--json")[0])["findings"]]
    assert codes == ["tasks_admin.E011"]
