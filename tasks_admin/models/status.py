"""The states of a run, and what Celery calls them."""

from celery import states
from django.db import models
from django.utils.translation import gettext_lazy as _


class RunStatus(models.TextChoices):
    """Where a run is in its life."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    RETRYING = "retrying", _("Waiting to retry")
    CANCELLING = "cancelling", _("Cancelling")
    SUCCEEDED = "succeeded", _("Succeeded")
    PARTIAL = "partial", _("Partial")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    LOST = "lost", _("Lost")
    SKIPPED = "skipped", _("Skipped")

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to a run in this state."""
        return self in FINISHED


WAITING = (RunStatus.QUEUED, RunStatus.RETRYING)
WORKING = (RunStatus.RUNNING, RunStatus.CANCELLING)
ACTIVE = (*WAITING, *WORKING)
FINISHED = tuple(status for status in RunStatus if status not in ACTIVE)
GONE_WRONG = (RunStatus.FAILED, RunStatus.LOST)
RETRIABLE = (*GONE_WRONG, RunStatus.CANCELLED, RunStatus.PARTIAL)

CELERY_STATES = {
    RunStatus.QUEUED: states.PENDING,
    RunStatus.RUNNING: states.STARTED,
    RunStatus.CANCELLING: states.STARTED,
    RunStatus.RETRYING: states.RETRY,
    RunStatus.SUCCEEDED: states.SUCCESS,
    RunStatus.PARTIAL: states.SUCCESS,
    RunStatus.FAILED: states.FAILURE,
    RunStatus.LOST: states.FAILURE,
    RunStatus.CANCELLED: states.REVOKED,
    RunStatus.SKIPPED: states.REVOKED,
}
