"""Each list is found by an index: none reads a whole table, or sorts one to show its first page."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django_celery_results.models import TaskResult

from background import task
from tasks_admin.models import (
    Attempt,
    AuditEntry,
    DatasetVersion,
    Run,
    RunLine,
    RunSource,
    RunStatus,
)
from tasks_admin.models.run import new_run_id
from tasks_admin.queries import (
    audit,
    datasets,
    distinct,
    last_runs,
    overview,
    queues,
    retention,
    run_detail,
    run_kin,
    runs,
    task_detail,
    typical,
    waiting,
)
from tasks_admin.queries.audit import AuditFilter
from tasks_admin.queries.run_filter import TABS, RunFilter
from tasks_admin.queries.run_ids import first_at
from tasks_admin.services import recovering
from tests.tasks_admin.making import NOW
from tests.tasks_admin.queries.plans import BIG, faults

pytestmark = [pytest.mark.django_db]

RUNS = 4_000
TASKS = [f"example.task{number}" for number in range(8)]
RARE = [status for status in RunStatus if status is not RunStatus.SUCCEEDED]


@task(name="example.task1", title="Example")
def example(ctx: Any) -> None:
    """Do something."""


def made(number: int, chance: random.Random) -> Run:
    at = NOW - timedelta(hours=RUNS - number)
    status = chance.choice(RARE) if number % 8 == 0 else RunStatus.SUCCEEDED
    run_id = new_run_id()
    return Run(
        id=type(run_id)(int=first_at(at).int | run_id.int & (1 << 62) - 1),
        task_name=chance.choice(TASKS),
        source=chance.choice(RunSource.values),
        username=f"user{chance.randrange(20)}",
        queue=chance.choice(["default", "cronjobs"]),
        status=status,
        requested_at=at,
        started_at=at,
        finished_at=at if status.is_finished else None,
        lease_until=at if status in ("running", "cancelling") else None,
    )


def fill() -> None:
    """Store runs of half a year, most of them succeeded, with all that belongs to them."""
    chance = random.Random(7)
    stored = [made(number, chance) for number in range(RUNS)]
    Run.objects.bulk_create(stored, batch_size=500)
    Attempt.objects.bulk_create(
        [Attempt(run=run, number=1, worker="w", started_at=NOW) for run in stored], batch_size=500
    )
    RunLine.objects.bulk_create(
        [RunLine(run=run, attempt=1, at=NOW, level="info", message="x") for run in stored],
        batch_size=500,
    )
    TaskResult.objects.bulk_create([TaskResult(task_id=str(run.pk)) for run in stored], 500)
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                at=run.requested_at,
                username=run.username,
                action=chance.choice(AuditEntry.Action.values),
                subject=run.task_name,
                subject_id=str(run.pk),
            )
            for run in stored
        ],
        batch_size=500,
    )
    DatasetVersion.objects.bulk_create(
        DatasetVersion(
            dataset=f"d{number % 4}",
            run=run,
            as_of=date(2024, 1, 1),
            rows=1,
            rows_before=1,
            published_at=run.requested_at,
        )
        for number, run in enumerate(stored[::4])
    )
    tables = ", ".join(BIG)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE TABLE {tables}" if connection.vendor == "mysql" else "ANALYZE")


@pytest.fixture(scope="module")
def _filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Committed, and analysed, so that the database knows what is rare."""
    with django_db_blocker.unblock():
        fill()
    yield
    with django_db_blocker.unblock():
        for model in (DatasetVersion, AuditEntry, TaskResult, RunLine, Attempt, Run):
            model._default_manager.all()._raw_delete("default")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM sqlite_stat1")


@pytest.fixture(autouse=True)
def _use(_filled: None, declare: Any) -> None:
    declare(example)


def some(status: RunStatus) -> Run:
    return Run.objects.filter(status=status).order_by("id")[1]


