"""System checks: a configuration that cannot work says so before the first run."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError
from django.utils import timezone

from background.errors import fill
from tasks_admin.diagnosing import configuration, work
from tasks_admin.diagnosing.finding import Finding, Severity
from tasks_admin.queries.queues import board

KINDS = {Severity.ERROR: Error, Severity.WARNING: Caution}


@register("tasks_admin")
def settings_fit_together(**_: Any) -> list[CheckMessage]:
    """What `doctor` says about the settings."""
    return _messages(configuration.findings())


@register("tasks_admin", deploy=True)
def queues_are_served(**_: Any) -> list[CheckMessage]:
    """Queues without a worker; nothing where there is no database to ask yet.

    Only a warning: before a deployment the workers may well be down on purpose.
    """
    try:
        found = list(work.unserved(board(timezone.now())))
    except DatabaseError:
        return []
    return _messages(
        replace(one, code="tasks_admin.W006", severity=Severity.WARNING) for one in found
    )


def _messages(findings: Iterable[Finding]) -> list[CheckMessage]:
    return [
        KINDS[finding.severity](
            fill(finding.sentence, finding.fields),
            hint=fill(finding.step, finding.fields),
            id=finding.code,
        )
        for finding in findings
    ]
