"""Alerts: what is wrong, what was, and saying that somebody knows."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from background.errors import NotPossible
from tasks_admin.access import Right
from tasks_admin.api.callers import caller_of, needs
from tasks_admin.models import Alert
from tasks_admin.queries import alerts as found
from tasks_admin.services import acknowledging
from tasks_admin.wording import say

router = Router(tags=["alerts"])
Older = Annotated[int | None, Query(None, ge=1, le=2**63 - 1, description="`older` of an answer")]


class AlertAnswer(BaseModel):
    """One thing that is or was wrong; `closed_at` is null while it is."""

    id: int
    event: str
    subject: str
    message: str
    schedule: int | None
    run: UUID | None
    opened_at: datetime
    last_at: datetime
    count: int
    acknowledged_at: datetime | None
    acknowledged_by: str
    note: str
    closed_at: datetime | None


class PastAnswer(BaseModel):
    """Some alerts that are over, newest first; go on with `older`."""

    alerts: list[AlertAnswer]
    older: int | None


class Acknowledgement(BaseModel):
    """What others should know of it."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field("", max_length=255)


@router.get(
    "",
    response=list[AlertAnswer],
    operation_id="list_alerts",
    summary="What is wrong now",
    auth=needs(Right.VIEW),
)
def alerts(request: HttpRequest) -> list[AlertAnswer]:
    """Return the open alerts, those first that nobody has acknowledged."""
    return [_answer(one) for one in found.open_alerts()]


@router.get(
    "/past",
    response=PastAnswer,
    operation_id="list_past_alerts",
    summary="What was wrong",
    auth=needs(Right.VIEW),
)
def past(request: HttpRequest, older: Older = None) -> PastAnswer:
    """Return a page of alerts that are over."""
    page = found.past(older)
    return PastAnswer(alerts=[_answer(one) for one in page.alerts], older=page.older)


@router.post(
    "/{int:alert_id}/acknowledge",
    response=AlertAnswer,
    operation_id="acknowledge_alert",
    summary="Say that you know",
    auth=needs(Right.ALERTS),
)
def acknowledge(
    request: HttpRequest, alert_id: int, body: Acknowledgement | None = None
) -> AlertAnswer:
    """Acknowledge an open alert; 409 where it is over, or somebody knew already."""
    note = body.note if body else ""
    done = acknowledging.acknowledge(alert_id, user=caller_of(request).user, note=note)
    alert = found.seen_alerts().filter(pk=alert_id).first()
    if alert is None:
        raise Http404
    if not done:
        raise NotPossible("The alert is over, or somebody has acknowledged it already")
    return _answer(alert)


def _answer(one: Alert) -> AlertAnswer:
    return AlertAnswer(
        id=one.pk,
        event=one.event,
        subject=one.subject,
        message=say(one.message.get("message", ""), one.message.get("fields", {})),
        schedule=one.schedule_id,
        run=one.run_id,
        opened_at=one.opened_at,
        last_at=one.last_at,
        count=one.count,
        acknowledged_at=one.acknowledged_at,
        acknowledged_by=one.acknowledged_by,
        note=one.note,
        closed_at=one.closed_at,
    )
