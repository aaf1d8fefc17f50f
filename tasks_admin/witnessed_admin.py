"""Django's admin for what may be changed there: every deed is audited and needs its own right.

django-celery-beat's admin lets whoever may look at schedules run and disable them, and writes
down neither; here its actions ask for the right and leave an entry.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_celery_beat.admin import PeriodicTaskAdmin
from django_celery_beat.models import PeriodicTask

from background import registry
from background.errors import NotPossible, TaskError
from tasks_admin.access import Right, may
from tasks_admin.models import RunSource
from tasks_admin.services import witnessing
from tasks_admin.services.launching import Origin, launch
from tasks_admin.wording import say


class Witnessed(admin.ModelAdmin):  # type: ignore[type-arg]
    """Leaves an audit entry for each addition, change and removal, in its transaction."""

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


class WitnessedSchedules(Witnessed, PeriodicTaskAdmin):  # type: ignore[misc]  # no types
    """Schedules: whoever may change them may switch them, whoever may launch may run them."""

    actions = ("enable_tasks", "disable_tasks", "toggle_tasks", "run_tasks")

    def has_launch_permission(self, request: HttpRequest) -> bool:
        """Whether the user may start runs."""
        return may(request.user, Right.LAUNCH)

    @admin.action(permissions=["change"], description=_("Enable selected schedules"))
    def enable_tasks(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Switch on."""
        self._switched(request, queryset, "enabled")
        super().enable_tasks(request, queryset)

    @admin.action(permissions=["change"], description=_("Disable selected schedules"))
    def disable_tasks(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Switch off."""
        self._switched(request, queryset, "disabled")
        super().disable_tasks(request, queryset)

    @admin.action(permissions=["change"], description=_("Switch selected schedules over"))
    def toggle_tasks(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Switch on what is off, and the other way round."""
        self._switched(request, queryset, "switched over")
        super().toggle_tasks(request, queryset)

    @admin.action(permissions=["launch"], description=_("Run selected schedules now"))
    def run_tasks(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Launch each through the one door, in the name of the user."""
        for schedule in queryset:
            self._run(request, schedule)

    def _run(self, request: HttpRequest, schedule: Any) -> None:
        try:
            if registry.get(schedule.task).destructive:
                raise NotPossible(
                    "{task} asks before it starts: run it from its own page", task=schedule.task
                )
            launch(
                schedule.task,
                json.loads(schedule.kwargs or "{}"),
                source=RunSource.OPERATOR,
                user=request.user,
                origin=Origin(schedule_name=schedule.name),
            )
        except TaskError as error:
            reason = say(error.message, error.fields)
            self.message_user(request, f"{schedule.name}: {reason}", messages.ERROR)
        else:
            started = gettext("{schedule} was started").format(schedule=schedule.name)
            self.message_user(request, started)

    def _switched(self, request: HttpRequest, schedules: Iterable[Model], how: str) -> None:
        for schedule in schedules:
            self.log_change(request, schedule, how)


def witness_schedules() -> None:
    """Put the witnessed admin of schedules in the place of the one that its application has."""
    admin.site.unregister(PeriodicTask)
    admin.site.register(PeriodicTask, WitnessedSchedules)


def witness_the_rest() -> None:
    """Put a witnessed admin in the place of every one that leaves no audit entry.

    Whatever an application registers is seen: call it once all admins are.
    """
    for model in filter(admin.site.is_registered, apps.get_models()):
        theirs = type(admin.site.get_model_admin(model))
        if not issubclass(theirs, Witnessed) and model._meta.app_label != "tasks_admin":
            admin.site.unregister(model)
            admin.site.register(model, type(f"Witnessed{theirs.__name__}", (Witnessed, theirs), {}))
