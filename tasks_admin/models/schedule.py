"""What django-celery-beat's schedules lack: policies, pauses, and who answers for them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from tasks_admin.models.calendar import BusinessCalendar


class Overlap(models.TextChoices):
    """What happens at a moment at which the schedule's earlier run still works."""

    ALLOW = "allow", _("Run beside it")
    SKIP = "skip", _("Skip this one")
    QUEUE = "queue", _("Wait for it, one at most")


class Misfire(models.TextChoices):
    """What happens on return to the moments that passed while no scheduler ran."""

    SKIP = "skip", _("Leave them out")
    ONCE = "once", _("Run once for all of them")
    EACH = "each", _("Run each of them")


class DayRule(models.TextChoices):
    """Which of its days a schedule keeps, by a calendar."""

    ANY = "", _("Every day of its rule")
    ONLY = "only", _("Only business days")
    NEXT = "next", _("The next business day, where it falls on a day off")
    NTH = "nth", _("The nth business day of the month")


class Pause(models.Model):
    """A time in which nothing is launched, by whom and why; without an end, until resumed."""

    paused_from = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    paused_by = models.CharField(max_length=150, blank=True)
    pause_reason = models.CharField(_("reason"), max_length=255, blank=True)

    class Meta:
        abstract = True

    def is_paused(self, moment: datetime) -> bool:
        """Whether a moment lies in the pause."""
        if self.paused_from is None or moment < self.paused_from:
            return False
        return self.paused_until is None or moment < self.paused_until


class SchedulePlan(Pause):
    """How one schedule keeps its promises.

    Moments after `since` are accounted for; `fingerprint` is the rule they were read from. Both
    are the scheduler's own: an edit of the rule begins a new account. So is `next_at`, the moment
    that comes next (NEVER where none does), for lists to be ordered by. `nth` counts business days
    from the first of the month (1, 2 ...), or from its last (-1, -2 ...).
    """

    schedule = models.OneToOneField(
        PeriodicTask, on_delete=models.CASCADE, primary_key=True, related_name="plan"
    )
    overlap = models.CharField(
        _("overlap"), max_length=8, choices=Overlap.choices, default=Overlap.SKIP
    )
    misfire = models.CharField(
        _("missed moments"), max_length=8, choices=Misfire.choices, default=Misfire.ONCE
    )
    grace_seconds = models.PositiveIntegerField(_("grace"), default=300)
    calendar = models.CharField(
        _("calendar"), max_length=16, choices=BusinessCalendar.choices, blank=True, default=""
    )
    day_rule = models.CharField(
        _("days"), max_length=8, choices=DayRule.choices, blank=True, default=DayRule.ANY
    )
    nth = models.SmallIntegerField(_("which business day"), default=1)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    since = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    next_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("next_at",), name="plan_by_next_moment"),)

    def __str__(self) -> str:
        return f"plan of schedule {self.pk}"

    @property
    def grace(self) -> timedelta:
        """How late a run may begin and still count as kept."""
        return timedelta(seconds=self.grace_seconds)


class SchedulerState(Pause):
    """One row: when any scheduler was last at work, and whether all schedules are paused.

    The ledger has all moments since `ledger_since`; older ones have been removed from it.
    """

    ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ROW)
    seen_at = models.DateTimeField(null=True)
    ledger_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"scheduler, seen {self.seen_at}"


class ScheduleChange(models.Model):
    """A schedule that was edited, by whatever means: the database itself writes these rows."""

    id = models.BigAutoField(primary_key=True)
    schedule_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("at",), name="schedule_change_by_time"),)

    def __str__(self) -> str:
        return f"schedule {self.schedule_id} changed {self.at}"
