"""The moment at which these tests look."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.tasks_admin.making import NOW


@pytest.fixture
def time_stands() -> Iterator[None]:
    """It is NOW, and stays so."""
    with time_machine.travel(NOW, tick=False):
        yield
