"""Settings that cannot work, or not as one would expect."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from background import registry
from tasks_admin.diagnosing.finding import Finding, error, warning

OUR_SCHEDULER = "tasks_admin.beat:Scheduler"
VISIBILITY_DEFAULTS = {"redis": 3600, "rediss": 3600, "sentinel": 3600, "sqs": 1800}
"""Seconds after which these brokers deliver an unfinished message again, by kombu's transports."""


def findings() -> Iterator[Finding]:
    """Yield what is wrong with the settings."""
    yield from _scheduler()
    yield from _visibility()
    yield from _time()
    yield from _results()


def _scheduler() -> Iterator[Finding]:
    if settings.CELERY_BEAT_SCHEDULER != OUR_SCHEDULER:
        yield error(
            "E001",
            "CELERY_BEAT_SCHEDULER is {scheduler}: it would send tasks past the one door",
            "Set it to {ours}",
            scheduler=settings.CELERY_BEAT_SCHEDULER,
            ours=OUR_SCHEDULER,
        )


def _visibility() -> Iterator[Finding]:
    """A message that is delivered again while its run works wakes workers for nothing."""
    transport = settings.CELERY_BROKER_URL.partition(":")[0].partition("+")[0]
    if transport not in VISIBILITY_DEFAULTS:
        return
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    seconds = options.get("visibility_timeout", VISIBILITY_DEFAULTS[transport])
    longest = max(registry, key=lambda spec: spec.time_limit, default=None)
    if longest is not None and timedelta(seconds=seconds) < longest.time_limit:
        yield warning(
            "W002",
            "The broker delivers a message again after {seconds} s, but {task} may work for "
            "{limit} s",
            "Raise visibility_timeout in CELERY_BROKER_TRANSPORT_OPTIONS above the longest limit",
            seconds=seconds,
            task=longest.name,
            limit=int(longest.time_limit.total_seconds()),
        )


def _time() -> Iterator[Finding]:
    if settings.CELERY_TIMEZONE != settings.TIME_ZONE:
        yield warning(
            "W003",
            "CELERY_TIMEZONE is {celery} but TIME_ZONE is {django}: schedules without a zone of "
            "their own fire at other hours than pages show",
            "Set both to the same zone",
            celery=str(settings.CELERY_TIMEZONE),
            django=settings.TIME_ZONE,
        )
    if not settings.USE_TZ:
        yield error(
            "E004",
            "USE_TZ is off: moments would be stored without their zone",
            "Set USE_TZ = True",
        )


def _results() -> Iterator[Finding]:
    if expires := getattr(settings, "CELERY_RESULT_EXPIRES", None):
        yield warning(
            "W008",
            "CELERY_RESULT_EXPIRES is {expires}: Celery removes results that the history still "
            "shows",
            "Set it to None; manage.py prune_runs removes results with their runs",
            expires=str(expires),
        )
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        yield warning(
            "W009",
            "CELERY_TASK_ALWAYS_EAGER runs every task inside the web request",
            "Remove the setting and start a worker",
        )
