"""What tests of the console share: a program that webhooks lead to, and no memory of another's."""

import pytest

from tasks_admin.services.listening import listeners
from tests.tasks_admin.receiving import receiver

__all__ = ["receiver"]


@pytest.fixture(autouse=True)
def nobody_known() -> None:
    """Webhooks of an earlier test, which the process may still know of, are forgotten."""
    listeners.forget()
