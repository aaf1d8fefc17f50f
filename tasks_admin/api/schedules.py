"""Schedules: all that their editor does, judged by the same service."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from ninja import Body, Header, Router, Status
from pydantic import BaseModel

from background import registry
from background.errors import NotAllowed
from tasks_admin.access import Right
from tasks_admin.api.callers import Caller, caller_of, needs
from tasks_admin.api.openapi import reference
from tasks_admin.api.problems import judged_body
from tasks_admin.planning.business import Struck
from tasks_admin.queries.coming import ahead
from tasks_admin.queries.promises import promise
from tasks_admin.queries.schedules import every_schedule
from tasks_admin.queries.seen_schedules import seen_schedules
from tasks_admin.queries.snapshots import NEW, digest, snapshot
from tasks_admin.services import enrolling, scheduling
from tasks_admin.services.drafting import Draft

BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": reference(Draft)}},
    }
}
IfMatch = Annotated[
    str | None,
    Header(None, alias="If-Match", description="The `ETag` of the schedule that is changed"),
]
router = Router(tags=["schedules"])


class ScheduleLine(BaseModel):
    """One schedule in the list; `next` is null where it is off or promises nothing."""

    id: int
    name: str
    task: str
    enabled: bool
    paused: bool
    next: datetime | None


class ScheduleAnswer(BaseModel):
    """One schedule: `values` as they are sent, and the moments that come next, in UTC."""

    id: int
    values: dict[str, Any]
    paused: bool
    pause_reason: str
    paused_until: datetime | None
    coming: list[datetime]
    url: str


@router.get(
    "",
    response=list[ScheduleLine],
    operation_id="list_schedules",
    summary="All schedules",
    auth=needs(Right.VIEW),
)
def schedules(request: HttpRequest) -> list[ScheduleLine]:
    """Return every schedule with its next moment, by name."""
    return [
        ScheduleLine(
            id=one.id,
            name=one.name,
            task=one.task_name,
            enabled=one.enabled,
            paused=one.paused is not None,
            next=one.next.at if one.next else None,
        )
        for one in every_schedule(timezone.now())
    ]


@router.post(
    "",
    response={HTTPStatus.CREATED: ScheduleAnswer},
    operation_id="create_schedule",
    summary="Make one",
    auth=needs(Right.SCHEDULE),
    openapi_extra=BODY,
)
def create(
    request: HttpRequest, response: HttpResponse, body: Annotated[dict[str, Any], Body()]
) -> Status[ScheduleAnswer]:
    """Make a schedule; what is left out is as in the form of a new one."""
    values, caller = _new(body), caller_of(request)
    _check_token(caller, values)
    made = judged_body(lambda: scheduling.create(values, user=caller.user))
    told = answer(response, made.pk)
    response["Location"] = told.url
    return Status(HTTPStatus.CREATED, told)


@router.get(
    "/{int:schedule_id}",
    response=ScheduleAnswer,
    operation_id="get_schedule",
    summary="One schedule",
    auth=needs(Right.VIEW),
    url_name="schedule",
)
def schedule(request: HttpRequest, response: HttpResponse, schedule_id: int) -> ScheduleAnswer:
    """Return one schedule; send its `ETag` along when you change it."""
    return answer(response, schedule_id)


@router.patch(
    "/{int:schedule_id}",
    response=ScheduleAnswer,
    operation_id="change_schedule",
    summary="Change it",
    auth=needs(Right.SCHEDULE),
    openapi_extra=BODY,
)
def change(
    request: HttpRequest,
    response: HttpResponse,
    schedule_id: int,
    body: Annotated[dict[str, Any], Body()],
    if_match: IfMatch = None,
) -> ScheduleAnswer:
    """Change the values that are sent; 409 where somebody has changed it since `If-Match`."""
    values = snapshot(found_or_404(schedule_id)) | body
    caller, seen = caller_of(request), (if_match or "").strip('"')
    _check_token(caller, values)
    judged_body(lambda: scheduling.change(schedule_id, values, user=caller.user, seen=seen))
    return answer(response, schedule_id)


@router.delete(
    "/{int:schedule_id}",
    response={HTTPStatus.NO_CONTENT: None},
    operation_id="delete_schedule",
    summary="Remove it",
    auth=needs(Right.SCHEDULE),
)
def delete(request: HttpRequest, schedule_id: int) -> Status[None]:
    """Remove the schedule; its ledger and its runs stay."""
    found_or_404(schedule_id)
    scheduling.delete(schedule_id, user=caller_of(request).user)
    return Status(HTTPStatus.NO_CONTENT, None)


def _new(body: dict[str, Any]) -> dict[str, Any]:
    """The body over the values of a new schedule; a rule that is given replaces the daily one."""
    is_told = any(body.get(name) for name in ("every", "at"))
    return NEW | ({"cron": ""} if is_told else {}) | body


def _check_token(caller: Caller, values: Mapping[str, Any]) -> None:
    """Raise NotAllowed where the token is not good for the right that the task asks for."""
    task = str(values.get("task") or "").strip()
    if task in registry and not caller.covers(registry.get(task)):
        raise NotAllowed("You may not launch {task}", task=task)


def found_or_404(schedule_id: int) -> PeriodicTask:
    """Return the schedule; raises Http404."""
    if not seen_schedules().filter(pk=schedule_id).exists():
        raise Http404
    return enrolling.find(schedule_id)


def answer(response: HttpResponse, schedule_id: int) -> ScheduleAnswer:
    """Return the schedule as it is now, its `ETag` on the response."""
    found, now = found_or_404(schedule_id), timezone.now()
    values = snapshot(found)
    plan = getattr(found, "plan", None)
    held = plan if plan is not None and plan.is_paused(now) else None
    moments = [] if not found.enabled else ahead(promise(found), now)
    response["ETag"] = f'"{digest(values)}"'
    return ScheduleAnswer(
        id=found.pk,
        values=values,
        paused=held is not None,
        pause_reason=held.pause_reason if held else "",
        paused_until=held.paused_until if held else None,
        coming=[one.at for one in moments if not isinstance(one, Struck)],
        url=reverse("api-1:schedule", args=[found.pk]),
    )
