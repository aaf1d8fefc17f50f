"""Tasks and whole runs as answers."""

from background import TaskSpec
from background.secret import masked
from tasks_admin.api.answers import (
    AttemptAnswer,
    Control,
    RunDetailAnswer,
    TaskAnswer,
)
from tasks_admin.api.callers import Caller
from tasks_admin.models import Attempt, Run, RunControl
from tasks_admin.queries import run_detail, run_kin
from tasks_admin.queries.run_answer import fault, run_fields
from tasks_admin.queries.run_report import stored_result
from tasks_admin.wording import say


def task(spec: TaskSpec, caller: Caller) -> TaskAnswer:
    """Return a task as the API tells it."""
    return TaskAnswer(
        name=spec.name,
        slug=slug_of(spec),
        title=say(spec.title),
        summary=say(spec.summary),
        description=say(spec.description),
        area=spec.area,
        queue=spec.queue,
        priority=spec.priority,
        tags=list(spec.tags),
        retries=spec.retry.retries,
        repeatable=spec.repeatable,
        destructive=spec.destructive,
        dry_run=spec.dry_run,
        time_limit_seconds=spec.time_limit.total_seconds(),
        soft_time_limit_seconds=spec.soft_time_limit.total_seconds(),
        datasets=[dataset.name for dataset in spec.writes],
        may_launch=caller.may_launch(spec),
        parameters=spec.params_model.model_json_schema(),
    )


def slug_of(spec: TaskSpec) -> str:
    """Return the short name that older addresses use: without the area, with hyphens."""
    return spec.name.partition(".")[2].replace("_", "-")


def whole_run(found: Run, *, with_traceback: bool) -> RunDetailAnswer:
    """Return a run with what came of it."""
    spec = run_detail.spec_of(found)
    result, traceback = stored_result(found)
    return RunDetailAnswer(
        **run_fields(found),
        params=masked(found.params, spec.params_model) if spec else found.params,
        queue=found.queue,
        priority=found.priority,
        not_before=found.not_before,
        retry_of=found.retry_of_id,
        kept=found.kept,
        children={tally.status: tally.count for tally in run_kin.tallies_of(found)},
        attempts=[_attempt(one) for one in found.attempts.all()],
        controls=[_control(one) for one in found.controls.all()],
        result=result,
        traceback=(traceback or None) if with_traceback else None,
    )


def _attempt(one: Attempt) -> AttemptAnswer:
    return AttemptAnswer(
        number=one.number,
        worker=one.worker,
        started_at=one.started_at,
        finished_at=one.finished_at,
        outcome=one.outcome,
        error=fault(one.error),
    )


def _control(one: RunControl) -> Control:
    return Control(
        label=say(one.label),
        actual=one.actual,
        expected=one.expected,
        tolerance=one.tolerance,
        unit=one.unit,
        ties=one.ties,
    )
