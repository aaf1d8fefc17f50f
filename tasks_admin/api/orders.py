"""Launching: one run of a task, or several at once."""

from http import HTTPStatus
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Router, Status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from background import registry
from background.door import Order
from background.errors import FieldError, InvalidParams, NotAllowed, NotPossible
from tasks_admin.access import Right
from tasks_admin.api.callers import Caller, caller_of, needs
from tasks_admin.api.problems import InvalidBody
from tasks_admin.models import Run, RunSource
from tasks_admin.queries.run_answer import RunAnswer, run_answer
from tasks_admin.services.launching import launch

MOST_AT_ONCE = 100
Key = Annotated[str, Field(min_length=1, max_length=120)]
IdempotencyKey = Annotated[
    Key | None,
    Header(
        None,
        alias="Idempotency-Key",
        description="A launch repeated with the same key gives the first one's run",
    ),
]
UNCONFIRMED = "It cannot be undone: send `confirmed: true` to say that this is what you want."

router = Router(tags=["runs"])


class Launch(BaseModel):
    """How to run a task; `params` are judged by the task itself."""

    model_config = ConfigDict(extra="forbid")

    params: dict[str, Any] = Field(default_factory=dict)
    priority: int | None = Field(None, ge=0, le=9, description="9 goes first")
    run_at: AwareDatetime | None = Field(None, description="Not before this moment")
    dry_run: bool = Field(False, description="Try it: nothing of it stays")
    confirmed: bool = Field(False, description="Needed for tasks that cannot be undone")
    dedup: Key | None = Field(None, description="The same as the header Idempotency-Key")


class NamedLaunch(Launch):
    """One of several launches: it names its task."""

    task: str


class Launches(BaseModel):
    """Several launches: all are accepted, or none."""

    model_config = ConfigDict(extra="forbid")

    runs: list[NamedLaunch] = Field(min_length=1, max_length=MOST_AT_ONCE)


@router.post(
    "/tasks/{name}/runs",
    response={HTTPStatus.ACCEPTED: RunAnswer},
    operation_id="launch",
    summary="Launch a run",
    auth=needs(Right.LAUNCH),
)
def launch_one(
    request: HttpRequest,
    response: HttpResponse,
    name: str,
    body: Launch | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Status[RunAnswer]:
    """Queue one run and return it; `Location` is where to follow it.

    Refused with 422 where the parameters do not fit, with 409 `already_running` where another run
    is in its place.
    """
    made = launched(caller_of(request), name, body or Launch(), idempotency_key)
    answer = run_answer(made)
    response["Location"] = answer.url
    return Status(HTTPStatus.ACCEPTED, answer)


@router.post(
    "/runs/batch",
    response={HTTPStatus.ACCEPTED: list[RunAnswer]},
    operation_id="launch_batch",
    summary="Launch several runs",
    auth=needs(Right.LAUNCH),
)
def launch_several(
    request: HttpRequest, body: Launches, idempotency_key: IdempotencyKey = None
) -> Status[list[RunAnswer]]:
    """Queue all of them in their order and return them; where one is refused, none is queued.

    The `Idempotency-Key` names the whole: the runs are those of its first use.
    """
    with transaction.atomic():
        made = [
            launched(
                caller_of(request),
                one.task,
                one,
                f"{idempotency_key}:{number}" if idempotency_key else None,
                where=("runs", str(number)),
            )
            for number, one in enumerate(body.runs)
        ]
    return Status(HTTPStatus.ACCEPTED, [run_answer(run) for run in made])


def launched(
    caller: Caller, task: str, order: Launch, key: str | None, where: tuple[str, ...] = ()
) -> Run:
    """Launch one run for a caller; `where` leads to the launch in what was sent.

    Raises what `launch` raises, NotAllowed, and NotPossible for a key that named another task.
    """
    spec = registry.get(task)
    if not caller.may_launch(spec):
        raise NotAllowed("You may not launch {task}", task=spec.name)
    if spec.destructive and not order.dry_run and not order.confirmed:
        raise InvalidBody([FieldError(".".join((*where, "confirmed")), UNCONFIRMED)])
    name = key or order.dedup
    try:
        run = launch(
            spec.name,
            order.params,
            source=RunSource.API,
            user=caller.user,
            idempotency_key=f"api:{caller.user.pk}:{name}" if name else None,
            order=Order(
                priority=order.priority, not_before=order.run_at, dry_run=order.dry_run or None
            ),
        )
    except InvalidParams as refusal:
        if not where:
            raise
        raise InvalidBody(_under(one, where) for one in refusal.errors) from refusal
    if run.task_name != spec.name:
        raise NotPossible("The key {key} is that of a run of {task}", key=name, task=run.task_name)
    return run


def _under(error: FieldError, where: tuple[str, ...]) -> FieldError:
    name = ".".join(part for part in (*where, "params", error.name) if part)
    return FieldError(name, error.message, error.fields)
