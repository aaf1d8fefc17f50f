"""Which runs are old enough to be removed, and how many a rule would remove."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import AuditEntry, DatasetVersion, Run, RunStatus, Slot
from tasks_admin.models.status import FINISHED, GONE_WRONG
from tasks_admin.queries.distinct import dataset_names, task_names
from tasks_admin.queries.run_ids import first_at
from tasks_admin.queries.run_rows import title_of

COUNTED = 1_000
"""Nobody needs to know more than "more than 1,000" before a removal, and counting takes time."""
RULE_LABELS = {
    "done": _("Done"),
    "failed": _("Failed or lost"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """After how many days, counted from their request, runs that ended so may go."""

    name: str
    statuses: tuple[RunStatus, ...]
    days: int

    @property
    def label(self) -> str:
        """The rule's name for people."""
        return gettext(RULE_LABELS[self.name])


@dataclass(frozen=True, slots=True)
class Prospect:
    """How many runs of a task a rule would remove, at most."""

    task_name: str
    title: str
    rule: Rule
    count: int
    has_more: bool = False


def rules() -> tuple[Rule, ...]:
    """Return the rules as the settings have them."""
    done = tuple(status for status in FINISHED if status not in GONE_WRONG)
    return (
        Rule("done", done, settings.TASKS_ADMIN_RETENTION_DAYS),
        Rule("failed", GONE_WRONG, settings.TASKS_ADMIN_RETENTION_FAILED_DAYS),
    )


def removable(task_name: str, rule: Rule, now: datetime, live: Collection[UUID]) -> QuerySet[Run]:
    """Return the runs of a task that a rule gives up, in no order; `live` are `live_run_ids`.

    Never among them: the newest runs of the task, kept runs and the children of kept ones, and
    runs that made the live version of a dataset. A run goes only after its children have.
    """
    cutoff = first_at(now - timedelta(days=rule.days))
    runs = Run.seen.filter(task_name=task_name, status__in=rule.statuses, pk__lt=cutoff)
    if last := settings.TASKS_ADMIN_RETENTION_KEEP_LAST:
        newest = Run.seen.filter(task_name=task_name).order_by("-id")
        floor = newest.values_list("pk", flat=True)[last - 1 : last].first()
        runs = runs.filter(pk__lt=floor) if floor else runs.none()
    kept_parent = Run.seen.filter(pk=OuterRef("parent_id"), kept=True)
    spared = runs.filter(~Exists(kept_parent), kept=False).exclude(pk__in=live)
    return spared.order_by()


def old_deeds(now: datetime) -> QuerySet[AuditEntry]:
    """Return the audit entries that are old enough to go, oldest first; none where all stay.

    That somebody keeps a run is never forgotten: kept runs are found by it.
    """
    days = settings.TASKS_ADMIN_RETENTION_AUDIT_DAYS
    if not days:
        return AuditEntry.objects.none()
    old = AuditEntry.objects.filter(at__lt=now - timedelta(days=days))
    return old.exclude(action=AuditEntry.Action.KEPT).order_by("at")


def ledger_kept_since(now: datetime) -> datetime | None:
    """Return from when on the rule keeps the ledger of schedules; None where all of it stays."""
    days = settings.TASKS_ADMIN_RETENTION_LEDGER_DAYS
    return now - timedelta(days=days) if days else None


def old_moments(now: datetime) -> QuerySet[Slot]:
    """Return the moments that are old enough to leave the ledger, oldest first.

    The last moment of a schedule is never among them: it says up to where all is settled.
    """
    since = ledger_kept_since(now)
    if since is None:
        return Slot.objects.none()
    later = Slot.objects.filter(schedule=OuterRef("schedule"), moment__gt=OuterRef("moment"))
    its_schedule = PeriodicTask.objects.filter(pk=OuterRef("schedule"))
    old = Slot.objects.filter(Exists(later) | ~Exists(its_schedule), moment__lt=since)
    return old.order_by("moment")


def live_run_ids() -> set[UUID]:
    """Return the runs that made the live version of each dataset."""
    newest = (DatasetVersion.objects.filter(dataset=name).first() for name in dataset_names())
    return {version.run_id for version in newest if version and version.run_id}


def prospects(now: datetime, *, most: int | None = COUNTED) -> Iterator[Prospect]:
    """Yield for each task and rule that would remove something how many runs, at most.

    Counts up to `most`, without a limit for None. A run with children is counted, and stays as
    long as one of them does.
    """
    live = live_run_ids()
    for task_name in task_names():
        for rule in rules():
            runs = removable(task_name, rule, now, live)
            count = (runs[: most + 1] if most else runs).count()
            has_more = most is not None and count > most
            if count:
                shown = most if has_more and most else count
                yield Prospect(task_name, title_of(task_name), rule, shown, has_more)
