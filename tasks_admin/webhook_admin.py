"""Django's admin for webhooks: made with a secret that is shown once, tried with a button."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tasks_admin.models import Delivery, Webhook
from tasks_admin.services import announcing, signing
from tasks_admin.witnessed_admin import Witnessed


@admin.register(Webhook)
class WebhookAdmin(Witnessed):
    """Other programs that are told of events."""

    list_display = ("name", "url", "is_enabled", "created_at")
    list_filter = ("is_enabled",)
    actions = ("try_out",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Give a new one its secret, and tell it this once."""
        if not change:
            secret = signing.new_secret()
            obj.sealed_secret = signing.seal(secret)
            told = gettext("Its secret, shown only now: {secret}").format(secret=secret)
            self.message_user(request, told, messages.WARNING)
        super().save_model(request, obj, form, change)

    @admin.action(permissions=["change"], description=_("Send a test to selected webhooks"))
    def try_out(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        """Queue a message for each; the deliveries show what became of it."""
        for webhook in queryset:
            announcing.try_out(webhook, now=timezone.now())
        self.message_user(request, gettext("Sent: the list of deliveries shows the answers."))


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What was sent to whom, and what they answered; nothing is changed here."""

    list_display = ("made_at", "event", "kind", "recipient", "status", "attempts", "answer")
    list_filter = ("status", "kind")
    search_fields = ("=recipient", "=event")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are made by what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was sent stays as it was."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They go with age."""
        return False
