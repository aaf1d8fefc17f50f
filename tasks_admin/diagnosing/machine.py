"""The machine this process is on."""

import shutil
from collections.abc import Iterator

from django.conf import settings

from tasks_admin.diagnosing.finding import Finding, error, warning

MEBIBYTE = 1 << 20
LOW, FULL = 1024, 100
"""Mebibytes of free space below which somebody should, or must, make room."""


def findings() -> Iterator[Finding]:
    """Yield what is wrong with the disk that holds our state."""
    free = shutil.disk_usage(settings.VAR_DIR).free // MEBIBYTE
    if free < LOW:
        report = error if free < FULL else warning
        yield report(
            "E020" if free < FULL else "W020",
            sentence="Only {free} MiB are free below {folder}",
            step="Make room, or remove old runs: manage.py prune_runs",
            free=free,
            folder=str(settings.VAR_DIR),
        )