FILTERS = [
    {},
    {"task": "example.task1"},
    {"source": "schedule"},
    {"user": "user7"},
    {"since": "2024-06-01", "until": "2024-06-02"},
    {"task": "example.task1", "since": "2024-06-01"},
    {"text": "task3"},
]


@pytest.mark.parametrize("tab", ["", *TABS])
@pytest.mark.parametrize("given", FILTERS, ids=lambda given: "+".join(given) or "all")
def test_a_page_of_runs(given: dict[str, str], tab: str) -> None:
    chosen = RunFilter(tab=tab, **given)
    # Most runs have succeeded: it is right to go along all of them for the newest that did.
    lenient = {"may_walk": "text" in given or tab == "succeeded"}
    older = str(Run.objects.order_by("id")[RUNS // 2].pk)
    for cursor in ({}, {"older": older}, {"newer": older}):
        assert faults(lambda cursor=cursor: runs.page(chosen, cursor), **lenient) == []  # type: ignore[misc]


@pytest.mark.parametrize("given", FILTERS, ids=lambda given: "+".join(given) or "all")
def test_the_counts_on_the_tabs(given: dict[str, str]) -> None:
    chosen = RunFilter(**given)
    assert "text" in given or faults(lambda: runs.tabs(chosen)) == []


AUDITS = [
    {},
    {"user": "user7"},
    {"action": "kept"},
    {"subject": "example.task1"},
    {"subject_id": "x"},
    {"since": "2024-06-01", "until": "2024-06-02"},
    {"action": "kept", "until": "2024-06-02"},
]


@pytest.mark.parametrize("given", AUDITS, ids=lambda given: "+".join(given) or "all")
def test_a_page_of_the_audit(given: dict[str, str]) -> None:
    chosen = AuditFilter(**given)
    older = str(AuditEntry.objects.order_by("id")[RUNS // 2].pk)
    for cursor in ({}, {"older": older}, {"newer": older}):
        # A short page: MariaDB would rather sort so small a table than look up fifty rows.
        assert faults(lambda cursor=cursor: audit.page(chosen, cursor, size=9)) == []  # type: ignore[misc]


QUERIES: dict[str, Callable[[], Any]] = {
    "catalogue": lambda: last_runs.last_runs(TASKS),
    "names of tasks": lambda: list(distinct.task_names()),
    "one task": lambda: task_detail.task_detail(example.spec),
    "usual duration": lambda: typical.durations("example.task1"),
    "state of a run": lambda: run_detail.state_of(some(RunStatus.RUNNING), NOW),
    "runs that repeat a run": lambda: run_kin.repeats_of(some(RunStatus.FAILED)),
    "log of a run": lambda: run_detail.log_of(some(RunStatus.SUCCEEDED), after=1),
}
SORTED: dict[str, Callable[[], Any]] = {
    "overview": lambda: overview.overview(NOW),
    "queues": lambda: queues.board(NOW),
    "why a run waits": lambda: waiting.why(some(RunStatus.QUEUED), NOW),
    "datasets": lambda: datasets.freshness(NOW),
    "outcome of a run": lambda: run_detail.outcome_of(some(RunStatus.SUCCEEDED)),
    "retention": lambda: list(retention.prospects(NOW)),
    "sweep": lambda: recovering.sweep(NOW),
}
"""These sort the few rows that an index found, never all."""


@pytest.mark.parametrize("name", QUERIES)
def test_what_a_page_asks(name: str) -> None:
    assert faults(QUERIES[name]) == []


@pytest.mark.parametrize("name", SORTED)
def test_what_a_page_asks_of_few(name: str) -> None:
    assert faults(SORTED[name], may_sort=True) == []


def test_a_query_without_an_index_would_be_found() -> None:
    assert faults(lambda: list(Run.objects.filter(worker="w")[:5]))
    assert faults(lambda: list(Run.objects.filter(worker="w").order_by()[:5]))
    assert faults(lambda: list(Run.objects.order_by("worker")[:5]))
