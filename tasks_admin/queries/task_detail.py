"""One task: how long it takes, and how it went lately."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from background import TaskSpec, registry
from background.secret import secret_names
from tasks_admin.models import Run
from tasks_admin.models.status import ACTIVE
from tasks_admin.queries import typical
from tasks_admin.queries.desk import open_rows
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows

RECENT = 12


@dataclass(frozen=True)
class TaskDetail:
    """A task with its recent runs, newest first."""

    spec: TaskSpec
    recent: list[RunRow]
    usual: timedelta | None
    set_aside: int = 0

    @property
    def active(self) -> RunRow | None:
        """A recent run that is not finished."""
        return next((run for run in self.recent if run.status in ACTIVE), None)


def task_detail(spec: TaskSpec) -> TaskDetail:
    """Return the task's page."""
    runs = Run.seen.filter(task_name=spec.name).order_by("-id").only(*COLUMNS)
    return TaskDetail(
        spec=spec,
        recent=rows(runs[:RECENT]),
        usual=typical.middle(typical.durations(spec.name)),
        set_aside=open_rows([spec.name]),
    )


def params_of(run_id: str, task_name: str) -> tuple[Run, dict[str, object]] | None:
    """Return an earlier run of this task and its parameters, secrets left out; else None."""
    try:
        run = Run.seen.filter(pk=UUID(run_id), task_name=task_name).first()
    except ValueError:
        return None
    if run is None or task_name not in registry:
        return None
    secrets = secret_names(registry.get(task_name).params_model)
    return run, {name: value for name, value in run.params.items() if name not in secrets}
