"""Circuit breakers, and what retention would remove."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import BaseModel, Field

from background import registry
from tasks_admin.access import Right
from tasks_admin.api.callers import caller_of, needs
from tasks_admin.queries import retention as found
from tasks_admin.queries.breakers import breakers as circuits
from tasks_admin.services import breaking

router = Router(tags=["machinery"])


class BreakerAnswer(BaseModel):
    """One circuit: closed, counting failures, open, or probing whether the service answers."""

    name: str
    circuit: str
    failures: int
    open_until: datetime | None
    changed_at: datetime
    tasks: list[str] = Field(description="Tasks that wait for it as a whole")


class RuleAnswer(BaseModel):
    """After how many days runs that ended so may go."""

    name: str
    statuses: list[str]
    days: int


class ProspectAnswer(BaseModel):
    """How many runs of a task a rule would remove now, at most."""

    task: str
    rule: str
    count: int
    has_more: bool


class RetentionAnswer(BaseModel):
    """The rules, and what they would remove at this moment."""

    rules: list[RuleAnswer]
    keep_last: int = Field(description="So many runs of each task always stay")
    audit_days: int = Field(description="0 where the audit is never forgotten")
    prospects: list[ProspectAnswer]


@router.get(
    "/breakers",
    response=list[BreakerAnswer],
    operation_id="list_breakers",
    summary="Circuit breakers",
    auth=needs(Right.VIEW),
)
def breakers(request: HttpRequest) -> list[BreakerAnswer]:
    """Return every circuit that has ever failed."""
    return [
        BreakerAnswer(
            name=one.name,
            circuit=one.circuit,
            failures=one.failures,
            open_until=one.open_until,
            changed_at=one.changed_at,
            tasks=[spec.name for spec in registry if spec.breaker == one.name],
        )
        for one in circuits()
    ]


@router.post(
    "/breakers/{name}/reset",
    response={HTTPStatus.NO_CONTENT: None},
    operation_id="reset_breaker",
    summary="Close a circuit by hand",
    auth=needs(Right.CANCEL),
)
def reset_breaker(request: HttpRequest, name: str) -> Status[None]:
    """Let runs call the service again; one that is closed stays so."""
    if not breaking.reset(name, user=caller_of(request).user):
        raise Http404
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get(
    "/retention",
    response=RetentionAnswer,
    operation_id="get_retention",
    summary="What would be removed",
    auth=needs(Right.PRUNE),
)
def retention(request: HttpRequest) -> RetentionAnswer:
    """Return the rules of retention and their prospects; the task `console.prune` does it."""
    return RetentionAnswer(
        rules=[
            RuleAnswer(name=one.name, statuses=list(one.statuses), days=one.days)
            for one in found.rules()
        ],
        keep_last=settings.TASKS_ADMIN_RETENTION_KEEP_LAST,
        audit_days=settings.TASKS_ADMIN_RETENTION_AUDIT_DAYS,
        prospects=[
            ProspectAnswer(
                task=one.task_name, rule=one.rule.name, count=one.count, has_more=one.has_more
            )
            for one in found.prospects(timezone.now())
        ],
    )
