"""One execution of a task: what was asked, by whom, and how it stands."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from tasks_admin.models import reading
from tasks_admin.models.statements import read
from tasks_admin.models.status import RunStatus

MESSAGE = "message:"
"""Begins the idempotency key of a run that was launched under a name of the caller's own."""


def new_run_id() -> UUID:
    """Return a time-ordered identifier (UUIDv7), so that the newest run sorts last."""
    return UUID(int=uuid7().int)


class RunSource(models.TextChoices):
    """How a run came to be asked for."""

    OPERATOR = "operator", _("Operator")
    SCHEDULE = "schedule", _("Schedule")
    API = "api", _("API")
    COMMAND = "command", _("Command line")
    RETRY = "retry", _("Retry")
    CODE = "code", _("Program code")
    EXTERNAL = "external", _("Other system")


class RunQuerySet(models.QuerySet["Run"]):
    """Runs by name of what one wants of them."""

    def move(
        self, run_id: UUID, *, to: RunStatus, frm: Collection[RunStatus], **changes: Any
    ) -> bool:
        """Change the status in one conditional UPDATE; False where the run was not in `frm`."""
        waiting = self.filter(pk=run_id, status__in=frm)
        return waiting.update(status=to, version=F("version") + 1, **changes) == 1

    def of_message(self, message_id: str) -> "Run | None":
        """Return the run of a Celery message: the one of that id, or the one taken in from it."""
        try:
            run = read(Run, UUID(message_id), beside="hold")
        except ValueError:
            run = None
        return run or self.filter(idempotency_key=f"{MESSAGE}{message_id}").first()

    def joined(self, message_id: str) -> "Run | None":
        """Return the run with which a launch of that message was answered."""
        return self.filter(aliases__message_id=message_id).first()

    def held(self, run_id: UUID, attempt: int) -> "RunQuerySet":
        """Return the run only while that attempt still holds it."""
        return self.filter(
            pk=run_id, attempt=attempt, status__in=(RunStatus.RUNNING, RunStatus.CANCELLING)
        )


class SeenRuns(models.Manager["Run"]):
    """The runs that whoever reads may see: all of them where nobody is limited."""

    def get_queryset(self) -> RunQuerySet:
        """Leave out what belongs to other things than the reader's."""
        runs, limits = RunQuerySet(self.model, using=self._db), reading.current()
        return runs.filter(limits.of_runs()) if limits else runs


class Run(models.Model):
    """One execution of a task; its id is the Celery task id too.

    A run that is `held_back` waits for another run and is not sent to a worker; one that is
    `kept` is never removed. `children_at_once` is set on a run that ends when its children have.
    Of a `dry_run` nothing stays but what the run tells. `asked` are those of its parameters that
    were given in words such as “previous month”, as they were given.

    `scope` is what it belongs to, such as `company:` and an identifier, or `company:*` for all of
    them; empty for nothing. What people are shown is read through `seen`, never `objects`.

    Born only in `services.launching`; its status changes only by conditional UPDATEs.
    `error` is {code, message, fields}: a sentence template and what fills it.
    """

    id = models.UUIDField(primary_key=True, default=new_run_id, editable=False)
    task_name = models.CharField(_("task"), max_length=191)
    params = models.JSONField(_("parameters"), default=dict, encoder=DjangoJSONEncoder)
    asked = models.JSONField(null=True)
    source = models.CharField(_("source"), max_length=16, choices=RunSource.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="runs"
    )
    username = models.CharField(_("user"), max_length=150, blank=True)
    schedule_name = models.CharField(_("schedule"), max_length=200, blank=True)
    queue = models.CharField(_("queue"), max_length=64)
    idempotency_key = models.CharField(max_length=191, null=True, unique=True)
    retry_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="retries", db_index=False
    )
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    children_at_once = models.PositiveIntegerField(null=True)
    unique_key = models.CharField(max_length=191, null=True, unique=True)
    priority = models.SmallIntegerField(_("priority"), default=0)
    held_back = models.BooleanField(default=False)
    kept = models.BooleanField(_("kept"), default=False)
    scope = models.CharField(max_length=128, default="", db_default="", blank=True)
    dry_run = models.BooleanField(_("dry run"), default=False, db_default=False)
    checkpoint = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    status = models.CharField(_("status"), max_length=16, choices=RunStatus.choices)
    version = models.PositiveIntegerField(default=1)
    attempt = models.PositiveIntegerField(default=0)
    worker = models.CharField(_("worker"), max_length=191, blank=True)
    lease_until = models.DateTimeField(null=True)

    requested_at = models.DateTimeField(_("requested"))
    published_at = models.DateTimeField(null=True)
    publications = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(null=True)
    progress_step = models.CharField(max_length=255, blank=True)
    set_aside = models.PositiveIntegerField(_("rows set aside"), default=0)
    ties = models.BooleanField(_("controls tie"), null=True)
    error = models.JSONField(_("error"), null=True, encoder=DjangoJSONEncoder)

    objects = RunQuerySet.as_manager()
    seen = SeenRuns.from_queryset(RunQuerySet)()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-id",)
        permissions = (
            ("launch_run", "Can launch a run"),
            ("cancel_run", "Can cancel or retry a run"),
            ("terminate_run", "Can end the process of a run"),
            ("view_traceback", "Can read the traceback of a run"),
            ("view_audit", "Can read who did what"),
            ("export_dataset", "Can download datasets and files"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=RunStatus.values), name="run_status_known"
            ),
        )
        indexes = (
            models.Index(fields=("status", "id"), name="run_by_status"),
            models.Index(fields=("task_name", "id"), name="run_by_task"),
            models.Index(fields=("task_name", "status", "id"), name="run_by_task_status"),
            models.Index(fields=("source", "id"), name="run_by_source"),
            models.Index(fields=("source", "status", "id"), name="run_by_source_status"),
            models.Index(fields=("username", "id"), name="run_by_user"),
            models.Index(fields=("username", "status", "id"), name="run_by_user_status"),
            # Without the status: MariaDB would take it for lists by status, and sort those.
            models.Index(fields=("lease_until",), name="run_by_lease_end"),
            models.Index(fields=("parent", "status"), name="run_by_parent"),
            # With the id: where few runs are repeated, a database would rather go along all ids.
            models.Index(fields=("retry_of", "id"), name="run_by_retry_of"),
            models.Index(fields=("queue", "status", "id"), name="run_by_queue"),
        )

    def __str__(self) -> str:
        return f"{self.task_name} {self.short_id}"

    @property
    def short_id(self) -> str:
        """The last eight characters of the id, the ones that differ."""
        return str(self.pk)[-8:]

    @property
    def message_id(self) -> str | None:
        """The caller's own name for the launch, under which it looks for the result."""
        key = self.idempotency_key or ""
        return key.removeprefix(MESSAGE) if key.startswith(MESSAGE) else None

    @property
    def state(self) -> RunStatus:
        """The status as an enum member."""
        return RunStatus(self.status)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to this run."""
        return self.state.is_finished

    @property
    def duration(self) -> timedelta | None:
        """How long it worked, from the first start to the end; None while unfinished."""
        if self.started_at and self.finished_at:
            return self.finished_at - self.started_at
        return None

    @property
    def waited(self) -> timedelta | None:
        """How long it waited for a worker."""
        return self.started_at - self.requested_at if self.started_at else None
