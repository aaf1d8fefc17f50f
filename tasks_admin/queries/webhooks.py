"""Webhooks and what was sent: who is told of what, and what became of it."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from tasks_admin.models import Delivery, Webhook

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """One webhook, the newest message to it, and how many are on their way."""

    webhook: Webhook
    last: Delivery | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A page of messages, newest first; `older` is where the next page begins."""

    deliveries: list[Delivery]
    older: int | None


def every_webhook() -> list[WebhookRow]:
    """Return all webhooks, by name."""
    return _rows(Webhook.objects.all())


def webhook_row(webhook_id: int) -> WebhookRow | None:
    """Return one webhook, if it is there."""
    return next(iter(_rows(Webhook.objects.filter(pk=webhook_id))), None)


def sent(
    webhook: Webhook | None, *, status: str = "", older: int | None = None, size: int = PAGE_SIZE
) -> Sent:
    """Return what was sent to a webhook, or by mail; all of it, or what has come so far."""
    found = Delivery.objects.filter(webhook=webhook).order_by("-id")
    if status:
        found = found.filter(status=status)
    if older is not None:
        found = found.filter(pk__lt=older)
    rows = list(found[: size + 1])
    shown = rows[:size]
    return Sent(shown, shown[-1].pk if len(rows) > size else None)


def _rows(webhooks: QuerySet[Webhook]) -> list[WebhookRow]:
    newest = Delivery.objects.filter(webhook=OuterRef("pk")).order_by("-id").values("pk")[:1]
    found = dict(webhooks.annotate(newest=Subquery(newest)).values_list("pk", "newest"))
    last = Delivery.objects.in_bulk(pk for pk in found.values() if pk)
    waiting = Delivery.objects.filter(status=Delivery.Status.WAITING, webhook__in=found).order_by()
    counts = dict(waiting.values_list("webhook").annotate(Count("id")))
    return [
        WebhookRow(one, last.get(found.get(one.pk)), counts.get(one.pk, 0))
        for one in webhooks.filter(pk__in=found)
    ]
