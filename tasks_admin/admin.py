"""What Django's admin shows of the console: to look at; only calendars are changed here.

Nothing here counts a whole table: a list of a million runs opens as fast as an empty one.
"""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django_celery_results.models import GroupResult, TaskResult

from tasks_admin.access import Right, may
from tasks_admin.authentication import AdminSignInForm
from tasks_admin.limit_admin import UserLimitAdmin
from tasks_admin.models import AuditEntry, Breaker, CalendarDay, DatasetVersion, Heartbeat, Run
from tasks_admin.schedule_admin import register_schedules
from tasks_admin.witnessed_admin import Witnessed

__all__ = ["UserLimitAdmin"]
MOST_COUNTED = 10_000
admin.site.login_form = AdminSignInForm


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to a limit: the list's pages end there, and its filters lead further."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most MOST_COUNTED."""
        found: QuerySet[Model] = self.object_list  # type: ignore[assignment]
        return found.order_by()[:MOST_COUNTED].count()


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """An admin that shows rows and changes none."""

    show_full_result_count = False
    paginator = CappedPaginator
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are born in the services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """State changes only by conditional UPDATEs in the services."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What happened stays."""
        return False


@admin.register(Run)
class RunAdmin(LookOnly):
    """Runs, newest first, found by identifier."""

    list_display = ("short_id", "task_name", "status", "source", "username", "requested_at")
    list_filter = ("status", "source")
    search_fields = ("=id",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        """Leave the big columns of the list in the database."""
        return Run.objects.defer("params", "error")

    def view_on_site(self, run: Run) -> str:
        """Lead to the page that shows everything."""
        return reverse("tasks_admin:run", args=[run.pk])


@admin.register(DatasetVersion)
class DatasetVersionAdmin(LookOnly):
    """Every publication of every dataset."""

    list_display = ("dataset", "as_of", "rows", "rows_before", "published_at", "run")
    list_select_related = ("run",)
    search_fields = ("=dataset",)


@admin.register(Heartbeat)
class HeartbeatAdmin(LookOnly):
    """Who reported, and when."""

    list_display = ("kind", "name", "started_at", "seen_at", "queues", "slots")
    ordering = ("-seen_at",)


@admin.register(Breaker)
class BreakerAdmin(LookOnly):
    """Which services are left alone, and until when."""

    list_display = ("name", "failures", "open_until", "changed_at")


@admin.register(AuditEntry)
class AuditEntryAdmin(LookOnly):
    """Who did what, newest first, for whoever may read it."""

    list_display = ("at", "username", "action", "subject", "subject_id")
    list_filter = ("action",)
    search_fields = ("=username", "=subject", "=subject_id")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The right to read the audit, not that to look at tables."""
        return may(request.user, Right.AUDIT)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for one entry."""
        return self.has_view_permission(request)


@admin.register(CalendarDay)
class CalendarDayAdmin(Witnessed):
    """Days on which a calendar differs from the public holidays; schedules see them at once."""

    list_display = ("day", "calendar", "is_business_day", "reason", "username", "changed_at")
    list_filter = ("calendar", "is_business_day")
    search_fields = ("reason",)
    ordering = ("-day", "calendar")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write down who says so."""
        obj.user, obj.username = request.user, request.user.get_username()
        super().save_model(request, obj, form, change)


admin.site.unregister([TaskResult, GroupResult])


@admin.register(TaskResult)
class TaskResultAdmin(LookOnly):
    """Results as Celery knows them, found by id; django-celery-results' own list reads all rows."""

    list_display = ("task_id", "task_name", "status", "date_done")
    fields = (*list_display, "date_created", "periodic_task_name", "worker", "result")
    search_fields = ("=task_id",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the big columns of the list in the database."""
        found: QuerySet[Any] = TaskResult.objects.defer(
            "result", "traceback", "meta", "task_args", "task_kwargs"
        )
        return found


register_schedules()
