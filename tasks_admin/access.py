"""Who may do what: the named rights and the groups that hold them."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from background import TaskSpec
from tasks_admin.models.api_token import Scope
from tasks_admin.models.reading import limits_of

P = ParamSpec("P")


class Right(StrEnum):
    """What a view may ask for."""

    VIEW = "tasks_admin.view_run"
    """See pages, runs and datasets."""
    LAUNCH = "tasks_admin.launch_run"
    """Start a run."""
    CANCEL = "tasks_admin.cancel_run"
    """Stop runs, do failed ones again, close a circuit breaker by hand."""
    TERMINATE = "tasks_admin.terminate_run"
    """End the process that works on a run."""
    KEEP = "tasks_admin.change_run"
    """Keep a run from being removed, and let it go again."""
    DESK = "tasks_admin.change_setasidecase"
    """Decide on rows set aside: fixed or ignored, with a note."""
    ALERTS = "tasks_admin.change_alert"
    """Acknowledge alerts."""
    PRUNE = "tasks_admin.delete_run"
    """See which runs would be removed."""
    EXPORT = "tasks_admin.export_dataset"
    """Download datasets and files of runs."""
    TRACEBACK = "tasks_admin.view_traceback"
    """Read tracebacks."""
    SCHEDULE = "django_celery_beat.change_periodictask"
    """Make, change, pause, run and remove schedules."""
    AUDIT = "tasks_admin.view_audit"
    """Read who did what."""
    WEBHOOKS = "tasks_admin.change_webhook"
    """Make, change, try and remove webhooks, and read what was sent to them."""


VIEWER = (Right.VIEW,)
OPERATOR = (
    *VIEWER,
    Right.LAUNCH,
    Right.CANCEL,
    Right.KEEP,
    Right.DESK,
    Right.ALERTS,
    Right.EXPORT,
    Right.SCHEDULE,
)
ADMIN = tuple(Right)
GROUPS = {"Viewer": VIEWER, "Operator": OPERATOR, "Admin": ADMIN}
SCOPES: dict[Scope, tuple[Right, ...]] = {
    Scope.READ: (Right.VIEW, Right.EXPORT, Right.TRACEBACK),
    Scope.LAUNCH: (
        Right.VIEW,
        Right.LAUNCH,
        Right.CANCEL,
        Right.TERMINATE,
        Right.KEEP,
        Right.DESK,
        Right.ALERTS,
    ),
    Scope.SCHEDULE: (Right.VIEW, Right.SCHEDULE),
    Scope.ADMIN: ADMIN,
}
"""What a token leaves of its user's rights."""
EDITED_IN_ADMIN = ("calendarday", "userlimit")
"""Models of the console that Django's admin shows to administrators."""
SCHEDULE_MODELS = (
    "periodictask",
    "crontabschedule",
    "intervalschedule",
    "clockedschedule",
    "solarschedule",
)


def may(user: Any, right: str) -> bool:
    """Return whether the user holds the right; inactive and anonymous users hold none."""
    return bool(user.is_authenticated and user.has_perm(right))


def may_launch(user: Any, spec: TaskSpec) -> bool:
    """Return whether the user may start the task: launch at all, and what the task itself asks."""
    limits = limits_of(user)
    if limits and spec.covers and not limits.sees(spec.covers.name, None):
        return False
    return may(user, Right.LAUNCH) and (not spec.permission or may(user, spec.permission))


def requires(
    right: Right,
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponseBase]],
    Callable[Concatenate[Any, P], HttpResponseBase],
]:
    """Guard a view: sign-in for strangers, 403 for users without the right."""

    def guard(
        view: Callable[Concatenate[Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[Any, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not may(request.user, right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded_view: Any = login_required(guarded)
        guarded_view.right = right
        return guarded_view  # type: ignore[no-any-return]

    return guard


def seed_groups(**_: Any) -> None:
    """Make the three groups hold their rights; called after every migration."""
    for name, rights in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        codenames = [right.partition(".")[2] for right in rights]
        group.permissions.add(
            *Permission.objects.filter(
                content_type__app_label__in=("tasks_admin", "django_celery_beat"),
                codename__in=codenames,
            )
        )
    schedules = Permission.objects.filter(
        content_type__app_label="django_celery_beat", content_type__model__in=SCHEDULE_MODELS
    )
    # What the jobs' applications let people edit; their tables of data have no such rights.
    labels = [package.rpartition(".")[2] for package in settings.TASKS_ADMIN_JOB_PACKAGES]
    lists = Permission.objects.filter(content_type__app_label__in=labels)
    edited = Permission.objects.filter(
        content_type__app_label="tasks_admin", content_type__model__in=EDITED_IN_ADMIN
    )
    Group.objects.get(name="Admin").permissions.add(*schedules, *lists, *edited)
