"""Runs as years of work leave them: of several tasks, people, sources and outcomes.

One block of runs is thought up; it is stored again and again, each time some days earlier.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django_celery_results.models import TaskResult

from background import registry
from tasks_admin.models import Attempt, Outcome, Run, RunLine, RunSource, RunStatus
from tasks_admin.models.run import new_run_id
from tasks_admin.models.status import CELERY_STATES, GONE_WRONG
from tasks_admin.queries.run_ids import first_at

BLOCK = 10_000
BLOCK_LASTS = timedelta(days=10)
NEWEST = datetime.now(UTC).replace(microsecond=0)
OUTCOMES = {
    RunStatus.SUCCEEDED: 90,
    RunStatus.FAILED: 5,
    RunStatus.PARTIAL: 2,
    RunStatus.CANCELLED: 2,
    RunStatus.LOST: 1,
}
SOURCES = {RunSource.SCHEDULE: 70, RunSource.OPERATOR: 20, RunSource.API: 8, RunSource.RETRY: 2}
PEOPLE = {f"person{number:02}": 30 if number == 7 else 1 for number in range(30)}
"""One of them is asked for: her runs fill a page in the smaller console too, as do her failed."""
LINES = ("Read {rows} rows", "Calculated {rows} rows", "Published {rows} rows")


def fill_up(runs: int) -> None:
    """Store what lacks to so many runs, in blocks of which the first has the newest."""
    there = Run.objects.count() // BLOCK
    for number in range(there, runs // BLOCK):
        with transaction.atomic():
            _store(_block(number))
    with connection.cursor() as cursor:
        tables = ", ".join(one._meta.db_table for one in (Run, Attempt, RunLine, TaskResult))
        cursor.execute(f"ANALYZE TABLE {tables}" if connection.vendor == "mysql" else "ANALYZE")


def _block(number: int) -> list[Run]:
    """The runs of some days, the newest block ending now; the few that wait or work are in it."""
    chance = random.Random(number)
    tasks = [spec.name for spec in registry]
    step = BLOCK_LASTS / BLOCK
    begins = NEWEST - BLOCK_LASTS * (number + 1)
    found = []
    for place in range(BLOCK):
        fresh = number == 0 and place >= BLOCK - 20
        found.append(_run(begins + step * place, chance, tasks, fresh=fresh))
    return found


def _run(at: datetime, chance: random.Random, tasks: list[str], *, fresh: bool) -> Run:
    status = _one_of(chance, OUTCOMES)
    if fresh:
        status = chance.choice((RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.RETRYING))
    source = _one_of(chance, SOURCES)
    by_hand = source != RunSource.SCHEDULE
    began = status != RunStatus.QUEUED
    started = at + timedelta(seconds=chance.random() * 3)
    return Run(
        id=UUID(int=first_at(at).int | new_run_id().int & (1 << 62) - 1),
        task_name=chance.choice(tasks),
        params={"as_of": at.date().isoformat(), "batch_size": chance.randrange(10)},
        source=source,
        username=_one_of(chance, PEOPLE) if by_hand else "",
        schedule_name="" if by_hand else f"Nightly {chance.randrange(12)}",
        queue=chance.choice(("default", "cronjobs")),
        status=status,
        version=3,
        attempt=int(began),
        worker="celery@host" if began else "",
        lease_until=NEWEST + timedelta(days=1) if status == RunStatus.RUNNING else None,
        requested_at=at,
        published_at=at,
        publications=1,
        started_at=started if began else None,
        finished_at=started + timedelta(seconds=chance.random() * 90)
        if status.is_finished
        else None,
        error={"code": "failed", "message": "No answer", "fields": {}}
        if status in GONE_WRONG
        else None,
    )


def _store(runs: list[Run]) -> None:
    begun = [run for run in runs if run.attempt]
    _insert(runs)
    _insert([_attempt(run) for run in begun])
    _insert([_line(run, text) for run in begun[::10] for text in LINES])
    _insert([_result(run) for run in runs if run.finished_at])


def _attempt(run: Run) -> Attempt:
    outcomes = {RunStatus.RUNNING: "", RunStatus.RETRYING: Outcome.RETRY}
    return Attempt(
        run_id=run.pk,
        number=1,
        worker=run.worker,
        started_at=run.started_at or run.requested_at,
        finished_at=run.finished_at,
        outcome=outcomes.get(run.state, run.status),
    )


def _line(run: Run, text: str) -> RunLine:
    at = run.started_at or run.requested_at
    return RunLine(run_id=run.pk, attempt=1, at=at, level="info", message=text, fields={"rows": 9})


def _result(run: Run) -> TaskResult:
    return TaskResult(
        task_id=str(run.pk),
        task_name=run.task_name,
        task_args="[]",
        task_kwargs='{"batch_size": 1}',
        status=CELERY_STATES[run.state],
        worker=run.worker,
        content_type="application/json",
        content_encoding="utf-8",
        result="null",
        meta='{"children": []}',
        date_created=run.requested_at,
        date_started=run.started_at,
        date_done=run.finished_at,
    )


def _insert(rows: Sequence[Model]) -> None:
    """Insert the rows as they are, dates that set themselves included."""
    fields = [
        one for one in rows[0]._meta.concrete_fields if one.get_internal_type() != "BigAutoField"
    ]
    fields = [one for one in fields if not (one.primary_key and rows[0].pk is None)]
    values = [
        [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]
        for row in rows
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(one.column)) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quote(rows[0]._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


def _one_of(chance: random.Random, weights: dict[Any, int]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]
