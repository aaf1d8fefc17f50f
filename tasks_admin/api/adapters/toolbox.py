"""`/tasks`: the contract of the factoring company's former toolbox."""

from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from celery import states
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError
from pydantic import TypeAdapter, ValidationError

from background import registry
from background.errors import InvalidParams
from tasks_admin.access import Right
from tasks_admin.api import problems, telling
from tasks_admin.api.adapters.told import named, refused, start, tell
from tasks_admin.api.callers import caller_of, needs
from tasks_admin.api.problems import problem
from tasks_admin.queries.schedules import ScheduleRow, every_schedule
from tasks_admin.wording import say

TOOLBOX = "toolbox."
api = NinjaAPI(urls_namespace="api-toolbox", docs_url=None, openapi_url=None)


@api.get("/status/{task_id}", auth=needs(Right.VIEW))
def status(request: HttpRequest, task_id: str) -> dict[str, Any]:
    """Return how a task stands; whether it went well is null until it is over."""
    told = tell(task_id, caller_of(request))
    return {
        "task_id": told.task_id,
        "status": told.status,
        "result": told.result,
        "ready": told.is_ready,
        "successful": told.status == states.SUCCESS if told.is_ready else None,
        "failed": told.status == states.FAILURE if told.is_ready else None,
        "error": told.error,
    }


@api.get("/available", auth=needs(Right.VIEW))
def available(request: HttpRequest) -> dict[str, Any]:
    """Return the tasks of the toolbox by their short names; every endpoint told exists."""
    specs = {telling.slug_of(spec): spec for spec in registry if spec.name.startswith(TOOLBOX)}
    tasks = {
        slug: {
            "name": say(spec.title),
            "description": say(spec.summary),
            "endpoint": reverse("api-toolbox:execute", args=[slug]),
            "method": "POST",
            "module": spec.area,
            "clean_name": spec.name.removeprefix(TOOLBOX),
            "original_name": spec.name,
        }
        for slug, spec in specs.items()
    }
    return {
        "success": True,
        "available_tasks": tasks,
        "total_tasks": len(tasks),
        "auto_generated": True,
        "debug_info": {"registered": len(registry)},
    }


@api.get("/scheduled", auth=needs(Right.VIEW))
def scheduled(request: HttpRequest) -> dict[str, Any]:
    """Return every schedule with its real next moment."""
    found = every_schedule(timezone.now())
    return {
        "success": True,
        "scheduled_tasks": {one.name: _schedule(one) for one in found},
        "total_scheduled": len(found),
        "timezone": settings.TIME_ZONE,
        "beat_scheduler": settings.CELERY_BEAT_SCHEDULER,
        "message": f"{len(found)} scheduled tasks",
    }


@api.post("/execute/{slug}", auth=needs(Right.LAUNCH), response=dict[str, Any], url_name="execute")
def execute(request: HttpRequest, slug: str) -> HttpResponse | dict[str, Any]:
    """Launch a task of the toolbox; parameters in the address or as a JSON object."""
    spec = named(slug)
    if spec is None:
        return problem(HTTPStatus.NOT_FOUND, "task_not_found", f"There is no task {slug}")
    try:
        run = start(caller_of(request), spec, _given(request))
    except InvalidParams as refusal:
        return refused(refusal)
    return {
        "success": True,
        "task_id": str(run.pk),
        "message": f"Task {spec.name} launched successfully",
        "task_name": spec.name,
    }


def _given(request: HttpRequest) -> dict[str, Any]:
    """Parameters from the address, a form or a JSON object."""
    given: dict[str, Any] = {**request.GET.dict(), **request.POST.dict()}
    if request.content_type != "application/json" or not request.body:
        return given
    try:
        return given | TypeAdapter(dict[str, Any]).validate_json(request.body)
    except ValidationError as error:
        raise HttpError(HTTPStatus.BAD_REQUEST, gettext("The body is no JSON object")) from error


def _schedule(one: ScheduleRow) -> dict[str, Any]:
    spec = registry.get(one.task_name) if one.task_name in registry else None
    zone = ZoneInfo(one.zone or settings.TIME_ZONE)
    return {
        "schedule_name": one.name,
        "task_name": one.task_name,
        "description": say(spec.summary) if spec else "",
        "schedule_info": one.cron or (f"every {one.every}" if one.every else ""),
        "next_run": one.next.at.astimezone(zone).isoformat() if one.next else None,
        "queue": spec.queue if spec else None,
        "enabled": one.enabled and one.paused is None,
        "options": {"queue": spec.queue} if spec else {},
    }


problems.install(api)
