"""A run in Celery's words, formatted in this one place for both older contracts."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from celery import states
from django.http import HttpResponse

from background import TaskSpec, registry
from background.errors import InvalidParams
from tasks_admin.access import Right
from tasks_admin.api.callers import Caller
from tasks_admin.api.orders import Launch, launched
from tasks_admin.api.problems import errors_of, problem
from tasks_admin.models import Run
from tasks_admin.models.status import CELERY_STATES
from tasks_admin.queries import run_detail
from tasks_admin.queries.run_report import stored_result
from tasks_admin.wording import say


@dataclass(frozen=True)
class Told:
    """How a task stands; `run` is None for an identifier that nobody knows."""

    task_id: str
    status: str
    result: Any = None
    error: str | None = None
    traceback: str | None = None
    run: Run | None = None

    @property
    def is_ready(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in states.READY_STATES


def tell(task_id: str, caller: Caller) -> Told:
    """Return how a task stands; an unknown one is PENDING, as Celery says."""
    run = found(task_id)
    if run is None:
        return Told(task_id, states.PENDING)
    status = CELERY_STATES[run.state]
    result, traceback = stored_result(run)
    error = run.error or {}
    is_well = status == states.SUCCESS
    return Told(
        task_id=str(run.pk),
        status=status,
        result=result if is_well else None,
        error=None if is_well else say(error.get("message", ""), error.get("fields", {})) or None,
        traceback=(traceback or None) if caller.may(Right.TRACEBACK) else None,
        run=run,
    )


def found(task_id: str) -> Run | None:
    """Return the run of an identifier, whatever its form."""
    try:
        return run_detail.find(UUID(task_id))
    except ValueError:
        return None


def start(caller: Caller, spec: TaskSpec, params: dict[str, Any]) -> Run:
    """Launch a run for an older client, which knows no more than parameters."""
    return launched(caller, spec.name, Launch(params=params), None)


def refused(refusal: InvalidParams) -> HttpResponse:
    """Return the refusal as one sentence, the way both former systems told it."""
    detail = say(refusal.message, refusal.fields)
    unprocessable = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem(unprocessable, refusal.code, detail, errors=errors_of(refusal))


def parameters(spec: TaskSpec) -> dict[str, dict[str, Any]]:
    """Return the parameters as the older catalogues list them."""
    schema = spec.params_model.model_json_schema()
    needed = set(schema.get("required", ()))
    return {
        name: _parameter(one, name in needed, schema.get("$defs", {}))
        for name, one in schema.get("properties", {}).items()
    }


def named(slug: str) -> TaskSpec | None:
    """Return the task of the toolbox with that short name."""
    name = f"toolbox.{slug.replace('-', '_')}"
    return registry.get(name) if name in registry else None


def _parameter(one: dict[str, Any], is_needed: bool, parts: dict[str, Any]) -> dict[str, Any]:
    kinds = [part for part in one.get("anyOf", [one]) if part.get("type") != "null"]
    kind = kinds[0] if kinds else {}
    if "$ref" in kind:
        kind = parts.get(kind["$ref"].rpartition("/")[2], {})
    told = {"type": kind.get("type", "string"), "required": is_needed}
    given = {
        "default": one.get("default"),
        "min": kind.get("minimum"),
        "max": kind.get("maximum"),
        "description": one.get("description"),
        "choices": kind.get("enum"),
    }
    return told | {name: value for name, value in given.items() if value is not None}
