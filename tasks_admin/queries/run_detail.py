"""One run with all that its page shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from background import Download, TaskSpec, registry
from tasks_admin.models import (
    Artifact,
    Attempt,
    DatasetVersion,
    Run,
    RunControl,
    RunLine,
)
from tasks_admin.models.status import WORKING
from tasks_admin.queries import typical
from tasks_admin.queries.differences import Difference, differences_of
from tasks_admin.queries.run_kin import Tallies
from tasks_admin.queries.run_report import RunResult, result_of
from tasks_admin.queries.run_rows import title_of
from tasks_admin.queries.run_set_aside import SetAsideRows, set_aside_of
from tasks_admin.queries.run_way import Step, way

LINES_SHOWN = 300


@dataclass(frozen=True)
class RunLog:
    """The last lines of a log, in order, and the id to go on from."""

    lines: list[RunLine]
    last_id: int
    is_cut: bool


@dataclass(frozen=True)
class RunState:
    """How a run stands: what the polled part of its page shows.

    `done` of `total` is the job's own count, for a parent that of its children.
    """

    run: Run
    title: str
    steps: list[Step]
    attempts: list[Attempt]
    done: int
    total: int | None
    elapsed: timedelta | None
    usual: timedelta | None
    remaining: timedelta | None
    worker_is_silent: bool

    @property
    def percent(self) -> int | None:
        """How much is done; None where nobody knows the whole."""
        return min(100, self.done * 100 // self.total) if self.total else None


@dataclass(frozen=True)
class Made:
    """A dataset that the run published."""

    name: str
    title: str
    rows: int
    as_of: date


@dataclass(frozen=True)
class RunOutcome:
    """What came out of a run, and whether it can be trusted."""

    controls: list[RunControl]
    files: list[Artifact]
    result: RunResult
    set_aside: SetAsideRows
    datasets: list[Made]
    differences: list[Difference]

    @property
    def downloads(self) -> list[tuple[Download, Artifact | None]]:
        """What the result offers, each with its file; without one where none was attached."""
        report, by_name = self.result.report, {file.name: file for file in self.files}
        return [(one, by_name.get(one.file)) for one in (report.downloads if report else ())]

    @property
    def other_files(self) -> list[Artifact]:
        """The files that the result does not offer itself."""
        offered = {one.file for one, _ in self.downloads}
        return [file for file in self.files if file.name not in offered]

    @property
    def loose(self) -> int:
        """How many controls do not tie."""
        return sum(not control.ties for control in self.controls)


def find(run_id: UUID) -> Run | None:
    """Return the run of that id."""
    return Run.seen.filter(pk=run_id).select_related("retry_of", "parent").first()


def spec_of(run: Run) -> TaskSpec | None:
    """Return the run's task; None where it is no longer in the catalogue."""
    return registry.get(run.task_name) if run.task_name in registry else None


def state_of(run: Run, now: datetime, tallies: Tallies = ()) -> RunState:
    """Return how the run, and the children that `tallies` counts, stand at `now`."""
    usual = None if run.is_finished else typical.middle(typical.durations(run.task_name))
    end = run.finished_at or now
    attempts = list(run.attempts.all())
    done, total = _done(run, tallies)
    return RunState(
        run=run,
        title=title_of(run.task_name),
        steps=way(run, attempts),
        attempts=attempts,
        done=done,
        total=total,
        elapsed=end - run.started_at if run.started_at else None,
        usual=usual,
        remaining=None if run.is_finished else _remaining(run, done, total, usual, now),
        worker_is_silent=run.state in WORKING and (run.lease_until or now) < now,
    )


def outcome_of(run: Run) -> RunOutcome:
    """Return the controls, files, result and rows set aside."""
    datasets = _published(run)
    return RunOutcome(
        controls=list(run.controls.all()),
        files=list(run.artifacts.all()),
        result=result_of(run),
        set_aside=set_aside_of(run),
        datasets=datasets,
        differences=differences_of(run) if datasets or run.dry_run else [],
    )


def log_of(run: Run, *, after: int = 0, limit: int | None = LINES_SHOWN) -> RunLog:
    """Return the log's last lines, of those after a line's id; all of them for no limit."""
    newest = RunLine.objects.filter(run=run, pk__gt=after).order_by("-id")
    found = list(newest[: limit + 1] if limit else newest)
    lines = (found[:limit] if limit else found)[::-1]
    return RunLog(lines, lines[-1].pk if lines else after, limit is not None and len(found) > limit)


def lines_after(run: Run, line_id: int, limit: int) -> list[RunLine]:
    """Return the first lines of a log after a line's id, in order."""
    return list(RunLine.objects.filter(run=run, pk__gt=line_id).order_by("id")[:limit])


def _done(run: Run, tallies: Tallies) -> tuple[int, int | None]:
    """How much is done of how much; a parent has done as many as have ended."""
    if not tallies:
        return run.progress_done, run.progress_total
    ended = sum(tally.count for tally in tallies if tally.is_finished)
    return ended, sum(tally.count for tally in tallies)


def _remaining(
    run: Run, done: int, total: int | None, usual: timedelta | None, now: datetime
) -> timedelta | None:
    return typical.remaining(
        started_at=run.started_at, done=done, total=total, usual=usual, now=now
    )


def _published(run: Run) -> list[Made]:
    """The last version of each dataset that the run published."""
    versions = run.dataset_versions.order_by("dataset", "id")
    last = {version.dataset: version for version in versions}
    return [_made(version) for version in last.values()]


def _made(version: DatasetVersion) -> Made:
    known = registry.datasets().get(version.dataset)
    title = known.title if known else version.dataset
    return Made(version.dataset, title, version.rows, version.as_of)
