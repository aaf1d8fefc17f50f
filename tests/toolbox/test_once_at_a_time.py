"""Two refreshes of one table never work beside each other, whoever asked for them."""

import pytest

from background import registry
from background.once import WhenTaken
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
