"""Runs that never end by themselves, who looks at them, and what changes them."""

from dataclasses import dataclass
from time import monotonic
from uuid import UUID

RUNS = 20
EACH = 20
"""Seconds after which a run has changed again."""


@dataclass(frozen=True)
class Crowd:
    """The runs, a token for each program, and the cookie of a signed-in browser."""

    runs: list[str]
    tokens: list[str]
    session: str


def gather(programs: int) -> Crowd:
    """Make the runs, and so many programs that may read them; Django is set up."""
    from datetime import timedelta

    from django.contrib.auth.models import User
    from django.test import Client
    from django.utils import timezone

    from tasks_admin.models import Run, RunSource, RunStatus, Scope
    from tasks_admin.models.run import new_run_id
    from tasks_admin.services.issuing import issue

    reader = User.objects.create_superuser("reader")
    far = timezone.now() + timedelta(days=1)
    runs = Run.objects.bulk_create(
        Run(
            id=new_run_id(),
            task_name="bench.nothing",
            params={},
            source=RunSource.OPERATOR,
            status=RunStatus.RUNNING,
            version=1,
            attempt=1,
            worker="celery@host",
            lease_until=far,
            requested_at=timezone.now(),
            started_at=timezone.now(),
        )
        for _ in range(RUNS)
    )
    tokens = [
        issue(reader, f"program {number}", [Scope.READ], expires_at=far, by=reader)[1]
        for number in range(programs)
    ]
    browser = Client()
    browser.force_login(reader)
    return Crowd([str(run.pk) for run in runs], tokens, browser.cookies["sessionid"].value)


def change(run_id: str) -> float:
    """Let a run have another version, as progress does; return when that was done."""
    from django.db.models import F

    from tasks_admin.models import Run

    Run.objects.filter(pk=UUID(run_id)).update(version=F("version") + 1)
    return monotonic()
