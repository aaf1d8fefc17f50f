"""The broker: can it be reached?"""

from collections.abc import Iterator

from celery import current_app
from django.conf import settings

from tasks_admin.diagnosing.finding import Finding, error


def findings() -> Iterator[Finding]:
    """Yield what is wrong with the broker."""
    if reason := fault():
        yield error(
            "E012",
            "The broker does not answer ({error})",
            "Check that the server runs and that CELERY_BROKER_URL is right; runs that are "
            "launched meanwhile wait and are sent when it is back",
            error=reason,
        )


def fault(*, seconds: float = 1) -> str | None:
    """Connect once, within `seconds`; return the name of the error, or None if all is well.

    The connection is its own, with time-outs, so that a silent broker hangs nobody.
    """
    options = {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "socket_connect_timeout": seconds,
        "socket_timeout": seconds,
    }
    broker = current_app.connection_for_write(connect_timeout=seconds, transport_options=options)
    try:
        broker.connect()
    except Exception as failed:  # noqa: BLE001 - each transport has errors of its own
        return type(failed).__name__
    finally:
        broker.release()
    return None
