"""Two refreshes of one table never work beside each other, whoever asked for them."""

from itertools import combinations

import pytest

from background import registry
from background.once import WhenTaken
from background.spec import TaskSpec
from tasks_admin.models import RunSource
from tasks_admin.services.launching import launch

REFRESHES = [spec.name for spec in registry if spec.name.startswith("toolbox.") and spec.writes]


def test_every_job_that_makes_a_table_is_meant() -> None:
    assert len(REFRESHES) == 6


@pytest.mark.parametrize("name", REFRESHES)
@pytest.mark.django_db
def test_a_second_refresh_waits_behind_the_first_and_a_third_is_the_second(name: str) -> None:
    assert registry.get(name).when_taken is WhenTaken.QUEUE
    first, second, third = (launch(name, {}, source=RunSource.SCHEDULE) for _ in range(3))
    assert (first.held_back, second.held_back) == (False, True)
    assert first != second == third


@pytest.mark.parametrize(("one", "other"), list(combinations(REFRESHES, 2)))
@pytest.mark.django_db
def test_jobs_that_write_one_table_never_work_beside_each_other(one: str, other: str) -> None:
    launch(one, {}, source=RunSource.SCHEDULE)
    second = launch(other, {}, source=RunSource.SCHEDULE)
    common = swapped(registry.get(one)) & swapped(registry.get(other))
    assert second.task_name == other
    assert second.held_back is bool(common)


def swapped(spec: TaskSpec) -> set[str]:
    """The tables that a job replaces whole; those written in place take rows from several."""
    return {dataset.name for dataset in spec.writes if not dataset.in_place}
