"""Removing what is old, every night, as a run of its own."""

from collections import Counter

from background import Column, Figure, Kind, Queue, Report, Sentence, Table, TaskContext, task
from background.once import WhenTaken
from background.results import Value
from tasks_admin.access import Right
from tasks_admin.models import Run
from tasks_admin.queries.retention import RULE_LABELS, old_deeds, old_moments, prospects
from tasks_admin.queries.targets import PRUNE_TASK
from tasks_admin.services import forgetting, pruning
from tasks_admin.services.pruning import Removed


@task(
    name=PRUNE_TASK,
    title="Remove what is old",
    queue=Queue.LOW_PRIORITY,
    permission=Right.PRUNE,
    repeatable=True,
    dry_run=True,
    lock=(),
    when_taken=WhenTaken.EXISTING,
    time_limit="2h",
)
def prune(ctx: TaskContext) -> Report:
    """Remove the runs, audit entries and moments that the rules of retention give up.

    With a run go its log, results and files. The page of retention shows the rules, and what they
    would remove now. Published datasets are never touched.
    """
    if ctx.dry_run:
        found = prospects(ctx.now(), most=None)
        counts = Counter({(one.task_name, one.rule.name): one.count for one in found})
        now = ctx.now()
        return _told(counts, deeds=old_deeds(now).count(), moments=old_moments(now).count())
    user = Run.objects.select_related("user").get(pk=ctx.run_id).user
    removed = pruning.prune(
        ctx.now(), user=user, told=lambda count: ctx.progress(count, step="Removing runs")
    )
    deeds = pruning.prune_audit(ctx.now(), user=user)
    moments = pruning.prune_ledger(ctx.now(), user=user)
    results, files = pruning.prune_leftovers(ctx.now())
    if results or files:
        ctx.log_info(
            "Left over: {results} results and {files} files removed",
            results=results,
            files=files,
        )
    alerts, deliveries = forgetting.forget(ctx.now())
    if alerts or deliveries:
        ctx.log_info(
            "{alerts} alerts and {deliveries} messages removed",
            alerts=alerts,
            deliveries=deliveries,
        )
    ctx.log_success(
        "{runs} runs, {deeds} audit entries and {moments} moments of schedules removed",
        runs=sum(removed.values()),
        deeds=deeds,
        moments=moments,
    )
    return _told(removed, deeds=deeds, moments=moments)


def _told(removed: Removed, *, deeds: int, moments: int) -> Report:
    runs = sum(removed.values())
    return Report(
        headline="Old runs: {runs}, audit entries: {deeds}, moments of schedules: {moments}",
        fields={"runs": runs, "deeds": deeds, "moments": moments},
        figures=[
            Figure(label="Runs", value=runs),
            Figure(label="Audit entries", value=deeds),
            Figure(label="Moments of schedules", value=moments),
        ],
        tables=[_by_rule(removed)] if removed else [],
    )


def _by_rule(removed: Removed) -> Table:
    columns = [
        Column(name="task", label="Task"),
        Column(name="rule", label="Rule"),
        Column(name="runs", label="Runs", kind=Kind.COUNT),
    ]
    rows: list[list[Value]] = [
        [name, Sentence(RULE_LABELS[rule]), count] for (name, rule), count in removed.most_common()
    ]
    return Table(title="Runs by task and rule", columns=columns, rows=rows)
