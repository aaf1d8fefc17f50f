"""What programs do with a schedule: run it now, hold it, let it go on."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from background import registry
from background.errors import NotAllowed
from tasks_admin.access import Right
from tasks_admin.api.callers import caller_of, needs
from tasks_admin.api.orders import IdempotencyKey
from tasks_admin.api.schedules import ScheduleAnswer, answer, found_or_404
from tasks_admin.queries.run_answer import RunAnswer, run_answer
from tasks_admin.services import pausing, scheduling

router = Router(tags=["schedules"])


class Pause(BaseModel):
    """Why, and until when; without an end, until it is resumed."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=255)
    until: AwareDatetime | None = None


@router.post(
    "/{int:schedule_id}/run",
    response={HTTPStatus.ACCEPTED: RunAnswer},
    operation_id="run_schedule",
    summary="Run it now",
    auth=needs(Right.LAUNCH),
)
def run(
    request: HttpRequest,
    response: HttpResponse,
    schedule_id: int,
    idempotency_key: IdempotencyKey = None,
) -> Status[RunAnswer]:
    """Launch its task once with its values; the schedule itself goes on as before."""
    caller, found = caller_of(request), found_or_404(schedule_id)
    if found.task in registry and not caller.may_launch(registry.get(found.task)):
        raise NotAllowed("You may not launch {task}", task=found.task)
    user = caller.user
    key = f"api:schedule:{schedule_id}:{user.pk}:{idempotency_key}" if idempotency_key else None
    told = run_answer(scheduling.run_now(schedule_id, user=user, idempotency_key=key))
    response["Location"] = told.url
    return Status(HTTPStatus.ACCEPTED, told)


@router.post(
    "/{int:schedule_id}/pause",
    response=ScheduleAnswer,
    operation_id="pause_schedule",
    summary="Hold it",
    auth=needs(Right.SCHEDULE),
)
def pause(
    request: HttpRequest, response: HttpResponse, schedule_id: int, body: Pause
) -> ScheduleAnswer:
    """Launch nothing of it for a while; its moments are accounted for as paused."""
    held, user = found_or_404(schedule_id), caller_of(request).user
    pausing.pause(held, user=user, reason=body.reason, until=body.until)
    return answer(response, schedule_id)


@router.post(
    "/{int:schedule_id}/resume",
    response=ScheduleAnswer,
    operation_id="resume_schedule",
    summary="Let it go on",
    auth=needs(Right.SCHEDULE),
)
def resume(request: HttpRequest, response: HttpResponse, schedule_id: int) -> ScheduleAnswer:
    """End its pause."""
    pausing.resume(found_or_404(schedule_id), user=caller_of(request).user)
    return answer(response, schedule_id)
