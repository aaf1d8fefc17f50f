"""What tests of the console share: a program that webhooks lead to."""

from tests.tasks_admin.receiving import receiver

__all__ = ["receiver"]
