"""Cases of rows that runs set aside: opened, met again, and solved by a run without them."""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from background import registry
from background.fields import Kind, fields_of
from tasks_admin.models import Run, SetAsideCase, SetAsideRow

Status = SetAsideCase.Status
UNSETTLED = (Status.OPEN, Status.FIXED)
HOW = (Kind.FLAG, Kind.DAY, Kind.MONTH, Kind.YEAR, Kind.MOMENT, Kind.FILE, Kind.SECRET)
"""Parameters that say how or until when to look, not what at."""
BATCH = 500
QUIET_SECONDS = 5.0
_quiet: dict[str, float] = {}
"""Tasks that had nothing unsettled, and when: most never set a row aside, and run often."""


def settle(run: Run, *, is_whole: bool) -> None:
    """Take the rows that the run set aside into their cases; call it as the run ends.

    A run that did all of its work (`is_whole`) also solves the cases of its scope that earlier
    runs left and that it did not meet again. A dry run changes nothing.
    """
    if run.dry_run:
        return
    met = _meet(run) if run.set_aside else 0
    if is_whole and met == run.set_aside:
        _solve(run)


def scope_of(run: Run) -> str:
    """Name what the run looked at: its values, but for days, moments, switches and secrets.

    The run of tomorrow looks at the same thing; that of another company does not.
    """
    if run.task_name not in registry:
        return ""
    model = registry.get(run.task_name).params_model
    what = [one.name for one in fields_of(model, now=run.requested_at) if one.kind not in HOW]
    values = {name: run.params[name] for name in sorted(what) if name in run.params}
    return _digest(values) if values else ""


def fingerprint(row: SetAsideRow, task_name: str, scope: str) -> str:
    """Return what makes a row the same row in another run.

    Its key where the job gave one, else all that was read of it; where that is nothing, its place.
    """
    itself = row.key or row.row or row.row_number
    return _digest([task_name, scope, row.source, row.column, row.reason, row.value, itself])


def _meet(run: Run) -> int:
    """Open the cases of new rows and note those that came again; return how many rows are kept."""
    scope, now, count = scope_of(run), timezone.now(), 0
    _quiet.pop(run.task_name, None)
    rows = SetAsideRow.objects.filter(run=run).order_by("id").iterator(chunk_size=BATCH)
    for batch in _batches(rows):
        count += len(batch)
        by_print: dict[str, SetAsideRow] = {}
        for row in batch:
            by_print.setdefault(fingerprint(row, run.task_name, scope), row)
        known = SetAsideCase.objects.filter(fingerprint__in=by_print)
        _note_again(known, by_print, run, now)
        there = set(known.values_list("fingerprint", flat=True))
        SetAsideCase.objects.bulk_create(
            [
                _opened(row, found, scope, run, now)
                for found, row in by_print.items()
                if found not in there
            ],
            ignore_conflicts=True,
        )
    return count


def _note_again(known: Any, by_print: dict[str, SetAsideRow], run: Run, now: datetime) -> None:
    moved = [case for case in known if case.row_number != by_print[case.fingerprint].row_number]
    for case in moved:
        case.row_number = by_print[case.fingerprint].row_number
    SetAsideCase.objects.bulk_update(moved, ["row_number"], batch_size=BATCH)
    known.exclude(last_run=run).update(
        last_run=run,
        last_at=now,
        seen=F("seen") + 1,
        solved_by=None,
        status=Case(When(status=Status.IGNORED, then=F("status")), default=Value(Status.OPEN)),
    )


def _opened(row: SetAsideRow, found: str, scope: str, run: Run, now: datetime) -> SetAsideCase:
    return SetAsideCase(
        fingerprint=found,
        task_name=run.task_name,
        scope=scope,
        source=row.source,
        reason=row.reason,
        row_number=row.row_number,
        column=row.column,
        key=row.key,
        value=row.value,
        row=row.row,
        first_run=run,
        last_run=run,
        first_at=now,
        last_at=now,
    )


def _solve(run: Run) -> None:
    """Close what earlier runs left; what was met since this run began is not for it to judge."""
    if time.monotonic() - _quiet.get(run.task_name, float("-inf")) < QUIET_SECONDS:
        return
    unsettled = SetAsideCase.objects.filter(task_name=run.task_name, status__in=UNSETTLED)
    if not unsettled.exists():
        _quiet[run.task_name] = time.monotonic()
        return
    left = unsettled.filter(scope=scope_of(run), last_at__lt=run.started_at or timezone.now())
    left.exclude(Q(last_run=run)).update(status=Status.SOLVED, solved_by=run)


def _batches(rows: Iterable[SetAsideRow]) -> Iterator[list[SetAsideRow]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
