"""Django's admin for what may be changed there: every deed leaves an audit entry."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from tasks_admin.services import witnessing


class Witnessed(admin.ModelAdmin):  # type: ignore[type-arg]
    """Leaves an audit entry for each addition, change and removal, in its transaction."""

    is_witnessed = True

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Carry out an action and its entries together."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Record what was added."""
        witnessing.changed(request.user, obj, ADDITION, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Record what was changed."""
        witnessing.changed(request.user, obj, CHANGE, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Record what will be removed."""
        for thing in queryset:
            witnessing.removed(request.user, thing)
        return super().log_deletions(request, queryset)


def witness_the_rest() -> None:
    """Put a witnessed admin in the place of every one that leaves no audit entry.

    Whatever an application registers is seen: call it once all admins are.
    """
    for model in filter(admin.site.is_registered, apps.get_models()):
        theirs = type(admin.site.get_model_admin(model))
        is_witnessed = getattr(theirs, "is_witnessed", False)
        if not is_witnessed and model._meta.app_label != "tasks_admin":
            admin.site.unregister(model)
            admin.site.register(model, type(f"Witnessed{theirs.__name__}", (Witnessed, theirs), {}))
