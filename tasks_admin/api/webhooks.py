"""Webhooks: other programs that are told of events."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Body, Router, Status
from pydantic import BaseModel, Field

from tasks_admin.access import Right
from tasks_admin.api.callers import caller_of, needs
from tasks_admin.api.deliveries import DeliveryAnswer, delivery_answer, row_or_404
from tasks_admin.api.openapi import reference
from tasks_admin.api.problems import judged_body
from tasks_admin.models import HookEvent
from tasks_admin.queries.webhooks import WebhookRow, every_webhook
from tasks_admin.services import subscribing
from tasks_admin.services.subscribing import WebhookChange, WebhookDraft

router = Router(tags=["webhooks"])


def _body(model: type[BaseModel]) -> dict[str, Any]:
    """A body that the service judges, for the document."""
    content = {"application/json": {"schema": reference(model)}}
    return {"requestBody": {"required": True, "content": content}}


class WebhookAnswer(BaseModel):
    """One webhook; no `tasks` are all tasks."""

    id: int
    name: str
    url: str
    events: list[HookEvent]
    tasks: list[str]
    is_enabled: bool
    created_at: datetime
    waiting: int = Field(description="Messages on their way")
    last: DeliveryAnswer | None = Field(description="The newest message")


class SecretAnswer(BaseModel):
    """A secret, told only now."""

    secret: str


class NewWebhookAnswer(WebhookAnswer, SecretAnswer):
    """A webhook that was just made, and its secret, told only now."""


@router.get(
    "",
    response=list[WebhookAnswer],
    operation_id="list_webhooks",
    summary="All webhooks",
    auth=needs(Right.WEBHOOKS),
)
def webhooks(request: HttpRequest) -> list[WebhookAnswer]:
    """Return every webhook, by name."""
    return [WebhookAnswer(**_told(row)) for row in every_webhook()]


@router.post(
    "",
    response={HTTPStatus.CREATED: NewWebhookAnswer},
    operation_id="create_webhook",
    summary="Make one",
    auth=needs(Right.WEBHOOKS),
    openapi_extra=_body(WebhookDraft),
)
def create(
    request: HttpRequest, response: HttpResponse, body: Annotated[dict[str, Any], Body()]
) -> Status[NewWebhookAnswer]:
    """Make a webhook; its secret is told in this answer and never again."""
    user = caller_of(request).user
    webhook, secret = judged_body(lambda: subscribing.subscribe(body, user=user))
    response["Location"] = reverse("api-1:webhook", args=[webhook.pk])
    told = NewWebhookAnswer(**_told(WebhookRow(webhook, None, 0)), secret=secret)
    return Status(HTTPStatus.CREATED, told)


@router.get(
    "/{int:webhook_id}",
    response=WebhookAnswer,
    operation_id="get_webhook",
    summary="One webhook",
    auth=needs(Right.WEBHOOKS),
    url_name="webhook",
)
def webhook(request: HttpRequest, webhook_id: int) -> WebhookAnswer:
    """Return one webhook."""
    return WebhookAnswer(**_told(row_or_404(webhook_id)))


@router.patch(
    "/{int:webhook_id}",
    response=WebhookAnswer,
    operation_id="change_webhook",
    summary="Change it",
    auth=needs(Right.WEBHOOKS),
    openapi_extra=_body(WebhookChange),
)
def change(
    request: HttpRequest, webhook_id: int, body: Annotated[dict[str, Any], Body()]
) -> WebhookAnswer:
    """Change what is sent and leave the rest; `is_enabled` switches it off and on."""
    found, user = row_or_404(webhook_id).webhook, caller_of(request).user
    judged_body(lambda: subscribing.change(found, body, user=user))
    return WebhookAnswer(**_told(row_or_404(webhook_id)))


@router.delete(
    "/{int:webhook_id}",
    response={HTTPStatus.NO_CONTENT: None},
    operation_id="delete_webhook",
    summary="Remove it",
    auth=needs(Right.WEBHOOKS),
)
def delete(request: HttpRequest, webhook_id: int) -> Status[None]:
    """Remove the webhook, and what is known of messages to it."""
    subscribing.unsubscribe(row_or_404(webhook_id).webhook, user=caller_of(request).user)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post(
    "/{int:webhook_id}/secret",
    response=SecretAnswer,
    operation_id="renew_webhook_secret",
    summary="Give it a new secret",
    auth=needs(Right.WEBHOOKS),
)
def renew_secret(request: HttpRequest, webhook_id: int) -> SecretAnswer:
    """Return its new secret; for 24 hours messages are signed with the one before too."""
    found = row_or_404(webhook_id).webhook
    return SecretAnswer(secret=subscribing.renew_secret(found, user=caller_of(request).user))


def _told(row: WebhookRow) -> dict[str, Any]:
    one = row.webhook
    return {
        "id": one.pk,
        "name": one.name,
        "url": one.url,
        "events": one.events,
        "tasks": one.tasks,
        "is_enabled": one.is_enabled,
        "created_at": one.created_at,
        "waiting": row.waiting,
        "last": delivery_answer(row.last) if row.last else None,
    }
