"""What was sent to webhooks: read, tried and sent again."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from tasks_admin.access import Right
from tasks_admin.api.callers import caller_of, known_only, needs
from tasks_admin.models import Delivery
from tasks_admin.queries.run_answer import Fault, fault
from tasks_admin.queries.webhooks import WebhookRow, sent, webhook_row
from tasks_admin.services import delivering

router = Router(tags=["webhooks"])


class DeliveryAnswer(BaseModel):
    """One message; `due_at` is when it is tried (again), null once it has ended."""

    id: int
    message: str = Field(description="Its name in `webhook-id`, the same however often it is sent")
    event: str
    status: Delivery.Status
    made_at: datetime
    attempts: int
    due_at: datetime | None
    ended_at: datetime | None
    status_code: int | None = Field(description="Of the last answer")
    answer: str = Field(description="Its first characters")
    error: Fault | None = Field(description="Why there was no answer")
    data: dict[str, Any]


class DeliveriesAnswer(BaseModel):
    """Some messages, newest first."""

    deliveries: list[DeliveryAnswer]
    older: int | None


class Asked(BaseModel):
    """Which messages; what is left out asks for nothing."""

    model_config = ConfigDict(extra="forbid")

    status: Delivery.Status | None = None
    older: int | None = Field(None, ge=1, le=2**63 - 1, description="Cursor of an earlier answer")
    limit: int = Field(50, ge=1, le=200)


@router.post(
    "/{int:webhook_id}/test",
    response=DeliveryAnswer,
    operation_id="test_webhook",
    summary="Try it",
    auth=needs(Right.WEBHOOKS),
)
def try_out(request: HttpRequest, webhook_id: int) -> DeliveryAnswer:
    """Send it a `ping` now, and return what came of that; it takes up to ten seconds."""
    found = row_or_404(webhook_id).webhook
    return delivery_answer(delivering.ping(found, user=caller_of(request).user))


@router.get(
    "/{int:webhook_id}/deliveries",
    response=DeliveriesAnswer,
    operation_id="list_deliveries",
    summary="What was sent to it",
    auth=needs(Right.WEBHOOKS),
)
def deliveries(request: HttpRequest, webhook_id: int, asked: Query[Asked]) -> DeliveriesAnswer:
    """Return a page of messages, newest first; go on with `older` of the answer."""
    known_only(request, Asked)
    found = row_or_404(webhook_id).webhook
    page = sent(found, status=asked.status or "", older=asked.older, size=asked.limit)
    told = [delivery_answer(one) for one in page.deliveries]
    return DeliveriesAnswer(deliveries=told, older=page.older)


@router.post(
    "/{int:webhook_id}/deliveries/{int:delivery_id}/resend",
    response={HTTPStatus.ACCEPTED: DeliveryAnswer},
    operation_id="resend_delivery",
    summary="Send a message again",
    auth=needs(Right.WEBHOOKS),
)
def resend(request: HttpRequest, webhook_id: int, delivery_id: int) -> Status[DeliveryAnswer]:
    """Let a message go out once more, within seconds; 409 while its webhook is switched off."""
    row_or_404(webhook_id)
    found = Delivery.objects.filter(pk=delivery_id, webhook=webhook_id).first()
    if found is None:
        raise Http404
    delivering.send_again(found, user=caller_of(request).user)
    found.refresh_from_db()
    return Status(HTTPStatus.ACCEPTED, delivery_answer(found))


def row_or_404(webhook_id: int) -> WebhookRow:
    """Return the webhook with how it stands; raises Http404."""
    found = webhook_row(webhook_id)
    if found is None:
        raise Http404
    return found


def delivery_answer(one: Delivery) -> DeliveryAnswer:
    """Return a message as the API tells it."""
    return DeliveryAnswer(
        id=one.pk,
        message=one.message_id,
        event=one.event,
        status=Delivery.Status(one.status),
        made_at=one.made_at,
        attempts=one.attempts,
        due_at=one.due_at if one.status == Delivery.Status.WAITING else None,
        ended_at=one.ended_at,
        status_code=one.status_code,
        answer=one.answer,
        error=fault(one.error),
        data=one.data,
    )
