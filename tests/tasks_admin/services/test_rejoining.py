"""Children that are done again keep their place under the run that launched them."""

from typing import Any

import pytest
from celery.result import AsyncResult
from django.contrib.auth.models import User

from background import Children, JobFailed, TaskContext, task
from background.errors import AlreadyRunning, NotPossible
from tasks_admin.models import Run, RunHold, RunReport, RunSource, RunStatus
from tasks_admin.models.status import WAITING
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.retrying import retry, retry_children
from tests.conftest import Declare
from tests.tasks_admin.services.conftest import Committed

pytestmark = pytest.mark.django_db
broken: set[int] = set()


@task(name="test.part")
def part(ctx: TaskContext, number: int) -> None:
    """Do one part."""
    if number in broken:
        raise JobFailed("It is broken")


@task(name="test.whole", lock=(), unique=(), when_taken="existing")
def whole(ctx: TaskContext) -> Children:
    """Launch the parts."""
    return ctx.launch_children("test.part", [{"number": n} for n in range(4)], max_at_once=1)


@pytest.fixture(autouse=True)
def _nothing_broken() -> None:
    broken.clear()


@pytest.fixture
def partial(declare: Declare, committed: Committed) -> Run:
    """A parent of whose four children the last two failed."""
    broken.update({2, 3})
    declare(part)
    declare(whole)
    run = launch("test.whole", {}, source=RunSource.CODE)
    with committed():
        execute(run.pk, worker="here")
    return carried_out(run, committed)


def carried_out(parent: Run, committed: Committed) -> Run:
    """Carry out the children that were let go until none is left; the parent as it then is."""
    while ready := waiting(parent).first():
        with committed():
            execute(ready.pk, worker="here")
    parent.refresh_from_db()
    return parent


def waiting(parent: Run) -> Any:
    return Run.objects.filter(parent=parent, held_back=False, status__in=WAITING)


def test_the_parent_works_again_and_ends_as_all_of_its_children_stand(
    partial: Run, committed: Committed, operator: User
) -> None:
    assert partial.status == RunStatus.PARTIAL
    broken.clear()
    with committed():
        bulk = retry_children(partial, user=operator)
        execute(bulk.pk, worker="here")
    partial.refresh_from_db()
    assert (partial.status, partial.finished_at, partial.error) == (RunStatus.RUNNING, None, None)
    assert AsyncResult(str(partial.pk)).state == "STARTED"
    assert waiting(partial).count() == 1, "no more at once than ever"

    again = carried_out(partial, committed)
    assert again.status == RunStatus.SUCCEEDED
    assert RunReport.objects.get(run=again).result == {"children": 4, "succeeded": 4}
    assert AsyncResult(str(again.pk)).get(timeout=1) == {"children": 4, "succeeded": 4}
    assert not RunHold.objects.exists()


def test_one_child_that_is_done_again_alone_keeps_its_place_too(
    partial: Run, committed: Committed, operator: User
) -> None:
    broken.discard(2)
    with committed():
        again = retry(partial.children.get(params__number=2), user=operator)
    assert again.parent_id == partial.pk
    assert carried_out(partial, committed).status == RunStatus.PARTIAL
    assert RunReport.objects.get(run=partial).result == {
        "children": 4,
        "succeeded": 3,
        "failed": 1,
    }


@pytest.mark.parametrize("place", ["lock", "unique"])
def test_a_parent_in_whose_place_another_run_is_does_not_work_again(
    place: str, declare: Declare, committed: Committed, operator: User
) -> None:
    @task(name="test.whole", **{place: ()})  # type: ignore[arg-type]
    def alone(ctx: TaskContext) -> Children:
        """Launch a part."""
        return ctx.launch_children("test.part", [{"number": 1}])

    broken.add(1)
    declare(part)
    declare(alone)
    parent = launch("test.whole", {}, source=RunSource.CODE)
    with committed():
        execute(parent.pk, worker="here")
    assert carried_out(parent, committed).status == RunStatus.FAILED
    other = launch("test.whole", {}, source=RunSource.CODE)
    with pytest.raises(AlreadyRunning) as refusal:
        retry(parent.children.get(), user=operator)
    assert refusal.value.run_id == other.pk
    parent.refresh_from_db()
    assert (parent.status, parent.children.count()) == (RunStatus.FAILED, 1)


def test_the_children_of_a_parent_that_failed_itself_are_done_again_without_it(
    declare: Declare, committed: Committed, operator: User
) -> None:
    @task(name="test.whole")
    def failing(ctx: TaskContext) -> None:
        """Launch a part, and fail."""
        ctx.launch_children("test.part", [{"number": 1}])
        raise JobFailed("It failed")

    declare(part)
    declare(failing)
    parent = launch("test.whole", {}, source=RunSource.CODE)
    with committed():
        execute(parent.pk, worker="here")
        again = retry(parent.children.get(), user=operator)
    parent.refresh_from_db()
    assert (parent.status, again.parent_id, again.held_back) == (RunStatus.FAILED, None, False)


def test_a_run_without_children_has_none_to_retry(declare: Declare, operator: User) -> None:
    declare(part)
    run = launch("test.part", {"number": 1}, source=RunSource.CODE)
    with pytest.raises(NotPossible, match="launched no others"):
        retry_children(run, user=operator)
