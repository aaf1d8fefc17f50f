"""The editor of schedules: as one types it says what would happen, and a refusal loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods
from django_celery_beat.models import PeriodicTask

from background import TaskSpec, registry
from background.errors import FieldError, InvalidParams, TaskError
from background.queues import Queue
from tasks_admin.access import Right, may_launch, requires
from tasks_admin.models import BusinessCalendar, DayRule, Misfire, Overlap, RunSource
from tasks_admin.planning.timing import zones
from tasks_admin.queries.catalogue import catalogue
from tasks_admin.queries.previews import Preview, preview
from tasks_admin.queries.seen_schedules import seen_schedules
from tasks_admin.queries.snapshots import NEW, RELATED, Snapshot, digest, snapshot
from tasks_admin.services import scheduling
from tasks_admin.services.launching import Origin, launch
from tasks_admin.services.sealing import open_stored
from tasks_admin.web import schedule_form
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.answering import digest as digest_of
from tasks_admin.web.param_form import KEY, given_values
from tasks_admin.web.schedule_form import ScheduleForm, raw_draft
from tasks_admin.wording import say

PREVIEW, PRESET, RUN, SEEN = "preview", "preset", "run", "seen"
OWNERS = 200
to_edit = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Subject:
    """What is edited: a task's new schedule, or one that is stored, as the reader has seen it."""

    spec: TaskSpec
    stored: Snapshot
    schedule_id: int | None = None

    @property
    def seen(self) -> str:
        """What tells this state of the schedule from another; nothing for a new one."""
        return digest(self.stored) if self.schedule_id else ""


@to_edit
@requires(Right.SCHEDULE)
def schedule_new(request: HtmxRequest) -> HttpResponse:
    """Make a schedule, from nothing or after another one; without a task, ask which."""
    earlier = _stored(request.GET.get("from", ""))
    given = snapshot(earlier) if earlier else NEW
    name = given["task"] or request.POST.get("task", "") or request.GET.get("task", "")
    if not name:
        return render(request, "schedule_new.html", {"areas": catalogue()})
    if name not in registry:
        raise Http404
    spec = registry.get(name)
    begun = given | {"name": _free_name(given["name"] or say(spec.title))}
    if earlier is None:
        params = given_values(spec, request.GET, now=timezone.now())
        owner = request.user.get_username()
        zone = spec.zone or settings.TIME_ZONE
        begun |= {"task": spec.name, "params": params, "owner": owner, "zone": zone}
    return _edit(request, Subject(spec, begun))


@to_edit
@requires(Right.SCHEDULE)
def schedule_edit(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Change a schedule; one of a Celery task that is no job is changed in Django's admin."""
    found = _stored(str(schedule_id))
    if found is None:
        raise Http404
    if found.task not in registry:
        return redirect("admin:django_celery_beat_periodictask_change", schedule_id)
    return _edit(request, Subject(registry.get(found.task), snapshot(found), schedule_id))


def _edit(request: HtmxRequest, subject: Subject) -> HttpResponse:
    if request.method != "POST":
        form = schedule_form.drawn(subject.spec, subject.stored, now=timezone.now())
        return _show(request, subject, form, subject.stored)
    if PRESET in request.POST or PREVIEW in request.POST:
        posted = schedule_form.preset(request.POST, request.POST.get(PRESET, ""))
        return _show_typed(request, subject, posted)
    try:
        if RUN in request.POST:
            return redirect("tasks_admin:run", _launch(request, subject).pk)
        return redirect("tasks_admin:schedule", _save(request, subject).pk)
    except InvalidParams as refused:
        return _show_typed(request, subject, request.POST, refused.errors, status=422)
    except TaskError as refused:
        whole = (FieldError("", refused.message, refused.fields),)
        return _show_typed(request, subject, request.POST, whole, status=409)


def _save(request: HtmxRequest, subject: Subject) -> PeriodicTask:
    raw = raw_draft(subject.spec, request.POST, subject.stored, now=timezone.now())
    if subject.schedule_id is None:
        return scheduling.create(raw, user=request.user)
    seen = request.POST.get(SEEN, "")
    return scheduling.change(subject.schedule_id, raw, user=request.user, seen=seen)


def _launch(request: HtmxRequest, subject: Subject) -> Any:
    """Run the task with the values of the form; the same form and values are one run."""
    if not may_launch(request.user, subject.spec) or subject.spec.destructive:
        raise PermissionDenied
    raw = raw_draft(subject.spec, request.POST, subject.stored, now=timezone.now())
    params = open_stored(raw["params"], subject.spec.params_model)
    key = f"{request.POST.get(KEY, '')[:64]}:{digest_of(sorted(params.items()))}"
    try:
        return launch(
            subject.spec.name,
            params,
            source=RunSource.OPERATOR,
            user=request.user,
            idempotency_key=f"form:{request.user.pk}:{key}",
            origin=Origin(schedule_name=subject.stored["name"] if subject.schedule_id else ""),
        )
    except InvalidParams as refused:
        raise InvalidParams(
            FieldError(f"params.{one.name}", one.message, one.fields) for one in refused.errors
        ) from refused


def _show_typed(
    request: HtmxRequest,
    subject: Subject,
    posted: QueryDict,
    errors: tuple[FieldError, ...] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    raw = raw_draft(subject.spec, posted, subject.stored, now=now)
    # While somebody types, only the rule is judged: what is not yet filled in is no fault.
    seen = errors or preview(raw, subject.spec, now).errors
    form = schedule_form.typed(subject.spec, posted, seen, now=now)
    return _show(request, subject, form, raw, status=status)


def _show(
    request: HtmxRequest,
    subject: Subject,
    form: ScheduleForm,
    raw: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    looked: Preview = preview(raw, subject.spec, timezone.now())
    is_part = request.htmx and PREVIEW in request.POST
    context = {
        "subject": subject,
        "form": form,
        "preview": looked,
        "is_part": is_part,
        "is_on": form.flags["enabled"],
        "may_run": may_launch(request.user, subject.spec) and not subject.spec.destructive,
        **_choices(),
    }
    template = "schedule_edit.html#preview" if is_part else "schedule_edit.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _choices() -> dict[str, Any]:
    users = get_user_model().objects.filter(is_active=True).order_by("username")
    return {
        "presets": schedule_form.PRESETS,
        "zones": zones(),
        "calendars": BusinessCalendar.choices,
        "day_rules": DayRule.choices,
        "overlaps": Overlap.choices,
        "misfires": Misfire.choices,
        "periods": schedule_form.PERIODS,
        "queues": list(Queue),
        "owners": users.values_list("username", flat=True)[:OWNERS],
    }


def _stored(schedule_id: str) -> PeriodicTask | None:
    if not schedule_id.isdecimal():
        return None
    found: PeriodicTask | None = (
        seen_schedules().select_related(*RELATED).filter(pk=int(schedule_id)).first()
    )
    return found


def _free_name(name: str) -> str:
    """The name, with a number where another schedule has it."""
    taken = set(PeriodicTask.objects.filter(name__startswith=name).values_list("name", flat=True))
    numbered = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)
