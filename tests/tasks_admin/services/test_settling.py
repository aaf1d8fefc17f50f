"""A row set aside is one case from run to run, until a run no longer meets it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from background import JobFailed, SetAside, Task, TaskContext, task
from background.errors import NotPossible
from tasks_admin.models import AuditEntry, Run, RunSource, SetAsideCase
from tasks_admin.services import retrying
from tasks_admin.services.deciding import decide
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch

pytestmark = pytest.mark.django_db
Status = SetAsideCase.Status
NO_DAY = "Not a day"
bad_rows: list[SetAside] = []


def a_row(value: str = "x", *, number: int = 4, key: str = "", **read: str) -> SetAside:
    return SetAside(
        source="sheet", row_number=number, column="Fecha", value=value, reason=NO_DAY,
        key=key, row=read,
    )  # fmt: skip


@task(name="test.reading", dry_run=True)
def reading(
    ctx: TaskContext,
    company: str = "A",
    as_of: date = date(2024, 7, 1),
    strict: bool = False,
    partly: bool = False,
) -> None:
    """Set aside what the test says."""
    ctx.quarantine(*bad_rows)
    if strict and bad_rows:
        raise JobFailed("Too many")
    if partly:
        ctx.incomplete("Half of it")


@pytest.fixture(autouse=True)
def _declared(declare: Callable[[Task[..., Any]], Task[..., Any]]) -> None:
    declare(reading)
    bad_rows.clear()


def run_with(*rows: SetAside, **params: Any) -> Run:
    bad_rows[:] = rows
    launched = launch("test.reading", params, source=RunSource.API, publish=False)
    done = execute(launched.pk, worker="here")
    assert done is not None
    return done


def standing() -> list[tuple[str | None, str]]:
    return list(SetAsideCase.objects.order_by("value").values_list("value", "status"))


def test_a_row_that_comes_again_is_the_same_case() -> None:
    first = run_with(a_row(number=4, key="F001"))
    second = run_with(a_row(number=9, key="F001"))
    case = SetAsideCase.objects.get()
    assert (case.status, case.row_number, case.seen) == (Status.OPEN, 9, 2)
    assert (case.first_run, case.last_run) == (first, second)


def test_what_the_newest_run_no_longer_sets_aside_is_solved_by_it() -> None:
    run_with(a_row("x"), a_row("y"))
    second = run_with(a_row("y"))
    assert standing() == [("x", Status.SOLVED), ("y", Status.OPEN)]
    assert SetAsideCase.objects.get(value="x").solved_by == second
    run_with()
    assert standing() == [("x", Status.SOLVED), ("y", Status.SOLVED)]


@pytest.mark.parametrize("params", [{"strict": True}, {"partly": True}, {"company": "B"}])
def test_a_run_that_did_not_look_at_all_of_it_solves_nothing(params: dict[str, Any]) -> None:
    run_with(a_row("x"))
    run_with(*([a_row("y")] if "strict" in params else []), **params)
    assert SetAsideCase.objects.get(value="x").status == Status.OPEN


def test_another_day_and_another_switch_look_at_the_same_thing() -> None:
    run_with(a_row("x"), strict=True)
    run_with(as_of=date(2024, 7, 2))
    assert standing() == [("x", Status.SOLVED)]


def test_the_rows_of_a_run_that_failed_are_on_the_desk_too() -> None:
    run_with(a_row("x"), strict=True)
    assert standing() == [("x", Status.OPEN)]


def test_a_dry_run_changes_no_case() -> None:
    from background.door import Order

    run_with(a_row("x"))
    bad_rows[:] = [a_row("y")]
    launched = launch(
        "test.reading", {}, source=RunSource.API, publish=False, order=Order(dry_run=True)
    )
    execute(launched.pk, worker="here")
    assert standing() == [("x", Status.OPEN)]


def test_what_is_ignored_stays_so_when_it_comes_again(operator: User) -> None:
    run_with(a_row(Monto="1", key="F001"))
    decide(SetAsideCase.objects.all(), Status.IGNORED, note="A test document", user=operator)
    run_with(a_row(Monto="2", key="F001", number=7))
    run_with()
    run_with(a_row(Monto="3", key="F001"))
    case = SetAsideCase.objects.get()
    assert (case.status, case.note, case.username) == (
        Status.IGNORED,
        "A test document",
        "operator",
    )


def test_what_was_marked_as_fixed_and_comes_again_is_open_again(operator: User) -> None:
    run_with(a_row("x"), a_row("y"))
    decide(SetAsideCase.objects.all(), Status.FIXED, note="Corrected", user=operator)
    run_with(a_row("y"))
    assert standing() == [("x", Status.SOLVED), ("y", Status.OPEN)]


def test_rows_without_a_key_are_told_apart_by_all_that_was_read() -> None:
    run_with(a_row("x", Monto="1"), a_row("x", Monto="2"), a_row("x", Monto="2", number=8))
    assert SetAsideCase.objects.count() == 2


def test_a_decision_is_audited_once_for_its_group_with_the_note(operator: User) -> None:
    run_with(a_row("x"), a_row("y"))
    assert decide(SetAsideCase.objects.all(), Status.IGNORED, note=" Known ", user=operator) == 2
    entry = AuditEntry.objects.get(action="ignored")
    assert (entry.user, entry.subject) == (operator, "test.reading")
    assert entry.details == {"rows": 2, "source": "sheet", "reason": NO_DAY, "note": "Known"}


def test_without_a_note_nothing_is_decided(operator: User) -> None:
    run_with(a_row("x"))
    with pytest.raises(NotPossible, match="note"):
        decide(SetAsideCase.objects.all(), Status.IGNORED, note="  ", user=operator)
    assert standing() == [("x", Status.OPEN)]
    assert not AuditEntry.objects.filter(action="ignored").exists()


def test_a_run_is_repeated_with_its_values_whatever_came_of_it(operator: User) -> None:
    done = run_with(a_row("x"), company="B")
    again = retrying.repeat(done, user=operator, idempotency_key="one click")
    assert (again.params, again.retry_of) == (done.params, done)
    assert retrying.repeat(done, user=operator, idempotency_key="one click") == again
    with pytest.raises(NotPossible, match="not over"):
        retrying.repeat(again, user=operator)
