"""What a run costs: the statements of a launch and of an attempt, counted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_celery_results.models import TaskResult

from background import JobFailed, TaskContext, task
from tasks_admin.models import Run, RunReport, RunSource, RunStatus
from tasks_admin.services.executing import work
from tasks_admin.services.launching import launch
from tests.conftest import Declare
from tests.tasks_admin.receiving import make_webhook

pytestmark = pytest.mark.django_db(transaction=True)

CLAIM = ["UPDATE run", "INSERT attempt"]
END = ["UPDATE run", "INSERT taskresult", "UPDATE attempt"]


@task(name="test.nothing")
def nothing(ctx: TaskContext) -> None:
    """Do nothing."""


@task(name="test.told")
def told(ctx: TaskContext) -> dict[str, int]:
    """Hand something back."""
    return {"rows": 3}


@task(name="test.fails")
def fails(ctx: TaskContext) -> None:
    """Fail."""
    raise JobFailed("No")


def statements(action: Callable[[], Any]) -> list[str]:
    """What the action asks the database for: a verb and a table each; transactions by name."""
    with CaptureQueriesContext(connection) as captured:
        action()
    return [_short(query["sql"]) for query in captured]


def _short(sql: str) -> str:
    words = sql.replace("`", '"').split()
    verb = words[0].upper().rstrip(";")
    if verb not in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        return verb
    table = next(word for word in words if word.startswith(('"tasks_admin_', '"django_celery_')))
    return f"{verb} {table.split('.')[0].strip(chr(34)).rpartition('_')[2]}"


def kept(found: list[str]) -> list[str]:
    """Without what not every run costs.

    Beginnings of transactions only some databases show; whether the task has rows set aside that
    are unsettled, and whether a webhook wants to be told, a process looks up every few seconds.
    """
    seldom = ("BEGIN", "COMMIT", "SELECT setasidecase", "SELECT webhook")
    return [one for one in found if one not in seldom]


def in_hand(name: str) -> Run:
    run = launch(name, {}, source=RunSource.CODE, publish=False)
    return Run.objects.of_message(str(run.pk)) or run


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    for one in (nothing, told, fails):
        declare(one)


def test_a_launch_writes_once() -> None:
    assert kept(statements(lambda: nothing.delay())) == ["INSERT run"]


def test_an_attempt_that_hands_nothing_back_writes_five_times() -> None:
    run = in_hand("test.nothing")
    assert kept(statements(lambda: work(run, worker="here"))) == [*CLAIM, *END]
    assert Run.objects.get().status == RunStatus.SUCCEEDED
    assert not RunReport.objects.exists()


def test_a_webhook_that_is_told_of_it_costs_a_look_at_the_run_and_a_row() -> None:
    make_webhook()
    run = in_hand("test.nothing")
    found = kept(statements(lambda: work(run, worker="here")))
    end, result, attempt = END
    assert found == [*CLAIM, end, result, "SELECT run", "INSERT delivery", attempt]


def test_what_it_hands_back_is_one_row_more() -> None:
    run = in_hand("test.told")
    found = kept(statements(lambda: work(run, worker="here")))
    assert found == [*CLAIM, *END, "INSERT runreport"]
    assert RunReport.objects.get().result == {"rows": 3}


def test_a_message_that_comes_late_costs_a_look(django_assert_num_queries: Any) -> None:
    run = in_hand("test.nothing")
    work(run, worker="here")
    late = Run.objects.get()
    assert kept(statements(lambda: work(late, worker="late"))) == ["UPDATE run", "SELECT run"]
    assert late.attempt == 1


def test_a_run_that_changed_since_it_was_read_is_claimed_as_it_is() -> None:
    run = in_hand("test.nothing")
    Run.objects.update(version=7, checkpoint={"": 1})
    done = work(run, worker="here")
    assert done is not None
    assert (done.status, done.checkpoint) == (RunStatus.SUCCEEDED, {"": 1})


def test_a_result_that_somebody_wrote_before_is_replaced() -> None:
    run = in_hand("test.told")
    TaskResult.objects.create(task_id=str(run.pk), status="REVOKED", worker="somebody")
    work(run, worker="here")
    result = TaskResult.objects.get()
    assert (result.status, result.result) == ("SUCCESS", '{"rows": 3}')
