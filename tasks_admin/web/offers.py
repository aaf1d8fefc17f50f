"""What a reader can do with a run: by its state, and by the rights the reader holds."""

from dataclasses import dataclass, field
from typing import Any

from background import TaskSpec
from tasks_admin.access import Right, may, may_launch
from tasks_admin.models import Run, RunStatus
from tasks_admin.models.status import RETRIABLE, WAITING, WORKING
from tasks_admin.queries.run_kin import Family
from tasks_admin.web.param_form import new_key

CANCELLABLE = (*WAITING, RunStatus.RUNNING)


@dataclass(frozen=True)
class Offers:
    """The buttons on a run's page; `key` makes the second click on one of them harmless."""

    cancel: bool
    terminate: bool
    retry: bool
    repeat: bool
    retry_children: int
    keep: bool
    key: str = field(default_factory=new_key)


def offers(user: Any, run: Run, spec: TaskSpec | None, family: Family | None) -> Offers:
    """Return what the page offers; the services judge again when it is asked for.

    What cannot be undone is repeated only from its form, which asks for a confirmation.
    """
    may_stop = may(user, Right.CANCEL)
    may_start = spec is not None and may_launch(user, spec)
    is_harmless = spec is not None and not spec.destructive
    failed = family.failed if family and run.is_finished else 0
    return Offers(
        cancel=may_stop and run.state in CANCELLABLE,
        terminate=may(user, Right.TERMINATE) and run.state in WORKING and bool(run.lease_until),
        retry=may_stop and may_start and is_harmless and run.state in RETRIABLE,
        repeat=may_start,
        retry_children=failed if may_stop and may(user, Right.LAUNCH) else 0,
        keep=may(user, Right.KEEP),
    )
