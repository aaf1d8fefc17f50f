"""Links for whoever is outside of the console: programs, and readers of mails."""

from django.conf import settings
from django.urls import reverse


def link(name: str, *args: object) -> str:
    """Return the whole address of a page or an operation, as `CONSOLE_URL` begins it."""
    return f"{settings.TASKS_ADMIN_URL}{reverse(name, args=args)}"
