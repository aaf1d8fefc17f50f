"""How long each page takes, through Django's test client, for somebody who is signed in."""

import time

from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django_celery_results.admin import TaskResultAdmin
from django_celery_results.models import TaskResult

from tasks_admin.models import Run, RunStatus
from tasks_admin.queries.run_filter import TABS
from tasks_admin.queries.runs import PAGE_SIZE

ADMIN = "/admin/django_celery_results/taskresult/"


def signed_in() -> Client:
    """Return a browser of somebody who may see everything."""
    client = Client()
    user, _ = User.objects.get_or_create(username="bench", is_superuser=True, is_staff=True)
    client.force_login(user)
    return client


def pages() -> dict[str, str]:
    """The console's pages of runs by name: the list, each of its filters, a run and its poll."""
    newest = Run.objects.order_by("-pk")
    ended = newest.filter(status=RunStatus.SUCCEEDED)[7]
    middle = Run.objects.order_by("pk")[PAGE_SIZE * 60]
    day = ended.requested_at.date().isoformat()
    task = ended.task_name
    works = newest.filter(status=RunStatus.RUNNING)[0]
    return {
        "list": "/runs/",
        "list, older": f"/runs/?older={middle.pk}",
        **{f"tab {name}": f"/runs/?tab={name}" for name in TABS},
        "task": f"/runs/?task={task}",
        "task, failed": f"/runs/?task={task}&tab=failed",
        "source": "/runs/?source=api",
        "source, failed": "/runs/?source=api&tab=failed",
        "user": "/runs/?user=person07",
        "user, failed": "/runs/?user=person07&tab=failed",
        "since": f"/runs/?since={day}",
        "one day": f"/runs/?since={day}&until={day}",
        "task, one day": f"/runs/?task={task}&since={day}&until={day}",
        "text": "/runs/?text=person07",
        "text not there": "/runs/?text=xyzzy",
        "identifier": f"/runs/?text={middle.pk}",
        "run": f"/runs/{ended.pk}/",
        "run at work": f"/runs/{works.pk}/",
        "poll, new": f"/runs/{works.pk}/status/",
        "poll, nothing new": f"/runs/{works.pk}/status/?seen={works.version}",
        "overview": "/",
        "task page": f"/tasks/{task}/",
        "tasks": "/tasks/",
        "workers": "/workers/",
    }


def admin_pages() -> dict[str, str]:
    """The lists of django-celery-results in Django's admin, as it has them by itself."""
    admin.site.unregister(TaskResult)
    admin.site.register(TaskResult, TaskResultAdmin)
    results = TaskResult.objects.count()
    return {
        "admin, first page": ADMIN,
        "admin, last page": f"{ADMIN}?p={max(1, -(-results // 100))}",
        "admin, by status": f"{ADMIN}?status__exact=FAILURE",
        "admin, search": f"{ADMIN}?q=tipo_cambio",
    }


def milliseconds(client: Client, name: str, address: str) -> float:
    """Ask for a page; return what it took."""
    started = time.perf_counter()
    answer = client.get(address, headers={"HX-Request": "true"} if "poll" in name else {})
    taken = (time.perf_counter() - started) * 1000
    if answer.status_code not in (200, 204):
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return taken
