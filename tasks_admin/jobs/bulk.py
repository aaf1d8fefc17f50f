"""Doing the same to every run that fits a filter, as a run of its own."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import Field

from background import (
    Column,
    Figure,
    Kind,
    Queue,
    Report,
    Sentence,
    Table,
    TaskContext,
    task,
)
from background.errors import NotAllowed, NotPossible, TaskError
from tasks_admin.access import Right
from tasks_admin.models import Run
from tasks_admin.models.reading import reading
from tasks_admin.queries.run_filter import RunFilter
from tasks_admin.queries.targets import BULK_TASK, Deed, targets
from tasks_admin.services.cancelling import cancel
from tasks_admin.services.retrying import retry

BATCH = 50
REASONS_SHOWN = 20
DONE_SENTENCES = {
    Deed.CANCEL: "{done} runs were cancelled or asked to stop",
    Deed.RETRY: "{done} runs were launched again",
}


@dataclass
class Tally:
    """How many runs it was done to, and how many were left for which reason."""

    done: int = 0
    left: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Sentence] = field(default_factory=dict)

    def add(self, reason: Sentence | None) -> None:
        """Count one run: done where there is no reason against it."""
        if reason is None:
            self.done += 1
        else:
            self.left[str(reason)] += 1
            self.reasons[str(reason)] = reason


@task(
    name=BULK_TASK,
    title="Act on many runs",
    queue=Queue.HIGH_PRIORITY,
    permission=Right.CANCEL,
    repeatable=True,
    time_limit="2h",
)
def bulk(
    ctx: TaskContext,
    action: Annotated[
        Literal["cancel", "retry"],
        Field(title="What to do", description="What to do with each of them"),
    ],
    query: Annotated[
        str,
        Field(
            title="To which runs",
            description="A filter as the address of the list of runs has it, after the “?”",
            max_length=2000,
        ),
    ] = "",
) -> Report:
    """Cancel or retry every run that fits a filter of the list of runs.

    Runs requested after this one are left alone. What cannot be done to a run is counted with its
    reason, and the others go on.
    """
    deed, chosen = Deed(action), RunFilter.read(dict(parse_qsl(query)))
    user = _asked_by(ctx)
    with reading(lambda: user):
        runs = targets(deed, chosen, before=ctx.run_id)
    total, seen = runs.count(), 0
    tally = Tally()
    for batch in ctx.iter_batches(runs, size=BATCH):
        for run in batch:
            tally.add(_done(deed, run, user, ctx))
        with ctx.atomic():
            ctx.commit_batch()
        seen += len(batch)
        ctx.progress(min(seen, total), total, step="Going through the runs")
    return _told(deed, tally, ctx)


def _asked_by(ctx: TaskContext) -> Any:
    """The person for whom this is done; nobody where a program asked.

    Raises NotAllowed where that person is gone: nobody knows any more what they might see.
    """
    run = Run.objects.select_related("user").get(pk=ctx.run_id)
    if run.username and run.user is None:
        raise NotAllowed("There is no user {user}.", user=run.username)
    return run.user


def _done(deed: Deed, run: Run, user: Any, ctx: TaskContext) -> Sentence | None:
    """Do it to one run; return why it could not be done, if it could not."""
    verbs: dict[Deed, Callable[[], object]] = {
        Deed.CANCEL: partial(cancel, run, user=user),
        # Once, however often this run is repeated.
        Deed.RETRY: partial(retry, run, user=user, idempotency_key=f"bulk:{ctx.run_id}:{run.pk}"),
    }
    try:
        verbs[deed]()
    except NotPossible as reason:
        return reason.sentence
    except TaskError as reason:
        ctx.log_warning(
            "Run {run} was left as it is: {reason}", run=run.short_id, reason=reason.sentence
        )
        return reason.sentence
    return None


def _told(deed: Deed, tally: Tally, ctx: TaskContext) -> Report:
    done, left = tally.done, tally.left.total()
    if left and not done:
        ctx.incomplete("Nothing could be done to any of the {left} runs", left=left)
    if done:
        ctx.log_success(DONE_SENTENCES[deed], done=done)
    reasons = Table(
        title="Left as they were",
        columns=[
            Column(name="runs", label="Runs", kind=Kind.COUNT),
            Column(name="reason", label="Reason"),
        ],
        rows=[
            [number, tally.reasons[text]] for text, number in tally.left.most_common(REASONS_SHOWN)
        ],
    )
    return Report(
        headline=DONE_SENTENCES[deed],
        fields={"done": done},
        figures=[
            Figure(label="Dealt with", value=done),
            Figure(label="Left as they were", value=left),
        ],
        tables=[reasons] if left else [],
    )
