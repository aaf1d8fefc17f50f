"""System checks: a configuration that cannot work says so before the first run."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError
from django.utils import timezone

from background import registry
from background.sentences import fill
from tasks_admin.diagnosing import configuration, work
from tasks_admin.diagnosing.finding import Finding, Severity
from tasks_admin.queries.boards.faults import faults
from tasks_admin.queries.queues import board as queues

KINDS = {Severity.ERROR: Error, Severity.WARNING: Caution}


@register("tasks_admin")
def settings_fit_together(**_: Any) -> list[CheckMessage]:
    """What `doctor` says about the settings."""
    return _messages(configuration.findings())


@register("tasks_admin")
def boards_can_be_drawn(**_: Any) -> list[CheckMessage]:
    """Boards that name what their datasets do not have."""
    return [
        Error(f"The board {board.name} cannot be drawn: {fault}", id="tasks_admin.E010")
        for board in registry.boards()
        for fault in faults(board)
    ]


@register("tasks_admin", deploy=True)
def queues_are_served(**_: Any) -> list[CheckMessage]:
    """Queues without a worker; nothing where there is no database to ask yet.

    Only a warning: before a deployment the workers may well be down on purpose.
    """
    try:
        found = list(work.unserved(queues(timezone.now())))
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
