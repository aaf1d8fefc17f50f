"""Schedules in Django's admin: the same judge, the same service and the same rights as our pages.

django-celery-beat's own admin lets whoever may look at schedules run and disable them, writes
down neither, and lets schedules share a crontab that moves all of them when it is changed.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask, SolarSchedule

from background.errors import TaskError
from tasks_admin.access import Right, may
from tasks_admin.queries.snapshots import RELATED
from tasks_admin.schedule_form import RuleForm, ScheduleForm
from tasks_admin.services import owning, scheduling
from tasks_admin.witnessed_admin import Witnessed
from tasks_admin.wording import say

LOOKED_AT = ("name", "task", "enabled", "crontab", "interval", "clocked", "kwargs", "description")


class Asked(admin.ModelAdmin):  # type: ignore[type-arg]
    """Its form knows who is asking."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Tell the form who is asking."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form


class Schedules(Asked):
    """Whoever may change schedules may switch them, whoever may launch may run them."""

    is_witnessed = True
    form = ScheduleForm
    list_display = ("name", "task", "enabled", "scheduler", "last_run_at")
    list_filter = ("enabled",)
    list_select_related = ("crontab", "interval", "clocked", "solar")
    search_fields = ("name", "task")
    ordering = ("name",)
    show_full_result_count = False
    actions = ("enable_tasks", "disable_tasks", "toggle_tasks", "run_tasks")
    fieldsets = (
        (None, {"fields": ("name", "task", "enabled", "owner", "note", "confirmed", "seen")}),
        (
            _("Rule"),
            {
                "fields": (
                    ("cron", "zone"), ("every", "period"), "at", ("day_rule", "calendar", "nth"),
                    ("start", "end"), "one_off",
                ),
                "description": _("A crontab, an interval or a single moment: one of the three."),
            },
        ),
        (_("Values"), {"fields": ("params", "args")}),
        (
            _("Policies"),
            {"fields": ("overlap", "misfire", "grace_seconds", "queue", "priority")},
        ),
        (_("Alerts"), {"fields": ("notify", "notify_emails")}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the schedules with all that a form of them shows."""
        return super().get_queryset(request).select_related(*RELATED)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show who may only look the columns themselves."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ((None, {"fields": LOOKED_AT}),)
        return super().get_fieldsets(request, obj)

    def view_on_site(self, schedule: Any) -> str:
        """Lead to the page with the ledger."""
        return reverse("tasks_admin:schedule", args=[schedule.pk])

    def has_launch_permission(self, request: HttpRequest) -> bool:
        """Whether the user may start runs."""
        return may(request.user, Right.LAUNCH)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand the judged values to the service."""
        raw, user = form.raw(), request.user
        if change:
            scheduling.change(obj.pk, raw, user=user, seen=form.cleaned_data["seen"])
        else:
            obj.pk = scheduling.create(raw, user=user).pk
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Remove it through the service."""
        scheduling.delete(obj.pk, user=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Remove each through the service."""
        for schedule in queryset:
            scheduling.delete(schedule.pk, user=request.user)

    @admin.action(permissions=["change"], description=_("Enable selected schedules"))
    def enable_tasks(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Switch on those that fit their task."""
        self._each(request, queryset, lambda one: self._switch(request, one, on=True))

    @admin.action(permissions=["change"], description=_("Disable selected schedules"))
    def disable_tasks(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Switch off."""
        self._each(request, queryset, lambda one: self._switch(request, one, on=False))

    @admin.action(permissions=["change"], description=_("Switch selected schedules over"))
    def toggle_tasks(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Switch on what is off, and the other way round."""
        self._each(request, queryset, lambda one: self._switch(request, one, on=not one.enabled))

    @admin.action(permissions=["launch"], description=_("Run selected schedules now"))
    def run_tasks(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Launch each through the one door, in the name of the user."""
        self._each(request, queryset, lambda one: self._run(request, one))

    def _each(
        self, request: HttpRequest, schedules: Iterable[Any], act: Callable[[Any], str]
    ) -> None:
        """Do it to each; what cannot be done to one is told, and done to the others."""
        for schedule in schedules:
            try:
                told, level = act(schedule), messages.INFO
            except TaskError as error:
                told = f"{schedule.name}: {say(error.message, error.fields)}"
                level = messages.ERROR
            self.message_user(request, told, level)

    def _switch(self, request: HttpRequest, schedule: Any, *, on: bool) -> str:
        scheduling.switch(schedule.pk, on, user=request.user)
        template = gettext("{schedule} is on") if on else gettext("{schedule} is off")
        return template.format(schedule=schedule.name)

    def _run(self, request: HttpRequest, schedule: Any) -> str:
        scheduling.run_now(schedule.pk, user=request.user)
        return gettext("{schedule} was started").format(schedule=schedule.name)


class Rules(Asked, Witnessed):
    """Crontabs, intervals and moments: each belongs to one schedule, and to one alone."""

    form = RuleForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Change the schedule that has the row; store a row that none has as it is."""
        raw = form.raw()
        if raw is None:
            super().save_model(request, obj, form, change)
            return
        owner = owning.users(obj).get()
        scheduling.change(owner.pk, raw, user=request.user)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Record the change of a row that no schedule has; the service records that of one."""
        if owning.users(obj).exists():
            return admin.ModelAdmin.log_change(self, request, obj, message)
        return super().log_change(request, obj, message)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect the rows that schedules have: these would be removed with them."""
        found, counts, needed, protected = super().get_deleted_objects(objs, request)
        using = [str(one.name) for row in objs for one in owning.users(row)]
        return found, counts, needed, [*protected, *using]


def register_schedules() -> None:
    """Put our admins in the place of those that django-celery-beat has."""
    admin.site.unregister([PeriodicTask, SolarSchedule, *owning.KINDS.values()])
    admin.site.register(PeriodicTask, Schedules)
    for model in owning.KINDS.values():
        admin.site.register(cast(type[Model], model), Rules)
