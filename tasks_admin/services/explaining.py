"""An exception as the console keeps it: a code, a sentence template and what fills it."""

from datetime import timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded

from background.errors import TaskError, TimedOut
from background.results import readable


def named(error: Exception, *, limit: timedelta) -> Exception:
    """Return the error by the kit's name where it comes from Celery."""
    if isinstance(error, SoftTimeLimitExceeded):
        return TimedOut(
            "The run took longer than the {minutes} minutes its task allows",
            minutes=round(limit.total_seconds() / 60, 1),
        )
    return error


def explained(error: Exception) -> dict[str, Any]:
    """Return {code, message, fields} of an error, in plain JSON values."""
    if isinstance(error, TaskError):
        return {"code": error.code, "message": error.message, "fields": readable(error.fields)}
    return {
        "code": "unexpected",
        "message": "Unexpected error {kind}: {text}",
        "fields": {"kind": type(error).__name__, "text": str(error)[:2_000]},
    }
