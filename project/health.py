"""/health: whether the console can do its work, for load balancers and whoever is on call."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tasks_admin.diagnosing import broker
from tasks_admin.models import Heartbeat
from tasks_admin.queries import heartbeats


class Failing(Exception):
    """Why a check fails, in words that give nothing secret away."""


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every check is ok, else 503; the body says which check fails and why."""
    checks = {name: _result(check) for name, check in CHECKS.items()}
    ok = all(result["status"] == "ok" for result in checks.values())
    body = {"status": "ok" if ok else "failing", "checks": checks}
    return JsonResponse(body, status=200 if ok else 503)


def _result(check: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"status": "ok", **check()}
    except Failing as failing:
        return {"status": "failing", "reason": str(failing)}
    except DatabaseError as error:
        reason = f"the database does not answer ({type(error).__name__})"
        return {"status": "failing", "reason": reason}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def _broker() -> dict[str, Any]:
    if fault := broker.fault():
        raise Failing(f"the broker does not answer ({fault})")
    return {}


def _heartbeat(kind: Heartbeat.Kind) -> Callable[[], dict[str, Any]]:
    def check() -> dict[str, Any]:
        now = timezone.now()
        if alive := heartbeats.living(kind, now=now).count():
            return {"alive": alive}
        raise Failing(_silence(heartbeats.last_seen(kind), kind, now))

    return check


def _silence(seen: datetime | None, kind: Heartbeat.Kind, now: datetime) -> str:
    """Say for how long nobody of this kind has reported."""
    if seen is None:
        return f"no {kind.value} has ever reported"
    return f"no {kind.value} has reported for {(now - seen) // timedelta(seconds=1)} seconds"


CHECKS: dict[str, Callable[[], dict[str, Any]]] = {
    "database": _database,
    "broker": _broker,
    "worker": _heartbeat(Heartbeat.Kind.WORKER),
    "beat": _heartbeat(Heartbeat.Kind.BEAT),
}
