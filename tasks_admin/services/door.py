"""The console behind the kit's door: `.delay()` and its kin become runs."""

import socket
from collections.abc import Mapping
from typing import Any

from celery.result import AsyncResult

from background import TaskSpec
from background.door import Handle, Order
from tasks_admin.models import RunSource
from tasks_admin.models.run import MESSAGE
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch


class ConsoleDoor:
    """Launches for code: the handle is Celery's AsyncResult of the run."""

    def launch(self, spec: TaskSpec, raw: Mapping[str, Any], order: Order) -> Handle:
        key = f"{MESSAGE}{order.message_id}" if order.message_id else None
        run = launch(spec.name, raw, source=RunSource.CODE, idempotency_key=key, order=order)
        return self.result(str(run.pk))

    def run_now(self, spec: TaskSpec, raw: Mapping[str, Any], order: Order) -> Handle:
        run = launch(spec.name, raw, source=RunSource.CODE, order=order, publish=False)
        for _ in range(spec.retry.retries + 1):  # none of the waits between the attempts
            execute(run.pk, worker=f"here@{socket.gethostname()}")
        return self.result(str(run.pk))

    def result(self, run_id: str) -> Handle:
        result: Handle = AsyncResult(run_id)
        return result
