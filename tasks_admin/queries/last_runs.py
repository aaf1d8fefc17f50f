"""The last run of each task, with one query."""

from collections.abc import Iterable

from django.db.models import Subquery

from tasks_admin.models import Run
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows


def last_runs(task_names: Iterable[str]) -> dict[str, RunRow]:
    """Return the newest run of each of the tasks that have one."""
    newest = [
        Subquery(Run.seen.filter(task_name=name).order_by("-id").values("pk")[:1])
        for name in task_names
    ]
    if not newest:
        return {}
    return {row.task_name: row for row in rows(Run.seen.filter(pk__in=newest).only(*COLUMNS))}
