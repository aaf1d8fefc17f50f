"""`run_task` judges, records and answers as every other door does."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from background import JobFailed, Report, Secret, TaskContext, task
from background.secret import MASK
from tasks_admin.models import Run, RunSource, RunStatus
from tests.conftest import Declare

pytestmark = pytest.mark.django_db


@task(name="test.add")
def add(ctx: TaskContext, first: int, second: int = 2) -> Report:
    """Add two numbers."""
    if first < 0:
        raise JobFailed("{number} cannot be added", number=first)
    return Report(headline="The sum is {total}", fields={"total": first + second})


@pytest.fixture(autouse=True)
def _terminal(declare: Declare, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(add)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture
def run_task() -> Callable[..., str]:
    def call(*arguments: str) -> str:
        out = StringIO()
        call_command("run_task", *arguments, stdout=out, stderr=StringIO())
        return out.getvalue()

    return call


def test_inline_carries_the_run_out_here_and_tells_its_headline(
    run_task: Callable[..., str],
) -> None:
    assert "The sum is 5" in run_task("test.add", "first=3", "--inline")
    run = Run.objects.get()
    assert (run.status, run.source, run.params) == (
        RunStatus.SUCCEEDED,
        RunSource.COMMAND,
        {"first": 3, "second": 2},
    )


def test_json_gives_the_run_as_a_program_wants_it(run_task: Callable[..., str]) -> None:
    told = json.loads(run_task("test.add", "--params", '{"first": 1}', "--inline", "--json"))
    assert (told["status"], told["result"]["fields"]) == ("succeeded", {"total": 3})


def test_without_wait_the_run_is_queued(run_task: Callable[..., str]) -> None:
    assert "Queued" in run_task("test.add", "first=3")
    assert Run.objects.get().status == RunStatus.QUEUED


def test_a_failed_run_ends_with_1(run_task: Callable[..., str]) -> None:
    with pytest.raises(SystemExit) as left:
        run_task("test.add", "first=-3", "--inline")
    assert left.value.code == 1


@pytest.mark.parametrize(
    ("arguments", "language", "sentence"),
    [
        (["test.add", "first=many"], "en_US.UTF-8", "first: Give a whole number."),
        (["test.add", "first=many"], "es_PE.UTF-8", "first: Indique un número entero."),
        (["test.add"], "en_US.UTF-8", "first: This value is needed."),
        (["test.subtract"], "en_US.UTF-8", "There is no task test.subtract"),
        (["test.add", "first=1", "--as", "viewer"], "C", "viewer is not a user who may launch"),
    ],
)
def test_a_refusal_ends_with_2_and_the_sentence_and_records_nothing(
    arguments: list[str],
    language: str,
    sentence: str,
    viewer: User,
    run_task: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    with pytest.raises(CommandError, match=sentence) as refusal:
        run_task(*arguments)
    assert refusal.value.returncode == 2
    assert not Run.objects.exists()


def test_a_run_on_behalf_of_a_user_carries_the_name(
    run_task: Callable[..., str], operator: User
) -> None:
    run_task("test.add", "first=1", "--as", "operator", "--inline")
    assert Run.objects.get().user == operator


@task(name="test.reserved", permission="tasks_admin.view_traceback")
def reserved(ctx: TaskContext) -> None:
    """Only for some."""


@task(name="test.erase", destructive=True)
def erase(ctx: TaskContext, password: Secret) -> None:
    """Remove something."""


def test_a_task_that_asks_for_a_right_of_its_own_is_refused_to_who_lacks_it(
    declare: Declare, run_task: Callable[..., str], operator: User, administrator: User
) -> None:
    declare(reserved)
    with pytest.raises(CommandError, match="operator is not a user who may launch"):
        run_task("test.reserved", "--as", "operator")
    run_task("test.reserved", "--as", "administrator")
    assert Run.objects.get().username == "administrator"


def test_a_task_that_destroys_something_must_be_asked_for_twice(
    declare: Declare, run_task: Callable[..., str]
) -> None:
    declare(erase)
    with pytest.raises(CommandError, match="--yes"):
        run_task("test.erase", "password=hunter2")
    assert not Run.objects.exists()
    told = run_task("test.erase", "password=hunter2", "--yes", "--json")
    assert json.loads(told)["params"] == {"password": MASK}


def test_a_dry_run_is_told_as_one_and_needs_no_yes(
    run_task: Callable[..., str], declare: Declare
) -> None:
    @task(name="test.tried", dry_run=True, destructive=True)
    def tried(ctx: TaskContext) -> None:
        """Destroy something, or look what that would be."""

    declare(tried)
    assert "(Dry run): Succeeded" in run_task("test.tried", "--inline", "--dry-run")
    assert json.loads(run_task("test.tried", "--inline", "--dry-run", "--json"))["dry_run"]
    with pytest.raises(CommandError, match=r"test\.add has no dry run"):
        run_task("test.add", "first=1", "--dry-run")
