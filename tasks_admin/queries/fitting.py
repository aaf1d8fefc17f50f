"""Whether what a schedule hands over still fits its task: known before it is refused at night."""

from datetime import datetime

from background import registry
from background.errors import TaskError
from tasks_admin.queries.promises import Promise
from tasks_admin.queries.scheduled_values import scheduled_values
from tasks_admin.services import broker
from tasks_admin.services.sealing import open_stored


def refusal_of(promise: Promise, now: datetime) -> TaskError | None:
    """Return what a launch would be refused with, were it now; None where it would be accepted."""
    if promise.task not in registry and broker.knows(promise.task):
        return None
    try:
        spec = registry.get(promise.task)
        values = scheduled_values(promise.task, promise.args, promise.kwargs)
        spec.read(open_stored(values, spec.params_model), now=now)
    except TaskError as refusal:
        return refusal
    return None
