"""What is wrong with workers, scheduler and runs is found, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from background.queues import Queue
from tasks_admin.diagnosing import work
from tasks_admin.models import PING, Breaker, Heartbeat, RunStatus
from tests.tasks_admin.making import NOW, make_run
from tests.tasks_admin.receiving import make_delivery, make_webhook

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def reports(
    kind: Heartbeat.Kind = Heartbeat.Kind.WORKER,
    name: str = "w1",
    ago: timedelta = timedelta(0),
    queues: list[str] | None = None,
) -> None:
    served = [str(queue) for queue in Queue] if queues is None else queues
    Heartbeat.objects.update_or_create(
        kind=kind,
        name=name,
        defaults={"started_at": NOW, "seen_at": NOW - ago, "queues": served},
    )


@pytest.fixture(autouse=True)
def _all_is_well() -> None:
    reports(Heartbeat.Kind.BEAT, "beat")
    reports()


def found() -> dict[str, dict[str, Any]]:
    return {one.code.removeprefix("tasks_admin."): one.fields for one in work.findings(NOW)}


def test_where_all_is_well_nothing_is_found() -> None:
    make_run(RunStatus.QUEUED, at=NOW - 14 * MINUTE)
    make_run(RunStatus.QUEUED, at=NOW - 99 * MINUTE, held_back=True)
    make_run(RunStatus.RUNNING, worker="w1", lease_until=NOW)
    Breaker.objects.create(name="sbs", failures=4)
    make_delivery(make_webhook())
    make_delivery(make_webhook(name="Tried"), status="given_up", event=PING)
    assert found() == {}


def late() -> None:
    make_run(RunStatus.QUEUED, at=NOW - 16 * MINUTE)


def abandoned() -> None:
    make_run(RunStatus.RUNNING, worker="gone", lease_until=NOW - MINUTE)


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (
            lambda: reports(queues=["default", "high_priority", "low_priority"]),
            {"E014": {"queue": "cronjobs", "waiting": 0}},
        ),
        (lambda: Heartbeat.objects.filter(kind="beat").delete(), {"E013": {}}),
        (lambda: reports(Heartbeat.Kind.BEAT, "beat", ago=MINUTE), {"E013": {}}),
        (lambda: reports(name="w2", ago=5 * MINUTE), {"W013": {"worker": "w2", "minutes": 5}}),
        (lambda: reports(name="w2", ago=-MINUTE), {"W015": {"name": "w2", "seconds": 60}}),
        (late, {"W014": {"queue": "default", "waiting": 1, "minutes": 16}}),
        (abandoned, {"W016": {"count": 1}}),
        (
            lambda: Breaker.objects.create(name="sbs", failures=5, open_until=NOW + MINUTE),
            {"W017": {"breaker": "sbs", "failures": 5}},
        ),
        (
            lambda: make_delivery(make_webhook(name="Ledger"), status="given_up"),
            {"W018": {"webhook": "Ledger", "count": 1}},
        ),
    ],
)
def test_each_harm_is_found(harm: Callable[[], Any], expected: dict[str, dict[str, Any]]) -> None:
    harm()
    assert found() == expected


def test_a_queue_that_no_task_names_counts_only_while_runs_wait_on_it() -> None:
    make_run(RunStatus.SUCCEEDED, queue="reports")
    assert found() == {}
    make_run(RunStatus.QUEUED, queue="reports")
    assert found() == {"E014": {"queue": "reports", "waiting": 1}}
